"""A question about one cell, and what every answer to it is made of."""

from dataclasses import dataclass

from gradviz.engine.passes import Passes
from gradviz.refs import CellRef
from gradviz.scene.english import listed, relation
from gradviz.scene.formula import bracketed, shown_terms
from gradviz.scene.numbers import number, sum_of
from gradviz.scene.sums import sum_for

MOST = 3
"""Rows or columns that an answer goes through one by one."""


@dataclass(frozen=True, slots=True)
class Why:
    """A question as people ask it, and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about one cell: what every answer is made of."""

    passes: Passes
    ref: CellRef
    base: int

    @property
    def row(self) -> int:
        """Row of the cell, as people count."""
        return self.ref.row + self.base

    @property
    def col(self) -> int:
        """Column of the cell, as people count."""
        return self.ref.col + self.base

    @property
    def m(self) -> int:
        """M, the outputs."""
        return int(self.passes.W.shape[0])

    @property
    def k(self) -> int:
        """K, the inputs."""
        return int(self.passes.W.shape[1])

    @property
    def n(self) -> int:
        """N, the samples."""
        return int(self.passes.X.shape[1])

    @property
    def value(self) -> str:
        """The number in the cell."""
        return number(float(self.passes.matrix(self.ref.name)[self.ref.row, self.ref.col]) + 0.0)

    @property
    def sum(self) -> str:
        """The sum behind the cell, and its result: "(−1)·1 + 3·1 = 2"."""
        total = sum_for(self.passes, self.ref)
        shown = shown_terms(total)
        if total.bias is not None:
            shown.append((number(total.bias),))
        written = sum_of(["·".join(map(bracketed, term)) for term in shown], most=MOST + 2)
        return f"{written} {relation(self.value, shown)} {self.value}"


def changes(moves: list[tuple[str, float]], count: int, line: str) -> str:
    """Say by how much entries change: "Y[1,1] changes by −1 and Y[2,1] by 3"."""
    told = [
        f"{cell} {'changes ' if n == 0 else ''}by {number(value)}"
        for n, (cell, value) in enumerate(moves[:MOST])
    ]
    if count > MOST:
        told.append(f"so on for all {count} {line}s")
    return listed(told)


def shares(q: Question, count: int) -> str:
    """Say that each of `count` changes of Y counts as much as Y_grad says there."""
    if count == 1:
        return f"That change counts as much as Y_grad says there, so the gradient is {q.sum}."
    return (
        "Each of these changes counts as much as the loss cares about that entry, which is what "
        f"Y_grad says, so the shares add up: {q.sum}."
    )
