"""From which side? One product of Jacobians, bracketed from the left and from the right.

From the left every product is a few rows times a matrix: what runs backward. From the right
every product makes a Jacobian of a longer stretch: what runs forward. Both lanes multiply
equally fast; which is done first depends on the sizes alone.
"""

from dataclasses import replace

from gradviz.engine.jacobians.bracketing import ChainSizes
from gradviz.engine.passes import Passes
from gradviz.language.notation import Notation
from gradviz.messages.message import Message, say
from gradviz.scene.layout.page import adapted, below, content_area, page
from gradviz.scene.marks.frame import Frame, Label, Mark
from gradviz.scene.marks.spans import told
from gradviz.scene.marks.style import Style
from gradviz.timeline.phase import Phase
from gradviz.views.race.captions import best_of_all, race_caption
from gradviz.views.race.chain import ChainNames, chain_spans, text_width
from gradviz.views.race.grips import chain_marks
from gradviz.views.race.lane import Lane, lane_marks
from gradviz.views.race.layout import NEEDS, RacePlan, race_plan
from gradviz.views.race.timeline import Race, race_of
from gradviz.views.race.tracks import track_marks


def race_sizes(passes: Passes) -> ChainSizes:
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


def race(sizes: ChainSizes, seconds: float, style: Style, layers: tuple[str, ...] = ()) -> Frame:
    """Return the race at a time.

    Handles are boxes with the ref "size:2", see `race_handle_at`.

    Parameters
    ----------
    sizes : tuple of int
        Outputs, then the columns of every factor.
    seconds : float
    style : Style
    layers : tuple of str
        What the factors after the first are called in a network, `race_layers`; () gives them
        the names of derivatives.
    """
    style = adapted(style, NEEDS)
    area, run = content_area(style), race_of(sizes)
    seconds = min(max(seconds, 0.0), run.timeline.duration)
    planned = race_plan(area, sizes, style)
    names = _names(sizes, layers, planned, style)
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
    return page(style, marks)


def _names(
    sizes: ChainSizes, layers: tuple[str, ...], planned: RacePlan, style: Style
) -> ChainNames:
    """Return names that fit over the factors: short ones where the long ones do not."""
    count = len(sizes) - 1
    layers = layers if len(layers) == count - 1 else ()
    names = ChainNames(count, sizes[0], layers)
    if layers:
        return names
    narrowest = min(planned.unit.length(size) for size in sizes[2:])
    room = narrowest + planned.unit.gap - 5 * style.text
    longest = f"∂{names.variables[-3]}/∂{names.variables[-2]}" if count > 2 else "∂y/∂x"
    is_short = text_width(chain_spans(longest, style.theme.text), 14 * style.text) * 0.95 > room
    return replace(names, is_short=is_short and count > 3)


def _best(
    run: Race, planned: RacePlan, names: ChainNames, style: Style, sizes: ChainSizes
) -> list[Mark]:
    """Return the cheapest order of all at the end, if it is neither of the two."""
    words = best_of_all(sizes, run, names)
    if words is None:
        return []
    area, text = planned.tracks, style.text
    spans = told(words, style)
    return [
        Label(area.right, area.y + 64 * text, spans, 12.5 * text, "right", max_width=area.width)
    ]


def race_title(phase: Phase) -> Message:
    """Return the title of a phase: whose product ends with it.

    Examples
    --------
    >>> from gradviz.views.race.timeline import race_timeline
    >>> [str(race_title(phase)) for phase in race_timeline((1, 4, 5, 3)).phases]
    ['Left, product 1', 'Left, product 2', 'Right, product 1', 'Right, product 2']
    """
    if phase.name == "both":
        return say("Both sides")
    number = phase.layer + 1
    if phase.name == "left":
        return say("Left, product {number}", number=number)
    return say("Right, product {number}", number=number)


def race_key(phase: Phase, step: int, notation: Notation) -> Message:  # noqa: ARG001 - as of all views
    """Return the name of a key frame: the end of a product.

    Examples
    --------
    >>> from gradviz.views.race.timeline import race_timeline
    >>> print(race_key(race_timeline((1, 4, 5, 3)).phases[2], 0, Notation()))
    product 1 from the right, 4×3
    """
    number, size = phase.layer + 1, f"{phase.rows}×{phase.cols}"
    match phase.name:
        case "both":
            return say("product {number} from both sides, {size}", number=number, size=size)
        case "left":
            return say("product {number} from the left, {size}", number=number, size=size)
        case _:
            return say("product {number} from the right, {size}", number=number, size=size)
