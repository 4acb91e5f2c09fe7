"""What is lit up is exactly what the engine says a cell depends on, wherever it is drawn."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.graph.dependence import Block, feeds, sources
from gradviz.refs import CellRef
from gradviz.scene.corner.highlight import Grids, attention
from gradviz.scene.corner.layout import Area
from gradviz.scene.layout.viewport import WHOLE
from gradviz.scene.marks.chips import cell_area
from gradviz.scene.marks.frame import Box, Cells, Polyline
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK
from gradviz.session.document import Document, example
from gradviz.session.layers import set_layer_bias
from tests.views.conftest import Asked, Shown, documents, shown
from tests.views.dump import extent

Place = tuple[float, float, float, float]


def spread(of: Shown, pitch: float = 30.0) -> Grids:
    """Return every matrix twice, far from each other."""
    names = [*of.passes.names, *of.passes.names]
    shapes = [of.passes.matrix(name).shape for name in names]
    return tuple(
        (name, Grid(0, n * 1000, pitch, pitch, rows, cols))
        for n, (name, (rows, cols)) in enumerate(zip(names, shapes, strict=True))
    )


def outlines(marks: tuple[object, ...], color: object) -> set[Place]:
    """Return the areas that closed outlines lie around."""
    found = set()
    for mark in marks:
        if isinstance(mark, Box) and mark.stroke == color:
            out = mark.stroke_width / 2
            place = (mark.x + out, mark.y + out, mark.width - 2 * out, mark.height - 2 * out)
            found.add(_rounded(*place))
    return found


def ticked(marks: tuple[object, ...]) -> set[Place]:
    """Return the areas that have four corner ticks, one at each corner."""
    ticks = [mark for mark in marks if isinstance(mark, Polyline)]
    found = set()
    for n in range(0, len(ticks), 4):
        corners = [tick.points[1] for tick in ticks[n : n + 4]]
        (left, top), (right, bottom) = corners[0], corners[2]
        assert corners == [(left, top), (right, top), (right, bottom), (left, bottom)]
        found.add(_rounded(left, top, right - left, bottom - top))
    return found


def places(blocks: tuple[Block, ...], grids: Grids) -> set[Place]:
    return {
        _place(cell_area(grid, ref.row, ref.col))
        for block in blocks
        for ref in block
        for name, grid in grids
        if name == block.name
    }


def _place(area: Area) -> Place:
    return _rounded(area.x, area.y, area.width, area.height)


def _rounded(*place: float) -> Place:
    x, y, width, height = (round(value, 6) for value in place)
    return x, y, width, height


@given(documents(), st.data())
@settings(max_examples=60)
def test_sources_are_outlined_and_feeds_ticked_in_every_copy(
    document: Document, data: st.DataObject
) -> None:
    of = shown(document)
    name = data.draw(st.sampled_from(of.passes.names))
    rows, cols = of.passes.matrix(name).shape
    ref = CellRef(name, data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, cols - 1)))
    grids = spread(of)
    marks = attention(of.passes, ref, grids, DARK)
    assert outlines(marks, DARK.accent) == places(sources(of.passes, ref), grids)
    assert ticked(marks) == places(feeds(of.passes, ref), grids)
    itself = (Block(name, range(ref.row, ref.row + 1), range(ref.col, ref.col + 1)),)
    assert outlines(marks, DARK.bright) == places(itself, grids)


def test_small_cells_are_marked_as_one_block() -> None:
    of = shown(example())
    grids = spread(of, pitch=8.0)
    marks = attention(of.passes, CellRef("Y", 1, 0), grids, DARK)
    assert len(outlines(marks, DARK.accent)) == 4  # a row of W and a column of X, twice
    assert len(ticked(marks)) == 2


def test_where_it_comes_from_and_where_it_goes_differ_in_shape() -> None:
    of = shown(example())
    grids = spread(of)
    marks = attention(of.passes, CellRef("Y_grad", 0, 0), grids, DARK)
    closed = {type(m) for m in marks if isinstance(m, Box)}
    open_ = [m for m in marks if isinstance(m, Polyline)]
    assert closed == {Box}
    assert open_
    assert all(len(tick.points) == 3 and tick.points[0] != tick.points[2] for tick in open_)


@pytest.mark.parametrize("arrangement", ["focus", "triptych"])
@pytest.mark.parametrize("ref", [CellRef("X", 1, 2), CellRef("Y_grad", 1, 0), CellRef("b", 1, 0)])
def test_a_pointed_cell_is_outlined_wherever_the_picture_shows_it(
    ref: CellRef, arrangement: str
) -> None:
    of = shown(set_layer_bias(example(), 0, True))
    options = Asked(arrangement)  # type: ignore[arg-type]  # a literal
    plain = of.frame(of.timeline.duration, asked=options)
    pointed = of.frame(of.timeline.duration, asked=replace(options, pointed=ref))
    copies = [m for m in plain.marks if isinstance(m, Cells) and m.ref == ref.name]
    assert copies
    expected = {
        _rounded(
            m.x + ref.col * m.pitch_x,
            m.y + ref.row * m.pitch_y,
            m.pitch_x - m.gap,
            m.pitch_y - m.gap,
        )
        for m in copies
    }
    added = tuple(mark for mark in pointed.marks if mark not in plain.marks)
    assert outlines(added, DARK.bright) == expected


@given(
    st.floats(1.5, 12.0),
    st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)),
    st.sampled_from([Asked("focus"), Asked("triptych"), Asked("column")]),
    st.sampled_from([CellRef("Y", 0, 0), CellRef("X_grad", 2, 3), CellRef("W", 1, 2)]),
)
@settings(max_examples=25)
def test_in_an_enlarged_picture_nothing_is_lit_outside_of_its_window(
    zoom: float, at: tuple[float, float], arranged: Asked, ref: CellRef
) -> None:
    of, style = shown(example()), Style(1300, 900)
    plain = of.frame(of.timeline.duration, style, arranged)
    assert plain.content is not None
    x, y, width, height = plain.content
    window = Area(x, y, width, height)
    viewport = WHOLE.zoomed(zoom, (x + at[0] * width, y + at[1] * height), window)
    options = replace(arranged, pointed=ref, viewport=viewport)
    marks = of.frame(of.timeline.duration, style, options).marks
    without = of.frame(of.timeline.duration, style, replace(options, pointed=None)).marks
    lit = [mark for mark in marks if mark not in without]
    cards = [
        (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
        for mark in marks
        if isinstance(mark, Box) and mark.ref.startswith("pane:")
    ]
    for left, top, right, bottom in map(extent, lit):
        is_inside = left >= x - 2 and top >= y - 2 and right <= x + width + 2
        is_inside = is_inside and bottom <= y + height + 2
        assert is_inside or any(
            card[0] <= left and card[1] <= top and right <= card[2] and bottom <= card[3]
            for card in cards
        )
