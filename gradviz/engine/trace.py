"""The trace of a pass: which operation made what, followed forward and back.

Traversal only: what an operation does is looked up in `gradviz.engine.rules`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.engine.rules import RULES
from gradviz.values import Value


@dataclass(frozen=True, slots=True)
class Record(Value):
    """One operation of a pass, by the names of its matrices.

    Attributes
    ----------
    op : str
        Key of `RULES`, or of `LOSSES` for the record that ends a pass with a loss.
    inputs : tuple of str
    output : str
    """

    op: str
    inputs: tuple[str, ...]
    output: str

    def __str__(self) -> str:
        return f"{self.output} = {self.op}({', '.join(self.inputs)})"


def forward(records: Sequence[Record], known: Mapping[str, Matrix]) -> dict[str, Matrix]:
    """Return `known` and everything the records make of it, in that order.

    What is known is not made again: a value in the middle may be given in place of its origin.
    """
    values = dict(known)
    for record in records:
        if record.output not in values:
            inputs = [values[name] for name in record.inputs]
            values[record.output] = freeze(RULES[record.op].forward(*inputs))
    return values


def backward(
    records: Sequence[Record], values: Mapping[str, Matrix], seed: Matrix
) -> dict[str, Matrix]:
    """Return the cotangent of every value that leads to the output of the last record.

    Parameters
    ----------
    records : sequence of Record
        In forward order.
    values : mapping of str to Matrix
        As `forward` returned them.
    seed : Matrix
        The cotangent of the last output.
    """
    grads = {records[-1].output: seed}
    for record in reversed(records):
        inputs = [values[name] for name in record.inputs]
        cotangents = RULES[record.op].vjp(grads[record.output], *inputs)
        for name, cotangent in zip(record.inputs, cotangents, strict=True):
            total = grads[name] + cotangent if name in grads else cotangent
            grads[name] = freeze(total)
    return grads


def pushforward(
    records: Sequence[Record], values: Mapping[str, Matrix], tangents: Mapping[str, Matrix]
) -> dict[str, Matrix]:
    """Return the tangent of every value, given some; a leaf without one stays as it is.

    Parameters
    ----------
    records : sequence of Record
        In forward order.
    values : mapping of str to Matrix
        As `forward` returned them.
    tangents : mapping of str to Matrix
        Directions in which to move what goes in, each as large as its value.
    """
    moved = dict(tangents)
    for record in records:
        inputs = [values[name] for name in record.inputs]
        for name, value in zip(record.inputs, inputs, strict=True):
            moved.setdefault(name, np.zeros_like(value))
        directions = [moved[name] for name in record.inputs]
        moved[record.output] = freeze(RULES[record.op].jvp(*directions, *inputs))
    return moved


def between(records: Sequence[Record], start: str, end: str) -> tuple[Record, ...]:
    """Return the operations that lead from one value to another, in forward order.

    Examples
    --------
    >>> records = [Record("matmul", ("W1", "X"), "Y1"), Record("relu", ("Y1",), "Y2")]
    >>> [record.output for record in between(records, "X", "Y1")]
    ['Y1']
    """
    reached, onwards = {start}, []
    for record in records:
        if reached & set(record.inputs) and record.output != start:
            reached.add(record.output)
            onwards.append(record)
    needed, path = {end}, []
    for record in reversed(onwards):
        if record.output in needed:
            needed.update(record.inputs)
            path.append(record)
    return tuple(reversed(path))
