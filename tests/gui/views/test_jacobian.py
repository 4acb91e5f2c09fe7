"""The Jacobian view in the window: chosen, edited in place, stepped, pointed at, saved."""

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QToolTip

from gradviz.gui.explanation.inspector import Inspector
from gradviz.gui.playing.timebar import TimeBar
from gradviz.gui.view_bar.row import ChoiceRow
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Cells, Frame, State
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document
from gradviz.session.edits import resize, set_cell, set_convention
from gradviz.session.files.store import read, save
from gradviz.session.layers import remove_layer
from tests.views.dump import dump, text
from tests.views.jacobian.jacobians import drawn, parts, stack

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
ALL = "all samples"


@pytest.fixture
def looking(opened: Callable[..., "User"]) -> Callable[..., "User"]:
    """Return what opens a document and switches to the view with its key."""

    def look(document: Document | None = None) -> "User":
        user = opened(document)
        user.window.activateWindow()
        user.workspace.player.go_to_end(1)
        user.stage.setFocus()
        user.settle()
        user.key(Key.Key_2, Held.AltModifier)
        user.settle()
        assert user.workspace.document.view.view == "jacobian"
        return user

    return look


@pytest.fixture
def seer(looking: Callable[..., "User"]) -> "User":
    """Return somebody who looks at the Jacobian of the example, one sample of it."""
    return looking()


def field(user: "User", name: str) -> QComboBox:
    row = next(row for row in user.window.findChildren(ChoiceRow) if row.isVisible())
    return row.field(name)


def choose(user: "User", name: str, wanted: str) -> None:
    """Choose with the keys of the field: arrows until it says what is wanted."""
    box = field(user, name)
    box.setFocus()
    way = Key.Key_Down if box.findText(wanted) > box.currentIndex() else Key.Key_Up
    for _ in range(box.count()):
        if box.currentText() == wanted:
            break
        QTest.keyClick(box, way)
        user.settle()
    assert box.currentText() == wanted
    user.stage.setFocus()
    user.settle()


def frame(user: "User") -> Frame:
    made = user.stage.frame()
    assert isinstance(made, Frame)
    return made


def written(user: "User") -> list[str]:
    return [text(mark) for mark in frame(user).marks if text(mark)]


def cell_of_j(user: "User", row: int, col: int) -> QPoint:
    """Return the middle of a cell of J as it stands in the picture."""
    place = parts(frame(user))["J"].cell(row, col)
    assert place is not None
    return QRectF(*place).center().toPoint()


def options(user: "User") -> tuple[str, str, str, int | None]:
    chosen = user.workspace.document.view.jacobian.resolved(user.workspace.passes)
    return chosen.of, chosen.wrt, chosen.order, chosen.sample


# --- choosing


def test_keys_switch_views_and_each_keeps_its_own_choices(seer: "User") -> None:
    assert "The Jacobian of Y with respect to X" in written(seer)
    assert not seer.workspace.player.playback.is_playing
    choose(seer, "With respect to", "W")
    seer.key(Key.Key_1, Held.AltModifier)
    seer.settle()
    assert seer.workspace.document.view.view == "flow"
    assert "The Jacobian of Y with respect to X" not in written(seer)
    seer.key(Key.Key_2, Held.AltModifier)
    seer.settle()
    assert "The Jacobian of Y with respect to W" in written(seer)
    assert seer.workspace.undo_stack.count() == 0  # looking is no edit


def test_fields_choose_of_what_by_what_and_of_which_sample(looking: Callable[..., "User"]) -> None:
    user = looking(stack())
    assert options(user)[:2] == ("Y3", "X")
    listed = [
        field(user, "With respect to").itemText(n)
        for n in range(field(user, "With respect to").count())
    ]
    assert set(listed) == {"X", "W1", "b1", "Y1", "Y2", "W2"}
    choose(user, "Of", "Y1")
    assert options(user)[:2] == ("Y1", "X")
    listed = [
        field(user, "With respect to").itemText(n)
        for n in range(field(user, "With respect to").count())
    ]
    assert set(listed) == {"X", "W1", "b1"}
    choose(user, "With respect to", "W1")
    choose(user, "Samples", ALL)
    assert options(user) == ("Y1", "W1", "F", None)
    assert parts(frame(user))["J"].shape == (12, 12)
    choose(user, "Samples", "sample 3")
    assert options(user)[3] == 2
    assert "sample 3" in " ".join(written(user))


def test_the_order_of_vec_is_one_switch_and_the_pattern_changes(seer: "User") -> None:
    choose(seer, "Samples", ALL)
    before = parts(frame(seer))["J"].state == State.HIDDEN
    assert not before[:2, :3].any()
    seer.window.commands.action("vec-rows").trigger()
    seer.settle()
    for _ in range(60):
        seer.pass_time(0.05)  # the copies spread out
    after = parts(frame(seer))["J"].state == State.HIDDEN
    expected = np.kron(np.ones((2, 3)), np.eye(4)) == 0
    assert np.array_equal(after, expected)
    assert not np.array_equal(before, after)


def test_before_it_folds_away_the_whole_product_is_shown(seer: "User") -> None:
    choose(seer, "Samples", ALL)
    assert set(parts(frame(seer))) == {"y_grad", "J", "dx", "x_grad", "dy", "dl"}
    for cells in parts(frame(seer)).values():
        assert State.EMPTY not in cells.state


# --- editing in place


def test_double_click_on_a_cell_of_dx_edits_the_direction(seer: "User") -> None:
    ref = CellRef("dX", 0, 1)
    before = seer.workspace.document.matrix("dX")[0, 1]
    dl = seer.workspace.view.value(CellRef("dl", 0, 0))
    seer.double_click(ref)
    assert seer.stage.editor.isVisible()
    seer.type("5")
    seer.key(Key.Key_Return)
    seer.settle()
    assert seer.workspace.document.matrix("dX")[0, 1] == 5.0
    X_grad = seer.workspace.passes.X_grad
    expected = dl + (5.0 - before) * X_grad[0, 1]
    assert seer.workspace.view.value(CellRef("dl", 0, 0)) == pytest.approx(expected)
    assert seer.workspace.undo_stack.undoText() == "Type dX[1,2]"
    seer.key(Key.Key_Z, Held.ControlModifier)
    seer.settle()
    assert seer.workspace.document.matrix("dX")[0, 1] == before
    assert seer.workspace.view.value(CellRef("dl", 0, 0)) == pytest.approx(dl)


@pytest.mark.parametrize("samples", [ALL, "sample 2"])
def test_double_click_on_a_cell_of_j_edits_w(seer: "User", samples: str) -> None:
    choose(seer, "Samples", samples)
    row, col = (2, 4) if samples == ALL else (0, 1)
    at = cell_of_j(seer, row, col)
    QTest.mouseClick(seer.stage, Qt.MouseButton.LeftButton, Held.NoModifier, at)
    QTest.mouseDClick(seer.stage, Qt.MouseButton.LeftButton, Held.NoModifier, at)
    assert seer.stage.editor.isVisible()
    assert seer.stage.editor.accessibleName() == "Entry W[1,2]"
    assert seer.stage.editor.geometry().contains(at)
    seer.type("7")
    seer.key(Key.Key_Return)
    seer.settle()
    assert seer.workspace.document.W[0, 1] == 7.0
    J = parts(frame(seer))["J"]
    assert J.text is not None
    there = [(0, 1), (2, 4), (4, 7), (6, 10)] if samples == ALL else [(0, 1)]
    assert [str(J.text[place]) for place in there] == ["7"] * len(there)
    seer.key(Key.Key_Z, Held.ControlModifier)
    assert seer.workspace.document.W[0, 1] == -1.0


def test_by_w_a_cell_of_j_is_an_entry_of_x(seer: "User") -> None:
    choose(seer, "With respect to", "W")
    choose(seer, "Samples", ALL)
    at = cell_of_j(seer, 2, 4)  # ∂Y[1,2]/∂W[1,3] = X[3,2]
    QTest.mouseClick(seer.stage, Qt.MouseButton.LeftButton, Held.NoModifier, at)
    QTest.mouseDClick(seer.stage, Qt.MouseButton.LeftButton, Held.NoModifier, at)
    seer.type("-3")
    seer.key(Key.Key_Return)
    assert seer.workspace.document.X[2, 1] == -3.0


def test_where_nothing_is_touched_nothing_is_edited(seer: "User") -> None:
    choose(seer, "Samples", ALL)
    document = seer.workspace.document
    at = cell_of_j(seer, 0, 11)
    QTest.mouseClick(seer.stage, Qt.MouseButton.LeftButton, Held.NoModifier, at)
    QTest.mouseDClick(seer.stage, Qt.MouseButton.LeftButton, Held.NoModifier, at)
    assert not seer.stage.editor.isVisible()
    seer.drag(seer.stage, at, [at - QPoint(0, 60)])
    assert seer.workspace.document is document


def test_what_is_computed_is_not_edited(seer: "User") -> None:
    document = seer.workspace.document
    for ref in (CellRef("X_grad", 0, 1), CellRef("dl", 0, 0), CellRef("dY", 0, 1)):
        seer.double_click(ref)
        assert not seer.stage.editor.isVisible(), str(ref)
    assert seer.workspace.document is document


@pytest.mark.parametrize("name", ["dX", "J"])
def test_dragging_scrubs_and_is_one_step(seer: "User", name: str) -> None:
    ref = CellRef("dX", 2, 1) if name == "dX" else CellRef("J", 1, 1)
    given = CellRef("dX", 2, 1) if name == "dX" else CellRef("W", 1, 1)
    before = seer.workspace.document.matrix(given.name)[given.row, given.col]
    dl = seer.workspace.view.value(CellRef("dl", 0, 0))
    seer.drag_up(ref, 10, 30, 60)
    after = seer.workspace.document.matrix(given.name)[given.row, given.col]
    assert after > before
    assert seer.workspace.view.value(CellRef("dl", 0, 0)) != dl
    assert seer.workspace.undo_stack.count() == 1
    assert seer.workspace.undo_stack.undoText() == f"Drag {given.name}[{given.row + 1},2]"
    seer.key(Key.Key_Z, Held.ControlModifier)
    assert seer.workspace.document.matrix(given.name)[given.row, given.col] == before


def test_typing_goes_to_the_pinned_cell_and_tab_and_enter_go_on(seer: "User") -> None:
    choose(seer, "Samples", ALL)
    seer.click(CellRef("dX", 0, 0))
    assert seer.workspace.pinned == CellRef("dX", 0, 0)
    seer.type("4")
    assert seer.stage.editor.isVisible()
    seer.key(Key.Key_Tab)
    assert seer.workspace.pinned == CellRef("dX", 0, 1)
    seer.type("6")
    seer.key(Key.Key_Return)
    assert seer.workspace.pinned == CellRef("dX", 1, 1)
    dX = seer.workspace.document.matrix("dX")
    assert (dX[0, 0], dX[0, 1]) == (4.0, 6.0)


def test_a_bad_entry_stays_in_its_editor(seer: "User") -> None:
    document = seer.workspace.document
    seer.double_click(CellRef("dX", 0, 1))
    seer.type("abc")
    seer.key(Key.Key_Return)
    assert seer.stage.editor.isVisible()
    assert seer.stage.editor.message
    assert seer.workspace.document is document
    seer.key(Key.Key_Escape)
    assert not seer.stage.editor.isVisible()


def test_what_has_been_folded_can_be_edited_where_it_stands(seer: "User") -> None:
    """After the fold W stands there once: it is W itself that is double-clicked."""
    choose(seer, "Samples", ALL)
    seer.key(Key.Key_End)
    seer.settle()
    W = parts(frame(seer))["W"]
    place = W.cell(0, 1)
    assert place is not None
    at = QRectF(*place).center().toPoint()
    assert seer.stage.cell_at(QPointF(at)) == CellRef("W", 0, 1)
    QTest.mouseClick(seer.stage, Qt.MouseButton.LeftButton, Held.NoModifier, at)
    QTest.mouseDClick(seer.stage, Qt.MouseButton.LeftButton, Held.NoModifier, at)
    assert seer.stage.editor.isVisible()
    seer.type("7")
    seer.key(Key.Key_Return)
    assert seer.workspace.document.W[0, 1] == 7.0


# --- keys


def test_alt_and_arrows_walk_over_the_cells_of_the_picture(seer: "User") -> None:
    seer.click(CellRef("J", 0, 0))
    seconds = seer.workspace.player.seconds
    seen = [seer.workspace.pinned]
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_Down, Key.Key_Left, Key.Key_Left):
        seer.key(key, Held.AltModifier)
        seen.append(seer.workspace.pinned)
    assert seen[:3] == [CellRef("J", 0, 0), CellRef("J", 0, 1), CellRef("J", 1, 1)]
    assert seen[3] == CellRef("X_grad", 1, 1)
    assert seen[4] == CellRef("X_grad", 0, 1)
    assert seen[5] == CellRef("Y_grad", 1, 1)
    assert seer.workspace.player.seconds == seconds


def test_alt_and_page_keys_reach_all_six(seer: "User") -> None:
    seen = []
    for _ in range(6):
        seer.key(Key.Key_PageDown, Held.AltModifier)
        assert seer.workspace.pinned is not None
        seen.append(seer.workspace.pinned.name)
    assert sorted(seen) == sorted(["Y_grad", "J", "dX", "X_grad", "dY", "dl"])


def test_space_plays_and_arrows_step_key_frames_both_ways(seer: "User") -> None:
    player = seer.workspace.player
    seer.key(Key.Key_Home)
    assert player.seconds == 0.0
    assert parts(frame(seer))["x_grad"].state.tolist() == [[State.EMPTY] * 3]
    times = []
    for _ in range(player.timeline.steps):
        seer.key(Key.Key_Right)
        times.append(player.seconds)
    assert times == pytest.approx([player.timeline.key_time(n + 1) for n in range(len(times))])
    seer.key(Key.Key_Left)
    assert player.seconds == pytest.approx(times[-2])
    seer.key(Key.Key_Home)
    seer.key(Key.Key_Space)
    assert player.playback.is_playing
    seer.pass_time(2.0)
    assert player.seconds == pytest.approx(2.0)
    seer.key(Key.Key_Space)
    assert not player.playback.is_playing


def test_at_a_key_frame_the_sum_is_that_of_the_rows_so_far(seer: "User") -> None:
    """Stepping with the arrow shows after each row exactly what has been added."""
    W, G = seer.workspace.passes.W, seer.workspace.passes.Y_grad[:, 1]
    seer.key(Key.Key_Home)
    for done in (1, 2):
        seer.key(Key.Key_Right)
        cells = parts(frame(seer))["x_grad"]
        assert cells.text is not None
        told = [float(t.replace("−", "-")) for t in cells.text.ravel()]
        assert told == pytest.approx((G[:done] @ W[:done]).tolist(), abs=0.01)


def test_a_click_on_a_result_goes_to_where_it_is_complete(seer: "User") -> None:
    timeline = seer.workspace.player.timeline
    before = seer.workspace.player.seconds
    seer.click(CellRef("Y_grad", 1, 1))
    assert seer.workspace.player.seconds == before  # what goes in is always there
    seer.click(CellRef("X_grad", 2, 1))
    assert seer.workspace.player.seconds == pytest.approx(timeline.phases[0].end)


# --- time bar, words


def test_the_time_bar_names_phases_and_key_frames(seer: "User") -> None:
    bar = seer.window.findChild(TimeBar)
    assert isinstance(bar, TimeBar)
    first = seer.workspace.player.timeline.phases[0]
    seer.move(bar, QPoint(round(bar.x_at(first.start + first.step * 1.5)), 26))
    assert bar.toolTip() == "from the left: row 2 of J added"
    seer.key(Key.Key_Home)
    seer.key(Key.Key_Right)
    assert bar.accessibleDescription().startswith("At row 1 of J added.")


def explained(user: "User") -> str:
    inspector = user.window.findChild(Inspector)
    assert isinstance(inspector, Inspector)
    inspector.refresh()
    assert inspector.explanation is not None
    return str(inspector.explanation.sentence)


def test_pointing_explains_with_numbers_and_lights_up(seer: "User") -> None:
    choose(seer, "Samples", ALL)
    before = len(frame(seer).marks)
    seer.move(seer.stage, cell_of_j(seer, 3, 4))
    seer.settle()
    assert seer.workspace.hovered == CellRef("J", 3, 4)
    assert "rises 3 times as fast. The slope is W[2,2]." in explained(seer)
    assert len(frame(seer).marks) > before
    seer.move(seer.stage, cell_of_j(seer, 0, 11))
    seer.settle()
    assert "never touched" in explained(seer)
    seer.point(CellRef("X_grad", 1, 2))
    seer.settle()
    assert "X[2,3]" in explained(seer)


def test_the_tooltip_tells_the_number_and_what_can_be_done(seer: "User") -> None:
    for ref, told, is_editable in (
        (CellRef("J", 1, 1), "J[2,2] = 3", True),
        (CellRef("dX", 2, 1), "dX[3,2] = 2", True),
        (CellRef("dl", 0, 0), "dl = 4", False),
    ):
        at = seer.place(ref)
        event = QHelpEvent(QEvent.Type.ToolTip, at, seer.stage.mapToGlobal(at))
        QApplication.sendEvent(seer.stage, event)
        assert QToolTip.text().startswith(told)
        assert ("to change it" in QToolTip.text()) == is_editable
    QToolTip.hideText()
    seer.settle()


# --- enlarged


def test_the_wheel_enlarges_and_a_double_click_beside_shows_all(seer: "User") -> None:
    choose(seer, "Samples", ALL)
    at = cell_of_j(seer, 3, 4)
    before = parts(frame(seer))["J"].pitch_x
    for _ in range(6):
        event = QWheelEvent(
            QPointF(at), QPointF(seer.stage.mapToGlobal(at)), QPoint(), QPoint(0, 120),
            Qt.MouseButton.NoButton, Held.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(seer.stage, event)
    seer.settle()
    J = parts(frame(seer))["J"]
    assert J.pitch_x > before * 1.3
    assert seer.stage.cell_at(QPointF(at)) == CellRef("J", 3, 4)
    choose(seer, "With respect to", "W")
    assert seer.workspace.viewport.is_whole  # another picture begins whole


# --- files and pictures


def test_an_exported_picture_is_the_view_as_it_stands(seer: "User") -> None:
    choose(seer, "Samples", ALL)
    seer.workspace.player.go_to(5.0)
    seer.workspace.hover(CellRef("J", 0, 0))
    made = seer.window.stage.frame_for(Style(800, 600))
    assert dump(made) == dump(drawn(seer.workspace.document).at(5.0, Style(800, 600)))


def test_saving_and_opening_keeps_view_choices_and_directions(
    seer: "User", opened: Callable[..., "User"], tmp_path: Path
) -> None:
    choose(seer, "With respect to", "W")
    choose(seer, "Samples", ALL)
    seer.window.commands.action("vec-rows").trigger()
    seer.double_click(CellRef("dW", 1, 2))
    seer.type("1/3")
    seer.key(Key.Key_Return)
    path = tmp_path / "seen.gradviz"
    save(seer.workspace.document, path)
    other = opened(read(path), path)
    other.settle()
    assert other.workspace.document.view.view == "jacobian"
    assert options(other) == ("Y", "W", "C", None)
    assert other.workspace.document.matrix("dW")[1, 2] == 1 / 3
    assert field(other, "Samples").currentText() == ALL
    assert "The Jacobian of Y with respect to W" in written(other)


# --- what changes under it


def test_when_the_layer_that_is_shown_goes_another_is_shown(looking: Callable[..., "User"]) -> None:
    user = looking(stack())
    choose(user, "With respect to", "Y2")
    assert options(user)[:2] == ("Y3", "Y2")
    user.workspace.pin(CellRef("J", 1, 3))
    user.workspace.edit(remove_layer(user.workspace.document, 2), "Remove")
    user.settle()
    assert options(user)[:2] == ("Y2", "X")
    assert field(user, "Of").currentText() == "Y2"
    assert "The Jacobian of Y2 with respect to X" in written(user)
    user.key(Key.Key_Z, Held.ControlModifier)
    user.settle()
    assert options(user)[:2] == ("Y3", "Y2")


def test_fewer_samples_than_the_one_that_is_shown(seer: "User") -> None:
    choose(seer, "Samples", "sample 4")
    seer.workspace.pin(CellRef("dX", 0, 3))
    seer.workspace.edit(resize(seer.workspace.document, N=2), "Resize")
    seer.settle()
    assert options(seer)[3] == 1
    assert field(seer, "Samples").currentText() == "sample 2"
    assert seer.workspace.pinned is None
    seer.workspace.edit(resize(seer.workspace.document, N=1, K=1, M=1), "Resize")
    seer.settle()
    assert parts(frame(seer))["J"].shape == (1, 1)


@pytest.mark.parametrize("convention", ["xw", "xwt"])
def test_switching_conventions_renames_and_keeps_the_numbers(seer: "User", convention: str) -> None:
    choose(seer, "Samples", ALL)
    before = parts(frame(seer))["J"].text
    seer.workspace.pin(CellRef("dX", 2, 1))
    seer.workspace.edit(set_convention(seer.workspace.document, convention), "Write")  # type: ignore[arg-type]  # one of them
    seer.settle()
    for _ in range(60):
        seer.pass_time(0.05)
    after = parts(frame(seer))["J"].text
    assert before is not None
    assert after is not None
    assert after.tolist() == before.tolist()
    assert seer.workspace.name(CellRef("dX", 2, 1)) == "dX[2,3]"
    assert any(
        t.startswith(f"J = I4 ⊗ W{'T' if convention == 'xw' else ''}") for t in written(seer)
    )
    assert seer.window.commands.action("vec-rows").isChecked()


def test_nan_in_w_is_shown_in_all_copies_and_everything_still_works(seer: "User") -> None:
    choose(seer, "Samples", ALL)
    seer.workspace.edit(set_cell(seer.workspace.document, CellRef("W", 0, 1), math.nan), "Type")
    seer.settle()
    J = parts(frame(seer))["J"]
    assert int((J.state == State.HATCHED).sum()) == 4
    assert seer.picture().std() > 0
    for key in (Key.Key_Home, Key.Key_Right, Key.Key_Right, Key.Key_End, Key.Key_Left):
        seer.key(key)
        seer.picture()
    assert math.isnan(seer.workspace.view.value(CellRef("dl", 0, 0)))


def test_an_edit_while_it_plays_is_seen_at_once(seer: "User") -> None:
    seer.key(Key.Key_Home)
    seer.key(Key.Key_Space)
    seer.pass_time(1.0)
    seer.workspace.edit(set_cell(seer.workspace.document, CellRef("W", 0, 0), 8.0), "Type")
    seer.settle()
    J = parts(frame(seer))["J"]
    assert J.text is not None
    assert str(J.text[0, 0]) == "8"
    assert isinstance(J, Cells)


def test_every_moment_is_painted(seer: "User") -> None:
    """Also what fades and folds: no two key frames look the same, and none is blank."""
    choose(seer, "Samples", ALL)
    timeline = seer.workspace.player.timeline
    seen = []
    for phase in timeline.phases:
        seer.workspace.player.go_to(phase.start + 0.6 * phase.step)
        seer.settle()
        seen.append(seer.picture())
    for one, other in pairwise(seen):
        assert (one != other).any()
    assert all(picture.std() > 5 for picture in seen)
