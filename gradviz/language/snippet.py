"""The passes of a network as NumPy code, in the convention in which they are shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from textwrap import dedent
from types import MappingProxyType

import numpy as np

from gradviz.arrays import Matrix, size
from gradviz.engine.passes import Passes
from gradviz.engine.wiring import LayerNames
from gradviz.language.activations import ACTIVATION_WORDS
from gradviz.language.losses import LOSS_WORDS
from gradviz.language.notation import Notation
from gradviz.messages.message import say

_MOST_ENTRIES = 4096
"""Of a matrix that is written out."""
_WIDTH = 96
_IMPORTS: Mapping[str, str] = MappingProxyType(
    {"math.": "import math", "np.": "import numpy as np"}
)
_FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {  # each without overflow, however large X is
        "sigmoid": """
            def sigmoid(X):
                E = np.exp(-np.abs(X))
                return np.where(X < 0, E, 1) / (1 + E)
            """,
        "log_softmax": """
            def log_softmax(X, axis):
                Z = X - X.max(axis=axis, keepdims=True)
                return Z - np.log(np.exp(Z).sum(axis=axis, keepdims=True))
            """,
        "softmax": """
            def softmax(X, axis):
                return np.exp(log_softmax(X, axis))
            """,
        "cdf": """
            @np.vectorize
            def cdf(x):
                return math.erfc(-x / math.sqrt(2)) / 2  # of a standard normal distribution
            """,
        "pdf": """
            def pdf(X):
                return np.exp(-(X**2) / 2) / np.sqrt(2 * np.pi)
            """,
    }
)
_LARGE = 1e150
"""The square of what is larger may be infinite."""
_QUIET = 'np.seterr(all="ignore")'
_MEANT = say("NaN and infinities are meant")


def as_code(passes: Passes, notation: Notation) -> str:
    """Return the forward pass, the loss and the backward pass as NumPy code that runs as it is.

    Parameters
    ----------
    passes : Passes
        Its given numbers come first; a matrix of more than 4096 entries is named only.
    notation : Notation
        Its convention decides how matrices are laid out; its layer is not looked at.

    Returns
    -------
    str
        Without a newline at the end. Imports and functions come first, those that are needed; it
        asks for NumPy only.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> print(as_code(backprop([[2, 0.5]], [[1], [4]]), Notation(convention="xwt")))
    import numpy as np
    <BLANKLINE>
    W = np.array([[2.0, 0.5]])
    X = np.array([[1.0, 4.0]])
    <BLANKLINE>
    Y = X @ W.T
    l = Y.sum()
    Y_grad = np.ones_like(Y)
    X_grad = Y_grad @ W
    W_grad = Y_grad.T @ X
    """
    loss = passes.loss_name or "seed"
    seed = passes.layers[-1].name("Y_grad") if loss == "seed" else ""
    given = [
        name
        for name in passes.names
        if name == seed or (passes.writer(name) is None and not name.startswith("P"))
    ]
    numbers = [_assignment(name, passes.matrix(name), notation) for name in given]
    code = [*numbers, "", *_passes(passes.layers, notation, loss)]
    functions: list[str] = []
    for name, told in reversed(list(_FUNCTIONS.items())):  # softmax calls one that comes before it
        if _is_in(f"{name}(", [*functions, *code]):
            functions = [*dedent(told).strip().splitlines(), "", "", *functions]
    imports = [line for mark, line in _IMPORTS.items() if _is_in(mark, [*functions, *code])]
    if not all(_is_moderate(passes.matrix(name)) for name in passes.names):
        imports.append(f"{_QUIET}  # {_MEANT.text(notation.language)}")
    blank = ["", ""] if functions else [""] if imports else []
    return "\n".join([*imports, *blank, *functions, *code])


def _is_in(mark: str, lines: Sequence[str]) -> bool:
    return any(re.search(rf"(?<![\w.]){re.escape(mark)}", line) for line in lines)


def _is_moderate(values: Matrix) -> bool:
    """Tell whether neither a number nor its square is infinite."""
    return bool((np.abs(values) < _LARGE).all())


def _passes(layers: Sequence[LayerNames], notation: Notation, loss: str) -> list[str]:
    """Return the lines of both passes."""
    forward = [_forward(notation.of_layer(layer), layer) for layer in layers]
    last = notation.of_layer(layers[-1])
    words = LOSS_WORDS[loss]
    ends = [_filled(code, last) for code in (words.value_code, words.seed_code) if code]
    back: list[str] = []
    for layer in reversed(layers):
        back += _back(notation.of_layer(layer), layer, set(_assigned(back)))
    return [*forward, *ends, *back]


def _assignment(name: str, values: Matrix, notation: Notation) -> str:
    """Return the line, or lines, that give a name its matrix as it is written."""
    shown = values.T if notation.is_flipped(name) else values
    if shown.size > _MOST_ENTRIES:
        told = say(
            "{matrix}: {size} numbers, which are too many to be written here",
            matrix=name,
            size=size(shown),
        )
        return f"# {told.text(notation.language)}"
    rows = [f"[{', '.join(map(_literal, row))}]" for row in shown.tolist()]
    line = f"{name} = np.array([{', '.join(rows)}])"
    if len(line) <= _WIDTH:
        return line
    inside = "".join(f"    {row},\n" for row in rows)
    return f"{name} = np.array([\n{inside}])"


def _literal(value: float) -> str:
    """Return a number as Python reads it."""
    return repr(value) if isfinite(value) else f"np.{value}".replace("np.-", "-np.")


def _assigned(lines: Sequence[str]) -> Iterator[str]:
    """Return the names that lines of code assign to."""
    return (line.split(" ")[0] for line in lines)


def _forward(notation: Notation, layer: LayerNames) -> str:
    if not layer.is_linear:
        return f"{layer.Y} = " + _filled(ACTIVATION_WORDS[layer.kind].forward, notation)
    bias = f" + {layer.b}" if layer.b else ""
    return f"{layer.Y} = {_product(notation, 'Y')}{bias}"


def _back(notation: Notation, layer: LayerNames, known: set[str]) -> list[str]:
    """Return the gradients of a layer; what another use has said already is added to."""
    to_input = layer.name("X_grad")
    if not layer.is_linear:
        return [f"{to_input} = " + _filled(ACTIVATION_WORDS[layer.kind].back, notation)]
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
