import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.engine.backprop import backprop
from gradviz.engine.checking import check
from gradviz.engine.checking.check import check_cell, gradient_check
from gradviz.engine.checking.differences import EVALUATIONS, differences
from gradviz.engine.checking.narrowed import work
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.errors import InputError
from gradviz.refs import CellRef
from gradviz.values import Matrices
from tests.engine.problems import LOSSES, SOME, Problem, Stack, problem, problems, stacks
from tests.stress.checks import tally


def _with_gradient(passes: Passes, key: str, gradient: Matrix) -> Passes:
    cotangents = Matrices({**passes.cotangents, key: gradient})
    return dataclasses.replace(passes, cotangents=cotangents)


@given(problems())
@SOME
def test_right_gradients_pass(p: Problem) -> None:
    report = gradient_check(p.passes())
    assert report.passed, str(report)
    biased = [] if p.b is None else ["b_grad"]
    assert [e.name for e in report.entries] == ["Y_grad", "X_grad", "W_grad", *biased]
    assert all(e.checked == e.cells for e in report.entries)


@pytest.mark.parametrize("scale", [1e-3, 1e3])
@pytest.mark.parametrize("loss", LOSSES)
def test_right_gradients_pass_at_other_sizes_and_scales(loss: str, scale: float) -> None:
    p = problem((12, 20, 16), loss, has_bias=True)
    report = gradient_check(dataclasses.replace(p, X=p.X * scale).passes())
    assert report.passed, str(report)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("key", ["X", "W1", "b1"])
def test_a_single_wrong_cell_is_found(key: str, loss: str) -> None:
    right = problem((3, 4, 5), loss, has_bias=True, seed=1).passes()
    wrong = right.grads[key].copy()
    wrong[2, 0] += 0.01 * abs(wrong).max()
    report = gradient_check(_with_gradient(right, key, wrong))
    failed = [entry for entry in report.entries if not entry.passed]
    name = f"{key.rstrip('1')}_grad"
    assert [entry.name for entry in failed] == [name]
    assert failed[0].ref == CellRef(name, 2, 0)
    assert failed[0].error == pytest.approx(0.01, rel=0.05)
    assert failed[0].analytic == wrong[2, 0]
    assert failed[0].numeric == pytest.approx(right.grads[key][2, 0], rel=1e-5, abs=1e-7)
    assert not report.passed
    assert str(report).count("differs") == 1


@pytest.mark.parametrize(
    "mistake",
    [
        lambda p: p.W @ p.Y_grad,  # the transpose missing
        lambda p: p.Y_grad @ p.W.T,  # the factors swapped
        lambda p: p.W.T @ p.Y,  # Y in place of Y_grad
        lambda p: np.linalg.inv(p.W) @ p.Y_grad,  # the inverse in place of the transpose
        lambda p: 2 * p.X_grad,
        lambda p: -p.X_grad,
    ],
)
def test_well_known_mistakes_are_found_where_all_sizes_agree(mistake) -> None:  # type: ignore[no-untyped-def]  # given by the list above
    right = problem((4, 4, 4), "squared_error", has_bias=False).passes()
    assert not gradient_check(_with_gradient(right, "X", mistake(right))).passed


def test_a_wrong_gradient_of_the_loss_is_found() -> None:
    right = problem((3, 4, 5), "mse", has_bias=False).passes()
    report = gradient_check(_with_gradient(right, "Y1", 2 * right.Y_grad))
    assert [e.name for e in report.entries if not e.passed] == ["Y_grad"]


@pytest.mark.parametrize("eps", [1e-13, 1e-15, 1e-30])
def test_a_step_too_small_to_see_anything_lets_nobody_say_that_it_agrees(eps: float) -> None:
    right = problem((4, 4, 4), "squared_error", has_bias=False).passes()
    report = gradient_check(_with_gradient(right, "X", 1.1 * right.X_grad), eps=eps)
    assert {e.name: e.verdict for e in report.entries}["X_grad"] != "agrees"
    right_too = gradient_check(right, eps=eps)
    assert {e.name: e.words for e in right_too.entries}["X_grad"] in (
        "cannot tell: the loss swallows the step",
        "cannot tell: below rounding",
    )


def test_of_what_is_not_finite_nothing_can_be_told() -> None:
    report = gradient_check(backprop([[np.nan, 1]], [[1], [2]]))
    assert {e.words for e in report.entries} == {"cannot tell: not finite"}
    assert report.passed
    assert str(report).count("cannot tell: not finite") == 3


def test_zero_gradients_pass() -> None:
    report = gradient_check(backprop([[0, 0]], [[0], [0]], loss="mse", target=[[0]]))
    assert report.passed
    assert all(entry.error == 0 for entry in report.entries if entry.name != "Y_grad")


def test_every_layer_of_a_network_is_checked() -> None:
    random = np.random.default_rng(0)
    layers = [Linear(random.normal(size=(3, 2)), [1, 2, 3]), Linear(random.normal(size=(2, 3)))]
    passes = Network(layers).backprop(random.normal(size=(2, 4)))
    report = gradient_check(passes)
    assert {e.name for e in report.entries} == {
        "X_grad",
        "W1_grad",
        "b1_grad",
        "W2_grad",
        "Y2_grad",
    }
    assert report.passed
    assert not gradient_check(_with_gradient(passes, "W1", -passes.grads["W1"])).passed


def test_gradients_that_cancel_to_nothing_pass_and_mistakes_beside_them_do_not() -> None:
    passes = Network([Activation("softmax")]).backprop([[0.64042265], [0.10490012]])  # Σ is 1
    assert np.abs(passes.X_grad).max() < 1e-15
    assert gradient_check(passes).passed
    assert not gradient_check(_with_gradient(passes, "X", passes.X_grad + 1e-7)).passed


@given(stacks())
@SOME
def test_right_gradients_of_any_network_pass(stack: Stack) -> None:
    report = gradient_check(stack.passes())
    assert report.passed, str(report)


@pytest.mark.parametrize("x", [0.0, 1e-9, -1e-9])
@pytest.mark.parametrize(("kind", "kink"), [("relu", 0), ("leaky_relu", 0), ("softplus", 20)])
def test_a_step_across_a_kink_is_no_error_and_hides_none(kind: str, kink: float, x: float) -> None:
    layers = [Linear([[1.0, 0.0], [2.0, 1.0]]), Activation(kind), Linear([[1.0, -3.0]])]
    passes = Network(layers).backprop([[kink + x], [5.0]])
    report = gradient_check(passes)
    assert report.passed, str(report)
    assert {e.name: e.kinks for e in report.entries}["X_grad"] == 1
    assert "X_grad (differences): 1 of 2 cells beside a kink" in str(report)
    told = {e.name: e.words for e in report.entries}["X_grad"]
    is_bent = x == 0.0 and kind != "softplus"  # whose slopes are 2e-9 apart
    assert told == ("cannot tell: on a kink" if is_bent else "agrees")
    assert check_cell(passes, CellRef("X_grad", 0, 0)).numeric == pytest.approx(
        passes.X_grad[0, 0], rel=1e-6, abs=1e-6
    )
    wrong = passes.X_grad.copy()
    wrong[0, 0] += 0.01 * np.abs(wrong).max()
    failed = [e for e in gradient_check(_with_gradient(passes, "X", wrong)).entries if not e.passed]
    assert [e.ref for e in failed] == [CellRef("X_grad", 0, 0)]


def test_a_wrong_slope_of_relu_is_found_away_from_the_kink() -> None:
    passes = Network([Linear([[1.0]]), Activation("relu")]).backprop([[-2.0, 3.0]])
    report = gradient_check(_with_gradient(passes, "X", np.ones((1, 2))))  # lets all pass
    failed = [entry for entry in report.entries if not entry.passed]
    assert [(entry.ref, entry.kinks) for entry in failed] == [(CellRef("X_grad", 0, 0), 0)]


def test_a_matrix_used_twice_is_moved_in_both_layers() -> None:
    layer = Linear([[1.0, 0.5], [-1.0, 2.0]], [0.3, 0.1])
    passes = Network([layer, Activation("tanh"), layer]).backprop([[1.0], [2.0]])
    assert gradient_check(passes).passed
    half = gradient_check(_with_gradient(passes, "W1", passes.local(2).W_grad))
    assert [entry.name for entry in half.entries if not entry.passed] == ["W1_grad"]
    found = check_cell(passes, CellRef("Y1_grad", 1, 0))  # a gradient in the middle
    assert found.numeric == pytest.approx(passes.grads["Y1"][1, 0], rel=1e-7)


def test_large_matrices_are_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "_WORK", 1e6)
    passes = problem((10, 10, 10), "mse", has_bias=False).passes()
    report = gradient_check(passes)
    assert report.passed
    assert [(e.checked, e.cells) for e in report.entries] == [(32, 100)] * 3
    assert gradient_check(passes) == report
    assert not gradient_check(_with_gradient(passes, "X", 2 * passes.X_grad)).passed


@pytest.mark.parametrize("cells", [33, 50])
def test_as_many_cells_are_looked_at_as_time_allows(
    cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes = problem((10, 10, 10), "mse", has_bias=False).passes()
    monkeypatch.setattr(check, "_WORK", cells * EVALUATIONS * work(passes))
    report = gradient_check(passes)
    assert [(e.checked, e.cells) for e in report.entries] == [(cells, 100)] * 3


# --- the step


@pytest.mark.parametrize("eps", [0.5, 2.0**-4])
@pytest.mark.parametrize("w", [-8.0, -1.0, -0.25, 0.0, 0.5, 1.0, 3.0])
def test_the_step_is_relative_and_of_a_cube_the_difference_is_exact(w: float, eps: float) -> None:
    """((w + h)³ − (w − h)³) / 2h = 3 w² + h², of which two steps take away the h²."""
    layer = Linear([[w]])
    passes = Network([layer, layer, layer]).backprop([[1.0]], loss="sum")
    found = differences(passes, "W1", np.array([[0, 0]]), eps)
    assert found.step == eps * 2.0 ** np.floor(np.log2(abs(w) or 1.0))
    assert found.numeric == 3 * w**2
    assert found.truncation == 0.0
    report = gradient_check(passes, eps=eps, tolerance=0.25)
    assert (report.eps, report.tolerance) == (eps, 0.25)
    assert {e.name: e.numeric for e in report.entries}["W1_grad"] == 3 * w**2


@given(st.floats(-1e12, 1e12))
@SOME
def test_the_change_is_divided_by_the_way_that_was_truly_gone(x: float) -> None:
    """Neither x + h nor x − h is a float64, in general: their distance is not 2h. Of 2x it is
    all that could round."""
    passes = backprop([[2.0]], [[x]])
    assert check_cell(passes, CellRef("X_grad", 0, 0)).numeric == 2.0


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize("kind", ["sigmoid", "tanh", "softplus", "gelu", "softmax"])
def test_a_step_leads_nowhere_that_a_function_bends(kind: str, scale: float) -> None:
    """Far steps from a bend look straight, and say nothing of the slope in it."""
    layers = [Linear([[scale, -scale], [0.5, 1.0]]), Activation.named(kind), Linear([[1.0, 3.0]])]
    passes = Network(layers).backprop([[1.0], [1.0 + 0.5 / max(scale, 1.0)]])
    cell = check_cell(passes, CellRef("X_grad", 0, 0))
    assert cell.step * scale <= 2.0**-9
    assert cell.verdict == "agrees"
    assert cell.numeric == pytest.approx(cell.analytic, rel=1e-6)


def test_what_does_not_move_drowns_nothing() -> None:
    """The terms of l are compared one by one: beside 10¹⁵, in their sum, 0.3 moves nothing."""
    passes = backprop([[2.0]], [[0.3, 1e15]])
    assert check_cell(passes, CellRef("X_grad", 0, 0)).numeric == 2.0
    assert {e.name: e.bound for e in gradient_check(passes).entries}["X_grad"] < 1e-7


# --- the verdict


@pytest.mark.parametrize(("tolerance", "passed"), [(0.02, True), (0.005, False)])
def test_a_mistake_is_judged_by_the_tolerance_that_is_asked_for(
    tolerance: float, passed: bool
) -> None:
    right = backprop([[2.0]], [[3.0]])
    report = gradient_check(_with_gradient(right, "X", 1.01 * right.X_grad), tolerance=tolerance)
    assert {e.name: e.passed for e in report.entries}["X_grad"] is passed
    assert report.passed is passed


def test_an_error_is_told_as_a_share_of_the_gradient_even_beside_a_large_loss() -> None:
    right = backprop([[1.0]], [[2.0]], b=[1e4])
    report = gradient_check(_with_gradient(right, "X", 1.01 * right.X_grad))
    assert {e.name: e.error for e in report.entries}["X_grad"] == pytest.approx(0.01, rel=0.02)


def test_little_is_put_down_to_rounding() -> None:
    for entry in gradient_check(backprop([[2.0]], [[1.0]])).entries:
        assert 0 < entry.bound < 1e-11


def test_every_cell_whose_step_meets_a_kink_is_counted_and_no_nan_is() -> None:
    passes = Network([Activation("relu")]).backprop([[0.0, 1e-9, 5.0, np.nan, np.inf]])
    assert {e.name: e.kinks for e in gradient_check(passes).entries}["X_grad"] == 2


@given(problems())
@SOME
def test_a_difference_agrees_with_its_gradient(p: Problem) -> None:
    passes = p.passes()
    for name in ("X_grad", "W_grad", "Y_grad"):
        gradient = passes.matrix(name)
        ref = CellRef(name, gradient.shape[0] - 1, gradient.shape[1] // 2)
        found = check_cell(passes, ref).numeric
        assert found == pytest.approx(gradient[ref.row, ref.col], rel=1e-5, abs=1e-6)


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        (CellRef("X", 0, 0), "only gradients are compared with differences: X is not one"),
        (CellRef("X_grad", 2, 0), r"no cell X_grad\[2,0\]: X_grad is 2×1"),
        (CellRef("X_grad", -1, 0), "no cell"),
        (CellRef("b_grad", 0, 0), "no matrix 'b_grad'"),
    ],
)
def test_differences_are_for_gradients(ref: CellRef, message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_cell(backprop([[1, 2]], [[3], [4]]), ref)


@pytest.mark.parametrize("bad", [0, -1e-6, np.nan, np.inf])
def test_steps_and_tolerances_are_positive(bad: float) -> None:
    passes = backprop([[1]], [[1]])
    with pytest.raises(InputError, match="eps needs to be a positive number"):
        gradient_check(passes, eps=bad)
    with pytest.raises(InputError, match="tolerance needs to be a positive number"):
        gradient_check(passes, tolerance=bad)


# --- networks of any kind and any scale


def test_no_right_gradient_is_said_to_differ_and_no_planted_error_to_agree() -> None:
    """Scales from 10⁻⁸ to 10⁸; `make stress KINDS="checks --count 10000"` tries many more."""
    found = tally(range(250), seed=3, decades=8)
    assert found.failures == []
    assert found.found == found.findable > 0.5 * found.cells
    assert found.brought_found > 0.9 * found.brought


def test_of_ordinary_networks_nearly_everything_can_be_told() -> None:
    found = tally(range(250), seed=4, decades=0)
    assert found.failures == []
    assert found.untold < 0.002 * found.cells
    assert found.faint < 0.02 * found.cells
    assert found.found == found.findable > 0.8 * found.cells
    assert found.brought_found > 0.99 * found.brought
