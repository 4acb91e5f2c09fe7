"""The bar above the picture: the choices of the view that is shown."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from gradviz.gui.commands.command import Command, CommandTable
from gradviz.gui.commands.view import supply
from gradviz.gui.editors.seeds import Seeds
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.view_bar.choices import choose_in_bar, fields_of
from gradviz.gui.view_bar.fields import Field
from gradviz.gui.view_bar.row import ChoiceRow
from gradviz.gui.widgets.choice_button import ChoiceButton
from gradviz.gui.widgets.look import code
from gradviz.messages.message import say
from gradviz.session.looks.choice import Choice, OneOf, Real, Whole
from gradviz.session.looks.choices import ViewName

_LEAST_WIDTH = 320  # that of a picture: beside a panel in the smallest window its buttons give way


@guarded
class ViewBar(QStackedWidget):
    """One row of choices for each view; a row is made when its view is first shown.

    Parameters
    ----------
    workspace : Workspace
    table : CommandTable
    seeds : Seeds
    parent : QWidget
    """

    chosen = Signal()
    """Something was chosen by the mouse: the keys belong to the picture again."""

    def __init__(
        self, workspace: Workspace, table: CommandTable, seeds: Seeds, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._seeds = seeds
        self._table = table
        self._rows: dict[str, ChoiceRow] = {}
        self.setObjectName("views")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        table.add_source(self._number_commands)
        workspace.document_changed.connect(self._on_document_changed)
        workspace.styled.connect(self._on_styled)
        self._on_styled()
        self._on_document_changed()

    def row(self, view: ViewName) -> ChoiceRow:
        """Return the row of a view."""
        if view not in self._rows:
            self._rows[view] = self._row_of(view)
            self.addWidget(self._rows[view])
        return self._rows[view]

    def _row_of(self, view: ViewName) -> ChoiceRow:
        buttons: list[QWidget] = []
        menus: list[ChoiceButton] = []
        for choice in self._choices(view):
            match choice:
                case OneOf(control="buttons"):
                    buttons += [self._button(entry.id) for entry in choice.entries]
                case OneOf(control="menu"):
                    menus.append(self._menu(choice))
        fields = partial(fields_of, self._workspace, view)
        choose = partial(choose_in_bar, self._workspace, self._seeds, view)
        return ChoiceRow(view, buttons, fields, choose, menus, self._workspace, self)

    def _choices(self, view: ViewName) -> tuple[Choice, ...]:
        return self._workspace.document.view.look(view).choices(supply(self._workspace))

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(self._table.action(name))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self._on_clicked)
        return button

    def _menu(self, choice: OneOf) -> ChoiceButton:
        names = [entry.id for entry in choice.entries]
        return ChoiceButton(choice.caption, names, self._workspace, self._table, self)

    def _number_commands(self) -> list[Command]:
        """Return a command for each number of the view that is shown, to type it into its field."""
        view = self._workspace.document.view.view
        return [
            Command(
                f"{choice.name}-type",
                say("{choice}…", choice=choice.title),
                choice.tip,
                partial(_type, field),
            )
            for choice in self._choices(view)
            if isinstance(choice, Whole | Real) and choice.is_open
            for field in [self.row(view).field(choice.title)]
        ]

    def _on_clicked(self) -> None:
        """Pass the keys to the picture, unless somebody is on these buttons with the keyboard."""
        focus = QApplication.focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            self.chosen.emit()

    def _on_document_changed(self) -> None:
        view, focus = self._workspace.document.view.view, QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        before = self.currentWidget()
        self.setCurrentWidget(self.row(view))
        if had_focus and self.currentWidget() is not before:
            self.chosen.emit()  # the field is gone: the keys belong to the picture

    def _on_styled(self) -> None:
        theme = self._workspace.theme
        self.setStyleSheet(
            f"#views {{ background: {code(theme.panel)};"
            f" border-bottom: 1px solid {code(theme.line)}; }}"
            " QToolButton { padding: 4px 10px; } QToolButton:focus { padding: 3px 9px; }"
        )

    # --- Qt

    def sizeHint(self) -> QSize:
        return self._as_high_as_buttons(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, self._as_high_as_buttons(super().minimumSizeHint()).height())

    def _as_high_as_buttons(self, hint: QSize) -> QSize:
        """Return a size in which the picture below stays where it is from view to view."""
        return hint.expandedTo(QSize(0, self.row("flow").sizeHint().height()))


def _type(field: Field) -> None:
    """Let a number be typed into its field."""
    field.setFocus(Qt.FocusReason.ShortcutFocusReason)
    if isinstance(field, QAbstractSpinBox):
        field.selectAll()
