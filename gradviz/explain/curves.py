"""What people ask about activations, answered with the numbers of a cell."""

from gradviz.explain.activations import slope_at
from gradviz.explain.question import Why
from gradviz.explain.subject import Subject
from gradviz.language.activations import ACTIVATION_WORDS, CURVES
from gradviz.language.numbers import number
from gradviz.language.words import KIND_NAMES
from gradviz.messages.message import Message, joined, say, say_many


def why_activation(s: Subject) -> Why:
    """Tell what an activation is good for."""
    if s.kind == "softmax":
        return _why_shares(s)
    here = say(
        "Here it turns {x} = {value} into {y}.",
        x=s.of("X").name,
        value=number(s.value_of("X")),
        y=s.told,
    )
    return Why(
        say("What is {kind} for?", kind=KIND_NAMES[s.kind]), joined([*_use_between_layers(s), here])
    )


def _use_between_layers(s: Subject) -> tuple[Message, Message]:
    start = say("Two linear layers in a row are one: their matrices multiply into a single matrix.")
    if s.kind == "identity":
        return start, say(
            "A function that bends keeps them apart; the identity does not bend, and is there to "
            "compare with."
        )
    return start, say(
        "A function that bends keeps them apart, and lets the network learn what no single matrix "
        "can. {clause:capital}.",
        clause=CURVES[s.kind].does,
    )


def _why_shares(s: Subject) -> Why:
    return Why(
        say("Why does softmax look at the whole sample?"),
        say(
            "It turns the numbers of {sample} into shares: each exp, divided by the sum of them "
            "all. So {y} depends on every number of its sample, not on {x} alone: where one share "
            "grows, the others shrink. That is why the gradient mixes on its way back.",
            sample=s.line("Y", "j"),
            y=s.name,
            x=s.of("X").name,
        ),
    )


def why_entry_by_entry(s: Subject) -> Why:
    """Tell why a gradient is multiplied entry by entry on its way through."""
    x, entries = s.of("X"), s.m * s.n
    alone = say_many(
        "{kind} works on each number by itself: {x} goes into {y} only, and here there is no other "
        "entry.",
        "{kind} works on each number by itself: {x} goes into {y} only, and the other entries do "
        "not depend on it.",
        entries,
        kind=ACTIVATION_WORDS[s.kind].title,
        x=x.name,
        y=s.of("Y").name,
    )
    product = say(
        "Its Jacobian has the slopes on its diagonal and zeros elsewhere, {size} numbers, and a "
        "product with a diagonal matrix is a product entry by entry. Here the slope at {x} = "
        "{value} is {slope}, so {x_grad} is that much of {y_grad}: {result}. Seen as a picture, "
        "the slopes are a mask that the gradient passes through.",
        size=f"{entries}×{entries}",
        x=x.name,
        value=x.told,
        slope=number(slope_at(s)),
        x_grad=s.of("X_grad").name,
        y_grad=s.of("Y_grad").name,
        result=s.of("X_grad").told,
    )
    return Why(
        say("Why is it multiplied entry by entry, with no matrix?"), joined([alone, product])
    )


def why_mixed(s: Subject) -> Why:
    """Tell why softmax mixes the gradients of a sample."""
    return Why(
        say("Why does softmax mix the gradients?"),
        say(
            "The shares of {sample} add up to 1, so raising {x} raises {y} and lowers all others. "
            "Each of these changes counts as {Y_grad} says; together that is {y} times the "
            "distance of {y_grad} from the mean of {Y_grad} in this sample, weighted by the "
            "shares. A number added to all gradients of the sample changes nothing, because the "
            "shares cannot all grow.",
            sample=s.of("Y").line("Y", "j"),
            x=s.of("X").name,
            y=s.of("Y").name,
            y_grad=s.of("Y_grad").name,
            Y_grad=s.called("Y_grad"),
        ),
    )
