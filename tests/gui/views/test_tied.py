"""Tied weights in the window: each layer keeps to its own share, and is called by its place."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from gradviz.gui.view_bar.choices import fields_of
from gradviz.refs import CellRef
from gradviz.session.looks.choice import OneOf
from gradviz.session.presets.documents import PRESETS

if TYPE_CHECKING:
    from tests.gui.conftest import User

REF = CellRef("W1_grad", 0, 1)


@pytest.fixture
def tied(user: "User") -> "User":
    document = next(preset for preset in PRESETS if preset.id == "tied").document()
    user.workspace.open(document, None)
    user.settle()
    return user


@pytest.mark.parametrize("layer", [0, 1])
def test_a_click_in_a_layers_corner_stays_in_that_layer(tied: "User", layer: int) -> None:
    uses = tied.workspace.passes.uses("W1")
    tied.workspace.foreground.set_focus("W_grad", uses[layer])
    assert tied.workspace.player.is_at_end
    tied.click(REF)
    assert tied.workspace.pinned == REF
    assert not tied.workspace.player.is_at_end
    assert tied.workspace.foreground.layer == uses[layer]
    assert tied.workspace.player.phase.name == "W1_grad"


def test_a_share_is_told_beside_the_whole(tied: "User") -> None:
    passes = tied.workspace.passes
    layer = passes.uses("W1")[-1]
    tied.workspace.foreground.set_focus("W_grad", layer)
    tied.click(REF)  # its share, at the time when it is written
    at = tied.place(REF)
    event = QHelpEvent(QEvent.Type.ToolTip, at, tied.stage.mapToGlobal(at))
    QApplication.sendEvent(tied.stage, event)
    assert QToolTip.text().startswith("W1_grad[1,2] ")
    assert f"The picture shows the share of layer {layer + 1}: " in QToolTip.text()
    QToolTip.hideText()


def test_tied_layers_are_told_apart(tied: "User") -> None:
    uses = [layer + 1 for layer in tied.workspace.passes.uses("W1")]
    (layers,) = (choice for choice in fields_of(tied.workspace, "cube") if choice.name == "layer")
    assert isinstance(layers, OneOf)
    titles = [str(entry.title) for entry in layers.entries]
    assert [f"W1 in layer {use}" for use in uses] == [t for t in titles if "W1" in t]
    view = tied.workspace.view
    titles = [str(view.title(phase)) for phase in tied.workspace.player.timeline.phases]
    assert "W1_grad" not in titles
    assert {f"share of W1_grad, layer {use}" for use in uses} <= set(titles)
