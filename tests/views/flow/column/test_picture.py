"""The stacked network: drawn at every moment, each half of a cell tells what it is."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Cells, State
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document
from gradviz.timeline.phase import SWEEPS, Sweep
from gradviz.views.flow.column.slots import Slots
from tests.views.conftest import Asked, document, documents, networks, shown

SLOTS: tuple[Slots, ...] = ("both", "values", "gradients")


@given(networks() | documents(), st.sampled_from(SWEEPS), st.sampled_from(SLOTS))
@settings(max_examples=25, deadline=None)
def test_what_is_written_is_to_be_seen_whatever_slots_show(
    made: Document, sweep: Sweep, slots: Slots
) -> None:
    of = shown(made, sweep)
    for phase in of.timeline.phases:
        seconds = phase.start + 0.5 * phase.step
        drawn = of.frame(seconds, Style(1360, 860), Asked("column", slots=slots))
        assert phase.name in {mark.ref for mark in drawn.marks if isinstance(mark, Cells)}


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("size", [(1360, 860), (900, 500)])
def test_the_halves_of_a_cell_are_told_apart(size: tuple[int, int], convention: Convention) -> None:
    of = shown(document((3, 2, 4), 1, has_bias=True, loss="squared_error"))
    style = Style(*size, convention=convention)
    drawn = of.frame(of.timeline.duration, style, Asked("column"))
    for mark in [mark for mark in drawn.marks if isinstance(mark, Cells) and mark.ref]:
        rows, cols = of.passes.matrix(mark.ref).shape
        for row in range(rows):
            for col in range(cols):
                place = mark.cell(row, col)
                assert place is not None
                left, top, width, height = place
                for x, y in ((1, 1), (width - 1, height - 1), (width / 2, height / 2)):
                    assert drawn.hit(left + x, top + y) == CellRef(mark.ref, row, col)


def test_a_value_makes_room_for_its_gradient_without_a_jump() -> None:
    of = shown(document((3, 2, 4), 1))
    heights, opacities = [], []
    for progress in (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5):
        seconds = of.during("X_grad", 0, progress + 1e-6)
        drawn = of.frame(seconds, Style(900, 900), Asked("column"))
        marks = [mark for mark in drawn.marks if isinstance(mark, Cells)]
        heights.append(next(m.cell_height * m.cell_width for m in marks if m.ref == "X"))
        opacities += [m.opacity for m in marks if m.ref == "X_grad"]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] > 1.9 * heights[-1]
    assert all(after > 0.6 * before for before, after in pairwise(heights))
    assert opacities == sorted(opacities)
    assert opacities[-1] == 1.0


def test_a_gradient_that_is_not_there_yet_is_empty_and_never_0() -> None:
    of = shown(document((3, 2, 4), 1))
    seconds = of.during("X_grad", 0, 0.5)
    drawn = of.frame(seconds, Style(900, 900), Asked("column"))
    (cells,) = [m for m in drawn.marks if isinstance(m, Cells) and m.ref == "X_grad"]
    assert (cells.state == State.EMPTY).all()
