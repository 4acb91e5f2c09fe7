"""The adjoint exhibit: ⟨Y_grad, W dX⟩ = ⟨Wᵀ Y_grad, dX⟩."""
