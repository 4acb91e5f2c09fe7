"""Taking things home: matrices or the view, as a file or on the clipboard."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from gradviz import api
from gradviz.errors import GradvizError, InputError
from gradviz.gui import geometry
from gradviz.gui.export.form import ExportForm, FormChoices
from gradviz.gui.export.preview import ExportPreview
from gradviz.gui.export.text import TextPreview, preview_text
from gradviz.gui.files.dialogs import FileQuestion, ask_where_to_save, usual_folder
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import Message, joined, say
from gradviz.render.export import image
from gradviz.render.process.in_place import encode
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.matrices.exports import chosen, contents
from gradviz.session.matrices.formats import MatrixFormat
from gradviz.views.scales import scales_of

_FORM_WIDTH = 320
"""Of the form at least, logical pixels."""


@guarded
class ExportDialog(QDialog):
    """Shows what the file will show, and writes it.

    It keeps its choices while it is hidden: the window makes it once and opens it again.

    Parameters
    ----------
    workspace : Workspace
    view_frame : callable
        Style -> Frame: the view as it stands.
    parent : QWidget
        The window.
    screen_size : callable, optional
        () -> QSize: the size of the view on screen; by default that of the window.
    """

    def __init__(
        self,
        workspace: Workspace,
        view_frame: Callable[[Style], Frame],
        parent: QWidget,
        screen_size: Callable[[], QSize] | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._view_frame = view_frame
        self._screen_size = screen_size or parent.size
        self._folder: Path | None = None
        self._last_view = "flow"
        language, write = workspace.appearance.language, workspace.write
        self._form = ExportForm(language, self)
        self._preview = ExportPreview(workspace, self)
        self._text = TextPreview(language, self)
        self._problem = _label("error", self)
        self._told = _label("caption", self)
        self._copy = QPushButton(write(say("C&opy to clipboard")), self)
        self._close = QPushButton(write(say("Close")), self)
        self._export = QPushButton(write(say("&Export…")), self)
        self._export.setProperty("role", "primary")
        self._export.setDefault(True)
        self.setWindowTitle(write(say("Export")))
        self._lay_out()
        self._form.changed.connect(self._refresh)
        self._copy.clicked.connect(self._on_copy)
        self._close.clicked.connect(self.reject)
        self._export.clicked.connect(self._on_export)
        for signal in (workspace.document_changed, workspace.styled, workspace.moved):
            signal.connect(self._on_workspace_changed)

    def write(self, path: Path) -> bool:
        """Write the file; tell whether it worked. Trouble is shown in the dialog."""
        choices = self._form.choices
        try:
            if choices.format.is_picture:
                picture = self._picture(choices)
                api.write_picture(self._frame(choices, picture), path, picture, encode)
            else:
                self._write_numbers(choices, path)
        except GradvizError as error:
            self._say(problem=self._told_of(error))
            return False
        self._folder = path.parent
        self._workspace.said.emit(say("Exported {file}", file=path.name))
        return True

    def _write_numbers(self, choices: FormChoices, path: Path) -> None:
        own = self._workspace.saved.path
        if own is not None and path.resolve() == own.resolve():
            raise InputError(
                say("{file} is the file that is open: choose another name.", file=path.name)
            )
        document = self._workspace.document
        api.export_drawn(encode, document, path, self._names(choices), format=choices.format.name)

    def _lay_out(self) -> None:
        card = QFrame(self)
        card.setProperty("role", "card")
        self._previews = QStackedLayout(card)
        self._previews.setContentsMargins(10, 10, 10, 10)
        for preview in (self._preview, self._text):
            self._previews.addWidget(preview)
        self._form.setFixedWidth(max(_FORM_WIDTH, self._form.sizeHint().width()))
        top = QHBoxLayout()
        top.setSpacing(18)
        top.addWidget(self._form)
        top.addWidget(card, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self._told, 1)
        bottom.addWidget(self._problem, 1)
        for button in (self._close, self._copy, self._export):
            bottom.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(14)
        column.addLayout(top, 1)
        column.addLayout(bottom)
        self.resize(1040, 640)

    def _picture(self, choices: FormChoices) -> api.Picture:
        theme = self._workspace.theme.name if choices.colors == "window" else choices.colors
        return api.Picture(
            size=choices.size,
            theme=theme,
            numbers=choices.numbers,
            bars=choices.bars,
            transparent=choices.transparent,
            scale=choices.scale,
            base=self._workspace.settings.base,
            convention=self._workspace.document.convention,
        )

    def _frame(self, choices: FormChoices, picture: api.Picture) -> Frame:
        workspace = self._workspace
        if choices.matrices is not None:
            return api.draw(
                workspace.passes,
                _some(choices),
                picture,
                scales_of(workspace.document, workspace.passes),
            )
        return self._view_frame(picture.style(workspace.text))

    def _names(self, choices: FormChoices) -> tuple[str, ...]:
        """Return the matrices whose numbers are written."""
        names = chosen(self._workspace.passes, _some(choices), self._workspace.document)
        holds = choices.format.holds
        if isinstance(holds, MatrixFormat) and holds.is_one and len(names) > 1:
            raise InputError(
                say(
                    "A .{suffix} file holds one matrix: tick one, or take .npz, which holds them "
                    "all.",
                    suffix=choices.format.name,
                )
            )
        return names

    def _text_of(self, choices: FormChoices) -> str:
        """Return what a file of numbers will hold."""
        workspace, names = self._workspace, self._names(choices)
        return preview_text(workspace.passes, names, choices.format, workspace.document.convention)

    def _refresh(self) -> None:
        """Show what will be written, or say why there is nothing to export."""
        choices = self._form.choices
        frame, text, problem = None, "", ""
        try:
            if choices.format.is_picture:
                frame = self._frame(choices, self._picture(choices))
            else:
                text = self._text_of(choices)
        except GradvizError as error:
            problem = self._told_of(error)
        self._preview.show_frame(frame, is_transparent=choices.transparent)
        self._text.setPlainText(text)
        self._previews.setCurrentWidget(self._preview if choices.format.is_picture else self._text)
        self._say(problem, told="" if problem else self._workspace.write(_summary(choices)))
        self._copy.setVisible(choices.format.is_picture or choices.format.is_text)
        for button in (self._copy, self._export):
            button.setEnabled(not problem)

    def _say(self, problem: str = "", told: str = "") -> None:
        """Show one of two messages beside the buttons."""
        for label, text in ((self._problem, problem), (self._told, told)):
            label.setText(text)
            label.setVisible(bool(text))

    def _told_of(self, error: GradvizError) -> str:
        return error.told(self._workspace.appearance.language)

    def _on_workspace_changed(self) -> None:
        if self.isVisible():
            self._form.offer(self._workspace.passes.names, self._screen_size())
            self._refresh()

    def _on_copy(self) -> None:
        choices, clipboard = self._form.choices, QGuiApplication.clipboard()
        if not choices.format.is_picture:
            passes, names = self._workspace.passes, self._names(choices)
            text = contents(passes, names, choices.format, self._workspace.document.convention)
            clipboard.setText(text.decode())
            self._say(told=self._workspace.write(say("Copied: the text is on the clipboard")))
            return
        try:
            picture = self._picture(choices)
            copied = image(self._frame(choices, picture), picture.scale, picture.transparent)
        except GradvizError as error:
            self._say(problem=self._told_of(error))
            return
        clipboard.setImage(copied)
        self._say(told=self._workspace.write(say("Copied: the picture is on the clipboard")))

    def _on_export(self) -> None:
        ask_where_to_save(self, self._question(self._form.choices), self._on_file_chosen)

    def _question(self, choices: FormChoices) -> FileQuestion:
        path, places = self._workspace.saved.path, QStandardPaths.StandardLocation
        is_picture = choices.format.is_picture
        usual = usual_folder(places.PicturesLocation if is_picture else places.DocumentsLocation)
        is_view = choices.matrices is None
        what = self._workspace.document.view.view if is_view else "gradients"
        suffix = choices.format.name
        kind = say("{format} ({pattern})", format=choices.format.told, pattern=f"*.{suffix}")
        return FileQuestion(
            title=say("Export"),
            language=self._workspace.appearance.language,
            filters=self._workspace.write(kind),
            folders=(self._folder, path.parent if path else None, usual),
            name=_suggested(path, what, suffix),
            suffix=suffix,
        )

    def _on_file_chosen(self, path: Path) -> None:
        if self.write(path):
            self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        self._workspace.player.pause()  # what is previewed is what is written
        view = self._workspace.document.view.view
        if view not in ("flow", self._last_view):
            self._form.prefer_view()  # whoever looks at another view wants its picture
        self._last_view = view
        self._form.offer(self._workspace.passes.names, self._screen_size())
        self._refresh()
        self.resize(self.size().expandedTo(self.sizeHint()).boundedTo(geometry.room(self)))
        super().showEvent(event)


def _label(role: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label


def _suggested(path: Path | None, what: str, suffix: str) -> str:
    """Return a name for the file; never that of the file that is open."""
    name = f"{path.stem if path else what}.{suffix}"
    return f"{path.stem}-{what}.{suffix}" if path is not None and path.name == name else name


def _some(choices: FormChoices) -> tuple[str, ...]:
    """Return the matrices that are chosen.

    Raises
    ------
    InputError
        If there is none.
    """
    if not choices.matrices:
        raise InputError(say("Tick at least one matrix to export."))
    return choices.matrices


def _summary(choices: FormChoices) -> Message:
    """Return what the file will be, in a few words."""
    holds = choices.format.holds
    if isinstance(holds, MatrixFormat):
        matrices = joined(choices.matrices or (), ", ")
        return say(".{suffix} with {matrices}", suffix=choices.format.name, matrices=matrices)
    width, height = (round(side * choices.scale) for side in choices.size)
    name = choices.format.name.upper()
    if holds.unit == "points":
        return say("{format}, {width} × {height} points", format=name, width=width, height=height)
    return say("{format}, {width} × {height} pixels", format=name, width=width, height=height)
