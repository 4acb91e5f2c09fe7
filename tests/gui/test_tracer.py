"""Tracing in the real window: paths light up, are stepped through, follow edits, and end."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gradviz.refs import CellRef
from gradviz.scene.tracing import STEP
from gradviz.session.document import example
from gradviz.session.edits import resize, set_cell
from gradviz.session.presets import PRESETS

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


@pytest.mark.parametrize("key", [Key.Key_Escape, Key.Key_Home, Key.Key_Space])
def test_escape_jumping_and_playing_end_a_trace(deep: "User", key: Key) -> None:
    trace(deep)
    deep.key(key)
    assert not deep.workspace.tracer.is_active


def test_escape_lets_go_of_a_trace_before_the_cell(deep: "User") -> None:
    trace(deep)
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
