"""The menu of the picture, what is copied from it, and Ctrl+C on a cell."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.gui.editors.editors import EditorsPanel
from gradviz.gui.tables.table import MatrixTable
from gradviz.refs import CellRef
from gradviz.session.edits import set_cell, set_convention
from gradviz.session.looks.choices import VIEWS
from gradviz.session.matrices.block import parse_block
from gradviz.session.matrices.tables import presented
from gradviz.session.matrices.writing import WRITINGS

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
RIGHT = Qt.MouseButton.RightButton
Y12, W12, X11 = CellRef("Y", 0, 1), CellRef("W", 0, 1), CellRef("X", 0, 0)


def copied() -> str:
    return QGuiApplication.clipboard().text()


def opened_menu() -> QMenu:
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    return popup


def titles(menu: QMenu) -> list[str]:
    return [action.text().replace("&", "") for action in menu.actions() if action.text()]


def inner(menu: QMenu, title: str) -> QMenu:
    found = next(a.menu() for a in menu.actions() if a.text().replace("&", "") == title)
    assert isinstance(found, QMenu)
    return found


def choose(menu: QMenu, title: str) -> None:
    next(a for a in menu.actions() if a.text().replace("&", "") == title).trigger()
    for popup in iter(QApplication.activePopupWidget, None):
        popup.close()


def right_click(user: "User", ref: CellRef) -> QMenu:
    QTest.mouseClick(user.stage, RIGHT, Held.NoModifier, user.place(ref))
    return opened_menu()


def ask_by_key(widget: QWidget) -> QMenu:
    """Do what the key for menus does."""
    middle = widget.rect().center()
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(
        widget, QContextMenuEvent(reason, middle, widget.mapToGlobal(middle), Held.NoModifier)
    )
    return opened_menu()


# --- what is in it


def test_the_menu_of_a_cell_is_about_the_cell_under_the_pointer(user: "User") -> None:
    menu = right_click(user, Y12)
    assert titles(menu) == [
        "Y[1,2] = −0.5",
        "Pin the cell",
        plain_title(user, "trace"),
        "Copy the number",
        "Copy Y",
        plain_title(user, "copy-picture"),
        plain_title(user, "export"),
    ]
    assert not menu.actions()[0].isEnabled()
    choose(menu, "Pin the cell")
    assert user.workspace.pinned == Y12
    menu = right_click(user, Y12)
    assert titles(menu)[1] == plain_title(user, "unpin")
    choose(menu, plain_title(user, "unpin"))
    assert user.workspace.pinned is None


def plain_title(user: "User", command: str) -> str:
    return user.window.commands.action(command).text().replace("&", "")


def test_what_cannot_be_done_is_not_offered(user: "User") -> None:
    assert "Edit the cell" in titles(right_click(user, W12))
    choose(opened_menu(), "Edit the cell")
    assert user.stage.editor.ref == W12
    user.stage.editor.close_editor()
    user.workspace.pin(None)
    assert "Edit the cell" not in titles(right_click(user, Y12))
    opened_menu().close()
    menu = ask_by_key(user.stage)  # nothing is pinned: it is about the picture
    assert "Show all of it" not in titles(menu)
    assert titles(inner(menu, "Arrangement")) == ["Focus", "Triptych", "Column", "Gradients"]
    menu.close()
    user.workspace.look_at(view="cube")
    user.settle()
    assert "Arrangement" not in titles(ask_by_key(user.stage))
    opened_menu().close()


def test_a_cell_is_traced_from_the_menu(user: "User") -> None:
    choose(right_click(user, X11), plain_title(user, "trace"))
    assert user.workspace.tracer.is_active
    assert user.workspace.pinned == X11
    choose(ask_by_key(user.stage), plain_title(user, "trace"))
    assert not user.workspace.tracer.is_active


def test_shift_f10_is_the_key_for_menus_too(user: "User") -> None:
    user.workspace.pin(Y12)
    user.stage.setFocus()
    user.key(Key.Key_F10, Held.ShiftModifier)
    assert titles(opened_menu())[0] == "Y[1,2] = −0.5"
    opened_menu().close()
    user.workspace.look_at(view="steepest")
    user.settle()
    QTest.keyClick(user.window.pictures.picture, Key.Key_F10, Held.ShiftModifier)
    assert plain_title(user, "export") in titles(opened_menu())
    opened_menu().close()


def test_the_key_for_menus_opens_that_of_the_pinned_cell(user: "User") -> None:
    user.workspace.pin(Y12)
    user.settle()
    menu = ask_by_key(user.stage)
    assert titles(menu)[0] == "Y[1,2] = −0.5"
    place = user.stage.mapToGlobal(user.place(Y12))
    assert menu.geometry().adjusted(-3, -3, 3, 3).contains(place)
    menu.close()


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_a_menu_that_copies_its_picture(user: "User", view: str) -> None:
    user.workspace.look_at(view=view)
    user.settle()
    menu = ask_by_key(user.window.pictures.picture)
    QGuiApplication.clipboard().clear()
    choose(menu, plain_title(user, "copy-picture"))
    assert not QGuiApplication.clipboard().image().isNull()


def test_the_right_button_still_moves_an_enlarged_picture(user: "User") -> None:
    user.window.commands.action("zoom-in").trigger()
    user.window.commands.action("zoom-in").trigger()
    before = user.workspace.viewport
    start = user.stage.rect().center()
    QTest.mousePress(user.stage, RIGHT, Held.NoModifier, start)
    user.move(user.stage, start + QPoint(30, 20), RIGHT)
    QTest.mouseRelease(user.stage, RIGHT, Held.NoModifier, start + QPoint(30, 20))
    assert QApplication.activePopupWidget() is None
    assert user.workspace.viewport != before
    assert "Show all of it" in titles(ask_by_key(user.stage))
    choose(opened_menu(), "Show all of it")
    assert user.workspace.viewport.is_whole


# --- what is copied


@pytest.mark.parametrize("value", [0.1, -0.0, 1e-300, float("nan"), float("inf"), -float("inf")])
def test_a_copied_number_has_all_its_digits(user: "User", value: float) -> None:
    user.workspace.edit(set_cell(user.workspace.document, X11, value), "Type")
    user.settle()
    choose(right_click(user, X11), "Copy the number")
    assert copied() == repr(value)
    assert user.window.notice.text == f"X[1,1] copied: {value!r}"


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("writing", WRITINGS, ids=lambda each: each.id)
def test_a_copied_matrix_is_the_one_that_is_seen(
    user: "User",
    writing,  # type: ignore[no-untyped-def]  # a Writing
    convention: Convention,
) -> None:
    user.workspace.edit(set_convention(user.workspace.document, convention), "Write")
    user.settle()
    menu = right_click(user, Y12)
    choose(inner(menu, "Copy Y"), str(writing.title))
    seen = presented("Y", user.workspace.passes.matrix("Y"), convention)
    assert parse_block(copied()).tolist() == seen.tolist()
    assert user.window.notice.text.endswith(f"copied as {writing.told}")


# --- Ctrl+C


@pytest.mark.parametrize(("pinned", "hovered"), [(Y12, None), (None, Y12), (Y12, W12)])
def test_ctrl_c_copies_the_matrix_of_the_cell_that_is_meant(
    user: "User", pinned: CellRef | None, hovered: CellRef | None
) -> None:
    user.workspace.pin(pinned)
    user.workspace.hover(hovered)
    user.stage.setFocus()
    user.key(Key.Key_C, Held.ControlModifier)
    assert parse_block(copied()).tolist() == user.workspace.passes.matrix("Y").tolist()
    assert user.window.notice.text == "Y, 2×4, copied as tab-separated numbers"


def test_ctrl_c_with_no_cell_leaves_the_clipboard_alone(user: "User") -> None:
    QGuiApplication.clipboard().setText("mine")
    user.workspace.pin(None)
    user.workspace.hover(None)
    user.key(Key.Key_C, Held.ControlModifier)
    assert copied() == "mine"


def test_what_is_copied_in_the_picture_is_pasted_into_a_table(user: "User") -> None:
    user.workspace.pin(CellRef("W_grad", 0, 0))
    user.stage.setFocus()
    user.key(Key.Key_C, Held.ControlModifier)
    gradient = user.workspace.passes.matrix("W_grad")
    table = table_of(user, "W")
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    user.key(Key.Key_V, Held.ControlModifier)
    assert user.workspace.document.matrix("W").tobytes() == gradient.tobytes()


def test_a_table_and_an_entry_keep_their_own_ctrl_c(user: "User") -> None:
    user.workspace.pin(Y12)
    table = table_of(user, "X")
    table.setFocus()
    table.setCurrentIndex(table.model().index(1, 1))
    user.key(Key.Key_C, Held.ControlModifier)
    assert copied() == repr(float(user.workspace.document.matrix("X")[1, 1]))
    user.workspace.pin(W12)
    user.stage.edit_cell(W12)
    user.stage.editor.selectAll()
    user.key(Key.Key_C, Held.ControlModifier)
    assert copied() == user.stage.editor.text()
    user.stage.editor.close_editor()


def table_of(user: "User", name: str) -> MatrixTable:
    panel = user.window.findChild(EditorsPanel)
    assert panel is not None
    return next(t for t in panel.findChildren(MatrixTable) if t.name == name and t.isVisible())


@pytest.mark.parametrize("writing", WRITINGS, ids=lambda each: each.id)
def test_a_selection_is_copied_in_every_way_and_pasted_back(user: "User", writing) -> None:  # type: ignore[no-untyped-def]  # a Writing
    table = table_of(user, "X")
    table.setFocus()
    table.selectAll()
    menu = table.commands.menu()
    choose(inner(menu, "Copy as"), str(writing.title))
    before = user.workspace.document.matrix("X")
    user.workspace.edit(set_cell(user.workspace.document, X11, 99.0), "Type")
    table.setCurrentIndex(table.model().index(0, 0))
    user.key(Key.Key_V, Held.ControlModifier)
    assert user.workspace.document.matrix("X").tobytes() == before.tobytes()
    menu.close()
