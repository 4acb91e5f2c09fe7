"""The check of one gradient: what the backward pass says beside a finite difference."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from gradviz.engine.checking.check import CellCheck
from gradviz.engine.checking.verdicts import AGREES, CANNOT_TELL, DIFFERS, Verdict
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import code
from gradviz.language.numbers import MINUS, number
from gradviz.messages.message import say

_ROWS = (
    say("analytic"),
    say("numeric"),
    say("difference"),
    say("explained by step and rounding"),
)

_SIGNS: Mapping[Verdict, tuple[str, str]] = MappingProxyType(
    {AGREES: ("good", "✓"), DIFFERS: ("bad", "✗"), CANNOT_TELL: ("muted", "?")}
)


class CheckTable(QFrame):
    """Both numbers, their difference, and how much of it is explained; below, the verdict."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setAccessibleName(workspace.write(say("Check by differences")))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        self._names = [QLabel(workspace.write(row), self) for row in _ROWS]
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

    def show_check(self, check: CellCheck) -> None:
        """Show the numbers of a check, and the verdict."""
        color, mark = _SIGNS[check.verdict]
        style = f"color:{code(getattr(self._workspace.theme, color))}"
        write = self._workspace.write
        words = write(say("{verdict:capital}.", verdict=check.message))
        self._names[1].setText(write(say("numeric, ε = {step}", step=number(check.step, 2))))
        self._values[0].setText(number(check.analytic + 0.0, 8))
        self._values[1].setText(_shown(f"{check.numeric + 0.0:#.8g}"))
        gap = f'<span style="{style}">{_size(check.difference)} {mark}</span>'
        self._values[2].setText(gap)
        self._values[3].setText(_size(check.bound))
        self._verdict.setText(f'<span style="{style}">{words}</span>')
        self._verdict.setAccessibleName(words)


def _size(value: float) -> str:
    return _shown(f"{value:.1e}") if value else "0"


def _shown(text: str) -> str:
    """Return a printed float as people write it: "2.2e-10" is "2.2e−10"."""
    if text.removeprefix("-") in ("nan", "inf"):
        return number(float(text))
    mantissa, mark, exponent = text.partition("e")
    written = f"{mantissa}e{int(exponent)}" if mark else mantissa
    return written.replace("-", MINUS)
