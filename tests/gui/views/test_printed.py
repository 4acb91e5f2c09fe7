"""A picture that is taken home has nothing in it for the hands: no hint, no grip, no button."""

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from gradviz.gui.commands.clipboard import copy_picture
from gradviz.refs import CellRef
from gradviz.render.export import image
from gradviz.scene.marks.frame import Box, Frame, Label
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import THEMES
from gradviz.session.edits import set_cell
from gradviz.session.looks.flow import FlowLook
from gradviz.session.presets.documents import PRESETS

if TYPE_CHECKING:
    from tests.gui.conftest import User

_HANDS = re.compile(
    r"\b(press|space|click|double-click|drag|point at|hover|esc|escape|type|mouse|key)\b", re.I
)
"""Words that tell what to do with mouse and keys."""
VIEWS = {
    **{name: {"view": name} for name in ("jacobian", "race", "adjoint", "steepest", "cube")},
    "derivation": {"view": "derivation"},
    **{
        name: {"view": "flow", "flow": FlowLook(name)}
        for name in ("focus", "triptych", "column", "gradients")
    },
}
STATES = ("plain", "start", "hovered", "pinned", "edited", "muted", "traced", "half-way")
STYLE = Style(1200, 760, THEMES["light"])


def put_into(user: "User", state: str) -> None:
    """Bring the window into a state; in a view that has no such cells it stays as it is."""
    workspace, cell = user.workspace, CellRef("X", 0, 1)
    workspace.player.go_to(
        {"start": 0.0, "half-way": workspace.player.timeline.duration / 2}.get(
            state, workspace.player.timeline.duration
        )
    )
    if state == "hovered":
        workspace.hover(cell)
    elif state == "pinned":
        workspace.pin(cell)
    elif state == "edited":
        workspace.edit(set_cell(workspace.document, cell, 0.25), "Type X[1,2]")
    elif state == "muted":
        workspace.foreground.toggle_sample(1)
    elif state == "traced" and workspace.document.view.view == "flow":
        workspace.tracer.start(cell)
    user.settle()


def words(frame: Frame) -> str:
    return "\n".join(
        "".join(span.text for span in mark.spans) for mark in frame.marks if isinstance(mark, Label)
    )


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("view", VIEWS)
def test_in_every_view_and_every_state(user: "User", view: str, state: str) -> None:
    user.workspace.look_at(**VIEWS[view])
    user.settle()
    put_into(user, state)
    seen = user.window.pictures.frame_for(STYLE)
    taken = seen.printed()
    assert not _HANDS.search(words(taken)), words(taken)
    assert not [mark for mark in taken.marks if isinstance(mark, Box) and mark.for_hands]
    # and it is the very picture otherwise
    assert [mark for mark in seen.marks if mark in taken.marks] == [
        mark for mark in taken.marks if mark in seen.marks
    ]
    assert len(taken.marks) >= len(seen.marks) - 16


@pytest.mark.parametrize("view", ["focus", "race", "adjoint", "steepest", "cube"])
def test_on_the_screen_it_is_there(user: "User", view: str) -> None:
    user.workspace.look_at(**VIEWS[view])
    user.settle()
    put_into(user, "plain")
    seen = user.window.pictures.frame_for(STYLE)
    grips = [mark for mark in seen.marks if isinstance(mark, Box) and mark.for_hands]
    assert grips or _HANDS.search(words(seen))
    assert seen.printed() != seen


def test_the_clipboard_and_files_have_the_picture_as_it_is_printed(user: "User") -> None:
    user.workspace.look_at(view="race")
    user.settle()
    pictures = user.window.pictures
    copy_picture(pictures, user.workspace)
    copied = QApplication.clipboard().image()
    scale = copied.width() / pictures.screen_size().width()
    size = pictures.screen_size()
    frame = pictures.frame_for(user.workspace.style(size.width(), size.height(), 1 / scale))
    assert copied == image(frame.printed(), scale).convertToFormat(copied.format())


@pytest.mark.parametrize("preset", [preset.id for preset in PRESETS])
def test_of_every_preset(user: "User", preset: str) -> None:
    document = next(found for found in PRESETS if found.id == preset).document()
    user.workspace.edit(document, "New")
    for view in VIEWS.values():
        user.workspace.look_at(**view)
        user.settle()
        for state in ("start", "plain", "half-way"):
            put_into(user, state)
            assert not _HANDS.search(words(user.window.pictures.frame_for(STYLE).printed()))


def test_a_muted_sample_is_struck_out_in_a_file_too(user: "User") -> None:
    user.workspace.look_at(view="flow", flow=FlowLook("triptych"))
    user.workspace.foreground.toggle_sample(1)
    user.settle()
    style = Style(1800, 900, THEMES["dark"])
    taken = user.window.pictures.frame_for(style).printed()
    assert "without sample 2" in words(taken)
    user.workspace.look_at(flow=FlowLook("column"))
    user.settle()
    seen = user.window.pictures.frame_for(style)
    buttons = [mark for mark in seen.marks if isinstance(mark, Box) and "sample:" in mark.ref]
    lost = set(words(seen).split("\n")) - set(words(seen.printed()).split("\n"))
    assert len(buttons) == 4
    assert {"1", "3", "4"} <= lost
    assert "2" not in lost
