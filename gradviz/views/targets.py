"""What is under a point of a picture, decided once for all that can be done there."""

from dataclasses import dataclass
from typing import TypeAlias

from gradviz.refs import CellRef
from gradviz.scene.corner.pane import PaneName
from gradviz.scene.corner.samples import SAMPLE
from gradviz.scene.marks.frame import Cells, Frame, Point, Quad
from gradviz.views.flow.rail import RAIL
from gradviz.views.flow.strip import PANES, card_at
from gradviz.views.view import Grip, View


@dataclass(frozen=True, slots=True)
class Cell:
    """An entry of a matrix.

    Attributes
    ----------
    ref : CellRef
        The entry.
    drawn : CellRef
        The cell of the picture that shows it.
    given : CellRef or None
        What is edited there.
    is_ground : bool
        Whether dragging it moves an enlarged picture.
    grip : Grip or None
        What is dragged from there besides numbers.
    """

    ref: CellRef
    drawn: CellRef
    given: CellRef | None = None
    is_ground: bool = False
    grip: Grip | None = None


@dataclass(frozen=True, slots=True)
class ToCorner:
    """A click makes a corner the large one."""

    name: PaneName


@dataclass(frozen=True, slots=True)
class ToLayer:
    """A click shows a layer, counted from 0."""

    layer: int


@dataclass(frozen=True, slots=True)
class ToSample:
    """A click leaves a sample out of the gradients, or puts it back."""

    sample: int


@dataclass(frozen=True, slots=True)
class ToTime:
    """A click goes to a time, seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Link:
    """Something that is clicked to go elsewhere.

    Attributes
    ----------
    to : ToCorner, ToLayer, ToSample or ToTime
    cell : Cell or None
        An entry that is drawn there, small: it can be pointed at, but not dragged.
    """

    to: ToCorner | ToLayer | ToSample | ToTime
    cell: Cell | None = None


CellPlace: TypeAlias = tuple[float, float, float, float]
"""Left, top, width and height of a cell, scene units."""
Target: TypeAlias = Cell | Link | Grip | None
"""What is under a point, if there is anything."""


def target_at(view: View, frame: Frame, at: Point) -> Target:
    """Return what is under a point of a picture of a view."""
    cell = _cell_at(view, frame, at)
    card = card_at(frame, *at)
    if card is not None:
        return Link(_leads_to(card), cell)
    seconds = view.time_at(frame, at)
    if seconds is not None:
        return Link(ToTime(seconds), cell)
    return view.grip_at(frame, at) if cell is None else cell


def entry_of(target: Target) -> CellRef | None:
    """Return the entry that is drawn in a target, or None."""
    match target:
        case Cell(ref) | Link(_, Cell(ref)):
            return ref
    return None


def _cell_at(view: View, frame: Frame, at: Point) -> Cell | None:
    drawn = frame.hit(*at)
    if drawn is None:
        return None
    ref = view.entry(drawn)
    return Cell(ref, drawn, view.given(ref), view.is_dragged_along(ref), view.grip_at(frame, at))


def _leads_to(card: str) -> ToCorner | ToLayer | ToSample:
    """Return what a click on a mark leads to, of which `card` is the ref."""
    if card.startswith(SAMPLE):
        return ToSample(int(card.removeprefix(SAMPLE)))
    if card.startswith(RAIL):
        return ToLayer(int(card.removeprefix(RAIL)))
    return ToCorner(next(name for name in PANES if card.endswith(f":{name}")))


def place_of(view: View, frame: Frame, ref: CellRef) -> CellPlace | None:
    """Return where an entry is drawn largest in a picture of a view, or None."""
    wanted = view.cells(ref)
    places = [
        place
        for mark in frame.marks
        if isinstance(mark, Cells | Quad)
        for cell in wanted
        if mark.ref == cell.name and (place := mark.cell(cell.row, cell.col)) is not None
    ]
    return max(places, key=lambda place: place[2], default=None)
