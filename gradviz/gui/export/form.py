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

from gradviz.gui.commands.command import plain
from gradviz.gui.export.matrix_choice import MatrixChoice
from gradviz.gui.widgets.number_box import WholeBox
from gradviz.messages.language import Language
from gradviz.messages.message import Message, Text, in_language, say
from gradviz.scene.export.picture import LARGEST, SMALLEST
from gradviz.session.matrices.formats import (
    FORMATS,
    PICTURES,
    Drawing,
    Format,
    FormatName,
    format_named,
)

Colors: TypeAlias = Literal["window", "light", "dark"]

_ON_SCREEN, _OWN_SIZE = "screen", "own"
SIZES: tuple[tuple[Text, object], ...] = (
    ("1600 × 1000", (1600, 1000)),
    ("1920 × 1080", (1920, 1080)),
    (say("Square"), (1200, 1200)),
    (say("As on screen"), _ON_SCREEN),
    (say("Own size"), _OWN_SIZE),
)
_LABELS = 104
"""Width of the labels, logical pixels, so that fields of all sections line up."""


@dataclass(frozen=True, slots=True)
class FormChoices:
    """What the form says.

    Attributes
    ----------
    matrices : tuple of str, or None
        Which of them, perhaps none at all; None is the view as it stands.
    format : Format
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
    """The form; it remembers what was chosen as long as it lives.

    Parameters
    ----------
    language : Language
    parent : QWidget
    """

    changed = Signal()
    """Something was chosen."""

    def __init__(self, language: Language, parent: QWidget) -> None:
        super().__init__(parent)
        self._language = language
        self._screen_size = QSize(1600, 1000)
        self._view = QRadioButton(self._write(say("The &view as it stands")), self)
        self._of = QRadioButton(self._write(say("&Matrices")), self)
        self._of.setChecked(True)
        self._matrices = MatrixChoice(language, self)
        self._format = self._combo(self, *_formats(FORMATS))
        self._looks = QWidget(self)
        self._preset = self._combo(self._looks, *SIZES)
        self._width = self._side(say("Width of the picture"))
        self._height = self._side(say("Height of the picture"))
        self._scale = self._combo(self._looks, ("1×", 1.0), ("2×", 2.0), ("3×", 3.0))
        self._colors = self._combo(
            self._looks,
            (say("As in the window"), "window"),
            (say("Light"), "light"),
            (say("Dark"), "dark"),
        )
        self._numbers = QCheckBox(self._write(say("&Numbers")), self._looks)
        self._bars = QCheckBox(self._write(say("Colour &bars")), self._looks)
        self._transparent = QCheckBox(self._write(say("T&ransparent background")), self._looks)
        self._numbers.setChecked(True)
        self._bars.setChecked(True)
        self._lay_out()
        self._choose_preset(0)
        self._connect()
        self._enable()

    @property
    def choices(self) -> FormChoices:
        """What is chosen now."""
        return FormChoices(
            matrices=None if self._view.isChecked() else self._matrices.chosen,
            format=self._file,
            size=(self._width.value(), self._height.value()),
            scale=float(self._scale.currentData()) if self._has_scale else 1.0,
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
        if self._preset.currentData() == _ON_SCREEN:
            self._choose_preset(self._preset.currentIndex())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._section(say("WHAT"), self))
        column.addWidget(self._view)
        column.addWidget(self._of)
        row = QHBoxLayout()
        row.setContentsMargins(22, 0, 0, 0)
        row.addWidget(self._matrices)
        column.addLayout(row)
        column.addSpacing(10)
        column.addWidget(self._section(say("FILE"), self))
        file = QFormLayout()
        self._add_row(file, say("&Format"), self._format, self._format)
        column.addLayout(file)
        column.addWidget(self._looks)
        column.addStretch(1)
        inside = QVBoxLayout(self._looks)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addLayout(self._size_rows())
        inside.addSpacing(10)
        inside.addWidget(self._section(say("LOOKS"), self._looks))
        rows = QFormLayout()
        self._add_row(rows, say("&Theme"), self._colors, self._colors)
        inside.addLayout(rows)
        for box in (self._numbers, self._bars, self._transparent):
            inside.addWidget(box)

    def _size_rows(self) -> QFormLayout:
        rows = QFormLayout()
        sides = QHBoxLayout()
        sides.addWidget(self._width, 1)
        sides.addWidget(QLabel("×", self._looks))
        sides.addWidget(self._height, 1)
        self._add_row(rows, say("&Size"), self._preset, self._preset)
        self._add_row(rows, say("&Width × height"), sides, self._width)
        self._add_row(rows, say("Sca&le"), self._scale, self._scale)
        return rows

    def _connect(self) -> None:
        self._view.toggled.connect(self._offer_formats)
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
        self._looks.setVisible(self._file.is_picture)
        self._scale.setEnabled(self._has_scale)

    @property
    def _file(self) -> Format:
        return format_named(self._format.currentData())

    @property
    def _has_scale(self) -> bool:
        holds = self._file.holds
        return isinstance(holds, Drawing) and holds.has_scale

    def _offer_formats(self, is_view: bool) -> None:
        """Offer what can be written: the view only as a picture."""
        before = self._format.currentData()
        offered = _formats(PICTURES if is_view else FORMATS)
        self._format.blockSignals(True)
        self._format.clear()
        for title, data in offered:
            self._format.addItem(self._write(title), data)
        self._format.setCurrentIndex(max(0, self._format.findData(before)))
        self._format.blockSignals(False)

    def _choose_preset(self, index: int) -> None:
        size = self._preset.itemData(index)
        if size == _ON_SCREEN:
            size = self._screen_size.toTuple()
        if size != _OWN_SIZE:
            for side, length in zip((self._width, self._height), size, strict=True):
                side.blockSignals(True)
                side.setValue(length)
                side.blockSignals(False)

    def _on_preset(self, index: int) -> None:
        self._choose_preset(index)
        self.changed.emit()

    def _on_size(self) -> None:
        self._preset.setCurrentIndex(self._preset.findData(_OWN_SIZE))
        self.changed.emit()

    def _on_chosen(self) -> None:
        self._enable()
        self.changed.emit()

    # --- its parts

    def _write(self, text: Text) -> str:
        return in_language(text, self._language)

    def _section(self, title: Message, parent: QWidget) -> QLabel:
        label = QLabel(self._write(title), parent)
        label.setProperty("role", "section")
        return label

    def _combo(self, parent: QWidget, *items: tuple[Text, object]) -> QComboBox:
        combo = QComboBox(parent)
        for title, data in items:
            combo.addItem(self._write(title), data)
        return combo

    def _side(self, name: Message) -> WholeBox:
        spin = WholeBox(self._language, self._looks)
        spin.setRange(SMALLEST, LARGEST)
        spin.setCorrectionMode(WholeBox.CorrectionMode.CorrectToNearestValue)
        spin.setAccessibleName(self._write(name))
        spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        return spin

    def _add_row(
        self, rows: QFormLayout, title: Message, field: QWidget | QLayout, buddy: QWidget
    ) -> None:
        label = QLabel(self._write(title), buddy.parentWidget())
        label.setBuddy(buddy)
        label.setMinimumWidth(_LABELS)
        if not buddy.accessibleName():
            buddy.setAccessibleName(plain(label.text()))
        if isinstance(field, QWidget):
            rows.addRow(label, field)
        else:
            rows.addRow(label, field)


def _formats(formats: Sequence[Format]) -> list[tuple[Text, FormatName]]:
    return [(form.title, form.name) for form in formats]
