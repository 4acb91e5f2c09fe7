"""What a wrong gradient is instead of the right one is said where it is something simple."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.arrays import Matrix
from gradviz.engine.checking.check import gradient_check

RANDOM = np.random.default_rng(0)
PASSES = gv.backprop(
    *(RANDOM.normal(size=shape) for shape in ((3, 3), (3, 7))),
    b=[1, 2, 3],
    loss="squared_error",
    target=RANDOM.normal(size=(3, 7)),
)
LAST = np.outer(PASSES.Y_grad[:, -1], PASSES.X[:, -1])


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        (PASSES.W_grad.T, "it is the transpose of what was expected"),
        (2 * PASSES.W_grad, "it is 2 times what was expected"),
        (-PASSES.W_grad, "it is −1 times what was expected"),
        (PASSES.W_grad / 7, "it is 1/7 times what was expected"),
        (PASSES.W_grad / 21, "it is 1/21 times what was expected"),
        (1.5 * PASSES.W_grad, "it is 1.5 times what was expected"),
        (0 * PASSES.W_grad, "it is 0 everywhere"),
        (PASSES.W_grad - LAST, "a sample is missing from it"),
        (PASSES.W_grad + RANDOM.normal(size=(3, 3)), ""),
        (PASSES.W_grad, ""),
    ],
)
def test_a_wrong_gradient_is_called_by_its_name(matrix: Matrix, words: str) -> None:
    report = gradient_check(PASSES, W_grad=matrix)
    assert str(report.entries[-1].likeness) == words
    assert (f"W_grad (brought): {words}" in str(report)) == bool(words)


def test_a_bias_that_forgets_a_sample_and_what_is_not_finite() -> None:
    forgot = PASSES.matrix("b_grad") - PASSES.Y_grad[:, :1]
    assert (
        str(gradient_check(PASSES, b_grad=forgot).entries[-1].likeness)
        == "a sample is missing from it"
    )
    assert str(gradient_check(PASSES, W_grad=np.nan * PASSES.W_grad).entries[-1].likeness) == ""
