"""What a file will show, drawn small by the painter that writes the file."""

from dataclasses import replace

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import qcolor
from gradviz.messages.message import say
from gradviz.render.cells.rasters import Rasters
from gradviz.render.painter import paint
from gradviz.scene.marks.frame import TRANSPARENT, Frame

_SQUARE = 8
"""Side of a square of the checkerboard, logical pixels."""


@guarded
class ExportPreview(QWidget):
    """A frame, scaled to fit; on a checkerboard where it is transparent."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._rasters = Rasters()
        self._frame: Frame | None = None
        self._is_transparent = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(280, 200)
        self.setAccessibleName(workspace.write(say("Preview")))

    @property
    def frame(self) -> Frame | None:
        """The frame that is shown, or None while there is nothing to show."""
        return self._frame

    def show_frame(self, frame: Frame | None, *, is_transparent: bool) -> None:
        """Show a frame, with or without its ground; None shows nothing."""
        self._frame = None if frame is None else frame.printed()
        self._is_transparent = is_transparent
        told = say("Nothing to show") if frame is None else say("The picture")
        self.setAccessibleDescription(self._workspace.write(told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._frame is None:
            return
        frame = self._frame
        scale = min(self.width() / frame.width, self.height() / frame.height)
        width, height = frame.width * scale, frame.height * scale
        place = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        with QPainter(self) as painter:
            if self._is_transparent:
                painter.fillRect(place, self._checkerboard())
                frame = replace(frame, background=TRANSPARENT)
            painter.setClipRect(place)
            painter.translate(place.topLeft())
            painter.scale(scale, scale)
            paint(frame, painter, self._rasters)

    def _checkerboard(self) -> QBrush:
        theme = self._workspace.theme
        tile = QPixmap(2 * _SQUARE, 2 * _SQUARE)
        tile.fill(qcolor(theme.panel))
        with QPainter(tile) as painter:
            for corner in (0, _SQUARE):
                painter.fillRect(corner, corner, _SQUARE, _SQUARE, qcolor(theme.pressed))
        return QBrush(tile)
