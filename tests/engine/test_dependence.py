"""The truth here is found by moving one number and looking at what changes."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given

from gradviz.arrays import Matrix
from gradviz.engine.backprop import backprop
from gradviz.engine.dependence import Block, feeds, sources
from gradviz.engine.layers import Linear
from gradviz.engine.network import Network
from gradviz.errors import InputError
from gradviz.refs import CellRef
from tests.engine.problems import SOME, Problem, problem, problems


def _one_step_on(loss: str, m: Mapping[str, Matrix]) -> dict[str, Matrix]:
    """Everything that is computed, each from the matrices `m` as they stand."""
    made = {"Y": m["W"] @ m["X"] + m.get("b", 0.0)}
    if loss in ("squared_error", "mse"):
        made["Y_grad"] = m["Y"] - m["T"]
    if loss == "cross_entropy":
        made["Y_grad"] = np.exp(m["Y"]) / np.exp(m["Y"]).sum(axis=0) - m["T"]
    made["X_grad"] = m["W"].T @ m["Y_grad"]
    made["W_grad"] = m["Y_grad"] @ m["X"].T
    if "b" in m:
        made["b_grad"] = m["Y_grad"].sum(axis=1, keepdims=True)
    return made


def _cells(blocks: tuple[Block, ...]) -> set[CellRef]:
    listed = [ref for block in blocks for ref in block]
    assert len(listed) == len(set(listed))
    return set(listed)


@given(problems())
@SOME
def test_what_moves_is_what_feeds_and_sources_say(p: Problem) -> None:
    passes = p.passes()
    matrices = {name: passes.matrix(name) for name in passes.names}
    before = _one_step_on(p.loss, matrices)
    came_from: dict[CellRef, set[CellRef]] = {}
    for name, values in matrices.items():
        for row, col in np.ndindex(values.shape):
            moved = values.copy()
            moved[row, col] += 0.5
            after = _one_step_on(p.loss, {**matrices, name: moved})
            ref = CellRef(name, row, col)
            came_from.setdefault(ref, set())
            fed = {
                CellRef(made, *place)
                for made in after
                for place in np.argwhere(after[made] != before[made]).tolist()
            }
            for target in fed:
                came_from.setdefault(target, set()).add(ref)
            if p.loss != "cross_entropy" or p.W.shape[0] > 1:  # softmax of one row is constant
                assert _cells(feeds(passes, ref)) == fed
    for ref, origin in came_from.items():
        if p.loss != "cross_entropy" or p.W.shape[0] > 1:
            assert _cells(sources(passes, ref)) == origin


def test_the_blocks_of_the_three_passes() -> None:
    p = problem((2, 3, 4), "cross_entropy", has_bias=True).passes()
    told = {
        CellRef("Y", 1, 2): ["W[1:2,0:3]", "X[0:3,2:3]", "b[1:2,0:1]"],
        CellRef("Y_grad", 1, 2): ["Y[0:2,2:3]", "T[1:2,2:3]"],
        CellRef("X_grad", 1, 2): ["W[0:2,1:2]", "Y_grad[0:2,2:3]"],
        CellRef("W_grad", 1, 2): ["Y_grad[1:2,0:4]", "X[2:3,0:4]"],
        CellRef("b_grad", 1, 0): ["Y_grad[1:2,0:4]"],
        CellRef("W", 0, 0): [],
    }
    assert {ref: [str(block) for block in sources(p, ref)] for ref in told} == told


def test_a_block_knows_its_cells() -> None:
    block = Block("W", range(1, 3), range(2))
    assert list(block) == [CellRef("W", r, c) for r in (1, 2) for c in (0, 1)]
    assert CellRef("W", 2, 1) in block
    assert CellRef("W", 0, 1) not in block
    assert CellRef("X", 2, 1) not in block
    assert "W" not in block


@pytest.mark.parametrize("ask", [sources, feeds])
def test_cells_that_are_not_there(ask) -> None:  # type: ignore[no-untyped-def]  # given by the list above
    passes = backprop([[1, 2]], [[3], [4]])
    with pytest.raises(InputError, match=r"no cell W\[1,0\]: W is 1×2"):
        ask(passes, CellRef("W", 1, 0))
    with pytest.raises(InputError, match="no matrix 'T'"):
        ask(passes, CellRef("T", 0, 0))
    deep = Network([Linear([[1]]), Linear([[1]])]).backprop([[1]])
    with pytest.raises(InputError, match="networks of one layer"):
        ask(deep, CellRef("X", 0, 0))
