"""The loss: Y and the target beside each other, and Y_grad out of them."""

from itertools import pairwise

import numpy as np
import pytest

from gradviz.language.english import equals
from gradviz.refs import CellRef
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.chips import cell_area
from gradviz.scene.marks.frame import Box, Cells, Label, Mark, State
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.theme import DARK
from gradviz.session.document import LOSS_CHOICES, TARGETED, LossChoice
from gradviz.views.flow.loss import loss_pane
from tests.views.conftest import Shown, document, shown
from tests.views.dump import extent, text

AREA = Area(20, 16, 960, 614)
STEP = 5


def drawn(
    of: Shown, progress: float, area: Area = AREA
) -> tuple[tuple[Mark, ...], dict[str, Grid]]:
    marks, grids = loss_pane(of.setting(of.during("Y_grad", STEP, progress)), area)
    return marks, dict(grids)


def made(loss: LossChoice) -> Shown:
    return shown(document((2, 3, 4), 3, loss=loss))


@pytest.mark.parametrize("loss", LOSS_CHOICES)
def test_what_the_loss_compares_stands_left_of_what_comes_out(loss: LossChoice) -> None:
    _, grids = drawn(made(loss), 0.5)
    assert list(grids) == (["Y", "T", "Y_grad"] if loss in TARGETED else ["Y", "Y_grad"])
    assert len({grid.y for grid in grids.values()}) == 1
    edges = [edge for grid in grids.values() for edge in (grid.x, grid.right)]
    assert edges == sorted(edges)


@pytest.mark.parametrize(
    ("loss", "signs"),
    [
        ("squared_error", ["−", "="]),
        ("mse", ["−", "→"]),
        ("cross_entropy", ["→"]),
        ("sum", ["→"]),
        ("seed", ["→"]),
    ],
)
def test_signs_stand_between_the_matrices(loss: LossChoice, signs: list[str]) -> None:
    marks, grids = drawn(made(loss), 0.5)
    told = [m for m in marks if isinstance(m, Label) and m.size == 26]
    assert [text(mark) for mark in told] == signs
    placed = list(grids.values())
    gaps = list(pairwise(placed))[-len(told) :]  # the last ones: what leads to Y_grad
    for mark, (before, after) in zip(told, gaps, strict=True):
        assert before.right < mark.x < after.x


@pytest.mark.parametrize("loss", LOSS_CHOICES)
def test_the_loss_is_told_with_its_number(loss: LossChoice) -> None:
    of = made(loss)
    told = [text(mark) for mark in drawn(of, 0.5)[0]]
    assert any(line.startswith("Ygrad") for line in told)
    values = [line for line in told if line.startswith("l = ")]
    if of.passes.loss is None:
        assert values == []
    else:
        assert len(values) == 1
        assert values[0].endswith(f" {equals(of.passes.loss, 6)}")


@pytest.mark.parametrize("loss", LOSS_CHOICES)
def test_y_grad_is_written_cell_by_cell_and_says_the_number_of_the_engine(
    loss: LossChoice,
) -> None:
    of = made(loss)
    values = of.passes.Y_grad
    for progress, done in ((0.3, STEP), (1.0, STEP + 1)):
        marks, grids = drawn(of, progress)
        (cells,) = [m for m in marks if isinstance(m, Cells) and m.ref == "Y_grad"]
        empty = (cells.state == State.EMPTY).ravel().tolist()
        assert empty == [False] * done + [True] * (values.size - done)
    row, col = divmod(STEP, values.shape[1])
    area = cell_area(grids["Y_grad"], row, col)
    chips = [
        m
        for m in marks
        if isinstance(m, Cells)
        and not m.ref
        and (m.x, m.y, m.height) == (area.x, area.y, area.height)
    ]
    assert len(chips) == 1
    assert chips[0].opacity == 1.0
    assert cells.text is not None
    assert chips[0].text is not None
    assert chips[0].text[0, 0] == cells.text[row, col]


@pytest.mark.parametrize("loss", LOSS_CHOICES)
def test_the_cells_that_take_part_are_outlined(loss: LossChoice) -> None:
    of = made(loss)
    marks, grids = drawn(of, 0.5)
    row, col = divmod(STEP, 4)
    outlines = {
        extent(mark) for mark in marks if isinstance(mark, Box) and mark.stroke == DARK.muted
    }
    rows = range(2) if loss == "cross_entropy" else range(row, row + 1)
    names = ["Y", "T"] if loss in TARGETED else ["Y"]
    expected = [cell_area(grids[name], r, col) for name in names for r in rows]
    assert len(outlines) == len(expected)
    for area in expected:
        assert any(
            left < area.x < area.right < right and top < area.y < area.bottom < bottom
            for left, top, right, bottom in outlines
        )


@pytest.mark.parametrize("size", [(960, 614), (280, 190), (460, 700), (3700, 2000)])
@pytest.mark.parametrize("shape", [(2, 3, 4), (1, 1, 1), (64, 2, 1), (1, 2, 64), (64, 2, 64)])
def test_everything_fits_into_its_area(shape: tuple[int, int, int], size: tuple[int, int]) -> None:
    area = Area(20, 16, *size)
    of = shown(document(shape, loss="cross_entropy"))
    setting = of.setting(of.written(CellRef("Y_grad", 0, 0), 0.5))
    marks, grids = loss_pane(setting, area)
    for mark in marks:
        left, top, right, _ = extent(mark)
        assert left >= area.x - 3
        assert right <= area.right + 3
        assert top >= area.y - 3
    for _, grid in grids:
        assert grid.cell_width > 0
        assert grid.cell_height > 0
        assert np.isfinite([grid.x, grid.y]).all()


def test_numbers_are_kept_where_the_place_is_narrow() -> None:
    of = made("squared_error")
    marks, _ = drawn(of, 0.0, Area(20, 16, 460, 500))
    numbers = [m.text for m in marks if isinstance(m, Cells) and m.ref == "T"]
    assert numbers[0] is not None
    assert all(number for number in numbers[0].ravel())
