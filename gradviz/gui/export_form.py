"""What can be chosen about an export, as a form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gradviz.gui.matrix_choice import MatrixChoice
from gradviz.gui.number_box import WholeBox
from gradviz.scene.picture import LARGEST, SMALLEST

Format: TypeAlias = Literal["png", "svg", "pdf"]
Colors: TypeAlias = Literal["window", "light", "dark"]

SIZES = (("1600 × 1000", (1600, 1000)), ("1920 × 1080", (1920, 1080)), ("Square", (1200, 1200)))
_ON_SCREEN, _OWN_SIZE = "As on screen", "Own size"
_LABELS = 104
"""Width of the labels, logical pixels, so that fields of all sections line up."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form says.

    Attributes
    ----------
    matrices : tuple of str, or None
        Which heatmaps, perhaps none at all; None is the view as it stands.
    format : {"png", "svg", "pdf"}
    size : tuple of int
        Width and height.
    scale : float
    colors : {"window", "light", "dark"}
    numbers, bars, transparent : bool
    """

    matrices: tuple[str, ...] | None
    format: Format
    size: tuple[int, int]
    scale: float
    colors: Colors
    numbers: bool
    bars: bool
    transparent: bool


class ExportForm(QWidget):
    """The form; it remembers what was chosen as long as it lives."""

    changed = Signal()
    """Something was chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._screen_size = QSize(1600, 1000)
        self._view = QRadioButton("The &view as it stands", self)
        self._heatmaps = QRadioButton("&Heatmaps of", self)
        self._heatmaps.setChecked(True)
        self._matrices = MatrixChoice(self)
        self._format = _combo(self, ("PNG", "png"), ("SVG", "svg"), ("PDF", "pdf"))
        self._preset = _combo(self, *SIZES, (_ON_SCREEN, None), (_OWN_SIZE, None))
        self._width, self._height = _spin(self, "Width"), _spin(self, "Height")
        self._scale = _combo(self, ("1×", 1.0), ("2×", 2.0), ("3×", 3.0))
        self._colors = _combo(
            self, ("As in the window", "window"), ("Light", "light"), ("Dark", "dark")
        )
        self._numbers = QCheckBox("&Numbers", self)
        self._bars = QCheckBox("Colour &bars", self)
        self._transparent = QCheckBox("T&ransparent background", self)
        self._numbers.setChecked(True)
        self._bars.setChecked(True)
        self._lay_out()
        self._choose_preset(0)
        self._connect()
        self._enable()

    @property
    def choices(self) -> Choices:
        """What is chosen now."""
        file = cast("Format", self._format.currentData())
        return Choices(
            matrices=None if self._view.isChecked() else self._matrices.chosen,
            format=file,
            size=(self._width.value(), self._height.value()),
            scale=float(self._scale.currentData()) if file == "png" else 1.0,
            colors=cast("Colors", self._colors.currentData()),
            numbers=self._numbers.isChecked(),
            bars=self._bars.isChecked(),
            transparent=self._transparent.isChecked(),
        )

    def prefer_view(self) -> None:
        """Choose the view as it stands."""
        self._view.setChecked(True)

    def offer(self, names: Sequence[str], screen_size: QSize) -> None:
        """Offer these matrices, and this size as the one on screen."""
        self._matrices.offer(names)
        self._screen_size = screen_size.expandedTo(QSize(SMALLEST, SMALLEST))
        if self._preset.currentText() == _ON_SCREEN:
            self._choose_preset(self._preset.currentIndex())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(_section("WHAT", self))
        column.addWidget(self._view)
        column.addWidget(self._heatmaps)
        row = QHBoxLayout()
        row.setContentsMargins(22, 0, 0, 0)
        row.addWidget(self._matrices)
        column.addLayout(row)
        column.addSpacing(10)
        column.addWidget(_section("FILE", self))
        column.addLayout(self._file_rows())
        column.addSpacing(10)
        column.addWidget(_section("LOOKS", self))
        rows = QFormLayout()
        _add_row(rows, "&Theme", self._colors, self._colors)
        column.addLayout(rows)
        for box in (self._numbers, self._bars, self._transparent):
            column.addWidget(box)
        column.addStretch(1)

    def _file_rows(self) -> QFormLayout:
        rows = QFormLayout()
        sides = QHBoxLayout()
        sides.addWidget(self._width, 1)
        sides.addWidget(QLabel("×", self))
        sides.addWidget(self._height, 1)
        _add_row(rows, "&Format", self._format, self._format)
        _add_row(rows, "&Size", self._preset, self._preset)
        _add_row(rows, "&Width × height", sides, self._width)
        _add_row(rows, "Sca&le", self._scale, self._scale)
        return rows

    def _connect(self) -> None:
        self._view.toggled.connect(self._on_chosen)
        self._matrices.changed.connect(self._on_chosen)
        for box in (self._numbers, self._bars, self._transparent):
            box.toggled.connect(self._on_chosen)
        for combo in (self._format, self._scale, self._colors):
            combo.currentIndexChanged.connect(self._on_chosen)
        self._preset.activated.connect(self._on_preset)
        for side in (self._width, self._height):
            side.valueChanged.connect(self._on_size)

    def _enable(self) -> None:
        is_view = self._view.isChecked()
        for part in (self._matrices, self._bars):
            part.setEnabled(not is_view)
        self._scale.setEnabled(self._format.currentData() == "png")

    def _choose_preset(self, index: int) -> None:
        size = self._preset.itemData(index)
        if self._preset.itemText(index) == _ON_SCREEN:
            size = self._screen_size.toTuple()
        if size is not None:
            for side, length in zip((self._width, self._height), size, strict=True):
                side.blockSignals(True)
                side.setValue(length)
                side.blockSignals(False)

    def _on_preset(self, index: int) -> None:
        self._choose_preset(index)
        self.changed.emit()

    def _on_size(self) -> None:
        self._preset.setCurrentText(_OWN_SIZE)
        self.changed.emit()

    def _on_chosen(self) -> None:
        self._enable()
        self.changed.emit()


def _section(title: str, parent: QWidget) -> QLabel:
    label = QLabel(title, parent)
    label.setProperty("role", "section")
    return label


def _combo(parent: QWidget, *items: tuple[str, object]) -> QComboBox:
    combo = QComboBox(parent)
    for title, data in items:
        combo.addItem(title, data)
    return combo


def _spin(parent: QWidget, name: str) -> WholeBox:
    spin = WholeBox(parent)
    spin.setRange(SMALLEST, LARGEST)
    spin.setCorrectionMode(WholeBox.CorrectionMode.CorrectToNearestValue)
    spin.setAccessibleName(f"{name} of the picture")
    spin.setAlignment(Qt.AlignmentFlag.AlignRight)
    return spin


def _add_row(rows: QFormLayout, title: str, field: QWidget | QLayout, buddy: QWidget) -> None:
    label = QLabel(title, buddy.parentWidget())
    label.setBuddy(buddy)
    label.setMinimumWidth(_LABELS)
    if not buddy.accessibleName():
        buddy.setAccessibleName(title.replace("&", ""))
    if isinstance(field, QWidget):
        rows.addRow(label, field)
    else:
        rows.addRow(label, field)
