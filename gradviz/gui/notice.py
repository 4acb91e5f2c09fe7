"""A quiet card over the stage: what went wrong, or an offer; never a modal dialog."""

import re
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenuBar,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from gradviz.errors import one_line
from gradviz.gui.files.opening import Opening
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import code
from gradviz.messages.message import Message, Text, joined, say, say_many

Offer = tuple[Text, Callable[[], None]]
"""What an answer is called, and what it does."""

_ASKED: dict[str, Callable[[str], Message]] = {
    "convention": lambda name: say("the convention {name}", name=name),
    "loss": lambda name: say("the loss {name}", name=name),
    "seed": lambda name: say("the seed {name}", name=name),
}
"""What Python calls by a keyword, as the window calls it."""
_KEYWORD = re.compile(r"\b(convention|loss|seed)=(\w+)")

_SHORT_MS = 5000
_SHORT_TEXT = 160  # characters of what was chosen: the rest is in the tip
_WIDEST, _OFF, _BAR_WIDTH = 460, 12, 96  # logical pixels
_LEFT, _ABOVE, _RIGHT = 16, 7, 10  # around the message


@guarded
class Notice(QWidget):
    """One message at a time, with what can be done about it.

    A message that tells of trouble stays until the document changes or it is dismissed;
    one that only says what was done goes by itself. An offer stays until it is answered: it
    comes back when another message has gone; so does the progress of what is being read. It
    floats, so that nothing makes room for it and jumps: what asks for nothing where the menu bar
    is empty, if it fits there and covers nothing; all else in a corner.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._offer: tuple[str, tuple[Offer, ...]] | None = None
        self._reading: tuple[str, tuple[Offer, ...]] | None = None
        self._give_up: Callable[[], None] = self.dismiss
        self._ground: QWidget | None = None
        self._menus: QMenuBar | None = None
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(_LEFT, _ABOVE, _RIGHT, _ABOVE)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self._text, 1)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(_BAR_WIDTH, 6)
        self._bar.setRange(0, 100)
        self._bar.setAccessibleName(workspace.write(say("How much has been read")))
        self._bar.hide()
        self._row.addWidget(self._bar)
        self._buttons: list[QPushButton] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHORT_MS)
        self._timer.timeout.connect(self.dismiss)
        workspace.said.connect(self.say)
        workspace.troubled.connect(self.warn)
        workspace.document_changed.connect(self._on_document_changed)
        workspace.opened.connect(self.tell_of_opening)
        workspace.styled.connect(self._on_styled)
        self._on_styled()
        self.hide()

    def float_over(self, ground: QWidget, menus: QMenuBar) -> None:
        """Show messages behind the menus, or in the upper right corner of a widget."""
        self.setParent(ground.window())
        self._ground, self._menus = ground, menus
        self.hide()
        for place in (ground, menus):
            place.installEventFilter(self)

    def follow(self, opening: Opening) -> None:
        """Show how far the reading of a large file is, and let it be given up."""
        self._give_up = opening.cancel
        opening.began.connect(self._on_reading_began)
        opening.progressed.connect(self._on_read)
        opening.ended.connect(self._on_reading_ended)

    @property
    def text(self) -> str:
        """The message; "" while none is shown."""
        return "" if self.isHidden() else self._text.text()

    def say(self, message: Text) -> None:
        """Tell of something done; it goes by itself."""
        self._show(self._written(message), ())
        self._timer.start()

    def warn(self, message: Text) -> None:
        """Tell of trouble; it stays until the document changes or it is dismissed."""
        self._show(self._written(message), ((say("Dismiss"), self.dismiss),))

    def tell_of_opening(self) -> None:
        """Say what was chosen and left out when the file was opened; all of it in the tip."""
        notes = [self._in_window(note) for note in self._workspace.document.notes]
        if not notes:
            return
        count = 1
        while count < len(notes) and len(" ".join(notes[: count + 1])) <= _SHORT_TEXT:
            count += 1
        left = len(notes) - count
        more = say_many("… and {count} more: point here.", "… and {count} more: point here.", left)
        self.warn(joined([*notes[:count], *([more] if left else [])]))
        self._text.setToolTip("\n".join(notes) if left else "")

    def offer(self, message: Text, offers: tuple[Offer, ...]) -> None:
        """Ask without blocking; it stays until one of the offers is taken."""
        answers = tuple((title, partial(self._on_answered, run)) for title, run in offers)
        self._offer = self._written(message), answers
        self._show(*self._offer)

    def dismiss(self) -> None:
        """Take the message away."""
        self._timer.stop()
        standing = self._reading or self._offer
        if standing is None:
            self.hide()
        else:
            self._show(*standing)

    def _show(self, message: str, offers: tuple[Offer, ...]) -> None:
        self._timer.stop()
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for title, run in offers:
            button = QPushButton(self._workspace.write(title), self)
            button.clicked.connect(run)
            self._row.addWidget(button)
            button.show()  # at once, so that the layout reckons with it
            self._buttons.append(button)
        self._text.setText(message)
        self._text.setToolTip("")
        self.setAccessibleName(message)
        self._bar.setVisible(self._is_shown(self._reading))
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        if self._ground is None or self._menus is None:
            return
        ground, menus, width = self._ground, self._menus, max(self._one_line(), 1)
        is_behind = not self._buttons and width <= _room_behind(menus)
        above = 0 if is_behind else _ABOVE
        self._row.setContentsMargins(_LEFT, above, _RIGHT, above)
        if is_behind:
            corner = menus.mapTo(ground.window(), QPoint(menus.width() - width - _OFF, 1))
            self.setGeometry(QRect(corner, QSize(width, menus.height() - 2)))
            return
        width = min(width, _WIDEST, ground.width() - 2 * _OFF)
        corner = ground.mapTo(ground.window(), QPoint(ground.width() - width - _OFF, _OFF))
        self.setGeometry(QRect(corner, QSize(width, self.heightForWidth(width))))

    def _one_line(self) -> int:
        """Return the width at which the message takes one line."""
        margins = self._row.contentsMargins()
        words = self._text.fontMetrics().horizontalAdvance(self._text.text()) + 4
        buttons = sum(button.sizeHint().width() + self._row.spacing() for button in self._buttons)
        bar = _BAR_WIDTH + self._row.spacing() if self._is_shown(self._reading) else 0
        return margins.left() + words + bar + buttons + margins.right()

    def _written(self, message: Text) -> str:
        return one_line(self._workspace.write(message))

    def _in_window(self, note: Text) -> str:
        """Return a note with what it asks for as the window calls it: loss=mse is the loss mse."""
        write = self._workspace.write
        told = _KEYWORD.sub(lambda found: write(_ASKED[found[1]](found[2])), write(note))
        return one_line(told)

    def _is_shown(self, standing: tuple[str, tuple[Offer, ...]] | None) -> bool:
        return standing is not None and self._text.text() == standing[0]

    def _on_answered(self, run: Callable[[], None]) -> None:
        self._offer = None
        self.dismiss()
        run()

    def _on_reading_began(self, message: Text) -> None:
        self._bar.setValue(0)
        self._reading = self._written(message), ((say("Cancel"), self._give_up),)
        self._show(*self._reading)

    def _on_read(self, share: float) -> None:
        self._bar.setValue(int(100 * share))

    def _on_reading_ended(self) -> None:
        is_shown = self._is_shown(self._reading)
        self._reading = None
        if is_shown:
            self.dismiss()

    def _on_document_changed(self) -> None:
        if not self._is_shown(self._reading) and not self._is_shown(self._offer):
            self.dismiss()

    def _on_styled(self) -> None:
        theme = self._workspace.theme
        self.setStyleSheet(
            f"#notice {{ background: {code(theme.pressed)}; border-radius: 8px;"
            f" border: 1px solid {code(theme.strong_line)}; }}"
        )
        self._place()

    # --- Qt

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return False


def _room_behind(menus: QMenuBar) -> int:
    """Return how wide the empty end of a menu bar is; 0 where the system shows it elsewhere."""
    if not menus.isVisible() or menus.isNativeMenuBar():
        return 0
    ends = [menus.actionGeometry(action).right() for action in menus.actions()]
    return menus.width() - max(ends, default=0) - 2 * _OFF
