"""The left panel: sizes, matrices, the loss, all of it edited in place."""

import math
from collections.abc import Hashable
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from gradviz.gui.commands.command import CommandTable
from gradviz.gui.editors.fill_menu import PresetsMenu
from gradviz.gui.editors.loss_box import LossBox
from gradviz.gui.editors.matrix_section import MatrixSection
from gradviz.gui.editors.size_box import SizeBox
from gradviz.gui.guard import guarded
from gradviz.gui.layers.box import LayersBox
from gradviz.gui.layers.edits import LayerEdits
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.labels import menu_button, section_label
from gradviz.gui.widgets.side_panel import SidePanel
from gradviz.language.numbers import number
from gradviz.language.words import KIND_NAMES
from gradviz.messages.message import Message, say
from gradviz.session.document import TARGETED
from gradviz.session.editable import problem
from gradviz.session.edits import resize

_MARGIN = 16
_BETWEEN_SECTIONS = 22
_IN_SECTION = 7
_USUAL_WIDTH = 294


@guarded
class EditorsPanel(SidePanel):
    """Everything of the document that can be typed.

    The matrices are those of the layer that is selected: X stands with the first, the loss with
    the last.

    Parameters
    ----------
    workspace : Workspace
    edits : LayerEdits
    commands : CommandTable
        Holds what can be done to layers, and what the loss can be.
    parent : QWidget, optional
    """

    def __init__(
        self,
        workspace: Workspace,
        edits: LayerEdits,
        commands: CommandTable,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.edits = edits
        self._content = QWidget(self)
        self.sizes = {name: SizeBox(workspace, name, self._content) for name in "MKN"}
        self.bias = QCheckBox(self._content)
        self.layers = LayersBox(workspace, edits, commands, self._content)
        self.sections = self._made_sections()
        self._hint = QLabel(self._content)
        self._loss_head = section_label(workspace.write(say("LOSS")), self._content)
        self.loss = LossBox(workspace, commands, self._content)
        self._loss_row = QWidget(self._content)
        self._loss_value = QLabel(self._loss_row)
        self._loss_note = QLabel(self._content)
        self._lay_out()
        self._set_up()
        edits.selected_changed.connect(self._show_layer)
        workspace.document_changed.connect(self._on_document_changed)
        workspace.styled.connect(self._on_document_changed)
        workspace.opened.connect(self._on_opened)
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
        return next((box.message for box in self.sizes.values() if box.message), "")

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
        write = self.workspace.write
        head.addWidget(section_label(write(say("SIZES")), self._content))
        head.addStretch(1)
        presets = PresetsMenu(self.workspace, self._content)
        self.presets_button = menu_button(
            write(say("PRESETS ▾")), presets.title(), presets, self._content
        )
        head.addWidget(self.presets_button)
        boxes = QHBoxLayout()
        boxes.setSpacing(6)
        for box in self.sizes.values():
            boxes.addWidget(box, 1)
        column.addLayout(head)
        column.addLayout(boxes)
        column.addSpacing(_BETWEEN_SECTIONS - _IN_SECTION)
        column.addWidget(self.layers)
        column.addSpacing(_BETWEEN_SECTIONS - 2 * _IN_SECTION)
        column.addWidget(self._hint)
        for name in ("W", "b", "X"):
            self.sections[name].set_space(0 if name == "W" else _BETWEEN_SECTIONS - _IN_SECTION)
            column.addWidget(self.sections[name])
        column.addWidget(self._loss_head)
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
        for label in (self._hint, self._loss_note):
            label.setProperty("role", "caption")
            label.setWordWrap(True)
        self.bias.toggled.connect(self._on_bias_toggled)
        for box in self.sizes.values():
            box.asked.connect(self._on_size_asked)
        self._order_tabs()
        self.setWidget(self._content)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.workspace.write(say("Editors")))

    def _order_tabs(self) -> None:
        sections = self.sections
        order: list[QWidget] = [self.presets_button, *self.sizes.values()]
        order += self.layers.tab_order()
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
        new = resize(self.workspace.document, **{letter: size})
        sizes = f"{new.M}×{new.K}·{new.N}"
        self.workspace.edit(new, say("Resize to {sizes}", sizes=sizes), gesture)

    def _on_bias_toggled(self, is_on: bool) -> None:
        self.edits.set_bias(is_on)

    def _on_document_changed(self) -> None:
        self._show_layer()
        self._show_loss()

    def _on_opened(self) -> None:
        self.verticalScrollBar().setValue(0)

    def _show_layer(self) -> None:
        """Show the matrices of the selected layer."""
        document, names = self.workspace.document, self.edits.names
        is_first, is_last = names.X == "X", names is document.network.names[-1]
        shown = {
            "W": names.W,
            "b": names.W and names.W.replace("W", "b"),
            "X": "X" if is_first else None,
            "T": "T" if is_last and document.loss in TARGETED else None,
            "Y_grad": document.seed_name if is_last and document.loss == "seed" else None,
        }
        for role, name in shown.items():
            if name is not None:
                self.sections[role].show_matrix(name)
            self.sections[role].setVisible(name is not None)
        self._show_bias(names.b is not None, shown["b"] or "b")
        for part in (self._loss_head, self.loss):
            part.setVisible(is_last)
        self._hint.setVisible(names.W is None)
        self._hint.setText(self.workspace.write(_why_no_matrix(names.kind)))

    def _show_bias(self, has_bias: bool, name: str) -> None:
        was_blocked = self.bias.blockSignals(True)
        self.bias.setChecked(has_bias)
        self.bias.blockSignals(was_blocked)
        self.bias.setText(self.workspace.write(say("bias {name}", name=name)))
        self.sections["b"].set_open(has_bias)
        lines = self.workspace.notation.lines("Y", "j")
        tip = say("Add {name}, the same for every sample, to the {lines}", name=name, lines=lines)
        self.bias.setToolTip(self.workspace.write(tip))

    def _show_loss(self) -> None:
        loss = self.workspace.passes.loss
        self._loss_row.setVisible(loss is not None)
        fault = problem(self.workspace.document, self.workspace.settings.base)
        if loss is not None:
            self._loss_value.setText(number(loss, digits=6))
            self._loss_value.setToolTip(f"l = {loss!r}")
            if fault is None and not math.isfinite(loss):
                fault = say("the numbers are so large that l is beyond 1.8e308")
        if fault is not None:
            note = say("{problem:capital}.", problem=fault)
            self._loss_note.setText(self.workspace.write(note))
        self._loss_note.setVisible(fault is not None)

    # --- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.layers.set_room(self.viewport().height())

    def sizeHint(self) -> QSize:
        return QSize(_USUAL_WIDTH, 700)


def _why_no_matrix(kind: str) -> Message:
    """Say why a layer that is an activation has no matrix."""
    if kind == "softmax":
        return say("softmax turns each sample into probabilities and needs no matrix.")
    name = KIND_NAMES[kind]
    return say("{kind} works on each number by itself and needs no matrix.", kind=name)
