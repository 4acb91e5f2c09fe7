"""A trace lights up what leads from the loss to a cell, and nothing else."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.graph.paths import Paths, trace_back
from gradviz.language.numbers import number
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Box, Cells, Label, Point, Polyline, State
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT, Theme
from gradviz.session.document import Document
from gradviz.session.presets.documents import PRESETS
from gradviz.timeline.trace import STEP, Trace, duration_of
from tests.views.conftest import Asked, Shown, networks, shown
from tests.views.dump import text

BIG = Style(1300, 900)
AIM = CellRef("X_grad", 1, 2)


def dead_relu() -> Shown:
    return shown(next(preset for preset in PRESETS if preset.id == "relu").document())


def lit(of: Shown, paths: Paths, seconds: float, style: Style = BIG) -> tuple[Polyline, ...]:
    """Return the edges that are drawn at a time."""
    with_it = of.frame(0.0, style, Asked(trace=Trace(paths, seconds))).marks
    still = of.frame(of.timeline.duration, style, Asked("column")).marks
    others = {mark.points for mark in still if isinstance(mark, Polyline)}
    lines = (mark for mark in with_it if isinstance(mark, Polyline))
    return tuple(line for line in lines if line.points not in others)


def test_edges_light_up_layer_by_layer() -> None:
    of = dead_relu()
    paths = trace_back(of.passes, AIM)
    counts = [len(step.edges) for step in paths.steps]
    for n in range(len(counts) + 1):
        assert len(lit(of, paths, n * STEP)) == sum(counts[:n])


def test_an_edge_runs_through_its_weight_to_its_cell() -> None:
    of = dead_relu()
    paths = trace_back(of.passes, AIM)
    frame = of.frame(0.0, BIG, Asked(trace=Trace(paths, duration_of(paths))))
    places = {
        mark.ref: mark for mark in frame.marks if isinstance(mark, Cells) and mark.shape != (1, 1)
    }

    def middle(ref: CellRef) -> tuple[float, float]:
        place = places[ref.name].cell(ref.row, ref.col)
        assert place is not None
        x, y, width, height = place
        return x + width / 2, y + height / 2

    ways = {line.points for line in lit(of, paths, duration_of(paths))}
    last = paths.steps[-1]
    column = {CellRef("W1", row, AIM.row) for row in range(len(of.passes.W1))}
    assert {edge.factor_ref for edge in last.edges} == column
    for edge in last.edges:
        assert edge.factor_ref is not None
        start, weight = middle(edge.start), middle(edge.factor_ref)
        (way,) = (way for way in ways if way[0] == start and weight in way)
        assert way.index(weight) == len(way) - 2
        assert is_between(way[-1], weight, middle(edge.end))  # it ends at the edge of the cell


def is_between(at: Point, start: Point, end: Point) -> bool:
    whole, some = (np.subtract(point, start) for point in (end, at))
    share = some @ whole / (whole @ whole)
    return 0.5 < share < 1.0 and bool(np.allclose(some, share * whole, atol=1e-6))


def test_what_a_dead_relu_stops_is_faint_and_thin() -> None:
    of = dead_relu()
    paths = trace_back(of.passes, AIM)
    edges = [edge for step in paths.steps for edge in step.edges]
    drawn = lit(of, paths, duration_of(paths))
    assert any(edge.is_blocked for edge in edges)
    faint = [line for line in drawn if line.color == DARK.faint]
    assert len(faint) == sum(edge.through == 0 for edge in edges)
    assert max(line.width for line in faint) < max(line.width for line in drawn)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ref", [AIM, CellRef("X", 1, 2), CellRef("W1_grad", 0, 1)], ids=str)
def test_a_link_has_the_colour_and_the_sign_of_the_number_it_carries(
    theme: Theme, ref: CellRef
) -> None:
    """Gradients in the colours of gradients, derivatives of values in those of values."""
    of = dead_relu()
    paths = trace_back(of.passes, ref)
    style = Style(1300, 900, theme)
    palette = theme.gradients if paths.is_backward else theme.values
    low, _, high = palette.ramp(3)
    carried = [e.contribution for step in paths.steps for e in step.edges if e.through]
    drawn = lit(of, paths, duration_of(paths), style)
    colors = [line.color for line in drawn]
    assert colors.count(high) == sum(value > 0 for value in carried) > 0
    assert colors.count(low) == sum(value < 0 for value in carried) > 0
    frame = of.frame(0.0, style, Asked(trace=Trace(paths, duration_of(paths))))
    signs = [text(mark) for mark in frame.marks if isinstance(mark, Label)]
    assert signs.count("+") == colors.count(high)
    assert signs.count("−") == colors.count(low)


@pytest.mark.parametrize("preset", ["relu", "tied", "softmax", "bias", "example"])
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_no_line_crosses_the_number_that_is_traced(preset: str, convention: Convention) -> None:
    of = shown(next(p for p in PRESETS if p.id == preset).document())
    style = Style(1300, 900, convention=convention)
    still = of.frame(of.timeline.duration, style, Asked("column"))
    places = {m.ref: m for m in still.marks if isinstance(m, Cells) and m.ref}
    names = [n for n in of.passes.names if n in places and n != "T" and not n.startswith("P")]
    for name in names:
        rows, cols = of.passes.matrix(name).shape
        for ref in (CellRef(name, 0, 0), CellRef(name, rows - 1, cols - 1)):
            paths = trace_back(of.passes, ref, 240)
            place = places[name].cell(ref.row, ref.col)
            assert place is not None
            for line in lit(of, paths, duration_of(paths), style):
                assert not crosses(line.points, place), ref


@pytest.mark.parametrize("preset", ["example", "tied", "relu"])
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_level_and_plumb_ways_run_through_no_other_cell(
    preset: str, convention: Convention
) -> None:
    """A way along a row or a column goes beside its cells, or it seems to pass through them."""
    of = shown(next(p for p in PRESETS if p.id == preset).document())
    style = Style(1300, 900, convention=convention)
    still = of.frame(of.timeline.duration, style, Asked("column"))
    places = [
        place
        for mark in still.marks
        if isinstance(mark, Cells)
        for row, col in np.ndindex(mark.fill.shape[:2])
        if (place := mark.cell(*((col, row) if mark.flipped else (row, col)))) is not None
    ]
    seen = 0
    for name in ("X", "X_grad", of.passes.layers[0].W, f"{of.passes.output}"):
        paths = trace_back(of.passes, CellRef(str(name), 0, 0), 240)
        for line in lit(of, paths, duration_of(paths), style):
            if len(line.points) < 3:
                continue
            ends = (line.points[0], line.points[-1])
            for leg in pairwise(line.points):
                if abs(leg[0][0] - leg[1][0]) > 1e-6 and abs(leg[0][1] - leg[1][1]) > 1e-6:
                    continue  # a fan between two matrices
                seen += 1
                for place in places:
                    if crosses(leg, place):
                        assert any(is_at(point, place) for point in (*leg, *ends))
    assert seen > 0


def is_at(point: Point, place: tuple[float, float, float, float]) -> bool:
    x, y, width, height = place
    return x - 2 <= point[0] <= x + width + 2 and y - 2 <= point[1] <= y + height + 2


@pytest.mark.parametrize("preset", ["example", "bias"])
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_a_sign_has_a_place_of_its_own(preset: str, convention: Convention) -> None:
    of = shown(next(p for p in PRESETS if p.id == preset).document())
    style = Style(1300, 900, convention=convention)
    for name in ("X", "X_grad", of.passes.output):
        paths = trace_back(of.passes, CellRef(name, 0, 0), 240)
        frame = of.frame(0.0, style, Asked(trace=Trace(paths, duration_of(paths))))
        told = [m for m in frame.marks if isinstance(m, Label) and text(m) in ("+", "−")]
        signs = {(m.x - m.size / 2, m.y - 0.86 * m.size, m.size, m.size) for m in told}
        assert len(signs) == len(told) > 0
        cells = [
            place
            for mark in frame.marks
            if isinstance(mark, Cells) and mark.text is not None
            for row, col in np.argwhere(mark.text != "").tolist()
            if (place := mark.cell(*((col, row) if mark.flipped else (row, col)))) is not None
        ]
        for sign in signs:
            others = (*cells, *(signs - {sign}))
            assert not any(overlaps(sign, other) for other in others)


def overlaps(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return across > 1e-6 and down > 1e-6


def crosses(points: tuple[Point, ...], place: tuple[float, float, float, float]) -> bool:
    """Tell whether a line has a point within a place, looked at closely."""
    x, y, width, height = place
    shares = np.linspace(0.0, 1.0, 400)[:, None]
    for a, b in pairwise(points):
        along = np.array(a) + (np.array(b) - np.array(a)) * shares
        inside = (np.abs(along - (x + width / 2, y + height / 2)) < (width / 2, height / 2)).all(1)
        if inside.any():
            return True
    return False


def numbers_lit(of: Shown, paths: Paths, seconds: float, ref: CellRef) -> bool:
    """Tell whether the number of a cell is drawn over the veil that dims all."""
    frame = of.frame(0.0, BIG, Asked(trace=Trace(paths, seconds)))
    veil = next(
        n for n, m in enumerate(frame.marks) if isinstance(m, Box) and m.width == frame.width
    )
    return any(
        isinstance(mark, Cells)
        and mark.shape == of.passes.matrix(ref.name).shape
        and mark.state[ref.row, ref.col] != State.HIDDEN
        and mark.text is not None
        and mark.text[ref.row, ref.col] == number(of.passes.matrix(ref.name)[ref.row, ref.col])
        for mark in frame.marks[veil:]
    )


def test_a_value_is_seen_from_the_start_and_its_gradient_at_the_end() -> None:
    of = dead_relu()
    paths = trace_back(of.passes, CellRef("X", 1, 2))
    assert numbers_lit(of, paths, 0.1, paths.ref)
    assert not numbers_lit(of, paths, STEP, paths.gradient)
    assert numbers_lit(of, paths, duration_of(paths), paths.gradient)


def test_a_gradient_is_seen_when_it_has_arrived() -> None:
    of = dead_relu()
    paths = trace_back(of.passes, AIM)
    assert not numbers_lit(of, paths, STEP, AIM)
    assert numbers_lit(of, paths, duration_of(paths), AIM)


def test_the_caption_adds_up_what_arrives() -> None:
    of = dead_relu()
    paths = trace_back(of.passes, AIM)
    trace = Trace(paths, (len(paths.steps) - 0.5) * STEP)
    told = [text(mark) for mark in of.frame(0.0, BIG, Asked(trace=trace)).marks[-2:]]
    assert (
        told[0]
        == "Back through W1: the weights on the way are column 2 of W1, a row of its transpose"
    )
    assert told[1] == "Xgrad[2,3] = (−1)·0 + 1·(−2) + (−2)·0 = −2"


def test_the_caption_says_what_a_dead_relu_stops() -> None:
    of = dead_relu()
    paths = trace_back(of.passes, AIM)
    trace = Trace(paths, (len(paths.steps) - 1.5) * STEP)
    told = [text(mark) for mark in of.frame(0.0, BIG, Asked(trace=trace)).marks[-2:]]
    assert told == [
        "relu multiplies each number by its slope there: 2 of 3 are stopped",
        "Y1\u2009grad[1,3] = 0·2 = 0",
    ]


@given(networks(), st.data())
@settings(max_examples=60)
def test_every_cell_of_every_network_can_be_traced(document: Document, data: st.DataObject) -> None:
    of = shown(document)
    names = [n for n in of.passes.names if n != "T" and not n.startswith("P")]
    name = data.draw(st.sampled_from(names))
    rows, cols = of.passes.matrix(name).shape
    ref = CellRef(name, data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, cols - 1)))
    paths = trace_back(of.passes, ref, 200)
    style = Style(1200, 800, convention=data.draw(st.sampled_from(CONVENTIONS)))
    share = data.draw(st.floats(0.0, 1.2))
    trace = Trace(paths, share * duration_of(paths))
    frame = of.frame(0.0, style, Asked(trace=trace))
    for line in frame.marks:
        if isinstance(line, Polyline):
            assert np.isfinite(line.points).all()
            assert line.width > 0
    assert any(isinstance(mark, Label) and text(mark) for mark in frame.marks[-2:])
