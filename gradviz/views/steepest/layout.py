"""Where everything stands in the Steepest view: two planes, dl below them, two or three lines."""

from dataclasses import dataclass

from gradviz.scene.corner.layout import Area
from gradviz.scene.layout.page import adapted
from gradviz.scene.marks.style import Style

NEEDS = (720.0, 540.0)
"""Width and height that it takes at text 1; in a smaller picture texts are smaller."""

_NARROW = 940.0  # at text 1: in less, the numbers of a moment take two lines
_MARGIN, _LEFT_AXIS, _BOTTOM_AXIS = 14.0, 54.0, 44.0
_RIGHT = 20.0  # half of "360°", the last name of an axis, stands out there
_HEAD, _CURVE_HEAD, _CURVE_AXIS = 70.0, 30.0, 22.0
_LINE = 23.0
_PLANES = 0.66  # of the height that planes and curve share


@dataclass(frozen=True, slots=True)
class PlotRooms:
    """Rooms of a picture, scene units.

    Attributes
    ----------
    x, y, curve : Area
        What is between the axes of the two planes, and of dl against the angle.
    caption : Area
        Of the lines below.
    lines : int
        How many lines that holds.
    left, bottom : float
        Room of an axis.
    style : Style
        With the size of text that there is room for.
    """

    x: Area
    y: Area
    curve: Area
    caption: Area
    lines: int
    left: float
    bottom: float
    style: Style

    @property
    def aspects(self) -> tuple[float, float]:
        """Width by height of the two planes."""
        return self.x.width / self.x.height, self.y.width / self.y.height


def rooms(style: Style) -> PlotRooms:
    """Return the rooms of a picture.

    Examples
    --------
    >>> made = rooms(Style(1000, 700))
    >>> made.x.width == made.y.width, made.x.bottom < made.curve.y
    (True, True)
    """
    style = adapted(style, NEEDS)
    text, width, height = style.text, style.width, style.height
    lines = 2 if width >= _NARROW * text else 3
    low = (lines * _LINE + 12) * text
    left, bottom, margin = _LEFT_AXIS * text, _BOTTOM_AXIS * text, _MARGIN * text
    shared = height - low - (_HEAD + _BOTTOM_AXIS + _CURVE_HEAD + _CURVE_AXIS) * text
    high = shared * _PLANES
    across = (width - 2 * margin - 2 * left - _RIGHT * text) / 2
    x = Area(margin + left, _HEAD * text, across, high)
    y = Area(x.right + margin + left, x.y, across, high)
    top = x.bottom + (_BOTTOM_AXIS + _CURVE_HEAD) * text
    curve = Area(x.x, top, y.right - x.x, shared - high)
    caption = Area(margin, height - low, width - 2 * margin, low)
    return PlotRooms(x, y, curve, caption, lines, left, bottom, style)
