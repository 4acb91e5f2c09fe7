"""The left panel: sizes, matrices, the loss, all of it edited in place."""

import math
from collections.abc import Hashable
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gradviz.errors import GradvizError
from gradviz.gui.fill_menu import PresetsMenu
from gradviz.gui.labels import error_label, menu_button, section_label
from gradviz.gui.loss_box import LossBox
from gradviz.gui.matrix_section import MatrixSection
from gradviz.gui.size_box import SizeBox
from gradviz.gui.workspace import Workspace
from gradviz.scene.numbers import number
from gradviz.session.document import TARGETED, problem
from gradviz.session.edits import resize, with_bias

_MARGIN = 16
_BETWEEN_SECTIONS = 22
_IN_SECTION = 7
_LEAST_WIDTH = 240
_USUAL_WIDTH = 294


class EditorsPanel(QScrollArea):
    """Everything of the document that can be typed.

    Parameters
    ----------
    workspace : Workspace
    parent : QWidget, optional
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self._content = QWidget(self)
        self.sizes = {name: SizeBox(workspace, name, self._content) for name in "MKN"}
        self._size_error = error_label(self._content)
        self.bias = QCheckBox("bias b", self._content)
        self.sections = self._made_sections()
        self.loss = LossBox(workspace, self._content)
        self._loss_row = QWidget(self._content)
        self._loss_value = QLabel(self._loss_row)
        self._loss_note = QLabel(self._content)
        self._lay_out()
        self._set_up()
        workspace.document_changed.connect(self._on_document_changed)
        workspace.styled.connect(self._on_document_changed)
        self._on_document_changed()

    @property
    def loss_text(self) -> str:
        """The value of the loss as it is shown; "" with a seed made by hand."""
        return "" if self._loss_row.isHidden() else self._loss_value.text()

    @property
    def note(self) -> str:
        """Why the loss or the gradients are no finite numbers; "" if they are."""
        return "" if self._loss_note.isHidden() else self._loss_note.text()

    @property
    def size_message(self) -> str:
        """Why a size could not be taken; "" if it was."""
        return "" if self._size_error.isHidden() else self._size_error.text()

    def finish_entry(self) -> bool:
        """Take over what is being typed, before saving or closing; False if it is wrong."""
        finished = [section.table.finish_entry() for section in self.sections.values()]
        return all(finished)

    # --- putting together

    def _made_sections(self) -> dict[str, MatrixSection]:
        made = {}
        for name in ("W", "b", "X", "T", "Y_grad"):
            title = self.bias if name == "b" else None
            made[name] = MatrixSection(self.workspace, name, self._content, title)
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._content)
        column.setContentsMargins(_MARGIN, _MARGIN - 2, _MARGIN, _MARGIN)
        column.setSpacing(_IN_SECTION)
        head = QHBoxLayout()
        head.addWidget(section_label("SIZES", self._content))
        head.addStretch(1)
        presets = PresetsMenu(self.workspace, self._content)
        self.presets_button = menu_button("PRESETS ▾", "Presets", presets, self._content)
        head.addWidget(self.presets_button)
        boxes = QHBoxLayout()
        boxes.setSpacing(6)
        for box in self.sizes.values():
            boxes.addWidget(box, 1)
        column.addLayout(head)
        column.addLayout(boxes)
        column.addWidget(self._size_error)
        column.addSpacing(_BETWEEN_SECTIONS - _IN_SECTION)
        for name in ("W", "b", "X"):
            column.addWidget(self.sections[name])
            column.addSpacing(0 if name == "W" else _BETWEEN_SECTIONS - _IN_SECTION)
        column.addWidget(section_label("LOSS", self._content))
        column.addWidget(self.loss)
        for name in ("T", "Y_grad"):
            column.addWidget(self.sections[name])
        column.addSpacing(4)
        column.addWidget(self._loss_row)
        column.addWidget(self._loss_note)
        column.addStretch(1)

    def _set_up(self) -> None:
        row = QHBoxLayout(self._loss_row)
        row.setContentsMargins(0, 0, 0, 0)
        caption = QLabel("l", self._loss_row)
        caption.setProperty("role", "caption")
        row.addWidget(caption)
        row.addStretch(1)
        row.addWidget(self._loss_value)
        self._loss_value.setProperty("role", "mono")
        self._loss_note.setProperty("role", "caption")
        self._loss_note.setWordWrap(True)
        self.bias.setToolTip("Add b, one number a row, to every column of W X")
        self.bias.toggled.connect(self._on_bias_toggled)
        for box in self.sizes.values():
            box.asked.connect(self._on_size_asked)
        self._order_tabs()
        self.setWidget(self._content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(_LEAST_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Editors")

    def _order_tabs(self) -> None:
        sections = self.sections
        order: list[QWidget] = [self.presets_button, *self.sizes.values()]
        for name in ("W", "b", "X", "T", "Y_grad"):
            if name == "b":
                order.append(self.bias)
            if name == "T":
                order.append(self.loss)
            order += [sections[name].fill_button, sections[name].table]
        for one, other in pairwise(order):
            QWidget.setTabOrder(one, other)

    # --- following

    def _on_size_asked(self, letter: str, size: int, gesture: Hashable) -> None:
        try:
            new = resize(self.workspace.document, **{letter: size})
        except GradvizError as error:
            self.sizes[letter].show_size()
            self._size_error.setText(str(error))
            self._size_error.show()
            return
        self._size_error.hide()
        self.workspace.edit(new, f"Resize to {new.M}×{new.K}·{new.N}", gesture)

    def _on_bias_toggled(self, is_on: bool) -> None:
        new = with_bias(self.workspace.document, is_on)
        self.workspace.edit(new, "Add a bias" if is_on else "Remove the bias")

    def _on_document_changed(self) -> None:
        document = self.workspace.document
        self._size_error.hide()
        has_bias = document.b is not None
        was_blocked = self.bias.blockSignals(True)
        self.bias.setChecked(has_bias)
        self.bias.blockSignals(was_blocked)
        self.sections["b"].set_open(has_bias)
        self.sections["T"].setVisible(document.loss in TARGETED)
        self.sections["Y_grad"].setVisible(document.loss == "seed")
        self._show_loss()

    def _show_loss(self) -> None:
        loss = self.workspace.passes.loss
        self._loss_row.setVisible(loss is not None)
        fault = problem(self.workspace.document, self.workspace.base)
        if loss is not None:
            self._loss_value.setText(number(loss, digits=6))
            self._loss_value.setToolTip(f"l = {loss!r}")
            if fault is None and not math.isfinite(loss):
                fault = "the numbers are so large that l is beyond 1.8e308"
        self._loss_note.setText(f"{fault[0].upper()}{fault[1:]}." if fault else "")
        self._loss_note.setVisible(fault is not None)

    # --- Qt

    def sizeHint(self) -> QSize:
        return QSize(_USUAL_WIDTH, 700)
