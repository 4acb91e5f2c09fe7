"""Files and the window: new, open, save, recent files, autosave, recovery after a crash."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QObject, QSettings, QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from gradviz.errors import GradvizError
from gradviz.gui.settings import recent_files, remember_file
from gradviz.gui.workspace import Workspace
from gradviz.session.document import Document
from gradviz.session.edits import set_view
from gradviz.session.recovery import Crashed, Recovery
from gradviz.session.store import MATRIX_SUFFIXES, SESSION_SUFFIX, read, save

_AUTOSAVE_MS = 1000
_ALL = " ".join(f"*{suffix}" for suffix in (SESSION_SUFFIX, ".json", *MATRIX_SUFFIXES))
_OPENS = f"Sessions and matrices ({_ALL});;All files (*)"
_SAVES = f"gradviz sessions (*{SESSION_SUFFIX})"


class Files(QObject):
    """What happens to files; errors go to the workspace, nothing here says no by a dialog.

    Parameters
    ----------
    workspace : Workspace
    window : QWidget
        The parent of dialogs, and this object's.
    store : QSettings
        Holds the recent files.
    """

    def __init__(self, workspace: Workspace, window: QWidget, store: QSettings) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._window = window
        self._store = store
        self._recovery: Recovery | None = None
        self._preparing: Thread | None = None
        self._autosave = QTimer(self)
        self._autosave.setSingleShot(True)
        self._autosave.setInterval(_AUTOSAVE_MS)
        self._autosave.timeout.connect(self._on_autosave)
        workspace.document_changed.connect(self._on_document_changed)

    # --- opening

    def open_new(self, document: Document) -> None:
        """Begin with a document that has no file, after asking about unsaved changes."""
        self.ask_then(lambda: self._workspace.open(self._looked_at(document), None))

    def choose_and_open(self) -> None:
        """Ask for a file and open it."""
        dialog = QFileDialog(self._window, "Open", self._folder(), _OPENS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_file_to_open)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_path(self, path: Path) -> None:
        """Open a file, after asking about unsaved changes; matrices in the convention shown."""
        try:
            document = read(path, self._workspace.document.convention)
        except GradvizError as error:
            self._workspace.troubled.emit(str(error))
            return
        is_session = path.suffix.lower() in (SESSION_SUFFIX, ".json")
        shown = document if is_session else self._looked_at(document)
        self.ask_then(lambda: self._opened(shown, path))

    def recent(self) -> list[Path]:
        """Return the files opened or saved last."""
        return recent_files(self._store)

    # --- saving

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save to the file that is open, or ask for one; then go on, if it was saved."""
        path = self._workspace.path
        if path is None or path.suffix != SESSION_SUFFIX:
            self.save_as(then)
        elif self.save_to(path) and then is not None:
            then()

    def save_as(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a file name and save."""
        dialog = QFileDialog(self._window, "Save as", self._folder(), _SAVES)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SESSION_SUFFIX.removeprefix("."))
        path = self._workspace.path
        dialog.selectFile((path.stem if path else "untitled") + SESSION_SUFFIX)

        def on_selected(name: str) -> None:
            if self.save_to(Path(name)) and then is not None:
                then()

        dialog.fileSelected.connect(on_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, path: Path) -> bool:
        """Save to a file; tell whether it worked."""
        if path.suffix != SESSION_SUFFIX:
            self._workspace.troubled.emit(
                f"{path.name}: a session is saved with the suffix {SESSION_SUFFIX}, "
                f"for example as {path.stem}{SESSION_SUFFIX}"
            )
            return False
        try:
            save(self._workspace.document, path)
        except GradvizError as error:
            self._workspace.troubled.emit(str(error))
            return False
        self._workspace.mark_saved(path)
        remember_file(self._store, path)
        self._forget_autosave()
        self._workspace.said.emit(f"Saved {path.name}")
        return True

    def ask_then(self, action: Callable[[], None]) -> None:
        """Do something that gives up the document; if it is modified, ask first."""
        if not self._workspace.is_modified:
            action()
            return
        name = self._workspace.path.name if self._workspace.path else "this session"
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("gradviz")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"Save the changes to {name}?")
        box.setInformativeText("Without saving they are lost.")
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)

        def on_finished(answer: int) -> None:
            box.deleteLater()
            if answer == buttons.Save.value:
                self.save(action)
            elif answer == buttons.Discard.value:
                action()

        box.finished.connect(on_finished)
        box.open()

    # --- after a crash

    def start_recovery(self) -> tuple[Crashed, ...]:
        """Begin to keep unsaved work; return what crashed sessions left."""
        base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
        try:
            self._recovery = Recovery(Path(base) / "recovery")
        except GradvizError as error:
            self._workspace.troubled.emit(str(error))
            return ()
        self._preparing = Thread(target=_prepare_saving, name="prepare saving", daemon=True)
        self._preparing.start()
        return self._recovery.pending()

    def restore(self, crashed: Crashed) -> None:
        """Open what a crashed session left, as unsaved changes of its file."""

        def on_agreed() -> None:
            self._workspace.open(crashed.document, crashed.origin, is_modified=True)
            if self._keep():
                self.dismiss(crashed)

        self.ask_then(on_agreed)

    def dismiss(self, crashed: Crashed) -> None:
        """Throw away what a crashed session left."""
        if self._recovery is not None:
            self._recovery.dismiss(crashed)

    def close(self) -> None:
        """Give up the recovery file: the session ends in order."""
        self._autosave.stop()
        if self._preparing is not None:
            self._preparing.join()
        if self._recovery is not None:
            self._recovery.close()
            self._recovery = None

    # --- inside

    def _looked_at(self, document: Document) -> Document:
        """Return a document that says nothing of views in the view that is shown."""
        return set_view(document, view=self._workspace.document.view.view)

    def _opened(self, document: Document, path: Path) -> None:
        self._workspace.open(document, path)
        remember_file(self._store, path)
        self._forget_autosave()

    def _folder(self) -> str:
        path = self._workspace.path
        if path is not None:
            return str(path.parent)
        return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    def _forget_autosave(self) -> None:
        self._autosave.stop()
        if self._recovery is not None:
            self._recovery.discard()

    def _on_file_to_open(self, name: str) -> None:
        self.open_path(Path(name))

    def _on_document_changed(self) -> None:
        if not self._autosave.isActive():
            self._autosave.start()

    def _on_autosave(self) -> None:
        if self._workspace.is_modified:
            self._keep()
        elif self._recovery is not None:
            self._recovery.discard()  # undone, or given up for another document

    def _keep(self) -> bool:
        """Write the recovery file; tell whether it worked."""
        if self._recovery is None:
            return False
        try:
            self._recovery.write(self._workspace.document, self._workspace.path, time.time())
        except GradvizError as error:
            self._workspace.troubled.emit(str(error))
            return False
        return True


def _prepare_saving() -> None:
    """Import what saving needs: 150 ms that the first autosave would take from a drag."""
    # PySide looks at every module that is imported, and sometimes at a half-made one while another
    # thread imports too; pydantic then raises. The first autosave imports it again.
    with suppress(ImportError):
        import gradviz.session.file  # noqa: F401  # imported to be there later
