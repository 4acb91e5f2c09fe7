"""A row of fields, each of which makes one choice of a view, and follows the document."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.view_bar.fields import Field, ListField, field_of, fill_field
from gradviz.gui.view_bar.lines import GroupLines
from gradviz.gui.widgets.choice_button import ChoiceButton
from gradviz.messages.message import Text
from gradviz.session.looks.choice import Choice, OneOf

_SHORT = 760  # narrower rows, logical pixels, leave captions out


@guarded
class ChoiceRow(QWidget):
    """Shows choices side by side.

    Parameters
    ----------
    view : str
        The view that they belong to: while another is shown, nothing is looked at.
    buttons : sequence of QWidget
        What stands at the left. Buttons do not give way as fields do: beside them, `menus`
        leave their captions out where there is little room.
    choices : callable
        () -> the choices as they stand now, always the same ones, of the same kinds.
    choose : callable
        (name, value) -> None: makes one of them.
    menus : sequence of ChoiceButton
        What stands at the right.
    workspace : Workspace
    parent : QWidget
    """

    def __init__(
        self,
        view: str,
        buttons: Sequence[QWidget],
        choices: Callable[[], Sequence[Choice]],
        choose: Callable[[str, object], None],
        menus: Sequence[ChoiceButton],
        workspace: Workspace,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._choices = choices
        self._choose = choose
        self._workspace = workspace
        self._fields: dict[str, Field] = {}
        self._captions: dict[str, QLabel] = {}
        self._shortened = tuple(menus) if buttons else ()
        groups = [[button] for button in buttons]
        shown = choices()
        starts = {len(groups) + n for n, one in enumerate(shown) if isinstance(one, OneOf)}
        groups += [self._group(choice) for choice in shown]
        self._lines = GroupLines(self, groups, starts, menus)
        workspace.document_changed.connect(self.follow)
        workspace.styled.connect(self.follow)
        workspace.moved.connect(self._on_moved)

    def field(self, title: Text) -> Field:
        """Return the field of a choice, by what screen readers call it."""
        name = self._workspace.write(title)
        return next(field for field in self._fields.values() if field.accessibleName() == name)

    def follow(self) -> None:
        """List what there is to choose, and show what is chosen."""
        if self._workspace.document.view.view == self._view:
            for choice in self._choices():
                self._show(choice)

    def _on_moved(self) -> None:
        """Show what follows the time."""
        if self.isVisible() and (led := self._workspace.view.led(self._workspace.player.seconds)):
            for choice in self._choices():
                if choice.name in led:
                    self._show(choice)

    def _show(self, choice: Choice) -> None:
        field, write = self._fields[choice.name], self._workspace.write
        fill_field(field, choice, self._workspace.appearance.language)
        field.setAccessibleName(write(choice.title))
        if choice.name in self._captions:
            self._captions[choice.name].setText(write(choice.caption))

    def _group(self, choice: Choice) -> list[QWidget]:
        """Return a field with its caption before it."""
        if not choice.caption:
            return [self._field(choice)]
        label = QLabel(self._workspace.write(choice.caption), self)
        label.setProperty("role", "caption")
        self._captions[choice.name] = label
        return [label, self._field(choice)]

    def _field(self, choice: Choice) -> Field:
        field = field_of(choice, self._workspace.appearance.language, self)
        field.setAccessibleName(self._workspace.write(choice.title))
        is_list = isinstance(field, ListField)  # after a click the keys are the picture's
        policies = Qt.FocusPolicy
        field.setFocusPolicy(policies.TabFocus if is_list else policies.StrongFocus)
        field.chosen.connect(self._on_chosen)
        self._fields[choice.name] = field
        return field

    def _on_chosen(self, value: object) -> None:
        sender = self.sender()
        name = next(name for name, field in self._fields.items() if field is sender)
        self._choose(name, value)

    # --- Qt

    def minimumSizeHint(self) -> QSize:
        return QSize(self._lines.least, super().minimumSizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:
        """Take as much height as is needed: of the rows of a bar, only the one that is seen."""
        super().showEvent(event)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for menu in self._shortened:
            menu.set_short(self.width() < _SHORT)
        if self._lines.fit(event.size().width()):
            self.updateGeometry()
