import numpy as np
import pytest
from hypothesis import given

from gradviz.engine.backprop import backprop
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.norms import column_norms, gradient_norms
from tests.engine.problems import SOME, Stack, stacks


@given(stacks())
@SOME
def test_norms_are_those_of_numpy(stack: Stack) -> None:
    passes = stack.passes()
    for norm in gradient_norms(passes):
        A = passes.matrix(norm.name)
        assert norm.norm == pytest.approx(np.linalg.norm(A), rel=1e-13)
        assert norm.rms == pytest.approx(np.sqrt(np.mean(A**2)), rel=1e-13)
        assert norm.is_parameter == (norm.name[0] in "Wb")
        expected = () if norm.is_parameter else np.linalg.norm(A, axis=0)
        np.testing.assert_allclose(norm.samples, expected, rtol=1e-13)


def test_they_stand_in_the_order_of_the_column() -> None:
    layer = Linear(np.eye(2), [0, 0])
    passes = Network([layer, Activation("tanh"), layer, Linear(np.eye(2))]).backprop(np.eye(2))
    assert [(norm.name, norm.layer) for norm in gradient_norms(passes)] == [
        ("X_grad", None),
        ("W1_grad", 0),
        ("b1_grad", 0),
        ("Y1_grad", 0),
        ("Y2_grad", 1),
        ("Y3_grad", 2),
        ("W2_grad", 3),
        ("Y4_grad", 3),
    ]


@pytest.mark.parametrize("scale", [1e-300, 1e-170, 1.0, 1e170, 1e300])
def test_nothing_overflows_or_underflows(scale: float) -> None:
    with np.errstate(over="raise"):
        norms = column_norms(np.array([[3 * scale, 0.0], [-4 * scale, 0.0]]))
        total = gradient_norms(backprop([[1.0]], [[1.0, 1.0]], Y_grad=[[3 * scale, 4 * scale]]))
    np.testing.assert_allclose(norms, [[5 * scale, 0.0]], rtol=1e-15)
    assert total[0].norm == pytest.approx(5 * scale, rel=1e-15)


def test_the_smallest_number_there_is_is_seen() -> None:
    assert column_norms(np.array([[5e-324]])) == 5e-324


def test_what_is_not_finite_is_told_in_its_sample_only() -> None:
    norms = column_norms(np.array([[np.nan, np.inf, -np.inf, 1.0], [1.0, 1.0, np.inf, 0.0]]))
    np.testing.assert_array_equal(norms, [[np.nan, np.inf, np.inf, 1.0]])
    told = gradient_norms(backprop([[1.0]], [[1.0, 1.0]], Y_grad=[[np.inf, 2.0]]))[0]
    assert told.norm == told.rms == np.inf
    assert told.samples == (np.inf, 2.0)
