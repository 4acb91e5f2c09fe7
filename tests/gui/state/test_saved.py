"""Whether there is something to save, as undo steps come and go."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from gradviz.disk.stamps import ABSENT, stamp_of
from gradviz.gui.state.saved import Saved, held_by


@pytest.fixture
def stack(qapp: QObject) -> QUndoStack:
    return QUndoStack()


@pytest.fixture
def saved(stack: QUndoStack) -> Saved:
    return Saved(stack, stack)


def test_what_was_undone_to_where_it_was_saved_is_saved_again(
    saved: Saved, stack: QUndoStack, tmp_path: Path
) -> None:
    told: list[bool] = []
    saved.changed.connect(lambda: told.append(saved.is_modified))
    assert not saved.is_modified
    stack.push(QUndoCommand("one"))
    assert saved.is_modified
    saved.mark(tmp_path / "a.gradviz")
    assert (saved.path, saved.stamp, saved.is_modified) == (tmp_path / "a.gradviz", ABSENT, False)
    stack.undo()
    assert saved.is_modified
    stack.redo()
    assert not saved.is_modified
    assert told[0] is True
    assert told[-1] is False


def test_what_was_opened_modified_is_so_until_it_is_saved(saved: Saved, stack: QUndoStack) -> None:
    stack.push(QUndoCommand("of the old document"))
    saved.begin(None, ABSENT, is_modified=True)
    assert (stack.count(), saved.path, saved.is_modified) == (0, None, True)
    saved.mark(Path("b.gradviz"))
    assert not saved.is_modified
    saved.begin(None, ABSENT, is_modified=False)
    assert (saved.path, saved.is_modified) == (None, False)


def test_a_file_that_cannot_be_read_holds_nothing_that_is_known(tmp_path: Path) -> None:
    path = tmp_path / "a.gradviz"
    assert held_by(None) is held_by(path) is ABSENT
    path.write_text("{}")
    assert held_by(path) == stamp_of(path)
    assert held_by(Path("\0")) is ABSENT
