"""What ends a forward pass: a loss by name, its target checked, its value and gradient."""

from typing import Literal, TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike

from gradviz.arrays import Matrix, as_matrix, size
from gradviz.engine.convention import Convention, is_flipped, presented
from gradviz.engine.rules import LOSSES, LossName
from gradviz.errors import InputError, ShapeError, meant
from gradviz.messages.message import Message, say

Line: TypeAlias = Literal["row", "column"]
"""How a sample is written."""

_SUM_TOLERANCE = 1e-6  # probabilities that came through float32 are still welcome


def chosen_loss(Y_grad: object, loss: object, target: object) -> LossName | None:
    """Return the name of the loss that the arguments of `backprop` ask for.

    None stands for a hand-made seed. A target alone asks for "squared_error", nothing for "sum".

    Raises
    ------
    InputError
        If the arguments contradict each other or there is no such loss.
    """
    if Y_grad is not None:
        if loss is not None or target is not None:
            raise InputError(
                say(
                    "backprop starts from a seed or from a loss: Y_grad and {other} were given; "
                    "leave one out",
                    other="target" if loss is None else f"loss={loss!r}",
                )
            )
        return None
    if loss is None:
        return "sum" if target is None else "squared_error"
    if not isinstance(loss, str) or loss not in LOSSES:
        raise InputError(
            say(
                "there is no loss {name}: there are {names}{hint}",
                name=repr(loss),
                names=", ".join(LOSSES),
                hint=meant(loss, LOSSES),
            )
        )
    if LOSSES[loss].needs_target and target is None:
        raise InputError(
            say(
                "the loss {name} compares Y with a target: give target=T, as large as Y",
                name=repr(loss),
            )
        )
    if not LOSSES[loss].needs_target and target is not None:
        raise InputError(
            say(
                "the loss {name} has no target: leave target out or choose another loss",
                name=repr(loss),
            )
        )
    return cast("LossName", loss)


def as_target(loss: str, values: ArrayLike, Y: Matrix, convention: Convention = "wx") -> Matrix:
    """Return the target of `loss` as a matrix as large as `Y`, both as in Y = W X.

    Parameters
    ----------
    loss : str
    values : array_like, shape (M, N), or (N, M) where the convention has it so
    Y : Matrix, shape (M, N)
    convention : {"wx", "xw", "xwt"}, optional
        How `values` are laid out.

    Raises
    ------
    ShapeError
        If it is not as large as Y.
    InputError
        If it holds something else than real numbers, or `target_problem` finds fault with it.
    """
    if is_of_softmax(loss) and np.ndim(values) == 1:
        end = "" if is_flipped(convention, "T") else ".T"
        raise ShapeError(
            say(
                "{loss} needs a probability in T for every entry of Y: it has one axis; "
                "for classes counted from 0 make {made}",
                loss=loss,
                made=f"np.eye({len(Y)})[classes]{end}",
            )
        )
    T = presented("T", as_matrix(values, "T"), convention)
    if T.shape != Y.shape:
        needed, got = size(presented("Y", Y, convention)), size(presented("T", T, convention))
        raise ShapeError(
            say("the target T needs the size of Y: Y is {Y}, T is {T}", Y=needed, T=got)
        )
    line: Line = "row" if is_flipped(convention, "T") else "column"
    problem = _column_problem(loss, T, line) if is_of_softmax(loss) else None
    if problem is not None:
        raise InputError(problem)
    return T


def target_problem(loss: str, target: Matrix, line: Line = "column") -> Message | None:
    """Return what is wrong with the numbers of a target, or None if nothing is.

    Only a loss of the softmax, "cross_entropy", asks anything of them: columns of
    probabilities, none negative, that sum to 1 within 1e-6. A NaN is an unknown probability: its
    column is not judged by its sum, and the loss becomes NaN.

    Parameters
    ----------
    loss : str
        Name of a loss. Any name that sets no conditions, "seed" for one, gives None.
    target : Matrix, shape (M, N)
    line : {"column", "row"}, optional
        How a sample is written, for the message.

    Returns
    -------
    Message or None
        A sentence for the user; rows and columns are counted from 1.

    Examples
    --------
    >>> print(target_problem("cross_entropy", np.array([[1.0, 0.5], [0.0, 0.2]])))
    cross_entropy needs columns of T that sum to 1: column 2 sums to 0.7
    >>> target_problem("mse", np.array([[-3.0]])) is None
    True
    """
    if not is_of_softmax(loss):
        return None
    with np.errstate(all="ignore"):
        return _column_problem(loss, target, line)


def loss_and_gradient(loss: str, Y: Matrix, T: Matrix | None) -> tuple[float, Matrix]:
    """Return l and Y_grad. `T` is a checked target, or None for a loss without one."""
    rule = LOSSES[loss]
    against = Y if T is None else T
    R = rule.residual(Y, against)
    return float(rule.value(R, against)), rule.gradient(R, against)


def is_linear(loss: str | None) -> bool:
    """Tell whether l is a straight line in every entry of Y, as with a seed typed in, None.

    Examples
    --------
    >>> is_linear(None), is_linear("sum"), is_linear("mse")
    (True, True, False)
    """
    return loss is None or LOSSES[loss].is_linear


def is_of_softmax(loss: str | None) -> bool:
    """Tell whether a loss is one of the softmax of each column; a seed typed in is none.

    Examples
    --------
    >>> is_of_softmax("cross_entropy"), is_of_softmax("mse"), is_of_softmax(None)
    (True, False, False)
    """
    return loss is not None and loss in LOSSES and LOSSES[loss].of_softmax


def loss_terms(loss: str, Y: Matrix, T: Matrix | None) -> Matrix:
    """Return what l is the sum of, shape (M, N)."""
    rule = LOSSES[loss]
    against = Y if T is None else T
    return rule.terms(rule.residual(Y, against), against)


def _column_problem(loss: str, target: Matrix, line: Line) -> Message | None:
    """Say what is wrong with the columns, which are written as a `line` each."""
    misses: Matrix = np.add.reduce(target, axis=0) - 1.0
    if np.minimum.reduce(target, axis=None) >= 0 and np.vdot(misses, misses) <= _SUM_TOLERANCE**2:
        return None  # the road of every pass, kept short
    return _negative_entry(loss, target, line) or _wrong_sum(loss, misses, line)


def _negative_entry(loss: str, target: Matrix, line: Line) -> Message | None:
    negative = np.argwhere(target < 0)
    if not negative.size:
        return None
    row, column = negative[0].tolist()
    place = (row + 1, column + 1) if line == "column" else (column + 1, row + 1)
    return say(
        "{loss} needs probabilities, 0 or more, in T: {entry} is {value}",
        loss=loss,
        entry=f"T[{place[0]},{place[1]}]",
        value=f"{target[row, column]:.6g}",
    )


def _wrong_sum(loss: str, misses: Matrix, line: Line) -> Message | None:
    wrong = np.flatnonzero(np.abs(misses) > _SUM_TOLERANCE)
    if not wrong.size:
        return None
    first = int(wrong[0])
    number, total = first + 1, _told(float(misses[first] + 1.0))
    if line == "row":
        return say(
            "{loss} needs rows of T that sum to 1: row {number} sums to {total}",
            loss=loss,
            number=number,
            total=total,
        )
    return say(
        "{loss} needs columns of T that sum to 1: column {number} sums to {total}",
        loss=loss,
        number=number,
        total=total,
    )


def _told(total: float) -> str:
    """Format `total` with as many digits as it takes to see that it is not 1."""
    short = f"{total:.6g}"
    return repr(total) if short == "1" else short
