"""The cube's timeline: each plane is added once, and nothing takes longer than it may."""

from itertools import pairwise

import numpy as np
import pytest

from gradviz.engine.backprop import backprop
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.wiring import product_layer
from gradviz.views.cube.timeline import KIND, TURN, cube_timeline, slab


def made(M: int, K: int, N: int) -> Passes:
    return backprop(np.ones((M, K)), np.ones((K, N)))


def stack(*kinds: str) -> Passes:
    layers: list[Layer] = [
        Linear(np.eye(2)) if kind == "linear" else Activation(kind) for kind in kinds
    ]
    return Network(layers).backprop(np.ones((2, 3)))


def test_each_pass_has_a_step_for_each_plane_along_the_index_its_answer_lacks() -> None:
    phases = cube_timeline(made(2, 3, 4)).phases
    told = [(phase.name, phase.kind, phase.rows, phase.cols, phase.count) for phase in phases]
    assert told == [
        ("Y", KIND, 2, 4, 3),
        ("Y_grad", TURN, 2, 4, 1),
        ("X_grad", KIND, 3, 4, 2),
        ("W_grad", KIND, 2, 3, 4),
    ]


@pytest.mark.parametrize("shape", [(1, 1, 1), (2, 3, 4), (64, 64, 64), (300, 1, 70)])
def test_phases_follow_each_other_and_are_not_too_long(shape: tuple[int, int, int]) -> None:
    phases = cube_timeline(made(*shape)).phases
    for before, after in pairwise(phases):
        assert after.start == pytest.approx(before.end)
        assert after.first == before.first + before.count
    for phase in phases:
        assert phase.step <= 0.9
        assert phase.count * phase.step <= 30.0 + 1e-9
        assert phase.step >= 0.4 or phase.count > 64


def test_large_products_take_few_steps_as_their_sums_take_long() -> None:
    large = cube_timeline(made(512, 512, 512)).phases
    assert [phase.count for phase in large] == [16, 1, 16, 16]
    assert max(phase.count for phase in cube_timeline(made(200, 200, 200)).phases) == 64


@pytest.mark.parametrize(("steps", "planes"), [(1, 1), (3, 3), (64, 65), (16, 1000), (64, 64)])
def test_the_steps_add_every_plane_once(steps: int, planes: int) -> None:
    added = [plane for step in range(steps) for plane in slab(step, steps, planes)]
    assert added == list(range(planes))
    assert all(len(slab(step, steps, planes)) > 0 for step in range(steps))


def test_an_activation_leads_to_the_product_before_it() -> None:
    passes = stack("linear", "relu", "tanh", "linear", "relu")
    assert [product_layer(passes.layers, layer) for layer in range(5)] == [0, 0, 0, 3, 3]
    assert product_layer(passes.layers) == 0
    assert product_layer(stack("relu", "linear").layers, 0) == 1
    assert cube_timeline(passes, 4).phases[2].name == "Y3_grad"


def test_a_network_without_a_product_still_has_a_time() -> None:
    passes = stack("relu")
    assert product_layer(passes.layers, 0) is None
    timeline = cube_timeline(passes)
    assert timeline.steps == 1
    assert timeline.at(timeline.duration).rest == 1.0
