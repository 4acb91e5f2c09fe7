"""What a gradient means in words: a slope, and what a whole step does beside it."""

import math

from gradviz.engine.checking.kinks import met, slopes_beside
from gradviz.engine.losses import is_linear
from gradviz.engine.rules import ELEMENTWISE, LOSSES
from gradviz.explain.subject import Subject
from gradviz.explain.whole_steps import is_lost, step_change
from gradviz.language.activations import CURVES
from gradviz.language.english import listed, named_value
from gradviz.language.losses import LOSS_WORDS
from gradviz.language.numbers import number
from gradviz.language.words import KIND_NAMES
from gradviz.messages.line import Line, Run


def slope_sentence(s: Subject, *, with_gradient: bool = False) -> Line:
    """Return "As X[1,1] starts to rise, l rises 2 times as fast."; `s` is the gradient, finite.

    Where l is linear in the entry, it need not only start to. At a kink both sides are told.
    `with_gradient` ends it with the equation of the gradient.
    """
    primal = s.of(s.role.removesuffix("_grad"))
    beside = slopes_beside(s.whole, primal.ref_in_network)
    if beside is not None:
        return _at_kink(s, primal.name, *beside)
    start = "rises" if _is_linear(primal) else "starts to rise"
    told = f": {named_value(s.name, s.value)}" if with_gradient else ""
    return Run(f"As {primal.name} {start}, l "), *moves(s.value), Run(f"{told}.")


def whole_step(s: Subject, gradient: Subject) -> Line:
    """Return what raising an entry of W, X or b by 1 does, as a sentence after its slope."""
    if _is_linear(s):
        return (Run(" The loss is linear in it, so this holds for a step of any size."),)
    change = step_change(s.whole, s.ref_in_network) or 0.0
    if is_lost(s.whole, s.ref_in_network, change):
        return (Run(" What a whole step of 1 does is lost in rounding: l is too large beside it."),)
    start = Run(" A whole step of 1 ")
    beside = slopes_beside(s.whole, s.ref_in_network)
    if number(change) == (gradient.told if beside is None else number(beside[1])):
        return start, *_change(change), Run(" either." if change == 0 else ", too.")
    if not math.isfinite(change):
        return start, *_change(change), Run(".")
    why = "the loss is curved" if _is_curved(s) else "the loss has a kink on the way"
    fits = "the smaller the step, the better the slope fits"
    return start, *_change(change), Run(f", because {why}; {fits}.")


def moves(slope: float) -> Line:
    """Return how fast a number moves while another rises: "rises 2 times as fast"; finite.

    Examples
    --------
    >>> from gradviz.messages.line import plain
    >>> [plain(moves(slope)) for slope in (3.0, -1.0, 0.0)]
    ['rises 3 times as fast', 'falls just as fast', 'stays where it is']
    """
    if slope == 0:
        return (Run("stays where it is"),)
    verb = "rises" if slope > 0 else "falls"
    if abs(slope) == 1:
        return Run(f"{verb} "), Run("just as fast", "strong")
    return Run(f"{verb} "), Run(number(abs(slope)), "strong"), Run(" times as fast")


def _at_kink(s: Subject, name: str, below: float, above: float) -> Line:
    return (
        Run(f"{name} is at a kink: as it starts to rise, l "),
        *moves(above),
        Run("; as it starts to fall, l "),
        *moves(-below),
        Run(
            f". At the kink itself the slope of {_taken(s)}, and so {named_value(s.name, s.value)}."
        ),
    )


def _taken(s: Subject) -> str:
    """Say what the slopes at the kinks are taken to be: "relu is taken to be that below 0"."""
    taken: dict[str, set[str]] = {}
    for kind in met(s.whole):
        name, at_kink = _kinked(kind)
        taken.setdefault(at_kink, set()).add(name)
    told = [(listed(sorted(names)), at_kink) for at_kink, names in taken.items()]
    first, *others = told
    return listed(
        [
            f"{first[0]} is taken to be {first[1]}",
            *(f"that of {names} to be {at_kink}" for names, at_kink in others),
        ]
    )


def _kinked(kind: str) -> tuple[str, str]:
    """Return what has a kink in an activation or a loss, and what its slope there is."""
    if kind in CURVES:
        return KIND_NAMES[kind], CURVES[kind].at_kink
    return LOSS_WORDS[kind].kinked, LOSS_WORDS[kind].at_kink


def _change(amount: float) -> Line:
    if amount == 0:
        return (Run("does not change l"),)
    if not math.isfinite(amount):
        return (Run(f"makes l {'not a number (NaN)' if math.isnan(amount) else 'infinite'}"),)
    verb = "raises" if amount > 0 else "lowers"
    return Run(f"{verb} l by "), Run(number(abs(amount)), "strong")


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
