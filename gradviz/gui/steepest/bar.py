"""The choices of the Steepest view: which entries of which column, how long dx is, its angle."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QBoxLayout,
    QComboBox,
    QGridLayout,
    QLabel,
    QWidget,
)

from gradviz.engine.passes import Passes
from gradviz.gui.guard import guarded
from gradviz.gui.widgets.labels import section_label
from gradviz.gui.widgets.number_box import NumberBox, WholeBox
from gradviz.language.notation import Notation
from gradviz.session.looks.steepest import SteepestOptions

_LEAST, _MOST = 1e-9, 1e12
_DIGITS = 10  # decimals that a length of dx may have
_SPACING, _FIELD = 8, 64
_BARE = """
QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { width: 0px; border: none; }
"""
"""Without buttons. Qt's own way, NoButtons, leaves no room for the number in a style sheet."""
_TEXT_MARGIN = 6


class Length(NumberBox):
    """A positive number with as many digits as it has; up and down change its leading digits."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setDecimals(_DIGITS)
        self.setRange(_LEAST, _MOST)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.setKeyboardTracking(False)
        self.setStyleSheet(_BARE)


class Degrees(NumberBox):
    """An angle, 0° to 360° and round again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, digits=4)
        self.setDecimals(6)
        self.setRange(0.0, 360.0)
        self.setSingleStep(5.0)
        self.setSuffix("°")
        self.setWrapping(True)
        self.setKeyboardTracking(False)
        self.setStyleSheet(_BARE)


@guarded
class SteepestBar(QWidget):
    """A small field for each choice, its name above it; two rows where there is no room for one."""

    chosen = Signal(object)
    """Somebody chose; these are the new SteepestOptions."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._options = SteepestOptions()
        self.sample, self.across, self.up = (WholeBox(self) for _ in range(3))
        self.radius, self.angle = Length(self), Degrees(self)
        self.of = QComboBox(self)
        self.y_across, self.y_up = WholeBox(self), WholeBox(self)
        self._names: dict[QWidget, QLabel] = {}
        self._named: tuple[str, Notation] | None = None
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(14, 8, 14, 8)
        self._row.setSpacing(2 * _SPACING)
        self._groups = (
            self._group(self.sample, self.across, self.up, self.radius, self.angle),
            self._group(self.of, self.y_across, self.y_up),
        )
        self._row.addStretch(1)
        for spin in (self.sample, self.across, self.up, self.y_across, self.y_up):
            spin.valueChanged.connect(self._on_changed)
        self.radius.valueChanged.connect(self._on_changed)
        self.angle.valueChanged.connect(self._on_turned)
        self.of.currentIndexChanged.connect(self._on_changed)

    def show_options(
        self, options: SteepestOptions, angle: float, passes: Passes, notation: Notation
    ) -> None:
        """Show choices, which fit, and the angle of dx in radians; nothing is emitted."""
        self._options = options
        with self._quietly():
            K, N = passes.matrix("X").shape
            outputs = [layer.Y for layer in passes.layers]
            M = passes.matrix(options.of or outputs[-1]).shape[0]
            for spin, at, count in (
                (self.sample, options.sample, N),
                (self.across, options.inputs[0], K),
                (self.up, options.inputs[1], K),
                (self.y_across, options.outputs[0], M),
                (self.y_up, options.outputs[1], M),
            ):
                spin.setRange(notation.base, notation.base + count - 1)
                spin.setValue(notation.base + at)
                spin.setEnabled(count > 1)
            self.radius.setValue(options.radius or 1.0)
            self.show_angle(angle)
            if [self.of.itemText(n) for n in range(self.of.count())] != outputs:
                self.of.clear()
                self.of.addItems(outputs)
            self.of.setCurrentText(options.of or outputs[-1])
            self.of.setEnabled(len(outputs) > 1)
        if self._named != (named := (options.of or outputs[-1], notation)):
            self._named = named
            self._name_fields(*named)

    def show_angle(self, angle: float) -> None:
        """Show the angle of dx, radians; nothing is emitted."""
        if not self.angle.hasFocus() or not self.angle.lineEdit().isModified():
            with QSignalBlocker(self.angle):
                self.angle.setValue(math.degrees(angle))

    # --- inside

    def _group(self, *fields: QWidget) -> QWidget:
        group = QWidget(self)
        grid = QGridLayout(group)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(_SPACING)
        grid.setVerticalSpacing(3)
        for column, field in enumerate(fields):
            self._names[field] = section_label("", group)
            grid.addWidget(self._names[field], 0, column)
            grid.addWidget(field, 1, column)
            field.setFixedWidth(_FIELD)
            if isinstance(field, QAbstractSpinBox):
                field.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)
        self._row.addWidget(group, 0, Qt.AlignmentFlag.AlignLeft)
        return group

    def _name_fields(self, of: str, notation: Notation) -> None:
        line = notation.direction("X", "j")
        for field, name, tip in (
            (self.sample, line.upper(), f"Which {line} of X moves; all others are held fixed"),
            (self.across, "ACROSS", f"Which entry of this {line} of X runs across the x-plane"),
            (self.up, "UP", f"Which entry of this {line} of X runs up the x-plane"),
            (self.radius, "|dx|", "How long dx is: the radius of the circle"),
            (self.angle, "ANGLE", "Where dx points; Up and Down turn it by 5°"),
            (self.of, "Y-PLANE", "The output in whose plane the image of the circle is seen"),
            (self.y_across, "ACROSS", f"Which entry of the {line} of {of} runs across the y-plane"),
            (self.y_up, "UP", f"Which entry of the {line} of {of} runs up the y-plane"),
        ):
            self._names[field].setText(name)
            field.setToolTip(tip)
            field.setAccessibleName(_aloud(name, field in (self.of, self.y_across, self.y_up)))
            field.setAccessibleDescription(tip)

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        blockers = [QSignalBlocker(field) for field in self._names]
        yield
        for blocker in blockers:
            blocker.unblock()

    def _on_changed(self) -> None:
        old = self._options
        radius = self.radius.value()
        is_shown = self.radius.textFromValue(radius) == self.radius.textFromValue(old.radius or 0.0)
        self._options = replace(
            old,
            sample=self.sample.value() - self.sample.minimum(),
            inputs=self._pair(old.inputs, self.across, self.up),
            outputs=self._pair(old.outputs, self.y_across, self.y_up),
            radius=old.radius if is_shown else radius,
            of=self.of.currentText(),
        )
        self.chosen.emit(self._options)

    def _pair(self, old: tuple[int, int], across: WholeBox, up: WholeBox) -> tuple[int, int]:
        """Return two entries; where one was set to the other, they change places."""
        base = across.minimum()
        asked = (across.value() - base, up.value() - base)
        if asked[0] == asked[1] and asked != old:
            asked = old[::-1]
            with self._quietly():
                across.setValue(base + asked[0])
                up.setValue(base + asked[1])
        return asked

    def _on_turned(self, degrees: float) -> None:
        self._options = replace(self._options, angle=math.radians(degrees))
        self.chosen.emit(self._options)

    # --- Qt

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        widest = max(group.sizeHint().width() for group in self._groups)
        return QSize(widest + 28, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = sum(group.sizeHint().width() for group in self._groups) + 28 + 2 * _SPACING
        directions = QBoxLayout.Direction
        way = directions.LeftToRight if event.size().width() >= needed else directions.TopToBottom
        if way != self._row.direction():
            self._row.setDirection(way)
            self.updateGeometry()


def _aloud(name: str, is_of_y: bool) -> str:
    names = {"ACROSS": "Entry that runs across", "UP": "Entry that runs up", "|dx|": "Length of dx"}
    told = names.get(name, name.capitalize() if name != "ANGLE" else "Angle of dx")
    plane = "y-plane" if is_of_y else "x-plane"
    return f"{told}, {plane}" if name in ("ACROSS", "UP") else told
