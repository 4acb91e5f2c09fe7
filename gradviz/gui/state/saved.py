"""Which file holds what is open, and whether there is something that it does not hold."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from gradviz.disk.stamps import ABSENT, Stamp, stamp_of


class Saved(QObject):
    """Follows the undo steps: what was undone to where it was saved is saved again.

    Parameters
    ----------
    undo_stack : QUndoStack
        The steps of what is open.
    parent : QObject

    Attributes
    ----------
    path : Path or None
        The file, if there is one.
    stamp : Stamp
        What it is known to hold.
    """

    changed = Signal()
    """The path or the modified mark has changed."""

    def __init__(self, undo_stack: QUndoStack, parent: QObject) -> None:
        super().__init__(parent)
        self._undo_stack = undo_stack
        self._opened_modified = False
        self.path: Path | None = None
        self.stamp = ABSENT
        undo_stack.cleanChanged.connect(self._on_clean_changed)

    @property
    def is_modified(self) -> bool:
        """Whether there is something that is not saved."""
        return self._opened_modified or not self._undo_stack.isClean()

    def begin(self, path: Path | None, stamp: Stamp, *, is_modified: bool) -> None:
        """Begin with another document; the undo steps of the old one are gone."""
        self.path, self.stamp = path, stamp
        self._undo_stack.clear()
        self._opened_modified = is_modified

    def mark(self, path: Path, stamp: Stamp = ABSENT) -> None:
        """Say that what is open is, as it is now, what `path` holds, as `stamp` tells."""
        self.path, self.stamp = path, stamp
        self._opened_modified = False
        self._undo_stack.setClean()
        self.changed.emit()

    def _on_clean_changed(self, _is_clean: bool) -> None:
        self.changed.emit()


def held_by(path: Path | None) -> Stamp:
    """Return what a file holds; nothing that is known where it cannot be read."""
    try:
        return ABSENT if path is None else stamp_of(path)
    except (OSError, ValueError):
        return ABSENT
