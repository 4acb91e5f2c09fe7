"""What every part of a Flow picture is drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gradviz.engine.passes import Passes
from gradviz.refs import CellRef
from gradviz.scene.cells import Look
from gradviz.scene.corner import Sizes
from gradviz.scene.scale import Scale
from gradviz.scene.style import Style
from gradviz.timeline.timeline import Moment, Phase


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """Numbers, moment and style of one picture.

    Attributes
    ----------
    passes : Passes
    moment : Moment
    phase : Phase
        The phase of the moment.
    scales : mapping of str to Scale
        For each matrix name.
    style : Style
    """

    passes: Passes
    moment: Moment
    phase: Phase
    scales: Mapping[str, Scale]
    style: Style

    @property
    def sizes(self) -> Sizes:
        """M, K, N of the layer."""
        (m, k), n = self.passes.W.shape, self.passes.X.shape[1]
        return Sizes(m, k, n, self.passes.b is not None)

    @property
    def ref(self) -> CellRef:
        """The cell that is being written."""
        return self.phase.cell(self.moment.step)

    @property
    def is_at_rest(self) -> bool:
        """Whether all is computed and nothing moves any more."""
        return self.moment.rest == 1.0

    @property
    def loss(self) -> str:
        """The name of the loss, "seed" for a seed typed in by hand."""
        return self.passes.loss_name or "seed"

    def look(self, name: str, *, numbers: bool = True) -> Look:
        """Return how a matrix looks in this picture."""
        return Look.of(name, self.scales[name], self.style, numbers=numbers)

    def at(self, moment: Moment, phase: Phase) -> "Setting":
        """Return the same setting at another moment."""
        return replace(self, moment=moment, phase=phase)
