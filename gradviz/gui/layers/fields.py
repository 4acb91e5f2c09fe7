"""The two fields of the selected row of the layer list: which function, and how wide."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from gradviz.engine.rules import ACTIVATIONS
from gradviz.gui.editors.size_box import CountBox
from gradviz.gui.guard import guarded
from gradviz.gui.layers.delegate import number_size
from gradviz.gui.layers.edits import LayerEdits
from gradviz.gui.layers.lines import LayerLine
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import code
from gradviz.language.words import KIND_NAMES

_WIDTH_SHEET = """
QSpinBox {{ padding: 0px; color: {color}; background: {ground}; font-weight: 600;
  font-size: {size}px; }}
QSpinBox:focus {{ padding: 0px; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: none; background: transparent;
  width: 19px; subcontrol-origin: border; }}
QSpinBox::up-arrow, QSpinBox::down-arrow {{ image: none; width: 0px; height: 0px; }}
"""
_KIND_SHEET = """
QComboBox {{ padding: 0px 6px; background: {ground}; }}
QComboBox:focus {{ padding: 0px 5px; }}
"""
_BEHIND = 17  # what the arrows take


@guarded
class KindField(QComboBox):
    """Chooses the function of the selected activation."""

    def __init__(self, workspace: Workspace, edits: LayerEdits, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._edits = edits
        for name in ACTIVATIONS:
            self.addItem(KIND_NAMES[name], name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Function of the layer")
        self.setToolTip("What the layer does to each number; softmax to each sample")
        self.activated.connect(self._on_activated)
        workspace.styled.connect(self._on_styled)
        self._on_styled()

    def show_line(self, line: LayerLine) -> None:
        """Show the function of a layer."""
        self.setCurrentIndex(self.findData(line.kind))

    def _on_activated(self, index: int) -> None:
        self._edits.set_activation(self.itemData(index))

    def _on_styled(self) -> None:
        self.setStyleSheet(_KIND_SHEET.format(ground=code(self._workspace.theme.raised)))

    # --- Qt

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


@guarded
class WidthField(CountBox):
    """How many numbers the selected Linear gives out; what follows takes in as many."""

    def __init__(self, workspace: Workspace, edits: LayerEdits, parent: QWidget) -> None:
        super().__init__(workspace, parent)
        self._edits = edits
        self._size = number_size(1)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.lineEdit().setTextMargins(0, 0, _BEHIND, 0)
        self.setAccessibleName("Width of the layer")
        self.valueChanged.connect(self._on_value_changed)
        self.exceeded.connect(self._on_value_changed)
        workspace.styled.connect(self._on_styled)
        self._on_styled()

    def show_line(self, line: LayerLine) -> None:
        """Show the width of a layer."""
        self.show_count(line.size_out)
        if number_size(line.size_out) != self._size:
            self._size = number_size(line.size_out)
            self._on_styled()
        self.setToolTip(f"Numbers that Y{line.number} has for each sample; the next layer follows")

    def _on_value_changed(self, width: int) -> None:
        self._edits.resize(width, ("width", self._edits.selected, self.gesture))

    def _on_styled(self) -> None:
        theme = self._workspace.theme
        color, ground = code(theme.i), code(theme.raised)
        self.setStyleSheet(_WIDTH_SHEET.format(color=color, size=self._size, ground=ground))

    # --- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.draw_arrows(painter)
