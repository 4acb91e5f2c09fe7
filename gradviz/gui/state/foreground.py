"""What of the Flow view stands in front: a corner, a layer, and which samples are left out."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from gradviz.gui.state.current import Current
from gradviz.gui.state.player import Player
from gradviz.scene.corner.pane import PaneName
from gradviz.timeline.phase import Phase
from gradviz.views.flow.focus import pane_of


class Foreground(QObject):
    """The corner and the layer that are shown large, until the playing moves on.

    Parameters
    ----------
    current : Current
    player : Player
    look_at : callable
        Changes how the document is looked at, as `Workspace.look_at`.
    parent : QObject
    """

    moved = Signal()
    """Another corner or layer is shown, or other samples are left out."""
    muted_changed = Signal()
    """A sample is left out of the picture, or put back."""

    def __init__(
        self, current: Current, player: Player, look_at: Callable[..., None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._current = current
        self._player = player
        self._look_at = look_at
        self._focus: PaneName | None = None
        self._layer: int | None = None
        self._muted: frozenset[int] = frozenset()
        self._focus_phase = 0
        self._player.jumped.connect(self._on_jumped)
        self._player.moved.connect(self._on_player_moved)

    @property
    def focus(self) -> PaneName | None:
        """The corner that is chosen; None for the one in which something moves."""
        return self._focus

    @property
    def chosen_layer(self) -> int | None:
        """The layer that is chosen, counted from 0; None for the one at work."""
        return self._layer

    @property
    def layer(self) -> int:
        """The layer that is shown, counted from 0: the one chosen, or the one at work."""
        return self._player.phase.layer if self._layer is None else self._layer

    @property
    def muted(self) -> frozenset[int]:
        """The samples whose part in W_grad and b_grad is left out of the picture."""
        return self._muted

    def set_focus(self, name: PaneName, layer: int | None = None) -> None:
        """Make one corner the large one, until the playing moves on to another phase.

        At rest it is what plays next.
        """
        self._focus, self._layer = name, layer
        self._focus_phase = self._player.phase_index
        phase = self._phase_in(name, self.layer)
        if self._player.is_at_end and phase is not None:
            self._focus_phase = self._player.timeline.phases.index(phase)
            self._player.choose(phase)
        self.moved.emit()

    def show_pane(self, name: PaneName) -> None:
        """Make one corner the large one: at rest as it is, otherwise where it begins to move."""
        layer = self.layer
        phase = self._phase_in(name, layer)
        if phase is not None and not self._player.is_at_end:
            self._player.go_to(phase.begun)
        self.set_focus(name, layer)

    def show_phase(self, phase: Phase) -> None:
        """Go to where a phase begins, with its corner the large one."""
        self._player.go_to(phase.begun)
        if self._current.document.view.view == "flow":
            self.set_focus(pane_of(phase.role), phase.layer)

    def show_layer(self, layer: int) -> None:
        """Show a layer: at rest as it is, otherwise where it begins to move, this way or back."""
        if self._current.document.view.view != "flow":
            self._look_at(**self._current.view.of_layer(layer))
            return
        if self._player.is_at_end:
            self.set_focus("Y", layer)
            return
        is_back = self._player.phase.role != "Y"
        phases = self._phases_of(layer)
        phase = next(p for p in phases if p.kind != "loss" and (p.role != "Y") == is_back)
        self.show_phase(phase)

    def toggle_sample(self, sample: int) -> None:
        """Leave a sample's part in W_grad out of the picture, or put it back."""
        self._muted ^= {sample}
        self.moved.emit()
        self.muted_changed.emit()

    def forget_missing(self) -> None:
        """Let go of layers and samples that the document no longer has."""
        if self._layer is not None and self._layer >= len(self._current.passes.layers):
            self._focus = self._layer = None
        self._muted &= frozenset(range(self._current.document.N))

    # --- inside

    def _phases_of(self, layer: int) -> list[Phase]:
        return [phase for phase in self._player.timeline.phases if phase.layer == layer]

    def _phase_in(self, name: PaneName, layer: int) -> Phase | None:
        """Return the first phase that is written in a corner of a layer, if one is."""
        return next((p for p in self._phases_of(layer) if pane_of(p.role) == name), None)

    def _on_player_moved(self) -> None:
        if self._player.playback.is_playing and self._player.phase_index != self._focus_phase:
            self._focus = self._layer = None

    def _on_jumped(self) -> None:
        self._focus = self._layer = None
