"""The adjoint identity in time: four phases, none too long, of the layer that is meant."""

import numpy as np
import pytest

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.views.adjoint.timeline import adjoint_timeline


def made(M: int, K: int, N: int) -> Passes:
    return Network([Linear(np.ones((M, K)))]).backprop(np.ones((K, N)))


@pytest.mark.parametrize("shape", [(1, 1, 1), (2, 3, 4), (1, 12, 1), (64, 64, 64), (3, 2, 500)])
def test_phases_write_both_products_and_add_both_sums(shape: tuple[int, int, int]) -> None:
    M, K, N = shape
    phases = adjoint_timeline(made(*shape)).phases
    assert [(p.rows, p.cols, p.terms) for p in phases] == [
        (M, N, K),
        (K, N, M),
        (M, N, 1),
        (K, N, 1),
    ]
    for phase in phases:
        assert phase.end - phase.start <= 30
        assert phase.count == (phase.rows * N if phase.rows * N <= 16 else N)
        assert phase.written(phase.count).is_complete
    assert [p.first for p in phases] == [0, *np.cumsum([p.count for p in phases])[:-1]]


def test_the_nearest_linear_layer_before_is_meant() -> None:
    layers = [Activation("relu"), Linear(np.ones((2, 3))), Activation("tanh"), Linear([[1, 1]])]
    network = Network(layers).backprop(np.ones((3, 2)))
    assert adjoint_timeline(network, 2).phases[0].rows == 2
    assert adjoint_timeline(network).phases[0].rows == 2
    assert adjoint_timeline(network, 3).phases[0].rows == 1


def test_without_a_linear_layer_there_is_still_a_timeline() -> None:
    network = Network([Activation("relu")]).backprop(np.ones((3, 2)))
    assert adjoint_timeline(network).duration > 0
