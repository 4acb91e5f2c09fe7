"""What was made lately: the same key gives the very same mark, within a budget."""

import numpy as np

from gradviz.scene.marks.cells import Grid, Look, passing_cells
from gradviz.scene.marks.frame import Cells
from gradviz.scene.marks.recent import Recent
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style


def mark() -> Cells:
    return passing_cells(
        np.ones((4, 4)), Grid(0, 0, 2, 2, 4, 4), Look.of("W", Scale(1), Style(9, 9))
    )


def test_a_mark_is_made_once() -> None:
    recent = Recent()
    one = recent.cells("a", mark)
    assert recent.cells("a", mark) is one
    assert recent.cells("b", mark) is not one


def test_what_was_used_least_recently_goes_first() -> None:
    recent = Recent(budget=9_000)  # room for two
    one, two = recent.cells("a", mark), recent.cells("b", mark)
    assert recent.cells("a", mark) is one
    recent.cells("c", mark)
    assert len(recent) == 2
    assert recent.cells("a", mark) is one
    assert recent.cells("b", mark) is not two


def test_the_latest_is_kept_however_large() -> None:
    recent = Recent(budget=1)
    one = recent.cells("a", mark)
    assert recent.cells("a", mark) is one
    recent.cells("b", mark)
    assert len(recent) == 1
