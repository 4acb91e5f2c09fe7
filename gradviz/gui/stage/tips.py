"""What the pointer is told where it rests on a picture."""

from gradviz.gui.state.workspace import Workspace
from gradviz.language.english import equation
from gradviz.refs import CellRef, share_layer
from gradviz.scene.corner.samples import SAMPLE, share_shown, without_muted
from gradviz.scene.marks.frame import Frame, Point
from gradviz.views.flow.focus import card_at


def tip(workspace: Workspace, frame: Frame, at: Point, ref: CellRef | None) -> str | None:
    """Return what to tell at a point of a picture, at which an entry may be drawn; or None."""
    card = card_at(frame, *at)
    if card is not None:
        is_sample = card.startswith(SAMPLE)
        return _of_sample(workspace, int(card.removeprefix(SAMPLE))) if is_sample else None
    if ref is not None:
        return _of_cell(workspace, ref, frame.hit(*at) or ref)
    grip = workspace.view.grip_at(frame, at)
    return None if grip is None or not grip.told else grip.told


def _of_cell(workspace: Workspace, ref: CellRef, cell: CellRef) -> str:
    """Return what is told of an entry, where a cell of the picture shows it."""
    told = equation(workspace.name(ref), workspace.view.value(ref), 6)
    without = None
    if workspace.document.view.view == "flow":  # other views leave no sample out
        without = without_muted(
            workspace.passes,
            ref,
            workspace.foreground.muted,
            workspace.notation,
            share_layer(cell),
        )
    share = share_shown(workspace.passes, cell)
    if without is None and share is not None:
        told += f"\n{share}"
    if without is not None:
        told += f"\n{without}"
    if workspace.view.given(ref) is not None:
        told += "\nDrag up or down, or double-click, to change it"
    return told


def _of_sample(workspace: Workspace, sample: int) -> str:
    """Return what a click on a sample does."""
    shown = workspace.notation.count(sample)
    if sample in workspace.foreground.muted:
        return f"Click to put sample {shown} back"
    return f"Click to leave sample {shown} out of the gradients of W and b"
