"""The Steepest view asked for a picture: what is hit is what is drawn, dragged as it is seen."""

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from gradviz.engine.passes import Passes
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Box, Cells, Frame, Label, Polyline
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import LIGHT
from gradviz.session.document import Document, example, new_document, passes
from gradviz.session.edits import set_cell, set_view
from gradviz.session.looks.steepest import SteepestLook
from gradviz.session.presets.documents import PRESETS
from gradviz.session.presets.networks import NETWORK_PRESETS
from gradviz.views.request import Request
from gradviz.views.steepest.curve import curve_plot
from gradviz.views.steepest.layout import PlotRooms, rooms
from gradviz.views.steepest.planes import plots
from gradviz.views.steepest.setting import Views
from gradviz.views.steepest.view import SteepestView
from gradviz.views.view import Entries
from tests.views.dump import extent, text

STYLE = Style(1000, 700)
Place = tuple[float, float]


class Picture:
    """A document in the Steepest view, at rest, with what is known of the picture."""

    def __init__(
        self,
        document: Document,
        style: Style = STYLE,
        seconds: float = math.inf,
        run: Passes | None = None,
        **chosen: object,
    ) -> None:
        options = SteepestLook(**chosen)  # type: ignore[arg-type]
        document = set_view(document, view="steepest", steepest=options)
        self.view = SteepestView(document, run or passes(document))
        seconds = min(seconds, self.view.timeline.duration)
        style = replace(style, convention=document.convention)
        self.request = Request(document, self.view.passes, seconds, style)
        self.frame: Frame = self.view.frame(self.request)
        self.places: PlotRooms = rooms(style)
        self.views: Views = self.view.views(self.request, self.places)

    def at(self, x: float, y: float) -> Place:
        return plots(self.views, self.places)[0].at(x, y)

    @property
    def grips(self) -> dict[str, Place]:
        angle, shown = self.view.turn(self.request.seconds).angle, self.views
        (x, y), (dx, dy) = (
            (*v.tolist(), 0.0)[:2] for v in (shown.x.plane.point, shown.step(angle))
        )
        away = math.pi if shown.x.is_line else 1.0
        aside = dx * math.cos(away) - dy * math.sin(away), dx * math.sin(away) + dy * math.cos(away)
        line, _ = curve_plot(shown, self.places).at(math.degrees(angle), 0.0)
        return {
            "tip": self.at(x + dx, y + dy),
            "point": self.at(x, y),
            "radius": self.at(x + aside[0], y + aside[1]),
            "angle": (line, self.places.curve.y + 9),
        }

    def dragged(self, name: str, to: Place, start: Place | None = None) -> object:
        start = self.grips[name] if start is None else start
        grip = self.view.grip_at(self.frame, start)
        assert grip is not None
        assert grip.name == name
        return self.view.dragged(grip, start, to, self.frame)

    def chosen(self, name: str, to: Place) -> SteepestLook:
        choices = self.dragged(name, to)
        assert isinstance(choices, dict)
        options = choices["steepest"]
        assert isinstance(options, SteepestLook)
        return options

    def entries(self, to: Place) -> list[float]:
        found = self.dragged("point", to)
        assert isinstance(found, Entries)
        return [value for _, value in found.numbers]


def preset(name: str) -> Document:
    return next(p for p in (*PRESETS, *NETWORK_PRESETS) if p.id == name).document()


def line_of_one() -> Document:
    return new_document([[2.0], [1.0]], [[3.0]], loss="squared_error", target=[[5.0], [4.0]])


# --- grips


@pytest.mark.parametrize("degrees", [0, 34, 120, 270])
def test_grips_are_where_they_are_drawn(degrees: int) -> None:
    seen = Picture(example(), angle=math.radians(degrees))
    grips, view = seen.grips, seen.view
    for name, place in grips.items():
        grip = view.grip_at(seen.frame, place)
        assert grip is not None
        assert grip.name == name
        assert grip.told
    tail = 2 * np.array(grips["point"]) - grips["tip"]
    found = view.grip_at(seen.frame, tuple(tail))
    assert found is not None
    assert found.name == "radius"
    places = seen.places
    for nothing in ((5.0, 5.0), (places.x.x + 5, places.x.y + 5), (places.y.x + 50, 200.0)):
        assert view.grip_at(seen.frame, nothing) is None


def test_a_note_has_nothing_to_take_hold_of() -> None:
    seen = Picture(preset("ugly"))
    assert seen.view.grip_at(seen.frame, (500.0, 350.0)) is None


def test_a_drag_gives_what_is_under_the_mouse() -> None:
    seen = Picture(example())
    assert seen.chosen("tip", seen.at(1.0, 3.4)).angle == pytest.approx(math.pi / 2)
    assert seen.chosen("tip", seen.at(0.5, 2.5)).angle == pytest.approx(1.25 * math.pi)
    x, _ = curve_plot(seen.views, seen.places).at(200.2, 0.0)
    assert seen.chosen("angle", (x, 500.0)).angle == pytest.approx(math.radians(200))
    assert seen.chosen("radius", seen.at(1.3, 3.4)).radius == pytest.approx(0.5)
    assert seen.entries(seen.at(0.5, 2.75)) == pytest.approx([0.5, 2.75])


def test_near_the_gradient_dx_snaps_to_it() -> None:
    seen = Picture(example(), angle=2.0)
    near = math.radians(35.0)
    to = seen.at(1 + math.cos(near), 3 + math.sin(near))
    assert seen.chosen("tip", to).angle == seen.views.steepest


def test_nothing_leaves_the_window_while_it_is_dragged() -> None:
    seen = Picture(example())
    window = seen.views.x.window
    far = (seen.places.x.x - 500, seen.places.x.y - 500)
    x, y = seen.entries(far)
    assert window.x - window.half_x < x < window.x
    assert window.y < y < window.y + window.half_y
    assert 0.0 < (seen.chosen("radius", far).radius or 0.0) < window.half_y
    assert (seen.chosen("radius", seen.grips["point"]).radius or 0.0) > 0.0


def test_x_is_where_it_was_when_it_is_taken_beside_its_middle() -> None:
    seen = Picture(example())
    x, y = seen.grips["point"]
    start = (x - 6.0, y + 3.0)
    found = seen.dragged("point", start, start)
    assert isinstance(found, Entries)
    assert found.numbers == ((CellRef("X", 0, 0), 1.0), (CellRef("X", 1, 0), 3.0))


def test_on_a_line_dx_flips_and_x_slides() -> None:
    seen = Picture(line_of_one())
    assert seen.chosen("tip", seen.at(2.0, 0.3)).angle == math.pi
    assert seen.entries(seen.at(2.5, 1.0)) == pytest.approx([2.5])
    assert seen.chosen("radius", seen.at(4.0, 0.7)).radius == pytest.approx(1.0)


def test_what_is_held_stands_still_and_the_y_plane_follows_what_would_leave_it() -> None:
    before = Picture(example())
    held = (before.view.document, before.view.passes)
    seen = Picture(example(), run=before.view.passes, radius=0.52)
    request = replace(seen.request, held=held)
    kept = seen.view.views(request, seen.places)
    assert (kept.x.window, kept.y.window) == (before.views.x.window, before.views.y.window)
    assert kept.x.levels is before.views.x.levels
    assert seen.views.radius == kept.radius == 0.52
    wide = Picture(example(), radius=5.0)
    found = wide.view.views(replace(wide.request, held=held), wide.places)
    assert found.x.window == before.views.x.window
    assert found.y.window.half_x > before.views.y.window.half_x


def test_what_leaves_a_window_that_is_held_is_cut() -> None:
    before = Picture(example())
    document = set_cell(before.view.document, CellRef("X", 0, 0), 2.2)
    view = SteepestView(document, passes(document))
    held = (before.view.document, before.view.passes)
    frame = view.frame(replace(before.request, document=document, passes=view.passes, held=held))
    room = before.places.x
    for mark in frame.marks:
        if isinstance(mark, Polyline) and mark.ref == "circle":
            x, y = np.array(mark.points).T
            assert x.min() >= room.x
            assert x.max() == pytest.approx(room.right)
            assert y.min() >= room.y
            assert y.max() <= room.bottom


# --- time


def test_a_turned_dx_stands_there_at_the_end_and_the_time_has_it_before() -> None:
    turned = Picture(example(), angle=2.0)
    assert turned.view.turn(turned.request.seconds).angle == 2.0
    for seconds in (0.0, 3.0, 7.5):
        assert Picture(example(), seconds=seconds, angle=2.0).frame == (
            Picture(example(), seconds=seconds).frame
        )
    assert turned.view.resumed() == {"steepest": SteepestLook()}
    assert Picture(example()).view.resumed() == {}


def test_a_double_click_puts_dx_back() -> None:
    seen = Picture(example(), sample=2, angle=2.0, radius=0.1)
    assert seen.view.released() == {"steepest": SteepestLook(sample=2)}


# --- cells


def test_the_entries_of_the_axes_are_cells() -> None:
    seen = Picture(example(), sample=3, inputs=(2, 0))
    refs = {CellRef(mark.ref, *mark.first) for mark in seen.frame.marks if isinstance(mark, Cells)}
    assert refs == {
        CellRef(name, row, 3)
        for name, rows in (("X", (2, 0)), ("X_grad", (2, 0)), ("Y", (0, 1)), ("Y_grad", (0, 1)))
        for row in rows
    }
    for mark in seen.frame.marks:
        if isinstance(mark, Cells):
            ref = seen.frame.hit(mark.x + 3, mark.y + 3)
            assert ref is not None
            assert seen.view.entry(ref) == CellRef(mark.ref, *mark.first)
            assert seen.view.has(ref)
    assert seen.view.given(CellRef("X", 2, 3)) == CellRef("X", 2, 3)
    assert seen.view.given(CellRef("X_grad", 2, 3)) is None
    assert seen.view.names == ("X", "X_grad", "Y", "Y_grad")


def test_a_gradient_is_there_once_it_is_found() -> None:
    early = Picture(example(), seconds=3.0)
    assert {mark.ref for mark in early.frame.marks if isinstance(mark, Cells)} == {"X", "Y"}
    seconds = early.view.time_of(CellRef("X_grad", 0, 0))
    assert seconds == early.view.timeline.duration
    assert early.view.time_of(CellRef("X", 0, 0)) is None


def test_an_entry_that_is_pointed_at_shows_its_place_on_its_axis() -> None:
    seen = Picture(example())
    frame = seen.view.frame(replace(seen.request, pointed=CellRef("X", 1, 0)))
    assert frame.marks[: len(seen.frame.marks)] == seen.frame.marks
    box, *dashes = frame.marks[len(seen.frame.marks) :]
    assert isinstance(box, Box)
    assert dashes
    _, y = seen.at(1.0, 3.0)
    assert {y for dash in dashes if isinstance(dash, Polyline) for _, y in dash.points} == {y}
    other = seen.view.frame(replace(seen.request, pointed=CellRef("W", 0, 0)))
    assert other.marks == seen.frame.marks


# --- axes


@pytest.mark.parametrize(
    "style",
    [
        STYLE,
        Style(640, 400),
        Style(500, 800, LIGHT),
        Style(3840, 2160),
        Style(900, 600, text=1.6),
        Style(400, 300),
    ],
    ids=lambda style: f"{style.width}x{style.height}",
)
@pytest.mark.parametrize("name", ["example", "vanishing", "classifier", "line", "magnitudes"])
def test_words_around_the_plots_do_not_overlap(name: str, style: Style) -> None:
    small_and_large = new_document(
        [[1.0, 2.0], [3.0, 1.0]],
        [[1e-9, 2.0], [1e12, 1.0]],
        loss="squared_error",
        target=[[0.0, 0.0], [0.0, 0.0]],
    )
    made = {"line": line_of_one(), "magnitudes": small_and_large}
    seen = Picture(made.get(name) or preset(name), style)
    inside = [seen.places.x, seen.places.y, seen.places.curve]
    boxes = {
        text(mark): extent(mark)
        for mark in seen.frame.marks
        if isinstance(mark, Label)
        and not any(a.x < mark.x < a.right and a.y < mark.y < a.bottom for a in inside)
    }
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        # a line of text is higher than its letters: where the two only touch, none is hidden
        is_apart = a[2] <= b[0] or b[2] <= a[0] or a[3] - 3 <= b[1] or b[3] - 3 <= a[1]
        assert is_apart, (one, other)


def test_axes_tell_the_numbers_of_x_of_y_of_dl_and_of_the_angle() -> None:
    told = [text(mark) for mark in Picture(example()).frame.marks]
    for number in ("0.5", "2.5", "−2", "18", "0°", "315°", "360°"):
        assert number in told


def test_what_is_told_aloud_is_what_is_written() -> None:
    seen = Picture(example())
    assert "|x_grad|·|dx| ≈ 3.61·0.5 ≈ 1.8" in str(seen.view.told(seen.request))
    document = set_cell(example(), CellRef("X", 1, 0), math.nan)
    broken = Picture(document)
    assert "X[2,1] is nan" in str(broken.view.told(broken.request))


# --- what it costs


def test_while_dx_is_turned_all_that_stands_still_is_the_same() -> None:
    """No level line is looked for, and a painter meets the very marks that it knows."""
    one = Picture(example(), angle=1.0)
    other = Picture(example(), run=one.view.passes, angle=2.0)
    same = {id(mark) for mark in one.frame.marks} & {id(mark) for mark in other.frame.marks}
    assert len(same) > 0.6 * len(other.frame.marks)
