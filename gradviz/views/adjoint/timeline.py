"""The adjoint identity in time: W dX, then Wᵀ Y_grad, then the two sums of products."""

from dataclasses import replace

from gradviz.engine.passes import Passes
from gradviz.engine.wiring import product_layer
from gradviz.timeline.phase import Phase, Sweep
from gradviz.timeline.schedule import CLEARING
from gradviz.timeline.timeline import Timeline

FORWARD, BACK, LEFT_SUM, RIGHT_SUM = "dY", "carried_grad", "left sum", "right sum"
"""The names of the phases, in their order."""

_PRODUCT, _TERM = 0.75, 0.5  # seconds of a cell: of a product, added to a sum
_COLUMN, _COLUMN_OF_TERMS = 1.1, 0.6
_LONGEST = 14.0  # seconds of a phase
_MOST_CELLS = 16  # more are written column by column


def adjoint_timeline(passes: Passes, layer: int | None = None) -> Timeline:
    """Return the timeline of the identity for one layer, `linear_layer` of the one given.

    Few cells are written one after another, many column by column.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> timeline = adjoint_timeline(backprop([[1, 2]], [[3, 0], [4, 1]]))
    >>> [(phase.name, phase.count) for phase in timeline.phases]
    [('dY', 2), ('carried_grad', 4), ('left sum', 2), ('right sum', 4)]
    """
    found = product_layer(passes.layers, layer)
    M = K = N = 1
    if found is not None:
        names = passes.layers[found]
        (M, K), N = passes.matrix(names.name("W")).shape, passes.matrix(names.X).shape[1]
    tasks = (
        (FORWARD, "Y", "linear", M, K),
        (BACK, "Y", "linear", K, M),
        (LEFT_SUM, "sum", "sum", M, 1),
        (RIGHT_SUM, "sum", "sum", K, 1),
    )
    phases: list[Phase] = []
    start, first = 0.0, 0
    for name, role, kind, rows, terms in tasks:
        sweep: Sweep = "cells" if rows * N <= _MOST_CELLS else "columns"
        timeless = Phase(name, role, found or 0, kind, rows, N, terms, sweep, start, 0.0, first)
        cell, column = (_PRODUCT, _COLUMN) if kind == "linear" else (_TERM, _COLUMN_OF_TERMS)
        seconds = cell if sweep == "cells" else column
        phase = replace(timeless, step=min(seconds, _LONGEST / timeless.count))
        phase = replace(phase, clearing=CLEARING if kind == "linear" else 0.0)
        phases.append(phase)
        start, first = phase.end, first + phase.count
    return Timeline(tuple(phases))
