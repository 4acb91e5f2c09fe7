"""The sheet of keys and gestures, made from the menus and what the mouse does."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gradviz.gui.commands.menus import KeyGroup
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.labels import section_label
from gradviz.gui.widgets.scrolling import scrolled
from gradviz.messages.message import say

GESTURES = (
    KeyGroup(
        say("Mouse"),
        (
            (say("Point at a cell"), say("See where its number comes from and what it feeds")),
            (say("Click a cell"), say("Pin it, and go to the step that writes it")),
            (say("Drag up or down"), say("Change a number of W or X; Shift fine, Ctrl coarse")),
            (say("Double-click a cell"), say("Edit its number")),
            (
                say("Right-click a cell"),
                say("Pin, trace, edit it; copy its number, its matrix, the picture"),
            ),
            (say("Click a small corner"), say("Make it the large one, and what plays next")),
            (say("Click a name above the time"), say("Go to where that phase begins")),
            (say("Drag the time"), say("Scrub forwards and backwards")),
            (
                say("Drag a handle"),
                say("A size, a slider, the tip of dx; beside the cube, turn it"),
            ),
            (say("Click a heading"), say("Go to that step of a derivation")),
        ),
    ),
    KeyGroup(
        say("Cells of the picture"),
        (
            (say("Alt+← → ↑ ↓"), say("Pin the cell beside it; at an edge, in the next matrix")),
            (say("Alt+PgUp  Alt+PgDown"), say("Pin a cell of the matrix before or after")),
            (say("Enter"), say("Edit the pinned number, or go to the step that writes it")),
            (
                "0–9  -  .  (",
                say("Begin to type a number; 1/3, -2e-3, sqrt(2) and pi/4 are understood"),
            ),
            ("1 … 7", say("Another view, as long as no number that can be typed over is pinned")),
            (say("Esc"), say("Leave an entry as it was")),
        ),
    ),
    KeyGroup(
        say("Tables"),
        (
            (
                say("← → ↑ ↓  Tab  Enter"),
                say("Go from cell to cell; with Shift select, or go back"),
            ),
            (
                say("Ctrl+C  Ctrl+V"),
                say("Copy; paste a block from a spreadsheet, NumPy, Python or MATLAB"),
            ),
            ("F2", say("Edit the number that is there")),
        ),
    ),
    KeyGroup(
        say("Everywhere"),
        (
            (say("Tab  Shift+Tab"), say("Go to the next control, or the one before")),
            (say("Space  Enter"), say("Press the button that has the focus")),
            (say("Drop a file"), say("Open it; the file stays where it is")),
        ),
    ),
)

_WIDTH, _HEIGHT = 1020, 680
_TWO_COLUMNS_FROM = 760
_KEYS_WIDTH = 150
_SHEET = "QLabel {{ font-size: {size}px; }}"


@guarded
class KeysDialog(QDialog):
    """Every key of the menus and every gesture, in two columns where there is room.

    Parameters
    ----------
    groups : iterable of KeyGroup
        What the menus have.
    workspace : Workspace
        Says how large texts are, and in which language.
    parent : QWidget
    """

    def __init__(self, groups: Iterable[KeyGroup], workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._write = workspace.write
        self.setWindowTitle(self._write(say("Keys")))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._text = workspace.text
        self._sheet = QWidget(self)
        self._sheet.setStyleSheet(_SHEET.format(size=round(13 * self._text)))
        self._sections = [self._section(group) for group in (*groups, *GESTURES)]
        self._weights = [len(group.rows) + 2 for group in (*groups, *GESTURES)]
        self._columns = [QVBoxLayout(), QVBoxLayout()]
        self._count = 0
        row = QHBoxLayout(self._sheet)
        row.setContentsMargins(20, 14, 20, 14)
        row.setSpacing(36)
        for column in self._columns:
            column.setSpacing(20)
            row.addLayout(column, 1)
        self._scroll = scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._sheet)
        scroll.setAccessibleName(self._write(say("Keys and gestures")))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.setContentsMargins(12, 0, 12, 12)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self._write(say("Close")))
        close.setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        column.addWidget(buttons)
        self._arrange(2)
        wanted = QSize(round(_WIDTH * self._text), round(_HEIGHT * self._text))
        within = parent.window().size() - QSize(40, 40)
        self.resize(wanted.boundedTo(within))
        scroll.setFocus()

    # --- inside

    def _section(self, group: KeyGroup) -> QWidget:
        section = QWidget(self._sheet)
        grid = QGridLayout(section)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(5)
        grid.setColumnMinimumWidth(0, round(_KEYS_WIDTH * self._text))
        grid.setColumnStretch(1, 1)
        title = self._write(group.title).upper()
        grid.addWidget(section_label(title, section), 0, 0, 1, 2)
        for n, (keys, what) in enumerate(group.rows, start=1):
            for place, (words, role) in enumerate(((keys, "mono"), (what, "caption"))):
                label = QLabel(self._write(words), section)
                label.setProperty("role", role)
                label.setWordWrap(True)
                grid.addWidget(label, n, place, Qt.AlignmentFlag.AlignTop)
        return section

    def _arrange(self, count: int) -> None:
        """Put the sections into so many columns, about equally long."""
        if count == self._count:
            return
        self._count = count
        for column in self._columns:
            while column.count():
                column.takeAt(0)
        above = 0
        for section, weight in zip(self._sections, self._weights, strict=True):
            is_right = count == 2 and above + weight / 2 > sum(self._weights) / 2
            self._columns[is_right].addWidget(section)
            above += weight
        for column in self._columns:
            column.addStretch(1)
        row = self._sheet.layout()
        if isinstance(row, QHBoxLayout):
            row.setStretch(1, count - 1)
            row.setSpacing(36 * (count - 1))

    # --- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not scrolled(self._scroll, event):  # whatever has the focus
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.width() >= _TWO_COLUMNS_FROM * self._text else 1)
