"""The choices of the Jacobian view: of what, by what, of which sample, in which order."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from gradviz.gui.choice_button import ChoiceButton
from gradviz.gui.commands import CommandTable
from gradviz.gui.view_commands import ORDERS
from gradviz.gui.workspace import Workspace
from gradviz.scene.jacobiansetting import JacobianOptions, inputs, outputs

_ALL = -1
_MOST_SAMPLES = 400
"""Samples that the list names one by one."""


class JacobianBar(QWidget):
    """Lets one choose which Jacobian is shown; lists what the network has.

    Parameters
    ----------
    workspace : Workspace
    table : CommandTable
    parent : QWidget
    """

    def __init__(self, workspace: Workspace, table: CommandTable, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._of = self._box("Of", "What is differentiated: the output of a layer")
        self._wrt = self._box("By", "By what: the input, a weight, a bias, a hidden output")
        self._sample = self._box("Samples", "One sample alone, or all of them: a block for each")
        self._order = ChoiceButton("vec", ORDERS, workspace, table, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(6)
        for words, box in (("of", self._of), ("by", self._wrt), ("", self._sample)):
            if words:
                label = QLabel(words, self)
                label.setProperty("role", "caption")
                row.addWidget(label)
            row.addWidget(box)
        row.addStretch(1)
        row.addWidget(self._order)
        workspace.document_changed.connect(self._follow)
        workspace.styled.connect(self._follow)
        self._follow()

    def _box(self, name: str, tip: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setToolTip(tip)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.activated.connect(self._on_chosen)
        return box

    @property
    def _options(self) -> JacobianOptions:
        return self._workspace.document.view.jacobian.suited(self._workspace.passes)

    def _follow(self) -> None:
        """List what there is to choose, and show what is chosen."""
        if self._workspace.document.view.view != "jacobian":
            return
        options, passes = self._options, self._workspace.passes
        count, notation = passes.values["X"].shape[1], self._workspace.notation
        listed = range(min(count, _MOST_SAMPLES))
        samples = [("all samples", _ALL), *((f"sample {notation.count(n)}", n) for n in listed)]
        at = _ALL if options.sample is None else options.sample
        _fill(self._of, [(name, name) for name in outputs(passes)], options.of)
        _fill(self._wrt, [(name, name) for name in inputs(passes, options.of)], options.wrt)
        _fill(self._sample, samples, at)
        is_vec = options.sample is None or options.wrt[0] in "Wb"
        self._order.setEnabled(is_vec)  # of one sample there is one order only

    def _on_chosen(self) -> None:
        sample = self._sample.currentData()
        options = JacobianOptions(
            of=self._of.currentData(),
            wrt=self._wrt.currentData(),
            order=self._options.order,
            sample=None if sample == _ALL else sample,
        )
        before = self._options
        if options.of != before.of:  # the list of what it depends on is another one
            options = replace(options, wrt=before.wrt)
        self._workspace.look_at(jacobian=options.suited(self._workspace.passes))


def _fill(box: QComboBox, entries: Sequence[tuple[str, object]], chosen: object) -> None:
    """List entries in a box, if they are others, and choose one."""
    blocker = QSignalBlocker(box)
    shown = [(box.itemText(n), box.itemData(n)) for n in range(box.count())]
    if shown != list(entries):
        box.clear()
        for text, data in entries:
            box.addItem(text, data)
    box.setCurrentIndex(max(0, next((n for n, e in enumerate(entries) if e[1] == chosen), 0)))
    blocker.unblock()
