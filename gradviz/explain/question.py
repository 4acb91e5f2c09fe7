"""A question about one cell, and what every answer to it is made of."""

from dataclasses import dataclass

from gradviz.explain.formula import shown_terms
from gradviz.explain.subject import Subject
from gradviz.explain.sums import sum_for
from gradviz.language.english import listed, relation
from gradviz.language.lines import bracketed
from gradviz.language.numbers import number, sum_of

MOST = 3
"""Rows or columns that an answer goes through one by one."""


@dataclass(frozen=True, slots=True)
class Why:
    """A question as people ask it, and its answer."""

    question: str
    answer: str


def written_sum(s: Subject) -> str:
    """Return the sum behind a cell, and its result: "(−1)·1 + 3·1 = 2"."""
    total = sum_for(s.passes, s.ref)
    shown = shown_terms(total, s.notation)
    if total.bias is not None:
        shown.append((number(total.bias),))
    written = sum_of(["·".join(map(bracketed, term)) for term in shown], most=MOST + 2)
    value = number(total.total + 0.0)
    return f"{written} {relation(value, shown)} {value}"


def changes(moves: list[tuple[str, float]], line: str) -> str:
    """Say by how much entries change: "Y[1,1] changes by −1 and Y[2,1] by 3"."""
    told = [
        f"{cell} {'changes ' if n == 0 else ''}by {number(value)}"
        for n, (cell, value) in enumerate(moves[:MOST])
    ]
    if len(moves) > MOST:
        told.append(f"so on for all {len(moves)} {line}s")
    return listed(told)


def shares(s: Subject, count: int) -> str:
    """Say that each of `count` changes of Y counts as much as Y_grad says there."""
    told = written_sum(s)
    if count == 1:
        return f"That change counts as much as Y_grad says there, so the gradient is {told}."
    return (
        "Each of these changes counts as much as the loss cares about that entry, which is what "
        f"Y_grad says, so the shares add up: {told}."
    )
