"""A question about one cell, and what every answer to it is made of."""

from dataclasses import dataclass

from gradviz.explain.formula import shown_terms
from gradviz.explain.subject import Subject
from gradviz.explain.sums import sum_for
from gradviz.language.english import relation
from gradviz.language.lines import bracketed
from gradviz.language.numbers import number, sum_of
from gradviz.messages.message import Message, listed, say, say_many

MOST = 3
"""Rows or columns that an answer goes through one by one."""


@dataclass(frozen=True, slots=True)
class Why:
    """A question as people ask it, and its answer."""

    question: Message
    answer: Message


def written_sum(s: Subject) -> str:
    """Return the sum behind a cell, and its result: "(−1)·1 + 3·1 = 2"."""
    total = sum_for(s.passes, s.ref)
    shown = shown_terms(total, s.notation)
    if total.bias is not None:
        shown.append((number(total.bias),))
    written = sum_of(["·".join(map(bracketed, term)) for term in shown], most=MOST + 2)
    value = number(total.total + 0.0)
    return f"{written} {relation(value, shown)} {value}"


def changes(moves: list[tuple[str, float]], *, is_row: bool) -> Message:
    """Say by how much entries change, each in a row or column of its own, as a clause."""
    told = [
        say("{cell} changes by {amount}", cell=cell, amount=number(value))
        for cell, value in moves[:MOST]
    ]
    if len(moves) > MOST and is_row:
        told.append(say_many("so on for {count} row", "so on for all {count} rows", len(moves)))
    elif len(moves) > MOST:
        told.append(
            say_many("so on for {count} column", "so on for all {count} columns", len(moves))
        )
    return listed(told)


def shares(s: Subject, count: int) -> Message:
    """Say that each of `count` changes of Y counts as much as Y_grad says there."""
    return say_many(
        "That change counts as much as {Y_grad} says there, so the gradient is {sum}.",
        "Each of these changes counts as much as {Y_grad} says at that entry, so the shares add "
        "up: {sum}.",
        count,
        Y_grad=s.called("Y_grad"),
        sum=written_sum(s),
    )
