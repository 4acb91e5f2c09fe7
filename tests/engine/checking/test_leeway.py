"""At a kink a gradient may be what either slope says, and nothing that lies outside of them."""

import pytest

import gradviz as gv
from gradviz.engine.checking.bounds import arithmetic
from gradviz.engine.checking.check import gradient_check
from gradviz.engine.checking.leeway import leeways

NET = gv.Network([gv.Linear([[1, 0], [0, 1]]), gv.Activation("relu"), gv.Linear([[1, 2]])])


@pytest.mark.parametrize(
    ("brought", "told"),
    [
        (-1.0, "differs"),
        (-0.01, "differs"),
        (0.0, "agrees"),
        (0.5, "cannot tell: on a kink"),
        (1.0, "cannot tell: on a kink"),
        (1.01, "differs"),
        (2.0, "differs"),
    ],
)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_only_what_lies_between_the_slopes_is_a_matter_of_convention(
    brought: float, told: str, sign: float
) -> None:
    passes = NET.backprop([[0, 1], [1, -1]], Y_grad=[[sign, sign]])
    right = passes.X_grad
    right[0, 0] = sign * brought
    assert gradient_check(passes, X_grad=right).entries[-1].words == told


def test_without_a_kink_there_is_none() -> None:
    assert leeways(arithmetic(NET.backprop([[2], [1]]))) == {}


def test_two_kinks_in_a_row_may_both_be_passed() -> None:
    layers = [gv.Activation("relu"), gv.Linear([[-1]]), gv.Activation("leaky_relu")]
    found = leeways(arithmetic(gv.Network(layers).backprop([[0.0]])))["X"]
    assert (found.below[0, 0], found.above[0, 0]) == (-1.0, 0.0)
