"""The code that is copied computes what is shown, in every convention."""

import subprocess
import sys
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.engine.backprop import backprop
from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ACTIVATIONS, LOSSES
from gradviz.language.notation import Notation
from gradviz.language.snippet import as_code
from tests.views.texts import network, presented


def computed(passes: Passes, notation: Notation) -> dict[str, Any]:
    """Run the code, all of it as it is, and return everything that it made; a warning fails."""
    scope: dict[str, Any] = {}
    with np.errstate(), warnings.catch_warnings():  # what the code asks of NumPy ends here
        warnings.simplefilter("error")
        exec(as_code(passes, notation), scope)  # noqa: S102 - code made here
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


EVERY_SIZE = [1e4, -1e4, 745.0, -745.0, 40.0, -40.0, 37.0, -37.0, 20.0, 20.5, 19.5, 6.0, -6.0]
ORDINARY = [0.0, -0.0, 1.0, -1.0, 0.3, -1e-9, 1e-300, 2.5, -2.5, 3.0, -0.7517915]
ODD = [np.nan, np.inf, -np.inf, 1.0, 0.0, 1e200, -1e200, 1e4]


@pytest.mark.parametrize("loss", ["seed", *LOSSES])
@pytest.mark.parametrize("kind", [*ACTIVATIONS, None])
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_the_code_says_what_is_shown_of_numbers_of_any_size(
    convention: Convention, kind: str | None, loss: str
) -> None:
    """Every digit, and no warning."""
    for values in (EVERY_SIZE, ORDINARY, ODD):
        row = np.array(values)
        for X in (row[None], np.stack([row, row[::-1], np.full(row.shape, 0.5)])):
            layers = [Activation.named(kind)] if kind else [Activation("identity")]
            passes = ended(Network(layers), X, loss)
            made = computed(passes, Notation(convention=convention))
            if passes.loss is not None:
                np.testing.assert_allclose(made["l"], passes.loss, rtol=1e-12, atol=1e-300)
            for name in passes.names:
                expected = presented(passes, name, Notation(convention=convention))
                np.testing.assert_allclose(
                    made[name], expected, rtol=1e-12, atol=1e-300, err_msg=f"{name} of {X}"
                )


def ended(network: Network, X: Matrix, loss: str) -> Passes:
    """Return passes with a loss; the target of a cross entropy is one-hot, and half of both."""
    if loss == "seed":
        return network.backprop(X, Y_grad=np.linspace(-2.0, 3.0, X.size).reshape(X.shape))
    if loss == "sum":
        return network.backprop(X, loss="sum")
    T = np.zeros(X.shape)
    T[0] = 1.0
    if len(X) > 1:
        T[:2, ::2] = 0.5
    return network.backprop(X, loss=loss, target=T)  # type: ignore[arg-type]  # a name of one


def test_minus_infinity_counts_nothing_where_the_target_is_0() -> None:
    passes = Network([Activation("identity")]).backprop(
        [[1.0], [-np.inf]], loss="cross_entropy", target=[[1.0], [0.0]]
    )
    assert passes.loss == 0.0
    assert computed(passes, Notation())["l"] == 0.0


def test_the_code_runs_by_itself() -> None:
    """In a process of its own, with nothing but NumPy, and warnings as errors."""
    layers = [Linear([[1e4, -2], [0.5, 1]]), Activation("gelu"), Activation("softmax")]
    T = np.array([[1.0, 0.5], [0.0, 0.5]])
    passes = Network(layers).backprop([[1, -1], [0.5, 2]], loss="cross_entropy", target=T)
    code = as_code(passes, Notation()) + "\nprint(repr(float(l)), X_grad.tolist())"
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == ""
    loss, _, gradient = done.stdout.partition(" ")
    assert float(loss) == pytest.approx(passes.loss, rel=1e-12)
    np.testing.assert_allclose(eval(gradient), passes.X_grad, rtol=1e-10, atol=1e-300)  # noqa: S307 - printed just now


def test_only_what_is_needed_is_imported_and_defined() -> None:
    relu = Network([Activation("relu")]).backprop([[1.0]], loss="sum")
    assert as_code(relu, Notation()).splitlines()[:2] == ["import numpy as np", ""]
    assert "def " not in as_code(relu, Notation())
    gelu = as_code(Network([Activation("gelu")]).backprop([[1.0]], loss="sum"), Notation())
    assert gelu.splitlines()[:2] == ["import math", "import numpy as np"]
    assert [line for line in gelu.splitlines() if line.startswith("def ")] == [
        "def cdf(x):",
        "def pdf(X):",
    ]
    probable = backprop([[1.0]], [[1.0]], loss="cross_entropy", target=[[1.0]])
    assert [line for line in as_code(probable, Notation()).splitlines() if "def " in line] == [
        "def log_softmax(X, axis):",
        "def softmax(X, axis):",
    ]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_the_loss_is_computed_too(loss: str, convention: Convention) -> None:
    T = None if loss == "sum" else [[1, 0, 0.25], [0, 1, 0.75]]
    passes = backprop([[1, -2], [0.5, 1]], [[1, 0, 2], [2, -1, 1]], loss=loss, target=T)
    made = computed(passes, Notation(convention=convention))
    assert float(made["l"]) == pytest.approx(passes.loss)


def test_odd_numbers_are_written_as_python_reads_them() -> None:
    passes = backprop([[np.nan, -np.inf, 1e-300]], [[0.1], [-0.0], [np.inf]])
    assert "np.seterr" in as_code(passes, Notation())  # or it warns, on some machines
    made = computed(passes, Notation())
    np.testing.assert_array_equal(made["W"], passes.W)
    np.testing.assert_array_equal(made["X"], passes.X)


def test_long_matrices_stand_row_below_row_and_very_large_ones_are_named_only() -> None:
    passes = backprop(np.full((3, 12), 1 / 3), np.ones((12, 400)))
    code = as_code(passes, Notation())
    assert max(map(len, code.splitlines())) < 300
    assert "W = np.array([\n    [0.333" in code
    assert "# X: 12×400 numbers, which are too many to be written here" in code
