"""Undo in every view: what is looked at may be gone with the step."""

from collections.abc import Callable
from typing import TYPE_CHECKING, get_args

import pytest
from PySide6.QtCore import Qt

from gradviz.refs import CellRef
from gradviz.session import layers
from gradviz.session.document import Document
from gradviz.session.looks.choices import ViewName
from gradviz.session.sizes import SAMPLES, resized

if TYPE_CHECKING:
    from tests.gui.conftest import User

NAMES: tuple[ViewName, ...] = get_args(ViewName)
GROWN: dict[str, Callable[[Document], Document]] = {
    "layers": lambda d: layers.add_layer(layers.add_layer(d, 1, "relu"), 2, "linear"),
    "samples": lambda d: resized(d, {SAMPLES: 9}),
    "inputs": lambda d: resized(d, {0: 9}),
    "a bias": lambda d: layers.set_layer_bias(d, 0, True),
}


@pytest.mark.parametrize("view", NAMES)
@pytest.mark.parametrize("what", list(GROWN))
def test_what_is_looked_at_may_go_with_an_undone_step(
    user: "User", view: ViewName, what: str
) -> None:
    """Cube, a new layer, Ctrl+Z once ended the window: the cube stood on the layer that went."""
    workspace, before = user.workspace, user.workspace.document
    workspace.look_at(view=view)
    workspace.edit(GROWN[what](workspace.document), "Grow")
    grown = workspace.document
    for layer in range(len(grown.network.layers)):
        workspace.foreground.show_layer(layer)
        user.settle()
    for name in ("jacobian", "steepest"):
        choices = getattr(grown.view, name)
        workspace.look_at(**{name: type(choices)(sample=grown.N - 1)})
    if what == "a bias":
        workspace.look_at(jacobian=type(grown.view.jacobian)(wrt="b"))
    for name in workspace.passes.names:
        if workspace.view.has(last := _last(user, name)):
            workspace.pin(last)
    user.settle()

    user.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    user.settle()
    user.window.grab()
    assert workspace.document.network is before.network
    assert workspace.pinned is None or workspace.view.has(workspace.pinned)

    user.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    user.settle()
    user.window.grab()
    assert workspace.document.network is grown.network


def _last(user: "User", name: str) -> CellRef:
    rows, cols = user.workspace.passes.matrix(name).shape
    return CellRef(name, rows - 1, cols - 1)


@pytest.mark.parametrize("view", NAMES)
def test_a_whole_history_is_undone_in_every_view(user: "User", view: ViewName) -> None:
    workspace, first = user.workspace, user.workspace.document
    for grow in GROWN.values():
        workspace.edit(grow(workspace.document), "Grow")
    workspace.look_at(view=view)
    workspace.foreground.show_layer(2)
    while workspace.undo_stack.canUndo():
        workspace.undo_stack.undo()
        user.settle()
    assert workspace.document.network is first.network
    assert workspace.document.X is first.X
