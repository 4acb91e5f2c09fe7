"""What stays of a picture while somebody points at cells is made once, whatever is pointed at."""

from dataclasses import replace

import pytest

from gradviz.refs import CellRef
from gradviz.scene.layout.viewport import WHOLE, Viewport
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import LIGHT
from gradviz.views.still import Still, Stills
from gradviz.views.view import View
from tests.views.drawing import frame_of, request_of
from tests.views.dump import dump
from tests.views.test_resting import LOOKS, view_called

STYLE = Style(900.0, 640.0, LIGHT)
IN_PART = {"by-indices": "what is pointed at is what is derived"}
"""Looks whose picture is another one for every cell."""


def some_cells(view: View) -> list[CellRef]:
    """Return two entries of every matrix of the picture."""
    found = []
    for name in view.names:
        shape = view.shape(name) or (1, 1)
        for at in ((0, 0), (shape[0] - 1, shape[1] - 1)):
            ref = view.entry(CellRef(name, *at))
            found += [ref] if view.has(ref) else []
    return found


def some_times(view: View) -> list[float]:
    duration = view.timeline.duration
    return [0.0, 0.37 * duration, 0.97 * duration, view.opening, duration]


def anew(view: View, seconds: float, ref: CellRef, viewport: Viewport) -> Frame:
    """Return a picture with a cell lit up that has nothing to do with any other picture."""
    return frame_of(replace(view), seconds, STYLE, pointed=ref, viewport=viewport)


@pytest.mark.parametrize("name", LOOKS)
def test_a_lit_picture_is_the_one_that_is_made_from_nothing(name: str) -> None:
    view = view_called(name)
    cells = some_cells(view)
    for viewport in (WHOLE, Viewport(2.0, 0.3, 0.25)):
        for seconds in some_times(view):
            for ref in cells:  # one after the other out of the same still picture
                lit = frame_of(view, seconds, STYLE, pointed=ref, viewport=viewport)
                assert dump(lit) == dump(anew(view, seconds, ref, viewport))


@pytest.mark.parametrize("name", LOOKS)
def test_with_nothing_pointed_at_it_is_the_very_same_picture(name: str) -> None:
    view = view_called(name)
    for seconds in some_times(view):
        before = frame_of(view, seconds, STYLE)
        lit = [frame_of(view, seconds, STYLE, pointed=ref) for ref in some_cells(view)]
        assert frame_of(view, seconds, STYLE) is before
        if name not in IN_PART:
            assert all(stays(before, frame) >= 0.5 for frame in lit)


def stays(before: Frame, after: Frame) -> float:
    """Return how much of a picture is made of the very marks of another."""
    kept = {id(mark) for mark in before.marks}
    return sum(id(mark) in kept for mark in after.marks) / len(before.marks)


def test_the_check_sees_a_picture_that_is_made_anew() -> None:
    view = view_called("layer-focus-cells")
    seconds = view.opening
    assert stays(frame_of(view, seconds, STYLE), frame_of(replace(view), seconds, STYLE)) < 0.5


def test_something_else_asked_for_is_made_anew() -> None:
    made: list[Style] = []
    view = view_called("layer-cube")
    frame = Frame(1.0, 1.0, (0, 0, 0, 255), ())
    stills = Stills(lambda asked: (made.append(asked.style), Still(frame))[1])
    asked = request_of(view, 0.0, STYLE)
    for request in (asked, replace(asked, pointed=CellRef("W", 0, 0)), asked, asked.at(1.0)):
        assert stills.still(request).lit(request.pointed) is frame
    assert len(made) == 2
