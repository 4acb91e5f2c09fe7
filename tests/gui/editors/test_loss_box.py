"""The field in which the loss is chosen leaves the keys to the picture."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

if TYPE_CHECKING:
    from tests.gui.conftest import User


def test_after_a_choice_by_the_mouse_the_keys_are_the_pictures(user: "User") -> None:
    from gradviz.gui.editors.loss_box import LossBox

    user.window.resize(1366, 768)
    user.settle()
    box = user.window.findChild(LossBox)
    left = Qt.MouseButton.LeftButton
    user.stage.setFocus()
    QTest.mouseClick(box, left)
    user.settle()
    view = box.view()
    before = user.workspace.document.loss
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    user.settle()
    chosen = user.workspace.document.loss
    assert chosen != before
    assert user.stage.hasFocus()
    user.key(Qt.Key.Key_End)
    user.key(Qt.Key.Key_Home)
    assert user.workspace.document.loss == chosen


def test_the_keyboard_goes_through_the_losses(user: "User") -> None:
    from gradviz.gui.editors.loss_box import LossBox

    box = user.window.findChild(LossBox)
    box.setFocus(Qt.FocusReason.TabFocusReason)
    before = user.workspace.document.loss
    user.key(Qt.Key.Key_Down)
    assert user.workspace.document.loss != before
    assert box.hasFocus()
