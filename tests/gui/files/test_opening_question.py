"""A text file that can be read in several ways: the window asks, as it does for a paste."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from gradviz.gui.editors.question_panel import QuestionPanel
from gradviz.refs import CellRef
from gradviz.session.edits import set_cell
from tests.gui.conftest import User

Key = Qt.Key


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "w.txt"
    path.write_text("1,2\n3,4\n")
    return path


def open_file(user: User, path: Path) -> QuestionPanel:
    user.window.files.open_path(path)
    user.settle()
    return user.window.findChildren(QuestionPanel)[-1]


@pytest.mark.parametrize(("key", "W"), [(Key.Key_1, [[1, 2], [3, 4]]), (Key.Key_2, [[1.2], [3.4]])])
def test_the_file_is_opened_as_the_reading_that_is_taken(
    user: User, path: Path, key: Qt.Key, W: list[list[float]]
) -> None:
    before = user.workspace.document
    panel = open_file(user, path)
    assert user.workspace.document is before
    assert len(panel.readings) == 2
    user.key(key)
    assert user.workspace.document.W.tolist() == W
    assert user.workspace.saved.path == path
    assert not panel.readings


def test_escape_leaves_everything_as_it_was(user: User, path: Path) -> None:
    before, was_at = user.workspace.document, user.workspace.saved.path
    panel = open_file(user, path)
    user.key(Key.Key_Escape)
    assert not panel.readings
    assert user.workspace.document is before
    assert user.workspace.saved.path == was_at


def test_the_reading_is_kept_through_the_question_about_changes(user: User, path: Path) -> None:
    user.workspace.edit(set_cell(user.workspace.document, CellRef("W", 0, 0), 9.0), "Edit")
    open_file(user, path)
    user.key(Key.Key_2)
    box = QApplication.activeModalWidget() or user.window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    box.button(QMessageBox.StandardButton.Discard).click()
    user.settle()
    assert user.workspace.document.W.tolist() == [[1.2], [3.4]]
