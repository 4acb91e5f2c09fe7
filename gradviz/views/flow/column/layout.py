"""The geometry of a stacked network: every value below the one it comes from, weights beside.

X stands on top and below it, slot by slot, what each layer makes of it; samples run down, one
column each. Left of the output of a linear layer stands its W, so that every layer is a corner:
its input above its output, W beside. Where samples are rows, all of it is flipped about the
diagonal: the network runs to the right, weights stand above.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from gradviz.engine.passes import Passes
from gradviz.scene.corner.layout import LARGEST_PITCH, Area
from gradviz.scene.marks.cells import is_readable
from gradviz.scene.marks.grid import Grid, Half
from gradviz.scene.marks.style import Style

_WIDEST = 1.7
_WIDEST_BESIDE = 3.4  # of cells that are divided side by side
_HIGHEST = 1.3
_GAP, _LEAST_GAP = 36.0, 10.0


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one layer.

    Attributes
    ----------
    Y : Grid
        Its output.
    W : Grid or None
        Its weights; for an activation, which has none, the place of its local derivatives.
    b : Grid or None
    """

    Y: Grid
    W: Grid
    b: Grid | None


@dataclass(frozen=True, slots=True)
class Chain:
    """Where everything of a network stands.

    Attributes
    ----------
    X : Grid
    slots : tuple of Slot
        One a layer.
    T : Grid or None
        The target, beyond the last output.
    gap : float
        From one slot to the next.
    is_flipped : bool
        Whether the network runs to the right.
    """

    X: Grid
    slots: tuple[Slot, ...]
    T: Grid | None
    gap: float
    is_flipped: bool

    @property
    def halves(self) -> tuple[Half, Half]:
        """Which halves of a cell a value and its gradient have."""
        return halves_of(self.X)

    def mapped(self, place: Callable[[Grid], Grid]) -> "Chain":
        """Return this chain with every grid somewhere else."""
        slots = tuple(
            Slot(place(slot.Y), place(slot.W), None if slot.b is None else place(slot.b))
            for slot in self.slots
        )
        X, T = place(self.X), None if self.T is None else place(self.T)
        gap = self.gap * X.pitch_x / self.X.pitch_x
        return Chain(X, slots, T, gap, self.is_flipped)


@dataclass(frozen=True, slots=True)
class ChainRoom:
    """What is kept free along the network and across it, scene units."""

    before: float
    after: float
    beside: float
    beyond: float


def halves_of(grid: Grid) -> tuple[Half, Half]:
    """Return how two matrices share the cells of a grid: side by side only where numbers need it.

    Examples
    --------
    >>> halves_of(Grid(0, 0, 60, 60, 2, 2)), halves_of(Grid(0, 0, 60, 30, 2, 2))
    (('upper', 'lower'), ('left', 'right'))
    """
    stacked, beside = replace(grid, half="upper"), replace(grid, half="left")
    if is_readable(beside) and not is_readable(stacked):
        return "left", "right"
    return "upper", "lower"


def chain_in(
    area: Area, passes: Passes, room: ChainRoom, style: Style, *, is_flipped: bool
) -> Chain:
    """Return the largest chain of these sizes in an area.

    Parameters
    ----------
    area : Area
    passes : Passes
    room : ChainRoom
        `before` and `after` the network along its way, `beside` its weights and `beyond` its
        values across it.
    style : Style
    is_flipped : bool
    """
    lengths = _Lengths.of(passes)
    along, across = (area.width, area.height) if is_flipped else (area.height, area.width)
    free = along - room.before - room.after
    gap = max(min(_GAP * style.text, 0.3 * free / len(lengths.sizes)), _LEAST_GAP)
    gap = style.snap(gap)
    between = style.snap(gap + 6)
    gaps = gap * (len(lengths.sizes) - 1)
    gaps_across = between * (1 + lengths.has_bias)
    free_across = across - room.beside - room.beyond
    cells = (free - gaps) / lengths.along, (free_across - gaps_across) / lengths.across
    px, py = _pitches(*cells, style, is_flipped=is_flipped)
    step, side = (px, py) if is_flipped else (py, px)
    spare = free - lengths.along * step - gaps
    spare_across = free_across - lengths.across * side - gaps_across
    begin = style.snap(room.before + spare / 2)
    aside = (max(lengths.widths) + lengths.has_bias) * side + gaps_across
    edge = style.snap(room.beside + spare_across / 2 + aside)
    place = _Placing(area, px, py, is_flipped)
    return _placed(passes, lengths, place, (begin, edge), (gap, between))


@dataclass(frozen=True, slots=True)
class _Lengths:
    """How many cells everything of a network takes, along its way and across it."""

    sizes: tuple[int, ...]
    widths: tuple[int, ...]
    samples: int
    has_bias: bool

    @classmethod
    def of(cls, passes: Passes) -> "_Lengths":
        """Return the numbers of rows of X, all outputs and T, and the widths beside outputs."""
        rows, samples = passes.primals["X"].shape
        layers = passes.layers
        outputs = [passes.matrix(names.Y).shape[0] for names in layers]
        inputs = [rows, *outputs[:-1]]
        target = [] if passes.target is None else [passes.target.shape[0]]
        return cls(
            (rows, *outputs, *target),
            tuple(
                size if names.is_linear else samples
                for names, size in zip(layers, inputs, strict=True)
            ),
            samples,
            any(names.b for names in layers),
        )

    @property
    def along(self) -> int:
        return sum(self.sizes)

    @property
    def across(self) -> int:
        return max(self.widths) + self.has_bias + self.samples


@dataclass(frozen=True, slots=True)
class _Placing:
    """Turns places along and across the network into places in the picture."""

    area: Area
    pitch_x: float
    pitch_y: float
    is_flipped: bool

    @property
    def step(self) -> float:
        """From one cell to the next along the network."""
        return self.pitch_x if self.is_flipped else self.pitch_y

    @property
    def side(self) -> float:
        """From one cell to the next across it."""
        return self.pitch_y if self.is_flipped else self.pitch_x

    def grid(self, along: float, across: float, rows: int, cols: int) -> Grid:
        x, y = (along, across) if self.is_flipped else (across, along)
        pitches = self.pitch_x, self.pitch_y
        return Grid(self.area.x + x, self.area.y + y, *pitches, rows, cols, flipped=self.is_flipped)


def _placed(
    passes: Passes,
    lengths: _Lengths,
    place: _Placing,
    start: tuple[float, float],
    gaps: tuple[float, float],
) -> Chain:
    """Return the chain that begins at `start`, along and across; values stand at its edge."""
    (at, edge), (gap, between) = start, gaps
    values, slots = [], []
    for n, size in enumerate(lengths.sizes):
        values.append(place.grid(at, edge, size, lengths.samples))
        if 1 <= n <= len(passes.layers):
            width = lengths.widths[n - 1]
            beside = edge - between - width * place.side
            has_bias = passes.layers[n - 1].b is not None
            bias = place.grid(at, beside - between - place.side, size, 1) if has_bias else None
            slots.append(Slot(values[n], place.grid(at, beside, size, width), bias))
        at += size * place.step + gap
    T = None if passes.target is None else values[-1]
    return Chain(values[0], tuple(slots), T, gap, place.is_flipped)


def _pitches(along: float, across: float, style: Style, *, is_flipped: bool) -> tuple[float, float]:
    """Return the pitches of cells that have so much room: whole device pixels, not too wide."""
    wide, high = (along, across) if is_flipped else (across, along)
    most = LARGEST_PITCH * style.text
    high = min(high, most, wide * _HIGHEST)

    def pitches(widest: float) -> tuple[float, float]:
        widths = min(wide, high * widest, most)
        return style.whole(max(widths, 0.01)), style.whole(max(high, 0.01))

    broad = pitches(_WIDEST_BESIDE)
    is_divided_beside = halves_of(Grid(0, 0, *broad, 1, 1)) == ("left", "right")
    return broad if is_divided_beside else pitches(_WIDEST)
