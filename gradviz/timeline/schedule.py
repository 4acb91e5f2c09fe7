"""What is shown when: the phases of a pass, forward through the layers and back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gradviz.engine.passes import Passes
from gradviz.timeline.phase import Phase, Sweep
from gradviz.timeline.timeline import Timeline

_LONGEST_PHASE = 30.0
"""Seconds. In a network phases are shorter, so that all of them together stay bearable."""
_LONGEST_PASS = 150.0
_CELL = {"Y": 0.8, "Y_grad": 0.45, "X_grad": 0.85, "W_grad": 0.85, "b_grad": 0.7}
_PLAIN_CELL = 0.45  # a number through an activation
_BLOCK, _TERM, _LONGEST_BLOCK = 0.9, 0.25, 2.2  # a column or a row: begin, and each of its terms
_OUTER, _PLAIN_BLOCK = 1.0, 0.8
_CROSSFADE = 0.3
"""Seconds in which the corner of one phase gives way to that of the next."""
CLEARING = 0.14
"""The share of a step in which what the step before has left behind goes."""
_LARGEST_SWEEP = 256 * 256
"""Entries. Nobody could follow the columns or terms of larger ones, and adding them takes long."""


@dataclass(frozen=True, slots=True)
class Task:
    """A matrix to be written, before its time is known; attributes as those of `Phase`."""

    name: str
    role: str
    layer: int
    kind: str
    rows: int
    cols: int
    terms: int = 1


def timeline_of(passes: Passes, sweep: Sweep = "cells") -> Timeline:
    """Return the timeline of a pass: forward through all layers, the loss, and all the way back.

    A step takes 0.4 to 0.9 s, one that writes a column, a row or a term of everything up to
    2.2 s; in a phase of many steps it takes less, so that no phase is longer than half a minute.
    Matrices of more than 256×256 entries are always written cell by cell.

    Examples
    --------
    >>> from gradviz.engine.layers import Activation, Linear
    >>> from gradviz.engine.network import Network
    >>> p = Network([Linear([[1]]), Activation("relu")]).backprop([[3]])
    >>> [phase.name for phase in timeline_of(p).phases]
    ['Y1', 'Y2', 'Y2_grad', 'Y1_grad', 'W1_grad', 'X_grad']
    """
    largest = max(values.size for values in passes.primals.values())
    return timeline_for(tuple(_tasks(passes)), sweep if largest <= _LARGEST_SWEEP else "cells")


def timeline_for(tasks: tuple[Task, ...], sweep: Sweep = "cells") -> Timeline:
    """Return the timeline that writes matrices one after another."""
    longest = min(_LONGEST_PHASE, max(_LONGEST_PASS / len(tasks), 3.0))
    phases: list[Phase] = []
    start, first = 0.0, 0
    for task in tasks:
        timeless = Phase(
            task.name,
            task.role,
            task.layer,
            task.kind,
            task.rows,
            task.cols,
            task.terms,
            sweep,
            start,
            0.0,
            first,
        )
        step = min(_seconds(task, sweep), longest / timeless.count)
        phase = replace(timeless, step=step, clearing=CLEARING)
        if phases and task.role != "b_grad":  # that is written in the corner of W_grad
            phase = replace(phase, fades=((0.0, crossfade(phase) / step),))
        phases.append(phase)
        start, first = phase.end, first + phase.count
    return Timeline(tuple(phases))


def crossfade(phase: Phase) -> float:
    """Return the seconds in which its corner comes: at its first key frame it is there."""
    return min(_CROSSFADE, phase.step)


def _seconds(task: Task, sweep: Sweep) -> float:
    """Return how long a step would take if there were few of them."""
    is_product = task.kind == "linear"
    if sweep == "cells":
        return _CELL[task.role] if is_product or task.kind == "loss" else _PLAIN_CELL
    if not is_product:
        return _PLAIN_BLOCK
    return _OUTER if sweep == "outer" else min(_BLOCK + _TERM * task.terms, _LONGEST_BLOCK)


def _tasks(passes: Passes) -> Iterator[Task]:
    shapes = {name: values.shape for name, values in passes.primals.items()}
    last = len(passes.layers) - 1

    def task(role: str, layer: int, kind: str, terms: int = 1) -> Task:
        name = passes.layers[layer].name(role)
        rows, cols = shapes[passes.key(name)]
        return Task(name, role, layer, kind, rows, cols, terms)

    for n, names in enumerate(passes.layers):
        terms = shapes[passes.key(names.X)][0] if names.is_linear else 1
        yield task("Y", n, names.kind, terms)
    yield task("Y_grad", last, "loss")
    for n in range(last, -1, -1):
        names = passes.layers[n]
        outputs, samples = shapes[passes.key(names.Y)]
        to_input = task("X_grad", n, names.kind, outputs if names.is_linear else 1)
        if last == 0:  # with one layer the way to X is the main thing
            yield to_input
        if names.is_linear:
            yield task("W_grad", n, "linear", samples)
        if names.b is not None:
            yield task("b_grad", n, "linear", samples)
        if last > 0:
            yield to_input
