"""The bar above the picture: the choices of the view that is shown."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from gradviz.gui.commands.command import CommandTable
from gradviz.gui.commands.view import ARRANGEMENTS, ORDERS, SWEEPS
from gradviz.gui.editors.seeds import Seeds
from gradviz.gui.guard import guarded
from gradviz.gui.stage.choice_row import ChoiceRow
from gradviz.gui.stage.view_choices import (
    adjoint_choices,
    cube_choices,
    derivation_choices,
    jacobian_choices,
    race_choices,
    seed_choice,
)
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.choice_button import ChoiceButton
from gradviz.gui.widgets.look import code

_SHORT = 760  # narrower bars, logical pixels, leave captions out
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
        self._rows: dict[str, QWidget] = {}
        self._makers: dict[str, Callable[[], QWidget]] = {
            "flow": self._flow_row,
            "jacobian": self._jacobian_row,
            "race": self._race_row,
            "adjoint": self._adjoint_row,
            "cube": self._cube_row,
            "derivation": self._derivation_row,
        }
        self.setObjectName("views")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        workspace.document_changed.connect(self._on_document_changed)
        workspace.styled.connect(self._on_styled)
        self._on_styled()
        self._on_document_changed()

    def row(self, name: str) -> QWidget:
        """Return the row of a view."""
        if name not in self._rows:
            self._rows[name] = self._makers[name]()
            self.addWidget(self._rows[name])
        return self._rows[name]

    def _flow_row(self) -> QWidget:
        buttons: list[QWidget] = []
        for name in ARRANGEMENTS:
            button = QToolButton(self)
            button.setDefaultAction(self._table.action(name))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self._on_clicked)
            buttons.append(button)
        sweep = ChoiceButton("sweep", SWEEPS, self._workspace, self._table, self)
        return _Row(buttons, [sweep], self)

    def _jacobian_row(self) -> QWidget:
        order = ChoiceButton("vec", ORDERS, self._workspace, self._table, self)
        choices = [*jacobian_choices(self._workspace), seed_choice(self._workspace, self._seeds)]
        return ChoiceRow("jacobian", choices, [order], self._workspace, self)

    def _race_row(self) -> QWidget:
        return ChoiceRow("race", race_choices(self._workspace), [], self._workspace, self)

    def _adjoint_row(self) -> QWidget:
        choices = adjoint_choices(self._workspace, self._seeds)
        return ChoiceRow("adjoint", choices, [], self._workspace, self)

    def _cube_row(self) -> QWidget:
        return ChoiceRow("cube", cube_choices(self._workspace), [], self._workspace, self)

    def _derivation_row(self) -> QWidget:
        choices = derivation_choices(self._workspace)
        return ChoiceRow("derivation", choices, [], self._workspace, self)

    def _on_clicked(self) -> None:
        """Pass the keys to the picture, unless somebody is on these buttons with the keyboard."""
        focus = QApplication.focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            self.chosen.emit()

    def _on_document_changed(self) -> None:
        view, focus = self._workspace.document.view.view, QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        before = self.currentWidget()
        self.setVisible(view in self._makers)  # a view with plots has a bar of its own
        if view in self._makers:
            self.setCurrentWidget(self.row(view))
        if had_focus and (self.isHidden() or self.currentWidget() is not before):
            self.chosen.emit()  # the field is gone: the keys belong to the picture

    def _on_styled(self) -> None:
        theme = self._workspace.theme
        self.setStyleSheet(
            f"#views {{ background: {code(theme.panel)};"
            f" border-bottom: 1px solid {code(theme.line)}; }}"
            " QToolButton { padding: 4px 10px; } QToolButton:focus { padding: 3px 9px; }"
        )

    # --- Qt

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())


@guarded
class _Row(QWidget):
    """Widgets in a row, some at the left and some at the right."""

    def __init__(
        self, left: Sequence[QWidget], right: Sequence[ChoiceButton], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._choices = right
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(6)
        for widget in left:
            row.addWidget(widget)
        row.addStretch(1)
        for widget in right:
            row.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for choice in self._choices:
            choice.set_short(self.width() < _SHORT)
