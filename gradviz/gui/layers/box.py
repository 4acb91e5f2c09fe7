"""The LAYERS part of the editors: the list, what can be done to it, what could not be done."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gradviz.engine.rules import ACTIVATIONS
from gradviz.gui.commands.layer import fill_tie_menu
from gradviz.gui.layers.edits import LayerEdits, Offer
from gradviz.gui.layers.list import LayerList
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.labels import error_label, menu_button, section_label
from gradviz.language.words import KIND_NAMES
from gradviz.session.fills import FILLS
from gradviz.session.layers import INITIALISERS

_BUTTON = """
QToolButton { font-size: 13px; padding: 0px; min-width: 24px; min-height: 22px; }
"""


class LayersBox(QWidget):
    """Shows the layers and edits them.

    Parameters
    ----------
    workspace : Workspace
    edits : LayerEdits
    parent : QWidget
    """

    def __init__(self, workspace: Workspace, edits: LayerEdits, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._edits = edits
        self._most_rows = 12
        self._offer: Offer | None = None
        self.list = LayerList(workspace, edits, self)
        self.add_button = menu_button("+ LAYER ▾", "Add a layer", self._add_menu(), self)
        self.tie_button = menu_button("TIE ▾", "Tie to another layer", self._tie_menu(), self)
        self.initialise_button = menu_button(
            "INITIALISE ▾", "Initialise all W", self._initialise_menu(), self
        )
        self.up_button = self._step_button("↑", "Move the layer up", partial(edits.move_by, -1))
        self.down_button = self._step_button("↓", "Move the layer down", partial(edits.move_by, 1))
        self.remove_button = self._step_button("✕", "Remove the layer", edits.remove)
        self._foot = QWidget(self)
        self._single = section_label("1 linear", self)
        self._error = error_label(self)
        self.offer_button = QPushButton(self)
        self._lay_out()
        edits.selected_changed.connect(self.refresh)
        edits.seeded.connect(self._tell_seed)
        edits.refused.connect(self._on_refused)
        edits.accepted.connect(self._on_accepted)
        workspace.document_changed.connect(self.refresh)
        self._tell_seed()
        self.refresh()

    @property
    def message(self) -> str:
        """What could not be done last; "" if it was done."""
        return "" if self._error.isHidden() else self._error.text()

    def tab_order(self) -> list[QWidget]:
        """Return where Tab stops, in order."""
        return [
            self.add_button,
            self.list,
            self.list.kind_field,
            self.list.width_field,
            self.up_button,
            self.down_button,
            self.remove_button,
            self.tie_button,
            self.initialise_button,
            self.offer_button,
        ]

    def set_room(self, height: int) -> None:
        """Say how high the panel is: of many layers, some scroll."""
        self._most_rows = max(5, int(0.45 * height) // self.list.sizeHintForRow(0))
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
        self.up_button.setEnabled(edits.can_move(-1))
        self.down_button.setEnabled(edits.can_move(1))
        self.remove_button.setEnabled(edits.can_remove())
        self.tie_button.setEnabled(bool(edits.partners()) or edits.is_shared())
        self.initialise_button.setEnabled(edits.has_linear())

    # --- putting together

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(section_label("LAYERS", self))
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
        self.offer_button.hide()
        self.offer_button.clicked.connect(self._on_offer_taken)

    def _step_button(self, text: str, tip: str, run: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setProperty("role", "quiet")
        button.setStyleSheet(_BUTTON)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(run)
        return button

    def _add_menu(self) -> QMenu:
        menu = QMenu("Add a layer", self)
        menu.addAction("Linear", partial(self._edits.add, "linear"))
        menu.addSeparator()
        for name in ACTIVATIONS:
            menu.addAction(KIND_NAMES[name], partial(self._edits.add, name))
        return menu

    def _initialise_menu(self) -> QMenu:
        menu = QMenu("Initialise all W", self)
        menu.setToolTipsVisible(True)
        self._heading = menu.addAction("")
        self._heading.setEnabled(False)
        for scheme in INITIALISERS:
            action = menu.addAction(FILLS[scheme].title, partial(self._edits.initialise, scheme))
            action.setToolTip(f"{FILLS[scheme].tip}; biases become 0")
        menu.addSeparator()
        self._again = menu.addAction("", self._edits.initialise_again)
        return menu

    def _tie_menu(self) -> QMenu:
        menu = QMenu("Tie to another layer", self)
        menu.aboutToShow.connect(self._fill_tie_menu)
        return menu

    def _fill_tie_menu(self) -> None:
        menu, edits = self.tie_button.menu(), self._edits
        menu.clear()
        fill_tie_menu(menu, edits, self._workspace)

    def _tell_seed(self) -> None:
        self._heading.setText(f"Random, seed {self._edits.seed}")
        self._again.setText(f"New seed, {FILLS[self._edits.scheme].title} again")

    # --- following

    def _on_refused(self, message: str, offer: Offer | None) -> None:
        self._error.setText(message)
        self._error.show()
        self._offer = offer
        self.offer_button.setVisible(offer is not None)
        if offer is not None:
            self.offer_button.setText(offer.title)

    def _on_accepted(self) -> None:
        self._offer = None
        self._error.hide()
        self.offer_button.hide()

    def _on_offer_taken(self) -> None:
        if self._offer is not None:
            self._edits.take(self._offer)
