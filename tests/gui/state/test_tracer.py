"""Tracing in the real window: paths light up, are stepped through, follow edits, and end."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from gradviz.gui.explanation.inspector import Inspector
from gradviz.refs import CellRef
from gradviz.session.document import example
from gradviz.session.edits import resize, set_cell
from gradviz.session.presets.documents import PRESETS
from gradviz.timeline.trace import STEP

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
AIM = CellRef("X_grad", 1, 2)


@pytest.fixture
def deep(opened: "Callable[..., User]") -> "User":
    """Return somebody who looks at a small network at rest, a gradient of its input pinned."""
    user = opened(next(p for p in PRESETS if p.id == "relu").document())
    user.workspace.player.go_to_end(1)
    user.workspace.pin(AIM)
    user.stage.setFocus()
    user.settle()
    return user


def trace(user: "User") -> None:
    user.key(Key.Key_T, Held.ControlModifier)


def test_a_trace_plays_once_through_all_layers_and_rests(deep: "User") -> None:
    trace(deep)
    seen = deep.workspace.tracer.trace
    assert seen is not None
    assert seen.paths.ref == AIM
    assert seen.seconds == 0.0
    deep.pass_time(1.5 * STEP)
    half = deep.workspace.tracer.trace
    assert half is not None
    assert (half.step, half.is_complete) == (1, False)
    deep.pass_time(100.0)
    done = deep.workspace.tracer.trace
    assert done is not None
    assert done.is_complete


def test_a_trace_is_stepped_both_ways_by_the_keys_of_playing(deep: "User") -> None:
    trace(deep)
    deep.pass_time(1.5 * STEP)
    shown = []
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_Left, Key.Key_Left):
        deep.key(key)
        now = deep.workspace.tracer.trace
        assert now is not None
        shown.append(round(now.seconds / STEP, 6))
    assert shown == [2, 3, 2, 1, 0]


def test_the_same_step_gives_the_same_picture_from_either_side(deep: "User") -> None:
    trace(deep)
    deep.key(Key.Key_Right)
    before = deep.picture()
    deep.key(Key.Key_Right)
    assert not (deep.picture() == before).all()
    deep.key(Key.Key_Left)
    assert (deep.picture() == before).all()


def test_space_pauses_the_lighting_and_lets_it_go_on(deep: "User") -> None:
    trace(deep)
    tracer, play = deep.workspace.tracer, deep.window.commands.action("play")
    assert play.text() == "Pause"
    deep.pass_time(0.5 * STEP)
    deep.key(Key.Key_Space)
    deep.pass_time(STEP)
    paused = tracer.trace
    assert paused is not None
    assert paused.seconds == pytest.approx(0.5 * STEP)
    assert play.text() == "Play"
    deep.key(Key.Key_Space)
    deep.pass_time(STEP)
    on = tracer.trace
    assert on is not None
    assert on.seconds == pytest.approx(1.5 * STEP)
    deep.pass_time(100.0)
    deep.key(Key.Key_Space)  # all is lit: from the start again
    again = tracer.trace
    assert again is not None
    assert again.seconds == 0.0
    assert not deep.workspace.player.playback.is_playing


def test_home_and_end_lead_to_the_ends_of_the_trace(deep: "User") -> None:
    trace(deep)
    at = []
    for key in (Key.Key_End, Key.Key_Home):
        deep.key(key)
        seen = deep.workspace.tracer.trace
        assert seen is not None
        at.append((seen.lit, seen.is_complete))
    assert at == [(4, True), (0, False)]


def test_a_trace_can_play_backwards(deep: "User") -> None:
    trace(deep)
    deep.key(Key.Key_End)
    deep.key(Key.Key_Space, Held.ShiftModifier)
    deep.pass_time(STEP)
    seen = deep.workspace.tracer.trace
    assert seen is not None
    assert seen.lit == 3
    assert deep.workspace.player.is_at_end


def test_going_to_a_time_leaves_the_trace(deep: "User") -> None:
    trace(deep)
    deep.workspace.player.go_to(1.0)
    assert not deep.workspace.tracer.is_active


def test_the_way_out_is_seen_while_there_is_a_trace(deep: "User") -> None:
    leave = deep.window.transport.findChild(QToolButton, "leave-trace")
    assert isinstance(leave, QToolButton)
    assert not leave.isVisible()
    trace(deep)
    assert leave.isVisible()
    assert leave.text().startswith("Leave the trace")
    QTest.mouseClick(leave, Qt.MouseButton.LeftButton)
    assert not deep.workspace.tracer.is_active
    assert not leave.isVisible()
    assert deep.workspace.pinned == AIM


def trace_button(user: "User") -> QPushButton:
    view = user.dock("inspector").findChild(QPushButton, "trace")
    assert isinstance(view, QPushButton)
    return view


def test_the_explanation_offers_the_paths_and_then_the_way_out(deep: "User") -> None:
    button = trace_button(deep)
    assert button.isVisible()
    assert button.text() == "Show all paths to the loss"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    seen = deep.workspace.tracer.trace
    assert seen is not None
    assert seen.paths.ref == AIM
    assert button.text().startswith("Leave the trace")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not deep.workspace.tracer.is_active
    assert button.text() == "Show all paths to the loss"


@pytest.mark.parametrize("name", ["X", "X_grad", "W1", "W2_grad", "Y1", "Y3_grad", "T"])
def test_the_paths_are_offered_where_the_command_can_trace(deep: "User", name: str) -> None:
    ref = CellRef(name, 0, 0)
    deep.workspace.pin(ref)
    deep.settle()
    assert trace_button(deep).isVisible() == deep.window.commands.action("trace").isEnabled()
    assert trace_button(deep).isVisible() == (name != "T")


def test_a_cell_that_is_only_pointed_at_is_pinned_and_traced(deep: "User") -> None:
    deep.workspace.pin(None)
    deep.workspace.hover(CellRef("X", 0, 1))
    deep.settle()
    QTest.mouseClick(trace_button(deep), Qt.MouseButton.LeftButton)
    assert deep.workspace.pinned == CellRef("X", 0, 1)
    assert deep.workspace.tracer.is_tracing(CellRef("X", 0, 1))


def test_escape_leaves_a_trace(deep: "User") -> None:
    trace(deep)
    deep.key(Key.Key_Escape)
    assert not deep.workspace.tracer.is_active


def test_escape_lets_go_of_a_trace_before_the_cell(deep: "User") -> None:
    trace(deep)
    deep.key(Key.Key_Escape)
    assert not deep.workspace.tracer.is_active
    assert deep.workspace.pinned == AIM
    deep.key(Key.Key_Escape)
    assert deep.workspace.pinned is None


@pytest.mark.parametrize("way", ["button", "command"])
def test_wherever_the_keys_were_a_trace_is_stepped_and_left_one_thing_at_a_time(
    deep: "User", way: str
) -> None:
    panel = deep.window.findChild(Inspector)
    assert panel is not None
    panel.setFocus()
    if way == "button":
        QTest.mouseClick(trace_button(deep), Qt.MouseButton.LeftButton)
    else:
        deep.window.commands.action("trace").trigger()
    before = deep.workspace.tracer.trace
    deep.key(Key.Key_Right)
    after = deep.workspace.tracer.trace
    assert before is not None
    assert after is not None
    assert after.lit == before.lit + 1
    panel.setFocus()
    deep.key(Key.Key_Escape)
    assert not deep.workspace.tracer.is_active
    assert deep.workspace.pinned == AIM
    deep.key(Key.Key_Escape)
    assert deep.workspace.pinned is None


def test_the_count_says_how_many_layers_of_a_trace_are_lit(deep: "User") -> None:
    def told() -> list[str]:
        label = deep.window.transport.findChild(QLabel)
        assert isinstance(label, QLabel)
        return label.text().split()

    before = told()
    trace(deep)
    assert told() == ["0", "/", "4"]
    for lit in (1, 2, 3, 4, 4):
        deep.key(Key.Key_Right)
        assert told() == [str(lit), "/", "4"]
    deep.key(Key.Key_Escape)
    assert told() == before


def test_the_command_again_ends_a_trace(deep: "User") -> None:
    trace(deep)
    trace(deep)
    assert not deep.workspace.tracer.is_active
    assert deep.workspace.pinned == AIM


def test_a_trace_follows_an_edit_in_the_new_numbers(deep: "User") -> None:
    trace(deep)
    deep.pass_time(100.0)
    new = set_cell(deep.workspace.document, CellRef("W1", 1, 1), 7.0)
    deep.workspace.edit(new, "Type W1[2,2]")
    seen = deep.workspace.tracer.trace
    assert seen is not None
    assert seen.paths.passes is deep.workspace.passes
    assert seen.is_complete


def test_a_trace_ends_with_its_document_and_with_its_cell(deep: "User") -> None:
    trace(deep)
    deep.workspace.edit(resize(deep.workspace.document, N=2), "Resize")
    assert not deep.workspace.tracer.is_active
    deep.workspace.pin(CellRef("X_grad", 1, 1))
    trace(deep)
    deep.workspace.open(example(), None)
    assert not deep.workspace.tracer.is_active


def test_nothing_to_trace_is_not_offered(deep: "User") -> None:
    action = deep.window.commands.action("trace")
    assert action.isEnabled()
    deep.workspace.pin(CellRef("T", 0, 0))
    assert not action.isEnabled()
    deep.workspace.pin(None)
    assert not action.isEnabled()
