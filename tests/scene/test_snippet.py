"""The code that is copied computes what is shown, in every convention."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ACTIVATIONS
from gradviz.engine.wiring import LayerNames
from gradviz.scene.convention import CONVENTIONS, Convention
from gradviz.scene.notation import Notation
from gradviz.scene.snippet import as_code
from tests.scene.texts import network, presented

PLAIN = [LayerNames("linear", "W", "b", "X", "Y")]


def softmax(X: Matrix, axis: int) -> Matrix:
    """Stand in for scipy.special.softmax."""
    E = np.exp(X - X.max(axis=axis, keepdims=True))
    shares: Matrix = E / E.sum(axis=axis, keepdims=True)
    return shares


NORMAL = SimpleNamespace(  # stands in for scipy.stats.norm
    cdf=np.vectorize(lambda x: 0.5 * (1 + math.erf(x / math.sqrt(2)))),
    pdf=lambda x: np.exp(-x * x / 2) / math.sqrt(2 * math.pi),
)


def computed(passes: Passes, notation: Notation) -> dict[str, Matrix]:
    """Run the code on what was given, and return everything that it made."""
    code = as_code(passes.layers, notation, passes.loss_name or "seed")
    lines = [line for line in code.splitlines() if not line.startswith(("import", "from"))]
    last = passes.layers[-1].name("Y_grad")
    given = [name for name in passes.names if name[0] in "WXb" and not name.endswith("_grad")]
    given += ["T"] if passes.T is not None else []
    given += [last] if passes.loss_name is None else []
    scope = {name: presented(passes, name, notation).copy() for name in given}
    tools = {"np": np, "softmax": softmax, "norm": NORMAL}
    exec("\n".join(lines), tools, scope)  # noqa: S102 - code made here
    return scope


@given(st.integers(0, 2**32 - 1), st.sampled_from(CONVENTIONS))
@settings(max_examples=80, deadline=None)
def test_the_code_of_a_network_computes_its_matrices(seed: int, convention: Convention) -> None:
    passes, notation = network(seed), Notation(convention=convention)
    made = computed(passes, notation)
    for name in passes.names:
        if name[0] != "P":  # a product and its bias are one line of code
            np.testing.assert_allclose(
                made[name], presented(passes, name, notation), rtol=1e-7, atol=1e-10
            )


@pytest.mark.parametrize("kind", ACTIVATIONS)
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_every_activation_has_its_code(kind: str, convention: Convention) -> None:
    layers = [Linear([[1, -2], [0.5, 1]], [0.5, 1]), Activation(kind), Linear([[4, 1], [1, 1]])]
    passes = Network(layers).backprop([[1, 0, 2], [2, -1, 1]], Y_grad=np.eye(2, 3) + 1)
    notation = Notation(convention=convention)
    made = computed(passes, notation)
    for name in ("Y2", "Y1_grad", "b1_grad", "X_grad"):
        np.testing.assert_allclose(made[name], presented(passes, name, notation))


@pytest.mark.parametrize(
    ("convention", "lines"),
    [
        (
            "wx",
            [
                "Y = W @ X + b",
                "Y_grad = Y - T",
                "X_grad = W.T @ Y_grad",
                "W_grad = Y_grad @ X.T",
                "b_grad = Y_grad.sum(axis=1, keepdims=True)",
            ],
        ),
        (
            "xw",
            [
                "Y = X @ W + b",
                "Y_grad = Y - T",
                "X_grad = Y_grad @ W.T",
                "W_grad = X.T @ Y_grad",
                "b_grad = Y_grad.sum(axis=0, keepdims=True)",
            ],
        ),
        (
            "xwt",
            [
                "Y = X @ W.T + b",
                "Y_grad = Y - T",
                "X_grad = Y_grad @ W",
                "W_grad = Y_grad.T @ X",
                "b_grad = Y_grad.sum(axis=0, keepdims=True)",
            ],
        ),
    ],
)
def test_code_of_one_layer(convention: Convention, lines: list[str]) -> None:
    notation = Notation(convention=convention)
    assert as_code(PLAIN, notation, "squared_error").splitlines() == lines


def test_only_what_is_needed_is_imported() -> None:
    relu = [LayerNames("relu", None, None, "X", "Y")]
    assert as_code(relu, Notation()).splitlines()[:3] == [
        "import numpy as np",
        "",
        "Y = np.maximum(X, 0)",
    ]
    gelu = [LayerNames("gelu", None, None, "X", "Y")]
    assert as_code(gelu, Notation()).splitlines()[0] == "from scipy.stats import norm"
