"""What a gradient means in words: a slope, and what a whole step does beside it."""

import math

from gradviz.engine.checking.kinks import met, slopes_beside
from gradviz.engine.losses import is_linear
from gradviz.engine.rules import ELEMENTWISE, LOSSES
from gradviz.explain.subject import Subject
from gradviz.explain.whole_steps import is_lost, step_change
from gradviz.language.activations import CURVES
from gradviz.language.english import named_value
from gradviz.language.losses import LOSS_WORDS
from gradviz.language.numbers import number
from gradviz.messages.message import Message, Part, joined, say


def slope_sentence(s: Subject, *, with_gradient: bool = False) -> Message:
    """Return "As X[1,1] starts to rise, l rises 2 times as fast."; `s` is the gradient, finite.

    Where l is linear in the entry, it need not only start to. At a kink both sides are told.
    `with_gradient` ends it with the equation of the gradient.
    """
    primal = s.of(s.role.removesuffix("_grad"))
    beside = slopes_beside(s.whole, primal.ref_in_network)
    if beside is not None:
        return _at_kink(s, primal.name, *beside)
    parts: dict[str, Part] = {"x": primal.name, "response": moves("l", s.value)}
    if not with_gradient:
        if _is_linear(primal):
            return say("As {x} rises, {response}.", **parts)
        return say("As {x} starts to rise, {response}.", **parts)
    parts["gradient"] = named_value(s.name, s.value)
    if _is_linear(primal):
        return say("As {x} rises, {response}: {gradient}.", **parts)
    return say("As {x} starts to rise, {response}: {gradient}.", **parts)


def whole_step(s: Subject, gradient: Subject) -> Message:
    """Return what raising an entry of W, X or b by 1 does, as a sentence after its slope."""
    if _is_linear(s):
        return say("The loss is linear in it, so this holds for a step of any size.")
    change = step_change(s.whole, s.ref_in_network) or 0.0
    if is_lost(s.whole, s.ref_in_network, change):
        return say("What a whole step of 1 does is lost in rounding: l is too large beside it.")
    beside, what = slopes_beside(s.whole, s.ref_in_network), _change(change)
    if number(change) == (gradient.told if beside is None else number(beside[1])):
        if change == 0:
            return say("{what:capital} either.", what=what)
        return say("{what:capital}, too.", what=what)
    if not math.isfinite(change):
        return say("{what:capital}.", what=what)
    if _is_curved(s):
        return say(
            "{what:capital}, because the loss is curved; the smaller the step, the better the "
            "slope fits.",
            what=what,
        )
    return say(
        "{what:capital}, because the loss has a kink on the way; the smaller the step, the better "
        "the slope fits.",
        what=what,
    )


def moves(moved: str, slope: float) -> Message:
    """Return how fast a number moves while another rises, as a clause; its slope is finite.

    Examples
    --------
    >>> [str(moves("l", slope)) for slope in (3.0, -1.0, 0.0)]
    ['l rises 3 times as fast', 'l falls just as fast', 'l stays where it is']
    """
    if slope == 0:
        return say("{moved} stays where it is", moved=moved)
    if slope == 1:
        return say("{moved} rises <b>just as fast</b>", moved=moved)
    if slope == -1:
        return say("{moved} falls <b>just as fast</b>", moved=moved)
    factor = number(abs(slope))
    if slope > 0:
        return say("{moved} rises <b>{factor}</b> times as fast", moved=moved, factor=factor)
    return say("{moved} falls <b>{factor}</b> times as fast", moved=moved, factor=factor)


def _at_kink(s: Subject, name: str, below: float, above: float) -> Message:
    sides = say(
        "{x} is at a kink: as it starts to rise, {rising}; as it starts to fall, {falling}.",
        x=name,
        rising=moves("l", above),
        falling=moves("l", -below),
    )
    taken = [_taken(kind) for kind in sorted(met(s.whole))]
    return joined([sides, *taken, say("So {gradient}.", gradient=named_value(s.name, s.value))])


def _taken(kind: str) -> Message:
    """Return what the slope of an activation or a loss is taken to be at its kinks."""
    return CURVES[kind].at_kink if kind in CURVES else LOSS_WORDS[kind].at_kink


def _change(amount: float) -> Message:
    """Return what a whole step does to the loss, as a clause."""
    if amount == 0:
        return say("a whole step of 1 does not change l")
    if math.isnan(amount):
        return say("a whole step of 1 makes l not a number (NaN)")
    if math.isinf(amount):
        return say("a whole step of 1 makes l infinite")
    if amount > 0:
        return say("a whole step of 1 raises l by <b>{amount}</b>", amount=number(amount))
    return say("a whole step of 1 lowers l by <b>{amount}</b>", amount=number(-amount))


def _is_linear(s: Subject) -> bool:
    """Tell whether l is a straight line in an entry, all others kept."""
    passes = s.whole
    is_once = len(s.uses) == 1
    return is_once and is_linear(passes.loss_name) and not _bends(s) - {"identity"}


def _is_curved(s: Subject) -> bool:
    """Tell whether l bends smoothly in an entry, and not only at kinks."""
    loss, straight = s.whole.loss_name, {k for k, of in ELEMENTWISE.items() if of.is_straight}
    is_straight = (loss is None or LOSSES[loss].is_straight) and len(s.uses) == 1
    return not is_straight or bool(_bends(s) - straight)


def _bends(s: Subject) -> set[str]:
    """Return the kinds of activations between an entry and the loss."""
    first = s.layer + (s.role in ("Y", "P"))
    return {layer.kind for layer in s.whole.layers[first:]} - {"linear"}
