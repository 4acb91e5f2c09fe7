"""What is shown when: every matrix that is computed has a phase, in an order that is possible."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.backprop import backprop
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.rules import ACTIVATIONS
from gradviz.timeline.phase import SWEEPS, Sweep
from gradviz.timeline.schedule import timeline_of


def test_phases_of_one_layer() -> None:
    plain = backprop([[1.0, 2.0]], [[3.0], [4.0]])
    biased = backprop([[1.0, 2.0]], [[3.0], [4.0]], b=[[1.0]])
    assert [p.name for p in timeline_of(plain).phases] == ["Y", "Y_grad", "X_grad", "W_grad"]
    assert timeline_of(biased).phases[-1].name == "b_grad"


def test_phases_of_a_network_go_down_and_come_back() -> None:
    layers = [Linear([[1.0, 2.0]], [[0.5]]), Activation("relu"), Linear([[3.0], [4.0]])]
    phases = timeline_of(Network(layers).backprop([[1.0], [2.0]])).phases
    forward, back = ["Y1", "Y2", "Y3"], ["W2_grad", "Y2_grad", "Y1_grad", "W1_grad", "b1_grad"]
    assert [p.name for p in phases] == [*forward, "Y3_grad", *back, "X_grad"]
    assert [p.layer for p in phases] == [0, 1, 2, 2, 2, 2, 1, 0, 0, 0]
    assert [p.kind for p in phases][1:4] == ["relu", "linear", "loss"]


layers = st.lists(st.sampled_from(["linear", "biased", *ACTIVATIONS]), min_size=1, max_size=12)


@given(layers, st.sampled_from(SWEEPS))
def test_everything_computed_is_written_once_it_can_be(kinds: list[str], sweep: Sweep) -> None:
    made: list[Layer] = [
        Linear(np.eye(2), [[1.0], [2.0]] if kind == "biased" else None)
        if kind in ("linear", "biased")
        else Activation(kind)
        for kind in kinds
    ]
    p = Network(made).backprop(np.ones((2, 3)))
    timeline = timeline_of(p, sweep)
    names = [phase.name for phase in timeline.phases]
    computed = [n for n in p.names if p.writer(n) and not n.startswith("P")]
    assert sorted(names) == sorted(computed)
    there = {"X", *(n for n in p.names if n[0] in "Wb" and not n.endswith("_grad"))}
    for phase in timeline.phases:
        layer = p.layers[phase.layer]
        needs = {
            "Y": [layer.X],
            "Y_grad": [layer.Y],
            "X_grad": [layer.Y + "_grad"],
            "W_grad": [layer.Y + "_grad"],
            "b_grad": [layer.Y + "_grad"],
        }[phase.role]
        assert there.issuperset(needs)
        there.add(phase.name)


def test_a_deep_network_is_over_in_a_few_minutes() -> None:
    layers = [Linear(np.eye(8)) for _ in range(12)]
    timeline = timeline_of(Network(layers).backprop(np.ones((8, 8))))
    assert timeline.duration < 180.0


def test_very_large_matrices_are_written_cell_by_cell() -> None:
    timeline = timeline_of(backprop(np.ones((257, 300)), np.ones((300, 1))), "outer")
    assert {phase.sweep for phase in timeline.phases} == {"cells"}
    assert (
        timeline_of(backprop(np.ones((256, 256)), np.ones((256, 1))), "outer").steps
        == 256 + 1 + 256 + 1
    )
