"""Names of cells: what a hover, a click, a key frame and an explanation point at."""

from dataclasses import dataclass, replace


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


def share_name(name: str, layer: int) -> str:
    """Return what a picture calls what one layer adds to the gradient of tied weights.

    Parameters
    ----------
    name : str
        Of the gradient, "W1_grad".
    layer : int
        Counted from 0.

    Examples
    --------
    >>> share_name("W1_grad", 1)
    "layer 2's share of W1_grad"
    """
    return f"layer {layer + 1}{_SHARE}{name}"


def share_layer(ref: CellRef) -> int | None:
    """Return the layer whose share a cell is of, counted from 0; None for any other cell."""
    before, found, _ = ref.name.partition(_SHARE)
    return int(before.removeprefix("layer ")) - 1 if found else None


def whole(ref: CellRef) -> CellRef:
    """Return the cell of the whole gradient that a share is added to; any other as it is.

    Examples
    --------
    >>> str(whole(CellRef("layer 2's share of W1_grad", 0, 1)))
    'W1_grad[0,1]'
    """
    return replace(ref, name=ref.name.partition(_SHARE)[2] or ref.name)


_SHARE = "'s share of "


def is_gradient(name: str) -> bool:
    """Tell whether a matrix is a gradient, by its name or its role.

    Examples
    --------
    >>> is_gradient("Y1_grad"), is_gradient("W2")
    (True, False)
    """
    return name.endswith("_grad")
