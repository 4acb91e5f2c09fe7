"""The line in which one cell of a table is typed, with what is wrong right below it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QLineEdit, QWidget

from gradviz.errors import one_line
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import code
from gradviz.gui.widgets.trouble import Trouble
from gradviz.messages.message import NOTHING, Message, say
from gradviz.scene.marks.theme import Theme


class TableEntry(QLineEdit):
    """Holds the text of one cell until it is a number.

    Parameters
    ----------
    check : callable (text) -> Message or None
        What is wrong with an entry.
    workspace : Workspace
        Says in which language that is told, and in which colours.
    font : QFont
    parent : QWidget
    """

    def __init__(
        self,
        check: Callable[[str], Message | None],
        workspace: Workspace,
        font: QFont,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._field = parent
        self._check = check
        self._workspace = workspace
        self._original = ""
        self._message = NOTHING
        self._trouble = Trouble(self)
        self.setFont(font)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setStyleSheet(_sheet(workspace.theme, font))
        self.textChanged.connect(self._on_text_changed)

    @property
    def message(self) -> str:
        """What is wrong with the entry; "" while nothing is said to be."""
        return one_line(self._workspace.write(self._message))

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
        self._show_message(NOTHING)

    def is_acceptable(self) -> bool:
        """Tell whether the entry can be taken over; mark it and say why if not."""
        self._show_message((self._check(self.text()) or NOTHING) if self.is_changed else NOTHING)
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

    def _show_message(self, message: Message) -> None:
        self._message = message
        if not message:
            self._trouble.tell("")
            return
        way_out = say("Esc puts back {number}.", number=self._original.removesuffix(".0"))
        self._trouble.tell(f"{self.message}\n{self._workspace.write(way_out)}")


def _sheet(theme: Theme, font: QFont) -> str:
    return (
        f"QLineEdit {{ background: {code(theme.ground)}; color: {code(theme.text)};"
        f" border: 2px solid {code(theme.accent)}; border-radius: 5px; padding: 0px 2px;"
        f' font-family: "{font.family()}"; font-size: {font.pixelSize()}px; }}'
        f' QLineEdit[wrong="true"] {{ border-color: {code(theme.bad)}; }}'
    )
