"""The truth here is found by moving one number and looking at what changes."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import assume, given

from gradviz.arrays import Matrix
from gradviz.engine.backprop import backprop
from gradviz.engine.graph.dependence import Block, feeds, sources
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.losses import loss_and_gradient
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import LOSSES, RULES
from gradviz.errors import InputError
from gradviz.refs import CellRef
from tests.engine.problems import SOME, Problem, Stack, problem, problems, stacks

STRAIGHT = [name for name, of in LOSSES.items() if of.kinks or of.joints]
"""Losses whose gradient stays as it is while Y moves, at some distance from T."""


def _one_step_on(passes: Passes, m: Mapping[str, Matrix]) -> dict[str, Matrix]:
    """Everything that is computed, each from the matrices `m` as they stand."""
    made: dict[str, Matrix] = {}
    for layer in passes.layers:
        X, G = m[layer.X], m[f"{layer.Y}_grad"]
        if layer.W is None:
            made[layer.Y] = RULES[layer.kind].forward(X)
            made[f"{layer.X}_grad"] = RULES[layer.kind].vjp(G, X)[0]
            continue
        made[layer.Y] = m[layer.W] @ X + (0.0 if layer.b is None else m[layer.b])
        made[f"{layer.X}_grad"] = m[layer.W].T @ G
        for name, part in ((layer.W, G @ X.T), (layer.b, G.sum(axis=1, keepdims=True))):
            if name is not None:
                made[f"{name}_grad"] = made.get(f"{name}_grad", 0.0) + part
    if passes.loss_name is not None and LOSSES[passes.loss_name].needs_target:
        name = passes.layers[-1].Y
        made[f"{name}_grad"] = loss_and_gradient(passes.loss_name, m[name], m["T"])[1]
    return made


def _cells(blocks: tuple[Block, ...]) -> set[CellRef]:
    listed = [ref for block in blocks for ref in block]
    assert len(listed) == len(set(listed))
    return set(listed)


def _assert_what_moves_is_told(passes: Passes) -> None:
    names = [name for name in passes.names if not name.startswith("P")]
    matrices = {name: passes.matrix(name) for name in names}
    before = _one_step_on(passes, matrices)
    came_from: dict[CellRef, set[CellRef]] = {}
    for name, values in matrices.items():
        for row, col in np.ndindex(values.shape):
            moved = values.copy()
            moved[row, col] += 0.5
            after = _one_step_on(passes, {**matrices, name: moved})
            ref = CellRef(name, row, col)
            came_from.setdefault(ref, set())
            fed = {
                CellRef(made, *place)
                for made in after
                for place in np.argwhere(after[made] != before[made]).tolist()
            }
            for target in fed:
                came_from.setdefault(target, set()).add(ref)
            assert _cells(feeds(passes, ref)) == fed
    for ref, origin in came_from.items():
        assert _cells(sources(passes, ref)) == origin


@given(problems())
@SOME
def test_what_moves_is_what_feeds_and_sources_say(p: Problem) -> None:
    assume(p.loss != "cross_entropy" or p.W.shape[0] > 1)  # softmax of one row is constant
    assume(p.loss not in STRAIGHT)
    _assert_what_moves_is_told(p.passes())


@given(stacks(most=5, kinds=("identity", "sigmoid", "tanh", "gelu", "softmax")))
@SOME
def test_what_moves_in_a_network_is_told_too(stack: Stack) -> None:
    passes = stack.passes()
    assume(stack.loss not in STRAIGHT)
    mixes = any(layer.kind == "softmax" for layer in passes.layers)
    has_one_row = any(passes.matrix(layer.Y).shape[0] == 1 for layer in passes.layers)
    assume(not ((mixes or stack.loss == "cross_entropy") and has_one_row))
    assume(not (mixes and stack.loss == "sum"))  # a column of softmax adds up to 1 whatever moves
    bent = [passes.matrix(layer.X) for layer in passes.layers if layer.kind == "gelu"]
    assume(all((values < 5.0).all() for values in bent))  # its slope is rounded to 1 from about 8
    _assert_what_moves_is_told(passes)


def test_a_matrix_used_twice_is_made_of_both_uses() -> None:
    layer = Linear([[1, 2], [3, 4]], [1, 1])
    p = Network([layer, Activation("relu"), layer]).backprop([[1], [-1]])
    told = [str(block) for block in sources(p, CellRef("W1_grad", 0, 1))]
    assert set(told) == {"Y1_grad[0:1,0:1]", "X[1:2,0:1]", "Y3_grad[0:1,0:1]", "Y2[1:2,0:1]"}
    assert [block.name for block in feeds(p, CellRef("W1", 0, 1))] == [
        "Y1", "Y3", "Y2_grad", "X_grad",
    ]  # fmt: skip
    assert [block.name for block in feeds(p, CellRef("Y1", 0, 0))] == ["Y2", "Y1_grad"]
    assert [block.name for block in sources(p, CellRef("Y1", 0, 0))] == ["W1", "X", "b1"]


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
