"""The race of brackets: from which side a chain of Jacobians is multiplied."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from gradviz.language.notation import Notation
from gradviz.scene.marks.frame import Frame, Point
from gradviz.session.looks.race import RaceOptions
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Timeline
from gradviz.views.flow.picture import FlowOptions
from gradviz.views.race.picture import (
    dragged_size,
    race,
    race_handle_at,
    race_key,
    race_layers,
    race_sizes,
    race_timeline,
    race_title,
)
from gradviz.views.shown import Shown
from gradviz.views.view import Choices, Grip, View


@dataclass(frozen=True, eq=False)
class RaceView(View):
    """Two lanes, from the left and from the right, with counters of multiplications."""

    @cached_property
    def options(self) -> RaceOptions:
        """The sizes: those of the network, or others; one product alone is no race."""
        sizes = self.document.view.race
        if sizes is not None:
            return RaceOptions(sizes)
        if not self.is_of_network:
            return RaceOptions()
        notation = Notation(convention=self.document.convention)
        return RaceOptions(race_sizes(self.passes), race_layers(self.passes, notation))

    @property
    def is_of_network(self) -> bool:
        """Whether the network has a chain of Jacobians to multiply."""
        return sum(layer.is_linear for layer in self.passes.layers) > 1

    @cached_property
    def timeline(self) -> Timeline:
        """The ends of all products of both lanes."""
        return race_timeline(self.options.sizes)

    def title(self, phase: Phase) -> str:
        """Return "Left, product 1"."""
        return race_title(phase)

    def key(self, key: tuple[Phase, int] | None, notation: Notation) -> str:
        """Return which product is complete."""
        return "start" if key is None else race_key(*key, notation)

    def frame(self, shown: Shown, flow: FlowOptions) -> Frame:
        """Return the picture of a time."""
        del flow
        return race(shown, self.options)

    @property
    def names(self) -> tuple[str, ...]:
        """Nothing here is an entry of a matrix."""
        return ()

    def grip_at(self, frame: Frame, at: Point) -> Grip | None:
        """Return the handle of a size."""
        size = race_handle_at(frame, *at)
        if size is None:
            return None
        told = "Drag to change how many outputs there are" if size == 0 else "Drag to change a size"
        return Grip(str(size), "vertical" if size == 0 else "horizontal", told)

    def dragged(self, grip: Grip, start: Point, to: Point, frame: Frame) -> Choices:
        """Return other sizes."""
        del frame
        size = int(grip.name)
        value = dragged_size(size, self.options.sizes[size], to[0] - start[0], to[1] - start[1])
        changed: Mapping[str, object] = {"race": self.options.resized(size, value).sizes}
        return changed
