"""What is under a point of a picture: a cell, a link, a grip, or nothing."""

import pytest

from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Box, Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import example
from gradviz.session.edits import set_view
from gradviz.session.looks.choices import ViewName
from gradviz.session.looks.flow import FlowLook
from gradviz.session.presets.networks import NETWORK_PRESETS
from gradviz.views.targets import (
    Cell,
    Link,
    ToCorner,
    ToLayer,
    ToSample,
    ToTime,
    entry_of,
    place_of,
    target_at,
)
from gradviz.views.view import Grip, View
from tests.views.drawing import frame_of, viewed
from tests.views.test_resting import LOOKS, view_called
from tests.views.test_still import some_cells

STYLE = Style(1200.0, 800.0)
W11, Y13 = CellRef("W", 0, 0), CellRef("Y", 0, 2)


def of(view: ViewName) -> View:
    return viewed(set_view(example(), view=view))


def picture(view: View) -> Frame:
    return frame_of(view, view.opening, STYLE)


def middle(view: View, frame: Frame, ref: CellRef) -> tuple[float, float]:
    place = place_of(view, frame, ref)
    assert place is not None
    return place[0] + place[2] / 2, place[1] + place[3] / 2


def boxes(frame: Frame, ref: str) -> list[Box]:
    return [mark for mark in frame.marks if isinstance(mark, Box) and mark.ref.startswith(ref)]


def corner_of(box: Box) -> tuple[float, float]:
    """Return a point of a box where no cell is drawn."""
    return box.x + 2.0, box.y + 2.0


@pytest.mark.parametrize("name", LOOKS)
def test_what_is_drawn_somewhere_is_found_there(name: str) -> None:
    view = view_called(name)
    frame = frame_of(view, view.opening, STYLE)
    for ref in some_cells(view):
        place = place_of(view, frame, ref)
        if place is not None:
            at = place[0] + place[2] / 2, place[1] + place[3] / 2
            found = entry_of(target_at(view, frame, at))
            assert found == ref or found in map(view.entry, view.cells(ref)) or _is_covered(view)


def _is_covered(view: View) -> bool:
    """Tell whether something may be drawn over cells: faces of the box, what is enlarged."""
    return view.document.view.view == "cube"


def test_a_cell_says_what_can_be_changed_there() -> None:
    view = of("flow")
    frame = frame_of(view, view.opening, STYLE, focus="Y")
    given = target_at(view, frame, middle(view, frame, W11))
    assert given == Cell(W11, W11, W11)
    made = target_at(view, frame, middle(view, frame, Y13))
    assert made == Cell(Y13, Y13)


def test_small_corners_are_links_whatever_is_drawn_in_them() -> None:
    view = of("flow")
    frame = picture(view)
    for box in boxes(frame, "pane:"):
        assert target_at(view, frame, corner_of(box)) == Link(ToCorner(box.ref[5:]))  # type: ignore[arg-type]  # a name of a corner
    card = boxes(frame, "pane:Y")[0]
    points = [
        (card.x + x, card.y + y) for x in range(0, int(card.width), 3) for y in range(0, 90, 3)
    ]
    found = [target_at(view, frame, at) for at in points if frame.hit(*at) is not None]
    assert found
    assert all(isinstance(target, Link) and target.cell is not None for target in found)


def test_the_rail_leads_to_layers_and_samples_can_be_left_out() -> None:
    document = next(preset for preset in NETWORK_PRESETS if preset.id == "classifier").document()
    view = viewed(document)
    frame = picture(view)
    for n, box in enumerate(boxes(frame, "layer:")):
        assert target_at(view, frame, corner_of(box)) == Link(ToLayer(n))
    column = viewed(set_view(example(), flow=FlowLook("column")))
    frame = picture(column)
    assert boxes(frame, "sample:")
    for box in boxes(frame, "sample:"):
        assert target_at(column, frame, corner_of(box)) == Link(ToSample(int(box.ref[7:])))


def test_headings_of_the_derivation_lead_to_times() -> None:
    view = of("derivation")
    frame = picture(view)
    points = [(40.0, y) for y in range(0, 800, 5)]
    found = {target_at(view, frame, at) for at in points}
    times = {link.to.seconds for link in found if isinstance(link, Link) and _is_time(link)}  # type: ignore[union-attr]  # it is a time
    assert len(times) >= 4
    assert times <= {view.timeline.key_time(key) for key in range(view.timeline.steps + 1)}


def _is_time(link: Link) -> bool:
    return isinstance(link.to, ToTime)


def test_grips_are_found_beside_cells_and_under_them() -> None:
    box = of("cube")
    frame = picture(box)
    assert isinstance(target_at(box, frame, (5.0, 5.0)), Grip)
    cell = target_at(box, frame, middle(box, frame, CellRef("X", 0, 0)))
    assert isinstance(cell, Cell)
    assert cell.grip is not None
    race = of("race")
    frame = picture(race)
    size = boxes(frame, "size:")[0]
    grip = target_at(race, frame, (size.x + size.width / 2, size.y + size.height / 2))
    assert isinstance(grip, Grip)
    assert grip.name == "0"
    assert target_at(race, frame, (5.0, 795.0)) is None


def test_j_is_ground_on_which_an_enlarged_picture_is_moved() -> None:
    view = of("jacobian")
    frame = picture(view)
    J = next(mark for mark in frame.marks if getattr(mark, "ref", "") == "J")
    place = J.cell(0, 0)  # type: ignore[union-attr]  # cells
    assert place is not None
    target = target_at(view, frame, (place[0] + place[2] / 2, place[1] + place[3] / 2))
    assert isinstance(target, Cell)
    assert target.is_ground
    assert target.given == W11


@pytest.mark.parametrize("view", ["flow", "jacobian", "adjoint", "derivation", "race"])
def test_beside_everything_there_is_nothing(view: ViewName) -> None:
    shown = of(view)
    assert target_at(shown, picture(shown), (1.0, 799.0)) is None
    assert entry_of(None) is None
