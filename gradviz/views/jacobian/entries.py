"""Cells of a Jacobian picture, and the entries of matrices that they show.

The picture has its own names: "y_grad", "x_grad", "dx" and "dy" are vectors, "J" is a matrix,
"dl" a number. In the network they are entries of Y_grad, X_grad, dX and dY. An entry of the
Jacobian of a single layer is an entry of W, or of X, as well.
"""

from gradviz.engine.jacobians.vec import Order
from gradviz.engine.passes import Passes
from gradviz.refs import CellRef
from gradviz.session.looks.jacobian import JacobianLook

_ROWS = ("y_grad", "x_grad")


def in_network(ref: CellRef, passes: Passes, options: JacobianLook) -> CellRef:
    """Return which entry a cell of the picture shows; J and dl are called as they are there.

    So is x_grad where it is only what one sample adds to the gradient of a weight, or what one
    of several layers says of it.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1, 2]], [[3, 5], [4, 6]])
    >>> str(in_network(CellRef("x_grad", 0, 3), p, JacobianLook("Y", sample=None)))
    'X_grad[1,1]'
    >>> str(in_network(CellRef("dx", 1, 0), p, JacobianLook("Y", sample=1)))
    'dX[1,1]'
    """
    if ref.name in ("J", "dl") or (ref.name == "x_grad" and is_part(passes, options)):
        return ref
    name, source = _names(options)[ref.name]
    at = ref.col if ref.name in _ROWS else ref.row
    return CellRef(name, *_unraveled(at, source, passes, options))


def in_picture(ref: CellRef, passes: Passes, options: JacobianLook) -> tuple[CellRef, ...]:
    """Return the cells of the picture that show an entry; () for what it does not show."""
    if ref.name in ("J", "dl", "x_grad"):
        return (ref,)
    if is_part(passes, options) and ref.name == f"{options.wrt}_grad":
        return ()
    if ref.name in (options.of, options.wrt):  # what moves stands for what it moves
        ref = CellRef(f"d{ref.name}", ref.row, ref.col)
    for part, (name, source) in _names(options).items():
        if ref.name == name:
            at = _raveled(ref, source, passes, options)
            if at is None:
                return ()
            return (CellRef(part, 0, at) if part in _ROWS else CellRef(part, at, 0),)
    return _copies(ref, passes, options)


def _copies(ref: CellRef, passes: Passes, options: JacobianLook) -> tuple[CellRef, ...]:
    """Return the entries of J that are an entry of W, or of X: one in each copy of the block."""
    layer = next((layer for layer in passes.layers if options.of == layer.Y), None)
    if layer is None or layer.W is None or {options.wrt, ref.name} != {layer.X, layer.W}:
        return ()
    rows = len(passes.matrix(layer.W))
    count = passes.primals["X"].shape[1]
    samples = range(count) if options.sample is None else range(options.sample, options.sample + 1)
    if ref.name == layer.W:
        i, k = ref.row, ref.col
        places = [((i, j), (k, j)) for j in samples]
    else:
        k, j = ref.row, ref.col
        places = [((i, j), (i, k)) for i in range(rows)] if j in samples else []
    found = []
    for out, into in places:
        row = _raveled(CellRef(options.of, *out), options.of, passes, options)
        col = _raveled(CellRef(options.wrt, *into), options.wrt, passes, options)
        if row is not None and col is not None:
            found.append(CellRef("J", row, col))
    return tuple(found)


def is_part(passes: Passes, options: JacobianLook) -> bool:
    """Tell whether x_grad is only what one sample adds to the gradient of a weight, or a share."""
    is_of_sample = options.sample is not None and options.wrt[0] in "Wb"
    return is_of_sample or is_share(passes, options)


def is_share(passes: Passes, options: JacobianLook) -> bool:
    """Tell whether a tied weight reaches the loss beside what is differentiated, too."""
    until = next(n for n, layer in enumerate(passes.layers) if options.of == layer.Y)
    return any(use > until for use in passes.uses(options.wrt))


def part_of(name: str, options: JacobianLook) -> str | None:
    """Return which vector of the picture shows a matrix, or None."""
    return next((part for part, (known, _) in _names(options).items() if known == name), None)


def behind(ref: CellRef, passes: Passes, options: JacobianLook) -> CellRef | None:
    """Return the entry of W or X that an entry of J is, in a layer's Jacobian; or None.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1, 2]], [[3, 5], [4, 6]])
    >>> str(behind(CellRef("J", 1, 3), p, JacobianLook("Y", sample=None)))
    'W[0,1]'
    >>> behind(CellRef("J", 1, 0), p, JacobianLook("Y", sample=None)) is None
    True
    """
    layer = next((layer for layer in passes.layers if options.of == layer.Y), None)
    if layer is None or layer.W is None or options.wrt not in (layer.X, layer.W):
        return None
    if len(passes.uses(layer.W)) > 1 and options.wrt == layer.W:
        return None
    i, j = _unraveled(ref.row, options.of, passes, options)
    first, second = _unraveled(ref.col, options.wrt, passes, options)
    if options.wrt == layer.X:
        return CellRef(layer.W, i, first) if j == second else None
    return CellRef(layer.X, second, j) if i == first else None


def _names(options: JacobianLook) -> dict[str, tuple[str, str]]:
    of, wrt = options.of, options.wrt
    return {
        "y_grad": (f"{of}_grad", of),
        "dy": (f"d{of}", of),
        "x_grad": (f"{wrt}_grad", wrt),
        "dx": (f"d{wrt}", wrt),
    }


def _one_sample(source: str, options: JacobianLook) -> int | None:
    """Return the sample that a vector is of; None where it is a whole matrix."""
    return None if source[0] in "Wb" else options.sample


def _unraveled(at: int, source: str, passes: Passes, options: JacobianLook) -> tuple[int, int]:
    sample = _one_sample(source, options)
    if sample is not None:
        return at, sample
    rows, cols = passes.matrix(source).shape
    return _place(at, (int(rows), int(cols)), options.order)


def _place(at: int, shape: tuple[int, int], order: Order) -> tuple[int, int]:
    if order == "C":
        return divmod(at, shape[1])
    col, row = divmod(at, shape[0])
    return row, col


def _raveled(ref: CellRef, source: str, passes: Passes, options: JacobianLook) -> int | None:
    sample = _one_sample(source, options)
    if sample is not None:
        return ref.row if ref.col == sample else None
    rows, cols = passes.matrix(source).shape
    return int(ref.row * cols + ref.col if options.order == "C" else ref.col * rows + ref.row)
