"""The time bar: phases with their names, key frames as ticks, and a handle to drag."""

from PySide6.QtCore import QMargins, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gradviz.gui.guard import guarded
from gradviz.gui.stage.drags import DRAG_FROM
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import qcolor
from gradviz.messages.message import Text, say
from gradviz.render.fonts import font
from gradviz.scene.marks.colormap import blend
from gradviz.scene.marks.frame import Color
from gradviz.timeline.phase import Phase

_EDGE = 9.0  # free at both ends, for the handle
_TRACK = 26.0  # y of the track's middle
_THICK = 8.0
_TITLE = 16.0  # high
_SIZE = 11
_BETWEEN = 8.0  # free after each title
_AROUND = QMargins(10, 0, 10, 0)  # the handle, beyond its middle


@guarded
class TimeBar(QWidget):
    """Shows where the timeline stands; dragging scrubs it. Its keys are those of the stage."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(workspace.write(say("Time")))
        self.setAccessibleDescription(
            workspace.write(say("Drag to scrub; Left and Right step from key frame to key frame"))
        )
        self._shown: tuple[object, ...] = ()
        self._pressed: QPointF | None = None
        self._seconds = 0.0
        workspace.moved.connect(self._on_moved)
        workspace.document_changed.connect(self._on_moved)
        workspace.styled.connect(self.update)

    def seconds_at(self, x: float) -> float:
        """Return the time under an x of this widget, seconds."""
        timeline = self._workspace.player.timeline
        share = (x - _EDGE) / max(1.0, self.width() - 2 * _EDGE)
        if share >= 1.0:
            return timeline.duration
        return max(share, 0.0) * timeline.phases[-1].end

    def x_at(self, seconds: float) -> float:
        """Return the x of a time."""
        end = self._workspace.player.timeline.phases[-1].end  # then comes the rest
        share = min(seconds / end, 1.0)
        return _EDGE + share * (self.width() - 2 * _EDGE)

    def _on_moved(self) -> None:
        timeline, seconds = self._workspace.player.timeline, self._workspace.player.seconds
        key = timeline.key(timeline.key_at(seconds))
        told = say(
            "At {moment}. Drag to scrub; Left and Right step from key frame to key frame",
            moment=self._workspace.view.key(key, self._workspace.notation),
        )
        self.setAccessibleDescription(self._workspace.write(told))
        player = self._workspace.player
        shown = (timeline, player.phase, player.chosen, *map(self._title, timeline.phases))
        if shown == self._shown:
            self._update_between(self._seconds, seconds)
        else:
            self.update()
        self._shown, self._seconds = shown, seconds

    def _update_between(self, before: float, now: float) -> None:
        """Paint what the handle has passed; nothing if it stands where it stood."""
        if now != before:
            left, right = sorted((self.x_at(before), self.x_at(now)))
            self.update(QRectF(left, 0, right - left, self.height()).toAlignedRect() + _AROUND)

    def _color(self, phase: Phase) -> Color:
        theme = self._workspace.theme
        axis = self._workspace.view.axis(phase)
        return theme.muted if axis is None else theme.axis(axis)

    def _title(self, phase: Phase) -> Text:
        return self._workspace.view.title(phase)

    def _paint_phase(self, painter: QPainter, phase: Phase, seconds: float) -> None:
        theme = self._workspace.theme
        left, right = self.x_at(phase.start) + 1, self.x_at(phase.end) - 1
        color = self._color(phase)
        track = QRectF(left, _TRACK - _THICK / 2, max(1.0, right - left), _THICK)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(qcolor(blend(theme.panel, color, 0.35)))
        painter.drawRoundedRect(track, 3, 3)
        done = min(max(self.x_at(seconds), left), right) - left
        if done > 0:
            painter.setBrush(qcolor(blend(theme.panel, color, 0.9)))
            painter.drawRoundedRect(QRectF(left, track.y(), done, _THICK), 3, 3)
        player = self._workspace.player
        is_here = (player.chosen or player.phase) == phase
        room, title = self._title_room(phase)
        if room is not None:
            painter.setPen(qcolor(theme.text if is_here else theme.muted))
            painter.setFont(font("sans", "semibold" if is_here else "regular", _SIZE))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, flags, title)
        painter.setPen(QPen(qcolor(theme.faint), 1))
        spacing = (right - left) / phase.count
        if spacing >= 4:
            for n in range(phase.count):
                x = self.x_at(phase.start + (n + 1) * phase.step)
                painter.drawLine(QPointF(x, _TRACK + 8), QPointF(x, _TRACK + 12))

    def _title_room(self, phase: Phase) -> tuple[QRectF | None, str]:
        """Return where the title of a phase is written, and in which words; None without room."""
        left, right = self.x_at(phase.start) + 1, self.x_at(phase.end) - 1
        metrics = QFontMetricsF(font("sans", "semibold", _SIZE))
        for title in map(self._workspace.write, self._workspace.view.titles(phase)):
            width = metrics.horizontalAdvance(title)
            if width <= right - left - _BETWEEN:
                return QRectF(left, 0, width + 1, _TITLE), title
        return None, ""

    def _titled_at(self, at: QPointF) -> Phase | None:
        """Return the phase whose title is at a point."""
        for phase in self._workspace.player.timeline.phases:
            room = self._title_room(phase)[0] if at.y() <= _TITLE else None
            if room is not None and room.contains(at):
                return phase
        return None

    def _dress_handle(self, painter: QPainter) -> None:
        theme = self._workspace.theme
        painter.setPen(QPen(qcolor(theme.accent), 2.5 if self.hasFocus() else 1.5))
        painter.setBrush(qcolor(theme.bright if theme.name == "dark" else theme.raised))

    def _paint_start(self, painter: QPainter, seconds: float) -> None:
        """Mark where Play begins, if the handle stands elsewhere."""
        x, reach = self.x_at(seconds) + 2, _THICK / 2 + 2
        tip = QPointF(x + 1.6 * reach, _TRACK)
        self._dress_handle(painter)
        painter.drawPolygon([QPointF(x, _TRACK - reach), tip, QPointF(x, _TRACK + reach)])

    # --- Qt

    def sizeHint(self) -> QSize:
        return QSize(480, 44)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        workspace = self._workspace
        seen = event.rect()
        seconds = workspace.player.seconds
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for phase in workspace.player.timeline.phases:
                if self.x_at(phase.end) >= seen.left() and self.x_at(phase.start) <= seen.right():
                    self._paint_phase(painter, phase, seconds)
            if workspace.player.chosen is not None:
                self._paint_start(painter, workspace.player.chosen.start)
            self._dress_handle(painter)
            painter.drawEllipse(QPointF(self.x_at(seconds), _TRACK), 7.0, 7.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._workspace.player.pause()
        titled = self._titled_at(event.position())
        if titled is None:
            self._workspace.player.go_to(self.seconds_at(event.position().x()))
        else:
            self._workspace.foreground.show_phase(titled)
            self._pressed = event.position()  # until it is dragged from there

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        seconds = self.seconds_at(at.x())
        if event.buttons() & Qt.MouseButton.LeftButton:
            if self._pressed is not None and (at - self._pressed).manhattanLength() < DRAG_FROM:
                return
            self._pressed = None
            self._workspace.player.go_to(seconds)
        titled = self._titled_at(at)
        self.setCursor(
            Qt.CursorShape.ArrowCursor if titled is None else Qt.CursorShape.PointingHandCursor
        )
        if titled is not None:
            start = say("{phase}: go to where it begins", phase=self._title(titled))
            self.setToolTip(self._workspace.write(start))
            return
        timeline = self._workspace.player.timeline
        moment = timeline.at(seconds)
        phase = timeline.phases[moment.phase]
        written = self._workspace.view.key((phase, moment.step), self._workspace.notation)
        told = say("{phase}: {moment}", phase=self._title(phase), moment=written)
        self.setToolTip(self._workspace.write(told))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = None
            self._workspace.player.settle()
