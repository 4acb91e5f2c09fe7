"""A button of the head bar that says which of several commands is on, and opens a menu of them."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from gradviz.gui.commands.command import CommandTable
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import qcolor
from gradviz.gui.widgets.menu_button import give_menu
from gradviz.messages.message import Text, say

_MARGIN = 12
_GAP = 6
_ARROW = " ▾"


@guarded
class ChoiceButton(QToolButton):
    """Shows "sweep Cell by cell ▾": what is chosen, and in a menu what else could be.

    Parameters
    ----------
    caption : Message
        What is chosen here; left out where there is little room.
    names : sequence of str
        Ids of commands of which one is on.
    workspace : Workspace
    table : CommandTable
    parent : QWidget
    """

    def __init__(
        self,
        caption: Text,
        names: Sequence[str],
        workspace: Workspace,
        table: CommandTable,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._caption = caption
        self._written_caption = workspace.write(caption)
        self._workspace = workspace
        self._actions = [table.action(name) for name in names]
        self._is_short = False
        menu = QMenu(self._written_caption, self)
        menu.setToolTipsVisible(True)
        menu.addActions(self._actions)
        give_menu(self, menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for action in self._actions:
            action.toggled.connect(self._on_chosen)
        self._on_chosen()

    @property
    def choice(self) -> str:
        """What is chosen, as the button says it."""
        on = next((action for action in self._actions if action.isChecked()), self._actions[0])
        return on.iconText()

    @property
    def shown_text(self) -> str:
        """All that the button says."""
        return f"{self._shown_caption} {self.choice}".strip()

    def set_short(self, is_short: bool) -> None:
        """Leave the caption out, or put it back."""
        if is_short != self._is_short:
            self._is_short = is_short
            self.updateGeometry()
            self.update()

    @property
    def _shown_caption(self) -> str:
        return "" if self._is_short else self._written_caption

    def _on_chosen(self) -> None:
        caption, choice, write = self._caption, self.choice, self._workspace.write
        name = say("{caption}: {choice}", caption=caption, choice=choice)
        self.setAccessibleName(write(name))
        self.setToolTip(write(say("{name:capital}", name=name)))
        self.updateGeometry()
        self.update()

    # --- Qt

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self.choice + _ARROW) + 2 * _MARGIN
        if self._shown_caption:
            width += metrics.horizontalAdvance(self._shown_caption) + _GAP
        return QSize(width, metrics.height() + 17)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)  # a button without text or icon
        theme, metrics = self._workspace.theme, QFontMetrics(self.font())
        place = QRect(_MARGIN, 0, self.width(), self.height())
        with QPainter(self) as painter:
            painter.setPen(qcolor(theme.muted))
            if self._shown_caption:
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._shown_caption)
                place.translate(metrics.horizontalAdvance(self._shown_caption) + _GAP, 0)
            painter.setPen(qcolor(theme.text))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.choice)
            place.translate(metrics.horizontalAdvance(self.choice), 0)
            painter.setPen(qcolor(theme.muted))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, _ARROW)
