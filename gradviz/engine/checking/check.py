"""Gradients judged: by central differences, and beside them what somebody brings."""

from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gradviz.engine.checking.bounds import Arithmetic, arithmetic, doubts
from gradviz.engine.checking.brought import compared
from gradviz.engine.checking.differences import EVALUATIONS, Differences, differences, largest
from gradviz.engine.checking.narrowed import parts, work
from gradviz.engine.checking.report import Entry, Report, entry
from gradviz.engine.checking.verdicts import Judged, Verdict, by_differences, told
from gradviz.engine.passes import Passes
from gradviz.errors import InputError
from gradviz.messages.message import Message, say
from gradviz.refs import CellRef, is_gradient

TOLERANCE = 1e-6
"""The relative error that is none."""

_WORK = 2e10  # multiplications that a check may take for one matrix: a few seconds
_FEWEST = 32  # cells that are looked at, however large the matrices


@dataclass(frozen=True, slots=True)
class CellCheck:
    """The verdict on one entry of a gradient.

    Attributes
    ----------
    analytic, numeric : float
        What the backward pass says, and what differences say.
    step : float
        The shortest step that was taken.
    bound : float
        How far apart step and rounding may leave the two.
    verdict : {"agrees", "differs", "cannot tell"}
    reason : str
        Why it cannot be told; "below rounding" too where a number agrees that is nothing beside
        what it is made of.
    """

    analytic: float
    numeric: float
    step: float
    bound: float
    verdict: Verdict
    reason: str

    @property
    def difference(self) -> float:
        """The distance of the two."""
        return abs(self.analytic - self.numeric)

    @property
    def message(self) -> Message:
        """The verdict, with the reason where nothing can be told."""
        return told(self.verdict, self.reason)

    @property
    def words(self) -> str:
        """The same in English."""
        return str(self.message)


def gradient_check(
    passes: Passes,
    eps: float | None = None,
    tolerance: float = TOLERANCE,
    **brought: ArrayLike,
) -> Report:
    """Compare every gradient with central differences, and what is brought with what is computed.

    Parameters
    ----------
    passes : Passes
        With a hand-made seed, l is ⟨Y_grad, Y⟩.
    eps : float, optional
        The step beside the number that is moved. By default each step is chosen so that neither
        its length nor rounding matters.
    tolerance : float, optional
        The relative error of a number that is none.
    **brought : array_like
        Matrices of your own by their names, ``W_grad=mine``: gradients, Y, or l, laid out as the
        passes give theirs. In a larger network W2_grad, Y1, ...

    Returns
    -------
    Report
        A verdict on Y_grad, X_grad, W_grad and b_grad (W1_grad, b1_grad, ... in a larger
        network) by differences, and one on each matrix that was brought. It is true where nothing
        differs; printed it is a table.

    Raises
    ------
    InputError
        If `passes` is none, `eps` or `tolerance` is not a positive number, or something brought
        has an unknown name, another size, or entries that are no numbers.

    Notes
    -----
    There are three verdicts on an entry a and what it is compared with, n. The bound is how far
    apart the arithmetic may leave the two: what the length of a step does, which two pairs of
    steps tell, and what rounding does in l, on the way to l, and on the way back, which is
    followed through every operation by the sizes of its entries [1]_.

    - It *differs* if |a − n| is more than the bound and the tolerance together.
    - It *agrees* if it does not, and the bound is so small that a relative error of 10⁻⁴ would
      have been found; or if n is nothing beside the others in its matrix or the parts that
      cancel in it, and the bound is less than 10⁻⁶ of those: the report counts them.
    - Else one *cannot tell*: the loss is so large beside the change that rounding swallows it,
      or it bends within any step that could be seen, or a number is not finite, or a value is
      on a kink, as of relu at 0, where there is no slope but by convention. A gradient that is
      brought may then differ by as much as the slopes on both sides do.

    At and across kinks activations go straight on, along the tangent at where they stand, so
    that a mistake beside a kink is found all the same.

    Very large matrices are sampled, at least 32 cells spread evenly by a fixed seed, so that a
    check takes seconds: `Entry.checked` tells how many. What is brought is compared in full.

    References
    ----------
    .. [1] N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., SIAM, 2002,
       chapter 3.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1, 2], [3, 4]], [[5], [6]], loss="sum")
    >>> report = gradient_check(p, X_grad=[[4], [6]], W_grad=[[5, 6], [5, 6]])
    >>> report.passed
    True
    >>> bool(gradient_check(p, X_grad=[[3], [7]]))  # the transpose forgotten
    False
    """
    if not isinstance(passes, Passes):
        raise InputError(
            say(
                "gradient_check needs Passes, what backprop returned: got {type}",
                type=type(passes).__name__,
            )
        )
    if eps is not None:
        _check_positive("eps", eps)
    _check_positive("tolerance", tolerance)
    of, names = arithmetic(passes), _gradients(passes)
    found = [_entry(of, name, eps, tolerance) for name in names]
    found += compared(of, brought, tolerance)
    seen = {entry.name for entry in found if entry.against == "brought"}
    given = {passes.name("Y_grad")} if passes.loss_name is None else set()  # a seed
    missing = tuple(name for name in names if name not in seen | given) if brought else ()
    return Report(tuple(found), missing, eps, tolerance, passes.convention)


def check_cell(passes: Passes, ref: CellRef) -> CellCheck:
    """Judge one entry of a gradient by central differences, as `gradient_check` does.

    Parameters
    ----------
    passes : Passes
    ref : CellRef
        A cell of a gradient: "X_grad", "W_grad", "b_grad", "Y_grad", in a network "W2_grad";
        row and column as in Y = W X.

    Raises
    ------
    InputError
        If the cell is not one of a gradient of these passes.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1, 2]], [[3], [4]], loss="squared_error", target=[[10]])
    >>> found = check_cell(p, CellRef("X_grad", 1, 0))
    >>> found.analytic, found.numeric, found.step, found.words
    (2.0, 2.0, 0.0078125, 'agrees')
    """
    if not is_gradient(ref.name):
        raise InputError(
            say("only gradients are compared with differences: {name} is not one", name=ref.name)
        )
    key = passes.key(passes.name(ref.name))
    A = passes.cotangents[key]
    rows, cols = A.shape
    if not (0 <= ref.row < rows and 0 <= ref.col < cols):
        raise InputError(
            say(
                "there is no cell {cell}: {matrix} is {size}",
                cell=str(ref),
                matrix=ref.name,
                size=f"{rows}×{cols}",
            )
        )
    cell = np.array([[ref.row, ref.col]])
    part = next(parts(passes, key, cell))
    about = doubts(arithmetic(part.passes), since=key)[key].of(part.cells, part.share)
    found = differences(passes, key, cell)
    judged = by_differences(A[tuple(cell.T)], found, about, largest(A), TOLERANCE)
    return CellCheck(
        float(judged.analytic[0]),
        float(judged.numeric[0]),
        float(found.step[0]),
        float(judged.bound[0]),
        cast("Verdict", str(judged.verdict[0])),
        str(judged.reason[0]),
    )


def _gradients(passes: Passes) -> tuple[str, ...]:
    names = [name for name in passes.names if is_gradient(name)]
    if passes.is_one_layer:
        return tuple(names)
    return tuple(name for name in names if name[0] in "XWb" or passes.key(name) == passes.output)


def judge_cells(
    of: Arithmetic,
    name: str,
    cells: NDArray[np.int64],
    eps: float | None = None,
    tolerance: float = TOLERANCE,
) -> tuple[Differences, Judged]:
    """Judge some cells of a gradient by differences.

    Parameters
    ----------
    of : Arithmetic
    name : str
        "X_grad", "W2_grad".
    cells : ndarray of int, shape (cells, 2)
        Rows and columns, as in Y = W X.
    eps, tolerance : float, optional
        As for `gradient_check`.
    """
    key = of.passes.key(name)
    A = of.passes.cotangents[key]
    found = differences(of.passes, key, cells, eps, of.steps)
    about = doubts(of, since=key)[key].of(cells)
    return found, by_differences(A[tuple(cells.T)], found, about, largest(A), tolerance)


def _entry(of: Arithmetic, name: str, eps: float | None, tolerance: float) -> Entry:
    A = of.passes.cotangents[of.passes.key(name)]
    cells = np.stack(np.divmod(_sample(of.passes, name), A.shape[1]), axis=1)
    found, judged = judge_cells(of, name, cells, eps, tolerance)
    made = entry(name, "differences", A.shape, cells.tolist(), judged)
    return replace(made, kinks=int(found.crossed.sum()))


def _sample(passes: Passes, name: str) -> NDArray[np.int64]:
    """Return the flat positions of the cells to look at: all, or as many as time allows."""
    A = passes.cotangents[passes.key(name)]
    first = next(parts(passes, passes.key(name), np.zeros((1, 2), dtype=np.int64)))
    count = min(A.size, max(_FEWEST, int(_WORK / (EVALUATIONS * work(first.passes)))))
    if count == A.size:
        return np.arange(A.size)
    return np.sort(np.random.default_rng(0).choice(A.size, count, replace=False))


def _check_positive(name: str, value: object) -> None:
    if not isinstance(value, float | int | np.integer | np.floating) or not 0 < value < np.inf:
        raise InputError(
            say("{name} needs to be a positive number: it is {value}", name=name, value=str(value))
        )
