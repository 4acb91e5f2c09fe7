"""The slots of a stacked network: a value and its gradient share each cell, and neither is lost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK
from gradviz.session.document import Document, network_document
from gradviz.session.presets.documents import PRESETS
from gradviz.timeline.phase import SWEEPS, Sweep
from gradviz.views.flow.column.slots import Drawn, Slots, reached, slot_marks
from tests.views.conftest import Shown, document, networks, shown

SLOTS: tuple[Slots, ...] = ("both", "values", "gradients")
VALUES = ("W", "X", "b", "Y")
SEAM = 2.0
"""What is at most free between two halves, scene units."""

grids = st.builds(
    Grid,
    st.integers(-40, 500),
    st.integers(-40, 500),
    st.integers(6, 110),
    st.integers(6, 110),
    st.just(2),
    st.just(3),
    flipped=st.booleans(),
)


def network(preset: str) -> Shown:
    return shown(next(found for found in PRESETS if found.id == preset).document())


def one_layer(sweep: Sweep = "cells") -> Shown:
    return shown(document((2, 3, 4), 2, has_bias=True, loss="squared_error"), sweep)


def place(setting: Setting, role: str, pitch: float = 60) -> Grid:
    rows, cols = setting.passes.matrix(role).shape
    return Grid(50, 70, pitch, pitch, rows, cols)


def drawn(setting: Setting, role: str, slots: Slots = "both") -> tuple[Drawn, ...]:
    return slot_marks(setting, role, place(setting, role), slots)


def names(found: tuple[Drawn, ...]) -> list[str]:
    return [role for role, _, _ in found]


def colors(setting: Setting, role: str) -> NDArray[np.uint8]:
    values = setting.passes.matrix(role)
    return DARK.palette(role).colors(values / setting.scale(role).limit)


def edges(rectangle: tuple[float, ...] | None) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a cell."""
    assert rectangle is not None
    x, y, width, height = rectangle
    return x, y, x + width, y + height


@given(grids)
@settings(max_examples=60, deadline=None)
def test_the_halves_of_a_cell_are_the_whole_cell_and_do_not_overlap(grid: Grid) -> None:
    of = one_layer()
    found = slot_marks(of.setting(of.timeline.duration), "W", grid, "both")
    assert names(found) == ["W", "W_grad"]
    for row, col in np.ndindex(2, 3):
        whole = edges(grid.cell(row, col))
        one, other = (edges(cells.cell(row, col)) for _, _, cells in found)
        assert [one, other] == [edges(half.cell(row, col)) for _, half, _ in found]
        along = 1 if one[0] == other[0] else 0  # one above the other, or side by side
        for half in (one, other):
            assert half[1 - along :: 2] == whole[1 - along :: 2]
        assert one[along] == whole[along]
        assert other[along + 2] == whole[along + 2]
        assert 0 <= other[along] - one[along + 2] <= SEAM
        assert one[along + 2] - one[along] == other[along + 2] - other[along] > 0


@pytest.mark.parametrize("role", VALUES)
def test_each_half_shows_its_own_numbers_in_its_own_colours(role: str) -> None:
    of = one_layer()
    setting = of.setting(of.timeline.duration, Style(1400, 900))
    found = drawn(setting, role)
    assert names(found) == [role, f"{role}_grad"]
    for shown_role, _, cells in found:
        assert cells.ref == shown_role
        assert np.array_equal(cells.fill, colors(setting, shown_role))
        assert cells.text is not None
        assert cells.opacity == 1.0


@pytest.mark.parametrize("slots", SLOTS)
@pytest.mark.parametrize("role", [*VALUES, "T"])
def test_before_the_way_back_a_value_has_all_of_its_cells(role: str, slots: Slots) -> None:
    of = one_layer()
    setting = of.setting(of.during("Y", 3, 0.5), Style(1400, 900))
    ((shown_role, grid, cells),) = drawn(setting, role, slots)
    assert shown_role == role
    assert grid == place(setting, role)
    assert (cells.cell_width, cells.cell_height) == (57, 57)


@pytest.mark.parametrize(
    ("slots", "expected"),
    [("both", ["Y", "Y_grad"]), ("values", ["Y"]), ("gradients", ["Y_grad"])],
)
def test_at_rest_a_slot_shows_what_is_asked_for(slots: Slots, expected: list[str]) -> None:
    of = one_layer()
    setting = of.setting(of.timeline.duration)
    found = drawn(setting, "Y", slots)
    assert names(found) == expected
    if len(expected) == 1:
        ((_, grid, cells),) = found
        assert grid == place(setting, "Y")
        assert np.array_equal(cells.fill, colors(setting, expected[0]))


@pytest.mark.parametrize("slots", SLOTS)
def test_the_target_has_no_gradient_and_keeps_its_cells(slots: Slots) -> None:
    of = one_layer()
    setting = of.setting(of.timeline.duration)
    ((role, grid, cells),) = drawn(setting, "T", slots)
    assert (role, grid) == ("T", place(setting, "T"))
    assert np.array_equal(cells.fill, colors(setting, "T"))


def test_what_takes_part_in_what_moves_is_there_whatever_slots_show() -> None:
    needs = {
        "Y": {"W", "X", "Y"},
        "Y_grad": {"Y", "Y_grad"},
        "X_grad": {"W", "Y_grad", "X_grad"},
        "W_grad": {"X", "Y_grad", "W_grad"},
        "b_grad": {"Y_grad", "b_grad"},
    }
    of = one_layer()
    for phase in of.timeline.phases:
        for step in (0, phase.count - 1):
            setting = of.setting(of.during(phase.name, step, 0.5))
            for slots in SLOTS:
                found = {name for role in VALUES for name in names(drawn(setting, role, slots))}
                assert needs[phase.role] <= found


def test_what_an_activation_turns_into_what_is_there_too() -> None:
    of = network("relu")
    for phase in of.timeline.phases:
        if phase.kind != "relu":
            continue
        setting = of.setting(of.during(phase.name, 0, 0.5)).of_layer(phase.layer)
        before = setting.of_layer(phase.layer - 1)
        taking_part = ["Y"] if phase.role == "Y" else ["Y_grad"]
        for slots in SLOTS:
            for slot in (before, setting):
                assert set(taking_part) <= set(names(drawn(slot, "Y", slots)))


@given(
    networks(),
    st.sampled_from(SWEEPS),
    st.lists(st.floats(0.0, 1.0), min_size=2, max_size=6),
)
@settings(max_examples=20, deadline=None)
def test_the_way_back_reaches_every_slot_once_and_for_all(
    made: Document, sweep: Sweep, times: list[float]
) -> None:
    of = shown(made, sweep)
    for layer, layer_names in enumerate(of.passes.layers):
        for role in VALUES:
            if getattr(layer_names, role) is None:
                continue
            shares = [
                reached(of.setting(time * of.timeline.duration).of_layer(layer), role)
                for time in (0.0, *sorted(times), 1.0)
            ]
            assert shares == sorted(shares)
            assert (shares[0], shares[-1]) == (0.0, 1.0)


@given(networks(), st.floats(0.0, 1.0))
@settings(max_examples=20, deadline=None)
def test_a_gradient_has_its_place_before_any_of_it_is_written(made: Document, time: float) -> None:
    of = shown(made)
    for layer, layer_names in enumerate(of.passes.layers):
        setting = of.setting(time * of.timeline.duration).of_layer(layer)
        for role in VALUES:
            if getattr(layer_names, role) is None:
                continue
            written = setting.written(f"{role}_grad")
            if written is None or written.mask.any():
                assert reached(setting, role) == 1.0
                assert f"{role}_grad" in names(drawn(setting, role))


@pytest.mark.parametrize("role", ["W", "b"])
def test_each_use_of_a_matrix_has_its_gradient_in_its_turn(role: str) -> None:
    twice, ones = Linear([[1, 2], [3, 4]], [1, 1]), np.ones((2, 3))
    made = Network([twice, Activation("tanh"), twice])
    of = shown(network_document(made, ones, loss="sum", target=ones, seed=ones))
    phases = [phase for phase in of.timeline.phases if phase.name == f"{role}1_grad"]
    assert [phase.layer for phase in phases] == [2, 0]
    for done, phase in enumerate(phases, start=1):
        setting = of.setting(phase.end)
        there = [p.layer for p in phases if reached(setting.of_layer(p.layer), role) == 1.0]
        assert there == [p.layer for p in phases[:done]]


def test_while_a_value_makes_room_both_stay_in_its_cells() -> None:
    of = one_layer()
    whole = place(of.setting(0.0), "X")
    heights = [whole.cell_height]
    for progress in (0.05, 0.1, 0.15, 0.2, 0.25, 0.29):
        setting = of.setting(of.during("X_grad", 0, progress))
        (_, _, value), (_, _, gradient) = drawn(setting, "X")
        assert value.opacity == 1.0
        assert 0.0 < gradient.opacity < 1.0
        heights.append(value.cell_height)
        for row, col in np.ndindex(3, 4):
            x, y, width, height = whole.cell(row, col)
            for mark in (value, gradient):
                left, top, right, bottom = edges(mark.cell(row, col))
                assert x - 1e-9 <= left < right <= x + width + 1e-9
                assert y - 1e-9 <= top < bottom <= y + height + 1e-9
    assert heights == sorted(heights, reverse=True)
    half, _ = drawn(of.setting(of.timeline.duration), "X")
    assert heights[-1] == pytest.approx(half[2].cell_height, rel=0.02)


def test_the_same_slot_gives_the_very_same_marks() -> None:
    of = one_layer()
    for seconds in (of.during("Y", 3, 0.5), of.timeline.duration):
        one, other = (drawn(of.setting(seconds), "Y") for _ in range(2))
        assert all(a[2] is b[2] for a, b in zip(one, other, strict=True))
