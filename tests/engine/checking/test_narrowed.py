"""What a number does not reach is not run again, and nothing else changes."""

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given

from gradviz.engine.checking import narrowed
from gradviz.engine.checking.check import check_cell, gradient_check
from gradviz.engine.checking.differences import differences
from gradviz.engine.checking.narrowed import parts, work
from gradviz.refs import CellRef
from tests.engine.problems import LOSSES, SOME, Problem, Stack, problem, problems, stacks


@given(stacks())
@SOME
def test_a_part_says_what_the_whole_says(stack: Stack) -> None:
    passes = stack.passes()
    for key in passes.cotangents:
        cells = np.argwhere(np.ones(passes.cotangents[key].shape))
        with pytest.MonkeyPatch.context() as patch:
            whole = differences(passes, key, cells)
            patch.setattr(narrowed, "_LITTLE_WORK", 0)
            part = differences(passes, key, cells)
        for mine, theirs in zip(astuple(part)[:2], astuple(whole)[:2], strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-7, atol=1e-9)
        np.testing.assert_array_equal(part.crossed, whole.crossed)


@given(problems())
@SOME
def test_verdicts_are_the_same(p: Problem) -> None:
    passes = p.passes()
    with pytest.MonkeyPatch.context() as patch:
        whole = [entry.verdict for entry in gradient_check(passes).entries]
        patch.setattr(narrowed, "_LITTLE_WORK", 0)
        assert [entry.verdict for entry in gradient_check(passes).entries] == whole
        assert check_cell(passes, CellRef("X_grad", 0, 0)).verdict == "agrees"


@pytest.mark.parametrize("loss", LOSSES)
def test_a_sample_or_a_row_is_all_that_is_left_of_one_layer(
    loss: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowed, "_LITTLE_WORK", 0)
    passes = problem((3, 4, 5), loss, has_bias=True).passes()
    cells = np.array([[1, 0], [2, 0], [1, 0]])
    sizes = {
        key: [part.passes.primals["Y1"].shape for part in parts(passes, key, cells)]
        for key in ("X", "W1", "b1", "Y1")
    }
    rows = [(3, 5)] if loss == "cross_entropy" else [(1, 5), (1, 5)]
    assert sizes == {"X": [(3, 1)], "Y1": [(3, 1)], "W1": rows, "b1": rows}


def test_every_cell_is_in_one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrowed, "_LITTLE_WORK", 0)
    passes = problem((3, 4, 5), "mse", has_bias=False).passes()
    found = np.concatenate([part.which for part in parts(passes, "X", np.argwhere(passes.X))])
    assert sorted(found.tolist()) == list(range(20))


def test_little_work_is_not_divided() -> None:
    passes = problem((3, 4, 5), "mse", has_bias=False).passes()
    assert work(passes) < narrowed._LITTLE_WORK
    (part,) = parts(passes, "X", np.array([[0, 0], [1, 1]]))
    assert part.passes is passes
