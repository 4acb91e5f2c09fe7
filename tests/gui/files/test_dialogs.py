"""No file dialog deletes, renames or moves anything, whatever is pressed in it.

All of it happens in a folder of the test: every key is pressed only while the dialog shows it.
"""

import ast
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMimeData,
    QPoint,
    QPointF,
    QSettings,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QAction, QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QFileDialog,
    QFileSystemModel,
    QInputDialog,
    QMenu,
    QMessageBox,
    QPushButton,
)

from gradviz.gui.export.dialog import ExportDialog
from gradviz.gui.files import dialogs as file_dialogs
from gradviz.gui.files.dialogs import first_folder
from gradviz.session.document import example
from gradviz.session.files.store import save

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
PACKAGE = Path(file_dialogs.__file__).parents[2]
VIEWS = {"list": QFileDialog.ViewMode.List, "detail": QFileDialog.ViewMode.Detail}
HARMFUL = [
    (Key.Key_Delete, Held.NoModifier),
    (Key.Key_Delete, Held.ShiftModifier),
    (Key.Key_Delete, Held.ControlModifier),
    (Key.Key_Backspace, Held.NoModifier),
    (Key.Key_Backspace, Held.ControlModifier),
    (Key.Key_F2, Held.NoModifier),
    (Key.Key_Return, Held.NoModifier),
    (Key.Key_Enter, Held.NoModifier),
    (Key.Key_X, Held.ControlModifier),
    (Key.Key_V, Held.ControlModifier),
    (Key.Key_D, Held.AltModifier),
    (Key.Key_Space, Held.NoModifier),
]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder of files and of folders with files in them."""
    place = tmp_path / "place"
    for name in ("a.gradviz", "empty/", "full/b.gradviz", "full/deep/c.txt", "z.png", "z.csv"):
        path = place / name
        if name.endswith("/"):
            path.mkdir(parents=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    save(example(), place / "a.gradviz")
    return place


def contents(place: Path) -> dict[str, bytes | None]:
    """Return all that is in a folder, at any depth."""
    return {
        str(path.relative_to(place)): path.read_bytes() if path.is_file() else None
        for path in sorted(place.rglob("*"))
    }


# --- the dialogs there are


def _opening(user: "User") -> None:
    user.window.files.choose_and_open()


def _saving(user: "User") -> None:
    user.window.files.save_as()


def _exporting(user: "User") -> None:
    user.window.dialogs.show_export()
    user.settle()
    dialog = user.window.findChild(ExportDialog)
    assert dialog is not None
    button = next(b for b in dialog.findChildren(QPushButton) if b.text() == "&Export…")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


DIALOGS: dict[str, Callable[["User"], None]] = {
    "open": _opening,
    "save": _saving,
    "export": _exporting,
}
EACH = pytest.mark.parametrize("which", DIALOGS)
SAVES = pytest.mark.parametrize("which", ["save", "export"])
BOTH_VIEWS = pytest.mark.parametrize("mode", VIEWS)


class Hand:
    """Somebody who presses keys in a file dialog, while it shows the folder of the test."""

    def __init__(self, user: "User", qtbot: "QtBot", place: Path, which: str, mode: str) -> None:
        self.user, self.qtbot, self.place = user, qtbot, place
        self.which, self.mode = which, mode
        self.answered: list[str] = []
        self.timer = QTimer(user.window)
        self.timer.setInterval(0)
        self.timer.timeout.connect(self._answer)

    def dialog(self) -> QFileDialog:
        """Return the dialog, opened anew if it was closed, in the folder of the test."""
        for other in self.user.window.findChildren(QMessageBox):
            other.reject()
        dialog = self._there()
        if dialog is None:
            DIALOGS[self.which](self.user)
            self.user.settle()
            dialog = self._there()
            assert dialog is not None
        dialog.setViewMode(VIEWS[self.mode])
        if dialog.directory().absolutePath() != str(self.place):
            dialog.setDirectory(str(self.place))
        model = dialog.findChild(QFileSystemModel)
        assert model is not None
        root = model.index(str(self.place))
        self.qtbot.waitUntil(lambda: model.rowCount(root) >= 3)
        assert dialog.directory().absolutePath() == str(self.place)
        return dialog

    def view(self, dialog: QFileDialog) -> QAbstractItemView:
        name = "listView" if self.mode == "list" else "treeView"
        view = dialog.findChild(QAbstractItemView, name)
        assert isinstance(view, QAbstractItemView)
        assert view.isVisible()
        return view

    def press(self, name: str, key: Key, held: Held) -> None:
        """Select an entry and press a key on it; say yes to deleting, and no to all else."""
        dialog = self.dialog()
        view = self.view(dialog)
        model = dialog.findChild(QFileSystemModel)
        assert model is not None
        view.setFocus()
        view.setCurrentIndex(model.index(str(self.place / name)))
        self.timer.start()
        QTest.keyClick(view, key, held)
        QTest.keyClicks(QApplication.focusWidget() or view, "y")
        self.user.settle()
        self.timer.stop()

    def close(self) -> None:
        self.timer.stop()
        for kind in (QMessageBox, QFileDialog, ExportDialog):
            for dialog in self.user.window.findChildren(kind):
                dialog.reject()
        self.user.settle()

    def _there(self) -> QFileDialog | None:
        dialogs = self.user.window.findChildren(QFileDialog)
        return next((dialog for dialog in dialogs if dialog.isVisible()), None)

    def _answer(self) -> None:
        popup, box = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if isinstance(popup, QMenu):
            self.answered.append("menu")
            self._choose_all(popup)
            popup.close()
        elif isinstance(box, QMessageBox):
            self.answered.append(box.text())
            yes = box.button(QMessageBox.StandardButton.Yes)
            if "delete" in box.text() and yes is not None:
                yes.click()
            else:
                box.reject()
        elif isinstance(box, QInputDialog):
            self.answered.append("new folder")
            box.reject()

    def _choose_all(self, menu: QMenu) -> None:
        for action in menu.actions():
            assert not (action.isVisible() and action.text() in ("&Delete", "&Rename"))
            if action.isVisible() and action.isEnabled() and "hidden" not in action.text():
                action.trigger()


@pytest.fixture
def hand(user: "User", qtbot: "QtBot", place: Path) -> Iterator[Callable[[str, str], Hand]]:
    hands: list[Hand] = []
    user.workspace.saved.path = place / "a.gradviz"

    def made(which: str, mode: str = "list") -> Hand:
        hands.append(Hand(user, qtbot, place, which, mode))
        return hands[-1]

    yield made
    for used in hands:
        used.close()


# --- nothing goes


@EACH
@BOTH_VIEWS
def test_no_key_deletes_renames_or_moves(
    hand: Callable[..., Hand], place: Path, which: str, mode: str
) -> None:
    before, user = contents(place), hand(which, mode)
    for key, held in HARMFUL:
        for name in ("empty", "full"):
            user.press(name, key, held)
            assert contents(place) == before, f"{held.name} {key.name} on {name}"
    user.dialog()
    assert contents(place) == before


def test_without_the_fence_it_would_go(
    qtbot: "QtBot", qapp: QApplication, place: Path, user: "User"
) -> None:
    """Or the test above would press keys that reach nothing."""
    dialog = QFileDialog(user.window, "Open", str(place))
    dialog.setViewMode(QFileDialog.ViewMode.List)
    dialog.open()
    plain = Hand(user, qtbot, place, "open", "list")
    plain.press("full", Key.Key_Delete, Held.NoModifier)
    assert not (place / "full").exists()
    assert any("delete" in text for text in plain.answered)
    dialog.deleteLater()
    plain.close()


@EACH
@BOTH_VIEWS
def test_a_context_menu_offers_neither_to_delete_nor_to_rename(
    hand: Callable[..., Hand], place: Path, which: str, mode: str
) -> None:
    before, user = contents(place), hand(which, mode)
    dialog = user.dialog()
    view = user.view(dialog)
    model = dialog.findChild(QFileSystemModel)
    assert model is not None
    at = view.visualRect(model.index(str(place / "full"))).center()
    user.timer.start()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    user.user.settle()
    user.timer.stop()
    assert "menu" in user.answered
    assert ("new folder" in user.answered) == (which != "open")
    for name in ("qt_delete_action", "qt_rename_action"):  # as if they were reached all the same
        user.timer.start()
        for action in dialog.findChildren(QAction, name):
            action.trigger()
        user.user.settle()
        user.timer.stop()
    assert contents(place) == before


@EACH
@BOTH_VIEWS
def test_nothing_is_dragged_or_dropped(
    hand: Callable[..., Hand], place: Path, which: str, mode: str, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("other")
    before, user = contents(place), hand(which, mode)
    dialog = user.dialog()
    view = user.view(dialog)
    model = dialog.findChild(QFileSystemModel)
    assert model is not None
    onto = view.visualRect(model.index(str(place / "empty"))).center()
    for dragged in (other, place / "a.gradviz", place / "full"):
        _drop(view, [dragged], onto)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(dragged))])
        folder = model.index(str(place / "empty"))
        assert not model.dropMimeData(mime, Qt.DropAction.MoveAction, 0, 0, folder)
    start = view.visualRect(model.index(str(place / "full"))).center()
    user.user.drag(view.viewport(), start, [start + (onto - start) / 2, onto, onto])
    user.user.settle()
    assert contents(place) == before
    assert other.read_text() == "other"


def _drop(view: QAbstractItemView, paths: list[Path], at: QPoint) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Held.NoModifier
    move = Qt.DropAction.MoveAction
    enter = QDragEnterEvent(at, move, mime, left, none)
    over = QDragMoveEvent(at, move, mime, left, none)
    drop = QDropEvent(QPointF(at), move, mime, left, none)
    for event in (enter, over, drop):
        QApplication.sendEvent(view.viewport(), event)


# --- new folders


@SAVES
def test_a_save_dialog_makes_folders(hand: Callable[..., Hand], place: Path, which: str) -> None:
    before, user = contents(place), hand(which)
    dialog = user.dialog()
    for typed in ("", "a/b", "..", "empty", "a.gradviz", "x" * 300, "mine"):
        button = dialog.findChild(QAbstractButton, "newFolderButton")
        assert button is not None
        assert contents(place) == before
        box = QApplication.activeModalWidget()
        if not isinstance(box, QInputDialog):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            user.user.settle()
            box = QApplication.activeModalWidget()
        assert isinstance(box, QInputDialog)
        box.setTextValue(typed)
        box.accept()
        user.user.settle()
    assert contents(place) == before | {"mine": None}
    assert dialog.directory().absolutePath() == str(place / "mine")


def test_an_open_dialog_makes_none(hand: Callable[..., Hand], place: Path) -> None:
    dialog = hand("open").dialog()
    button = dialog.findChild(QAbstractButton, "newFolderButton")
    assert button is not None
    before = contents(place)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.isEnabled()
    assert contents(place) == before
    assert dialog.testOption(QFileDialog.Option.ReadOnly)


@SAVES
def test_a_save_dialog_leaves_a_dialog_of_the_system_its_new_folder(
    hand: Callable[..., Hand], which: str
) -> None:
    assert not hand(which).dialog().testOption(QFileDialog.Option.ReadOnly)


# --- where they begin


@EACH
def test_a_dialog_begins_in_the_folder_of_the_file(user: "User", place: Path, which: str) -> None:
    user.workspace.saved.path = place / "full" / "b.gradviz"
    assert _begins(user, which) == str(place / "full")


@EACH
@pytest.mark.parametrize("gone", ["/a.gradviz", "/no/such/folder/a.gradviz", "\0/a.gradviz"])
def test_otherwise_in_documents_or_at_home(user: "User", which: str, gone: str) -> None:
    user.workspace.saved.path = Path(gone)
    home = Path(os.environ["HOME"])
    assert Path(_begins(user, which)) == home.resolve()
    (home / "Documents").mkdir()
    assert Path(_begins(user, which)) == home.resolve() / "Documents"


@EACH
@pytest.mark.parametrize("left_at", ["/", "/no/such/folder", "file:"])
def test_where_it_was_left_does_not_matter(
    hand: Callable[..., Hand], place: Path, which: str, left_at: str
) -> None:
    user = hand(which)
    dialog = user.dialog()
    dialog.setDirectory(left_at)  # nothing is pressed there
    dialog.reject()
    user.user.settle()
    for other in user.user.window.findChildren(ExportDialog):
        other.reject()
    assert _begins(user.user, which) == str(place)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # Qt keeps it then
    remembered = QSettings(QSettings.Scope.UserScope, "QtProject")
    remembered.beginGroup("FileDialog")
    assert remembered.value("lastVisited") == f"file://{place}"
    assert "file:///" not in (remembered.value("history") or [])


def _begins(user: "User", which: str) -> str:
    DIALOGS[which](user)
    user.settle()
    dialog = next(d for d in user.window.findChildren(QFileDialog) if d.isVisible())
    begun = dialog.directory().absolutePath()
    shown = [url.toLocalFile() for url in dialog.sidebarUrls()]
    assert "/" not in shown
    assert "" not in shown  # "Computer", which leads there
    assert begun in shown
    assert "/" not in dialog.history()
    dialog.reject()
    for other in user.window.findChildren(ExportDialog):
        other.reject()
    user.settle()
    return begun


@pytest.mark.parametrize("home", ["/", "/no/such/home", ""])
def test_no_dialog_begins_at_the_root_even_if_that_is_home(
    monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    monkeypatch.setenv("HOME", home)
    begun = first_folder(Path("/"), Path("/."), Path("/usr/.."))
    assert begun.is_dir()
    assert begun.resolve() != begun.resolve().parent


def test_a_link_to_the_root_is_the_root(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/")
    assert first_folder(tmp_path / "link", tmp_path) == tmp_path


# --- there is no other way


def test_file_dialogs_are_made_in_one_place() -> None:
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.alias) and node.name == "QFileDialog")
        or (isinstance(node, ast.Attribute) and node.attr == "QFileDialog")
    }
    assert users == {"gui/files/dialogs.py"}
