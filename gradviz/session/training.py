"""Gradient descent on a document: where it stands, how its loss went, and why it ran away."""

import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from gradviz.engine.descent import RUNAWAY, Descent, DescentState, parameter_names, start
from gradviz.engine.losses import is_linear
from gradviz.engine.rules import LOSSES
from gradviz.explain.magnitudes import magnitude
from gradviz.language.losses import LOSS_WORDS
from gradviz.language.notation import Notation
from gradviz.language.numbers import MINUS, number
from gradviz.language.words import loss_formula
from gradviz.messages.message import NOTHING, Message, joined, say, say_many
from gradviz.session.document import TARGETED, Document

RATES = (1.0, 2.0, 5.0)
"""The rates that the arrow keys go through, times powers of ten."""

MOST_STEPS = 1_000_000
"""Steps that one run may have."""

_MOST_POINTS = 4096
_LEAST_RATE, _MOST_RATE = 1e-12, 1e12


def begin(document: Document) -> DescentState:
    """Return where a descent from a document stands before its first step.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> begin(example()).loss
    2.25
    """
    if document.loss == "seed":
        return start(document.network, document.X, Y_grad=document.seed)
    target = document.target if document.loss in TARGETED else None
    return start(document.network, document.X, loss=document.loss, target=target)


def rerun(state: DescentState) -> DescentState:
    """Return the state as the first of another run, which keeps the velocities."""
    return replace(state, first_loss=state.loss, count=0)


def with_state(document: Document, state: DescentState) -> Document:
    """Return the document with the W and b of a state; what did not move is the same object."""
    if state.network is document.network:
        return document
    return replace(document, network=state.network)


def is_same_problem(one: Document, other: Document) -> bool:
    """Tell whether two documents differ in how they are looked at only."""
    return one.network is other.network and has_same_data(one, other)


def has_same_data(one: Document, other: Document) -> bool:
    """Tell whether two documents ask for the same loss of the same data; W and b may differ."""
    return (
        one.loss == other.loss
        and one.convention == other.convention
        and one.X is other.X
        and one.target is other.target
        and one.seed is other.seed
    )


def refusal(state: DescentState) -> Message:
    """Say why no step can be taken from here; nothing if one can."""
    if not parameter_names(state.passes):
        return say("There is no W and no b to move: add a linear layer.")
    if state.is_diverged:
        return say(
            "A step needs finite numbers, and l or some of W and b are not finite. Undo, or type "
            "others."
        )
    return NOTHING


def next_rate(rate: float, direction: int) -> float:
    """Return the next of 0.01, 0.02, 0.05, 0.1, ... above a rate, or below it.

    Examples
    --------
    >>> next_rate(0.05, 1), next_rate(0.05, -1), next_rate(1 / 3, 1), next_rate(1 / 3, -1)
    (0.1, 0.02, 0.5, 0.2)
    """
    tens = math.floor(math.log10(rate))
    rungs = [float(f"{digit:g}e{tens + more}") for more in (-1, 0, 1) for digit in RATES]
    if direction > 0:
        found = next(rung for rung in rungs if rung > rate * (1 + 1e-9))
    else:
        found = next(rung for rung in reversed(rungs) if rung < rate * (1 - 1e-9))
    return min(max(found, _LEAST_RATE), _MOST_RATE)


def stable_rate(document: Document, momentum: float = 0.0) -> float | None:
    """Return the rate above which a descent on one Linear diverges; None if nobody knows it.

    The loss ½ Σ (W X − T)² is a bowl whose steepest curvature is λmax(X Xᵀ), whatever T is, and
    a bowl of curvature λ is descended for rates below 2 (1 + μ) / λ. A bias counts as one more
    row of X that is 1 everywhere. Of "mse" all curvatures are 2 / (M N) times these.
    Nobody knows it of a loss that is no parabola.

    Parameters
    ----------
    document : Document
    momentum : float, optional
        μ.

    References
    ----------
    .. [1] B. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.

    Examples
    --------
    >>> from gradviz.session.document import new_document
    >>> stable_rate(new_document([[1, 2]], [[3], [4]], loss="squared_error"))
    0.08
    """
    if not document.is_one_linear or document.loss not in LOSSES:
        return None
    loss = LOSSES[document.loss]
    if not loss.is_quadratic:
        return None
    X = document.X
    if document.b is not None:
        X = np.vstack((X, np.ones((1, document.N))))
    with np.errstate(all="ignore"):
        gram = X @ X.T if X.shape[0] <= X.shape[1] else X.T @ X
    if not np.isfinite(gram).all():
        return None
    curvature = float(np.linalg.eigvalsh(gram)[-1]) * loss.curvature(document.M * document.N)
    return 2.0 * (1.0 + momentum) / curvature if curvature > 0.0 else None


def divergence(document: Document, state: DescentState, descent: Descent) -> Message:
    """Say that a run has diverged, why, and what to do.

    Parameters
    ----------
    document : Document
        What it ran on.
    state : DescentState
        Where it ended.
    descent : Descent
    """
    told = say_many(
        "Diverged after {count} step: {became}.",
        "Diverged after {count} steps: {became}.",
        state.count,
        became=_became(state),
    )
    return joined([told, falls_for_ever(document) or _advice(document, descent)])


def _became(state: DescentState) -> Message:
    """Say what became of the loss, as a clause."""
    if not math.isfinite(state.loss):
        message = say("the loss was {first} and is {last} now", **_ends(state))
    elif abs(state.loss) <= RUNAWAY * max(1.0, abs(state.first_loss)):
        message = say("the loss is finite, but some of W and b are not")
    else:
        message = say("the loss grew from {first} to {last}", **_ends(state))
    return message


def falls_for_ever(document: Document) -> Message:
    """Say that the loss has no smallest value, if it is linear in the output."""
    Y = document.network.names[-1].Y
    loss = None if document.loss == "seed" else document.loss
    if not is_linear(loss):
        return NOTHING
    formula = f"l = ⟨{Y}_grad, {Y}⟩"
    if loss is not None:
        formula = loss_formula(loss, Notation(layer=document.network.names[-1]))
    if document.is_one_linear:
        return say(
            "{formula} is linear in W: it has no smallest value and falls for ever.",
            formula=formula,
        )
    return say(
        "{formula} is linear in {Y}: it falls for as long as {Y} can move.", formula=formula, Y=Y
    )


def _advice(document: Document, descent: Descent) -> Message:
    bound = stable_rate(document, descent.momentum)
    rate = number(descent.rate)
    if bound is None:
        return say("Undo the run and try a smaller rate than {rate}.", rate=rate)
    top = "2" if descent.momentum == 0.0 else "2(1 + μ)"
    formula = f"{top} / {LOSS_WORDS[document.loss].bowl} = {magnitude(bound)}"
    if document.b is None:
        largest = say("the largest stable one is {formula}", formula=formula)
    else:
        largest = say(
            "the largest stable one is {formula}, where X has one more row, of ones",
            formula=formula,
        )
    if descent.rate > bound:
        return say(
            "The rate {rate} is too large: {largest}. Undo the run and try a smaller one.",
            rate=rate,
            largest=largest,
        )
    return say(
        "The run began too far away: the rate {rate} is stable, {largest}.",
        rate=rate,
        largest=largest,
    )


def _ends(state: DescentState) -> dict[str, str]:
    return {"first": _told(state.first_loss), "last": _told(state.loss)}


def _told(value: float) -> str:
    return MINUS + magnitude(-value) if value < 0.0 else magnitude(value)


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """How the loss went, over all runs on the same data, in bounded memory.

    Of very many steps some in between are left out; the first and the last are always there.

    Attributes
    ----------
    steps : array of int, shape (n,)
        Counted over all runs, rising.
    losses : array of float, shape (n,)
    starts : tuple of int
        The steps at which runs began.
    stride : int
        Of so many steps in a row one is kept.

    Examples
    --------
    >>> history = History().started(2.25).extended([1.0, 0.5]).started(0.5).extended([0.25])
    >>> history.steps.tolist(), history.losses.tolist(), history.starts
    ([0, 1, 2, 3], [2.25, 1.0, 0.5, 0.25], (0, 2))
    >>> history.cut(2).starts, history.last
    ((0,), 3)
    """

    steps: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    losses: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    starts: tuple[int, ...] = ()
    stride: int = 1

    @property
    def last(self) -> int:
        """The last step; 0 if there is none."""
        return int(self.steps[-1]) if len(self.steps) else 0

    def started(self, loss: float) -> "History":
        """Return the history with the mark of a run that begins here."""
        starts = (*self.starts, self.last)[-_MOST_POINTS:]
        if len(self.steps):
            return replace(self, starts=starts)
        return replace(self, steps=np.zeros(1, np.int64), losses=np.array([loss]), starts=starts)

    def extended(self, losses: list[float]) -> "History":
        """Return the history with the losses after further steps, one each."""
        if not losses:
            return self
        steps = np.arange(self.last + 1, self.last + 1 + len(losses))
        is_kept = steps % self.stride == 0
        is_kept[-1] = True
        # the last one so far was kept for being the last
        old = (self.steps % self.stride == 0) | np.isin(self.steps, self.starts)
        grown = replace(
            self,
            steps=np.concatenate((self.steps[old], steps[is_kept])),
            losses=np.concatenate((self.losses[old], np.array(losses)[is_kept])),
        )
        return grown._thinned() if len(grown.steps) > _MOST_POINTS else grown

    def cut(self, step: int) -> "History":
        """Return the history up to a step, without what came after it."""
        is_kept = self.steps <= step
        starts = tuple(start for start in self.starts if start < step)
        return replace(self, steps=self.steps[is_kept], losses=self.losses[is_kept], starts=starts)

    def _thinned(self) -> "History":
        stride = self.stride * 2
        is_kept = self.steps % stride == 0
        is_kept[[0, -1]] = True
        return replace(self, steps=self.steps[is_kept], losses=self.losses[is_kept], stride=stride)
