"""What every part of a Flow picture is drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from gradviz.arrays import Mask, Matrix, freeze
from gradviz.engine.passes import Passes
from gradviz.engine.wiring import LayerNames
from gradviz.language.notation import SHARED, Notation
from gradviz.memo import by_identity
from gradviz.refs import CellRef, share_name
from gradviz.scene.corner.layout import Area, Sizes
from gradviz.scene.layout.viewport import WHOLE, Viewport, visible_cells
from gradviz.scene.marks.cells import Look, matrix_cells
from gradviz.scene.marks.frame import Cells, State
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style
from gradviz.timeline.phase import Phase, Written
from gradviz.timeline.timeline import Moment

_FINE = 4.0
"""Device pixels: matrices of smaller cells are drawn at the resolution they are seen at."""


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """Numbers, moment and style of one picture of one layer; matrices are told by their roles.

    Attributes
    ----------
    network : Passes
    layer : int
        Index of the layer that is shown.
    passes : Passes
        Of that layer alone.
    moment : Moment
        Of the whole network.
    scales : mapping of str to Scale
        By the names that matrices have in the network.
    style : Style
    notation : Notation
        Of that layer.
    muted : frozenset of int
        Samples whose part in W_grad and b_grad is left out.
    viewport : Viewport
        What is seen of the content of `window`.
    window : Area or None
        The part of the picture that can be enlarged; None for what never is.
    """

    network: Passes
    layer: int
    passes: Passes
    moment: Moment
    scales: Mapping[str, Scale]
    style: Style
    notation: Notation
    muted: frozenset[int] = frozenset()
    viewport: Viewport = WHOLE
    window: Area | None = None

    @property
    def names(self) -> LayerNames:
        """What the matrices of the layer are called in the network."""
        return self.network.layers[self.layer]

    @property
    def kind(self) -> str:
        """What the layer is: "linear", or the name of an activation."""
        return self.names.kind

    @property
    def is_last(self) -> bool:
        """Whether the loss follows."""
        return self.layer == len(self.network.layers) - 1

    @property
    def sizes(self) -> Sizes:
        """M, K, N of the layer."""
        (k, n), m = self.passes.matrix("X").shape, self.passes.matrix("Y").shape[0]
        return Sizes(m, k, n, self.names.b is not None)

    @property
    def phase(self) -> Phase:
        """The phase of the moment."""
        return self.moment.phases[self.moment.phase]

    @property
    def is_here(self) -> bool:
        """Whether it is this layer that the phase writes a matrix of, or whose loss."""
        return self.phase.layer == self.layer

    @property
    def ref(self) -> CellRef:
        """The cell that is being written, by its role; the first of several."""
        cell = self.phase.cell(self.moment.step)
        return CellRef(self.phase.role, cell.row, cell.col)

    @property
    def is_at_rest(self) -> bool:
        """Whether all is computed and nothing moves any more."""
        return self.moment.rest == 1.0

    @property
    def is_loss_known(self) -> bool:
        """Whether the output has been compared, or is at the moment."""
        phases = self.moment.phases
        return self.moment.phase >= next(n for n, p in enumerate(phases) if p.kind == "loss")

    @property
    def loss(self) -> str:
        """The name of the loss, "seed" for a seed typed in by hand."""
        return self.passes.loss_name or "seed"

    def name(self, role: str) -> str:
        """Return what the matrix in a role is called in the network."""
        return self.names.name(role)

    def is_shared(self, role: str) -> bool:
        """Tell whether a layer has but a share in a gradient: that of a matrix used in several."""
        return role in SHARED and len(self.sharing(role)) > 1

    def sharing(self, role: str) -> tuple[int, ...]:
        """Return the layers whose shares a W_grad or b_grad adds up."""
        return self.network.uses(self.name(role).removesuffix("_grad"))

    def is_whole(self, role: str) -> bool:
        """Tell whether all shares of a gradient are there; of what is not shared, always."""
        return all(self.of_layer(layer).written(role) is None for layer in self.sharing(role))

    def is_share(self, role: str) -> bool:
        """Tell whether only this layer's share of a gradient is shown in its place.

        It is until all shares are there and none is being written any more: then they add up.
        """
        if not self.is_shared(role):
            return False
        is_written = self.phase.name == self.name(role) and not self.is_at_rest
        return is_written or not self.is_whole(role)

    def called(self, role: str) -> str:
        """Return what stands in the place of a matrix: a share, or what all shares add up to."""
        return replace(self.notation, is_share=self.is_share(role)).drawn(role)

    def scale(self, role: str) -> Scale:
        """Return the colour scale of the matrix in a role."""
        return self.scales[self.name(role)]

    def look(self, role: str, *, numbers: bool = True) -> Look:
        """Return how the matrix in a role looks in this picture; a share has a name of its own."""
        name = self.name(role)
        shown = share_name(name, self.layer) if self.is_share(role) else name
        return Look.of(shown, self.scale(role), self.style, numbers=numbers)

    def written(self, role: str) -> Written | None:
        """Return how far the matrix in a role is written; None if it is complete or given."""
        layer = self.layer if role in SHARED else None
        written = self.moment.written(self.name(role), layer)
        return None if written is None or written.is_complete else written

    def values(self, role: str) -> Matrix:
        """Return the matrix in a role as it is at this moment; what is not written counts not.

        While terms are added to all entries at once, entries are the sums of those added so far.
        """
        if not self.is_shared(role) or self.is_share(role):
            return self.share(role)
        if not self.muted:
            return self.network.matrix(self.name(role))
        return _added(*(self.of_layer(n).share(role) for n in self.sharing(role)))

    def share(self, role: str) -> Matrix:
        """Return the same, of a W_grad or b_grad what this layer says of it."""
        written = self.written(role)
        if role in SHARED and self.muted:
            done = None if written is None or not written.is_partial else written.done
            left, right = self.factors(role)
            return _without(left, right, self.muted, done)
        if written is None or not written.is_partial:
            return self.passes.matrix(role)
        left, right = self.factors(role)
        return _partial(left, right, written.done)

    @property
    def is_enlarged(self) -> bool:
        """Whether a part of the picture is seen enlarged."""
        return self.window is not None and not self.viewport.is_whole

    def seen(self, grid: Grid) -> Grid:
        """Return a grid that was laid out in the window, as it is seen."""
        if self.window is None or self.viewport.is_whole:
            return grid
        return self.viewport.grid_of(grid, self.window)

    def cells(self, values: Matrix, grid: Grid, look: Look, written: Mask | None = None) -> Cells:
        """Return a matrix as cells; of one that is large or enlarged, what is seen of it."""
        if not self.is_enlarged and min(grid.pitch_x, grid.pitch_y) >= _FINE * self.style.pixel:
            return matrix_cells(values, grid, look, written)
        picture = Area(0, 0, self.style.width, self.style.height)
        area, pixel = self.window or picture, self.style.pixel
        found = visible_cells(values, grid, look, area, pixel=pixel, written=written)
        return _nothing(area) if found is None else found

    def factors(self, role: str) -> tuple[Matrix, Matrix]:
        """Return the factors of the product that a role is, (rows, terms) and (terms, columns)."""
        X, Y_grad = self.passes.matrix("X"), self.passes.matrix("Y_grad")
        if role == "Y":
            return self.passes.matrix("W"), X
        if role == "X_grad":
            return transposed(self.passes.matrix("W")), Y_grad
        return Y_grad, transposed(X) if role == "W_grad" else _ones(X.shape[1])

    def of_layer(self, layer: int) -> "Setting":
        """Return the same for another layer."""
        if layer == self.layer:
            return self
        return replace(
            self,
            layer=layer,
            passes=_alone(self.network)[layer],
            notation=_notation(self.notation, self.network, layer),
        )

    def at(self, moment: Moment) -> "Setting":
        """Return the same setting at another moment."""
        return replace(self, moment=moment)


def setting_of(
    passes: Passes,
    moment: Moment,
    scales: Mapping[str, Scale],
    style: Style,
    layer: int | None = None,
    muted: frozenset[int] = frozenset(),
) -> Setting:
    """Return the setting of a layer; by default of the one in which something moves."""
    shown = moment.phases[moment.phase].layer if layer is None else layer
    notation = _notation(style.notation, passes, shown)
    alone = _alone(passes)[shown]
    return Setting(passes, shown, alone, moment, scales, style, notation, muted)


def _notation(notation: Notation, network: Passes, layer: int) -> Notation:
    """Return the notation of a layer; what a shared W_grad is called there is a share of it."""
    names = network.layers[layer]
    is_share = names.W is not None and len(network.uses(names.W)) > 1
    return replace(notation.of_layer(names), is_share=is_share)


def _nothing(area: Area) -> Cells:
    """Return a mark of which there is nothing to see: a matrix beyond the edge of the window."""
    return Cells(
        x=area.x,
        y=area.y,
        pitch_x=1.0,
        pitch_y=1.0,
        gap=0.0,
        radius=0.0,
        fill=np.zeros((1, 1, 4), dtype=np.uint8),
        state=np.full((1, 1), State.HIDDEN, dtype=np.uint8),
        text=None,
        ink=np.zeros((1, 1), dtype=np.uint8),
        inks=((0, 0, 0, 255),),
        font_size=1.0,
        line=(0, 0, 0, 255),
    )


@by_identity(64)
def transposed(values: Matrix) -> Matrix:
    """Return the transpose, the very same object for the same matrix."""
    return freeze(values.T)


@lru_cache(maxsize=2)
def _alone(network: Passes) -> tuple[Passes, ...]:
    """Return each layer by itself: from one picture to the next, the very same objects."""
    return tuple(network.local(layer) for layer in range(len(network.layers)))


@lru_cache(maxsize=8)
def _ones(count: int) -> Matrix:
    return freeze(np.ones((count, 1)))


@by_identity(32)
def _partial(left: Matrix, right: Matrix, terms: int) -> Matrix:
    """Return the product as far as its first terms go."""
    with np.errstate(all="ignore"):
        return freeze(left[:, :terms] @ right[:terms])


@by_identity(32)
def _added(*shares: Matrix) -> Matrix:
    with np.errstate(all="ignore"):
        return freeze(np.sum(shares, axis=0))


@by_identity(32)
def _without(left: Matrix, right: Matrix, muted: frozenset[int], done: int | None) -> Matrix:
    """Return the product without some of its terms; of the others only the first `done`."""
    count = right.shape[0] if done is None else done
    kept = [term for term in range(count) if term not in muted]
    with np.errstate(all="ignore"):
        return freeze(left[:, kept] @ right[kept])
