"""Matrices at the boundary: checked once, then float64, two-dimensional and read-only.

Arrays of other libraries are known by what they can do, so none of these is ever imported.
"""

import sys
from collections.abc import Iterator
from decimal import Decimal
from numbers import Real
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gradviz.errors import InputError, ShapeError
from gradviz.messages.message import NOTHING, Message, Part, Text, say

Matrix: TypeAlias = NDArray[np.float64]
"""A float64 array with two axes. Inside gradviz it is read-only wherever it is kept."""
Mask: TypeAlias = NDArray[np.bool_]
"""Which entries of a matrix are meant."""
Indices: TypeAlias = NDArray[np.int64]

_FLOAT64 = np.dtype(np.float64)
_NUMBERS = "biuf"
_HERE = (1, 3, 11, 13)
"""What `__dlpack_device__` says of memory that a CPU can read: its own, pinned or managed."""
_HINTS = {"U": say("; gv.matrix reads a matrix written as text"), "c": say("; take its .real")}
"""What to do about a kind of entries."""
_WRITE_OUT = ("toarray", "todense")
"""What sparse matrices have, those of SciPy and of JAX."""


def as_matrix(
    values: ArrayLike, name: Text, flat: Literal["row", "column"] | None = None
) -> Matrix:
    """Return `values` as a read-only float64 matrix.

    What can still be written to is copied, so that nobody changes it later from outside. A
    matrix that came from here already is returned as it is, the very same object.

    Parameters
    ----------
    values : array_like, shape (rows, columns)
        Numbers; NaN and infinities are allowed. Rows in lists, or an array of any library that
        has `__array__` or `__dlpack__`, of any type of number: Torch with or without a graph,
        JAX, pandas.
    name : str or Message
        What to call it in a message.
    flat : {"row", "column"}, optional
        What one axis of numbers is; by default nothing, and it is refused.

    Raises
    ------
    InputError
        If an entry is not a real number, or is masked; if it is sparse, or on another device.
    ShapeError
        If it does not have two axes, or is empty.

    Examples
    --------
    >>> as_matrix([[1, 2], [3, 4]], "W")
    array([[1., 2.],
           [3., 4.]])
    >>> as_matrix([1, 2], "X")
    Traceback (most recent call last):
    gradviz.errors.ShapeError: X needs two axes, rows and columns: it has shape (2,); \
write a column as [[1.0], [2.0]]
    """
    if type(values) is np.ndarray and values.dtype is _FLOAT64:
        array = values  # the road of every pass, kept short
    else:
        array = as_numbers(values, name)
    if flat is not None and array.ndim == 1:
        array = array[None] if flat == "row" else array[:, None]
    if array.ndim != 2:
        raise _not_two_axes(array, name)
    if not array.size:
        raise ShapeError(
            say(
                "{name} needs at least one row and one column: it is {size}",
                name=name,
                size=size(array),
            )
        )
    flags = array.flags
    if not flags.writeable and flags.c_contiguous and (flags.owndata or _is_made_of_bytes(array)):
        return array
    return freeze(array.copy())


def as_numbers(values: ArrayLike, name: Text) -> Matrix:
    """Return a base float64 array of any number of axes; it may share memory with `values`.

    Raises
    ------
    InputError
        As `as_matrix` does.
    """
    if _is_masked(values):
        raise InputError(
            say("{name} has masked entries: fill them, for instance with .filled(nan)", name=name)
        )
    array = _read(values, name)
    if array.dtype.kind == "O":
        return _from_objects(array, values, name)
    is_known = array.dtype.kind in _NUMBERS or (
        array.dtype.kind == "V" and np.can_cast(array.dtype, np.float64)  # bfloat16 of JAX
    )
    if not is_known:
        raise InputError(
            say(
                "{name} needs real numbers: it holds {type}{hint}",
                name=name,
                type=str(array.dtype),
                hint=_HINTS.get(array.dtype.kind, NOTHING),
            )
        )
    with np.errstate(all="ignore"):  # what is too large for float64 becomes infinite
        return array.astype(np.float64, copy=False)


def freeze(array: Matrix) -> Matrix:
    """Make `array` read-only, in place, and return it."""
    array.setflags(False)  # type: ignore[call-arg]  # by position it takes half the time
    return array


def size(array: NDArray[Any]) -> str:
    """Return the shape as people write it.

    Examples
    --------
    >>> size(np.zeros((2, 3)))
    '2×3'
    """
    return "×".join(str(n) for n in array.shape)


def _keep_freed_memory() -> None:
    """Have glibc reuse what is freed, up to 64 MiB of it, before it asks the system for more.

    By default a few freed arrays of 256×256 go straight back to the system, and each pass then
    pays for getting them again, page by page: up to four times what the arithmetic costs beside
    the products. glibc moves its limit when an array of nearly 32 MiB is freed (mallopt(3),
    M_MMAP_THRESHOLD); this one is never written to, so it costs microseconds and no memory.
    Other allocators do not mind.
    """
    np.empty(2**25 - 2**13, dtype=np.uint8)


_keep_freed_memory()


def _is_masked(values: object) -> bool:
    """Tell whether an array, or one in a list of rows, hides entries: NumPy would show them."""
    if "numpy.ma" not in sys.modules:  # it takes 25 ms to import, and who has one has imported it
        return False
    masked = np.ma.MaskedArray
    rows = values if isinstance(values, list | tuple) else (values,)
    return any(
        isinstance(entry, masked) and np.ma.is_masked(entry)
        for row in rows
        for entry in (row if isinstance(row, list | tuple) else (row,))
    )


def _read(values: Any, name: Text) -> NDArray[Any]:
    """Return what NumPy makes of `values`, of any kind."""
    try:
        try:
            array = np.asarray(values)
        except Exception:  # whatever another library raises
            bare = _bare(values)
            if bare is values:
                raise
            array = np.asarray(bare)
        if array.ndim == 0 and array.dtype.kind == "O" and hasattr(values, "__dlpack__"):
            if _elsewhere(values):
                raise BufferError
            array = np.from_dlpack(values)
    except Exception as reason:
        device = _elsewhere(values)
        if device:
            remedy = "get" if hasattr(values, "get") and not hasattr(values, "cpu") else "cpu"
            raise InputError(
                say(
                    "{name} is on another device, {device}: bring it here first, with .{remedy}()",
                    name=name,
                    device=device,
                    remedy=remedy,
                )
            ) from None
        if isinstance(reason, ValueError) and isinstance(values, list | tuple):
            raise ShapeError(
                say("{name} needs rows of one length{hint}", name=name, hint=_uneven(values))
            ) from None
        raise InputError(
            say("{name} cannot be read as an array: {reason}", name=name, reason=str(reason))
        ) from None
    return array


def _bare(values: Any) -> Any:
    """Return tensors of Torch without what NumPy does not know; anything else as it is.

    That is the graph they belong to, a sign that is still to be turned, floats of odd bits.
    """
    if isinstance(values, list | tuple):
        return [_bare(entry) for entry in values]
    for step in ("detach", "resolve_neg"):
        if callable(getattr(values, step, None)):
            values = getattr(values, step)()
    is_odd = any(odd in str(getattr(values, "dtype", "")) for odd in ("bfloat", "float8"))
    return values.float() if is_odd and callable(getattr(values, "float", None)) else values


def _elsewhere(values: Any) -> str:
    """Return the device on which an array lies, if the CPU cannot read there; else ""."""
    try:
        kind = int(values.__dlpack_device__()[0])
    except Exception:  # it has none, or does not tell
        return ""
    return "" if kind in _HERE else str(getattr(values, "device", f"DLPack {kind}"))


def _uneven(rows: list[Any] | tuple[Any, ...]) -> Message:
    """Say which row is not as long as the first."""
    counts = [len(row) if hasattr(row, "__len__") else 0 for row in rows]
    place = next((n for n, count in enumerate(counts) if count != counts[0]), 0)
    told = say(
        ": row 1 has {first}, row {row} has {count}",
        first=counts[0],
        row=place + 1,
        count=counts[place],
    )
    return told if place else NOTHING


def _from_objects(array: NDArray[Any], values: object, name: Text) -> Matrix:
    """Convert whole numbers too long for int64, fractions and the like."""
    for write_out in _WRITE_OUT:
        if hasattr(values, write_out):
            raise InputError(
                say("{name} is sparse: write it out, with .{call}()", name=name, call=write_out)
            )
    if array.ndim == 0:
        raise InputError(
            say(
                "{name} needs a matrix, rows of numbers: it is {what}{hint}",
                name=name,
                what=_described(values),
                hint=_remedy(values),
            )
        )
    for place, entry in _entries(array):
        if not _is_real(entry):
            raise InputError(
                say(
                    "{name} needs real numbers: it holds {what} at {name}{place}",
                    name=name,
                    what=_described(entry),
                    place=place,
                )
            )
    try:
        return array.astype(np.float64)
    except OverflowError:
        raise InputError(say("{name} holds a number too large for float64", name=name)) from None
    except (TypeError, ValueError) as reason:
        raise InputError(
            say("{name} needs real numbers: {reason}", name=name, reason=str(reason))
        ) from None


def _entries(array: NDArray[Any]) -> Iterator[tuple[str, object]]:
    """Yield every entry with its place, counted from 1."""
    for place, entry in np.ndenumerate(array):
        yield f"[{','.join(str(n + 1) for n in place)}]", entry


def _is_real(entry: object) -> bool:
    if isinstance(entry, Real | Decimal):
        return True
    return hasattr(entry, "__float__") and not isinstance(entry, complex | np.generic)


def _is_made_of_bytes(array: Matrix) -> bool:
    """Tell whether its memory is that of a bytes object, as after a pickle: nobody writes there."""
    base = array.base
    while isinstance(base, np.ndarray) and not base.flags.writeable:
        base = base.base
    return isinstance(base, bytes)


def _described(entry: object) -> Part:
    return "None" if entry is None else say("a {type}", type=type(entry).__name__)


def _remedy(values: object) -> Message:
    """Say what to take instead of something that is no array."""
    if hasattr(values, "weight"):  # a layer of Torch
        return say(": take its .weight")
    return say(": make a list of it") if isinstance(values, Iterator) else NOTHING


def _not_two_axes(array: Matrix, name: Text) -> ShapeError:
    hint = NOTHING
    if array.ndim == 1 and 0 < array.size <= 4:
        column = ", ".join(f"[{value}]" for value in array.tolist())
        hint = say("; write a column as [{column}]", column=column)
    return ShapeError(
        say(
            "{name} needs two axes, rows and columns: it has shape {shape}{hint}",
            name=name,
            shape=str(array.shape),
            hint=hint,
        )
    )
