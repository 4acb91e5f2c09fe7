"""Which layer is selected: the one that is shown, until somebody chooses another."""

from PySide6.QtCore import QObject, Signal

from gradviz.engine.wiring import LayerNames
from gradviz.gui.state.workspace import Workspace
from gradviz.session.document import Document


class LayerChoice(QObject):
    """The selected layer of what is open.

    It is the layer that is shown, until somebody chooses another. That choice holds while time
    runs, and until they go elsewhere by hand. In a view that is of no layer it stays what it was.
    """

    selected_changed = Signal()
    """Another layer is selected."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._chosen: int | None = None
        self._shown = 0
        self._selected = self._shown = self._layer_shown
        self._was_playing = workspace.player.playback.is_playing
        workspace.moved.connect(self._on_moved)
        workspace.document_changed.connect(self._on_layers_changed)

    @property
    def count(self) -> int:
        """How many layers there are."""
        return len(self._workspace.document.network.layers)

    @property
    def selected(self) -> int:
        """The selected layer, counted from 0."""
        return min(self._selected, self.count - 1)  # the document may just have lost layers

    @property
    def names(self) -> LayerNames:
        """The names of the matrices of the selected layer."""
        return self._workspace.document.network.names[self.selected]

    def select(self, layer: int) -> None:
        """Choose a layer, and show it."""
        self._chosen = self._shown = layer
        is_flow = self._workspace.document.view.view == "flow"
        if not is_flow or self._workspace.foreground.layer != layer:
            self._workspace.foreground.show_layer(layer)
        self._set_selected(layer)

    @property
    def _layer_shown(self) -> int:
        """The layer that is shown; in a view that is of none, the one that was."""
        workspace = self._workspace
        is_of_one = workspace.document.view.view == "flow" or workspace.view.of_layer(0)
        return workspace.foreground.layer if is_of_one else self._shown

    def _set_selected(self, layer: int) -> None:
        if layer != self._selected:
            self._selected = layer
            self.selected_changed.emit()

    def _follow(self) -> None:
        self._set_selected(self._shown if self._chosen is None else self._chosen)

    def _on_moved(self) -> None:
        layer, is_playing = self._layer_shown, self._workspace.player.playback.is_playing
        is_by_hand = layer != self._shown and not (is_playing or self._was_playing)
        self._shown, self._was_playing = layer, is_playing
        if is_by_hand:
            self._chosen = None
        if not is_playing:
            self._follow()

    def _on_layers_changed(self, old: Document, new: Document) -> None:
        self._shown = self._layer_shown
        if len(old.network.layers) != len(new.network.layers):
            self._chosen = None
            self._follow()
