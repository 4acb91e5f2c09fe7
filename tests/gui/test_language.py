"""Every word of the window is part of a message, so it can be read in another language."""

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QObject, Qt
from PySide6.QtGui import QAccessible, QAction, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gradviz.gui.dialogs.about import versions
from gradviz.gui.state import appearance
from gradviz.messages.language import Language
from gradviz.refs import CellRef
from gradviz.session.looks.choices import VIEWS
from tests.pseudo import PSEUDO, unsaid

if TYPE_CHECKING:
    from tests.gui.conftest import User

_DOTTED = re.compile(r"\w+(?:\.\w+)+")
_KEYS = re.compile(
    r"\b(?:Alt|Ctrl|Shift|Meta|Space|Home|End|Enter|Return|Esc|Del|Tab|PgUp|PgDown|Left|Right|Up"
    r"|Down|Ins|Backspace)\b"
)


@pytest.fixture(autouse=True)
def _pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every window of these tests speak the language that nobody speaks."""

    def language(code: str) -> Language:
        del code
        return PSEUDO

    monkeypatch.setattr(appearance, "language", language)


def texts(window: QWidget) -> Iterator[tuple[str, str]]:
    """Return where each text of a window is, and the text."""
    for action in window.findChildren(QAction):
        yield "action", action.text()
        yield "tip of an action", action.toolTip()
        yield "status tip", action.statusTip()
    for widget in (window, *window.findChildren(QWidget)):
        if widget.objectName().startswith("qt_"):  # Qt has words, and translators, of its own
            continue
        kind = f"{type(widget).__name__} {widget.objectName()}"
        yield f"tip of {kind}", widget.toolTip()
        yield f"accessible name of {kind}", widget.accessibleName()
        yield f"accessible description of {kind}", widget.accessibleDescription()
        yield f"what is this of {kind}", widget.whatsThis()
        yield from ((kind, text) for text in own_texts(widget))


def own_texts(widget: QWidget) -> Iterator[str]:
    """Return what a widget shows by itself."""
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QMenu() | QGroupBox():
            yield widget.title()
        case QDockWidget() | QDialog():
            yield widget.windowTitle()
        case QComboBox():
            for n in range(widget.count()):
                yield widget.itemText(n)
                yield str(widget.itemData(n, Qt.ItemDataRole.ToolTipRole) or "")
        case QLineEdit():
            yield widget.placeholderText()
        case QSpinBox():
            yield widget.prefix() + widget.suffix() + widget.specialValueText()
        case QTabBar():
            for n in range(widget.count()):
                yield widget.tabText(n)
                yield widget.tabToolTip(n)
        case QAbstractItemView():
            yield from told_by(widget.model())


def told_by(model: QAbstractItemModel | None) -> Iterator[str]:
    """Return the words of a table; its numbers are no words."""
    if model is None or isinstance(model, QStandardItemModel | QAbstractListModel):
        return
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.AccessibleDescriptionRole,
    ):
        for row in range(min(model.rowCount(), 3)):
            yield str(model.headerData(row, Qt.Orientation.Vertical, role) or "")
            for column in range(min(model.columnCount(), 3)):
                yield str(model.data(model.index(row, column), role) or "")


def found(window: QWidget) -> set[str]:
    """Return the texts that have words which are in no message."""
    every = set()
    for where, text in texts(window):
        told = _DOTTED.sub("", _KEYS.sub("", html.unescape(text).replace("&", "")))
        if text != versions() and (words := set(unsaid(told)) - {"gradviz"}):
            every.add(f"{sorted(words)}: {where}: {text}")
    return every


def spoken(root: QObject) -> Iterator[str]:
    """Return what screen readers are told of a widget and of all that is in it."""
    interface = QAccessible.queryAccessibleInterface(root)
    if interface is None:
        return
    yield interface.text(QAccessible.Text.Name)
    yield interface.text(QAccessible.Text.Description)
    for n in range(interface.childCount()):
        child = interface.child(n)
        yield child.text(QAccessible.Text.Name)
        yield child.text(QAccessible.Text.Description)


@pytest.mark.parametrize("view", VIEWS)
def test_no_word_of_the_window_is_in_no_message(user: "User", view: str) -> None:
    user.window.commands.action(f"view-{view}").trigger()
    for name in ("X_grad", "W", "Y"):
        if user.workspace.view.has(CellRef(name, 0, 0)):
            user.workspace.pin(CellRef(name, 0, 0))
            user.settle()
    every = found(user.window)
    every |= {f"spoken: {text}" for text in spoken(user.stage) if unsaid(text)}
    assert not every, "\n".join(sorted(every)[:60])


def test_no_word_of_dialogs_is_in_no_message(user: "User") -> None:
    every: set[str] = set()
    for command in ("keys", "about", "palette", "export"):
        user.window.commands.action(command).trigger()
        user.settle()
        for top in QApplication.topLevelWidgets():
            every |= found(top)
            if isinstance(top, QDialog):
                top.close()
    assert not every, "\n".join(sorted(every)[:60])


def is_icon(button: QAbstractButton) -> bool:
    """Tell whether a button shows no words."""
    style = Qt.ToolButtonStyle.ToolButtonIconOnly
    return (
        isinstance(button, QToolButton)
        and button.toolButtonStyle() == style
        and not button.icon().isNull()
    )


def cut_off(window: QWidget) -> list[str]:
    """Return the words of the buttons that are not seen as wide as they are."""
    found = []
    buttons = window.findChildren(QAbstractButton)
    seen = [one for one in buttons if not one.visibleRegion().isEmpty() and one.text()]
    assert len(seen) >= 8
    for button in seen:
        is_whole = button.visibleRegion().boundingRect().width() == button.width()
        has_room = is_icon(button) or button.width() >= button.minimumSizeHint().width()
        found += [] if is_whole and has_room else [button.text()]
    return found


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", [(1024, 700), (1366, 768)])
def test_no_button_is_cut_off_by_long_words(
    user: "User", qtbot: QtBot, view: str, size: tuple[int, int]
) -> None:
    user.window.resize(*size)
    user.window.commands.action(f"view-{view}").trigger()
    if user.workspace.view.has(cell := CellRef("X_grad", 0, 0)):
        user.workspace.pin(cell)
    qtbot.waitUntil(lambda: cut_off(user.window) == [], timeout=3000)
