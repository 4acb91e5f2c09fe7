"""The small pieces that the panels are put together from."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QSizePolicy, QWidget

from gradviz.gui.guard import guarded
from gradviz.gui.widgets.menu_button import give_menu

_MENU_BUTTON = """
QPushButton { font-size: 11px; font-weight: 600; padding: 2px 0px 2px 5px; text-align: right; }
QPushButton:focus { border-color: transparent; border-bottom: 1px solid palette(link);
  border-radius: 0px; color: palette(link); }
QPushButton::menu-indicator { image: none; width: 0px; }
"""


@guarded
class LinkLabel(QLabel):
    """Text with links that the keyboard goes through, and out of at both ends."""

    def focusNextPrevChild(self, is_next: bool) -> bool:
        before = self.selectedText(), self.selectionStart()
        has_moved = super().focusNextPrevChild(is_next)
        if has_moved and self.hasFocus() and before == (self.selectedText(), self.selectionStart()):
            # Qt never gets out backwards of a link at the very beginning (seen in 6.11)
            return QWidget.focusNextPrevChild(self, is_next)
        return has_moved


@guarded
class ShortLabel(QLabel):
    """One line of text, cut off with an ellipsis where its room ends."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        with QPainter(self) as painter:
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


def set_state(widget: QWidget, name: str, value: object) -> None:
    """Give a widget a property that the style sheet asks for, and the looks that go with it."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def section_label(text: str, parent: QWidget) -> QLabel:
    """Return a small heading."""
    label = QLabel(text, parent)
    label.setProperty("role", "section")
    label.setFont(_spaced(label.font()))
    return label


def error_label(parent: QWidget) -> QLabel:
    """Return a hidden label for what went wrong, as high as its text needs."""
    label = QLabel(parent)
    label.setProperty("role", "error")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    label.setContentsMargins(0, 4, 0, 0)
    label.hide()
    return label


def menu_button(text: str, name: str, menu: QMenu, parent: QWidget) -> QPushButton:
    """Return a quiet button that opens a menu; `name` is what it is called aloud."""
    button = QPushButton(text, parent)
    give_menu(button, menu)
    button.setProperty("role", "quiet")
    button.setStyleSheet(_MENU_BUTTON)
    button.setFont(_spaced(button.font()))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button


def _spaced(font: QFont) -> QFont:
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.8)
    return font
