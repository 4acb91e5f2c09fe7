"""The transport bar: buttons, speeds, the loop, and a time bar that is dragged and stepped."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QImage, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton

from gradviz.gui.playing.timebar import TimeBar
from gradviz.session.edits import resize
from gradviz.session.layers import set_layer_bias
from gradviz.timeline.playback import SPEEDS

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
MIDDLE = 26


def press(user: "User", name: str) -> None:
    buttons = user.window.transport.findChildren(QToolButton)
    button = next(b for b in buttons if b.defaultAction() is user.window.commands.action(name))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def at(bar: TimeBar, seconds: float) -> QPoint:
    return QPoint(round(bar.x_at(seconds)), MIDDLE)


def count(user: "User") -> str:
    label = user.window.transport.findChild(QLabel)
    assert isinstance(label, QLabel)
    return label.text()


# --- buttons


def test_buttons_jump_step_and_play(user: "User") -> None:
    workspace = user.workspace
    timeline = workspace.player.timeline
    press(user, "go-start")
    assert workspace.player.seconds == 0.0
    press(user, "step-forward")
    press(user, "step-forward")
    assert workspace.player.seconds == timeline.key_time(2)
    press(user, "step-back")
    assert workspace.player.seconds == timeline.key_time(1)
    press(user, "go-end")
    assert workspace.player.seconds == timeline.duration
    press(user, "play")
    user.pass_time(2.75)
    assert workspace.player.seconds == 2.75
    press(user, "play")
    user.pass_time(2.5)
    assert workspace.player.seconds == 2.75


def test_stepping_stops_the_playing_on_a_key_frame(user: "User") -> None:
    workspace = user.workspace
    workspace.player.play()
    user.pass_time(1.0)
    press(user, "step-forward")
    assert not workspace.player.playback.is_playing
    assert workspace.player.seconds == workspace.player.timeline.key_time(2)


def test_stepping_back_between_key_frames_goes_to_the_one_before(user: "User") -> None:
    workspace = user.workspace
    workspace.player.go_to(workspace.player.timeline.key_time(3) + 0.1)
    press(user, "step-back")
    assert workspace.player.seconds == workspace.player.timeline.key_time(3)


def test_the_count_says_which_key_frame_of_how_many(user: "User") -> None:
    steps = user.workspace.player.timeline.steps
    assert count(user) == f"{steps} / {steps}"
    press(user, "go-start")
    assert count(user) == f" 0 / {steps}"
    user.workspace.edit(resize(user.workspace.document, N=1), "Resize")
    assert count(user).endswith(f"/ {user.workspace.player.timeline.steps}")
    assert user.workspace.player.timeline.steps < steps


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_speed_is_chosen_in_the_menu_and_shown(user: "User", speed: float) -> None:
    workspace = user.workspace
    button = next(
        b for b in user.window.transport.findChildren(QToolButton) if b.accessibleName() == "Speed"
    )
    workspace.player.play()
    user.pass_time(1.0)
    next(a for a in button.menu().actions() if a.text() == f"{speed:g}×").trigger()
    assert button.text() == f"{speed:g}×"
    assert workspace.player.seconds == 1.0
    user.pass_time(1.0)
    assert workspace.player.seconds == pytest.approx(1.0 + speed)


def test_speeds_reach_from_a_quarter_to_four() -> None:
    assert (min(SPEEDS), max(SPEEDS)) == (0.25, 4.0)


def test_playing_rests_at_the_end_and_begins_again_with_loop(user: "User") -> None:
    workspace = user.workspace
    duration = workspace.player.timeline.duration
    workspace.player.play()
    user.pass_time(duration + 5)
    assert not workspace.player.playback.is_playing
    assert workspace.player.seconds == duration
    press(user, "loop")
    assert user.window.commands.action("loop").isChecked()
    workspace.player.play()
    user.pass_time(duration + 5)
    assert workspace.player.playback.is_playing
    assert workspace.player.seconds == pytest.approx(5.0)
    press(user, "loop")
    user.pass_time(duration)
    assert not workspace.player.playback.is_playing


# --- the time bar


def test_a_press_goes_there_and_a_drag_scrubs_both_ways(user: "User") -> None:
    workspace, bar = user.workspace, user.window.transport.bar
    duration = workspace.player.timeline.duration
    workspace.player.play()
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, Held.NoModifier, at(bar, duration / 2))
    assert not workspace.player.playback.is_playing
    pixel = bar.seconds_at(11) - bar.seconds_at(10)
    assert workspace.player.seconds == pytest.approx(duration / 2, abs=pixel)
    for share in (0.6, 0.9, 0.2, 0.0):
        user.move(bar, at(bar, share * duration), Qt.MouseButton.LeftButton)
        assert workspace.player.seconds == pytest.approx(share * duration, abs=pixel)
    for x, seconds in ((-500, 0.0), (bar.width() + 500, duration)):
        user.move(bar, QPoint(x, -40), Qt.MouseButton.LeftButton)
        assert workspace.player.seconds == seconds
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, Held.NoModifier, QPoint(10, MIDDLE))


def test_the_pointer_over_the_bar_says_what_is_written_there_and_goes_nowhere(
    user: "User",
) -> None:
    workspace, bar = user.workspace, user.window.transport.bar
    before = workspace.player.seconds
    user.move(bar, at(bar, workspace.player.timeline.phases[2].start + 0.1))
    assert bar.toolTip() == "backward to X: X_grad[1,1]"
    assert workspace.player.seconds == before


@pytest.mark.parametrize("letter", ["M", "K", "N"])
def test_times_and_places_agree_for_every_size(user: "User", letter: str) -> None:
    workspace, bar = user.workspace, user.window.transport.bar
    workspace.edit(resize(workspace.document, **{letter: 9}), "Resize")
    for share in (0.0, 0.3, 1.0):
        seconds = share * workspace.player.timeline.duration
        assert bar.seconds_at(bar.x_at(seconds)) == pytest.approx(seconds)


def test_keys_step_the_time_while_the_bar_has_the_focus(user: "User") -> None:
    workspace, bar = user.workspace, user.window.transport.bar
    bar.setFocus()
    user.key(Key.Key_Home)
    assert workspace.player.seconds == 0.0
    user.key(Key.Key_Right)
    assert workspace.player.seconds == workspace.player.timeline.key_time(1)
    user.key(Key.Key_Left)
    assert workspace.player.seconds == 0.0
    user.key(Key.Key_End)
    assert workspace.player.seconds == workspace.player.timeline.duration
    user.key(Key.Key_Space)
    assert workspace.player.playback.is_playing


def test_the_bar_tells_those_who_listen_where_it_stands(user: "User") -> None:
    bar = user.window.transport.bar
    user.workspace.player.go_to(user.workspace.player.timeline.key_time(2))
    assert "At Y[1,2]" in bar.accessibleDescription()
    user.workspace.player.go_to(0.0)
    assert "At start" in bar.accessibleDescription()


def ticks(user: "User") -> int:
    """Return how many key frames the bar marks."""
    bar = user.window.transport.bar
    user.settle()
    image = bar.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    row = pixels[MIDDLE + 11, : image.width()].astype(int)
    is_line = np.abs(row - np.median(row)) > 8
    return int(np.count_nonzero(is_line[1:] & ~is_line[:-1]))


def test_every_key_frame_has_a_tick_as_long_as_there_is_room(user: "User") -> None:
    assert ticks(user) == user.workspace.player.timeline.steps
    user.workspace.edit(set_layer_bias(user.workspace.document, 0, True), "Add a bias")
    assert ticks(user) == user.workspace.player.timeline.steps
    user.workspace.edit(resize(user.workspace.document, M=20, N=20), "Resize")
    assert ticks(user) < 100


def test_the_bar_shows_how_far_the_time_has_come(user: "User") -> None:
    bar = user.window.transport.bar
    pictures = []
    for share in (0.0, 0.5, 1.0, 0.5):
        user.workspace.player.go_to(share * user.workspace.player.timeline.duration)
        pictures.append(bar.grab().toImage())
    assert pictures[1] == pictures[3]
    assert pictures[0] != pictures[1] != pictures[2]


def test_only_what_changes_on_the_time_bar_is_painted(user: "User") -> None:
    """Painted bit by bit it looks as if it were painted as a whole."""
    bar = user.window.findChild(TimeBar)
    assert bar is not None
    ratio = bar.devicePixelRatioF()
    bitwise = QImage(bar.size() * ratio, QImage.Format.Format_RGB32)
    bitwise.setDevicePixelRatio(ratio)
    bar.render(bitwise)
    painted: list[QRegion] = []

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                painted.append(event.region())
            return False

    watch = Watch()
    workspace, forward = user.workspace, user.workspace.player.timeline.phases[0]
    workspace.player.go_to(forward.start + 0.1)
    user.settle()
    bar.render(bitwise)
    bar.installEventFilter(watch)
    for seconds in (forward.start + 0.4, forward.start + 0.7, forward.start + 0.2):
        painted.clear()
        workspace.player.go_to(seconds)
        user.settle()
        regions = list(painted)
        assert regions
        for region in regions:
            assert region.boundingRect().width() < bar.width() / 2
            bar.render(bitwise, region.boundingRect().topLeft(), region)
        whole = QImage(bitwise.size(), bitwise.format())
        whole.setDevicePixelRatio(ratio)
        bar.render(whole)
        assert bitwise == whole
    painted.clear()
    workspace.player.go_to(workspace.player.timeline.duration)
    user.settle()
    assert any(region.boundingRect() == bar.rect() for region in painted)
