"""The corner: X stands above Y, W stands left of Y, so nothing ever has to be rotated.

Rows of W line up with rows of Y, columns of X with columns of Y. A gradient stands in the
place of its matrix.
"""

from dataclasses import dataclass

from gradviz.scene.cells import Grid
from gradviz.scene.style import Style

LARGEST_PITCH = 104.0
"""Cells do not grow beyond this, scene units (times the text factor)."""
_WIDEST = 1.5  # columns may be this much wider than rows are high, so that digits fit


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a picture, scene units."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.y + self.height

    def shrunk(
        self, *, left: float = 0, top: float = 0, right: float = 0, bottom: float = 0
    ) -> "Area":
        """Return this area with margins taken off."""
        return Area(
            self.x + left, self.y + top, self.width - left - right, self.height - top - bottom
        )


@dataclass(frozen=True, slots=True)
class Sizes:
    """M, K, N as in GEMM, and whether there is a bias."""

    M: int
    K: int
    N: int
    has_bias: bool


@dataclass(frozen=True, slots=True)
class Corner:
    """Where the matrices of one corner stand.

    Attributes
    ----------
    left, top, right : Grid
        The places of W, of X and of Y.
    bias : Grid or None
        The place of b, left of W: row i of b lines up with row i of W and Y.
    """

    left: Grid
    top: Grid
    right: Grid
    bias: Grid | None

    def place(self, name: str) -> Grid:
        """Return where a matrix, or its gradient, stands."""
        grid = {"W": self.left, "X": self.top, "Y": self.right, "b": self.bias}[name[0]]
        if grid is None:
            raise LookupError("this corner has no bias")
        return grid


@dataclass(frozen=True, slots=True)
class Margins:
    """What is kept free around the matrices of a corner, scene units."""

    left: float
    top: float
    right: float
    bottom: float
    between: float

    @classmethod
    def roomy(cls, text: float) -> "Margins":
        """Return margins for axis letters, names and colour bars."""
        return cls(36 * text, 36 * text, 112 * text, 58 * text, 40 * text)

    @classmethod
    def close(cls, text: float) -> "Margins":
        """Return margins for the same in a narrow place."""
        return cls(26 * text, 30 * text, 92 * text, 58 * text, 32 * text)

    @classmethod
    def high(cls, text: float) -> "Margins":
        """Return margins for the same in a narrow, high place: the name of X stands above it."""
        return cls(26 * text, 90 * text, 28 * text, 58 * text, 32 * text)

    @classmethod
    def tight(cls) -> "Margins":
        """Return margins for a small corner that shows its axis lines only."""
        return cls(6, 6, 6, 2, 9)


def corner_in(area: Area, sizes: Sizes, margins: Margins, style: Style) -> Corner:
    """Return the largest corner of these sizes in the middle of an area."""
    room_x = area.width - margins.left - margins.right - margins.between
    room_y = area.height - margins.top - margins.bottom - margins.between
    cols = sizes.K + sizes.N + (1 if sizes.has_bias else 0)
    room_x -= margins.between / 2 if sizes.has_bias else 0
    most = LARGEST_PITCH * style.text
    high = min(room_y / (sizes.K + sizes.M), room_x / cols, most)
    wide = min(room_x / cols, high * _WIDEST, max(most * 0.75, high))
    px, py = _whole(max(wide, 0.01), style), _whole(max(high, 0.01), style)
    bias_width = px + margins.between / 2 if sizes.has_bias else 0.0
    width = bias_width + sizes.K * px + margins.between + sizes.N * px
    height = (sizes.K + sizes.M) * py + margins.between
    spare_x = area.width - margins.left - margins.right - width
    spare_y = area.height - margins.top - margins.bottom - height
    x = style.snap(area.x + margins.left + spare_x / 2)
    y = style.snap(area.y + margins.top + spare_y / 2)
    left_x = x + style.snap(bias_width)
    right_x = left_x + sizes.K * px + style.snap(margins.between)
    low_y = y + sizes.K * py + style.snap(margins.between)
    return Corner(
        left=Grid(left_x, low_y, px, py, sizes.M, sizes.K),
        top=Grid(right_x, y, px, py, sizes.K, sizes.N),
        right=Grid(right_x, low_y, px, py, sizes.M, sizes.N),
        bias=Grid(x, low_y, px, py, sizes.M, 1) if sizes.has_bias else None,
    )


def _whole(pitch: float, style: Style) -> float:
    """Round down to whole device pixels, except for cells that are hardly larger than one."""
    pixels = pitch / style.pixel
    return pitch if pixels < 3 else int(pixels) * style.pixel
