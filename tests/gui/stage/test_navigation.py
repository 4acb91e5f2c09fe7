"""Zooming and panning in the real window: by wheel, buttons and keys."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gradviz.refs import CellRef
from gradviz.session.looks.flow import FlowLook

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
W11 = CellRef("W", 0, 0)
Y13 = CellRef("Y", 0, 2)


def wheel(user: "User", at: QPoint, clicks: int, *, pixels: QPoint | None = None) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(user.stage.mapToGlobal(at)),
        pixels or QPoint(),
        QPoint(0, 120 * clicks),
        Qt.MouseButton.NoButton,
        Held.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(user.stage, event)


def width(user: "User", ref: CellRef) -> float:
    place = user.stage.place_of(ref)
    assert place is not None
    return place.width()


def test_the_wheel_enlarges_around_the_pointer(user: "User") -> None:
    at, before = user.place(Y13), width(user, Y13)
    wheel(user, at, 3)
    assert width(user, Y13) > 1.5 * before
    assert user.stage.frame().hit(at.x(), at.y()) == Y13
    wheel(user, at, -9)
    assert user.workspace.viewport.is_whole
    assert width(user, Y13) == before


def test_the_small_corners_stay_as_they_are(user: "User") -> None:
    def strip() -> np.ndarray:  # type: ignore[type-arg]  # pixels
        return user.picture()[:140]

    before = strip()
    wheel(user, user.place(Y13), 2)
    user.workspace.hover(None)
    assert np.array_equal(strip(), before)


def test_an_enlarged_picture_is_moved_by_dragging_beside_the_cells(user: "User") -> None:
    wheel(user, user.place(Y13), 3)
    start = user.stage.place_of(Y13)
    assert start is not None
    free = QPoint(40, 340)
    assert user.stage.frame().hit(free.x(), free.y()) is None
    user.drag(user.stage, free, [free + QPoint(-30, -20), free + QPoint(-60, -40)])
    moved = user.stage.place_of(Y13)
    assert moved is not None
    assert (moved.x() - start.x(), moved.y() - start.y()) == pytest.approx((-60, -40), abs=1)
    assert not user.workspace.undo_stack.canUndo()


def test_the_middle_button_moves_it_from_anywhere(user: "User") -> None:
    wheel(user, user.place(Y13), 3)
    at, start = user.place(Y13), user.stage.place_of(Y13)
    QTest.mousePress(user.stage, Qt.MouseButton.MiddleButton, Held.NoModifier, at)
    user.move(user.stage, at + QPoint(25, 10), Qt.MouseButton.MiddleButton)
    QTest.mouseRelease(
        user.stage, Qt.MouseButton.MiddleButton, Held.NoModifier, at + QPoint(25, 10)
    )
    moved = user.stage.place_of(Y13)
    assert start is not None
    assert moved is not None
    assert (moved.x() - start.x(), moved.y() - start.y()) == pytest.approx((25, 10), abs=1)


def test_two_fingers_move_it(user: "User") -> None:
    wheel(user, user.place(Y13), 3)
    before = user.workspace.viewport
    wheel(user, user.place(Y13), 0, pixels=QPoint(0, -30))
    assert user.workspace.viewport.zoom == before.zoom
    assert user.workspace.viewport.y > before.y


def test_keys_enlarge_and_show_all(user: "User") -> None:
    out = user.window.commands.action("zoom-out")
    assert not out.isEnabled()
    user.key(Key.Key_Plus, Held.ControlModifier)
    assert user.workspace.viewport.zoom > 1.2
    assert out.isEnabled()
    user.key(Key.Key_0, Held.ControlModifier)
    assert user.workspace.viewport.is_whole


def test_a_double_click_beside_the_cells_shows_all(user: "User") -> None:
    wheel(user, user.place(Y13), 3)
    QTest.mouseDClick(user.stage, Qt.MouseButton.LeftButton, Held.NoModifier, QPoint(40, 340))
    assert user.workspace.viewport.is_whole


def test_another_arrangement_starts_whole(user: "User") -> None:
    wheel(user, user.place(Y13), 3)
    user.workspace.look_at(flow=FlowLook("column"))
    assert user.workspace.viewport.is_whole


def test_an_enlarged_cell_is_edited_where_it_is(user: "User") -> None:
    wheel(user, user.place(W11), 2)
    user.double_click(W11)
    user.type("7")
    user.key(Key.Key_Return)
    assert user.workspace.document.W[0, 0] == 7.0
