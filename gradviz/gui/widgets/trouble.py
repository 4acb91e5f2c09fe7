"""What is wrong with an entry, told right below it while it stays as it was typed.

One rule for every field: a refused entry stays, marked, while the field has the focus. Escape puts
the old one back, and so does leaving the field, see `leaves`.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from gradviz.gui.guard import guarded
from gradviz.gui.widgets.labels import set_state

_WIDTH = 268
_MARGIN = 6
_APART = 4
_COMES_BACK = frozenset(
    {
        Qt.FocusReason.PopupFocusReason,
        Qt.FocusReason.ActiveWindowFocusReason,
        Qt.FocusReason.MenuBarFocusReason,
    }
)
"""Why a field loses the focus that will have it again: a menu, or another window."""


@guarded
class Trouble(QLabel):
    """Marks a field and says why, as long as its entry is wrong; takes neither clicks nor focus.

    Parameters
    ----------
    field : QWidget
        What is typed in.
    host : QWidget, optional
        What it stands in; by default what scrolls together with the field, or its window.
    """

    def __init__(self, field: QWidget, host: QWidget | None = None) -> None:
        super().__init__(host or field)
        self._field = field
        self._host = host
        self.setObjectName("bubble")
        self.setProperty("role", "bubble")
        self.setMargin(_MARGIN)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        field.installEventFilter(self)
        field.destroyed.connect(self.deleteLater)

    @property
    def message(self) -> str:
        """What is wrong; "" while nothing is."""
        return self.text()

    def tell(self, message: str) -> None:
        """Mark the field and say what is wrong; with "" take both away."""
        set_state(self._field, "wrong", bool(message))
        self._field.setAccessibleDescription(message or self._field.toolTip())
        self.setText(message)
        self._follow()

    def _follow(self) -> None:
        """Stand below the field, or above it where there is no room below."""
        field, parent = self._field, self._field.parentWidget()
        is_in_sight = parent is None or parent.rect().intersects(field.geometry())
        if not self.message or not field.isVisible() or not is_in_sight:
            self.hide()
            return
        host = self._host or _host(field)
        if self.parentWidget() is not host:
            self.setParent(host)
        self.ensurePolished()  # its border counts
        self.setFixedWidth(min(_WIDTH, host.width() - 2 * _MARGIN))
        self.setFixedHeight(self.heightForWidth(self.width()))
        corner = field.mapTo(host, QPoint(0, 0))
        below = corner.y() + field.height() + _APART
        fits = below + self.height() <= host.height()
        x = min(corner.x(), host.width() - self.width() - _MARGIN)
        above = max(0, corner.y() - self.height() - _APART)
        self.move(max(x, _MARGIN), below if fits else above)
        self.show()
        self.raise_()
        area = _area_of(host)
        if area is not None:
            area.ensureWidgetVisible(self, 0, _MARGIN)

    # --- Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = QEvent.Type
        if event.type() in (kinds.Move, kinds.Resize, kinds.Hide) and watched is self._field:
            self._follow()
        return False


def leaves(event: QEvent) -> bool:
    """Tell whether with an event somebody leaves a field, not for a menu or another window."""
    if not isinstance(event, QFocusEvent) or not event.lostFocus():
        return False
    return event.reason() not in _COMES_BACK


def _host(field: QWidget) -> QWidget:
    """Return what scrolls together with a field, or its window."""
    parent = field.parentWidget()
    if parent is None or field.isWindow() or _area_of(field) is not None:
        return field
    return _host(parent)


def _area_of(content: QWidget) -> QScrollArea | None:
    viewport = content.parentWidget()
    area = None if viewport is None else viewport.parentWidget()
    return area if isinstance(area, QScrollArea) else None
