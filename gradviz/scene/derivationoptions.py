"""Which derivation is shown."""

from dataclasses import dataclass

from gradviz.refs import CellRef
from gradviz.timeline.derivation import Way


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
