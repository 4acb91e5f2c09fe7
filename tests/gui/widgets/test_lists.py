"""Every list that drops down, in the window and its dialogs, is whole."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QWidget
from pytestqt.qtbot import QtBot

from gradviz.gui.export.dialog import ExportDialog
from gradviz.session.looks.choices import VIEWS
from gradviz.session.presets.documents import PRESETS

if TYPE_CHECKING:
    from tests.gui.conftest import User

MORE_SCROLL = 16
"""Lists of more entries have a scroll bar."""


def seen(user: "User") -> Iterator[QComboBox]:
    """Return the lists of the window as it comes to show them, view by view, and of the dialog."""
    shown: set[QComboBox] = set()

    def new() -> list[QComboBox]:
        found = [box for box in user.window.findChildren(QComboBox) if box.isVisible()]
        return [box for box in found if box not in shown and not shown.add(box)]

    for n, layer in enumerate(user.workspace.document.network.names):
        if not layer.is_linear:
            user.window.layers.select(n)
            break
    for view in VIEWS:
        user.workspace.look_at(view=view)
        user.settle()
        yield from new()
    user.window.dialogs.show_export()
    user.settle()
    yield from new()


def test_every_list_shows_all_of_its_entries(opened: Callable[..., "User"], qtbot: QtBot) -> None:
    deep = max((preset.document() for preset in PRESETS), key=lambda made: len(made.network.layers))
    user = opened(deep)
    user.settle()
    names = set()
    for box in seen(user):
        names.add(box.accessibleName())
        option = QStyleOptionComboBox()
        box.initStyleOption(option)
        hint = box.style().styleHint(QStyle.StyleHint.SH_ComboBox_Popup, option, box)
        assert not hint, (
            f"{box.accessibleName()}: a menu of entries is cut, which no offscreen sees"
        )
        view = box.view()
        with qtbot.waitExposed(view.window()):
            QTest.mouseClick(box, Qt.MouseButton.LeftButton)
        user.settle()
        if box.count() <= MORE_SCROLL:
            room = view.viewport().rect()
            for n in range(box.count()):
                place = view.visualRect(box.model().index(n, 0))
                assert room.top() <= place.top(), (box.accessibleName(), n)
                assert place.bottom() <= room.bottom(), (box.accessibleName(), box.itemText(n))
            assert view.verticalScrollBar().maximum() == 0, box.accessibleName()
        assert view.sizeHintForColumn(0) <= view.viewport().width(), box.accessibleName()
        box.hidePopup()
    assert {"Format", "Size", "Scale", "Theme"} <= names
    assert len(names) >= 10, names
    dialog = user.window.findChild(ExportDialog)
    assert isinstance(dialog, QWidget)
    dialog.reject()
