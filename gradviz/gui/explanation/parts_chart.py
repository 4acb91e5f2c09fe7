"""The parts of a sum as signed bars with their numbers."""

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gradviz.gui.explanation.richtext import legible
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import qcolor
from gradviz.language.english import named_value
from gradviz.language.lines import Part, digest
from gradviz.language.numbers import MINUS, number
from gradviz.messages.message import NOTHING, Message, say, say_many
from gradviz.refs import is_gradient
from gradviz.render.fonts import font
from gradviz.scene.marks.colormap import Diverging
from gradviz.scene.marks.theme import Theme

_BAR = 8.0
_GAP = 10.0
_LEAST_BAR = 40.0  # narrower than this, bars and numbers go below their labels


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where things stand in a row, logical pixels."""

    bar_left: float
    bar_width: float
    line: float
    lines: int

    @property
    def row(self) -> float:
        """Height of a row."""
        return self.line * self.lines + (4.0 if self.lines > 1 else 0.0)


@guarded
class PartsChart(QWidget):
    """One row per part: its name, a bar to the left or right of zero, its signed number.

    Of a long sum the largest parts are shown, in their own order.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._parts: tuple[Part, ...] = ()
        self._palette: str = "values"
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_parts(self, parts: tuple[Part, ...], title: str) -> Message:
        """Show the parts of cell `title`; return what is to be said of those left out."""
        short = digest(parts)
        self._parts = short.parts
        self._palette = "gradients" if is_gradient(title.partition("[")[0]) else "values"
        self.setAccessibleName(self._workspace.write(say("Parts of {cell}", cell=title)))
        rows = "; ".join(named_value(part.label, part.value) for part in short.parts)
        self.setAccessibleDescription(rows)
        self.refit()
        if not short.others:
            return NOTHING
        return say_many(
            "and {count} smaller one, {rest}",
            "and {count} smaller ones, together {rest}",
            short.others,
            rest=signed(short.rest),
        )

    def refit(self) -> None:
        """Take the height that the rows need at this width and text size."""
        self.updateGeometry()
        self.update()

    def _columns(self, width: int) -> _Columns:
        text = self._workspace.text
        labels, values, height = _measured(self._parts, text)
        line = height + (6.0 if self._fits(width, labels, values) else 2.0)
        if self._fits(width, labels, values):
            return _Columns(labels + _GAP, width - labels - values - 2 * _GAP, line, 1)
        return _Columns(0.0, max(width - values - _GAP, 0.0), line, 2)

    def _fits(self, width: float, labels: float, values: float) -> bool:
        return width - labels - values - 2 * _GAP >= _LEAST_BAR * self._workspace.text

    def _zero(self) -> tuple[float, float]:
        """Return where zero stands along a bar, 0..1, and the length of a unit."""
        finite = [part.value for part in self._parts if math.isfinite(part.value)]
        low, high = min([0.0, *finite]), max([0.0, *finite])
        low = min(low, -high) if any(part.value == -math.inf for part in self._parts) else low
        high = max(high, -low) if any(part.value == math.inf for part in self._parts) else high
        half = high / 2 - low / 2  # of the whole, which may be too large for a float
        if half == 0:
            return 0.0, 0.0
        return -low / 2 / half, 0.5 / half

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(200))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return math.ceil(self._columns(width).row * len(self._parts))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, columns = self._workspace.theme, self._columns(self.width())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font("mono", "regular", round(12 * self._workspace.text)))
            for n, part in enumerate(self._parts):
                self._paint_row(painter, part, n * columns.row, columns, theme)

    def _paint_row(
        self, painter: QPainter, part: Part, top: float, columns: _Columns, theme: Theme
    ) -> None:
        label = QRectF(0, top, self.width(), columns.line)
        last = label.translated(0, columns.line * (columns.lines - 1))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(qcolor(theme.text))
        painter.drawText(label, middle | Qt.AlignmentFlag.AlignLeft, part.label)
        painter.drawText(last, middle | Qt.AlignmentFlag.AlignRight, signed(part.value))
        zero, unit = self._zero()
        start = round(columns.bar_left + zero * columns.bar_width)
        height = round(last.center().y())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(qcolor(theme.strong_line))
        painter.drawRect(QRectF(start, height - _BAR / 2 - 3, 1, _BAR + 6))
        ends = (-zero / unit, (1 - zero) / unit) if unit else (0.0, 0.0)
        if math.isnan(part.value) or part.value == 0:
            return
        length = min(max(part.value, ends[0]), ends[1]) * unit * columns.bar_width
        colors: Diverging = theme.gradients if self._palette == "gradients" else theme.values
        end = colors.positive if part.value > 0 else colors.negative
        painter.setBrush(qcolor(legible(end, theme, 3.0)))
        bar = QRectF(start, height - _BAR / 2, length, _BAR).normalized()
        bar.setWidth(max(bar.width(), 1.0))
        painter.drawRoundedRect(bar, 2.0, 2.0)


@lru_cache(maxsize=1)  # Qt asks for the height again and again while it lays out a panel
def _measured(parts: tuple[Part, ...], text: float) -> tuple[float, float, float]:
    """Return how wide the longest label and the longest number are, and how high a line."""
    metrics = QFontMetricsF(font("mono", "regular", round(12 * text)))
    labels = max((metrics.horizontalAdvance(part.label) for part in parts), default=0.0)
    values = max((metrics.horizontalAdvance(signed(part.value)) for part in parts), default=0.0)
    return labels, values, metrics.height()


def signed(value: float) -> str:
    """Return a number with its sign.

    Examples
    --------
    >>> signed(3.0), signed(-0.5), signed(0.0), signed(float("nan"))
    ('+3', '−0.5', '0', 'NaN')
    """
    text = number(value + 0.0)
    return f"+{text}" if value > 0 and not text.startswith(MINUS) else text
