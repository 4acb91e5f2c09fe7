"""Which derivation is shown."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from gradviz.refs import CellRef

Way: TypeAlias = Literal["transposing", "indices"]
"""How W_grad = Y_grad Xᵀ is derived; the second way derives X_grad = Wᵀ Y_grad too."""


@dataclass(frozen=True, slots=True)
class DerivationOptions:
    """Which derivation is shown, of which layer, and for which entry.

    Attributes
    ----------
    by : {"transposing", "indices"}
    layer : int, optional
        Index of the layer, counted from 0; for one that is no product the nearest that is.
    entry : CellRef, optional
        By indices: the entry of X or W, or of a gradient of them, by its name in the network.
        By default the first one; a cell that is pointed at comes before.
    """

    by: Way = "transposing"
    layer: int | None = None
    entry: CellRef | None = None
