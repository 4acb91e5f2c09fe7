"""What a wrong gradient is instead of the right one: its transpose, a multiple, a sample short."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.passes import Passes
from gradviz.messages.message import Message, say
from gradviz.refs import is_gradient

_LEFT = 0.5  # of the distance, where what is said is all there is to it but for rounding
_ROUND = 0.02  # a multiple this near to a number that has a reason is taken for it


@dataclass(frozen=True, slots=True)
class Likeness:
    """What somebody brings, in words, and how far that is from what is computed.

    Attributes
    ----------
    words : Message
    off : float
        The distance of the two, as the root of the sum of squares.
    """

    words: Message
    off: float


def likeness(passes: Passes, name: str, computed: Matrix, brought: Matrix) -> Likeness | None:
    """Return what is brought instead of what is computed; None if it is nothing simple.

    Parameters
    ----------
    passes : Passes
    name : str
    computed, brought : Matrix
        As in Y = W X.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1, 2], [3, 4]], [[5], [6]])
    >>> print(likeness(p, "W_grad", p.W_grad, 2 * p.W_grad).words)
    it is 2 times what was expected
    """
    if not (np.isfinite(computed).all() and np.isfinite(brought).all()):
        return None
    largest = max(np.abs(computed).max(), np.abs(brought).max())
    if not largest:
        return None
    A, N = computed / largest, brought / largest
    gap = float(np.linalg.norm(N - A))
    for words, other in _candidates(passes, name, A, N, float(largest)):
        if np.linalg.norm(N - other) <= _LEFT * gap:
            return Likeness(words, float(largest * np.linalg.norm(other - A)))
    return None


def _candidates(
    passes: Passes, name: str, A: Matrix, N: Matrix, largest: float
) -> Iterator[tuple[Message, Matrix]]:
    """Yield what is often brought instead, the surest first."""
    if not N.any():
        yield say("it is 0 everywhere"), N
        return
    if A.shape[0] == A.shape[1] > 1:
        yield say("it is the transpose of what was expected"), A.T
    squares = float(np.vdot(A, A))
    if squares and A.size > 1:
        by = float(np.vdot(A, N)) / squares
        yield say("it is {number} times what was expected", number=_multiple(by, passes)), by * A
    if is_gradient(name) and name[0] in "Wb":
        yield from _a_sample_short(passes, name, A, N, largest)


def _multiple(by: float, passes: Passes) -> str:
    """Return a multiple as people write it."""
    rows, samples = passes.primals[passes.output].shape
    for count in (2, samples, rows * samples, rows):
        for sign, mark in ((1.0, ""), (-1.0, "\N{MINUS SIGN}")):
            for value, text in ((count, f"{count}"), (1 / count, f"1/{count}")):
                if count > 1 and abs(by - sign * value) <= _ROUND * value:
                    return mark + text
    if abs(by + 1.0) <= _ROUND:
        return "\N{MINUS SIGN}1"
    return f"{by:.3g}".replace("-", "\N{MINUS SIGN}")


def _a_sample_short(
    passes: Passes, name: str, A: Matrix, N: Matrix, largest: float
) -> Iterator[tuple[Message, Matrix]]:
    """Yield the gradient without the sample that is missing, if one is."""
    key = passes.key(name)
    uses = [record for record in passes.operations if key in record.inputs]
    if len(uses) != 1:
        return
    G = passes.cotangents[uses[0].output]
    X = passes.primals[uses[0].inputs[1]] if key[0] == "W" else np.ones((1, G.shape[1]))
    if G.shape[1] < 2 or not (np.isfinite(G).all() and np.isfinite(X).all()):
        return
    missing = A - N
    with np.errstate(all="ignore"):
        share = (G * (missing @ X)).sum(axis=0) / largest
        left = np.sum((G / largest) ** 2, axis=0) * np.sum(X * X, axis=0) - 2.0 * share
    if np.isnan(left).any():
        return
    sample = int(left.argmin())
    other = A - np.outer(G[:, sample], X[:, sample]) / largest
    yield say("a sample is missing from it"), other
