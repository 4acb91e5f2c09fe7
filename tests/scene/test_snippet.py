"""The code that is copied computes what is shown, in every convention."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.engine.backprop import backprop
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ACTIVATIONS
from gradviz.scene.convention import CONVENTIONS, Convention
from gradviz.scene.notation import Notation
from gradviz.scene.snippet import as_code
from tests.scene.texts import network, presented


def softmax(X: Matrix, axis: int) -> Matrix:
    """Stand in for scipy.special.softmax."""
    E = np.exp(X - X.max(axis=axis, keepdims=True))
    shares: Matrix = E / E.sum(axis=axis, keepdims=True)
    return shares


NORMAL = SimpleNamespace(  # stands in for scipy.stats.norm
    cdf=np.vectorize(lambda x: 0.5 * (1 + math.erf(x / math.sqrt(2)))),
    pdf=lambda x: np.exp(-x * x / 2) / math.sqrt(2 * math.pi),
)


def log_softmax(X: Matrix, axis: int) -> Matrix:
    """Stand in for scipy.special.log_softmax."""
    return np.log(softmax(X, axis))


def computed(passes: Passes, notation: Notation) -> dict[str, Matrix]:
    """Run the code, as it is, and return everything that it made."""
    code = as_code(passes, notation)
    lines = [line for line in code.splitlines() if not line.startswith(("import", "from"))]
    scope: dict[str, Matrix] = {}
    tools = {"np": np, "softmax": softmax, "log_softmax": log_softmax, "norm": NORMAL}
    exec("\n".join(lines), tools, scope)  # noqa: S102 - code made here
    return scope


def passes_of(code: str) -> list[str]:
    """Return the lines below the numbers."""
    return code.rpartition("\n\n")[2].splitlines()


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
                "l = ((Y - T)**2).sum() / 2",
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
                "l = ((Y - T)**2).sum() / 2",
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
                "l = ((Y - T)**2).sum() / 2",
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
    passes = backprop([[1, 2]], [[3], [4]], b=[5], loss="squared_error", target=[[6]])
    assert passes_of(as_code(passes, notation)) == lines


def test_only_what_is_needed_is_imported() -> None:
    relu = Network([Activation("relu")]).backprop([[1.0]], loss="sum")
    assert as_code(relu, Notation()).splitlines()[:2] == ["import numpy as np", ""]
    gelu = Network([Activation("gelu")]).backprop([[1.0]], loss="sum")
    assert as_code(gelu, Notation()).splitlines()[:2] == [
        "import numpy as np",
        "from scipy.stats import norm",
    ]
    probable = backprop([[1.0]], [[1.0]], loss="cross_entropy", target=[[1.0]])
    assert as_code(probable, Notation()).splitlines()[1:3] == [
        "from scipy.special import softmax",
        "from scipy.special import log_softmax",
    ]


@pytest.mark.parametrize("loss", ["sum", "squared_error", "mse", "cross_entropy"])
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_the_loss_is_computed_too(loss: str, convention: Convention) -> None:
    T = None if loss == "sum" else [[1, 0, 0.25], [0, 1, 0.75]]
    passes = backprop([[1, -2], [0.5, 1]], [[1, 0, 2], [2, -1, 1]], loss=loss, target=T)
    made = computed(passes, Notation(convention=convention))
    assert float(made["l"]) == pytest.approx(passes.loss)


def test_odd_numbers_are_written_as_python_reads_them() -> None:
    passes = backprop([[np.nan, -np.inf, 1e-300]], [[0.1], [-0.0], [np.inf]])
    assert "np.seterr" in as_code(passes, Notation())  # or it warns, on some machines
    with np.errstate():
        made = computed(passes, Notation())
    np.testing.assert_array_equal(made["W"], passes.W)
    np.testing.assert_array_equal(made["X"], passes.X)


def test_long_matrices_stand_row_below_row_and_very_large_ones_are_named_only() -> None:
    passes = backprop(np.full((3, 12), 1 / 3), np.ones((12, 400)))
    code = as_code(passes, Notation())
    assert max(map(len, code.splitlines())) < 300
    assert "W = np.array([\n    [0.333" in code
    assert "# X: 12×400 numbers, which are too many to be written here" in code
