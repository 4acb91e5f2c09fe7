"""What flips over the mirror: single cells where each is drawn, whole matrices where not."""

import numpy as np
import pytest

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.scene.marks.frame import Cells, Polygon
from gradviz.scene.marks.style import Style
from gradviz.session.document import new_document
from gradviz.session.edits import set_convention, set_view
from tests.views.drawing import frame_of, viewed


def half_way(
    shape: tuple[int, int, int], size: tuple[int, int], convention: Convention = "wx"
) -> tuple[list[Cells], int]:
    """Return the cells of a picture half way over the mirror, and how many outlines it has."""
    M, K, N = shape
    document = set_convention(new_document(np.ones((M, K)), np.ones((K, N))), convention)
    view = viewed(set_view(document, view="derivation"))
    phase = next(phase for phase in view.timeline.phases if phase.name == "transpose")
    style = Style(*size, convention=convention)
    frame = frame_of(view, phase.start + phase.step / 2, style)
    cells = [mark for mark in frame.marks if isinstance(mark, Cells)]
    return cells, sum(isinstance(mark, Polygon) for mark in frame.marks)


def test_cells_that_can_be_seen_travel_one_by_one() -> None:
    cells, outlines = half_way((3, 4, 2), (1000, 700))
    assert {mark.shape for mark in cells} == {(1, 1)}
    assert (len(cells), outlines) == (3 * 4 + 4 * 2 + 3 * 2, 0)


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize(
    ("shape", "size"),
    [
        ((8, 8, 8), (120, 90)),
        ((30, 2, 2), (150, 100)),
        ((64, 1, 1), (800, 100)),
        ((1, 64, 1), (800, 100)),
        ((64, 1, 1), (260, 200)),
        ((2, 3, 4), (80, 80)),
    ],
    ids=str,
)
def test_of_matrices_drawn_from_afar_the_outlines_travel(
    shape: tuple[int, int, int], size: tuple[int, int], convention: Convention
) -> None:
    """Several of their cells share a pixel: there are no single ones to be followed."""
    _, outlines = half_way(shape, size, convention)
    assert outlines == 3
