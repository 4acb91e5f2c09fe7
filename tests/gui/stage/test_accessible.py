"""What a screen reader hears of the stage, the editors and the transport."""

import gc
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QTableView, QToolButton, QWidget

from gradviz.gui.stage.accessible import StageAccessible
from gradviz.gui.stage.spoken import NOT_YET, value_of
from gradviz.messages.message import verbatim
from gradviz.refs import CellRef
from gradviz.session.edits import resize

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
Text = QAccessible.Text


def told(widget: QObject) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return found


def cells(user: "User") -> dict[str, QAccessibleInterface]:
    stage = told(user.stage)
    found = {}
    for n in range(stage.childCount()):
        cell = stage.child(n)
        assert cell is not None
        found[cell.text(Text.Name).partition(" ")[0]] = cell
    return found


@pytest.fixture
def screen_reader(qapp: QObject) -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def test_the_stage_has_its_cells_as_children(user: "User") -> None:
    found = cells(user)
    passes = user.workspace.passes
    assert len(found) == sum(passes.matrix(name).size for name in passes.names)
    assert found["W[1,2]"].text(Text.Name) == "W[1,2] is −1"
    assert found["W[1,2]"].text(Text.Value) == "−1"
    assert found["W[1,2]"].role() == QAccessible.Role.Cell
    sentence = found["X_grad[2,1]"].text(Text.Description)
    assert "X[2,1]" in sentence
    parent = found["W[1,2]"].parent()
    assert parent is not None
    assert parent.object() is user.stage


def test_cells_are_where_they_are_drawn(user: "User") -> None:
    stage, cell = told(user.stage), cells(user)["Y[2,3]"]
    place = user.stage.place_of(CellRef("Y", 1, 2))
    assert place is not None
    middle = user.stage.mapToGlobal(place.center().toPoint())
    assert cell.rect().contains(middle)
    at = stage.childAt(middle.x(), middle.y())
    assert at is not None
    assert at.text(Text.Name) == cell.text(Text.Name)
    assert stage.indexOfChild(cell) >= 0
    corner = user.stage.mapToGlobal(user.stage.rect().topLeft())
    assert stage.childAt(corner.x(), corner.y()) is None


def test_what_is_not_computed_yet_is_not_told(user: "User") -> None:
    view, player = user.workspace.view, user.workspace.player
    player.go_to_end(-1)
    assert value_of(view, CellRef("X_grad", 1, 0), player.seconds) == NOT_YET
    cell = cells(user)["X_grad[2,1]"]
    assert cell.text(Text.Name) == f"X_grad[2,1] is {NOT_YET}"
    assert cell.text(Text.Description) == ""
    assert value_of(view, CellRef("W", 0, 0), player.seconds) == verbatim("2")
    player.go_to_end(1)
    assert str(NOT_YET) not in cell.text(Text.Name)


def test_the_stage_tells_of_the_pinned_cell_and_follows_it(
    user: "User", screen_reader: None
) -> None:
    stage = told(user.stage)
    assert stage.text(Text.Name) == "Flow"
    assert "Alt" in stage.text(Text.Description)
    user.workspace.pin(CellRef("X_grad", 1, 0))
    said = stage.text(Text.Description)
    assert said.startswith("X_grad[2,1] is ")
    assert said.endswith(cells(user)["X_grad[2,1]"].text(Text.Description))
    child = stage.focusChild()
    assert child is not None
    assert child.text(Text.Name).startswith("X_grad[2,1]")
    user.key(Key.Key_Down, Held.AltModifier)
    child = stage.focusChild()
    assert child is not None
    assert child.text(Text.Name).startswith("X_grad[3,1]")
    user.window.transport.bar.setFocus()
    assert stage.focusChild() is None


def test_a_pinned_cell_is_told_of_as_what_has_the_focus(
    user: "User", screen_reader: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[tuple[object, str]] = []
    monkeypatch.setattr(
        QAccessible,
        "updateAccessibility",
        lambda event: events.append((event.type(), event.accessibleInterface().text(Text.Name))),
    )
    user.workspace.pin(CellRef("Y", 0, 0))
    told(user.stage)
    user.key(Key.Key_Right, Held.AltModifier)
    assert (QAccessible.Event.Focus, "Y[1,2] is −0.5") in events


def test_large_pictures_tell_of_the_pinned_cell_alone(user: "User") -> None:
    user.workspace.edit(resize(user.workspace.document, M=30, N=30), "Resize")
    stage = told(user.stage)
    assert stage.childCount() == 0
    assert stage.child(0) is None
    user.workspace.pin(CellRef("Y", 3, 4))
    assert list(cells(user)) == ["Y[4,5]"]


def test_a_cell_that_is_gone_says_nothing(user: "User") -> None:
    cell = cells(user)["X[3,4]"]
    user.workspace.edit(resize(user.workspace.document, N=2), "Resize")
    assert not cell.isValid()
    assert cell.text(Text.Name) == ""
    assert cell.rect().isEmpty()
    assert cell.parent() is None
    user.workspace.undo_stack.undo()
    assert cell.isValid()


def test_windows_come_and_go_with_a_reader_listening(
    opened: "Callable[..., User]", screen_reader: None
) -> None:
    for _ in range(3):
        user = opened()
        user.stage.setFocus()
        kept = cells(user)
        user.workspace.pin(CellRef("Y", 0, 0))
        user.key(Key.Key_Right, Held.AltModifier)
        user.workspace.undo_stack.setClean()
        user.window.close()
        del user
        gc.collect()
        assert len(kept) == 60


def test_only_stages_are_told_of_so(user: "User") -> None:
    assert isinstance(told(user.stage), StageAccessible)
    assert not isinstance(told(user.window.transport.bar), StageAccessible)


def test_cells_of_tables_are_told_with_their_names(user: "User") -> None:
    tables = [t for t in user.window.findChildren(QTableView) if t.isVisible()]
    assert [t.accessibleName() for t in tables][:2] == ["W, 2 by 3", "X, 3 by 4"]
    model = tables[0].model()
    spoken = model.data(model.index(0, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "W[1,2] = -1.0"
    table = told(tables[0])
    children = [table.child(n) for n in range(table.childCount())]
    assert "W[1,2] = -1.0" in {child.text(Text.Name) for child in children}


def test_everything_that_takes_the_focus_has_a_name(user: "User") -> None:
    user.workspace.pin(CellRef("X_grad", 0, 0))
    user.settle()
    for stop in user.window.focus_path.stops():
        assert told(stop).text(Text.Name).strip(), (stop, stop.parentWidget())


def test_buttons_of_the_transport_say_what_they_do(user: "User") -> None:
    names = {
        told(button).text(Text.Name)
        for button in user.window.transport.findChildren(QToolButton)
        if button.isVisible()
    }
    assert {"Play", "Step back", "Step forward", "To the start", "To the end", "Loop"} <= names
    assert any(name.startswith("Speed") for name in names)


def test_nothing_is_asked_while_no_reader_runs(user: "User") -> None:
    QAccessible.setActive(False)
    pinned: list[QWidget] = []
    user.workspace.pointed.connect(lambda: pinned.append(user.stage))
    user.workspace.pin(CellRef("Y", 0, 0))
    assert len(pinned) == 1
    assert np.isfinite(user.workspace.passes.Y).all()
