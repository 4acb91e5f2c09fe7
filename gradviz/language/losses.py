"""Each loss as people write it: its name, its formulas, its code, and what is said of it.

What it computes is its entry in `gradviz.engine.rules`; a loss is these two and no more. Code and
slopes have named parts in braces, which are filled in with names and numbers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gradviz.language.loss_sentences import (
    Output,
    absolute_origin,
    absolute_why,
    huber_origin,
    huber_why,
    mean_caption,
    mean_origin,
    mean_why,
    softmax_caption,
    softmax_why,
)
from gradviz.messages.message import NOTHING, Message, say, verbatim


@dataclass(frozen=True, slots=True)
class LossWords:
    """A loss as people write it.

    Attributes
    ----------
    name, title : callable
        From the name of the output to what they call the loss; `title` where it is chosen.
    formula, seed : callable
        From the name of the output to l and to its gradient.
    value_code, seed_code : str
        The same in NumPy; "{samples}" is the axis along which the numbers of one sample run,
        "{count}" the other.
    caption : callable
        From the output to what happens as Y_grad is written.
    origin : callable
        From the output to a sentence on the number of an entry, after how far from its target
        that is.
    why : callable
        From the output, the name of an entry, and its gradient, "Y_grad[1,2] = 3", to why that is
        what it is.
    signs : tuple of str
        What stands between Y, T and Y_grad where they are drawn side by side.
    slope : str
        The gradient of an entry; "{d}" stands for the difference y − t, "{size}" for M·N.
    times : callable
        From a difference to what it is multiplied by in it; None where it is no multiple of it.
    target_slope : str
        What T_grad would be. Parts: "{gradient}", that of the entry of Y; "{place}", "[1,2]".
    at_kink : Message
        What its slope at a kink is taken to be, as a sentence.
    bowl : str
        How steeply l bends, at most, as W moves, where it is a bowl.
    """

    name: Callable[[str], Message]
    title: Callable[[str], Message]
    formula: Callable[[str], Message]
    seed: Callable[[str], Message]
    value_code: str
    seed_code: str
    caption: Callable[[Output], Message]
    origin: Callable[[Output], Message]
    why: Callable[[Output, str, str], Message] = lambda of, y, here: NOTHING  # noqa: ARG005 - none
    signs: tuple[str, ...] = ("→",)
    slope: str = ""
    times: Callable[[float], int | None] = lambda d: None  # noqa: ARG005 - whatever it is
    target_slope: str = "−{gradient}"
    at_kink: Message = NOTHING
    bowl: str = ""


def _always(message: Message) -> Callable[[object], Message]:
    return lambda of: message  # noqa: ARG005 - whatever it is


LOSS_WORDS: Mapping[str, LossWords] = MappingProxyType(
    {
        "squared_error": LossWords(
            name=_always(say("squared error")),
            title=lambda Y: say("squared error  ½ Σ ({Y}−T)²", Y=Y),
            formula=lambda Y: verbatim(f"l = ½ Σ ({Y} − T)²"),
            seed=lambda Y: verbatim(f"{Y}_grad = {Y} − T"),
            value_code="l = (({Y} - T)**2).sum() / 2",
            seed_code="{Y_grad} = {Y} - T",
            caption=lambda of: say(
                "The gradient of squared error is the distance from the target, {Y} − T", Y=of.Y
            ),
            origin=lambda of: say(
                "The slope of ½({Y} − T)² is that distance itself, {Y} − T.", Y=of.Y
            ),
            why=lambda of, y, here: say(
                "The loss is ½ Σ ({Y} − T)², and {y} appears in it just once; the derivative of "
                "½ ({Y} − T)² is {Y} − T, as the 2 of the square and the ½ cancel: {here}.",
                Y=of.Y,
                y=y,
                here=here,
            ),
            signs=("−", "="),
            slope="{d}",
            times=lambda d: 1,  # noqa: ARG005 - whatever it is
            bowl="λmax(X Xᵀ)",
        ),
        "mse": LossWords(
            name=_always(say("mean squared error")),
            title=_always(say("mean squared error")),
            formula=lambda Y: verbatim(f"l = mean ({Y} − T)²"),
            seed=lambda Y: verbatim(f"{Y}_grad = 2 ({Y} − T) / (M N)"),
            value_code="l = (({Y} - T)**2).mean()",
            seed_code="{Y_grad} = 2 * ({Y} - T) / {Y}.size",
            caption=mean_caption,
            origin=mean_origin,
            why=mean_why,
            signs=("−", "→"),
            slope="2 · ({d}) / {size}",
            times=lambda d: 2,  # noqa: ARG005 - whatever it is
            bowl="(2 λmax(X Xᵀ) / MN)",
        ),
        "huber": LossWords(
            name=_always(say("Huber loss")),
            title=_always(say("mean Huber loss")),
            formula=lambda Y: verbatim(f"l = mean huber({Y} − T)"),
            seed=lambda Y: verbatim(f"{Y}_grad = clip({Y} − T, −1, 1) / (M N)"),
            value_code="l = np.where(np.abs({Y} - T) < 1, ({Y} - T)**2 / 2, np.abs({Y} - T) - 0.5)"
            ".mean()",
            seed_code="{Y_grad} = np.clip({Y} - T, -1, 1) / {Y}.size",
            caption=lambda of: say(
                "The distance from the target is cut off at −1 and 1, then divided by {size}",
                size=of.entries,
            ),
            origin=huber_origin,
            why=huber_why,
            signs=("−", "→"),
            slope="clip({d}, −1, 1) / {size}",
            times=lambda d: 1 if abs(d) <= 1 else None,
        ),
        "l1": LossWords(
            name=_always(say("mean absolute error")),
            title=_always(say("mean absolute error (l1)")),
            formula=lambda Y: verbatim(f"l = mean |{Y} − T|"),
            seed=lambda Y: verbatim(f"{Y}_grad = sign({Y} − T) / (M N)"),
            value_code="l = np.abs({Y} - T).mean()",
            seed_code="{Y_grad} = np.sign({Y} - T) / {Y}.size",
            caption=lambda of: say(
                "However far off an entry is, only the sign of {Y} − T counts, divided by {size}",
                Y=of.Y,
                size=of.entries,
            ),
            origin=absolute_origin,
            why=absolute_why,
            signs=("−", "→"),
            slope="sign({d}) / {size}",
            at_kink=say(
                "At its kink, the slope of the absolute error is taken to be 0, between the two."
            ),
        ),
        "cross_entropy": LossWords(
            name=_always(say("cross entropy")),
            title=_always(say("cross entropy")),
            formula=_always(say("l = cross entropy")),
            seed=lambda Y: verbatim(f"{Y}_grad = (softmax {Y} − T) / N"),
            value_code="l = -np.sum(T * log_softmax({Y}, axis={samples}), where=T != 0)"
            " / {Y}.shape[{count}]",  # a log of 0 counts where T does
            seed_code="{Y_grad} = (softmax({Y}, axis={samples}) - T) / {Y}.shape[{count}]",
            caption=softmax_caption,
            origin=_always(NOTHING),
            why=softmax_why,
            signs=("", "→"),
            slope="({d}) / {size}",
            times=lambda d: 1,  # noqa: ARG005 - whatever it is
            target_slope="−log P{place} / N",
        ),
        "sum": LossWords(
            name=lambda Y: say("sum of {Y}", Y=Y),
            title=lambda Y: say("sum of {Y}", Y=Y),
            formula=lambda Y: verbatim(f"l = Σ {Y}"),
            seed=lambda Y: verbatim(f"{Y}_grad = 1"),
            value_code="l = {Y}.sum()",
            seed_code="{Y_grad} = np.ones_like({Y})",
            caption=lambda of: say(
                "Every entry of {Y} counts once in the loss, so each gradient is 1", Y=of.Y
            ),
            origin=lambda of: say(
                "The loss is the sum of all entries of {Y}, so it follows each of them one to one.",
                Y=of.Y,
            ),
            why=lambda of, y, here: say(  # noqa: ARG005 - whichever it is
                "The loss adds up all entries of {Y}, so it follows each of them one to one: "
                "{here}, as everywhere else.",
                Y=of.Y,
                here=here,
            ),
        ),
        "seed": LossWords(
            name=_always(say("typed in by hand")),
            title=lambda Y: say("seed: {Y}_grad by hand", Y=Y),
            formula=lambda Y: say("{Y}_grad typed in", Y=Y),
            seed=lambda Y: say("{Y}_grad, by hand", Y=Y),
            value_code="",
            seed_code="",
            caption=_always(say("The seed of the backward pass was typed in by hand")),
            origin=lambda of: say(
                "This number is the seed: it was typed in. It stands for the loss "
                "l = ⟨{Y}_grad, {Y}⟩.",
                Y=of.Y,
            ),
        ),
    }
)
