"""The check of one gradient: what the backward pass says beside a finite difference."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from gradviz.gui.look import code
from gradviz.scene.explain import Check
from gradviz.scene.numbers import MINUS, number
from gradviz.scene.theme import Theme

_ROWS = ("analytic", "numeric", "difference")


class CheckTable(QFrame):
    """Analytic, numeric with its step, and their difference; below, the verdict in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Check by differences")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        self._names = [QLabel(row, self) for row in _ROWS]
        self._values = [QLabel(self) for _ in _ROWS]
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse
        for n, (name, value) in enumerate(zip(self._names, self._values, strict=True)):
            name.setWordWrap(True)
            value.setProperty("role", "number")
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.setTextInteractionFlags(selectable)
            grid.addWidget(name, 2 * n, 0)
            grid.addWidget(value, 2 * n, 1)
            line = QFrame(self)
            line.setProperty("role", "line")
            line.setFixedHeight(1)
            grid.addWidget(line, 2 * n + 1, 0, 1, 2)
        self._verdict = QLabel(self)
        self._verdict.setWordWrap(True)
        self._verdict.setTextInteractionFlags(selectable)
        grid.addWidget(self._verdict, 2 * len(_ROWS), 0, 1, 2)

    def show_check(self, check: Check, theme: Theme) -> None:
        """Show the numbers of a check, and whether they agree."""
        color, mark, words = (
            (theme.good, "✓", "The two agree.")
            if check.agrees
            else (theme.bad, "✗", "The two differ by more than rounding explains.")
        )
        gap = _shown(f"{check.difference:.1e}") if check.difference else "0"
        style = f"color:{code(color)}"
        self._names[1].setText(f"numeric, ε = {number(check.epsilon, 2)}")
        self._values[0].setText(number(check.analytic + 0.0, 8))
        self._values[1].setText(_shown(f"{check.numeric + 0.0:#.8g}"))
        self._values[2].setText(f'<span style="{style}">{gap} {mark}</span>')
        self._verdict.setText(f'<span style="{style}">{words}</span>')
        self._verdict.setAccessibleName(words)


def _shown(text: str) -> str:
    """Return a printed float as people write it: "2.2e-10" is "2.2e−10"."""
    mantissa, mark, exponent = text.partition("e")
    written = f"{mantissa}e{int(exponent)}" if mark else mantissa
    return written.replace("-", MINUS)
