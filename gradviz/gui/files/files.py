"""Files and the window: new, open, save, recent files, autosave, recovery after a crash."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QSettings
from PySide6.QtWidgets import QWidget

from gradviz.disk.stamps import ABSENT, ChangedError, Stamp
from gradviz.engine.passes import Passes
from gradviz.errors import GradvizError
from gradviz.gui.files.autosave import Safekeeping
from gradviz.gui.files.opening import Opening, Shower
from gradviz.gui.state.settings import recent_files, remember_file
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import Message, joined, say
from gradviz.session.document import Document
from gradviz.session.edits import set_view
from gradviz.session.files.kinds import MATRIX_SUFFIXES, SESSION_SUFFIX

if TYPE_CHECKING:
    from gradviz.gui.editors.question_panel import QuestionPanel
    from gradviz.session.files.recovery import Crashed
    from gradviz.session.files.store import Opened
    from gradviz.session.reading.question import Question

_ALL = " ".join(f"*{suffix}" for suffix in (SESSION_SUFFIX, ".json", *MATRIX_SUFFIXES))
_OPENS = joined(
    [say("Sessions and matrices ({patterns})", patterns=_ALL), say("All files (*)")], ";;"
)
_SAVES = say("gradviz sessions (*{suffix})", suffix=SESSION_SUFFIX)


class Files(QObject):
    """What happens to files; errors go to the workspace, nothing here says no by a dialog.

    What reads, writes and asks is imported when it is first needed: the start shows the example.

    Parameters
    ----------
    workspace : Workspace
    safekeeping : Safekeeping
        Becomes part of this object.
    window : QWidget
        The parent of dialogs, and this object's.
    store : QSettings
        Holds the recent files.
    """

    def __init__(
        self, workspace: Workspace, safekeeping: Safekeeping, window: QWidget, store: QSettings
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._window = window
        self._store = store
        self.opening = Opening(window)
        workspace.opened.connect(self.opening.cancel)
        self._which: QuestionPanel | None = None
        self._safekeeping = safekeeping
        safekeeping.setParent(self)
        safekeeping.follow(workspace)

    # --- opening

    def open_new(self, document: Document) -> None:
        """Begin with a document that has no file, after asking about unsaved changes."""
        self.ask_then(lambda: self._begin(document))

    def choose_and_open(self) -> None:
        """Ask for a file and open it."""
        from gradviz.gui.files.dialogs import FileQuestion, ask_for_file

        language = self._workspace.appearance.language
        question = FileQuestion(say("Open"), language, _OPENS.text(language), self._folders())
        ask_for_file(self._window, question, self.open_path)

    def open_path(self, path: Path, reading: str = "") -> None:
        """Open a file, after asking about unsaved changes; matrices in the convention shown.

        Of a text that can be read in several ways it asks which is meant, and opens it again as
        that `reading`.

        A large one is read beside the window's work, until another is opened. After a question it
        is read again: to save may have written that very file, and others may have meanwhile.
        """

        def show(opened: "Opened", run: Passes) -> None:
            self._open(opened, path, run)

        def on_read(opened: "Opened", run: Passes) -> None:
            if self._workspace.saved.is_modified:
                self.ask_then(lambda: self._read(path, reading, show))
            else:
                show(opened, run)

        self._read(path, reading, on_read)

    def recent(self) -> list[Path]:
        """Return the files opened or saved last."""
        return recent_files(self._store)

    # --- saving

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save to the file that is open, or ask for one; then go on, if it was saved."""
        path = self._workspace.saved.path
        if path is None or path.suffix != SESSION_SUFFIX:
            self.save_as(then)
        else:
            self.save_to(path, then)

    def save_as(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a file name and save."""
        from gradviz.gui.files.dialogs import FileQuestion, ask_where_to_save

        path = self._workspace.saved.path
        name = (path.stem if path else "untitled") + SESSION_SUFFIX
        suffix = SESSION_SUFFIX.removeprefix(".")
        language = self._workspace.appearance.language
        filters = _SAVES.text(language)
        question = FileQuestion(say("Save as"), language, filters, self._folders(), name, suffix)

        def on_chosen(chosen: Path) -> None:
            self.save_to(chosen, then)

        ask_where_to_save(self._window, question, on_chosen)

    def save_to(self, path: Path, then: Callable[[], None] | None = None) -> bool:
        """Save to a file, and go on then; tell whether that was done at once.

        Where the file that is open has changed on the disk, it asks first.
        """
        if path.suffix != SESSION_SUFFIX:
            self._workspace.troubled.emit(
                say(
                    "{file}: a session is saved with the suffix {suffix}, for example as {example}",
                    file=path.name,
                    suffix=SESSION_SUFFIX,
                    example=path.stem + SESSION_SUFFIX,
                )
            )
            return False
        if path == self._workspace.saved.path:
            return self._written(path, self._workspace.saved.stamp, then)
        # the dialog has asked whether to replace it, if it was there
        return self._written(path, None if os.path.exists(path) else ABSENT, then)

    def ask_then(self, action: Callable[[], None]) -> None:
        """Do something that gives up the document; if it is modified, ask first."""
        if not self._workspace.saved.is_modified:
            action()
            return
        from gradviz.gui.files.asking import ask_about_changes

        path, language = self._workspace.saved.path, self._workspace.appearance.language
        ask_about_changes(self._window, language, path, lambda: self.save(action), action)

    # --- after a crash

    def start_recovery(self) -> "tuple[Crashed, ...]":
        """Begin to keep unsaved work; return what crashed sessions left."""
        return self._safekeeping.start()

    def tell_of_start(self, ended_with: Path | None) -> None:
        """Say what is to be said of the start: trouble, or a file that opens in Flow for it."""
        told = [] if ended_with is None else [told_of(ended_with)]
        if sentences := told + self._safekeeping.problems():
            self._workspace.troubled.emit(joined(sentences))

    def restore(self, crashed: "Crashed") -> None:
        """Open what a crashed session left, in Flow, as unsaved changes of its file."""

        def on_agreed() -> None:
            self._safekeeping.opens(crashed.origin)  # what it may have done is told already
            document = in_flow(crashed.document)
            self._workspace.open(document, crashed.origin, stamp=crashed.known, is_modified=True)
            if self._safekeeping.keep():
                self.dismiss(crashed)

        self.ask_then(on_agreed)

    def dismiss(self, crashed: "Crashed") -> None:
        """Throw away what a crashed session left."""
        self._safekeeping.dismiss(crashed)

    def close(self, *, keeps_work: bool = False) -> None:
        """End in order: give up the recovery file, or leave what is not saved to the next start."""
        self.opening.close()
        self._safekeeping.close(keeps_work=keeps_work)

    # --- inside

    def _read(self, path: Path, reading: str, then: Shower) -> None:
        from gradviz.session.matrices.asked import Asked
        from gradviz.session.reading.question import SeveralReadingsError

        def refused(error: GradvizError) -> None:
            if isinstance(error, SeveralReadingsError):
                self._ask_which(path, error.question)
            else:
                self._workspace.troubled.emit(error.message)

        asked = Asked(shown=self._workspace.document.convention, reading=reading)
        self.opening.read(path, asked, then, refused)

    def _ask_which(self, path: Path, question: "Question") -> None:
        """Show the readings of a text in the middle of the window, and open that which is taken."""
        from gradviz.gui.editors.question_panel import QuestionPanel

        if self._which is None:
            self._which = QuestionPanel(self._workspace, self._window)
        middle = QRect(self._window.width() // 3, self._window.height() // 3, 1, 1)
        self._which.ask(question, middle, lambda taken: self.open_path(path, str(taken.words)))

    def _looked_at(self, document: Document) -> Document:
        """Return a document that says nothing of views in the view that is shown."""
        return set_view(document, view=self._workspace.document.view.view)

    def _begin(self, document: Document) -> None:
        self._safekeeping.opens(None)
        self._workspace.open(self._looked_at(document), None)

    def _open(self, opened: "Opened", path: Path, run: Passes) -> None:
        """Show what a file holds; in Flow if gradviz ended while it was open."""
        has_ended = self._safekeeping.opens(path)
        is_session = path.suffix.lower() in (SESSION_SUFFIX, ".json")
        document = opened.document if is_session else self._looked_at(opened.document)
        shown = in_flow(document) if has_ended else document
        self._workspace.open(shown, path, stamp=opened.stamp, run=run)
        remember_file(self._store, path)
        self._safekeeping.forget()
        if has_ended:
            self._workspace.troubled.emit(told_of(path))

    def _folders(self) -> tuple[Path, ...]:
        path = self._workspace.saved.path
        return () if path is None else (path.parent,)

    def _written(self, path: Path, replaces: Stamp | None, then: Callable[[], None] | None) -> bool:
        """Save to a file and go on; tell whether that was done at once."""
        from gradviz.session.files.store import save

        try:
            stamp = save(self._workspace.document, path, replaces)
        except ChangedError:
            self._ask_about_change(path, then)
            return False
        except GradvizError as error:
            self._workspace.troubled.emit(error.message)
            return False
        self._workspace.saved.mark(path, stamp)
        remember_file(self._store, path)
        self._safekeeping.opens(path)
        self._safekeeping.forget()
        self._workspace.said.emit(say("Saved {file}", file=path.name))
        if then is not None:
            then()
        return True

    def _ask_about_change(self, path: Path, then: Callable[[], None] | None) -> None:
        from gradviz.gui.files.asking import ask_about_others

        over, elsewhere = partial(self._written, path, None, then), partial(self.save_as, then)
        language = self._workspace.appearance.language
        ask_about_others(self._window, language, path, over, elsewhere)


def in_flow(document: Document) -> Document:
    """Return a document as it is to be opened if it ended gradviz: all else as it was."""
    return set_view(document, view="flow")


def told_of(path: Path) -> Message:
    """Return what is said of a file that opens in Flow for it."""
    return say(
        "gradviz ended unexpectedly while {file} was open: it is shown in Flow this time.",
        file=path.name,
    )
