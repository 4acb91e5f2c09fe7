"""What somebody brings is compared with what is computed: by any name, whole, and fairly."""

import numpy as np
import pytest

from gradviz.arrays import Matrix
from gradviz.engine.backprop import backprop
from gradviz.engine.checking.check import gradient_check
from gradviz.engine.checking.report import Entry, Report
from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ACTIVATIONS
from gradviz.engine.trace import backward, forward
from gradviz.errors import InputError, ShapeError
from tests.engine.problems import problem

ONE = problem((3, 4, 5), "mse", has_bias=True).passes()


def deep(seed: int = 0, kind: str = "tanh") -> Passes:
    random = np.random.default_rng(seed)
    first = Linear(random.normal(size=(3, 2)), random.normal(size=(3, 1)))
    layers = [first, Activation.named(kind), Linear(random.normal(size=(2, 3)))]
    return Network(layers).backprop(
        random.normal(size=(2, 4)), loss="squared_error", target=random.normal(size=(2, 4))
    )


def brought(report: Report) -> dict[str, Entry]:
    return {entry.name: entry for entry in report.entries if entry.against == "brought"}


@pytest.mark.parametrize("name", [n for n in ONE.names if n not in ("W", "X", "b", "T")])
def test_every_matrix_of_a_layer_can_be_brought(name: str) -> None:
    right = ONE.matrix(name)
    report = gradient_check(ONE, **{name: right.tolist()})
    assert brought(report)[name].verdict == "agrees"
    assert bool(report) is report.passed is True
    wrong = right.copy()
    wrong[-1, -1] *= 1.0001
    found = gradient_check(ONE, **{name: wrong})
    assert (found.passed, bool(found)) == (False, False)
    entry = brought(found)[name]
    assert (entry.verdict, entry.ref.row, entry.ref.col) == (
        "differs",
        right.shape[0] - 1,
        right.shape[1] - 1,
    )
    assert (entry.analytic, entry.numeric) == (right[-1, -1], wrong[-1, -1])
    assert entry.error == pytest.approx(1e-4 * abs(right[-1, -1]) / abs(wrong).max(), rel=1e-3)


@pytest.mark.parametrize("name", deep().names)
def test_every_matrix_of_a_network_can_be_brought(name: str) -> None:
    passes = deep()
    assert brought(gradient_check(passes, **{name: passes.matrix(name)}))[name].verdict == "agrees"
    wrong = brought(gradient_check(passes, **{name: passes.matrix(name) + 0.01}))
    assert wrong[name].verdict == "differs"


@pytest.mark.parametrize(
    ("passes", "names"),
    [(ONE, {"W1_grad": "W_grad", "Y1": "Y", "b1_grad": "b_grad"}), (deep(), {"Y": "Y3"})],
)
def test_other_names_of_a_matrix_are_its_names_too(passes: Passes, names: dict[str, str]) -> None:
    for name, shown in names.items():
        assert list(brought(gradient_check(passes, **{name: passes.matrix(shown)}))) == [shown]


def test_the_loss_can_be_brought() -> None:
    assert ONE.loss is not None
    for name in ("l", "loss"):
        assert brought(gradient_check(ONE, **{name: ONE.loss}))["l"].verdict == "agrees"
        assert brought(gradient_check(ONE, **{name: np.float32(ONE.loss)}))["l"].passed
        assert not gradient_check(ONE, **{name: 1.0001 * ONE.loss})
        with pytest.raises(InputError, match=f"{name} needs a single number"):
            gradient_check(ONE, **{name: [1.0, 2.0]})
    with pytest.raises(InputError, match="start from a seed"):
        gradient_check(backprop([[1]], [[2]], Y_grad=[[1]]), l=2.0)


def test_a_bias_may_be_flat() -> None:
    right = ONE.matrix("b_grad")
    assert gradient_check(ONE, b_grad=right.ravel())
    assert not gradient_check(ONE, b_grad=-right.ravel())
    with pytest.raises(ShapeError, match="b_grad was computed as 3×1, and 2×1 was brought"):
        gradient_check(ONE, b_grad=[1.0, 2.0])
    rows = ONE.presented("xwt")
    assert gradient_check(rows, b_grad=right.ravel().astype(np.float32))
    with pytest.raises(ShapeError, match="b_grad was computed as 1×3, and 1×2 was brought"):
        gradient_check(rows, b_grad=[1.0, 2.0])


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_what_is_brought_is_laid_out_as_the_passes_are(convention: Convention) -> None:
    passes = ONE.presented(convention)
    given = {name: passes.matrix(name) for name in ("W_grad", "X_grad", "b_grad", "Y")}
    assert gradient_check(passes, **given)
    assert not gradient_check(passes, **{n: m + np.eye(*m.shape) for n, m in given.items()})
    with pytest.raises(ShapeError, match=r"X_grad was computed as .*; its transpose would fit"):
        gradient_check(passes, X_grad=given["X_grad"].T)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.ones((4, 3)), "W_grad was computed as 3×4, and 4×3 was brought; its transpose"),
        (np.ones((2, 2)), "W_grad was computed as 3×4, and 2×2 was brought$"),
        ([1, 2, 3], "W_grad needs two axes"),
        ([["a"]], "W_grad needs real numbers"),
        (None, "W_grad"),
        ([[1, 2], [3]], "W_grad needs rows of one length"),
    ],
)
def test_what_is_no_such_matrix_is_refused_in_one_line(values: object, message: str) -> None:
    with pytest.raises((InputError, ShapeError), match=message) as told:
        gradient_check(ONE, W_grad=values)  # type: ignore[arg-type]  # that is the point
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", ["dW", "W2_grad", "grad_W", "Z", ""])
def test_an_unknown_name_lists_those_there_are(name: str) -> None:
    with pytest.raises(InputError, match="there are W, X, b, Y"):
        gradient_check(ONE, **{name: ONE.W_grad})


def test_what_was_not_brought_is_named() -> None:
    assert gradient_check(ONE).not_brought == ()
    report = gradient_check(ONE, W1_grad=ONE.W_grad)
    assert report.not_brought == ("Y_grad", "X_grad", "b_grad")
    assert "not brought: Y_grad, X_grad, b_grad; judged by differences only" in str(report)
    seeded = problem((3, 4, 5), "seed", has_bias=False).passes()
    assert gradient_check(seeded, W_grad=seeded.W_grad).not_brought == (
        "X_grad",
    )  # a seed is given
    layers = [Linear([[1.0, 2.0]]), Activation("tanh")]
    row = Network(layers).backprop([[1.0], [0.5]], Y_grad=[[1.0]])
    assert gradient_check(row, X_grad=row.X_grad).not_brought == ("W1_grad",)


@pytest.mark.parametrize("kind", ACTIVATIONS)
@pytest.mark.parametrize("seed", range(4))
def test_gradients_that_were_computed_in_float32_agree(kind: str, seed: int) -> None:
    """By type, and by their numbers if the type was lost; an error of 10⁻⁴ is seen all the same."""
    passes = deep(seed, kind)
    leaves = {name: np.float32(passes.matrix(name)) for name in ("X", "W1", "b1", "W2")}
    rounded = passes_of(leaves, kind, np.float32(passes.matrix("T")))
    single, right = in_float32(rounded, leaves)
    for given in (single, {name: matrix.astype(float) for name, matrix in single.items()}):
        report = gradient_check(right, **given)
        assert report, str(report)
    largest = {n: np.abs(m) > 0.5 * np.abs(m).max() for n, m in single.items()}
    for name, matrix in single.items():
        if np.abs(right.matrix(name)).max() > 1e-6:  # softmax leaves nothing of some
            wrong = np.where(largest[name], matrix * np.float32(1.001), matrix)
            assert not gradient_check(right, **{name: wrong}), name


def passes_of(leaves: dict[str, Matrix], kind: str, target: Matrix) -> Passes:
    of = {name: matrix.astype(float) for name, matrix in leaves.items()}
    layers = [Linear(of["W1"], of["b1"]), Activation.named(kind), Linear(of["W2"])]
    return Network(layers).backprop(of["X"], loss="squared_error", target=target.astype(float))


def in_float32(passes: Passes, leaves: dict[str, Matrix]) -> tuple[dict[str, Matrix], Passes]:
    """Return what float32 makes of the gradients, by the rules that float64 goes by too."""
    values = forward(passes.operations, leaves)
    assert passes.target is not None
    seed = np.float32(values[passes.output] - np.float32(passes.target))
    grads = backward(passes.operations, values, seed)
    names = ("X_grad", "W1_grad", "b1_grad", "W2_grad")
    return {name: np.float32(grads[passes.key(name)]) for name in names}, passes


def test_another_slope_at_a_kink_is_neither_right_nor_wrong() -> None:
    layers = [Linear([[1.0, -1.0], [2.0, 1.0]]), Activation("relu"), Linear([[1.0, -3.0]])]
    passes = Network(layers).backprop([[1.0, 1.0], [1.0, 2.0]])  # Y1[0,0] is 0
    other = passes.X_grad + np.array([[1.0, 0.0], [-1.0, 0.0]])  # where the slope at 0 is 1
    report = gradient_check(passes, X_grad=other)
    entry = brought(report)["X_grad"]
    assert entry.words == "cannot tell: on a kink"
    assert entry.untold == 2
    assert report.passed
    assert not gradient_check(passes, X_grad=passes.X_grad + np.diag([1.5, 0.0]))  # too much
    assert not gradient_check(passes, X_grad=2 * passes.X_grad - other)  # a slope of −1
    assert not gradient_check(
        passes, X_grad=passes.X_grad + np.array([[0.0, 0.1], [0.0, 0.0]])
    )  # elsewhere


def test_what_is_not_finite_is_wrong_where_a_number_is_computed() -> None:
    for odd in (np.nan, np.inf):
        wrong = ONE.X_grad
        wrong[1, 2] = odd
        entry = brought(gradient_check(ONE, X_grad=wrong))["X_grad"]
        assert (entry.verdict, entry.error, entry.ref.row, entry.ref.col) == (
            "differs",
            np.inf,
            1,
            2,
        )
    spoilt = backprop([[np.nan, 1]], [[1], [2]])
    entry = brought(gradient_check(spoilt, X_grad=[[1], [1]]))["X_grad"]
    assert (entry.verdict, entry.error) == ("differs", np.inf)  # NaN in, NaN out
    boundless = backprop([[np.inf, 1]], [[1], [2]])
    entry = brought(gradient_check(boundless, X_grad=[[1], [1]]))["X_grad"]
    assert entry.words == "cannot tell: not finite"
    same = brought(gradient_check(backprop([[np.inf]], [[1]]), X_grad=[[np.inf]]))["X_grad"]
    assert same.verdict == "agrees"


def test_right_gradients_of_a_trained_network_agree_where_rounding_is_all_there_is() -> None:
    """Y is T but for its last digits: Y − T is rounding, and so is everything that follows."""
    W, X = np.array([[0.1, 0.2, 0.3]]), np.array([[0.7], [0.11], [0.13]])
    passes = backprop(W, X, loss="squared_error", target=(W @ X) * (1 + 2.0**-52))
    turned = backprop(W[:, ::-1], X[::-1], loss="squared_error", target=(W @ X) * (1 + 2.0**-52))
    assert gradient_check(passes, X_grad=turned.X_grad[::-1], W_grad=turned.W_grad[:, ::-1])
