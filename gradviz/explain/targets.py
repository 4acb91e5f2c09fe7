"""What is said of targets: what an entry of T asks for, and how far Y is from it."""

import math

from gradviz.engine.losses import is_of_softmax
from gradviz.explain.not_finite import not_finite
from gradviz.explain.residuals import probability
from gradviz.explain.subject import Subject
from gradviz.language.english import named_value
from gradviz.language.numbers import number
from gradviz.messages.message import Message, Part, joined, say, say_many


def target_words(s: Subject) -> Message:
    """Say what an entry of T asks for, and which way that pulls."""
    y, gradient = s.of("Y"), s.of("Y_grad")
    if not math.isfinite(gradient.value):
        purpose = say("{t} is what {y} should become.", t=s.name, y=y.name)
        return joined([purpose, not_finite(gradient)])
    return joined([_wanted(s), _pull(y, gradient)])


def _wanted(s: Subject) -> Message:
    """Say what an entry of T asks for, and what there is."""
    y = s.of("Y")
    if not is_of_softmax(s.passes.loss_name):
        return say(
            "{t} = {wanted} is what {y} should become; it is {now}.",
            t=s.name,
            wanted=s.told,
            y=y.name,
            now=y.told,
        )
    parts: dict[str, Part] = {
        "t": s.name,
        "wanted": s.told,
        "i": s.count("i"),
        "j": s.count("j"),
        "now": number(probability(s.passes, s.ref)),
    }
    if s.is_row("T", "i"):
        return say(
            "{t} = {wanted} is the probability that row {i} should get in column {j}; softmax "
            "gives it {now}.",
            **parts,
        )
    return say(
        "{t} = {wanted} is the probability that column {i} should get in row {j}; softmax gives "
        "it {now}.",
        **parts,
    )


def _pull(y: Subject, gradient: Subject) -> Message:
    """Say which way the loss wants an entry of Y to go."""
    if gradient.value == 0:
        return say("{gradient} = 0: nothing pulls there.", gradient=gradient.name)
    slope = named_value(gradient.name, gradient.value)
    if gradient.value > 0:
        return say("{slope}: the loss falls as {y} goes down.", slope=slope, y=y.name)
    return say("{slope}: the loss falls as {y} goes up.", slope=slope, y=y.name)


def beside_target(s: Subject) -> Message:
    """Say how far an entry of Y, or its probability, is from its target."""
    t = s.value_of("T")
    if is_of_softmax(s.passes.loss_name):
        return _share_of_probability(s, probability(s.passes, s.ref), t)
    y, name = s.value_of("Y"), s.of("Y").name
    if y == t:
        return say("{y} is exactly at its target, {t}.", y=name, t=number(t))
    distance = number(abs(y - t))
    if y > t:
        return say("{y} is {d} above its target, {t}.", y=name, d=distance, t=number(t))
    return say("{y} is {d} below its target, {t}.", y=name, d=distance, t=number(t))


def _share_of_probability(s: Subject, p: float, t: float) -> Message:
    parts: dict[str, Part] = {
        "y": s.of("Y").name,
        "p": number(p),
        "t": number(t),
        "d": number(abs(p - t)),
    }
    if p == t:
        return say(
            "Softmax turns {y} into the probability {p}; the target is {t}, exactly that.", **parts
        )
    if p > t:
        told = say(
            "Softmax turns {y} into the probability {p}; the target is {t}, so it is {d} too much.",
            **parts,
        )
    else:
        told = say(
            "Softmax turns {y} into the probability {p}; the target is {t}, so it is {d} too "
            "little.",
            **parts,
        )
    if s.n == 1:
        return told
    counts = say_many(
        "The {count} sample counts for all of the loss.",
        "Each of the {count} samples counts for 1/{count} of the loss.",
        s.n,
    )
    return joined([told, counts])
