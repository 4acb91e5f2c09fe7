"""Taking pictures home: heatmaps or the view, as a file or on the clipboard."""

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
    QVBoxLayout,
    QWidget,
)

from gradviz import api
from gradviz.errors import GradvizError, InputError
from gradviz.gui import geometry
from gradviz.gui.export_form import Choices, ExportForm
from gradviz.gui.export_preview import ExportPreview
from gradviz.gui.file_dialogs import Question, ask_where_to_save, usual_folder
from gradviz.gui.guard import guarded
from gradviz.gui.workspace import Workspace
from gradviz.render.export import image
from gradviz.render.in_place import encode
from gradviz.scene.frame import Frame
from gradviz.scene.style import Style

_FILTERS = {
    "png": "Portable network graphics (*.png)",
    "svg": "Scalable vector graphics (*.svg)",
    "pdf": "Portable document (*.pdf)",
}


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
        self._form = ExportForm(self)
        self._preview = ExportPreview(workspace, self)
        self._problem = _label("error", self)
        self._told = _label("caption", self)
        self._copy = QPushButton("C&opy to clipboard", self)
        self._close = QPushButton("Close", self)
        self._export = QPushButton("&Export…", self)
        self._export.setProperty("role", "primary")
        self._export.setDefault(True)
        self.setWindowTitle("Export")
        self._lay_out()
        self._form.changed.connect(self._refresh)
        self._copy.clicked.connect(self._on_copy)
        self._close.clicked.connect(self.reject)
        self._export.clicked.connect(self._on_export)
        for signal in (workspace.document_changed, workspace.styled, workspace.moved):
            signal.connect(self._on_workspace_changed)

    def write(self, path: Path) -> bool:
        """Write the picture to a file; tell whether it worked. Trouble is shown in the dialog."""
        try:
            choices = self._form.choices
            picture = self._picture(choices)
            api.write_picture(self._frame(choices, picture), path, picture, encode)
        except GradvizError as error:
            self._say(problem=str(error))
            return False
        self._folder = path.parent
        self._workspace.said.emit(f"Exported {path.name}")
        return True

    def _lay_out(self) -> None:
        card = QFrame(self)
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(10, 10, 10, 10)
        inside.addWidget(self._preview)
        self._form.setFixedWidth(320)
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

    def _picture(self, choices: Choices) -> api.Picture:
        theme = self._workspace.theme.name if choices.colors == "window" else choices.colors
        return api.Picture(
            size=choices.size,
            theme=theme,
            numbers=choices.numbers,
            bars=choices.bars,
            transparent=choices.transparent,
            scale=choices.scale,
            base=self._workspace.base,
            convention=self._workspace.document.convention,
        )

    def _frame(self, choices: Choices, picture: api.Picture) -> Frame:
        workspace = self._workspace
        if choices.matrices is not None:
            if not choices.matrices:
                raise InputError("Check at least one matrix to export.")
            return api.draw(workspace.passes, choices.matrices, picture, workspace.scales())
        return self._view_frame(picture.style(workspace.text))

    def _refresh(self) -> None:
        """Draw the preview, or say why there is nothing to export."""
        choices = self._form.choices
        frame, problem = None, ""
        try:
            frame = self._frame(choices, self._picture(choices))
        except GradvizError as error:
            problem = str(error)
        self._preview.show_frame(frame, is_transparent=choices.transparent)
        self._say(problem, told="" if problem else _summary(choices))
        for button in (self._copy, self._export):
            button.setEnabled(not problem)

    def _say(self, problem: str = "", told: str = "") -> None:
        """Show one of two messages beside the buttons."""
        for label, text in ((self._problem, problem), (self._told, told)):
            label.setText(text)
            label.setVisible(bool(text))

    def _on_workspace_changed(self) -> None:
        if self.isVisible():
            self._form.offer(self._workspace.passes.names, self._screen_size())
            self._refresh()

    def _on_copy(self) -> None:
        choices = self._form.choices
        try:
            picture = self._picture(choices)
            copied = image(self._frame(choices, picture), picture.scale, picture.transparent)
        except GradvizError as error:
            self._say(problem=str(error))
            return
        QGuiApplication.clipboard().setImage(copied)
        self._say(told="Copied: the picture is on the clipboard")

    def _on_export(self) -> None:
        suffix = self._form.choices.format
        ask_where_to_save(self, self._question(suffix), self._on_file_chosen)

    def _question(self, suffix: str) -> Question:
        path = self._workspace.path
        pictures = usual_folder(QStandardPaths.StandardLocation.PicturesLocation)
        is_view = self._form.choices.matrices is None
        what = self._workspace.document.view.view if is_view else "gradients"
        return Question(
            title="Export",
            filters=_FILTERS[suffix],
            folders=(self._folder, path.parent if path else None, pictures),
            name=f"{path.stem if path else what}.{suffix}",
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


def _summary(choices: Choices) -> str:
    """Return what the file will be, in a few words."""
    width, height = (round(side * choices.scale) for side in choices.size)
    unit = "points" if choices.format == "pdf" else "pixels"
    return f"{choices.format.upper()}, {width} × {height} {unit}"
