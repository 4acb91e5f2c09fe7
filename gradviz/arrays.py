"""Matrices at the boundary: checked once, then float64, two-dimensional and read-only."""

import sys
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gradviz.errors import InputError, ShapeError

Matrix: TypeAlias = NDArray[np.float64]
"""A float64 array with two axes. Inside gradviz it is read-only wherever it is kept."""

_FLOAT64 = np.dtype(np.float64)
_NUMBERS = "biuf"


def as_matrix(values: ArrayLike, name: str) -> Matrix:
    """Return `values` as a read-only float64 matrix.

    What can still be written to is copied, so that nobody changes it later from outside. A
    matrix that came from here already is returned as it is, the very same object.

    Parameters
    ----------
    values : array_like, shape (rows, columns)
        Numbers; NaN and infinities are allowed.
    name : str
        What to call it in a message.

    Raises
    ------
    InputError
        If an entry is not a real number.
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
        array = _as_numbers(values, name)
    if array.ndim != 2:
        raise ShapeError(f"{name} needs two axes, rows and columns: {_shape_advice(array)}")
    if not array.size:
        raise ShapeError(f"{name} needs at least one row and one column: it is {size(array)}")
    flags = array.flags
    if not flags.writeable and flags.c_contiguous and (flags.owndata or _is_made_of_bytes(array)):
        return array
    return freeze(array.copy())


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


def _as_numbers(values: ArrayLike, name: str) -> Matrix:
    """Return a base float64 array of any number of axes; it may share memory with `values`."""
    # numpy.ma takes 25 ms to import, and who has a masked array has imported it
    if "numpy.ma" in sys.modules and np.ma.is_masked(values):
        raise InputError(f"{name} has masked entries: fill them, for instance with .filled(nan)")
    try:
        array = np.asarray(values)
    except ValueError:
        raise ShapeError(f"{name} needs rows of one length") from None
    except (TypeError, RuntimeError) as reason:  # an array of another library that refuses
        raise InputError(f"{name} cannot be read as an array: {reason}") from None
    if array.dtype.kind == "O":
        return _from_objects(array, name)
    if array.dtype.kind not in _NUMBERS:
        raise InputError(f"{name} needs real numbers: it holds {array.dtype}")
    with np.errstate(all="ignore"):  # what is too large for float64 becomes infinite
        return array.astype(np.float64, copy=False)


def _from_objects(array: NDArray[Any], name: str) -> Matrix:
    """Convert whole numbers too long for int64, fractions and the like."""
    for entry in array.flat:
        if not isinstance(entry, Real):
            raise InputError(f"{name} needs real numbers: it holds {_described(entry)}")
    try:
        return array.astype(np.float64)
    except OverflowError:
        raise InputError(f"{name} holds a number too large for float64") from None


def _is_made_of_bytes(array: Matrix) -> bool:
    """Tell whether its memory is that of a bytes object, as after a pickle: nobody writes there."""
    base = array.base
    while isinstance(base, np.ndarray) and not base.flags.writeable:
        base = base.base
    return isinstance(base, bytes)


def _described(entry: object) -> str:
    return "None" if entry is None else f"a {type(entry).__name__}"


def _shape_advice(array: Matrix) -> str:
    if array.ndim == 1 and 0 < array.size <= 4:
        column = ", ".join(f"[{value}]" for value in array.tolist())
        return f"it has shape {array.shape}; write a column as [{column}]"
    return f"it has shape {array.shape}"
