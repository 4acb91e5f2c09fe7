"""From which side? One product of Jacobians, bracketed from the left and from the right.

From the left every product is a few rows times a matrix: what runs backward. From the right
every product makes a Jacobian of a longer stretch: what runs forward. Both lanes multiply
equally fast; which is done first depends on the sizes alone.
"""

from dataclasses import replace

from gradviz.engine.jacobians.bracketing import Sizes
from gradviz.engine.passes import Passes
from gradviz.language.notation import Notation
from gradviz.scene.layout.page import adapted, below, content_area
from gradviz.scene.marks.frame import Frame, Label, Mark
from gradviz.scene.marks.style import Style
from gradviz.session.looks.race import RaceOptions
from gradviz.timeline.phase import Phase
from gradviz.views.race.captions import best_of_all, race_caption
from gradviz.views.race.chain import ChainNames, chain_spans, text_width
from gradviz.views.race.grips import chain_marks
from gradviz.views.race.grips import dragged_size as dragged_size
from gradviz.views.race.grips import race_handle_at as race_handle_at
from gradviz.views.race.lane import Lane, lane_marks
from gradviz.views.race.layout import NEEDS, Plan, plan
from gradviz.views.race.timeline import Race, race_of
from gradviz.views.race.timeline import race_timeline as race_timeline
from gradviz.views.race.tracks import track_marks
from gradviz.views.shown import Shown


def race_sizes(passes: Passes) -> Sizes:
    """Return the sizes of the chain of a network's linear layers, from its output to its input.

    Activations change no width and multiply entry by entry: they are left out. A network without
    a linear layer has its last width twice.

    Examples
    --------
    >>> import numpy as np
    >>> from gradviz.engine.layers import Activation, Linear
    >>> from gradviz.engine.network import Network
    >>> made = Network([Linear(np.ones((4, 3))), Activation("relu"), Linear(np.ones((2, 4)))])
    >>> race_sizes(made.backprop(np.ones((3, 1)))), race_layers(made.backprop(np.ones((3, 1))))
    ((1, 2, 4, 3), ('W2', 'W1'))
    """
    linear = [layer for layer in passes.layers if layer.is_linear]
    if not linear:
        rows = len(passes.primals[passes.output])
        return (1, rows, rows)
    shapes = [passes.matrix(layer.name("W")).shape for layer in reversed(linear)]
    return (1, shapes[0][0], *(cols for _, cols in shapes))


def race_layers(passes: Passes, notation: Notation | None = None) -> tuple[str, ...]:
    """Return what the Jacobians of the linear layers are called, from the output to the input.

    Where samples are rows and Y = X W, it is the transpose of W that multiplies from the left.
    """
    mark = "^T" if notation is not None and notation.is_flipped("W") else ""
    return tuple(layer.name("W") + mark for layer in reversed(passes.layers) if layer.is_linear)


def race(shown: Shown, options: RaceOptions) -> Frame:
    """Return the race at a time; `shown` has the timeline of the same sizes.

    Handles are boxes with the ref "size:2", see `race_handle_at`.
    """
    style, sizes = adapted(shown.style, NEEDS), options.sizes
    area, run = content_area(style), race_of(sizes)
    seconds = min(max(shown.seconds, 0.0), run.timeline.duration)
    planned = plan(area, sizes, style)
    names = _names(options, planned, style)
    marks: list[Mark] = [
        *chain_marks(planned, run, names, style),
        *track_marks(run, planned.tracks, style, seconds),
    ]
    for is_left, room in zip((True, False), planned.lanes, strict=True):
        lane = Lane(run, sizes, is_left, room, planned, style, names, seconds)
        marks += lane_marks(lane)
    if seconds >= run.timeline.phases[-1].end:
        marks += _best(run, planned, names, style, sizes)
    marks += below(race_caption(run, sizes, seconds, names, style), style, area)
    return Frame(style.width, style.height, style.theme.ground, tuple(marks))


def _names(options: RaceOptions, planned: Plan, style: Style) -> ChainNames:
    """Return names that fit over the factors: short ones where the long ones do not."""
    count = len(options.sizes) - 1
    layers = options.layers if len(options.layers) == count - 1 else ()
    names = ChainNames(count, options.sizes[0], layers)
    if layers:
        return names
    narrowest = min(planned.unit.length(size) for size in options.sizes[2:])
    room = narrowest + planned.unit.gap - 5 * style.text
    longest = f"∂{names.variables[-3]}/∂{names.variables[-2]}" if count > 2 else "∂y/∂x"
    is_short = text_width(chain_spans(longest, style.theme.text), 14 * style.text) * 0.95 > room
    return replace(names, is_short=is_short and count > 3)


def _best(run: Race, planned: Plan, names: ChainNames, style: Style, sizes: Sizes) -> list[Mark]:
    """Return the cheapest order of all at the end, if it is neither of the two."""
    told = best_of_all(sizes, run, names)
    if told is None:
        return []
    area, text = planned.tracks, style.text
    spans = chain_spans(told, style.theme.muted)
    return [
        Label(area.right, area.y + 64 * text, spans, 12.5 * text, "right", max_width=area.width)
    ]


def race_title(phase: Phase) -> str:
    """Return the title of a phase: whose product ends with it.

    Examples
    --------
    >>> [race_title(phase) for phase in race_timeline((1, 4, 5, 3)).phases]
    ['Left, product 1', 'Left, product 2', 'Right, product 1', 'Right, product 2']
    """
    if phase.name == "both":
        return "Both sides"
    return f"{phase.name.capitalize()}, product {phase.layer + 1}"


def race_key(phase: Phase, step: int, notation: Notation) -> str:  # noqa: ARG001 - as of all views
    """Return the name of a key frame: the end of a product.

    Examples
    --------
    >>> race_key(race_timeline((1, 4, 5, 3)).phases[2], 0, Notation())
    'product 1 from the right, 4×3'
    """
    side = "both sides" if phase.name == "both" else f"the {phase.name}"
    return f"product {phase.layer + 1} from {side}, {phase.rows}×{phase.cols}"
