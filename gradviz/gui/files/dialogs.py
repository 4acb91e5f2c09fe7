"""The dialogs that ask for a file: none of them deletes, renames or moves what is there.

Where the system has no dialog of its own, Qt shows one made of widgets. In its lists Delete
removes what is selected, whole folders too, F2 renames it and dragging moves it. A model that is
read-only refuses all three; the system's own dialogs are left as they are.
"""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QStandardPaths, QUrl
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QFileDialog,
    QFileSystemModel,
    QInputDialog,
    QWidget,
)

from gradviz.errors import quoted
from gradviz.gui.guard import guarded
from gradviz.messages.language import Language
from gradviz.messages.message import NOTHING, Message, joined, say

_Place = QStandardPaths.StandardLocation


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """What a dialog asks for.

    Attributes
    ----------
    title : Message
    language : Language
        What the dialog is written in.
    filters : str
        As Qt has them: "Texts (*.txt);;All files (*)".
    folders : sequence of (Path or None)
        Where to begin: the first that is there, otherwise in Documents or at home.
    name : str
        The file name that is suggested; "" for none.
    suffix : str
        What a name without one gets, without its dot.
    """

    title: Message
    language: Language
    filters: str
    folders: tuple[Path | None, ...] = ()
    name: str = ""
    suffix: str = ""


def ask_for_file(
    parent: QWidget, question: FileQuestion, on_chosen: Callable[[Path], None]
) -> QFileDialog:
    """Open a dialog that asks for a file that is there."""
    dialog = _dialog(parent, question, on_chosen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setOption(QFileDialog.Option.ReadOnly)
    return _opened(dialog, question)


def ask_where_to_save(
    parent: QWidget, question: FileQuestion, on_chosen: Callable[[Path], None]
) -> QFileDialog:
    """Open a dialog that asks for a file to be written; it makes folders, and nothing else."""
    dialog = _dialog(parent, question, on_chosen)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(question.suffix)
    dialog.selectFile(question.name)
    return _opened(dialog, question)


def first_folder(*wanted: Path | None) -> Path:
    """Return the first folder that is there, Documents, or home; never the root of a disk.

    Examples
    --------
    >>> here = Path(tempfile.mkdtemp())
    >>> first_folder(None, Path("/"), here / "no such folder", here) == here
    True
    """
    folders = (*wanted, *map(usual_folder, (_Place.DocumentsLocation, _Place.HomeLocation)))
    there = (folder for folder in folders if folder is not None and _is_place(folder))
    return next(there, Path(tempfile.gettempdir()))


def usual_folder(place: QStandardPaths.StandardLocation) -> Path | None:
    """Return where the system has the user's documents, pictures or the like."""
    name = QStandardPaths.writableLocation(place)
    return Path(name) if name else None


def _is_place(folder: Path) -> bool:
    try:
        real = Path(os.path.realpath(folder))
    except (OSError, ValueError):
        return False
    return os.path.isdir(real) and real != real.parent


def _dialog(
    parent: QWidget, question: FileQuestion, on_chosen: Callable[[Path], None]
) -> QFileDialog:
    folder = os.path.abspath(first_folder(*question.folders))
    title = question.title.text(question.language)
    dialog = QFileDialog(parent, title, folder, question.filters)
    dialog.setDirectory(folder)  # Qt goes on where any dialog was left
    dialog.fileSelected.connect(lambda name: on_chosen(Path(name)))
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def _opened(dialog: QFileDialog, question: FileQuestion) -> QFileDialog:
    _Fence(dialog, question.language)
    dialog.open()
    return dialog


@guarded
class _Fence(QObject):
    """Keeps a dialog made of widgets from changing what is on the disk.

    The widgets may come as late as the dialog is shown, where that of the system fails.
    """

    def __init__(self, dialog: QFileDialog, language: Language) -> None:
        super().__init__(dialog)
        self._language = language
        self._dialog = dialog
        self._begun = dialog.directory().absolutePath()
        self._places: list[QUrl] | None = None
        self._put_up()
        dialog.installEventFilter(self)
        dialog.finished.connect(self._on_finished)

    def _put_up(self) -> None:
        dialog = self._dialog
        model = dialog.findChild(QFileSystemModel)
        if model is None or self._places is not None:
            return
        model.setReadOnly(True)
        for name in ("qt_delete_action", "qt_rename_action"):
            for action in dialog.findChildren(QAction, name):
                action.setVisible(False)
        for view in dialog.findChildren(QAbstractItemView):
            view.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
            view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._places = dialog.sidebarUrls()
        places = dict.fromkeys(
            (usual_folder(_Place.HomeLocation), first_folder(), Path(self._begun))
        )
        there = [os.fspath(place) for place in places if place is not None and _is_place(place)]
        dialog.setSidebarUrls([QUrl.fromLocalFile(place) for place in there])
        dialog.setHistory([self._begun])
        if dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave:
            self._offer_new_folder()

    def _offer_new_folder(self) -> None:
        """Ask for a name first: Qt renames the folder it has made, and here nothing is renamed."""
        for button in self._dialog.findChildren(QAbstractButton, "newFolderButton"):
            button.clicked.disconnect()
            button.clicked.connect(self._on_new_folder)
        for action in self._dialog.findChildren(QAction, "qt_new_folder_action"):
            action.triggered.disconnect()
            action.triggered.connect(self._on_new_folder)

    def _on_new_folder(self) -> None:
        self._ask_for_name(NOTHING)

    def _ask_for_name(self, problem: Message) -> None:
        box, title = QInputDialog(self._dialog), say("New folder").text(self._language)
        told = joined([problem, say("Name of the new folder:")], "\n")
        box.setWindowTitle(title)
        box.setLabelText(told.text(self._language))
        box.setTextValue(title)
        box.setOkButtonText(say("OK").text(self._language))
        box.setCancelButtonText(say("Cancel").text(self._language))
        box.textValueSelected.connect(self._on_named)
        box.finished.connect(box.deleteLater)
        box.open()

    def _on_named(self, name: str) -> None:
        folder = Path(self._dialog.directory().absolutePath(), name)
        if problem := _made(folder, name):
            self._ask_for_name(problem)
        else:
            self._dialog.setDirectory(os.fspath(folder))

    def _on_finished(self) -> None:
        """Leave nothing behind for dialogs to begin with, here or in other programs."""
        if self._places is not None:
            self._dialog.setDirectory(self._begun)
            self._dialog.setHistory([])
            self._dialog.setSidebarUrls(self._places)

    # --- Qt

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._put_up()
        return False


def _made(folder: Path, name: str) -> Message:
    """Make a folder; return why it could not be, nothing where it was."""
    if folder.name != name or name in ("", ".", ".."):
        return say("{name} is no name for a folder.", name=quoted(name))
    try:
        folder.mkdir()
    except FileExistsError:
        return say("There is a {name} already.", name=name)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return say("{name} cannot be made: {why}.", name=name, why=why)
    return NOTHING
