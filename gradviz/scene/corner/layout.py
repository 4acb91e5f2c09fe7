"""The corner: X stands above Y, W stands left of Y, so nothing ever has to be rotated.

Rows of W line up with rows of Y, columns of X with columns of Y. A gradient stands in the
place of its matrix. Where samples are rows, all of it is flipped about the diagonal: X stands
left of Y and W above it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.style import Style

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

    @property
    def sides(self) -> tuple[float, float, float, float]:
        """Left, top, width and height."""
        return self.x, self.y, self.width, self.height

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
        The places beside Y, above it, and of Y itself.
    bias : Grid or None
        The place of b, beyond W: entry i of b lines up with index i of W and Y.
    is_flipped : bool
        Whether W stands on top and X at the left.
    """

    left: Grid
    top: Grid
    right: Grid
    bias: Grid | None
    is_flipped: bool = False

    def place(self, role: str) -> Grid:
        """Return where the matrix in a role, or its gradient, stands."""
        weights, samples = (self.top, self.left) if self.is_flipped else (self.left, self.top)
        grid = {"W": weights, "X": samples, "Y": self.right, "b": self.bias}[role[0]]
        if grid is None:
            raise LookupError("this corner has no bias")
        return grid

    def mapped(self, place: Callable[[Grid], Grid]) -> "Corner":
        """Return this corner with every grid somewhere else."""
        bias = None if self.bias is None else place(self.bias)
        return Corner(place(self.left), place(self.top), place(self.right), bias, self.is_flipped)

    @property
    def first_x(self) -> float:
        """Left edge of all of it."""
        return self.left.x if self.bias is None or self.is_flipped else self.bias.x

    @property
    def first_y(self) -> float:
        """Upper edge of all of it."""
        return self.bias.y if self.bias is not None and self.is_flipped else self.top.y


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


def corner_in(
    area: Area, sizes: Sizes, margins: Margins, style: Style, *, is_flipped: bool = False
) -> Corner:
    """Return the largest corner of these sizes in the middle of an area."""
    across, down = (sizes.M, sizes.N) if is_flipped else (sizes.N, sizes.M)
    bias_cols, bias_rows = (int(sizes.has_bias and flip) for flip in (not is_flipped, is_flipped))
    beside = margins.between / 2
    room_x = area.width - margins.left - margins.right - margins.between - bias_cols * beside
    room_y = area.height - margins.top - margins.bottom - margins.between - bias_rows * beside
    cols, rows = bias_cols + sizes.K + across, bias_rows + sizes.K + down
    most = LARGEST_PITCH * style.text
    high = min(room_y / rows, room_x / cols, most)
    wide = min(room_x / cols, high * _WIDEST, max(most * 0.75, high))
    px, py = style.whole(max(wide, 0.01)), style.whole(max(high, 0.01))
    between = style.snap(margins.between)
    bias_x, bias_y = (style.snap(n * (p + beside)) for n, p in ((bias_cols, px), (bias_rows, py)))
    spare_x, spare_y = room_x - cols * px, room_y - rows * py
    x = style.snap(area.x + margins.left + spare_x / 2)
    y = style.snap(area.y + margins.top + spare_y / 2)
    left_x, top_y = x + bias_x, y + bias_y
    right_x, low_y = left_x + sizes.K * px + between, top_y + sizes.K * py + between
    M, K, N = sizes.M, sizes.K, sizes.N
    left = Grid(left_x, low_y, px, py, *((K, N) if is_flipped else (M, K)), flipped=is_flipped)
    top = Grid(right_x, top_y, px, py, *((M, K) if is_flipped else (K, N)), flipped=is_flipped)
    right = Grid(right_x, low_y, px, py, M, N, flipped=is_flipped)
    place = (right_x, y) if is_flipped else (x, low_y)
    bias = Grid(*place, px, py, M, 1, flipped=is_flipped) if sizes.has_bias else None
    return Corner(left, top, right, bias, is_flipped)
