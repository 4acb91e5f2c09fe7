"""Forward and back through one layer: the first function to call."""

from numpy.typing import ArrayLike

from gradviz.engine.convention import Convention
from gradviz.engine.layers import Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import LossName
from gradviz.errors import InputError
from gradviz.messages.message import say


def backprop(
    W: ArrayLike,
    X: ArrayLike,
    *,
    Y_grad: ArrayLike | None = None,
    b: ArrayLike | None = None,
    loss: LossName | None = None,
    target: ArrayLike | None = None,
    convention: Convention | None = None,
) -> Passes:
    r"""Y = W X + b, X_grad = Wᵀ Y_grad, W_grad = Y_grad Xᵀ, b_grad = Y_grad summed along rows.

    What starts the backward pass is either a seed made by hand, `Y_grad`, or a loss l, whose
    derivative by Y the seed then is. Without any of these the loss is "sum".

    Parameters
    ----------
    W : array_like, shape (M, K)
        Weights.
    X : array_like, shape (K, N)
        One sample per column.
    Y_grad : array_like, shape (M, N), optional
        Seed: the cotangent of Y. The gradients are then those of l = ⟨Y_grad, Y⟩, the sum of
        the products entry by entry, with Y_grad held fixed.
    b : array_like, shape (M, 1) or (M,), optional
        Bias, added to every column.
    loss : str, optional
        The name of a loss, one of `gradviz.LossName`: what each of them is, and its gradient, is
        a line each in `gradviz.engine.rules.LOSSES`. They agree with PyTorch's of the same name.
        The default is "squared_error", ½ Σ (Y − T)², with a target and "sum", Σ Y, without.
    target : array_like, shape (M, N), optional
        T, for every loss but "sum". For "cross_entropy", columns of probabilities that sum to 1
        (one-hot columns among them).
    convention : {"wx", "xw", "xwt"}, optional
        How all of these are laid out, and what comes back. By default "wx", as above. With "xw",
        Y = X W, W is (K, M); with "xwt", Y = X Wᵀ as torch.nn.Linear has it, W is (M, K). In
        both a sample is a row: X (N, K), Y, Y_grad and the target (N, M), b (M,) or (1, M).

    Returns
    -------
    Passes
        ``Y``, ``loss``, ``Y_grad``, ``X_grad``, ``W_grad``, ``b_grad`` and the trace. Matrices are
        float64, and each access gives an array of your own, laid out as the convention has it;
        ``loss`` is a float, or None with a hand-made seed.

    Raises
    ------
    ShapeError
        If sizes do not fit together, or an argument does not have two axes. Where they fit in
        another convention, the message says so.
    InputError
        If both a seed and a loss are given, a target is missing or superfluous, the loss has no
        such name, an entry is not a real number, or a target of cross_entropy is not made of
        columns of probabilities.

    Notes
    -----
    NaN and infinities are allowed everywhere and travel as IEEE 754 has it, without a warning;
    the loss may become NaN or infinite. For "cross_entropy" a NaN in the target makes it NaN.

    References
    ----------
    .. [1] M. B. Giles, "Collected matrix derivative results for forward and reverse mode
       algorithmic differentiation", Advances in Automatic Differentiation, Springer, 2008,
       pp. 35-44: the product, section 2.2.2.
    .. [2] I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", MIT Press, 2016, sections
       6.2.2.3 (softmax and its gradient) and 6.5.

    Examples
    --------
    >>> W = [[2, -1, 0.5], [1, 3, -2]]
    >>> X = [[1, 0, 2, -1], [3, 1, 0, 2], [-2, 1, 1, 0]]
    >>> T = [[-3, 0, 4, -4], [13, 2, 0, 4]]
    >>> p = backprop(W, X, loss="squared_error", target=T)
    >>> p.Y
    array([[-2. , -0.5,  4.5, -4. ],
           [14. ,  1. ,  0. ,  5. ]])
    >>> p.loss
    2.25
    >>> p.W_grad
    array([[ 2. ,  2.5, -2. ],
           [ 0. ,  4. , -3. ]])
    >>> backprop(W, X, Y_grad=[[1, 0, 0, 0], [0, 0, 0, 0]]).X_grad[:, 0]
    array([ 2. , -1. ,  0.5])
    >>> backprop([[1, 2]], [[3, 4], [5, 6]], convention="xwt").Y
    array([[11.],
           [17.]])
    """
    if isinstance(W, Network | Linear):
        raise InputError(
            say(
                "backprop takes the W of one layer: got {type}; "
                "a Network has a backprop of its own, network.backprop(X, ...)",
                type=type(W).__name__,
            )
        )
    network = Network((Linear(W, b, convention),))
    return network.backprop(X, Y_grad=Y_grad, loss=loss, target=target)
