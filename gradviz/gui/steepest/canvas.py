"""The picture of the Steepest view, and what is done to it with the mouse."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from gradviz.errors import GradvizError
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import problem
from gradviz.session.edits import set_cell
from gradviz.session.looks.steepest import SteepestOptions
from gradviz.views.steepest.captions import spoken
from gradviz.views.steepest.grips import (
    TIPS,
    Grip,
    dragged_angle,
    dragged_point,
    dragged_radius,
    grip_at,
)
from gradviz.views.steepest.layout import Rooms, rooms
from gradviz.views.steepest.levels import Window
from gradviz.views.steepest.setting import Views, views
from gradviz.views.steepest.timeline import Turn, steepest_timeline, turn_at

if TYPE_CHECKING:
    from gradviz.gui.steepest.figure import SteepestFigure

_CURSORS = {
    "tip": Qt.CursorShape.OpenHandCursor,
    "radius": Qt.CursorShape.SizeFDiagCursor,
    "point": Qt.CursorShape.SizeAllCursor,
    "angle": Qt.CursorShape.SizeHorCursor,
}
_SAME_TIME = 1e-9  # seconds


@dataclass(frozen=True, slots=True)
class _Drag:
    """Something being dragged, and what is seen meanwhile: planes stand still under the mouse."""

    grip: Grip
    windows: tuple[Window, Window]
    number: int


@guarded
class SteepestCanvas(QWidget):
    """Draws the view as the workspace and the options have it, and lets its parts be dragged.

    pyqtgraph is loaded when it is first seen; while it is hidden, nothing is drawn.
    """

    chosen = Signal(object)
    """Something was dragged; these are the new SteepestOptions."""
    drawn = Signal()
    """Another picture is there."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._options = SteepestOptions()
        self._own_since = 0.0
        self._figure: SteepestFigure | None = None
        self._for_files: SteepestFigure | None = None
        self._views: Views | None = None
        self._drawn: Views | None = None
        self._drag: _Drag | None = None
        self._drags = 0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Steepest direction")
        workspace.document_changed.connect(self._on_changed)
        workspace.opened.connect(self._on_changed)
        workspace.styled.connect(self._on_changed)
        workspace.moved.connect(self._on_moved)

    @property
    def options(self) -> SteepestOptions:
        """The choices as they were made."""
        return self._options

    def set_options(self, options: SteepestOptions) -> None:
        """Make other choices; nothing is emitted."""
        if options.angle is not None and options.angle != self._options.angle:
            self._stop_time()
            self._own_since = self._workspace.player.seconds
        is_turned_only = replace(options, angle=None) == replace(self._options, angle=None)
        self._options = options
        if is_turned_only:
            self._schedule()
        else:
            self._on_changed()

    @property
    def places(self) -> Rooms:
        """Where everything stands."""
        return rooms(self._workspace.style(max(self.width(), 1), max(self.height(), 1)))

    @property
    def views(self) -> Views:
        """What is drawn, but for dx."""
        if self._views is None:
            held = None if self._drag is None else self._drag.windows
            self._views = self._views_for(self.places, held)
        return self._views

    @property
    def turn(self) -> Turn:
        """Where dx points now: by hand, or by the time."""
        return self._turn_for(self.views)

    @property
    def told(self) -> str:
        """What is said of the moment."""
        return spoken(self.views, self.turn)

    def refresh(self) -> None:
        """Draw what there is now, without waiting for the event loop."""
        # Here, for it is a third of a second that no start should wait for.
        from gradviz.gui.steepest.figure import SteepestFigure

        self._soon.stop()
        if self._figure is None:
            self._figure = SteepestFigure(self)
            self._column.addWidget(self._figure)
        shown, turn, places = self.views, self.turn, self.places
        if shown is not self._drawn:
            self._figure.show_views(shown, places)
            self._drawn = shown
        self._figure.show_turn(shown, turn, places)
        self.setAccessibleDescription(spoken(shown, turn))
        self.drawn.emit()

    def paint_to(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the view as it stands on any device, laid out for a rectangle, as vectors."""
        style = self._workspace.style(rect.width(), rect.height())
        self._figure_for(style).render_to(painter, rect)

    def frame_for(self, style: Style) -> Frame:
        """Return the view as it stands in another size or theme, for a file."""
        return self._figure_for(style).frame

    def _figure_for(self, style: Style) -> "SteepestFigure":
        """Return a hidden figure that shows what there is in a style."""
        from gradviz.gui.steepest.figure import SteepestFigure

        if self._for_files is None:
            self._for_files = SteepestFigure(self)
            self._for_files.hide()
        places = rooms(style)
        shown = self._views_for(places, None)
        self._for_files.resize(round(style.width), round(style.height))
        self._for_files.show_views(shown, places)
        self._for_files.show_turn(shown, self._turn_for(shown), places)
        return self._for_files

    # --- following

    def _views_for(self, places: Rooms, held: tuple[Window, Window] | None) -> Views:
        workspace = self._workspace
        args = (workspace.passes, self._options, workspace.notation, places.aspects)
        shown = views(*args, held, self._drawn)
        why = problem(workspace.document, workspace.base) if shown.note else None
        return shown if why is None else replace(shown, note=f"{shown.note}\n{why}")

    def _turn_for(self, shown: Views) -> Turn:
        if self._options.angle is not None:
            return Turn(self._options.angle)
        player = self._workspace.player
        timeline, seconds = player.timeline, player.seconds
        if timeline.phases[0].kind != "turn":  # another view's: here all is at rest
            timeline = steepest_timeline(is_line=shown.x.is_line)
            seconds = timeline.duration
        return turn_at(timeline.at(seconds), shown.steepest)

    def _on_changed(self, *_: object) -> None:
        self._views = None
        self._schedule()

    def _on_moved(self) -> None:
        is_own = self._options.angle is not None and self.isVisible()
        if is_own and abs(self._workspace.player.seconds - self._own_since) > _SAME_TIME:
            self._options = replace(self._options, angle=None)  # the time has it again
            self.chosen.emit(self._options)
        self._schedule()

    def _stop_time(self) -> None:
        if self._workspace.player.playback.is_playing:  # or all of the window is drawn anew
            self._workspace.player.pause()

    def _schedule(self) -> None:
        if self.isVisible():
            self._soon.start()

    # --- dragging

    def _choose(self, options: SteepestOptions) -> None:
        self.set_options(options)
        self.chosen.emit(self._options)

    def _drag_to(self, at: tuple[float, float], drag: _Drag) -> None:
        shown, places = self.views, self.places
        if drag.grip == "point":
            self._move_point(dragged_point(shown, places, at), drag)
        elif drag.grip == "radius":
            self._choose(replace(self._options, radius=dragged_radius(shown, places, at)))
        else:
            angle = dragged_angle(shown, places, drag.grip, at)
            self._choose(replace(self._options, angle=angle))

    def _move_point(self, to: tuple[float, ...], drag: _Drag) -> None:
        """Change the entries of X that are the point, as one step to undo for the whole drag."""
        plane, workspace = self.views.x.plane, self._workspace
        new = workspace.document
        try:
            for row, value in zip(plane.rows, to, strict=True):
                new = set_cell(new, CellRef("X", row, plane.sample), value)
        except GradvizError as error:
            workspace.troubled.emit(str(error))
            return
        label = f"Drag {workspace.notation.line('X', 'j', plane.sample)}"
        workspace.edit(new, label, merge=("steepest", drag.number))

    # --- Qt

    def sizeHint(self) -> QSize:
        return QSize(860, 600)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._on_changed()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        grip = self._grip(event.position())
        if event.button() != Qt.MouseButton.LeftButton or grip is None:
            super().mousePressEvent(event)
            return
        self._stop_time()
        self._drags += 1
        shown = self.views
        self._drag = _Drag(grip, (shown.x.window, shown.y.window), self._drags)
        if grip == "angle":
            self._drag_to(_pair(event.position()), self._drag)
        elif grip == "tip":
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag_to(_pair(event.position()), self._drag)
            return
        grip = self._grip(event.position())
        if grip is None:
            self.unsetCursor()
        else:
            self.setCursor(_CURSORS[grip])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is None or event.button() != Qt.MouseButton.LeftButton:
            return
        is_other_window = self._drag.grip in ("radius", "point")
        self._drag = None
        if is_other_window:
            self._on_changed()
        self.unsetCursor()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            help_event = cast(QHelpEvent, event)
            grip = self._grip(QPointF(help_event.pos()))
            if grip is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(help_event.globalPos(), TIPS[grip], self)
            return True
        return super().event(event)

    def _grip(self, at: QPointF) -> Grip | None:
        return grip_at(self.views, self.turn, self.places, _pair(at))


def _pair(at: QPointF) -> tuple[float, float]:
    return at.x(), at.y()
