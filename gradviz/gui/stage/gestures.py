"""What the mouse does to a picture: clicks go and pin, drags change numbers and choices."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from gradviz.gui.stage.drags import DRAG_FROM, Held, Scrubbed, pace
from gradviz.gui.stage.navigation import Navigation
from gradviz.gui.state.workspace import Workspace
from gradviz.refs import CellRef, share_layer
from gradviz.scene.marks.frame import Frame
from gradviz.views.targets import Cell, Link, Target, ToCorner, ToLayer, ToSample, ToTime
from gradviz.views.view import Grip


class Gestures:
    """Takes presses, drags, clicks and double clicks.

    Parameters
    ----------
    workspace : Workspace
    navigation : Navigation
        What moves an enlarged picture.
    target_at : callable
        Returns what is at a point of the picture.
    pictured : callable
        Returns the picture.
    edit : callable
        Opens the editor over an entry.
    """

    def __init__(
        self,
        workspace: Workspace,
        navigation: Navigation,
        target_at: Callable[[QPointF], Target],
        pictured: Callable[[], Frame],
        edit: Callable[[CellRef], None],
    ) -> None:
        self._workspace = workspace
        self._navigation = navigation
        self._target_at = target_at
        self._pictured = pictured
        self._edit = edit
        self._pressed: QPointF | None = None
        self._drag: Held | Scrubbed | None = None

    @property
    def are_on(self) -> bool:
        """Whether a button is held, and with it perhaps something of the picture."""
        return self._pressed is not None or self._navigation.is_panning

    def press(self, event: QMouseEvent) -> None:
        """Take hold of what is there: a number, a grip, or all of an enlarged picture."""
        at = event.position()
        if event.button() != Qt.MouseButton.LeftButton:
            self._navigation.grab(at)
            return
        self._pressed = at
        match self._target_at(at):
            case Link():
                return
            case Cell(is_ground=True) if not self._workspace.viewport.is_whole:
                self._navigation.grab(at)
            case Cell(ref=ref, given=CellRef() as given):
                self._drag = Scrubbed(self._workspace, ref, given, at)
            case Cell(grip=Grip() as grip) | (Grip() as grip):
                self._drag = Held(self._workspace, grip, at, self._pictured())
            case _:
                self._navigation.grab(at)

    def drag(self, event: QMouseEvent) -> bool:
        """Move what is held; False if nothing is."""
        if self._navigation.is_panning:
            self._navigation.drag(event.position(), self._pictured())
        elif self._drag is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag.drag_to(event.position(), pace(event))
        else:
            return False
        return True

    def release(self, event: QMouseEvent) -> None:
        """Let go of what is held; where nothing has moved, it was a click."""
        self._navigation.release()
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        drag, self._drag = self._drag, None
        pressed, self._pressed = self._pressed, None
        if drag is not None:
            drag.release()
            if drag.has_moved:
                return
        if (event.position() - pressed).manhattanLength() < 2 * DRAG_FROM:
            self._click(event.position())

    def double_click(self, at: QPointF) -> None:
        """Edit a cell; beside all cells, show all of the picture as it was at first."""
        match self._target_at(at):
            case Cell(ref):
                self._edit(ref)
            case Link(cell=Cell()):
                return
            case _:
                self._navigation.show_all()
                if choices := self._workspace.view.released():
                    self._workspace.look_at(**choices)

    # --- inside

    def _click(self, at: QPointF) -> None:
        match self._target_at(at):
            case Link(to):
                self._follow(to)
            case Cell() as cell:
                self._pin(cell)
            case _:
                self._workspace.pin(None)

    def _follow(self, to: ToCorner | ToLayer | ToSample | ToTime) -> None:
        """Go where a link leads."""
        foreground, player = self._workspace.foreground, self._workspace.player
        match to:
            case ToCorner(name):
                foreground.show_pane(name)
            case ToLayer(layer):
                foreground.show_layer(layer)
            case ToSample(sample):
                foreground.toggle_sample(sample)
            case ToTime(seconds):
                player.pause()
                player.go_to(seconds)
                player.choose(player.phase)

    def _pin(self, cell: Cell) -> None:
        """Pin an entry, and go to the step that writes it: of a share, in its layer."""
        workspace, layer = self._workspace, share_layer(cell.drawn)
        layer = workspace.foreground.layer if layer is None else layer
        workspace.pin(cell.ref)
        seconds = workspace.view.time_of(cell.ref, layer)
        if seconds is not None:
            workspace.player.pause()
            workspace.player.go_to(seconds)
