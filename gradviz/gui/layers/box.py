"""The LAYERS part of the editors: the list, what can be done to it, what could not be done."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gradviz.errors import one_line
from gradviz.gui.commands.command import CommandTable, plain
from gradviz.gui.commands.layer import LIST_KEYS, fill_tie_menu
from gradviz.gui.commands.menus import ADD_LAYER, INITIALISE_ALL, fill
from gradviz.gui.layers.edits import LayerEdits, Offer
from gradviz.gui.layers.list import LayerList
from gradviz.gui.layers.row import HEIGHT
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.labels import error_label, menu_button, section_label
from gradviz.messages.message import Message, say
from gradviz.session.fills import FILLS

_BUTTON = """
QToolButton { font-size: 13px; padding: 0px; min-width: 24px; min-height: 22px; }
"""


class LayersBox(QWidget):
    """Shows the layers and edits them.

    Parameters
    ----------
    workspace : Workspace
    edits : LayerEdits
    commands : CommandTable
        Holds what can be done to layers: its buttons and menus are made of it.
    parent : QWidget
    """

    def __init__(
        self, workspace: Workspace, edits: LayerEdits, commands: CommandTable, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._edits = edits
        self._commands = commands
        self._most_rows = 12
        self._offer: Offer | None = None
        self.list = LayerList(workspace, edits, self)
        write = workspace.write
        add = self._menu(say("Add a layer"), ADD_LAYER)
        self.add_button = menu_button(write(say("+ LAYER ▾")), add.title(), add, self)
        initialise = self._menu(say("Initialise all W"), INITIALISE_ALL)
        self._heading = QAction(self)
        initialise.insertAction(initialise.actions()[0], self._heading)
        self.initialise_button = menu_button(
            write(say("INITIALISE ▾")), initialise.title(), initialise, self
        )
        tie = QMenu(write(say("Tie to another layer")), self)
        tie.aboutToShow.connect(self._fill_tie_menu)
        self.tie_button = menu_button(write(say("TIE ▾")), tie.title(), tie, self)
        self.up_button, self.down_button, self.remove_button = (
            self._step_button(sign, commands.action(name))
            for sign, name in zip("↑↓✕", LIST_KEYS, strict=True)
        )
        self._foot = QWidget(self)
        self._single = section_label(write(say("1 linear")), self)
        self._error = error_label(self)
        self.offer_button = QPushButton(self)
        self._lay_out()
        self._set_up()
        self._tell_seed()
        self.refresh()

    @property
    def message(self) -> str:
        """What could not be done last; "" if it was done."""
        return "" if self._error.isHidden() else self._error.text()

    def tab_order(self) -> list[QWidget]:
        """Return where Tab stops, in order; the field of the list's row comes behind it."""
        return [
            self.add_button,
            self.list,
            self.up_button,
            self.down_button,
            self.remove_button,
            self.tie_button,
            self.initialise_button,
            self.offer_button,
        ]

    def set_room(self, height: int) -> None:
        """Say how high the panel is: of many layers, some scroll."""
        self._most_rows = max(5, int(0.45 * height) // HEIGHT)
        self.list.set_most_rows(self._most_rows)

    def refresh(self) -> None:
        """Offer what can be done now."""
        edits = self._edits
        self.list.set_most_rows(self._most_rows)
        self._foot.setVisible(edits.count > 1)
        is_plain = self._workspace.document.is_one_linear
        self.list.setVisible(not is_plain)  # nothing to choose, and its sizes stand above
        self._single.setVisible(is_plain)
        self.add_button.setEnabled(edits.can_add())
        self.tie_button.setEnabled(bool(edits.partners()) or edits.is_shared())
        self.initialise_button.setEnabled(edits.has_linear())

    # --- putting together

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(section_label(self._workspace.write(say("LAYERS")), self))
        head.addWidget(self._single)
        head.addStretch(1)
        head.addWidget(self.add_button)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 2, 0, 0)
        foot.setSpacing(2)
        for button in (self.up_button, self.down_button, self.remove_button):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.tie_button)
        foot.addSpacing(8)
        foot.addWidget(self.initialise_button)
        column.addLayout(head)
        column.addWidget(self.list)
        column.addWidget(self._foot)
        column.addWidget(self._error)
        column.addWidget(self.offer_button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _set_up(self) -> None:
        edits = self._edits
        self._heading.setEnabled(False)
        self.offer_button.hide()
        self.offer_button.clicked.connect(self._on_offer_taken)
        of_one = (*LIST_KEYS, "layer-bias", "layer-untie")
        self.list.addActions([self._commands.action(name) for name in of_one])
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        edits.selected_changed.connect(self.refresh)
        edits.seeded.connect(self._tell_seed)
        edits.refused.connect(self._on_refused)
        edits.accepted.connect(self._on_accepted)
        self._workspace.document_changed.connect(self.refresh)

    def _step_button(self, sign: str, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setText(sign)
        button.setProperty("role", "quiet")
        button.setStyleSheet(_BUTTON)
        button.setToolTip(action.toolTip())
        button.setAccessibleName(plain(action.text()))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setEnabled(action.isEnabled())
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        return button

    def _menu(self, title: Message, names: Iterable[str]) -> QMenu:
        menu = QMenu(self._workspace.write(title), self)
        menu.setToolTipsVisible(True)
        fill(menu, names, self._commands)
        return menu

    def _fill_tie_menu(self) -> None:
        menu = self.tie_button.menu()
        menu.clear()
        fill_tie_menu(self._edits, self._commands, menu)

    def _tell_seed(self) -> None:
        write = self._workspace.write
        self._heading.setText(write(say("Random, seed {seed}", seed=self._edits.seed)))
        scheme = FILLS[self._edits.scheme].title
        again = self._commands.action("initialise-again")
        again.setText(write(say("New seed, {fill} &again", fill=scheme)))

    # --- following

    def _on_refused(self, message: Message, offer: Offer | None) -> None:
        self._error.setText(one_line(self._workspace.write(message)))
        self._error.show()
        self._offer = offer
        self.offer_button.setVisible(offer is not None)
        if offer is not None:
            self.offer_button.setText(self._workspace.write(offer.title))

    def _on_accepted(self) -> None:
        self._offer = None
        self._error.hide()
        self.offer_button.hide()

    def _on_offer_taken(self) -> None:
        if self._offer is not None:
            self._edits.take(self._offer)
