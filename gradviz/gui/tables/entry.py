"""The line in which one cell of a table is typed, with what is wrong right below it."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHideEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea, QWidget

from gradviz.gui.guard import guarded
from gradviz.gui.widgets.look import code
from gradviz.scene.marks.theme import Theme

_BUBBLE_WIDTH = 268
_MARGIN = 6


@guarded
class TableEntry(QLineEdit):
    """Holds the text of one cell until it is a number.

    Parameters
    ----------
    check : callable (text) -> str or None
        What is wrong with an entry.
    """

    def __init__(
        self, check: Callable[[str], str | None], font: QFont, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._field = parent
        self._check = check
        self._original = ""
        self._message = ""
        self._bubble: Bubble | None = None
        self.setFont(font)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setStyleSheet(_sheet(theme, font))
        self._theme = theme
        self.textChanged.connect(self._on_text_changed)

    @property
    def message(self) -> str:
        """What is wrong with the entry; "" while nothing is said to be."""
        return self._message

    @property
    def is_wrong(self) -> bool:
        """Whether the entry is marked."""
        return bool(self._message)

    @property
    def is_changed(self) -> bool:
        """Whether the text is another than at the start."""
        return self.text() != self._original

    def start(self, text: str) -> None:
        """Begin with the text of the cell as it is."""
        self._original = text
        self.setText(text)

    def put_back(self) -> None:
        """Forget what was typed."""
        self.setText(self._original)
        self._show_message("")

    def is_acceptable(self) -> bool:
        """Tell whether the entry can be taken over; mark it and say why if not."""
        self._show_message((self._check(self.text()) or "") if self.is_changed else "")
        return not self._message

    def fit(self) -> None:
        """Be wide enough for the text, inside the table."""
        wanted = QFontMetrics(self.font()).horizontalAdvance(self.text()) + 18
        width = min(max(wanted, self.width()), self._field.width())
        x = max(0, min(self.x(), self._field.width() - width))
        self.setGeometry(x, self.y(), width, self.height())

    def _on_text_changed(self) -> None:
        self.fit()
        if self.is_wrong:
            self.is_acceptable()

    def _show_message(self, message: str) -> None:
        if message == self._message:
            return
        self._message = message
        self.setAccessibleDescription(message)
        self.setProperty("wrong", bool(message))
        self.style().unpolish(self)
        self.style().polish(self)
        if self._bubble is None:
            self._bubble = Bubble(self._theme, _host(self))
            self.destroyed.connect(self._bubble.deleteLater)
        self._bubble.setText(f"{message}\nEsc puts back {self._original.removesuffix('.0')}.")
        self._place_bubble()

    def _place_bubble(self) -> None:
        if self._bubble is None:
            return
        is_in_sight = self._field.rect().intersects(self.geometry())
        if self.is_wrong and self.isVisible() and is_in_sight:
            self._bubble.point_at(self)
        else:
            self._bubble.hide()

    # --- Qt

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._place_bubble()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_bubble()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._bubble is not None:
            self._bubble.hide()


class Bubble(QLabel):
    """A message next to a widget, above everything else; it takes neither clicks nor focus."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = parent
        self.setProperty("role", "error")
        self.setObjectName("bubble")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setStyleSheet(
            f"#bubble {{ background: {code(theme.raised)}; border: 1px solid {code(theme.bad)};"
            f" border-radius: 7px; padding: 5px 8px; font-size: 12px; }}"
        )
        self.hide()

    def point_at(self, widget: QWidget) -> None:
        """Show the message under a widget, or above it where there is no room below."""
        host = self._host
        self.ensurePolished()  # the padding counts
        self.setFixedWidth(min(_BUBBLE_WIDTH, host.width() - 2 * _MARGIN))
        self.setFixedHeight(self.heightForWidth(self.width()))
        corner = widget.mapTo(host, QPoint(0, 0))
        below = corner.y() + widget.height() + 4
        fits = below + self.height() <= host.height()
        y = below if fits else max(0, corner.y() - self.height() - 4)
        x = min(corner.x(), host.width() - self.width() - _MARGIN)
        self.move(max(x, _MARGIN), y)
        self.show()
        self.raise_()
        area = _area_of(host)
        if area is not None:
            area.ensureWidgetVisible(self, 0, _MARGIN)


def _host(widget: QWidget) -> QWidget:
    """Return what scrolls together with a widget, or its window."""
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or _area_of(widget) is not None:
        return widget
    return _host(parent)


def _area_of(content: QWidget) -> QScrollArea | None:
    viewport = content.parentWidget()
    area = None if viewport is None else viewport.parentWidget()
    return area if isinstance(area, QScrollArea) else None


def _sheet(theme: Theme, font: QFont) -> str:
    return (
        f"QLineEdit {{ background: {code(theme.ground)}; color: {code(theme.text)};"
        f" border: 2px solid {code(theme.accent)}; border-radius: 5px; padding: 0px 2px;"
        f' font-family: "{font.family()}"; font-size: {font.pixelSize()}px; }}'
        f' QLineEdit[wrong="true"] {{ border-color: {code(theme.bad)}; }}'
    )
