"""When each step of a derivation is shown: by transposing the product, or by its indices."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gradviz.engine.passes import Passes
from gradviz.engine.wiring import product_layer
from gradviz.session.looks.derivation import Proof
from gradviz.timeline.phase import Phase
from gradviz.timeline.schedule import CLEARING
from gradviz.timeline.timeline import Timeline

KIND = "derivation"
"""The kind of its phases."""


_FLIP, _CALM, _CHECK = 2.4, 1.6, 1.2  # seconds
SWAP = (0.15, 0.85)
"""Of a step in which gradients take the place of values: from when to when they fade over."""
RENAMING = (0.1, 0.7)
"""Of a step in which matrices get other names: from when to when the old ones go, new ones come."""
FLIP_FADE = 0.15
"""Of a flip: how long names go at its start, and come at its end."""
_ROW, _TERM, _LONGEST_ROW = 0.9, 0.25, 2.2  # a row of products: begin, and each of its terms
_MOST_ROWS, _LONGEST_ROWS = 8, 12.0
_MOST_ENTRIES = 4


@dataclass(frozen=True, slots=True)
class _Part:
    """A phase before its time is known."""

    name: str
    role: str
    steps: int
    seconds: float
    fades: tuple[tuple[float, float], ...] = ()
    clearing: float = 0.0


def derivation_timeline(
    passes: Passes, by: Proof = "transposing", layer: int | None = None
) -> Timeline:
    """Return the timeline of a derivation.

    Parameters
    ----------
    passes : Passes
    by : {"transposing", "indices"}
    layer : int, optional
        As for `product_layer`.

    Returns
    -------
    Timeline
        Its phases have `KIND`. The `name` of a phase is that of its step: "product", "transpose",
        "rename", "rule", "names", "back", "check" by transposing, and by indices "chain",
        "entry", "slope", "sum", "all", first with the role "X_grad" and then with "W_grad".

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[2, -1, 0]], [[1], [3], [1]])
    >>> [(phase.name, phase.count) for phase in derivation_timeline(p).phases][2:5]
    [('rename', 1), ('rule', 4), ('names', 2)]
    """
    chosen = product_layer(passes.layers, layer)
    if chosen is None:
        return _timeline((_Part("none", "", 1, _CALM),), 0)
    names = passes.layers[chosen]
    K, N = passes.matrix(names.X).shape
    M = passes.matrix(names.Y).shape[0]
    parts = _transposing(K, N) if by == "transposing" else _indices(M, N)
    return _timeline(parts, chosen)


def rows_of(step: int, phase: Phase, rows: int) -> range:
    """Return the rows that a step of the phase "rule" writes; its first step writes none.

    Examples
    --------
    >>> phase = Phase("rule", "rule", 0, KIND, 1, 1, 4, "outer", 0.0, 1.0, 0)
    >>> [rows_of(step, phase, 7) for step in range(4)]
    [range(0, 0), range(0, 2), range(2, 4), range(4, 7)]
    """
    blocks = phase.count - 1
    return range(max(step - 1, 0) * rows // blocks, step * rows // blocks)


def _transposing(K: int, N: int) -> tuple[_Part, ...]:
    rows = min(K, _MOST_ROWS)
    longest = min(_ROW + _TERM * N, _LONGEST_ROW)
    flip = ((0.0, FLIP_FADE), (1.0 - FLIP_FADE, 1.0))
    return (
        _Part("product", "Y", 1, _CALM),
        _Part("transpose", "Y", 1, _FLIP, flip),
        _Part("rename", "Y", 1, _CALM, (RENAMING,)),
        _Part("rule", "W_grad", 1 + rows, min(longest, _LONGEST_ROWS / rows), (SWAP,), CLEARING),
        _Part("names", "W_grad", 2, _CALM, (RENAMING, (1 + RENAMING[0], 1 + RENAMING[1]))),
        _Part("back", "W_grad", 1, _FLIP, flip),
        _Part("check", "W_grad", 1, _CHECK),
    )


def _indices(M: int, N: int) -> tuple[_Part, ...]:
    parts: list[_Part] = []
    for role, terms in (("X_grad", M), ("W_grad", N)):
        entries = terms if terms <= _MOST_ENTRIES else 1
        parts += [
            _Part("chain", role, 1, _CALM),
            _Part("entry", role, entries, _CALM),
            _Part("slope", role, 1, _CALM),
            _Part("sum", role, 2, min(_ROW + _TERM * terms, _LONGEST_ROW), (SWAP,)),
            _Part("all", role, 1, _CALM),
        ]
    return tuple(parts)


def _timeline(parts: Iterable[_Part], layer: int) -> Timeline:
    phases: list[Phase] = []
    start, first = 0.0, 0
    for part in parts:
        phase = Phase(
            part.name, part.role, layer, KIND, 1, 1, part.steps, "outer", start, part.seconds, first
        )
        phase = replace(phase, fades=part.fades, clearing=part.clearing)
        phases.append(phase)
        start, first = phase.end, first + phase.count
    return Timeline(tuple(phases))
