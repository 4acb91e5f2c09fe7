"""Which matrices to take home: a box for each, in a grid that scrolls only where it must."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from gradviz.gui.guard import guarded
from gradviz.messages.language import Language
from gradviz.messages.message import say

_ACROSS = 3
_WIDTH, _BETWEEN = 282, 8  # logical pixels: of a row, and between its boxes
_ROWS_SEEN = 3.5
"""Rows at least; where there is no room for all of them the half row shows that there is more."""


@guarded
class MatrixChoice(QScrollArea):
    """Boxes of matrices by name; what was chosen is remembered as long as it lives.

    At first the gradients of the input and of all weights are chosen.
    """

    changed = Signal()
    """A box was checked, or no longer is."""

    def __init__(self, language: Language, parent: QWidget) -> None:
        super().__init__(parent)
        self._language = language
        self._boxes: dict[str, QCheckBox] = {}
        self._whole = 0
        self._known: dict[str, bool] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names of boxes that are checked, in their order."""
        return tuple(name for name, box in self._boxes.items() if box.isChecked())

    def offer(self, names: Sequence[str]) -> None:
        """Offer these matrices; products before their bias is added are left out."""
        offered = tuple(name for name in names if not name.startswith("P"))
        if offered == tuple(self._boxes):
            return
        grid = QWidget()
        layout = QGridLayout(grid)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(6)
        self._boxes = {name: self._box(name, grid) for name in offered}
        widest = max(box.sizeHint().width() for box in self._boxes.values()) + _BETWEEN
        across = max(1, min(_ACROSS, _WIDTH // widest))  # no name is cut
        for place, box in enumerate(self._boxes.values()):
            layout.addWidget(box, *divmod(place, across))
        for column in range(across):
            layout.setColumnStretch(column, 1)
        self.setWidget(grid)
        rows = -(-len(offered) // across)
        step = (layout.sizeHint().height() + layout.verticalSpacing()) / rows
        self._whole = round(rows * step)
        self.setMinimumHeight(round(min(rows, _ROWS_SEEN) * step))
        self.setMaximumHeight(self._whole)
        self.updateGeometry()

    def _box(self, name: str, parent: QWidget) -> QCheckBox:
        box = QCheckBox(name, parent)
        box.setAccessibleName(say("Matrix {name}", name=name).text(self._language))
        box.setChecked(self._known.get(name, name == "X_grad" or _is_weight_gradient(name)))

        def on_toggled(is_checked: bool) -> None:
            self._known[name] = is_checked
            self.changed.emit()

        box.toggled.connect(on_toggled)
        return box

    # --- Qt

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._whole)


def _is_weight_gradient(name: str) -> bool:
    return name.startswith("W") and name.endswith("_grad")
