"""The race of brackets: from which side a chain of Jacobians is multiplied."""

from dataclasses import dataclass
from functools import cached_property

from gradviz.engine.jacobians.bracketing import ChainSizes
from gradviz.language.notation import Notation
from gradviz.messages.message import Message, say
from gradviz.scene.marks.frame import Frame, Point
from gradviz.session.looks.race import WIDE, RaceLook, is_chain, resized
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Timeline
from gradviz.views.race.grips import dragged_size, race_handle_at
from gradviz.views.race.picture import race, race_key, race_layers, race_sizes, race_title
from gradviz.views.race.timeline import race_timeline
from gradviz.views.request import Request
from gradviz.views.still import Still
from gradviz.views.view import Choices, Grip, View


@dataclass(frozen=True, eq=False)
class RaceView(View):
    """Two lanes, from the left and from the right, with counters of multiplications."""

    @property
    def _look(self) -> RaceLook:
        return self.document.view.race

    @property
    def is_of_network(self) -> bool:
        """Whether the chain is that of the network; one product alone is none."""
        return self._look.sizes is None and is_chain(self.passes.layers)

    @cached_property
    def sizes(self) -> ChainSizes:
        """Those of the network, or others."""
        return race_sizes(self.passes) if self.is_of_network else self._look.sizes or WIDE

    @cached_property
    def timeline(self) -> Timeline:
        """The ends of all products of both lanes."""
        return race_timeline(self.sizes)

    def title(self, phase: Phase) -> Message:
        """Return "Left, product 1"."""
        return race_title(phase)

    def key(self, key: tuple[Phase, int] | None, notation: Notation) -> Message:
        """Return which product is complete."""
        return say("start") if key is None else race_key(*key, notation)

    def still(self, request: Request) -> Still:
        """Return the picture of a time, in which nothing is an entry."""
        notation = Notation(convention=self.document.convention)
        layers = race_layers(self.passes, notation) if self.is_of_network else ()
        return Still(race(self.sizes, request.seconds, request.style, layers))

    @property
    def names(self) -> tuple[str, ...]:
        """Nothing here is an entry of a matrix."""
        return ()

    def grip_at(self, frame: Frame, at: Point) -> Grip | None:
        """Return the handle of a size."""
        size = race_handle_at(frame, *at)
        if size is None:
            return None
        if size == 0:
            return Grip("0", "vertical", say("Drag to change how many outputs there are"))
        return Grip(str(size), "horizontal", say("Drag to change a size"))

    def dragged(self, grip: Grip, start: Point, to: Point, frame: Frame) -> Choices:
        """Return other sizes."""
        del frame
        size = int(grip.name)
        value = dragged_size(size, self.sizes[size], to[0] - start[0], to[1] - start[1])
        return {"race": RaceLook(resized(self.sizes, size, value))}
