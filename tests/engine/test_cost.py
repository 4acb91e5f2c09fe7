"""What is never built is counted right: entries by counting them, work by doing it."""

import numpy as np
import pytest

from gradviz.engine.chain import chain_jacobian
from gradviz.engine.cost import costs
from gradviz.engine.jacobian import layer_jacobian
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network


@pytest.mark.parametrize(("wrt", "kept"), [("X", 2 * 3), ("W", 3 * 4)])
def test_a_layer(wrt: str, kept: int) -> None:
    rng = np.random.default_rng(0)
    J = layer_jacobian(rng.normal(size=(2, 3)), rng.normal(size=(3, 4)), wrt)
    found = costs(J)
    assert found.full.entries == found.full.multiplications == J.dense().size
    assert found.full.nbytes == J.nbytes
    assert found.touched.entries == np.count_nonzero(J.dense())
    assert (found.product.entries, found.product.multiplications) == (kept, 2 * 3 * 4)


def test_a_network_counts_the_products_on_its_way_only() -> None:
    rng = np.random.default_rng(0)
    layers = [Linear(rng.normal(size=(5, 3)), np.ones(5)), Activation("tanh")]
    layers += [Linear(rng.normal(size=(2, 5))), Activation("softmax"), Activation("identity")]
    passes = Network(layers).backprop(rng.normal(size=(3, 4)))
    to_x = costs(chain_jacobian(passes)).product
    assert to_x.multiplications == 2 * 5 * 4 + 5 * 3 * 4 + 5 * 4 + 2 * (2 * 4)
    assert to_x.entries == 2 * 5 + 5 * 3 + 5 * 4 + 2 * 4 + 2 * 4  # W2, W1, σ′, y of softmax
    to_w2 = costs(chain_jacobian(passes, "W2", "Y3")).product
    assert (to_w2.entries, to_w2.multiplications) == (5 * 4, 2 * 5 * 4)
    to_w1 = costs(chain_jacobian(passes, "W1", "Y3")).product
    assert to_w1.multiplications == 2 * 5 * 4 + 5 * 4 + 5 * 3 * 4
    to_b = costs(chain_jacobian(passes, "b1", "Y1")).product
    assert (to_b.entries, to_b.multiplications) == (0, 0)


def test_a_million_by_a_million_is_counted_exactly() -> None:
    found = costs(layer_jacobian(np.ones((1024, 1024)), np.ones((1024, 1024))))
    assert found.full.nbytes == 8 * 2**40
    assert found.touched.entries == found.product.multiplications == 2**30
    assert found.product.nbytes == 8 * 2**20


def test_a_matrix_used_twice_counts_both_uses() -> None:
    shared = Linear(np.ones((2, 2)))
    passes = Network([shared, shared]).backprop(np.ones((2, 1)))
    found = costs(chain_jacobian(passes, "W1")).product
    assert found.multiplications == 4 + 4 + 4  # both ways to W, and from one to the other
