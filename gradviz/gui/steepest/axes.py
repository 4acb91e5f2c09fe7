"""Axes of pyqtgraph beside the rooms of a picture. Import it late: pyqtgraph takes long."""

from dataclasses import replace
from typing import Literal

import pyqtgraph as pg  # type: ignore[import-untyped]  # it comes without types
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPicture

from gradviz.gui.guard import guarded
from gradviz.language.numbers import short
from gradviz.render.fonts import font
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.frame import TRANSPARENT, Frame, Label, Mark, Polyline, Span
from gradviz.scene.marks.style import Style
from gradviz.views.steepest.layout import Rooms
from gradviz.views.steepest.levels import Sight

NOTHING = Frame(1.0, 1.0, TRANSPARENT, ())
_SIZE = 11.0  # of the numbers, at text 1


@guarded
class NumberAxis(pg.AxisItem):  # type: ignore[misc]  # the class has no types
    """An axis whose ticks pyqtgraph finds, and which becomes marks of a picture.

    Its own way, a QPicture, has other sizes on SVG and PDF than on the screen.
    """

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.picture: object = None
        self._frame = NOTHING
        self._look: Style | None = None
        self.enableAutoSIPrefix(False)

    def set_look(self, style: Style) -> None:
        """Look like the window."""
        self._look = style
        letters = font("sans", "regular", max(round(_SIZE * style.text), 6))
        self.setStyle(tickFont=letters, tickLength=-4, maxTickLevel=0)

    @property
    def frame(self) -> Frame:
        """The axis as marks, from its own corner on; nothing while it is hidden."""
        if self.picture is None:  # pyqtgraph's way to say that something has changed
            self._frame = self._drawn()
            self.picture = True
        return self._frame if self.isVisible() else NOTHING

    def tickStrings(self, values: list[float], scale: float, _spacing: float) -> list[str]:
        return [short(float(f"{value * scale:.10g}"), 5) for value in values]

    def paint(self, *_: object) -> None:
        """Draw nothing: `frame` is drawn with what stands still."""

    def _drawn(self) -> Frame:
        page = QPicture()
        with QPainter(page) as ruler:
            ruler.setFont(self.style["tickFont"])
            specs = self.generateDrawSpecs(ruler)
        if specs is None or self._look is None:
            return NOTHING
        theme, size = self._look.theme, _SIZE * self._look.text
        (_, start, end), ticks, texts = specs
        lines = [(start, end), *((tick_start, tick_end) for _, tick_start, tick_end in ticks)]
        marks: list[Mark] = [
            Polyline(((one.x(), one.y()), (other.x(), other.y())), 1.0, theme.strong_line)
            for one, other in lines
        ]
        is_left = self.orientation == "left"
        for rect, _, told in texts:
            x, y = rect.right() if is_left else rect.center().x(), rect.center().y()
            spans = (Span(told, theme.muted),)
            anchor: Literal["right", "center"] = "right" if is_left else "center"
            marks.append(Label(x, y + 0.36 * size, spans, size, anchor))
        return Frame(1.0, 1.0, TRANSPARENT, tuple(marks))


class Axes:
    """Two axes beside a room of a picture, and the box of pyqtgraph between them."""

    def __init__(self, scene: pg.GraphicsScene) -> None:
        self.view = pg.ViewBox(enableMouse=False, enableMenu=False)
        self.left = NumberAxis("left")
        self.bottom = NumberAxis("bottom")
        for item in (self.view, self.left, self.bottom):
            scene.addItem(item)
        for axis in (self.left, self.bottom):
            axis.linkToView(self.view)
            axis.setZValue(1)
        self._shown: tuple[Sight | None, Style, bool] | None = None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Both axes as marks of the picture."""
        return tuple(
            placed(mark, axis.x(), axis.y())
            for axis in (self.left, self.bottom)
            for mark in axis.frame.marks
        )

    def show(self, sight: Sight | None, places: Rooms, *, is_line: bool = False) -> None:
        """Stand beside a room and tell its numbers; without one, away."""
        if self._shown == (sight, places.style, is_line):
            return  # an axis draws itself anew after each touch, and takes a millisecond
        if self._shown is None or self._shown[1] != places.style:
            for axis in (self.left, self.bottom):
                axis.set_look(places.style)
        self._shown = (sight, places.style, is_line)
        for item in (self.view, self.left, self.bottom):
            item.setVisible(sight is not None)
        if sight is None:
            return
        self.left.setVisible(not is_line)
        area, window = sight.area, sight.window
        self.view.setGeometry(rect_of(area))
        self.view.setXRange(window.x - window.half_x, window.x + window.half_x, padding=0)
        self.view.setYRange(window.y - window.half_y, window.y + window.half_y, padding=0)
        left, low = places.left - 8 * places.style.text, places.bottom
        self.left.setWidth(left)
        self.bottom.setHeight(low)
        self.left.setGeometry(QRectF(area.x - left, area.y, left, area.height))
        self.bottom.setGeometry(QRectF(area.x, area.bottom, area.width, low))


def placed(mark: Mark, x: float, y: float) -> Mark:
    """Return a mark of an axis elsewhere.

    Examples
    --------
    >>> placed(Polyline(((0.0, 1.0),), 1.0, (0, 0, 0, 255)), 10.0, 20.0).points
    ((10.0, 21.0),)
    """
    if isinstance(mark, Polyline):
        return replace(mark, points=tuple((x + one, y + other) for one, other in mark.points))
    if isinstance(mark, Label):
        return replace(mark, x=x + mark.x, y=y + mark.y)
    raise TypeError(f"an axis is made of lines and labels: this is a {type(mark).__name__}")


def rect_of(area: Area) -> QRectF:
    """Return an area as Qt's rectangle."""
    return QRectF(area.x, area.y, area.width, area.height)
