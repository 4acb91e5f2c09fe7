"""The panels beside the stage: docks that can be closed, moved, put back, and step aside."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from gradviz.gui.commands.command import CommandTable
from gradviz.gui.guard import guarded
from gradviz.gui.layers.edits import LayerEdits
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.enter import pressed_button
from gradviz.gui.widgets.side_panel import LEAST_WIDTH, SidePanel
from gradviz.messages.message import Message, say

if TYPE_CHECKING:
    from gradviz.gui.editors.editors import EditorsPanel

_WIDTHS = [278, 306]

_HEIGHTS = {"editors": 500, "inspector": 160, "strip": 240, "descent": 300}
"""How panels that stand one above the other share their height."""

_ALWAYS = ("editors", "inspector")
"""The panels that are open at the first start."""

_ASIDE = {"descent": 1120, "strip": 1120, "inspector": 1120, "editors": 800}
"""Below these widths of the window, logical pixels, a panel steps aside by itself."""


class Panels(QObject):
    """The editors at the left and the explanation at the right of a window.

    Their places are there at once; what is in them comes with `fill`, after the first
    picture, which so does not wait for it.
    """

    changed = Signal()
    """A panel was opened or closed."""

    def __init__(self, workspace: Workspace, layers: LayerEdits, window: QMainWindow) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._layers = layers
        self._window = window
        self._editors: EditorsPanel | None = None
        self._aside: set[str] = set()
        self._last_width: int | None = None
        sides = Qt.DockWidgetArea
        self._docks = {
            "editors": self._dock("editors", say("Matrices"), sides.LeftDockWidgetArea),
            "inspector": self._dock("inspector", say("Explanation"), sides.RightDockWidgetArea),
        }
        self._later: dict[str, Callable[[QWidget], QWidget]] = {}
        self._first_state = QByteArray()

    def add(self, name: str, title: Message, make: Callable[[QWidget], QWidget]) -> None:
        """Add a panel at the right that is closed at first; `make` is called when it opens."""
        dock = self._dock(name, title, Qt.DockWidgetArea.RightDockWidgetArea)
        dock.hide()
        dock.visibilityChanged.connect(self._fill_open)
        self._docks[name] = dock
        self._later[name] = make

    def settle(self) -> None:
        """Take their places in the window as it is at the first start, to be put back there."""
        self._set_widths(_WIDTHS)
        self._first_state = self._window.saveState()
        for dock in self._docks.values():
            dock.visibilityChanged.connect(self._on_visibility_changed)

    def fill(self, commands: CommandTable) -> None:
        """Make what is in the panels."""
        from gradviz.gui.editors.editors import EditorsPanel
        from gradviz.gui.explanation.inspector import Inspector

        editors, inspector = self._docks["editors"], self._docks["inspector"]
        self._editors = EditorsPanel(self._workspace, self._layers, commands, editors)
        _put(editors, self._editors)
        _put(inspector, Inspector(self._workspace, inspector))
        self._fill_open()

    @property
    def docks(self) -> tuple[QDockWidget, ...]:
        """The panels, from left to right."""
        return tuple(self._docks.values())

    def finish_entry(self) -> bool:
        """Take over what is being typed in the editors; tell whether it could be."""
        return self._editors is None or self._editors.finish_entry()

    def shows(self, name: str) -> bool:
        """Tell whether a panel is open."""
        return not self._docks[name].isHidden()

    def toggle(self, name: str) -> None:
        """Open or close a panel; what the user chose is not undone by the window's width."""
        self._aside.discard(name)
        self._docks[name].setVisible(not self.shows(name))
        if self.shows(name):
            self._make_room(name)
            self._share_height(name)

    def reset(self) -> None:
        """Put the panels back where they were at the first start."""
        self._aside.clear()
        self._window.restoreState(self._first_state)
        for name, dock in self._docks.items():
            dock.setFloating(False)
            dock.setVisible(name in _ALWAYS)
        for widths in ([LEAST_WIDTH] * 2, _WIDTHS):  # only what changes is laid out anew
            self._set_widths(widths)
        self._step_aside(self._window.width())

    def follow_width(self, width: int) -> None:
        """Close panels that a narrow window has no room for; open them again when it has."""
        self._step_aside(width)
        self._last_width = width

    def leave(self) -> QByteArray:
        """Return the places of the panels for the next start, and follow nothing any more."""
        for name in self._aside:
            self._docks[name].show()  # the next window may have room for it
        for dock in self._docks.values():
            dock.visibilityChanged.disconnect(self._on_visibility_changed)
        return self._window.saveState()

    def _dock(self, name: str, title: Message, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = _Dock(self._workspace.write(title), self._window)
        dock.setObjectName(name)
        dock.setWidget(QWidget(dock))  # until the panel comes
        dock.setMinimumWidth(LEAST_WIDTH)
        dock.setAllowedAreas(
            Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea
        )
        self._window.addDockWidget(area, dock)
        return dock

    def _set_widths(self, widths: list[int]) -> None:
        docks = [self._docks[name] for name in _ALWAYS]
        self._window.resizeDocks(docks, widths, Qt.Orientation.Horizontal)

    def _step_aside(self, width: int) -> None:
        for name, least in _ASIDE.items():
            was_wider = self._last_width is None or self._last_width >= least
            if width < least and self.shows(name) and was_wider:
                self._aside.add(name)
                self._docks[name].hide()
            elif width >= least and name in self._aside:
                self._aside.discard(name)
                self._docks[name].show()

    def _make_room(self, opened: str) -> None:
        """Close panels at the other side until the window has room for one that was opened."""
        side = self._window.dockWidgetArea(self._docks[opened])
        for name in _ASIDE:
            if self._window.minimumSizeHint().width() <= self._window.width():
                return
            dock = self._docks[name]
            if self.shows(name) and self._window.dockWidgetArea(dock) != side:
                self._aside.add(name)
                dock.hide()

    def _share_height(self, opened: str) -> None:
        """Give the panels above and below one that was opened the parts of the height they need."""
        side = self._window.dockWidgetArea(self._docks[opened])
        beside = [
            name
            for name, dock in self._docks.items()
            if self.shows(name) and self._window.dockWidgetArea(dock) == side
        ]
        docks = [self._docks[name] for name in beside]
        heights = [_HEIGHTS[name] for name in beside]
        self._window.resizeDocks(docks, heights, Qt.Orientation.Vertical)

    def _fill_open(self) -> None:
        """Make what is in the panels that are open now for the first time."""
        for name in tuple(self._later):
            if self.shows(name) and self._window.isVisible():
                dock = self._docks[name]
                _put(dock, self._later.pop(name)(dock))

    def _on_visibility_changed(self) -> None:
        self.changed.emit()


@guarded
class _Dock(QDockWidget):
    """A panel; where it floats it is a window, and keys end in it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.isFloating() or not pressed_button(event):
            super().keyPressEvent(event)


def _put(dock: QDockWidget, panel: QWidget) -> None:
    """Put a panel in the place that was kept for it."""
    placeholder = dock.widget()
    dock.setWidget(panel)
    if isinstance(panel, SidePanel):
        panel.widened.connect(dock.setMinimumWidth)
        dock.setMinimumWidth(panel.minimumSizeHint().width())
    if placeholder is not None:
        placeholder.deleteLater()
