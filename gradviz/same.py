"""Arrays told by identity."""

from weakref import ref

from gradviz.arrays import Matrix


class Same:
    """An array told by identity, so that what is made from it can be remembered.

    Arrays that reach a scene are read-only: the same array always has the same entries.
    What remembers it does not keep it alive.
    """

    __slots__ = ("_hash", "_reference")

    def __init__(self, array: Matrix) -> None:
        self._reference = ref(array)
        self._hash = id(array)

    @property
    def array(self) -> Matrix:
        """The array, which somebody else holds."""
        array = self._reference()
        if array is None:
            raise LookupError("the array is gone: hold it for as long as it is asked for")
        return array

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Same):
            return NotImplemented
        mine = self._reference()
        return mine is not None and other._reference() is mine
