"""Gradients judged by central differences: move a number a little, see what l does."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix
from gradviz.engine.losses import loss_terms
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ELEMENTWISE, RULES
from gradviz.errors import InputError
from gradviz.refs import CellRef

_WORK = 2e10  # multiplications that a check may take for one matrix: a few seconds
_LOSS_WORK = 100  # what one term of a loss takes, told in multiplications
_CALL_WORK = 1e5  # the same for one forward pass of any size
_FEWEST = 32  # cells that are looked at, however large the matrices
_ROUNDING = 16 * float(np.finfo(np.float64).eps)
_MOST_ROUNDING = 1e-3  # nothing wronger than this passes, whatever may be said for it
_NOTHING = 1e-6  # a gradient this small beside the l that it moves counts as 0


@dataclass(frozen=True, slots=True)
class Entry:
    """The verdict on one gradient.

    Attributes
    ----------
    name : str
        "X_grad", "W_grad", ...
    error : float
        The largest error of a cell, as `gradient_check` defines it; infinite where one of the
        two numbers is not finite.
    rounding : float
        How much of an error the rounding of the differences explains.
    ref : CellRef
        The cell where it is.
    analytic, numeric : float
        What the pass says there, and what the difference says.
    checked, cells : int
        How many cells were looked at, and how many there are.
    kinks : int
        For how many of them the step crossed a kink, of a relu for one: see `gradient_check`.
    passed : bool
    """

    name: str
    error: float
    rounding: float
    ref: CellRef
    analytic: float
    numeric: float
    checked: int
    cells: int
    kinks: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What `gradient_check` found, one entry per gradient.

    Attributes
    ----------
    entries : tuple of Entry
    eps, tolerance : float
        As given to `gradient_check`.
    """

    entries: tuple[Entry, ...]
    eps: float
    tolerance: float

    @property
    def passed(self) -> bool:
        """Whether every gradient passed."""
        return all(entry.passed for entry in self.entries)

    def __str__(self) -> str:
        return "\n".join(
            f"{entry.name}: {'passed' if entry.passed else 'FAILED'}, largest error "
            f"{entry.error:.1e} at {entry.ref}: {entry.analytic:.9g} by backprop, "
            f"{entry.numeric:.9g} by differences ({entry.checked} of {entry.cells} cells"
            f"{f', {entry.kinks} across a kink' if entry.kinks else ''})"
            for entry in self.entries
        )


def gradient_check(passes: Passes, eps: float = 1e-6, tolerance: float = 1e-6) -> Report:
    """Compare every gradient with (l(x + h) − l(x − h)) / 2h, cell by cell.

    Parameters
    ----------
    passes : Passes
        With a hand-made seed, l is ⟨Y_grad, Y⟩.
    eps : float, optional
        The step, relative: h = eps · max(1, |x|) for a number x.
    tolerance : float, optional
        The largest error that passes.

    Returns
    -------
    Report
        For Y_grad, X_grad, W_grad and b_grad (W1_grad, b1_grad, ... in a larger network): the
        largest error, the cell where it is, passed or not.

    Raises
    ------
    InputError
        If `passes` is none, or `eps` or `tolerance` is not a positive number.

    Notes
    -----
    The error of a cell with the gradient a and the difference n is relative to the largest
    number in the whole matrix, so that a cell near 0 is not judged by its rounding::

        error = |a − n| / max(|A|, |N|)

    A wrong factor, sign, transpose or sum gives errors around 1. Subtracting two losses leaves
    an error of its own, which grows as `eps` shrinks and as l grows beside its gradient. With ::

        rounding = 16 · 2⁻⁵² · Σ |terms of l that moved| / 2h / max(|A|, |N|)

    or 0.001 if that is less, a gradient passes when error ≤ tolerance + rounding in every cell.
    Some gradients are 0 because large parts cancel, those through a softmax whose outputs are
    summed for one, and differences find rounding there instead. So the largest number of a
    matrix is taken to be at least 10⁻⁶ · Σ |terms of l that moved| / max(1, |x|).

    A step across a kink of an activation, relu at 0, says nothing of the slope on either side, and
    at the kink itself there is none. There the activation goes straight on instead, along the
    tangent at where it stands: f(z) + f'(z) dz with the f' of its rule. What the check then
    judges is everything but that convention; `Entry.kinks` tells how often it was needed.

    Where NaN or infinities make either number non-finite, nothing can be compared: the error is
    infinite and the gradient has not passed.

    Very large matrices are sampled, at least 32 cells spread evenly by a fixed seed, so that a
    check takes seconds: `Entry.checked` tells how many.

    References
    ----------
    .. [1] J. E. Dennis, R. B. Schnabel, "Numerical Methods for Unconstrained Optimization and
       Nonlinear Equations", SIAM, 1996, section 5.4: the difference and its step.
    .. [2] N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., SIAM, 2002,
       chapter 1: relative error, and rounding in differences.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> report = gradient_check(backprop([[1, 2], [3, 4]], [[5], [6]], loss="sum"))
    >>> report.passed
    True
    >>> [entry.name for entry in report.entries]
    ['Y_grad', 'X_grad', 'W_grad']
    """
    if not isinstance(passes, Passes):
        raise InputError(
            f"gradient_check needs Passes, what backprop returned: got {type(passes).__name__}"
        )
    _check_positive("eps", eps)
    _check_positive("tolerance", tolerance)
    return Report(
        tuple(_entry(passes, name, eps, tolerance) for name in _gradients(passes)), eps, tolerance
    )


def difference(passes: Passes, ref: CellRef, eps: float = 1e-6) -> float:
    """Return (l(x + h) − l(x − h)) / 2h for the number x whose gradient the cell holds.

    Across a kink activations go straight on, as in `gradient_check`.

    Parameters
    ----------
    passes : Passes
        With a hand-made seed, l is ⟨Y_grad, Y⟩.
    ref : CellRef
        A cell of a gradient: "X_grad", "W_grad", "b_grad", "Y_grad", in a network "W2_grad".
    eps : float, optional
        The step, relative: h = eps · max(1, |x|).

    Raises
    ------
    InputError
        If the cell is not one of a gradient of these passes, or `eps` is not positive.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1, 2]], [[3], [4]], loss="squared_error", target=[[10]])
    >>> round(difference(p, CellRef("X_grad", 1, 0)), 6)
    2.0
    """
    _check_positive("eps", eps)
    if not ref.name.endswith("_grad"):
        raise InputError(f"differences are compared with gradients: {ref.name} is none")
    rows, cols = passes.matrix(ref.name).shape
    if not (0 <= ref.row < rows and 0 <= ref.col < cols):
        raise InputError(f"there is no cell {ref}: {ref.name} is {rows}×{cols}")
    return _difference(passes, ref, eps)[0]


def _gradients(passes: Passes) -> tuple[str, ...]:
    names = [name for name in passes.names if name.endswith("_grad")]
    if passes.is_one_layer:
        return tuple(names)
    return tuple(name for name in names if name[0] in "XWb" or passes.key(name) == passes.output)


def _entry(passes: Passes, name: str, eps: float, tolerance: float) -> Entry:
    A = passes.matrix(name)
    refs = [CellRef(name, *divmod(flat, A.shape[1])) for flat in _sample(passes, A).tolist()]
    analytic = np.array([A[ref.row, ref.col] for ref in refs])
    found = [_difference(passes, ref, eps) for ref in refs]
    numeric, rounding, crossed = (np.array(column) for column in zip(*found, strict=True))
    comparable = np.isfinite(analytic) & np.isfinite(numeric)
    with np.errstate(all="ignore"):
        gaps = np.abs(analytic - numeric)
        scale = np.max(np.abs([analytic, numeric]), initial=0.0, where=comparable)
        moved = rounding / _ROUNDING * 2 * eps  # what _NOTHING is measured by
        scale = max(scale, _NOTHING * np.max(moved, initial=0.0, where=np.isfinite(moved)))
        errors = np.where(gaps == 0.0, 0.0, gaps / scale)
        allowed = np.max(rounding / scale, initial=0.0, where=comparable & (rounding > 0.0))
    errors[~comparable] = np.inf
    worst = int(errors.argmax())
    error, allowed = float(errors[worst]), min(float(allowed), _MOST_ROUNDING)
    return Entry(
        name=name,
        error=error,
        rounding=allowed,
        ref=refs[worst],
        analytic=float(analytic[worst]),
        numeric=float(numeric[worst]),
        checked=len(refs),
        cells=A.size,
        kinks=int(crossed.sum()),
        passed=error <= tolerance + allowed,
    )


def _sample(passes: Passes, A: Matrix) -> NDArray[np.int64]:
    """Return the flat positions of the cells to look at: all, or as many as time allows."""
    N, Y = passes.primals["X"].shape[1], passes.primals[passes.output]
    weights = sum(passes.primals[r.inputs[0]].size for r in passes.operations if r.op == "matmul")
    work = weights * N + _LOSS_WORK * Y.size + _CALL_WORK
    count = min(A.size, max(_FEWEST, int(_WORK / (2 * work))))
    if count == A.size:
        return np.arange(A.size)
    return np.sort(np.random.default_rng(0).choice(A.size, count, replace=False))


def _difference(passes: Passes, ref: CellRef, eps: float) -> tuple[float, float, bool]:
    """Return the central difference, what rounding may do to it, and if a kink was met."""
    key = passes.key(ref.name)
    x = float(passes.primals[key][ref.row, ref.col])
    h = eps * max(1.0, abs(x))
    above, below = x + h, x - h  # rounded: their distance is not quite 2h
    with np.errstate(all="ignore"):
        up, crossed_up = _terms(passes, key, ref, above)
        down, crossed_down = _terms(passes, key, ref, below)
        width = np.float64(above - below)
        rounding = _ROUNDING * np.sum(np.abs(up) + np.abs(down), where=up != down) / width
        slope = float(np.sum(up - down) / width)
        return slope, float(rounding), crossed_up or crossed_down


def _terms(passes: Passes, key: str, ref: CellRef, value: float) -> tuple[Matrix, bool]:
    """Return the terms of l with one number replaced by `value`, and whether a kink was met."""
    moved = passes.primals[key].copy()
    moved[ref.row, ref.col] = value
    made = {record.output for record in passes.operations}
    values = {name: given for name, given in passes.primals.items() if name not in made}
    values[key] = moved
    crossed = False
    for record in passes.operations:
        if record.output in values:
            continue
        inputs = [values[name] for name in record.inputs]
        values[record.output] = RULES[record.op].forward(*inputs)
        at, Z = passes.primals[record.inputs[0]], inputs[0]
        beyond = _crossed(record.op, at, Z)
        if beyond.any():
            crossed = True
            slope = ELEMENTWISE[record.op].derivative(at)
            straight = passes.primals[record.output] + slope * (Z - at)
            values[record.output] = np.where(beyond, straight, values[record.output])
    Y = values[passes.output]
    if passes.loss_name is None:
        return passes.cotangents[passes.output] * Y, crossed
    return loss_terms(passes.loss_name, Y, passes.target), crossed


def _crossed(op: str, at: Matrix, Z: Matrix) -> NDArray[np.bool_]:
    """Tell where a kink lies between `at` and Z, or at one of them."""
    kinks = ELEMENTWISE[op].kinks if op in ELEMENTWISE else ()
    beyond: NDArray[np.bool_] = np.zeros(at.shape, dtype=np.bool_)
    for kink in kinks:
        beyond |= (np.sign(at - kink) != np.sign(Z - kink)) & np.isfinite(at)
    return beyond


def _check_positive(name: str, value: object) -> None:
    if not isinstance(value, float | int | np.integer | np.floating) or not 0 < value < np.inf:
        raise InputError(f"{name} needs to be a positive number: it is {value}")
