"""The picture of the Steepest view: pyqtgraph's axes, and frames drawn over them by our painter.

Import it late: pyqtgraph takes long.
"""

import math
from dataclasses import replace

import pyqtgraph as pg  # type: ignore[import-untyped]  # it comes without types
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gradviz.gui.guard import guarded
from gradviz.gui.steepest.axes import NOTHING, Axes, rect_of
from gradviz.gui.widgets.look import qcolor
from gradviz.render.cells.rasters import Rasters
from gradviz.render.painter import paint
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.frame import Frame
from gradviz.views.steepest.curve import curve_sight
from gradviz.views.steepest.layout import Rooms
from gradviz.views.steepest.picture import moving, still
from gradviz.views.steepest.planes import sights
from gradviz.views.steepest.setting import Views
from gradviz.views.steepest.timeline import Turn

_EIGHTHS = [[(45.0 * n, f"{45 * n}°") for n in range(9)]]
_TWO_WAYS = [[(0.0, "0°"), (180.0, "180°")]]


@guarded
class FrameItem(pg.GraphicsObject):  # type: ignore[misc]  # the class has no types
    """A frame as an item of a scene: vector wherever the scene is rendered to.

    Parameters
    ----------
    is_kept : bool
        Whether a screen keeps its pixels until there is another frame; it has an opaque ground.
    """

    def __init__(self, *, is_kept: bool = False) -> None:
        super().__init__()
        self._frame = NOTHING
        self._clip: Area | None = None
        self._rasters = Rasters()
        self._is_kept = is_kept
        self._pixels: QPixmap | None = None
        self._is_seen_again = False

    @property
    def frame(self) -> Frame:
        """What is drawn."""
        return self._frame

    def show_frame(self, frame: Frame, clip: Area | None = None) -> None:
        """Draw another frame, nothing of it outside an area."""
        if (frame.width, frame.height) != (self._frame.width, self._frame.height):
            self.prepareGeometryChange()
        self._frame, self._clip = frame, clip
        self._pixels, self._is_seen_again = None, False
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._frame.width, self._frame.height)

    def paint(
        self,
        painter: QPainter,
        _option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self._is_kept and widget is not None:  # a file has no widget
            if self._is_seen_again:
                painter.drawPixmap(0, 0, self._kept(widget.devicePixelRatioF()))
                return
            self._is_seen_again = True  # what changes each time is not worth being kept
        painter.save()
        if self._clip is not None:
            painter.setClipRect(rect_of(self._clip), Qt.ClipOperation.IntersectClip)
        paint(self._frame, painter, self._rasters)
        painter.restore()

    def _kept(self, ratio: float) -> QPixmap:
        """Return the frame as pixels of a screen with so many of them a unit."""
        if self._pixels is None or self._pixels.devicePixelRatio() != ratio:
            width, height = self._frame.width * ratio, self._frame.height * ratio
            self._pixels = QPixmap(math.ceil(width), math.ceil(height))
            self._pixels.setDevicePixelRatio(ratio)
            self._pixels.fill(QColor(*self._frame.background))
            with QPainter(self._pixels) as painter:
                paint(self._frame, painter, self._rasters)
        return self._pixels


class SteepestFigure(pg.GraphicsView):  # type: ignore[misc]  # the class has no types
    """Both planes and the curve. No mouse and no key reaches it.

    Parameters
    ----------
    parent : QWidget, optional
        None for a picture that is only rendered.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._still = FrameItem(is_kept=True)
        self._moving = tuple(FrameItem() for _ in range(3))
        self._still.setZValue(-1)
        for item in (self._still, *self._moving):
            self.scene().addItem(item)
        for n, item in enumerate(self._moving):
            item.setZValue(2 + n)
        self._x, self._y, self._curve = (Axes(self.scene()) for _ in range(3))
        self._ticks: list[list[tuple[float, str]]] = []
        self._curve.bottom.setStyle(hideOverlappingLabels=60)  # pixels: or 0° and 360° go

    @property
    def frames(self) -> tuple[Frame, ...]:
        """What stands still, and what moves."""
        return self._still.frame, *(item.frame for item in self._moving)

    @property
    def frame(self) -> Frame:
        """All of it as one frame: for files and films."""
        ground, *others = self.frames
        over = [mark for frame in others for mark in frame.marks]
        return replace(ground, marks=(*ground.marks, *over))

    def show_views(self, shown: Views, places: Rooms) -> None:
        """Draw all that stands still anew."""
        self.setBackground(qcolor(places.style.theme.ground))
        self._show_axes(shown, places)
        ground = still(shown, places)
        axes = [mark for one in (self._x, self._y, self._curve) for mark in one.marks]
        self._still.show_frame(replace(ground, marks=(*ground.marks, *axes)))

    def _show_axes(self, shown: Views, places: Rooms) -> None:
        if shown.note:
            for axes in (self._x, self._y, self._curve):
                axes.show(None, places)
            return
        x, y = sights(shown, places)
        self._x.show(x, places, is_line=shown.x.is_line)
        self._y.show(y, places, is_line=shown.y.is_line)
        self._curve.show(curve_sight(shown, places), places)
        ticks = _TWO_WAYS if shown.x.is_line else _EIGHTHS
        if ticks is not self._ticks:
            self._ticks = ticks
            self._curve.bottom.setTicks(ticks)

    def show_turn(self, shown: Views, turn: Turn, places: Rooms) -> None:
        """Draw what moves with dx."""
        layers = moving(shown, turn, places)
        for n, item in enumerate(self._moving):
            item.show_frame(*(layers[n] if n < len(layers) else (NOTHING, None)))

    def render_to(self, painter: QPainter, rect: QRectF) -> None:
        """Draw all of it on any device, as shapes and text, fitted into a rectangle."""
        size = self._still.boundingRect()
        self.scene().prepareForPaint()
        painter.save()
        painter.fillRect(rect, self.backgroundBrush())
        self.scene().render(painter, rect, size)
        painter.restore()
