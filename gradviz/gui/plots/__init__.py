"""Live plots in panels: the gradient layer by layer, the loss of a descent."""
