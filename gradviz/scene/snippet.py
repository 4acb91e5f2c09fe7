"""The passes of a network as NumPy code, in the convention in which they are shown."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from gradviz.engine.rules import SLOPE
from gradviz.engine.wiring import LayerNames
from gradviz.scene.notation import Notation

_LOGISTIC = "1 / (1 + np.exp(-{X}))"

_FORWARD: Mapping[str, str] = MappingProxyType(
    {
        "identity": "{X}",
        "relu": "np.maximum({X}, 0)",
        "leaky_relu": f"np.where({{X}} > 0, {{X}}, {SLOPE} * {{X}})",
        "sigmoid": _LOGISTIC,
        "tanh": "np.tanh({X})",
        "softplus": "np.logaddexp(0, {X})",
        "gelu": "{X} * norm.cdf({X})",
        "softmax": "softmax({X}, axis={samples})",
    }
)
_BACK: Mapping[str, str] = MappingProxyType(
    {
        "identity": "{Y_grad}",
        "relu": "({X} > 0) * {Y_grad}",
        "leaky_relu": f"np.where({{X}} > 0, 1, {SLOPE}) * {{Y_grad}}",
        "sigmoid": "{Y} * (1 - {Y}) * {Y_grad}",
        "tanh": "(1 - {Y}**2) * {Y_grad}",
        "softplus": "{Y_grad} / (1 + np.exp(-{X}))",
        "gelu": "(norm.cdf({X}) + {X} * norm.pdf({X})) * {Y_grad}",
        "softmax": "{Y} * ({Y_grad} - ({Y} * {Y_grad}).sum(axis={samples}, keepdims=True))",
    }
)
_SEEDS: Mapping[str, str] = MappingProxyType(
    {
        "seed": "# {Y_grad}: by hand, the size of {Y}",
        "sum": "{Y_grad} = np.ones_like({Y})",
        "squared_error": "{Y_grad} = {Y} - T",
        "mse": "{Y_grad} = 2 * ({Y} - T) / {Y}.size",
        "cross_entropy": "{Y_grad} = (softmax({Y}, axis={samples}) - T) / {Y}.shape[{count}]",
    }
)
_IMPORTS = {
    "np.": "import numpy as np",
    "softmax(": "from scipy.special import softmax",
    "norm.": "from scipy.stats import norm",
}


def as_code(layers: Sequence[LayerNames], notation: Notation, loss: str = "seed") -> str:
    """Return the forward pass, the gradient of the loss, and the backward pass as NumPy code.

    Parameters
    ----------
    layers : sequence of LayerNames
        As `Passes.layers` has them.
    notation : Notation
        Its convention decides how matrices are laid out; its layer is not looked at.
    loss : str
        Name of the loss, "seed" for a seed by hand.

    Returns
    -------
    str
        Without a newline at the end. Imports come first, those that are needed.

    Examples
    --------
    >>> print(as_code([LayerNames("linear", "W", None, "X", "Y")], Notation(convention="xwt")))
    Y = X @ W.T
    # Y_grad: by hand, the size of Y
    X_grad = Y_grad @ W
    W_grad = Y_grad.T @ X
    """
    forward = [_forward(notation.of_layer(layer), layer) for layer in layers]
    seed = _filled(_SEEDS[loss], notation.of_layer(layers[-1]))
    back: list[str] = []
    for layer in reversed(layers):
        back += _back(notation.of_layer(layer), layer, set(_assigned(back)))
    code = [*forward, seed, *back]
    imports = [line for mark, line in _IMPORTS.items() if any(mark in told for told in code)]
    return "\n".join([*imports, *([""] if imports else []), *code])


def _assigned(lines: Sequence[str]) -> Iterator[str]:
    """Return the names that lines of code assign to."""
    return (line.split(" ")[0] for line in lines)


def _forward(notation: Notation, layer: LayerNames) -> str:
    if not layer.is_linear:
        return f"{layer.Y} = " + _filled(_FORWARD[layer.kind], notation)
    bias = f" + {layer.b}" if layer.b else ""
    return f"{layer.Y} = {_product(notation, 'Y')}{bias}"


def _back(notation: Notation, layer: LayerNames, known: set[str]) -> list[str]:
    """Return the gradients of a layer; what another use has said already is added to."""
    to_input = layer.name("X_grad")
    if not layer.is_linear:
        return [f"{to_input} = " + _filled(_BACK[layer.kind], notation)]
    lines = [f"{to_input} = {_product(notation, 'X_grad')}"]
    made = {"W_grad": _product(notation, "W_grad")}
    if layer.b:
        axis = 1 - _samples(notation)
        made["b_grad"] = f"{layer.name('Y_grad')}.sum(axis={axis}, keepdims=True)"
    for role, told in made.items():
        name = layer.name(role)
        lines.append(f"{name} {'+=' if name in known else '='} {told}")
    return lines


def _product(notation: Notation, role: str) -> str:
    return " @ ".join(notation.factors(role)).replace("^T", ".T")


def _samples(notation: Notation) -> int:
    """Return the axis along which the numbers of one sample run."""
    return 1 if notation.is_flipped("Y") else 0


def _filled(code: str, notation: Notation) -> str:
    names = {role: notation.name(role) for role in ("X", "Y", "Y_grad")}
    samples = _samples(notation)
    return code.format(**names, samples=samples, count=1 - samples)
