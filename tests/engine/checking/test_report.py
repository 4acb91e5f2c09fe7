"""The report of a check: true where nothing differs, and a table wherever it is printed."""

import copy
import pickle

import numpy as np
import pytest

from gradviz.engine.backprop import backprop
from gradviz.engine.checking import check
from gradviz.engine.checking.check import gradient_check
from gradviz.engine.checking.report import Report, table
from gradviz.engine.layers import Activation
from gradviz.engine.network import Network

W, X, T = [[2, -1, 0.5], [1, 3, -2]], [[1, 0], [3, 1], [-2, 1]], [[-3, 0], [13, 2]]
PASSES = backprop(W, X, loss="squared_error", target=T)


def test_a_table_says_what_was_compared_with_what() -> None:
    report = gradient_check(PASSES, W_grad=PASSES.W_grad, X_grad=[[3, -1.5], [2, -2.5], [-1.5, 2]])
    assert str(report).splitlines() == [
        "matrix  against      size  cells    error  at (from 0)  backprop  other  verdict",
        "Y_grad  differences   2×2      4  0.0e+00  [0,0]               1      1  agrees",
        "X_grad  differences   3×2      6  0.0e+00  [0,0]               3      3  agrees",
        "W_grad  differences   2×3      6  0.0e+00  [0,0]               1      1  agrees",
        "W_grad  brought       2×3      6  0.0e+00  [0,0]               1      1  agrees",
        "X_grad  brought       3×2      6  1.7e-01  [0,1]              -2   -1.5  differs",
        "error: at the cell shown, relative to the largest entry of the two matrices",
        "not brought: Y_grad; judged by differences only",
    ]


def test_it_is_its_verdict_and_shows_itself_as_the_table() -> None:
    right, wrong = gradient_check(PASSES), gradient_check(PASSES, W_grad=-PASSES.W_grad)
    assert (right.passed, bool(right)) == (True, True)
    assert (wrong.passed, bool(wrong)) == (False, False)
    assert repr(wrong) == str(wrong) == table(wrong, "wx", base=0)
    assert [entry.passed for entry in wrong.entries] == [True, True, True, False]
    assert copy.copy(wrong) == pickle.loads(pickle.dumps(wrong)) == wrong  # noqa: S301 - our own


def test_sizes_and_cells_are_written_as_the_passes_are() -> None:
    report = gradient_check(PASSES.presented("xwt"), X_grad=-PASSES.presented("xwt").X_grad)
    assert str(report).splitlines()[4].split()[:6] == [
        "X_grad", "brought", "2×3", "6", "2.0e+00", "[0,0]",
    ]  # fmt: skip
    row, at = table(report, "wx", base=1).splitlines()[4].split()[2:6:3]
    assert (row, at) == ("3×2", "[1,1]")


@pytest.mark.parametrize(
    ("brought", "shown"), [(3 + 1e-5, "3.00001"), (3 + 1e-7, "3.0000001"), (2.9, "2.9")]
)
def test_two_numbers_that_differ_never_look_the_same(brought: float, shown: str) -> None:
    wrong = PASSES.X_grad
    wrong[0, 0] = brought
    line = str(gradient_check(PASSES, X_grad=wrong, tolerance=1e-9)).splitlines()[4]
    assert line.split()[-3:] == ["3", shown, "differs"]


def test_what_is_rounded_never_looks_whole() -> None:
    third = backprop([[1 / 3]], [[6.0000001]], loss="sum")
    assert "2.00000" in str(gradient_check(third, Y=third.Y))


def test_what_was_not_looked_at_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "_WORK", 1.0)
    random = np.random.default_rng(0)
    report = gradient_check(backprop(random.normal(size=(3, 20)), random.normal(size=(20, 15))))
    assert "32/300" in str(report)
    assert (
        "not looked at: 268 of the 300 cells of X_grad (differences); those looked at are spread "
        "evenly" in str(report)
    )


def test_what_nobody_can_tell_is_counted_with_its_reason() -> None:
    passes = backprop([[1.0, 1.0]], [[1.0, 2.0], [1.0, np.nan]])
    report = gradient_check(passes)
    lines = str(report).splitlines()
    assert lines[2].endswith("cannot tell: not finite")
    assert "X_grad (differences): 2 of 4 cells cannot be told" in lines
    assert report.passed


def test_faint_numbers_are_counted() -> None:
    large = Network([Activation("softmax")]).backprop([[40.0, 1.0], [1.0, 2.0]], Y_grad=np.eye(2))
    report = gradient_check(large)
    assert report.passed
    (entry,) = (entry for entry in report.entries if entry.name == "X_grad")
    assert (entry.verdict, entry.faint) == ("agrees", 1)
    assert "X_grad (differences): 1 of 4 cells so small that rounding hides errors" in str(report)


def test_an_empty_report_is_true() -> None:
    assert Report((), (), None, 1e-6)
