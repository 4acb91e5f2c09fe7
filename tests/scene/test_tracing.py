"""A trace lights up what leads from the loss to a cell, and nothing else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.paths import Paths, trace_back
from gradviz.refs import CellRef
from gradviz.scene.convention import CONVENTIONS
from gradviz.scene.flow import FlowOptions
from gradviz.scene.frame import Cells, Label, Polyline
from gradviz.scene.style import Style
from gradviz.scene.theme import DARK, LIGHT
from gradviz.scene.tracing import STEP, Trace, duration_of
from gradviz.session.document import Document
from gradviz.session.presets import PRESETS
from tests.scene.conftest import Shown, networks, shown
from tests.scene.dump import text

BIG = Style(1300, 900)
AIM = CellRef("X_grad", 1, 2)


def dead_relu() -> Shown:
    return shown(next(preset for preset in PRESETS if preset.id == "relu").document())


def lit(of: Shown, paths: Paths, seconds: float, style: Style = BIG) -> tuple[Polyline, ...]:
    """Return the edges that are drawn at a time."""
    with_it = of.frame(0.0, style, FlowOptions(trace=Trace(paths, seconds))).marks
    still = of.frame(of.timeline.duration, style, FlowOptions("column")).marks
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
    frame = of.frame(0.0, BIG, FlowOptions(trace=Trace(paths, duration_of(paths))))
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
    assert {edge.factor_ref for edge in last.edges} == set(paths.weights("W1"))
    for edge in last.edges:
        assert edge.factor_ref is not None
        assert (middle(edge.start), middle(edge.factor_ref), middle(edge.end)) in ways


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
def test_signs_are_told_by_the_palette_of_gradients(theme: object) -> None:
    of = dead_relu()
    paths = trace_back(of.passes, AIM)
    style = Style(1300, 900, DARK if theme is DARK else LIGHT)
    low, _, high = style.theme.gradients.ramp(3)
    through = [edge.through for step in paths.steps for edge in step.edges]
    colors = [line.color for line in lit(of, paths, duration_of(paths), style)]
    assert colors.count(high) == sum(value > 0 for value in through)
    assert colors.count(low) == sum(value < 0 for value in through)


def test_the_caption_adds_up_what_arrives() -> None:
    of = dead_relu()
    paths = trace_back(of.passes, AIM)
    trace = Trace(paths, (len(paths.steps) - 0.5) * STEP)
    told = [text(mark) for mark in of.frame(0.0, BIG, FlowOptions(trace=trace)).marks[-2:]]
    assert (
        told[0]
        == "Back through W1: the weights on the way are column 2 of W1, a row of its transpose"
    )
    assert told[1] == "Xgrad[2,3] = (−1)·0 + 1·(−2) + (−2)·0 = −2"


def test_the_caption_says_what_a_dead_relu_stops() -> None:
    of = dead_relu()
    paths = trace_back(of.passes, AIM)
    trace = Trace(paths, (len(paths.steps) - 1.5) * STEP)
    told = [text(mark) for mark in of.frame(0.0, BIG, FlowOptions(trace=trace)).marks[-2:]]
    assert told == [
        "relu multiplies each number by its slope there: 2 of 3 stopped",
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
    frame = of.frame(0.0, style, FlowOptions(trace=trace))
    for line in frame.marks:
        if isinstance(line, Polyline):
            assert np.isfinite(line.points).all()
            assert line.width > 0
    assert any(isinstance(mark, Label) and text(mark) for mark in frame.marks[-2:])
