"""Numbers on the clipboard: one, or a whole matrix in one of several ways of writing."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from gradviz.arrays import size
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import Text, say
from gradviz.refs import CellRef

if TYPE_CHECKING:
    from gradviz.session.matrices.writing import Writing


def copy_number(workspace: Workspace, ref: CellRef) -> None:
    """Put the number of a cell on the clipboard, with all its digits."""
    text = repr(workspace.view.value(ref))
    QGuiApplication.clipboard().setText(text)
    workspace.said.emit(say("{cell} copied: {number}", cell=workspace.name(ref), number=text))


def copy_matrix(workspace: Workspace, name: str, writing: "Writing | None" = None) -> None:
    """Put a matrix on the clipboard, as people of the convention write it; say what it was."""
    from gradviz.session.matrices.writing import WRITINGS  # the start does not wait for it

    values, writing = workspace.view.matrix(name), writing or WRITINGS[0]
    if values is not None:
        QGuiApplication.clipboard().setText(writing.write(values))
        copied = say(
            "{matrix}, {size}, copied as {writing}",
            matrix=name,
            size=size(values),
            writing=writing.told,
        )
        workspace.said.emit(copied)


def can_copy_matrix(workspace: Workspace, name: str) -> bool:
    """Tell whether there is a matrix of that name that is not too large to be written."""
    return workspace.view.matrix(name) is not None


def copy_menu(
    workspace: Workspace, title: Text, copy: "Callable[[Writing], None]", parent: QWidget
) -> QMenu:
    """Return a menu with all ways of writing what `copy` puts on the clipboard."""
    from gradviz.session.matrices.writing import WRITINGS

    menu = QMenu(workspace.write(title), parent)
    for writing in WRITINGS:
        action = menu.addAction(workspace.write(writing.title))
        action.triggered.connect(partial(copy, writing))
    return menu
