"""Each activation as people write it: its name, its formulas, what it does, and its code.

What it computes is its entry in `gradviz.engine.rules`; an activation is these two and no more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gradviz.engine.rules import SLOPE, STRAIGHT
from gradviz.language.lines import bracketed
from gradviz.language.numbers import MINUS


def _nothing_special(x: float) -> str:  # noqa: ARG001 - whatever comes in
    return ""


@dataclass(frozen=True, slots=True)
class ActivationText:
    """A function of each number by itself, in letters and words.

    Attributes
    ----------
    value : callable
        From the input, a name or a number, to what is computed from it.
    slope : str
        The derivative at x, as a formula.
    does : str
        What it does to numbers.
    passing : callable
        From an input to what that does to the gradient; "" where the slope tells it.
    at_kink : str
        What its slope is taken to be where it has a kink.
    is_mask : bool
        Whether its slopes, 0 or 1, let a gradient pass or stop it.
    use : str
        Why it stands between two linear layers; "{kind}" and "{does}" are filled in.
    """

    value: Callable[[str], str]
    slope: str
    does: str
    passing: Callable[[float], str] = _nothing_special
    at_kink: str = ""
    is_mask: bool = False
    use: str = (
        "A function that bends keeps them apart, and lets the network learn what no single "
        "matrix can. {kind} {does}."
    )


@dataclass(frozen=True, slots=True)
class ActivationWords:
    """An activation as people write it.

    Attributes
    ----------
    name : str
        What they call it, "leaky relu".
    forward, back : str
        Y and X_grad in NumPy, with names in braces; "{samples}" is the axis along which the
        numbers of one sample run.
    curve : ActivationText or None
        None for what mixes the numbers of a sample.
    """

    name: str
    forward: str
    back: str
    curve: ActivationText | None


def _switch(rest: str) -> Callable[[float], str]:
    """Return what is said of a unit that is on above 0; `rest` of what passes below."""

    def passing(x: float) -> str:
        if x > 0:
            return "the unit is on (its input is above 0), so the gradient passes as it is"
        where = "is below 0" if x < 0 else "is exactly 0, where the slope is taken to be that below"
        return f"the unit is off (its input {where}), so {rest}"

    return passing


def _between_limits(x: float) -> str:
    """Say what passes between -1 and 1."""
    if -1 < x < 1:
        return f"the input is between {MINUS}1 and 1, so the gradient passes as it is"
    where = "beyond" if abs(x) > 1 else "exactly"
    rest = "" if abs(x) > 1 else ", where the slope is taken to be that beyond it"
    return f"the input is {where} {MINUS if x < 0 else ''}1{rest}, so nothing passes"


ACTIVATION_WORDS: Mapping[str, ActivationWords] = MappingProxyType(
    {
        "identity": ActivationWords(
            "identity",
            "{X}",
            "{Y_grad}",
            ActivationText(
                lambda x: x,
                "1",
                "passes every number as it is",
                lambda x: "nothing happens on the way",  # noqa: ARG005 - whatever comes in
                use="The identity is no such function: it is there to compare with.",
            ),
        ),
        "relu": ActivationWords(
            "relu",
            "np.maximum({X}, 0)",
            "np.where({X} <= 0, 0, 1) * {Y_grad}",
            ActivationText(
                lambda x: f"max(0, {x})",
                "1 for x > 0, else 0",
                "passes what is above 0 and makes the rest 0",
                _switch("nothing passes"),
                at_kink="that below 0",
                is_mask=True,
            ),
        ),
        "leaky_relu": ActivationWords(
            "leaky relu",
            f"np.where({{X}} > 0, {{X}}, {SLOPE} * {{X}})",
            f"np.where({{X}} > 0, 1, {SLOPE}) * {{Y_grad}}",
            ActivationText(
                lambda x: f"max({x}, {SLOPE}·{bracketed(x)})",
                f"1 for x > 0, else {SLOPE}",
                f"passes what is above 0 and {SLOPE} of the rest",
                _switch(f"only {SLOPE} of it passes"),
                at_kink="that below 0",
            ),
        ),
        "sigmoid": ActivationWords(
            "sigmoid",
            "sigmoid({X})",
            "sigmoid({X}) * sigmoid(-{X}) * {Y_grad}  # {Y} * (1 - {Y}), to all digits",
            ActivationText(
                lambda x: f"1 / (1 + exp({MINUS}{bracketed(x)}))",
                "sigmoid(x) · (1 − sigmoid(x))",
                "squeezes every number into 0 to 1",
            ),
        ),
        "tanh": ActivationWords(
            "tanh",
            "np.tanh({X})",
            "4 * sigmoid(2 * {X}) * sigmoid(-2 * {X}) * {Y_grad}  # 1 - {Y}**2, to all digits",
            ActivationText(
                lambda x: f"tanh({x})", "1 − tanh(x)²", f"squeezes every number into {MINUS}1 to 1"
            ),
        ),
        "softplus": ActivationWords(
            "softplus",
            f"np.where({{X}} > {STRAIGHT:g}, {{X}}, np.logaddexp(0, {{X}}))",
            f"np.where({{X}} > {STRAIGHT:g}, 1, sigmoid({{X}})) * {{Y_grad}}",
            ActivationText(
                lambda x: f"log(1 + exp({x}))",
                "sigmoid(x)",
                "is a relu with its corner rounded off",
            ),
        ),
        "gelu": ActivationWords(
            "gelu",
            "{X} * cdf({X})",
            "(cdf({X}) + {X} * pdf({X})) * {Y_grad}",
            ActivationText(
                lambda x: f"{bracketed(x)} · Φ({x})",
                "Φ(x) + x · φ(x)",
                "passes the share Φ(x) of x, Φ being the normal distribution",
            ),
        ),
        "silu": ActivationWords(
            "silu",
            "{X} * sigmoid({X})",
            "sigmoid({X}) * (1 + {X} * sigmoid(-{X})) * {Y_grad}",
            ActivationText(
                lambda x: f"{bracketed(x)} · sigmoid({x})",
                "sigmoid(x) · (1 + x · (1 − sigmoid(x)))",
                "passes the share sigmoid(x) of x",
            ),
        ),
        "elu": ActivationWords(
            "elu",
            "np.where({X} > 0, {X}, np.expm1(np.minimum({X}, 0)))",
            "np.where({X} <= 0, np.exp(np.minimum({X}, 0)), 1) * {Y_grad}",
            ActivationText(
                lambda x: f"max(0, {x}) + min(0, exp({x}) − 1)",
                "1 for x > 0, else exp(x)",
                f"passes what is above 0 and bends the rest towards {MINUS}1",
                lambda x: "the input is above 0, so the gradient passes as it is" if x > 0 else "",
            ),
        ),
        "hardtanh": ActivationWords(
            "hardtanh",
            "np.clip({X}, -1, 1)",
            "np.where(({X} <= -1) | ({X} >= 1), 0, 1) * {Y_grad}",
            ActivationText(
                lambda x: f"max({MINUS}1, min(1, {x}))",
                f"1 for {MINUS}1 < x < 1, else 0",
                f"passes what is between {MINUS}1 and 1 and cuts off the rest",
                _between_limits,
                at_kink="that beyond it, 0",
                is_mask=True,
            ),
        ),
        "softmax": ActivationWords(
            "softmax",
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
