"""What never changes: it is its own copy, and comes out of a pickle as read-only as it went in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import FrozenInstanceError, dataclass, fields
from typing import Any, Self

import numpy as np

from gradviz.arrays import Matrix, freeze


def _refuse(self: object, name: str, *value: object) -> None:  # noqa: ARG001 - as Python calls it
    does = "assign to" if value else "delete"
    raise FrozenInstanceError(f"cannot {does} field {name!r}")


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """What frozen dataclasses that hold arrays have in common: how they are copied and pickled.

    Nothing in one can change, so a copy could not be told from it but by identity; and by
    identity changes are detected. So it is its own copy, as a tuple of numbers is.

    A pickle is made of the fields. NumPy brings arrays back writable: they are frozen on the
    way in, in place, so that what several values share they share again.
    """

    def __init_subclass__(cls) -> None:
        """Say FrozenInstanceError of names that are no fields too, such as ``p.W = 1``.

        What dataclasses make for a class with slots asks the class from before it had them, and
        ends in a TypeError (Python 3.11).
        """
        for method in ("__setattr__", "__delattr__"):
            if method in cls.__dict__:
                setattr(cls, method, _refuse)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., "Value"], tuple[Any, ...]]:
        return _restored, (type(self), *(getattr(self, field.name) for field in fields(self)))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Matrices(Value, Mapping[str, Matrix]):
    """Matrices by name, read-only: types.MappingProxyType, but it can be pickled and copied.

    Like that it is a view: whoever makes one gives the dictionary away.

    Examples
    --------
    >>> Matrices({"X": freeze(np.ones((1, 2)))})
    Matrices({'X': array([[1., 1.]])})
    """

    _by_name: Mapping[str, Matrix]

    def __getitem__(self, name: str) -> Matrix:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __repr__(self) -> str:
        return f"Matrices({dict(self)!r})"


def _restored(kind: type[Value], *parts: Any) -> Value:
    """Return the value of these parts, in the order of its fields."""
    value = object.__new__(kind)
    for field, part in zip(fields(kind), parts, strict=True):
        for array in part.values() if isinstance(part, dict) else (part,):
            if isinstance(array, np.ndarray):
                freeze(array)
        object.__setattr__(value, field.name, part)
    return value
