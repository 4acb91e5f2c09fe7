"""What vec makes of a matrix, and windows of what would be too large as a whole."""

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from gradviz.arrays import Indices, Matrix, as_matrix, size
from gradviz.engine.convention import CONVENTION_TITLES, Convention, is_flipped
from gradviz.errors import InputError, ShapeError
from gradviz.messages.message import say

Order: TypeAlias = Literal["F", "C"]
"""How vec lays out a matrix: "F" stacks its columns, "C" its rows."""
Shape: TypeAlias = tuple[int, int]

_DENSE_LIMIT = 64 * 2**20  # bytes
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


def check_option(name: str, value: object, choices: tuple[str, ...]) -> None:
    """Refuse what is none of the choices of an argument of a Jacobian.

    Raises
    ------
    InputError
    """
    if not isinstance(value, str) or value not in choices:
        raise InputError(
            say(
                "{option} of a Jacobian needs one of {choices}: got {value}",
                option=name,
                choices=", ".join(map(repr, choices)),
                value=repr(value),
            )
        )


def as_large(given: Matrix, name: str, model: Matrix, model_name: str) -> Matrix:
    """Return a matrix if it is as large as another.

    Raises
    ------
    ShapeError
        If it is not.
    """
    if given.shape != model.shape:
        raise ShapeError(
            say(
                "{name} needs the size of {model}: {model} is {needed}, {name} is {given}",
                name=name,
                model=model_name,
                needed=size(model),
                given=size(given),
            )
        )
    return given


def as_direction(values: ArrayLike, name: str, model: Matrix, convention: Convention) -> Matrix:
    """Return a tangent or a cotangent as Y = W X has it, from how it is written.

    Parameters
    ----------
    values : array_like
    name : str
        "dX" or "Y_grad": `model` with a d before it, or with _grad behind.
    model : Matrix
        What it belongs to, as Y = W X has it.
    convention : {"wx", "xw", "xwt"}

    Raises
    ------
    ShapeError
        If it is not as large as `model`, as that is written.
    """
    stem = name.removeprefix("d").removesuffix("_grad")
    is_turned = is_flipped(convention, stem)
    given = as_large(as_matrix(values, name), name, model.T if is_turned else model, stem)
    return given.T if is_turned else given


def own(name: str, values: Matrix, convention: Convention) -> Matrix:
    """Return an array of the caller's own, as a convention writes the matrix of that name."""
    return (values.T if is_flipped(convention, name) else values).copy()


def orders(order: Order, of: str, wrt: str, convention: Convention) -> tuple[Order, Order]:
    """Return how vec of what is written runs through `of` and `wrt` as Y = W X has them.

    Examples
    --------
    >>> orders("F", "Y", "W", "wx"), orders("F", "Y", "W", "xwt")
    (('F', 'F'), ('C', 'F'))
    """
    other: Order = "C" if order == "F" else "F"
    return (
        other if is_flipped(convention, of) else order,
        other if is_flipped(convention, wrt) else order,
    )


def one_order(order: Order, of: str, wrt: str, convention: Convention) -> Order:
    """Return the order of both, on which the pattern of a Jacobian depends.

    Raises
    ------
    InputError
        If they differ: in Y = X Wᵀ a sample is a row of Y, and W stays as it is.
    """
    down, across = orders(order, of, wrt, convention)
    if down != across:
        raise InputError(
            say(
                "the Jacobian of {of} with respect to {wrt} has no pattern of blocks in "
                "{convention}: ask for it in another convention",
                of=of,
                wrt=wrt,
                convention=CONVENTION_TITLES[convention],
            )
        )
    return down


def window_of(rows: slice | range, cols: slice | range, shape: Shape) -> tuple[range, range]:
    """Return the rows and the columns of a window; a slice may reach outside, as in NumPy.

    Raises
    ------
    InputError
        If a range reaches outside, one is neither slice nor range, or it is larger than 64 MiB.
    """
    chosen = _within(rows, shape, "rows"), _within(cols, shape, "cols")
    refuse_large((len(chosen[0]), len(chosen[1])), is_whole=False)
    return chosen


def _within(wanted: slice | range, shape: Shape, name: Literal["rows", "cols"]) -> range:
    length = shape[0] if name == "rows" else shape[1]
    if isinstance(wanted, slice):
        return range(*wanted.indices(length))
    if not isinstance(wanted, range):
        raise InputError(
            say(
                "{name} of a window is a slice or a range: got {given}",
                name=name,
                given=repr(wanted),
            )
        )
    if wanted and not all(0 <= end < length for end in (wanted[0], wanted[-1])):
        raise InputError(
            say(
                "{name}={given} reaches outside: the Jacobian is {rows}×{cols}",
                name=name,
                given=repr(wanted),
                rows=shape[0],
                cols=shape[1],
            )
        )
    return wanted


def positions(flat: range) -> Indices:
    """Return a range as an array."""
    return np.arange(flat.start, flat.stop, flat.step, dtype=np.int64)


def unravel(flat: Indices, shape: Shape, order: Order) -> tuple[Indices, Indices]:
    """Return the rows and columns of the matrix entries that vec puts at `flat`.

    Examples
    --------
    >>> rows, columns = unravel(np.arange(3, 6), (3, 4), "F")
    >>> rows.tolist(), columns.tolist()
    ([0, 1, 2], [1, 1, 1])
    """
    if order == "C":
        rows, cols = np.divmod(flat, shape[1])
    else:
        cols, rows = np.divmod(flat, shape[0])
    return rows, cols


def refuse_large(shape: Shape, *, is_whole: bool) -> None:
    """Refuse to build more than 64 MiB at once, of a window or the whole of a Jacobian.

    Raises
    ------
    InputError
        Says how much it would be.
    """
    rows, cols = shape
    if rows * cols * 8 > _DENSE_LIMIT:
        size = f"{rows}×{cols}"
        raise InputError(
            say(
                "{what} takes {memory}, more than the {most} built at once: "
                "ask for a window(rows, cols), or apply it with jvp or vjp",
                what=say("the {size} Jacobian", size=size)
                if is_whole
                else say("a window of {size}", size=size),
                memory=memory(rows * cols * 8),
                most=memory(_DENSE_LIMIT),
            )
        )


def memory(count: float) -> str:
    """Return a number of bytes as people read it.

    Examples
    --------
    >>> memory(24), memory(8 * 2**40)
    ('24 B', '8.0 TiB')
    """
    unit = 0
    while count >= 1024 and unit < len(_UNITS) - 1:
        count, unit = count / 1024, unit + 1
    return f"{count:.1f} {_UNITS[unit]}" if unit else f"{count:.0f} {_UNITS[0]}"
