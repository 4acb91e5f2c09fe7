"""What the pointer is told where it rests on a picture."""

from gradviz.gui.state.workspace import Workspace
from gradviz.language.english import named_value
from gradviz.messages.message import Message, Text, joined, say
from gradviz.refs import share_layer
from gradviz.scene.corner.samples import share_shown, without_muted
from gradviz.views.targets import Cell, Link, Target, ToSample
from gradviz.views.view import Grip


def tip(workspace: Workspace, target: Target) -> Text | None:
    """Return what to tell of what is under the pointer, or None."""
    match target:
        case Link(ToSample(sample)):
            return _of_sample(workspace, sample)
        case Cell():
            return _of_cell(workspace, target)
        case Grip(told=told) if told:
            return told
    return None


def _of_cell(workspace: Workspace, cell: Cell) -> Message:
    """Return what is told of an entry, where a cell of the picture shows it."""
    lines: list[Text] = [named_value(workspace.name(cell.ref), workspace.view.value(cell.ref), 6)]
    without = None
    if workspace.document.view.view == "flow":  # other views leave no sample out
        without = without_muted(
            workspace.passes,
            cell.ref,
            workspace.foreground.muted,
            workspace.notation,
            share_layer(cell.drawn),
        )
    share = share_shown(workspace.passes, cell.drawn)
    if without is None and share is not None:
        lines.append(share)
    if without is not None:
        lines.append(without)
    if cell.given is not None:
        lines.append(say("Drag up or down, or double-click, to change it"))
    return joined(lines, "\n")


def _of_sample(workspace: Workspace, sample: int) -> Message:
    """Return what a click on a sample does."""
    shown = workspace.notation.count(sample)
    if sample in workspace.foreground.muted:
        return say("Click to put sample {n} back", n=shown)
    return say("Click to leave sample {n} out of the gradients of W and b", n=shown)
