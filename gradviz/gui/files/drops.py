"""Files that are dropped on the window: one is opened, and stays where it is."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent

_COPY = Qt.DropAction.CopyAction


def dropped_file(event: QDropEvent) -> Path | None:
    """Return the file that is dragged or dropped, taken as a copy; refuse all else.

    Whatever is proposed, it is never a move: after that the program it comes from deletes it.
    Several files, text and addresses are refused while they are still held, by the pointer.
    """
    urls = event.mimeData().urls()
    is_one_file = len(urls) == 1 and urls[0].isLocalFile()
    if not is_one_file or not event.possibleActions() & _COPY:
        event.ignore()
        return None
    event.setDropAction(_COPY)
    event.accept()
    return Path(urls[0].toLocalFile())
