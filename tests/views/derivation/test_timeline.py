"""The time of a derivation: every step is there once, in order, and none is too long to watch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.backprop import backprop
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.session.looks.derivation import Proof
from gradviz.views.derivation.timeline import KIND, derivation_timeline, rows_of

WAYS: tuple[Proof, ...] = ("transposing", "indices")
sizes = st.integers(1, 70)


def made(M: int, K: int, N: int) -> Passes:
    return backprop(np.ones((M, K)), np.ones((K, N)))


def stack(kinds: str) -> Passes:
    """Return a network of linear layers ("l") and activations ("a")."""
    layers: list[Layer] = [Linear([[1.0]]) if kind == "l" else Activation("tanh") for kind in kinds]
    return Network(layers).backprop([[0.5]], loss="sum")


@given(sizes, sizes, sizes, st.sampled_from(WAYS))
def test_phases_follow_each_other_and_can_be_watched(M: int, K: int, N: int, by: Proof) -> None:
    timeline = derivation_timeline(made(M, K, N), by)
    ends = [0.0, *(phase.end for phase in timeline.phases)]
    assert [phase.start for phase in timeline.phases] == ends[:-1]
    firsts = [phase.first for phase in timeline.phases]
    assert firsts == np.cumsum([0, *(phase.count for phase in timeline.phases)])[:-1].tolist()
    assert {phase.kind for phase in timeline.phases} == {KIND}
    assert all(0.4 <= phase.step <= 2.5 for phase in timeline.phases)
    assert all(phase.end - phase.start <= 30 for phase in timeline.phases)


@given(sizes, sizes, sizes)
def test_the_rule_writes_every_row_once(M: int, K: int, N: int) -> None:
    phase = derivation_timeline(made(M, K, N)).phases[3]
    assert phase.name == "rule"
    rows = [row for step in range(phase.count) for row in rows_of(step, phase, K)]
    assert rows == list(range(K))
    assert not rows_of(0, phase, K)


def test_key_frames_are_the_ends_of_steps() -> None:
    timeline = derivation_timeline(made(2, 3, 4))
    names = [timeline.key(n) for n in range(1, timeline.steps + 1)]
    told = [(phase.name, step) for phase, step in filter(None, names)]
    assert told == [
        ("product", 0),
        ("transpose", 0),
        ("rename", 0),
        *(("rule", step) for step in range(4)),
        ("names", 0),
        ("names", 1),
        ("back", 0),
        ("check", 0),
    ]


def test_by_indices_both_gradients_are_derived() -> None:
    timeline = derivation_timeline(made(2, 3, 4), "indices")
    told = [(phase.role, phase.name, phase.count) for phase in timeline.phases]
    steps = [("chain", 1), ("entry", 2), ("slope", 1), ("sum", 2), ("all", 1)]
    assert told[:5] == [("X_grad", *step) for step in steps]
    assert told[5:] == [("W_grad", *step) for step in [steps[0], ("entry", 4), *steps[2:]]]


def test_of_many_outputs_one_is_looked_at() -> None:
    phases = derivation_timeline(made(5, 1, 1), "indices").phases
    assert [phase.count for phase in phases if phase.name == "entry"] == [1, 1]


@pytest.mark.parametrize(
    ("kinds", "wanted", "found"),
    [
        ("l", None, 0),
        ("al", None, 1),
        ("lal", 1, 0),
        ("laal", 2, 0),
        ("lal", 2, 2),
        ("lal", 40, 2),
        ("aa", 0, None),
    ],
)
def test_the_nearest_product_is_shown(kinds: str, wanted: int | None, found: int | None) -> None:
    layer = derivation_timeline(stack(kinds), "transposing", wanted).phases[0].layer
    assert layer == (found or 0)


def test_without_any_product_there_is_one_phase_that_tells_so() -> None:
    assert [phase.name for phase in derivation_timeline(stack("a")).phases] == ["none"]
