"""Everything can be reached without a mouse, and one sees where one is."""

import gc
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QPushButton,
    QTableView,
    QToolBar,
    QToolButton,
    QWidget,
)

from gradviz.gui.focus_path import stops_in
from gradviz.gui.head_bar import HeadBar
from gradviz.refs import CellRef
from gradviz.scene.marks.colormap import contrast

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
PANELS = ["head", "editors", "viewbar", "stage", "inspector", "foot"]


def panel(widget: QWidget | None) -> str:
    """Return in which panel of the window a widget is."""
    while widget is not None:
        if isinstance(widget, QToolBar | QDockWidget):
            return widget.objectName()
        if type(widget).__name__ in ("Stage", "ViewBar"):
            return type(widget).__name__.lower()
        widget = widget.parentWidget()
    return ""


def walked(
    user: "User", key: Qt.Key, held: Qt.KeyboardModifier = Held.NoModifier, steps: int = 300
) -> list[QWidget]:
    """Press a key until the focus is where it was; return where it was on the way."""
    start = QApplication.focusWidget()
    assert start is not None
    way = [start]
    for _ in range(steps):
        user.key(key, held)
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus is start and not isinstance(focus, QTableView):
            return way
        way.append(focus)
    raise AssertionError("the keyboard does not come around")


def in_turn(names: list[str]) -> list[str]:
    return [name for n, name in enumerate(names) if n == 0 or names[n - 1] != name]


def test_tab_goes_from_panel_to_panel_and_around_and_shift_tab_back(user: "User") -> None:
    user.workspace.pin(CellRef("X_grad", 0, 0))
    user.settle()
    user.stage.setFocus()
    there = walked(user, Key.Key_Tab)
    assert in_turn([panel(widget) for widget in there]) == [
        "stage",
        "inspector",
        "foot",
        "head",
        "editors",
        "viewbar",
    ]
    back = walked(user, Key.Key_Backtab, Held.ShiftModifier)
    assert set(back) == set(there)
    assert in_turn([panel(widget) for widget in back])[1] == "viewbar"


def test_tab_leaves_nothing_out(user: "User") -> None:
    user.workspace.pin(CellRef("X_grad", 0, 0))
    user.settle()
    user.stage.setFocus()
    reached = set(walked(user, Key.Key_Tab))
    for widget in user.window.findChildren(QWidget):
        takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        is_there = widget.isVisible() and widget.isEnabled() and not widget.focusProxy()
        if takes_tab and is_there:
            assert widget in reached, (panel(widget), widget)
    assert {user.stage, user.window.transport.bar} <= reached


def test_f6_goes_from_panel_to_panel_and_around(user: "User") -> None:
    user.workspace.pin(CellRef("X_grad", 0, 0))
    user.settle()
    user.stage.setFocus()
    for key, expected in (
        (Held.NoModifier, ["inspector", "foot", "head", "editors", "viewbar", "stage"]),
        (Held.ShiftModifier, ["viewbar", "editors", "head", "foot", "inspector", "stage"]),
    ):
        seen = []
        for _ in PANELS:
            user.key(Key.Key_F6, key)
            seen.append(panel(QApplication.focusWidget()))
        assert seen == expected


def test_f6_goes_to_the_tab_of_the_view_that_is_shown(user: "User") -> None:
    user.workspace.look_at(view="cube")
    user.settle()
    user.stage.clearFocus()
    user.window.focus_path.go_to_panel(1)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QToolButton)
    assert focus.defaultAction().objectName() == "view-cube"


def test_a_panel_that_is_closed_is_passed_over(user: "User") -> None:
    user.window.panels.toggle("inspector")
    user.stage.setFocus()
    user.key(Key.Key_F6)
    assert panel(QApplication.focusWidget()) == "foot"


def test_who_is_nowhere_begins_at_the_first_panel(user: "User") -> None:
    user.stage.clearFocus()
    user.window.focus_path.go_to_panel(1)
    assert panel(QApplication.focusWidget()) == "head"


# --- seeing it


def pixels(widget: QWidget) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    shape = (image.height(), image.bytesPerLine() // 4, 4)
    return np.frombuffer(image.constBits(), np.uint8).reshape(shape)[..., 2::-1].astype(np.int64)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_stop_shows_that_it_has_the_focus(user: "User", theme: str) -> None:
    user.window.commands.action(f"theme-{theme}").trigger()
    user.workspace.pin(CellRef("X_grad", 0, 0))
    user.settle()
    stops = user.window.focus_path.stops()
    assert len(stops) > 15
    for stop in stops:
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        user.settle()
        shown = stop.parentWidget() if type(stop).__name__ in ("Stage", "TimeBar") else stop
        assert shown is not None
        with_focus = pixels(shown)
        other = user.stage if stop is not user.stage else user.window.transport.bar
        other.setFocus(Qt.FocusReason.TabFocusReason)
        user.settle()
        changed = np.abs(with_focus - pixels(shown)).sum(axis=-1) > 60
        assert changed.sum() >= 20, (panel(stop), stop)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_ring_around_the_stage_stands_out_and_leaves_its_picture_alone(
    user: "User", theme: str
) -> None:
    user.window.commands.action(f"theme-{theme}").trigger()
    frame = user.stage.parentWidget()
    assert frame is not None
    user.stage.setFocus()
    with_focus, picture = pixels(frame), user.picture()
    accent = user.workspace.theme.accent[:3]
    for edge in (with_focus[0], with_focus[-1], with_focus[:, 0], with_focus[:, frame.width() - 1]):
        assert (np.abs(edge[: frame.width()] - accent).sum(axis=-1) < 40).all()
    user.window.transport.bar.setFocus()
    assert np.array_equal(user.picture(), picture)
    assert (pixels(frame)[0, : frame.width()] == user.workspace.theme.ground[:3]).all()
    colors = user.workspace.theme
    assert contrast(colors.accent, colors.ground) >= 3.0  # WCAG 2.2, 1.4.11


def test_buttons_of_the_bars_come_from_left_to_right(user: "User") -> None:
    for name in ("head", "foot"):
        bar = user.window.findChild(QToolBar, name)
        assert isinstance(bar, QToolBar)
        places = [stop.mapTo(bar, stop.rect().topLeft()).x() for stop in stops_in(bar)]
        assert len(places) >= 6
        assert places == sorted(places)


def test_stops_of_a_panel_are_in_its_own_tab_order(user: "User") -> None:
    editors = user.dock("editors")
    stops = stops_in(editors)
    assert stops
    assert all(editors.isAncestorOf(stop) for stop in stops)
    tables = [stop.accessibleName()[0] for stop in stops if isinstance(stop, QTableView)]
    assert tables == ["W", "X", "T"]


def test_walking_makes_no_widget_depend_on_another(user: "User") -> None:
    """Else all that comes after a widget in Qt's chain goes with it, commands included."""
    user.window.focus_path.stops()
    for _ in PANELS:
        user.key(Key.Key_F6)
    for name in ("show-strip", "show-descent", "show-inspector", "show-strip"):
        user.window.commands.action(name).trigger()
        user.settle()
    gc.collect()
    gone = [
        thing
        for thing in (*user.window.commands.actions(), *user.window.findChildren(QWidget))
        if not shiboken6.isValid(thing)
    ]
    assert gone == []
    user.window.resize(700, 600)  # the head leaves out buttons that it knows
    user.settle()
    bar = user.window.findChild(HeadBar)
    assert all(shiboken6.isValid(action) for action in bar.actions())
    user.window.resize(1360, 860)
    user.settle()
    assert user.window.commands.action("play").isEnabled()


@pytest.mark.parametrize("height", [0, 1, 2, 3, 20])
def test_stops_of_any_height_are_found_row_by_row(qapp: QApplication, height: int) -> None:
    """A stop of 1 px, as while a panel opens, once made the search go on for ever."""
    panel = QWidget()
    places = {"c": (0, 40), "a": (0, 0), "b": (60, 0), "d": (60, 40)}
    for name, (x, y) in places.items():
        stop = QPushButton(panel)
        stop.setObjectName(name)
        stop.setMinimumSize(0, 0)
        stop.setGeometry(x, y, 50, height)
    panel.show()
    assert [stop.objectName() for stop in stops_in(panel)] == ["a", "b", "c", "d"]
    panel.close()
    panel.deleteLater()


def test_tab_and_f6_come_around_while_panels_are_being_opened(user: "User") -> None:
    window = user.window
    for command in ("show-strip", "show-descent", "show-inspector", "show-editors"):
        window.commands.action(command).trigger()  # nothing is laid out yet
        for key in (Key.Key_Tab, Key.Key_F6):
            user.key(key)
            assert QApplication.focusWidget() is not None
    for height in (1, 2):
        for dock in window.findChildren(QDockWidget):
            dock.widget().resize(dock.widget().width(), height)
            for child in dock.findChildren(QWidget):
                child.resize(child.width(), height)
        assert len(window.focus_path.stops()) > 5
        user.key(Key.Key_Tab)
        user.key(Key.Key_F6)
