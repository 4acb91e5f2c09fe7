"""Which matrices to take home: a box for each, in a grid that scrolls where a network has many."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QScrollArea, QWidget

_ACROSS = 3
_ROWS_SEEN = 6.5
"""Rows at most before it scrolls; the half row shows that there is more."""


class MatrixChoice(QScrollArea):
    """Boxes of matrices by name; what was chosen is remembered as long as it lives.

    At first the gradients of the input and of all weights are chosen.
    """

    changed = Signal()
    """A box was checked, or no longer is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._boxes: dict[str, QCheckBox] = {}
        self._known: dict[str, bool] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)

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
        for column in range(_ACROSS):
            layout.setColumnStretch(column, 1)
        self._boxes = {name: self._box(name, grid) for name in offered}
        for place, box in enumerate(self._boxes.values()):
            layout.addWidget(box, *divmod(place, _ACROSS))
        self.setWidget(grid)
        rows = -(-len(offered) // _ACROSS)
        step = (layout.sizeHint().height() + layout.verticalSpacing()) / rows
        self.setFixedHeight(round(min(rows, _ROWS_SEEN) * step))

    def _box(self, name: str, parent: QWidget) -> QCheckBox:
        box = QCheckBox(name, parent)
        box.setAccessibleName(f"Heatmap of {name}")
        box.setChecked(self._known.get(name, name == "X_grad" or _is_weight_gradient(name)))

        def on_toggled(is_checked: bool) -> None:
            self._known[name] = is_checked
            self.changed.emit()

        box.toggled.connect(on_toggled)
        return box


def _is_weight_gradient(name: str) -> bool:
    return name.startswith("W") and name.endswith("_grad")
