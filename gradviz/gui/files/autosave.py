"""What is not saved, kept for after a crash; and which file is open, should it be the cause."""

import time
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from gradviz.errors import GradvizError
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import Message, say

if TYPE_CHECKING:
    from gradviz.session.files.recovery import Crashed, Recovery

_AUTOSAVE_MS = 1000
_LONGEST_PAUSE_MS = 60_000


class Safekeeping(QObject):
    """Keeps what is not saved, and tells what crashed sessions left.

    It begins with the first file that is opened, which may end the window, or with `start`.
    What cannot be kept is told once for each kind of trouble. It is tried again with the next
    change, and without one after pauses that grow.

    Parameters
    ----------
    parent : QObject, optional
    """

    worked_again = Signal(object)
    troubled = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self._recovery: Recovery | None = None
        self._preparing: Thread | None = None
        self._told: set[Message] = set()
        self._pause = _AUTOSAVE_MS
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AUTOSAVE_MS)
        self._timer.timeout.connect(self._on_due)

    def opens(self, path: Path | None) -> bool:
        """Note which file is open from now on; tell, once, whether it ended a gradviz."""
        if path is not None:
            self._begin()
        return self._recovery is not None and self._recovery.opens(path)

    def follow(self, workspace: Workspace) -> None:
        """Keep what changes in a workspace."""
        self._workspace = workspace
        workspace.document_changed.connect(self._on_document_changed)
        self.troubled.connect(workspace.troubled)
        self.worked_again.connect(workspace.said)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self._on_system_ending)

    def start(self) -> "tuple[Crashed, ...]":
        """Return what crashed sessions left, latest first; get ready to keep."""
        self._begin()
        self._preparing = Thread(target=_prepare_saving, name="prepare saving", daemon=True)
        self._preparing.start()
        return () if self._recovery is None else self._recovery.pending()

    def problems(self) -> list[Message]:
        """Return what is to be said of the start."""
        unreadable = () if self._recovery is None else self._recovery.set_aside
        return [*self._told, *map(_unreadable, unreadable)]

    def keep(self) -> bool:
        """Keep the document as it is; tell whether it worked."""
        workspace = self._workspace
        if workspace is None:
            return False
        try:
            if self._recovery is None:
                self._recovery = _begun()
                self._recovery.opens(workspace.saved.path)
            self._recovery.write(
                workspace.document, workspace.saved.path, time.time(), workspace.saved.stamp
            )
        except GradvizError as error:
            self._try_later(error.message)
            return False
        if self._told:
            self._told.clear()
            self._pause = _AUTOSAVE_MS
            self._timer.setInterval(_AUTOSAVE_MS)
            told = say("What is not saved is kept again, should gradviz crash.")
            self.worked_again.emit(told)
        return True

    def forget(self) -> None:
        """Give up what was kept: it was saved, or is not wanted."""
        self._timer.stop()
        if self._recovery is not None:
            self._recovery.discard()

    def dismiss(self, crashed: "Crashed") -> None:
        """Throw away what a crashed session left."""
        if self._recovery is not None:
            self._recovery.dismiss(crashed)

    def close(self, *, keeps_work: bool = False) -> None:
        """End in order: give up what was kept, or leave what is not saved to the next start."""
        self._timer.stop()
        if self._preparing is not None:
            self._preparing.join()
        is_kept = keeps_work and self._is_modified and self.keep()
        self._timer.stop()
        if self._recovery is not None:
            if is_kept:
                self._recovery.leave()
            else:
                self._recovery.close()
            self._recovery = None

    # --- inside

    def _begin(self) -> None:
        if self._recovery is None:
            try:
                self._recovery = _begun()
            except GradvizError as error:
                self._told.add(error.message)  # there may be no window yet to say so

    @property
    def _is_modified(self) -> bool:
        return self._workspace is not None and self._workspace.saved.is_modified

    def _try_later(self, problem: Message) -> None:
        if problem not in self._told:
            self._told.add(problem)
            self.troubled.emit(problem)
        self._pause = min(2 * self._pause, _LONGEST_PAUSE_MS)
        self._timer.start(self._pause)

    def _on_document_changed(self) -> None:
        if self._told and self._timer.remainingTime() > 2 * _AUTOSAVE_MS:  # it may be 5 % late
            self._timer.start(_AUTOSAVE_MS)
        elif not self._timer.isActive():
            self._timer.start()

    def _on_system_ending(self) -> None:
        """Keep what is not saved, and blame no file: the system may end the process any time."""
        if self._is_modified:
            self.keep()
        self.opens(None)

    def _on_due(self) -> None:
        if self._is_modified:
            self.keep()
        elif self._recovery is not None:
            self._recovery.discard()  # undone, or given up for another document


def _unreadable(path: Path) -> Message:
    return say(
        "{file} was kept for after a crash, and is unreadable: it stays there for a month, and is "
        "not looked at again.",
        file=str(path),
    )


def _begun() -> "Recovery":
    from gradviz.session.files.recovery import Recovery

    # Not the folder of the application, which may be somebody else's.
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Recovery(Path(base, "gradviz", "gradviz", "recovery"))


def _prepare_saving() -> None:
    """Import what saving needs: 150 ms that the first autosave would take from a drag."""
    # PySide looks at every module that is imported, and sometimes at a half-made one while another
    # thread imports too; pydantic then raises. The first autosave imports it again.
    with suppress(ImportError):
        import gradviz.session.files.file  # noqa: F401  # imported to be there later
