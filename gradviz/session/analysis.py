"""The gradient check and the Jacobian, of all that can be run forward and back."""

from typing import cast, overload

from numpy.typing import ArrayLike

from gradviz.engine.checking import check
from gradviz.engine.checking.report import Report
from gradviz.engine.convention import Convention
from gradviz.engine.jacobians.chain import ChainJacobian, chain_jacobian
from gradviz.engine.jacobians.layer import Factor, Jacobian, layer_jacobian
from gradviz.engine.jacobians.vec import Order
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import LossName
from gradviz.engine.wiring import LayerNames, shown
from gradviz.errors import InputError, UnknownNameError
from gradviz.messages.message import say
from gradviz.session.document import Document
from gradviz.session.matrices.arraynames import part
from gradviz.session.source import Given, Source, as_passes, check_source

_OPTIONS = ("eps", "tolerance", "loss", "target", "convention")
_ALONE = (LayerNames("linear", "W", None, "X", "Y"),)


@overload
def jacobian(
    W: Passes | Document,
    X: None = None,
    wrt: str = "X",
    order: Order = "F",
    *,
    of: str | None = None,
    convention: Convention | None = None,
) -> ChainJacobian: ...
@overload
def jacobian(
    W: Network,
    X: ArrayLike,
    wrt: str = "X",
    order: Order = "F",
    *,
    of: str | None = None,
    convention: Convention | None = None,
) -> ChainJacobian: ...
@overload
def jacobian(
    W: ArrayLike,
    X: ArrayLike,
    wrt: str = "X",
    order: Order = "F",
    *,
    of: str | None = None,
    convention: Convention | None = None,
) -> Jacobian: ...
def jacobian(
    W: Source,
    X: ArrayLike | None = None,
    wrt: str = "X",
    order: Order = "F",
    *,
    of: str | None = None,
    convention: Convention | None = None,
) -> Jacobian | ChainJacobian:
    """Return the Jacobian of Y = W X, or of a network, as an operator: nobody builds it.

    Parameters
    ----------
    W : array_like, shape (M, K), or Network, Passes or Document
        Weights; or a network of any depth, as it is, as `backprop` or as `open` returned it.
    X : array_like, shape (K, N)
        Samples, beside weights or a Network; Passes and Documents have theirs.
    wrt : str, optional
        With respect to what: "X" or "W"; of a network "X", "W2", "b1", or a hidden "Y1".
    order : {"F", "C"}, optional
        How vec lays out a matrix: "F" stacks its columns, "C" its rows, as ``ravel()`` does.
    of : str, optional
        Of a network, what to differentiate: "Y2"; by default the last output.
    convention : {"wx", "xw", "xwt"}, optional
        How W, X and what goes in and out of ``jvp`` and ``vjp`` is laid out; by default as the
        network, the passes or the document has it, else as in Y = W X. vec is that of the
        matrices as they are laid out: with "xwt" and order "C" the rows of J are Y.ravel() of
        torch.nn.Linear, a sample after the other.

    Returns
    -------
    Jacobian or ChainJacobian
        ``shape``, ``jvp(dX)``, ``vjp(G)``, ``window(rows, cols)``, ``dense()``, ``nbytes``.

    Raises
    ------
    ShapeError
        If W X cannot be multiplied, or an argument does not have two axes.
    InputError
        If there is no such matrix, the one does not depend on the other, or an entry is not a
        real number.

    Examples
    --------
    >>> jacobian([[1, 2], [3, 4]], [[1, 0], [0, 1]]).dense()
    array([[1., 2., 0., 0.],
           [3., 4., 0., 0.],
           [0., 0., 1., 2.],
           [0., 0., 3., 4.]])
    >>> from gradviz.engine.layers import Activation, Linear
    >>> net = Network([Linear([[2, 1]]), Activation("relu")])
    >>> jacobian(net, [[1], [1]], wrt="W").dense()
    array([[1., 1.]])
    """
    if isinstance(W, Passes | Document | Network) or X is None:
        passes = as_passes("jacobian", W, X, convention)
        return chain_jacobian(passes, wrt, of, order)
    if of is not None and _alone(of) != "Y":
        raise InputError(
            say("of belongs to a network; here it is Y = W X: leave {of} out", of=repr(of))
        )
    check_source("jacobian", W, X)
    return layer_jacobian(W, X, cast("Factor", _alone(wrt)), order, convention or "wx")


def _alone(name: object) -> object:
    """Return the name by which a matrix of a single layer is shown, "W" for "W1"."""
    return shown(name, _ALONE) if isinstance(name, str) else name


def _check_name(passes: Passes, name: str) -> None:
    """Refuse a name that no matrix has, and say which name of gradviz it may stand for."""
    try:
        passes.name(name)
    except UnknownNameError as error:
        found = part(name)
        near = next((option for option in _OPTIONS if option.startswith(name[:3] or " ")), None)
        if found is not None and found.is_grad:  # of another library: dW, grad_W
            near = f"{found.role}{found.key[1] or ''}_grad"
        if near is None or "did you mean" in str(error):
            raise
        told = say("{problem}; did you mean {name}?", problem=error.message, name=near)
        raise UnknownNameError(told) from None


def gradient_check(
    source: Source,
    X: ArrayLike | None = None,
    *,
    eps: float | None = None,
    tolerance: float = check.TOLERANCE,
    Y_grad: ArrayLike | None = None,
    b: ArrayLike | None = None,
    loss: LossName | ArrayLike | None = None,
    target: ArrayLike | None = None,
    convention: Convention | None = None,
    **brought: ArrayLike,
) -> Report:
    """Compare gradients with central differences, and those you bring with what is computed.

    Parameters
    ----------
    source : Passes, Document, Network or array_like
        What is checked: what `backprop` or `open` returned, a Network with its X, or W and X.
    X : array_like, shape (K, N), optional
        Beside a Network or W; the others have theirs.
    eps : float, optional
        The step beside the number that is moved. By default each step is chosen so that neither
        its length nor rounding matters.
    tolerance : float, optional
        The relative error of a number that is none.
    b, loss, target, convention : optional
        Beside W or a Network: as for `backprop`. A number is a loss that you bring.
    Y_grad : array_like, shape (M, N), optional
        Beside W or a Network, where neither a loss nor a target is given, the seed, as for
        `backprop`. Everywhere else one that you bring.
    **brought : array_like
        Matrices of your own by their names, ``W_grad=mine``: gradients, Y, or l, laid out as the
        convention has them. In a larger network W2_grad, Y1, ...

    Returns
    -------
    Report
        True, as a condition, where nothing differs; printed it is a table. It judges Y_grad,
        X_grad, W_grad and b_grad (W1_grad, b1_grad, ... in a larger network) by differences, and
        each matrix that was brought.

    Raises
    ------
    InputError, ShapeError
        If there is nothing to check, or something brought has an unknown name, another size, or
        entries that are no numbers.

    See Also
    --------
    gradviz.engine.checking.check.gradient_check : How it is judged.

    Examples
    --------
    >>> W, X, T = [[2, -1], [1, 3]], [[1, 0], [3, 1]], [[0, 0], [9, 3]]
    >>> report = gradient_check(W, X, target=T, X_grad=[[-1, -2], [4, 1]])
    >>> report.passed
    True
    >>> if not gradient_check(W, X, target=T, X_grad=[[-3, -2], [2, 1]]):
    ...     print("X_grad is wrong")
    X_grad is wrong
    """
    if Y_grad is not None and (isinstance(source, Passes | Document) or loss or target is not None):
        brought["Y_grad"], Y_grad = Y_grad, None
    if loss is not None and not isinstance(loss, str):  # a number: that of somebody's own
        brought["loss"], loss = loss, None
    given: Given = {
        "b": b,
        "Y_grad": Y_grad,
        "loss": cast("LossName | None", loss),
        "target": target,
    }
    passes = as_passes("gradient_check", source, X, convention, **given)
    for name in brought.keys() - {"l", "loss"}:
        _check_name(passes, name)
    return check.gradient_check(passes, eps, tolerance, **brought)
