import numpy as np
from hypothesis import given

from gradviz.engine.trace import Record, backward, forward, pushforward
from tests.engine.problems import SOME, Problem, problems

W_X = Record("matmul", ("W", "X"), "Y")


def test_a_record_reads_as_an_assignment() -> None:
    assert str(W_X) == "Y = matmul(W, X)"


@given(problems(losses=("seed",)))
@SOME
def test_vjp_and_jvp_of_a_whole_pass_are_adjoint(p: Problem) -> None:
    passes = p.passes()
    random = np.random.default_rng(0)
    leaves = [name for name in passes.values if name[0] in "WXb"]
    tangents = {name: random.normal(size=passes.values[name].shape) for name in leaves}
    moved = pushforward(passes.operations, passes.values, tangents)
    left = sum(np.vdot(passes.grads[name], tangents[name]) for name in leaves)
    np.testing.assert_allclose(left, np.vdot(passes.Y_grad, moved["Y1"]), rtol=1e-10, atol=1e-10)


def test_a_leaf_without_a_tangent_stays() -> None:
    values = forward((W_X,), {"W": np.array([[2.0]]), "X": np.array([[5.0]])})
    assert pushforward((W_X,), values, {"X": np.array([[1.0]])})["Y"] == 2
    assert pushforward((W_X,), values, {})["Y"] == 0


def test_what_is_known_is_not_made_again() -> None:
    Y = np.array([[7.0]])
    values = forward((W_X,), {"W": np.eye(1), "X": np.eye(1), "Y": Y})
    assert values["Y"] is Y


def test_a_matrix_used_twice_gets_both_gradients() -> None:
    square = Record("matmul", ("A", "A"), "B")
    A = np.array([[1.0, 2.0], [3.0, 4.0]])
    G = np.array([[1.0, 0.0], [0.0, 0.0]])
    grads = backward((square,), forward((square,), {"A": A}), G)
    np.testing.assert_array_equal(grads["A"], G @ A.T + A.T @ G)


def test_everything_made_is_read_only() -> None:
    values = forward((W_X,), {"W": np.eye(2), "X": np.eye(2)})
    grads = backward((W_X,), values, np.eye(2))
    assert not any(made.flags.writeable for made in (values["Y"], grads["W"], grads["X"]))
