"""The stage under a real mouse and real keys: pointing, pinning, dragging, typing."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Cells
from gradviz.session.document import example
from gradviz.session.edits import resize, set_view
from gradviz.session.looks.flow import FlowLook
from gradviz.views.flow.strip import card_at

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
W11, W23 = CellRef("W", 0, 0), CellRef("W", 1, 2)
Y13 = CellRef("Y", 0, 2)


def mark_ref(mark: object) -> str:
    return str(getattr(mark, "ref", ""))


def told_at(user: "User", at: QPoint) -> str:
    """Return the tooltip at a place of the stage."""
    QApplication.sendEvent(
        user.stage, QHelpEvent(QEvent.Type.ToolTip, at, user.stage.mapToGlobal(at))
    )
    return QToolTip.text()


def card(user: "User", name: str) -> QPoint:
    """Return a point of a small corner where no cell is drawn."""
    frame = user.stage.frame()
    for y in range(0, 200, 4):
        for x in range(0, user.stage.width(), 4):
            if card_at(frame, x, y) == f"pane:{name}" and frame.hit(x, y) is None:
                return QPoint(x, y)
    raise LookupError(name)


# --- pointing


@pytest.mark.parametrize("held", [Held.ControlModifier, Held.AltModifier])
def test_a_digit_with_a_key_held_is_no_entry(user: "User", held: Qt.KeyboardModifier) -> None:
    user.workspace.pin(CellRef("W", 0, 0))
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_0, held, "0")  # as X11 sends it
    QApplication.sendEvent(user.stage, event)
    assert user.stage.editor.ref is None


def test_a_sample_says_what_a_click_on_it_does(user: "User") -> None:
    user.workspace.look_at(flow=FlowLook("column"))
    box = next(mark for mark in user.stage.frame().marks if mark_ref(mark) == "sample:1")
    at = QPoint(round(box.x + box.width / 2), round(box.y + box.height / 2))
    assert told_at(user, at) == "Click to leave sample 2 out of the gradients of W and b"
    QTest.mouseClick(user.stage, Qt.MouseButton.LeftButton, Held.NoModifier, at)
    assert told_at(user, at) == "Click to put sample 2 back"
    assert "leaves out sample 2" in told_at(user, user.place(CellRef("W_grad", 0, 0)))
    QToolTip.hideText()


def test_pointing_at_a_cell_lights_it_up_until_the_pointer_leaves(user: "User") -> None:
    before = user.picture()
    user.point(Y13)
    assert user.workspace.hovered == Y13
    assert not np.array_equal(user.picture(), before)
    user.move(user.stage, QPoint(2, 2))
    assert user.workspace.hovered is None
    assert np.array_equal(user.picture(), before)
    user.point(W11)
    QApplication.sendEvent(user.stage, QEvent(QEvent.Type.Leave))
    assert user.workspace.hovered is None


@pytest.mark.parametrize(
    ("ref", "shape"),
    [(W11, Qt.CursorShape.SizeVerCursor), (Y13, Qt.CursorShape.PointingHandCursor)],
)
def test_the_pointer_says_what_can_be_done(
    user: "User", ref: CellRef, shape: Qt.CursorShape
) -> None:
    user.point(ref)
    assert user.stage.cursor().shape() == shape
    user.move(user.stage, QPoint(2, 2))
    assert user.stage.cursor().shape() == Qt.CursorShape.ArrowCursor


@pytest.mark.parametrize(
    ("ref", "told"), [(Y13, "Y[1,3] = 4"), (W11, "W[1,1] = 2\nDrag up or down")]
)
def test_the_tip_of_a_cell_names_it_and_its_number(user: "User", ref: CellRef, told: str) -> None:
    at = user.place(ref)
    tip = QHelpEvent(QEvent.Type.ToolTip, at, user.stage.mapToGlobal(at))
    QApplication.sendEvent(user.stage, tip)
    assert QToolTip.text().startswith(told)
    QToolTip.hideText()


# --- clicking


@pytest.mark.parametrize("pane", ["Y", "X_grad", "W_grad"])
def test_a_click_on_a_computed_cell_pins_it_and_goes_to_the_step_that_writes_it(
    user: "User", pane: str
) -> None:
    user.workspace.foreground.set_focus(pane)
    ref = CellRef(pane, 1, 1)
    user.click(ref)
    assert user.workspace.pinned == ref
    timeline, seconds = user.workspace.player.timeline, user.workspace.player.seconds
    assert seconds == timeline.time_of(ref)
    key = timeline.key(timeline.key_at(seconds))
    assert key is not None
    assert key[0].cell(key[1]) == ref
    assert not user.workspace.player.playback.is_playing


def test_a_click_on_an_input_pins_it_and_leaves_the_time_alone(user: "User") -> None:
    before = user.workspace.player.seconds
    user.click(W23)
    assert user.workspace.pinned == W23
    assert user.workspace.player.seconds == before
    assert not user.workspace.undo_stack.canUndo()


def test_a_click_beside_all_cells_lets_go_of_the_pinned_one(user: "User") -> None:
    user.click(W23)
    QTest.mouseClick(user.stage, Qt.MouseButton.LeftButton, Held.NoModifier, QPoint(3, 3))
    assert user.workspace.pinned is None


def test_escape_lets_go_of_the_pinned_cell(user: "User") -> None:
    user.click(W23)
    user.key(Key.Key_Escape)
    assert user.workspace.pinned is None


@pytest.mark.parametrize("name", ["Y_grad", "X_grad", "W_grad"])
def test_a_click_on_a_small_corner_makes_it_the_large_one(user: "User", name: str) -> None:
    before, seconds = user.picture(), user.workspace.player.seconds
    QTest.mouseClick(user.stage, Qt.MouseButton.LeftButton, Held.NoModifier, card(user, name))
    assert user.workspace.foreground.focus == name
    assert user.workspace.player.seconds == seconds
    assert not np.array_equal(user.picture(), before)


def test_other_mouse_buttons_do_nothing(user: "User") -> None:
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        QTest.mouseClick(user.stage, button, Held.NoModifier, user.place(W11))
    assert user.workspace.pinned is None


# --- dragging


@pytest.mark.parametrize(
    ("held", "pixels", "expected"),
    [
        (Held.NoModifier, 50, 3.0),
        (Held.NoModifier, -50, 1.0),
        (Held.ShiftModifier, 50, 2.1),
        (Held.ControlModifier, 50, 12.0),
    ],
)
def test_dragging_changes_the_number(
    user: "User", held: Held, pixels: int, expected: float
) -> None:
    user.drag_up(W11, pixels // 2, pixels, held=held)
    assert user.workspace.document.W[0, 0] == expected
    assert user.workspace.passes.Y[0, 0] == expected * 1 - 3 - 1
    assert user.workspace.pinned == W11


def test_a_drag_is_one_step_to_undo_and_two_drags_are_two(user: "User") -> None:
    first = user.workspace.document
    user.drag_up(W11, 10, 30, 20, 60)
    middle = user.workspace.document
    user.drag_up(W11, 10, 30)
    assert user.workspace.undo_stack.count() == 2
    assert user.workspace.undo_stack.undoText() == "Drag W[1,1]"
    user.key(Key.Key_Z, Held.ControlModifier)
    assert user.workspace.document is middle
    user.key(Key.Key_Z, Held.ControlModifier)
    assert user.workspace.document is first


def test_the_picture_follows_while_dragging(user: "User") -> None:
    at = user.place(W11)
    before = user.picture()
    QTest.mousePress(user.stage, Qt.MouseButton.LeftButton, Held.NoModifier, at)
    user.move(user.stage, at - QPoint(0, 40), Qt.MouseButton.LeftButton)
    assert user.workspace.document.W[0, 0] == 2.8
    assert not np.array_equal(user.picture(), before)
    QTest.mouseRelease(user.stage, Qt.MouseButton.LeftButton, Held.NoModifier, at - QPoint(0, 40))


def test_a_hand_that_trembles_clicks_and_does_not_drag(user: "User") -> None:
    user.drag_up(W11, 1, 3, 2)
    assert not user.workspace.undo_stack.canUndo()
    assert user.workspace.pinned == W11


def test_what_is_computed_cannot_be_dragged(user: "User") -> None:
    first = user.workspace.document
    user.drag_up(Y13, 20, 60)
    assert user.workspace.document is first


# --- typing


def test_a_double_click_opens_the_editor_with_the_number_selected(user: "User") -> None:
    user.double_click(W23)
    editor = user.stage.editor
    assert editor.isVisible()
    assert editor.hasFocus()
    assert editor.selectedText() == "-2"
    assert editor.geometry().contains(user.place(W23))
    user.type("7")
    user.key(Key.Key_Return)
    assert user.workspace.document.W[1, 2] == 7.0
    assert user.stage.hasFocus()


def test_a_double_click_on_what_is_computed_opens_nothing(user: "User") -> None:
    user.double_click(Y13)
    assert not user.stage.editor.isVisible()


@pytest.mark.parametrize("letter", ["4", "-", ".", "(", "p", "s", "n", "i"])
def test_typing_on_a_pinned_cell_replaces_its_number(user: "User", letter: str) -> None:
    user.click(W11)
    user.type(letter)
    assert user.stage.editor.isVisible()
    assert user.stage.editor.text() == letter
    user.key(Key.Key_Escape)
    assert user.stage.hasFocus()
    assert not user.workspace.undo_stack.canUndo()


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_F2])
def test_enter_and_f2_open_the_editor_on_a_pinned_cell(user: "User", key: Key) -> None:
    user.click(W11)
    user.key(key)
    assert user.stage.editor.selectedText() == "2"


def test_typing_where_nothing_can_be_edited_opens_nothing(user: "User") -> None:
    user.type("9")
    user.click(Y13)
    user.type("9")
    user.key(Key.Key_Return)
    assert not user.stage.editor.isVisible()


def test_a_digit_where_nothing_can_be_edited_is_another_view(user: "User") -> None:
    user.click(Y13)
    user.type("4")
    assert user.workspace.document.view.view == "adjoint"
    user.workspace.pin(W11)
    user.type("4")
    assert user.stage.editor.isVisible()
    assert user.workspace.document.view.view == "adjoint"


def test_enter_goes_down_and_tab_goes_right_and_on_to_the_next_row(user: "User") -> None:
    user.click(W11)
    for letter, key, held, then in (
        ("5", Key.Key_Return, Held.NoModifier, CellRef("W", 1, 0)),
        ("6", Key.Key_Return, Held.ShiftModifier, CellRef("W", 0, 0)),
        ("7", Key.Key_Tab, Held.NoModifier, CellRef("W", 0, 1)),
        ("8", Key.Key_Tab, Held.NoModifier, CellRef("W", 0, 2)),
        ("9", Key.Key_Tab, Held.NoModifier, CellRef("W", 1, 0)),
        ("4", Key.Key_Backtab, Held.ShiftModifier, CellRef("W", 0, 2)),
    ):
        user.type(letter)
        user.key(key, held)
        assert user.workspace.pinned == then
    assert user.workspace.document.W.tolist() == [[7, 8, 9], [4, 3, -2]]
    assert user.workspace.undo_stack.count() == 6


def test_the_editor_stays_over_its_cell_when_the_picture_changes_its_size(user: "User") -> None:
    user.double_click(W23)
    user.window.resize(1100, 800)
    user.settle()
    assert user.stage.editor.isVisible()
    assert user.stage.editor.geometry().contains(user.place(W23))
    user.workspace.edit(set_view(user.workspace.document, flow=FlowLook("triptych")), "View")
    assert user.stage.editor.geometry().contains(user.place(W23))


def test_the_editor_closes_when_its_cell_is_gone(user: "User") -> None:
    user.double_click(W23)
    user.type("1/0")
    user.workspace.edit(resize(user.workspace.document, K=2), "Resize")
    assert not user.stage.editor.isVisible()
    assert user.stage.hasFocus()


def test_the_editor_closes_when_another_document_is_opened(user: "User") -> None:
    user.double_click(W23)
    user.type("12")
    user.workspace.open(example(), None)
    assert not user.stage.editor.isVisible()


# --- time


def test_keys_steer_the_time(user: "User") -> None:
    workspace = user.workspace
    timeline = workspace.player.timeline
    user.key(Key.Key_Home)
    assert workspace.player.seconds == 0.0
    user.key(Key.Key_Right)
    user.key(Key.Key_Right)
    assert workspace.player.seconds == timeline.key_time(2)
    user.key(Key.Key_Left)
    assert workspace.player.seconds == timeline.key_time(1)
    user.key(Key.Key_End)
    assert workspace.player.seconds == timeline.duration
    user.key(Key.Key_Space)
    assert workspace.player.playback.is_playing
    user.pass_time(3.0)
    assert workspace.player.seconds == 3.0
    user.key(Key.Key_Space)
    assert not workspace.player.playback.is_playing
    user.key(Key.Key_Space, Held.ShiftModifier)
    user.pass_time(1.0)
    assert workspace.player.seconds == 2.0


@pytest.mark.parametrize(
    "key", [Key.Key_Space, Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End]
)
@pytest.mark.parametrize("held", [Held.NoModifier, Held.ShiftModifier])
def test_keys_typed_in_the_editor_do_not_move_the_time(user: "User", key: Key, held: Held) -> None:
    user.workspace.player.go_to(user.workspace.player.timeline.key_time(3))
    before = user.workspace.player.playback
    user.double_click(W23)
    user.key(key, held)
    assert user.workspace.player.playback == before
    assert user.stage.editor.isVisible()


def test_playing_in_any_order_and_direction_gives_identical_pictures(user: "User") -> None:
    workspace, rng = user.workspace, np.random.default_rng(3)
    duration = workspace.player.timeline.duration
    keys = [
        workspace.player.timeline.key_time(n) for n in range(workspace.player.timeline.steps + 1)
    ]
    times = [*rng.uniform(0, duration, 12), *rng.choice(keys, 6), 0.0, duration]
    forward = {}
    for seconds in sorted(times):
        workspace.player.go_to(seconds)
        forward[seconds] = user.picture()
    for seconds in sorted(times, reverse=True):
        workspace.player.go_to(seconds)
        assert np.array_equal(user.picture(), forward[seconds]), f"backwards at {seconds} s"
    for seconds in rng.permutation(times):
        workspace.player.go_to(seconds)
        assert np.array_equal(user.picture(), forward[seconds]), f"jumped to {seconds} s"


def test_what_played_there_looks_as_what_was_stepped_there(user: "User") -> None:
    workspace = user.workspace
    workspace.player.go_to_end(-1)
    workspace.player.play()
    for _ in range(7):
        user.pass_time(0.5)
    workspace.player.pause()
    played = user.picture()
    workspace.player.go_to_end(1)
    workspace.player.play(-1)
    user.pass_time(workspace.player.timeline.duration - 3.5)
    workspace.player.pause()
    assert workspace.player.seconds == pytest.approx(3.5)
    workspace.player.go_to(3.5)
    assert np.array_equal(user.picture(), played)


def test_a_small_corner_clicked_on_the_way_goes_to_where_it_begins(user: "User") -> None:
    timeline = user.workspace.player.timeline
    user.workspace.player.go_to(timeline.phases[3].start + 1.0)
    user.workspace.foreground.show_pane("X_grad")
    moment = timeline.at(user.workspace.player.seconds)
    assert moment.phases[moment.phase].name == "X_grad"
    written = timeline.at(user.workspace.player.seconds).written("X_grad")
    assert written is not None
    assert written.done == 0
    shown = {mark.ref for mark in user.stage.frame().marks if isinstance(mark, Cells)}
    assert "W" in shown
    assert "T" not in shown  # that was in the picture before
    user.workspace.player.go_to_end(1)
    user.workspace.foreground.show_pane("Y")
    assert user.workspace.player.seconds == timeline.duration
    assert user.workspace.foreground.focus == "Y"
