"""What is never built is counted right: entries by counting them, work by doing it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.engine.jacobians.chain import chain_jacobian
from gradviz.engine.jacobians.cost import costs
from gradviz.engine.jacobians.layer import layer_jacobian
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes


@pytest.mark.parametrize(("wrt", "kept"), [("X", 2 * 3), ("W", 3 * 4)])
def test_a_layer(wrt: str, kept: int) -> None:
    rng = np.random.default_rng(0)
    J = layer_jacobian(rng.normal(size=(2, 3)), rng.normal(size=(3, 4)), wrt)
    found = costs(J)
    assert found.full.entries == found.full.multiplications == J.dense().size
    assert found.full.building == found.touched.building == 0  # its numbers are those of W, or X
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


# --- building


def times(one: Matrix, other: Matrix) -> int:
    """Return how many multiplications a product takes where none is by a 0 that is always there."""
    return sum(int((row * column).sum()) for row in one for column in other.T)


def built(passes: Passes) -> tuple[Matrix, int]:
    """Return the Jacobian of the last output, sample by sample, and the multiplications it took."""
    values = passes.primals
    blocks, total = [], 0
    for n in range(values["X"].shape[1]):
        made = np.eye(values[passes.output].shape[0])
        there, is_dense, is_first = made, False, True
        for record in reversed(passes.operations):
            if record.op in ("identity", "add_bias"):
                continue
            y = values[record.output][:, n]
            if record.op == "matmul":
                factor = values[record.inputs[0]]
            elif record.op == "tanh":
                factor = np.diag(1 - y**2)
            else:
                factor = np.diag(y) - np.outer(y, y)
            mask = np.eye(len(y)) if record.op == "tanh" else np.ones(factor.shape)
            if record.op == "softmax":  # v S = (v − v·y) y, for each row v
                total += 2 * made.size if is_dense else factor.size
            elif not is_first:
                total += times(there, mask)
            made, there = made @ factor, np.minimum(there @ mask, 1)
            is_dense, is_first = is_dense or record.op != "tanh", False
        blocks.append(made)
    rows, cols = blocks[0].shape
    whole = np.zeros((rows * len(blocks), cols * len(blocks)))
    for n, block in enumerate(blocks):
        whole[n * rows : (n + 1) * rows, n * cols : (n + 1) * cols] = block
    return whole, total


kinds = st.lists(st.sampled_from(["linear", "tanh", "softmax", "identity"]), max_size=5)


@given(kinds, st.lists(st.integers(1, 4), min_size=7, max_size=7), st.integers(1, 3))
def test_building_is_counted_as_it_is_done(
    kinds: list[str], sizes: list[int], samples: int
) -> None:
    rng = np.random.default_rng(0)
    layers: list[Linear | Activation] = [Linear(rng.normal(size=(sizes[1], sizes[0])))]
    for n, kind in enumerate(kinds, start=1):
        if kind == "linear":
            layers.append(Linear(rng.normal(size=(sizes[n + 1], sizes[n])), np.ones(sizes[n + 1])))
        else:
            sizes[n + 1] = sizes[n]
            layers.append(Activation(kind))  # type: ignore[arg-type]  # one of the kinds
    passes = Network(layers).backprop(rng.normal(size=(sizes[0], samples)))
    J = chain_jacobian(passes)
    dense, count = built(passes)
    assert np.allclose(dense, J.dense())
    found = costs(J)
    assert found.full.entries == J.dense().size
    assert found.full.building == count
    assert found.is_no_dearer == (
        count + dense.size <= found.product.total and dense.size <= found.product.entries
    )


@pytest.mark.parametrize(
    ("shapes", "is_no_dearer"),
    [((2, 3, 1), True), ((1, 1, 1), True), ((1, 1, 2), False), ((2, 3, 2), False)],
)
@pytest.mark.parametrize("wrt", ["X", "W"])
def test_a_jacobian_that_is_there_anyway_is_no_dearer(
    shapes: tuple[int, int, int], is_no_dearer: bool, wrt: str
) -> None:
    M, K, N = shapes if wrt == "X" else shapes[::-1]  # by W it is Xᵀ, once for each row of W
    found = costs(layer_jacobian(np.ones((M, K)), np.ones((K, N)), wrt))  # type: ignore[arg-type]
    assert found.is_no_dearer == is_no_dearer
    assert (found.full.total == found.product.total) == is_no_dearer


def test_a_weight_that_all_samples_share_takes_each_of_them() -> None:
    rng = np.random.default_rng(0)
    layers = [Linear(rng.normal(size=(3, 2))), Activation("tanh"), Linear(rng.normal(size=(4, 3)))]
    passes = Network(layers).backprop(rng.normal(size=(2, 5)))
    found = costs(chain_jacobian(passes, "W1", "Y3"))
    assert found.full.building == 5 * (4 * 3 + 4 * 3 * 2)  # W2 σ′, then the outer product with x
    assert costs(chain_jacobian(passes, "W2", "Y3")).full.building == 0
