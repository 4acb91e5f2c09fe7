"""At a key frame the picture says where it is: what was just used is marked, not by colour only."""

import pytest

from gradviz.scene.marks.frame import Frame, Polygon
from gradviz.session.document import example, passes
from gradviz.views.cube.timeline import KIND
from tests.views.cube.test_picture import Asked, at_rest, during, picture
from tests.views.jacobian.jacobians import drawn, parts
from tests.views.jacobian.test_picture import covered, outlines


@pytest.mark.parametrize(("wrt", "sample"), [("X", None), ("X", 1), ("W", None)])
@pytest.mark.parametrize("order", ["F", "C"])
def test_the_row_or_column_of_j_that_was_just_added_is_marked(
    order: str, wrt: str, sample: int | None
) -> None:
    made = drawn(order=order, sample=sample, wrt=wrt)  # type: ignore[arg-type]  # one of the orders
    rows, cols = made.lin.shape
    for kind, count, weights in (("left", rows, "y_grad"), ("right", cols, "dx")):
        for step in range(count):
            for progress in (0.3, 1.0):  # as it plays, and as it is stepped
                frame = made.at(made.during(kind, step, progress))
                boxes, there = outlines(frame), parts(frame)
                marked = covered(boxes, there["J"])
                line = {cell[0 if kind == "left" else 1] for cell in marked}
                assert line == {step}, (kind, step, progress)
                weight = (0, step) if kind == "left" else (step, 0)
                assert weight in covered(boxes, there[weights])


def test_at_rest_no_line_of_j_is_marked() -> None:
    made = drawn(sample=1)
    assert not outlines(made.at(made.timeline.duration))
    assert not outlines(made.at(0.0))


def strokes(frame: Frame) -> list[Polygon]:
    """Return the outlines of parts of faces."""
    found = [mark for mark in frame.marks if isinstance(mark, Polygon)]
    return [mark for mark in found if mark.stroke_width == 2.0 and not mark.fill[3]]


def test_the_lines_whose_plane_the_cube_just_added_are_marked() -> None:
    made = Asked(passes(example()))
    for phase in made.timeline.phases:
        if phase.kind != KIND:
            continue
        seen = []
        for step in range(phase.count):
            marked = strokes(picture(during(made, phase.role, step, 1.0)))
            assert len(marked) == 2, "one line of each factor"
            assert strokes(picture(during(made, phase.role, step, 0.5)))
            seen.append(tuple(mark.points for mark in marked))
        assert len(set(seen)) == phase.count, "another one at each key frame"


def test_at_rest_no_line_of_the_cube_is_marked() -> None:
    made = Asked(passes(example()))
    assert not strokes(picture(at_rest(made)))
