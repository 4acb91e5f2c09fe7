"""Names of cells: what a hover, a click, a key frame and an explanation point at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class CellRef:
    """One entry of one matrix, counted from 0.

    Examples
    --------
    >>> ref = CellRef("X_grad", 1, 0)
    >>> str(ref)
    'X_grad[1,0]'
    >>> ref.shown(base=1)
    'X_grad[2,1]'
    """

    name: str
    row: int
    col: int

    def __str__(self) -> str:
        return self.shown(base=0)

    def shown(self, base: int) -> str:
        """Return the name as people read it, counting from `base` (0 or 1)."""
        return f"{self.name}[{self.row + base},{self.col + base}]"


def is_gradient(name: str) -> bool:
    """Tell whether a matrix is a gradient, by its name or its role.

    Examples
    --------
    >>> is_gradient("Y1_grad"), is_gradient("W2")
    (True, False)
    """
    return name.endswith("_grad")
