"""Every entry is the sum that is shown for it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.backprop import backprop
from gradviz.errors import InputError
from gradviz.explain.sums import sum_for
from gradviz.refs import CellRef
from tests.views.texts import cells, network

lengths = st.integers(1, 5)


@given(lengths, lengths, lengths, st.booleans(), st.integers(0, 2**32))
def test_terms_add_up_to_the_entry(m: int, k: int, n: int, has_bias: bool, seed: int) -> None:
    rng = np.random.default_rng(seed)
    bias = rng.normal(size=(m, 1)) if has_bias else None
    W, X, G = rng.normal(size=(m, k)), rng.normal(size=(k, n)), rng.normal(size=(m, n))
    passes = backprop(W, X, Y_grad=G, b=bias)
    names = ["Y", "X_grad", "W_grad"] + ["b_grad"] * has_bias
    terms = {"Y": k, "X_grad": m, "W_grad": n, "b_grad": n}
    for name in names:
        values = passes.matrix(name)
        for row, col in np.ndindex(values.shape):
            total = sum_for(passes, CellRef(name, row, col))
            assert total.count == terms[name]
            assert total.products.sum() + (total.bias or 0.0) == pytest.approx(values[row, col])
            assert total.after(total.terms) == values[row, col]
            assert total.after(0) == 0.0


def test_factors_stand_in_the_order_of_the_formula() -> None:
    passes = backprop([[2.0, -1.0]], [[1.0], [3.0]], Y_grad=[[5.0]])
    x_grad = sum_for(passes, CellRef("X_grad", 1, 0))
    assert (x_grad.left_name, x_grad.left.tolist()) == ("W", [-1.0])
    assert (x_grad.right_name, x_grad.right.tolist()) == ("Y_grad", [5.0])
    w_grad = sum_for(passes, CellRef("W_grad", 0, 1))
    assert (w_grad.left_name, w_grad.right_name) == ("Y_grad", "X")
    assert (w_grad.left.tolist(), w_grad.right.tolist()) == ([5.0], [3.0])


@given(st.integers(0, 2**32 - 1))
def test_every_product_of_a_network_is_found_by_its_name(seed: int) -> None:
    """Whatever a linear layer computes adds up; of shared weights, what the first use says."""
    passes = network(seed)
    for ref in cells(passes):
        written = passes.writer(ref.name)
        is_product = ref.name[0] == "P" and not ref.name.endswith("_grad")
        if written is not None:
            index, role = written
            is_product = role != "Y_grad" and passes.layers[index].is_linear
        if not is_product:
            continue
        total = sum_for(passes, ref)
        assert total.products.sum() + (total.bias or 0.0) == pytest.approx(total.total)
        if len(passes.uses(ref.name.removesuffix("_grad"))) < 2:
            assert total.total == passes.matrix(ref.name)[ref.row, ref.col]


def test_a_name_that_is_not_there_is_refused() -> None:
    passes = next(p for p in map(network, range(9)) if len(p.layers) > 1)
    with pytest.raises(InputError, match="there is no matrix 'W99_grad'"):
        sum_for(passes, CellRef("W99_grad", 0, 0))
