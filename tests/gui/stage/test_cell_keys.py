"""The cells of the picture without a mouse: go, see, edit."""

from collections.abc import Callable
from typing import TYPE_CHECKING, get_args

import pytest
from PySide6.QtCore import Qt

from gradviz.engine.layers import Activation
from gradviz.engine.network import Network
from gradviz.gui.explanation.inspector import Inspector
from gradviz.refs import CellRef
from gradviz.session.document import example, network_document
from gradviz.session.looks.choices import ViewName
from gradviz.session.presets.documents import PRESETS

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier


def alt(user: "User", *keys: Qt.Key) -> CellRef | None:
    for key in keys:
        user.key(key, Held.AltModifier)
    pinned = user.workspace.pinned
    assert pinned is None or isinstance(pinned, CellRef)
    return pinned


def test_alt_and_arrows_go_from_cell_to_cell_and_over_edges(user: "User") -> None:
    before = user.workspace.player.seconds
    user.workspace.pin(CellRef("Y", 0, 0))
    assert alt(user, Key.Key_Right) == CellRef("Y", 0, 1)
    assert alt(user, Key.Key_Down) == CellRef("Y", 1, 1)
    assert alt(user, Key.Key_Up, Key.Key_Up) == CellRef("X", 2, 1)
    assert alt(user, Key.Key_Down, Key.Key_Left, Key.Key_Left) == CellRef("W", 0, 2)
    assert user.workspace.player.seconds == before


def test_the_first_press_begins_where_the_pointer_is_or_at_the_first_cell(user: "User") -> None:
    first = alt(user, Key.Key_Right)
    assert first is not None
    assert (first.row, first.col) == (0, 0)
    user.workspace.pin(None)
    user.workspace.hover(CellRef("X", 1, 2))
    assert alt(user, Key.Key_Right) == CellRef("X", 1, 2)


def test_alt_and_page_keys_reach_every_matrix_and_make_it_large(user: "User") -> None:
    names = user.workspace.passes.names
    seen = []
    for _ in names:
        ref = alt(user, Key.Key_PageDown)
        assert ref is not None
        seen.append(ref.name)
        place = user.stage.place_of(ref)
        assert place is None or place.width() > 30, ref  # T has no place of its own
    assert set(seen) == set(names)
    back = alt(user, Key.Key_PageUp)
    assert back is not None
    assert back.name == seen[-2]


def test_enter_edits_what_can_be_edited(user: "User") -> None:
    user.workspace.pin(CellRef("W", 0, 0))
    assert alt(user, Key.Key_Right) == CellRef("W", 0, 1)
    user.key(Key.Key_Return)
    assert user.stage.editor.isVisible()
    user.type("7")
    user.key(Key.Key_Return)
    assert user.workspace.document.W[0, 1] == 7.0


def test_enter_goes_to_the_step_that_writes_any_other_cell(user: "User") -> None:
    ref = CellRef("X_grad", 1, 0)
    user.workspace.pin(ref)
    user.key(Key.Key_Return)
    assert user.workspace.player.seconds == user.workspace.player.timeline.time_of(ref)
    assert not user.workspace.player.playback.is_playing


def test_what_is_gone_to_is_explained(user: "User") -> None:
    user.workspace.pin(CellRef("Y", 0, 0))
    alt(user, Key.Key_Right)
    user.settle()
    inspector = user.window.findChild(Inspector)
    assert isinstance(inspector, Inspector)
    assert inspector.explanation is not None
    assert inspector.explanation.ref == CellRef("Y", 0, 1)


@pytest.mark.parametrize("key", [Key.Key_Left, Key.Key_Right])
def test_arrows_alone_still_step_the_time(user: "User", key: Qt.Key) -> None:
    user.workspace.pin(CellRef("Y", 0, 1))
    middle = user.workspace.player.timeline.key_time(5)
    user.workspace.player.go_to(middle)
    user.key(key)
    assert user.workspace.pinned == CellRef("Y", 0, 1)
    assert user.workspace.player.seconds != middle


@pytest.mark.parametrize("view", get_args(ViewName))
@pytest.mark.parametrize("document", ["example", "relu", "no product"])
def test_keys_do_what_a_view_can_with_a_cell_that_it_does_not_show(
    opened: "Callable[..., User]", view: ViewName, document: str
) -> None:
    """A cell of X, chosen in Flow, is none of the adjoint exhibit's; a race shows none at all."""
    made = {
        "example": example,
        "relu": next(preset for preset in PRESETS if preset.id == "relu").document,
        "no product": lambda: network_document(Network((Activation("relu"),)), [[1.0, -2.0]]),
    }[document]()
    user = opened(made)
    workspace = user.workspace
    for name in workspace.passes.names:
        workspace.look_at(view="flow")
        workspace.pin(CellRef(name, 0, 0))
        workspace.look_at(view=view)
        user.stage.setFocus()
        for key in (Key.Key_PageDown, Key.Key_PageUp, Key.Key_Right, Key.Key_Down):
            pinned = alt(user, key)
            assert pinned is None or workspace.view.has(pinned)
        user.key(Key.Key_Return)
        user.key(Key.Key_Escape)
    for name in workspace.view.names:
        entry = workspace.view.entry(CellRef(name, 0, 0))
        assert workspace.view.has(entry), f"{view} names {name}, and has none"
