"""When planes of products stand in the cube: forward along k, back along i, back along j."""

from collections.abc import Iterator
from dataclasses import replace

from gradviz.engine.passes import Passes
from gradviz.engine.wiring import product_layer
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Timeline

KIND = "cube"
"""The kind of the phases in which planes are added up."""
TURN = "turn"
"""The kind of the phase in which Y_grad takes the face of Y."""

_STEP, _TURN_STEP, _LONGEST = 0.9, 0.9, 30.0  # seconds; the last of a whole phase
CHANGES = 0.24
"""Of the first step back: how long the matrices of one product take the places of the last."""
_FADES = {
    "Y_grad": ((0.0, 1.0),),
    "X_grad": ((0.0, CHANGES),),
    "W_grad": ((0.0, CHANGES),),
}
_MOST_STEPS = 64
_FEWER_STEPS, _MANY = 16, 2**27
"""Where a product takes so many multiplications, fewer sums of it are made."""


def cube_timeline(passes: Passes, layer: int | None = None) -> Timeline:
    """Return the timeline of the cube of a layer: forward, back to X, and back to W.

    A step adds one plane of products; of more than 64 planes it adds several at once. Between
    forward and back one step lets Y_grad take the face of Y. A network without any product has
    a single, empty phase.

    Parameters
    ----------
    passes : Passes
    layer : int, optional
        As for `product_layer`.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> made = cube_timeline(backprop([[1, 2, 3]], [[1, 2], [3, 4], [5, 6]]))
    >>> [(phase.name, phase.count) for phase in made.phases]
    [('Y', 3), ('Y_grad', 1), ('X_grad', 1), ('W_grad', 2)]
    """
    found = product_layer(passes.layers, layer)
    phases: list[Phase] = []
    start, first = 0.0, 0
    for phase in _nothing(passes) if found is None else _phases(passes, found):
        placed = replace(phase, start=start, first=first)
        phases.append(placed)
        start, first = placed.end, first + placed.count
    return Timeline(tuple(phases))


def slab(step: int, steps: int, planes: int) -> range:
    """Return which of so many planes a step adds.

    Examples
    --------
    >>> slab(1, 3, 3), slab(1, 3, 8)
    (range(1, 2), range(2, 5))
    """
    return range(step * planes // steps, (step + 1) * planes // steps)


def _phases(passes: Passes, layer: int) -> Iterator[Phase]:
    names = passes.layers[layer]
    (K, N), M = passes.matrix(names.X).shape, passes.matrix(names.Y).shape[0]
    most = _MOST_STEPS if M * K * N < _MANY else _FEWER_STEPS
    tasks = (
        ("Y", KIND, M, N, K),
        ("Y_grad", TURN, M, N, 1),
        ("X_grad", KIND, K, N, M),
        ("W_grad", KIND, M, K, N),
    )
    for role, kind, rows, cols, planes in tasks:
        steps = min(planes, most)
        seconds = _TURN_STEP if kind == TURN else min(_STEP, _LONGEST / steps)
        timeless = Phase(
            names.name(role), role, layer, kind, rows, cols, steps, "outer", 0.0, seconds, 0
        )
        yield replace(timeless, fades=_FADES.get(role, ()))


def _nothing(passes: Passes) -> Iterator[Phase]:
    names = passes.layers[0]
    yield Phase(names.Y, "Y", 0, names.kind, 1, 1, 1, "outer", 0.0, _STEP, 0)
