"""Marks that are remembered: the same arguments give the very same mark, within a budget."""

from collections.abc import Callable

import numpy as np

from gradviz.scene.marks.cells import Look, passing_cells
from gradviz.scene.marks.frame import Cells
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.recent import recent
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style


def marks(budget: int | None = None) -> Callable[[str], Cells]:
    @(recent() if budget is None else recent(budget))
    def mark(name: str) -> Cells:
        look = Look.of(name, Scale(1), Style(9, 9))
        return passing_cells(np.ones((4, 4)), Grid(0, 0, 2, 2, 4, 4), look)

    return mark


def test_a_mark_is_made_once() -> None:
    mark = marks()
    one = mark("a")
    assert mark("a") is one
    assert mark("b") is not one


def test_what_was_not_asked_for_again_goes_first() -> None:
    mark = marks(budget=9_000)  # room for two
    one, two = mark("a"), mark("b")
    assert mark("a") is one
    mark("c")
    assert mark("a") is one
    assert mark("b") is not two


def test_the_latest_is_kept_however_large() -> None:
    mark = marks(budget=1)
    one = mark("a")
    assert mark("a") is one
    mark("b")
    assert mark("a") is not one
