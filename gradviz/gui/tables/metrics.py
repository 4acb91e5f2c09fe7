"""How large the cells of a table are, by how much room there is."""

from dataclasses import dataclass

_PITCH_X = 58  # logical pixels from one cell to the next, gap included
_PITCH_Y = 33
_NARROWEST_OF_FEW = 30
_NARROWEST_OF_MANY = 44
_FEW = 8
_MOST_ROWS = 12
_FONTS = ((36, 10), (52, 11))  # below this pitch this size; above all of them 13
_FONT = 13


@dataclass(frozen=True, slots=True)
class TableMetrics:
    """Sizes in a table of `rows` × `cols` in `width` logical pixels for the columns.

    Up to eight columns share the width, more than that scroll. All tables of a panel have
    cells of one size as long as there is room.

    Examples
    --------
    >>> TableMetrics(2, 4, 260).pitch_x, TableMetrics(2, 8, 260).pitch_x
    (58, 32)
    >>> TableMetrics(2, 64, 260).pitch_x, TableMetrics(64, 64, 260).shown_rows
    (44, 12)
    """

    rows: int
    cols: int
    width: int
    text: float = 1.0

    @property
    def pitch_x(self) -> int:
        """Width of a column, the gap included."""
        narrowest = _NARROWEST_OF_FEW if self.cols <= _FEW else _NARROWEST_OF_MANY
        share = self.width // max(self.cols, 1)
        return round(min(max(share, narrowest * self.text), _PITCH_X * self.text))

    @property
    def pitch_y(self) -> int:
        """Height of a row, the gap included."""
        return round(_PITCH_Y * self.text)

    @property
    def font_size(self) -> int:
        """Size of the numbers, in pixels."""
        sizes = (size for below, size in _FONTS if self.pitch_x < below * self.text)
        return round(next(sizes, _FONT) * self.text)

    @property
    def shown_rows(self) -> int:
        """Rows that are seen at once; the others scroll."""
        return min(self.rows, _MOST_ROWS)

    @property
    def is_wide(self) -> bool:
        """Whether the columns need more room than there is."""
        return self.cols * self.pitch_x > self.width
