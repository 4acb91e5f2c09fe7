"""Each activation as people write it: its name, its formulas, what it does, and its code.

What it computes is its entry in `gradviz.engine.rules`; an activation is these two and no more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gradviz.engine.rules import SLOPE, STRAIGHT
from gradviz.language.lines import bracketed
from gradviz.language.numbers import MINUS
from gradviz.messages.message import NOTHING, Message, Text, say


def _nothing_special(x: float) -> Message:  # noqa: ARG001 - whatever comes in
    return NOTHING


@dataclass(frozen=True, slots=True)
class ActivationText:
    """A function of each number by itself, in letters and words.

    Attributes
    ----------
    value : callable
        From the input, a name or a number, to what is computed from it.
    slope : Text
        The derivative at x, as a formula.
    does : Message
        What it does to numbers, as a clause.
    passing : callable
        From an input to what that does to the gradient, as a clause; nothing where the slope
        tells it.
    at_kink : Message
        What its slope is taken to be where it has a kink, as a sentence.
    is_mask : bool
        Whether its slopes, 0 or 1, let a gradient pass or stop it.
    """

    value: Callable[[str], str]
    slope: Text
    does: Message
    passing: Callable[[float], Message] = _nothing_special
    at_kink: Message = NOTHING
    is_mask: bool = False


@dataclass(frozen=True, slots=True)
class ActivationWords:
    """An activation as people write it.

    Attributes
    ----------
    name : str
        What they call it, "leaky relu".
    title : Message
        The same as a title.
    forward, back : str
        Y and X_grad in NumPy, with names in braces; "{samples}" is the axis along which the
        numbers of one sample run.
    curve : ActivationText or None
        None for what mixes the numbers of a sample.
    """

    name: str
    title: Message
    forward: str
    back: str
    curve: ActivationText | None


_PASSES = say("the unit is on (its input is above 0), so the gradient passes as it is")


def _passing_relu(x: float) -> Message:
    if x > 0:
        return _PASSES
    if x < 0:
        return say("the unit is off (its input is below 0), so nothing passes")
    return say(
        "the unit is off (its input is exactly 0, where the slope is taken to be the one below 0), "
        "so nothing passes"
    )


def _passing_leaky(x: float) -> Message:
    if x > 0:
        return _PASSES
    if x < 0:
        return say(
            "the unit is off (its input is below 0), so only {slope} of it passes", slope=str(SLOPE)
        )
    return say(
        "the unit is off (its input is exactly 0, where the slope is taken to be the one below 0), "
        "so only {slope} of it passes",
        slope=str(SLOPE),
    )


def _passing_elu(x: float) -> Message:
    if x > 0:
        return say("the input is above 0, so the gradient passes as it is")
    return NOTHING


def _passing_hardtanh(x: float) -> Message:
    if -1 < x < 1:
        return say("the input is between −1 and 1, so the gradient passes as it is")
    limit = f"{MINUS}1" if x < 0 else "1"
    if abs(x) > 1:
        return say("the input is beyond {limit}, so nothing passes", limit=limit)
    return say(
        "the input is exactly {limit}, where the slope is taken to be the one beyond it, so "
        "nothing passes",
        limit=limit,
    )


ACTIVATION_WORDS: Mapping[str, ActivationWords] = MappingProxyType(
    {
        "identity": ActivationWords(
            "identity",
            say("Identity"),
            "{X}",
            "{Y_grad}",
            ActivationText(
                lambda x: x,
                "1",
                say("identity passes every number as it is"),
                lambda x: say("nothing happens on the way"),  # noqa: ARG005 - whatever comes in
            ),
        ),
        "relu": ActivationWords(
            "relu",
            say("Relu"),
            "np.maximum({X}, 0)",
            "np.where({X} <= 0, 0, 1) * {Y_grad}",
            ActivationText(
                lambda x: f"max(0, {x})",
                say("1 for x > 0, else 0"),
                say("relu passes what is above 0 and makes the rest 0"),
                _passing_relu,
                at_kink=say("At its kink, the slope of relu is taken to be the one below 0."),
                is_mask=True,
            ),
        ),
        "leaky_relu": ActivationWords(
            "leaky relu",
            say("Leaky relu"),
            f"np.where({{X}} > 0, {{X}}, {SLOPE} * {{X}})",
            f"np.where({{X}} > 0, 1, {SLOPE}) * {{Y_grad}}",
            ActivationText(
                lambda x: f"max({x}, {SLOPE}·{bracketed(x)})",
                say("1 for x > 0, else {slope}", slope=str(SLOPE)),
                say("leaky relu passes what is above 0 and {slope} of the rest", slope=str(SLOPE)),
                _passing_leaky,
                at_kink=say("At its kink, the slope of leaky relu is taken to be the one below 0."),
            ),
        ),
        "sigmoid": ActivationWords(
            "sigmoid",
            say("Sigmoid"),
            "sigmoid({X})",
            "sigmoid({X}) * sigmoid(-{X}) * {Y_grad}  # {Y} * (1 - {Y}), to all digits",
            ActivationText(
                lambda x: f"1 / (1 + exp({MINUS}{bracketed(x)}))",
                "sigmoid(x) · (1 − sigmoid(x))",
                say("sigmoid squeezes every number into the range from 0 to 1"),
            ),
        ),
        "tanh": ActivationWords(
            "tanh",
            say("Tanh"),
            "np.tanh({X})",
            "4 * sigmoid(2 * {X}) * sigmoid(-2 * {X}) * {Y_grad}  # 1 - {Y}**2, to all digits",
            ActivationText(
                lambda x: f"tanh({x})",
                "1 − tanh(x)²",
                say("tanh squeezes every number into the range from −1 to 1"),
            ),
        ),
        "softplus": ActivationWords(
            "softplus",
            say("Softplus"),
            f"np.where({{X}} > {STRAIGHT:g}, {{X}}, np.logaddexp(0, {{X}}))",
            f"np.where({{X}} > {STRAIGHT:g}, 1, sigmoid({{X}})) * {{Y_grad}}",
            ActivationText(
                lambda x: f"log(1 + exp({x}))",
                "sigmoid(x)",
                say("softplus is a relu with its corner rounded off"),
            ),
        ),
        "gelu": ActivationWords(
            "gelu",
            say("Gelu"),
            "{X} * cdf({X})",
            "(cdf({X}) + {X} * pdf({X})) * {Y_grad}",
            ActivationText(
                lambda x: f"{bracketed(x)} · Φ({x})",
                "Φ(x) + x · φ(x)",
                say("gelu passes the share Φ(x) of x, where Φ is the normal distribution"),
            ),
        ),
        "silu": ActivationWords(
            "silu",
            say("Silu"),
            "{X} * sigmoid({X})",
            "sigmoid({X}) * (1 + {X} * sigmoid(-{X})) * {Y_grad}",
            ActivationText(
                lambda x: f"{bracketed(x)} · sigmoid({x})",
                "sigmoid(x) · (1 + x · (1 − sigmoid(x)))",
                say("silu passes the share sigmoid(x) of x"),
            ),
        ),
        "elu": ActivationWords(
            "elu",
            say("Elu"),
            "np.where({X} > 0, {X}, np.expm1(np.minimum({X}, 0)))",
            "np.where({X} <= 0, np.exp(np.minimum({X}, 0)), 1) * {Y_grad}",
            ActivationText(
                lambda x: f"max(0, {x}) + min(0, exp({x}) − 1)",
                say("1 for x > 0, else exp(x)"),
                say("elu passes what is above 0 and bends the rest towards −1"),
                _passing_elu,
            ),
        ),
        "hardtanh": ActivationWords(
            "hardtanh",
            say("Hardtanh"),
            "np.clip({X}, -1, 1)",
            "np.where(({X} <= -1) | ({X} >= 1), 0, 1) * {Y_grad}",
            ActivationText(
                lambda x: f"max({MINUS}1, min(1, {x}))",
                say("1 for −1 < x < 1, else 0"),
                say("hardtanh passes what is between −1 and 1 and cuts off the rest"),
                _passing_hardtanh,
                at_kink=say(
                    "At its kinks, the slope of hardtanh is taken to be the one beyond them, 0."
                ),
                is_mask=True,
            ),
        ),
        "softmax": ActivationWords(
            "softmax",
            say("Softmax"),
            "softmax({X}, axis={samples})",
            "{Y} * ({Y_grad} - ({Y} * {Y_grad}).sum(axis={samples}, keepdims=True))",
            None,
        ),
    }
)

CURVES: Mapping[str, ActivationText] = MappingProxyType(
    {name: words.curve for name, words in ACTIVATION_WORDS.items() if words.curve is not None}
)
"""The activations that work on each number by itself."""
