"""Tags say, in an enlarged picture and in no other, which part of a matrix is to be seen."""

import re
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.scene.corner.highlight import Grids
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.pane import PaneName
from gradviz.scene.corner.setting import Setting
from gradviz.scene.layout.viewport import WHOLE, Viewport
from gradviz.scene.marks.frame import Box, Cells, Frame, Label, Mark, State
from gradviz.scene.marks.grid import Grid, Half
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK
from gradviz.session.document import example
from gradviz.session.layers import set_layer_bias
from gradviz.session.presets.documents import PRESETS
from gradviz.views.flow.strip import PANES
from gradviz.views.flow.tags import tags
from tests.views.conftest import Asked, Shown, document, shown
from tests.views.dump import extent, text

WINDOW = Area(30, 40, 900, 600)
TAG = re.compile(r"^([^\[]+?)(?: \[(\d+)…(\d+), (\d+)…(\d+)\])?$")

viewports = st.builds(
    lambda zoom, x, y: Viewport().zoomed(zoom, (x, y), WINDOW),
    st.floats(1.01, 20.0),
    st.floats(WINDOW.x, WINDOW.right),
    st.floats(WINDOW.y, WINDOW.bottom),
)


def enlarged(viewport: Viewport, style: Style | None = None) -> Setting:
    of = shown(document((5, 6, 7), has_bias=True))
    setting = of.setting(of.timeline.duration, style or Style(960, 700))
    return replace(setting, viewport=viewport, window=WINDOW)


def labels(marks: tuple[Mark, ...]) -> list[Label]:
    return [mark for mark in marks if isinstance(mark, Label)]


def read(label: Label) -> tuple[list[str], list[int]]:
    """Return the matrices that a tag names, and the first and last rows and columns it tells."""
    found = TAG.match(text(label).replace("\u2009", ""))
    assert found is not None
    names = [name.strip() for name in found[1].split(",")]
    return names, [int(part) for part in found.groups()[1:] if part is not None]


def drawn_tags(frame: Frame) -> tuple[Mark, ...]:
    """Return the boxes and labels of the tags of a picture."""
    found: list[Mark] = []
    for box, label in zip(frame.marks, frame.marks[1:], strict=False):
        if isinstance(box, Box) and (box.ref, box.fill) == ("", DARK.raised):
            found += [box, label]
    return tuple(found)


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("options", [Asked("focus"), Asked("column")])
def test_a_picture_that_is_not_enlarged_has_no_tags(options: Asked) -> None:
    of = shown(example())
    assert drawn_tags(of.frame(of.timeline.duration, Style(1300, 900), options)) == ()
    larger = replace(options, viewport=Viewport(2.0, 0.2, 0.2))
    assert drawn_tags(of.frame(of.timeline.duration, Style(1300, 900), larger)) != ()


def test_nor_has_one_without_a_window() -> None:
    grids: Grids = (("W", Grid(100, 100, 60, 50, 5, 6)),)
    assert tuple(tags(grids, enlarged(WHOLE))) == ()
    assert tuple(tags(grids, replace(enlarged(Viewport(2.0)), window=None))) == ()
    assert tuple(tags(grids, enlarged(Viewport(2.0)))) != ()


@given(
    viewports,
    st.sampled_from(["X", "X_grad", "Y", "Y_grad", "W", "W_grad"]),
    st.sampled_from(CONVENTIONS),
    st.sampled_from([0, 1]),
)
@settings(max_examples=60, deadline=None)
def test_a_tag_tells_the_rows_and_columns_that_are_seen_as_people_write_them(
    viewport: Viewport, name: str, convention: Convention, base: int
) -> None:
    assume(not (convention == "xwt" and name.startswith("W")))
    is_flipped = convention != "wx"
    setting = enlarged(viewport, Style(960, 700, base=base, convention=convention))
    rows, cols = setting.passes.matrix(name).shape
    grid = setting.seen(Grid(120, 90, 80, 60, rows, cols, flipped=is_flipped))
    seen = [at for at in np.ndindex(rows, cols) if is_seen(grid, *at)]
    assume(is_clear(grid))
    marks = tuple(tags(((name, grid),), setting))
    if not seen:
        assert marks == ()
        return
    assume(labels(marks))  # where only an edge of it is seen there is no room for one
    (label,) = labels(marks)
    names, told = read(label)
    assert names == [name.replace("_", "")]
    down, across = ([index + base for index in found] for found in zip(*seen, strict=True))
    down, across = (across, down) if is_flipped else (down, across)
    expected = [min(down), max(down), min(across), max(across)]
    if max(grid.x, WINDOW.x) < WINDOW.right - 200:
        assert told == expected
    else:
        assert told in ([], expected)


def is_seen(grid: Grid, row: int, col: int) -> bool:
    x, y, _, _ = grid.cell(row, col)
    is_across = x < WINDOW.right and x + grid.pitch_x > WINDOW.x
    return is_across and y < WINDOW.bottom and y + grid.pitch_y > WINDOW.y


def boxes_of(grid: Grid) -> list[tuple[float, float, float, float]]:
    """Return left, top, width and height of all cells."""
    return [grid.cell(row, col) for row, col in np.ndindex(grid.rows, grid.cols)]


def shows(cell: tuple[float, float, float, float]) -> bool:
    """Tell whether something of a cell is in the window."""
    x, y, width, height = cell
    window = WINDOW.x, WINDOW.y, WINDOW.right, WINDOW.bottom
    return overlap((x, y, x + width, y + height), window)


def is_clear(grid: Grid) -> bool:
    """Tell whether no cell begins just at the edge of the window."""
    ends = [(edge - grid.x) / grid.pitch_x % 1 for edge in (WINDOW.x, WINDOW.right)]
    ends += [(edge - grid.y) / grid.pitch_y % 1 for edge in (WINDOW.y, WINDOW.bottom)]
    return all(1e-6 < end < 1 - 1e-6 for end in ends)


def test_the_transpose_that_is_drawn_for_the_weights_of_torch_is_called_so() -> None:
    setting = enlarged(Viewport(2.0), Style(960, 700, convention="xwt"))
    grids = tuple(
        (name, setting.seen(Grid(x, 90, 30, 30, rows, cols, flipped=True)))
        for name, x, rows, cols in (("W_grad", 60, 5, 6), ("X", 250, 6, 7))
    )
    names = [read(label)[0] for label in labels(tuple(tags(grids, setting)))]
    assert names == [["WgradT"], ["X"]]


@pytest.mark.parametrize(
    ("place", "corner"),
    [((120, 150), (120, 150)), ((120, -50), (120, 40)), ((-60, 150), (30, 150))],
)
def test_a_tag_stands_at_the_first_cells_that_are_seen(
    place: tuple[float, float], corner: tuple[float, float]
) -> None:
    setting = enlarged(Viewport(2.0))
    (box, label) = tags((("W", Grid(*place, 80, 60, 5, 6)),), setting)
    assert isinstance(box, Box)
    assert abs(box.x - corner[0]) < 10
    assert abs(box.y - corner[1]) < 30
    left, top, right, bottom = extent(label)
    assert box.x < left < right < box.x + box.width
    assert box.y < top < bottom < box.y + box.height


@given(viewports, st.sampled_from([("upper", "lower"), ("left", "right")]), st.booleans())
@settings(max_examples=40, deadline=None)
def test_matrices_that_share_their_cells_are_named_as_far_as_they_are_seen(
    viewport: Viewport, halves: tuple[Half, Half], flipped: bool
) -> None:
    setting = enlarged(viewport)
    whole = setting.seen(Grid(120, 90, 80, 60, 5, 6, flipped=flipped))
    assume(WINDOW.x - 3 * whole.pitch_x < whole.x < WINDOW.right - 330)
    assume(WINDOW.y - 3 * whole.pitch_y < whole.y < WINDOW.bottom - 60)
    value, gradient = (replace(whole, half=half) for half in halves)
    marks = tuple(tags((("W", value), ("W_grad", gradient)), setting))
    names = [name for label in labels(marks) for name in read(label)[0]]
    shares = (("W", value), ("Wgrad", gradient))
    assert names == [name for name, grid in shares if any(map(shows, boxes_of(grid)))]
    for one, other in combinations(labels(marks), 2):
        assert not overlap(extent(one), extent(other))


def network() -> Shown:
    return shown(next(found for found in PRESETS if found.id == "classifier").document())


@given(
    st.floats(1.05, 12.0),
    st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)),
    st.sampled_from([Asked("focus"), Asked("triptych"), Asked("column")]),
    st.sampled_from([None, *PANES]),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_tags_lie_in_the_window_side_by_side_and_name_what_is_seen_there(
    zoom: float,
    at: tuple[float, float],
    arranged: Asked,
    focus: PaneName | None,
    is_network: bool,
) -> None:
    of = network() if is_network else shown(set_layer_bias(example(), 0, True))
    x, y = (share * (1 - 1 / zoom) for share in at)
    options = replace(arranged, focus=focus, viewport=Viewport(zoom, x, y))
    frame = of.frame(of.timeline.duration, Style(1300, 900), options)
    assert frame.content is not None
    left, top, width, height = frame.content
    found = drawn_tags(frame)
    boxes = [mark for mark in found if isinstance(mark, Box)]
    for box in boxes:
        assert left <= box.x < box.x + box.width <= left + width + 1e-9
        assert top <= box.y < box.y + box.height <= top + height + 1e-9
    for one, other in combinations(boxes, 2):
        assert not overlap(extent(one), extent(other))
    names = {name for label in labels(found) for name in read(label)[0]}
    content = left, top, left + width, top + height
    seen = {
        mark.ref.replace("_", "")
        for mark in frame.marks
        if isinstance(mark, Cells)
        and mark.ref
        and (mark.state != State.HIDDEN).any()
        and overlap(extent(mark), content)
    }
    assert names <= seen
