"""What is clicked is what Play plays, at the end of the film as elsewhere; and where it rests."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from gradviz.gui.playing.timebar import TimeBar
from gradviz.scene.marks.frame import Box
from gradviz.session.edits import set_view
from gradviz.session.looks.choices import VIEWS
from gradviz.session.looks.flow import FlowLook
from gradviz.session.presets.networks import NETWORK_PRESETS
from gradviz.timeline.phase import Phase
from gradviz.views.flow.focus import pane_of
from gradviz.views.flow.strip import PANES

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
LEFT = Qt.MouseButton.LeftButton
TITLE, TRACK = 8, 26  # y of the time bar
LOOKS = [("flow", arrangement) for arrangement in ("focus", "triptych", "column", "gradients")]
LOOKS += [(view, "focus") for view in VIEWS[1:]]


def bar_of(user: "User") -> TimeBar:
    bar = user.window.transport.bar
    assert isinstance(bar, TimeBar)
    return bar


def click_box(user: "User", ref: str) -> None:
    """Click the middle of a card, or of the heading of a step."""
    user.settle()
    box = next(m for m in user.stage.frame().marks if isinstance(m, Box) and m.ref == ref)
    at = QPoint(round(box.x + box.width / 4), round(box.y + box.height / 2))
    QTest.mouseClick(user.stage, LEFT, Held.NoModifier, at)
    user.settle()


def click_title(user: "User", phase: Phase) -> bool:
    """Click the name of a phase in the time bar; tell whether there is room for it."""
    bar = bar_of(user)
    start, end = bar.x_at(phase.start), bar.x_at(phase.end)
    at = QPoint(round(start + 6), TITLE)
    user.move(bar, at)
    is_link = bar.cursor().shape() == Qt.CursorShape.PointingHandCursor
    if is_link:
        assert end - start > 20
        QTest.mouseClick(bar, LEFT, Held.NoModifier, at)
        user.settle()
    return is_link


def play_by(user: "User", way: str) -> None:
    if way == "space":
        user.stage.setFocus()
        user.key(Key.Key_Space)
        return
    action = user.window.commands.action("play")
    buttons = user.window.transport.findChildren(QToolButton)
    QTest.mouseClick(next(b for b in buttons if b.defaultAction() is action), LEFT)


def cards(user: "User") -> list[str]:
    boxes = [mark for mark in user.stage.frame().marks if isinstance(mark, Box)]
    return [box.ref for box in boxes if box.ref.startswith("pane:")]


# --- cards


@pytest.mark.parametrize("way", ["space", "button"])
@pytest.mark.parametrize("pane", PANES)
def test_a_card_that_is_clicked_at_the_end_is_what_plays(user: "User", pane: str, way: str) -> None:
    player = user.workspace.player
    click_box(user, f"pane:{pane}")
    assert player.is_at_end, "all numbers stay to be seen"
    assert not player.playback.is_playing
    phase = next(p for p in player.timeline.phases if pane_of(p.role) == pane)
    assert player.chosen == phase
    play_by(user, way)
    user.pass_time(0.02)
    assert player.phase == phase
    assert user.workspace.foreground.focus == pane, "its corner stays the large one"
    seen = phase.start
    while player.phase == phase and player.playback.is_playing:
        assert seen <= player.seconds
        seen = player.seconds
        user.pass_time(0.4)
    assert player.seconds >= phase.end


def test_after_the_film_has_run_to_its_end_play_starts_over(user: "User") -> None:
    player = user.workspace.player
    click_box(user, "pane:W_grad")
    play_by(user, "space")
    user.pass_time(player.timeline.duration)
    assert player.is_at_end
    assert not player.playback.is_playing
    assert player.chosen is None
    play_by(user, "space")
    user.pass_time(0.5)
    assert player.seconds == pytest.approx(0.5)
    assert player.phase.role == "Y"


@pytest.mark.parametrize("pane", PANES)
def test_shift_space_plays_the_card_backwards(user: "User", pane: str) -> None:
    player = user.workspace.player
    click_box(user, f"pane:{pane}")
    phase = player.chosen
    assert phase is not None
    user.stage.setFocus()
    user.key(Key.Key_Space, Held.ShiftModifier)
    assert player.seconds == phase.end
    user.pass_time(0.3)
    assert player.phase == phase
    assert player.seconds == pytest.approx(phase.end - 0.3)


@pytest.mark.parametrize("pane", PANES)
def test_stepping_sets_out_from_the_card(user: "User", pane: str) -> None:
    player = user.workspace.player
    for key, wanted in ((Key.Key_Right, 1), (Key.Key_Left, -1)):
        user.workspace.player.go_to_end(1)
        click_box(user, f"pane:{pane}")
        phase = player.chosen
        assert phase is not None
        user.stage.setFocus()
        user.key(key)
        step = phase.first + (1 if wanted > 0 else phase.count - 1)
        assert player.seconds == player.timeline.key_time(step)


def test_an_edit_leaves_what_is_chosen(user: "User") -> None:
    from gradviz.refs import CellRef
    from gradviz.session.edits import resize, set_cell

    click_box(user, "pane:X_grad")
    document = user.workspace.document
    user.workspace.edit(set_cell(document, CellRef("W", 0, 0), 7.0), "Type")
    user.workspace.edit(resize(user.workspace.document, N=6), "Resize")
    user.settle()
    play_by(user, "space")
    user.pass_time(0.02)
    assert user.workspace.player.phase.role == "X_grad"


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_a_layer_of_the_rail_is_what_plays(user: "User", layer: int) -> None:
    document = next(p for p in NETWORK_PRESETS if p.id == "classifier").document()
    user.workspace.open(document, None)
    click_box(user, f"layer:{layer}")
    play_by(user, "space")
    user.pass_time(0.02)
    assert (user.workspace.player.phase.layer, user.workspace.player.phase.role) == (layer, "Y")
    for card in [each for each in cards(user) if not each.endswith(":Y_grad")]:
        user.workspace.player.pause()
        user.workspace.player.go_to_end(1)
        user.workspace.foreground.show_layer(layer)
        click_box(user, card)
        play_by(user, "space")
        user.pass_time(0.02)
        phase = user.workspace.player.phase
        assert (f"pane:{pane_of(phase.role)}", phase.layer) == (card, layer)


# --- phases in the time bar, and the steps of a derivation


@pytest.mark.parametrize(("view", "arrangement"), LOOKS)
@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_a_phase_whose_name_is_clicked_is_what_plays(
    user: "User", view: str, arrangement: str, share: float
) -> None:
    user.workspace.open(
        set_view(user.workspace.document, view=view, flow=FlowLook(arrangement)), None
    )
    user.settle()
    player, clicked = user.workspace.player, 0
    for phase in player.timeline.phases:
        player.pause()
        player.go_to(share * player.timeline.duration)
        if not click_title(user, phase):
            continue
        clicked += 1
        assert player.seconds == phase.begun
        assert player.phase == phase
        play_by(user, "button")
        user.pass_time(min(0.02, phase.step / 2))
        assert player.phase == phase
    assert clicked >= 2


def test_a_name_in_the_time_bar_can_be_dragged_from_too(user: "User") -> None:
    bar, player = bar_of(user), user.workspace.player
    phase = player.timeline.phases[2]
    start = QPoint(round(bar.x_at(phase.start)) + 6, TITLE)
    user.drag(bar, start, [start + QPoint(2, 0)])
    assert player.seconds == phase.begun, "a hand that trembles"
    user.drag(bar, start, [start + QPoint(80, 0)])
    assert player.seconds == player.timeline.settled(bar.seconds_at(start.x() + 80))


@pytest.mark.parametrize("way", [1, -1])
def test_a_step_of_a_derivation_that_is_clicked_is_what_plays(user: "User", way: int) -> None:
    user.workspace.look_at(view="derivation")
    user.settle()
    player = user.workspace.player
    headings = [mark.ref for mark in user.stage.frame().marks if isinstance(mark, Box) and mark.ref]
    assert len(headings) >= 5
    for heading in headings:
        player.pause()
        player.go_to_end(1)
        click_box(user, heading)
        phase = player.chosen
        assert phase is not None
        assert player.seconds == phase.end, "the step is seen as it is complete"
        user.stage.setFocus()
        user.key(Key.Key_Space, Held.NoModifier if way > 0 else Held.ShiftModifier)
        user.pass_time(0.1)
        assert player.phase == phase
        started = phase.begun if way > 0 else phase.end
        assert player.seconds == pytest.approx(started + way * 0.1)


def test_what_plays_next_is_marked_in_the_time_bar(user: "User") -> None:
    bar = bar_of(user)
    plain = bar.grab().toImage()
    click_box(user, "pane:X_grad")
    assert bar.grab().toImage() != plain
    user.workspace.player.go_to_end(1)
    user.settle()
    assert user.workspace.player.chosen is None


# --- where a chosen time rests


@pytest.mark.parametrize(("view", "arrangement"), LOOKS)
def test_a_time_that_is_dragged_to_shows_its_fade_and_then_rests_beside_it(
    user: "User", view: str, arrangement: str
) -> None:
    user.workspace.open(
        set_view(user.workspace.document, view=view, flow=FlowLook(arrangement)), None
    )
    user.settle()
    bar, player = bar_of(user), user.workspace.player
    for x in range(10, bar.width() - 10, 37):
        at = QPoint(x, TRACK)
        QTest.mousePress(bar, LEFT, Held.NoModifier, at)
        assert player.seconds == pytest.approx(bar.seconds_at(x))
        QTest.mouseRelease(bar, LEFT, Held.NoModifier, at)
        assert player.seconds == player.timeline.settled(bar.seconds_at(x))


def test_a_pause_in_the_middle_of_a_fade_rests_beside_it(user: "User") -> None:
    player = user.workspace.player
    start = player.timeline.phases[2].start
    for since, rest in ((0.1, 0.0), (0.2, 0.3)):
        player.go_to(start - 1.0)
        player.play()
        user.pass_time(1.0 + since)
        user.stage.setFocus()
        user.key(Key.Key_Space)
        assert not player.playback.is_playing
        assert player.seconds == pytest.approx(start + rest)


def test_a_picture_taken_while_it_plays_is_not_of_a_fade(user: "User") -> None:
    player, workspace = user.workspace.player, user.workspace
    start = player.timeline.phases[2].start
    style = workspace.style(900, 640)
    player.go_to(start)
    at_rest = workspace.picture(style, is_pointed=False)
    player.go_to(start - 1.0)
    player.play()
    user.pass_time(1.1)
    assert player.playback.is_playing
    taken = workspace.picture(style, is_pointed=False)
    assert [mark.opacity for mark in taken.marks] == [mark.opacity for mark in at_rest.marks]
    assert [mark.opacity for mark in workspace.picture(style).marks] != [
        mark.opacity for mark in taken.marks
    ]
