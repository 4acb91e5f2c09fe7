"""The workspace: undo is exact, time is arithmetic, signals tell what changed."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gradviz.gui.state.settings import Settings
from gradviz.gui.state.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.scene.marks.theme import DARK, LIGHT
from gradviz.session import edits
from gradviz.session.document import Document, example
from gradviz.session.files.file import to_json
from gradviz.session.layers import add_layer, set_layer_bias


class Clock:
    """A clock that runs when it is told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(qapp: object, clock: Clock) -> Workspace:
    return Workspace(example(), Settings(), clock)


def random_edit(document: Document, rng: np.random.Generator) -> Document:
    kind = rng.integers(6)
    if kind == 0:
        size = {str(rng.choice(["M", "K", "N"])): int(rng.integers(1, 6))}
        return edits.resize(document, **size)
    if kind == 1:
        return set_layer_bias(document, 0, bool(rng.integers(2)))
    if kind == 2:
        losses = ["sum", "squared_error", "mse", "cross_entropy", "seed"]
        return edits.set_loss(document, losses[rng.integers(5)])
    if kind == 3:
        return edits.fill(document, str(rng.choice(["W", "X"])), "normal", int(rng.integers(99)))
    name = str(rng.choice(["W", "X"]))
    values = document.W if name == "W" else document.X
    ref = CellRef(name, int(rng.integers(values.shape[0])), int(rng.integers(values.shape[1])))
    odd = [np.nan, np.inf, -0.0, 1e-300, float(rng.normal())]
    return edits.set_cell(document, ref, odd[rng.integers(5)])


def test_undo_all_the_way_gives_the_first_document_bit_for_bit(workspace: Workspace) -> None:
    rng = np.random.default_rng(11)
    first, text = workspace.document, to_json(workspace.document)
    stack = workspace.undo_stack
    for n in range(10_000):
        turn = rng.random()
        if turn < 0.2 and stack.canUndo():
            stack.undo()
        elif turn < 0.3 and stack.canRedo():
            stack.redo()
        else:
            merge = ("drag", n // 7) if turn > 0.8 else None
            workspace.edit(random_edit(workspace.document, rng), "Edit", merge)
    last = to_json(workspace.document)
    while stack.canUndo():
        stack.undo()
    assert workspace.document is first
    assert to_json(workspace.document) == text
    while stack.canRedo():
        stack.redo()
    assert to_json(workspace.document) == last


def test_a_stroke_is_one_step(workspace: Workspace) -> None:
    first = workspace.document
    for value in (3.0, 4.0, 5.0):
        new = edits.set_cell(workspace.document, CellRef("W", 0, 0), value)
        workspace.edit(new, "Drag W[1,1]", merge=("drag", 1))
    workspace.edit(
        edits.set_cell(workspace.document, CellRef("W", 0, 0), 6.0), "Drag", merge=("drag", 2)
    )
    assert workspace.undo_stack.count() == 2
    workspace.undo_stack.undo()
    assert workspace.document.W[0, 0] == 5.0
    workspace.undo_stack.undo()
    assert workspace.document is first


def test_an_edit_that_changes_nothing_is_no_step(workspace: Workspace) -> None:
    workspace.edit(workspace.document, "Nothing")
    assert not workspace.undo_stack.canUndo()
    assert not workspace.saved.is_modified


def test_edits_tell_what_changed_and_mark_the_file(workspace: Workspace, qtbot: QtBot) -> None:
    old = workspace.document
    with qtbot.waitSignal(workspace.document_changed) as caught:
        workspace.edit(edits.set_cell(old, CellRef("W", 0, 0), 9.0), "Type W[1,1]")
    told_old, told_new = caught.args or []
    assert told_old is old
    assert told_new is workspace.document
    assert told_new.X is old.X
    assert workspace.saved.is_modified
    assert workspace.passes.W[0, 0] == 9.0
    workspace.undo_stack.undo()
    assert not workspace.saved.is_modified


def test_playing_follows_the_clock_and_stops_at_the_end(
    workspace: Workspace, clock: Clock, qtbot: QtBot
) -> None:
    workspace.player.play()
    clock.now += 3.0
    assert workspace.player.seconds == 3.0
    clock.now += 1000.0
    qtbot.waitUntil(lambda: not workspace.player.playback.is_playing)
    assert workspace.player.seconds == workspace.player.timeline.duration


def test_steps_land_on_key_frames(workspace: Workspace) -> None:
    workspace.played.step(1)
    workspace.played.step(1)
    assert workspace.player.timeline.key_at(workspace.player.seconds) == 2
    workspace.played.step(-1)
    assert workspace.player.seconds == workspace.player.timeline.key_time(1)
    workspace.player.go_to_end(1)
    assert workspace.player.seconds == workspace.player.timeline.duration
    workspace.player.go_to_end(-1)
    assert workspace.player.seconds == 0.0


def test_reduced_motion_shows_key_frames_only(workspace: Workspace, clock: Clock) -> None:
    workspace.appearance.set_settings(Settings(reduced_motion="on"))
    workspace.player.play()
    clock.now += workspace.player.timeline.key_time(3) + 0.2
    assert workspace.player.seconds == workspace.player.timeline.key_time(3)
    workspace.player.pause()


def test_resizing_keeps_the_rest_at_rest_and_forgets_cells_that_are_gone(
    workspace: Workspace,
) -> None:
    workspace.player.go_to_end(1)
    workspace.pin(CellRef("X", 2, 3))
    workspace.edit(edits.resize(workspace.document, K=2), "Resize")
    assert workspace.player.seconds == workspace.player.timeline.duration
    assert workspace.pinned is None


def test_a_chosen_corner_stays_large_until_the_playing_goes_on_to_another_phase(
    workspace: Workspace, clock: Clock, qtbot: QtBot
) -> None:
    workspace.player.play()
    workspace.foreground.set_focus("W_grad")
    assert workspace.foreground.focus == "W_grad"
    clock.now += workspace.player.timeline.phases[1].start + 0.1
    qtbot.waitUntil(lambda: workspace.foreground.focus is None)
    workspace.player.pause()


def test_the_theme_follows_the_choice(workspace: Workspace) -> None:
    workspace.appearance.set_settings(Settings(theme="light"))
    assert workspace.theme is LIGHT
    workspace.appearance.set_settings(Settings(theme="dark"))
    assert workspace.theme is DARK


def test_a_pinned_cell_whose_name_is_gone_is_let_go(workspace: Workspace) -> None:
    """With a second layer Y is called Y2, though passes still know what "Y" means."""
    workspace.pin(CellRef("Y", 0, 0))
    workspace.edit(add_layer(workspace.document, 1, "relu"), "Add")
    assert workspace.pinned is None
