"""Tied weights: every view shows the whole gradient, or says that what it shows is a share."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.refs import CellRef
from gradviz.scene.captions import caption
from gradviz.scene.explain import explain
from gradviz.scene.flow import FlowOptions, flow
from gradviz.scene.frame import Cells, Frame, Label, Quad, Span
from gradviz.scene.jacobianoptions import JacobianOptions
from gradviz.scene.numbers import MINUS
from gradviz.scene.setting import Setting, setting_of
from gradviz.scene.shown import Shown
from gradviz.scene.style import Style
from gradviz.session.document import Document, network_document, passes
from gradviz.session.edits import set_view
from gradviz.session.presets import PRESETS
from gradviz.session.views.choice import view_of
from gradviz.session.views.scales import scales_of
from gradviz.session.views.view import View
from gradviz.timeline.phase import Sweep
from gradviz.timeline.schedule import timeline_of


def documents() -> Iterator[tuple[str, Document]]:
    yield "preset", next(preset for preset in PRESETS if preset.id == "tied").document()
    tied = Linear([[1.0, 2.0], [-1.0, 3.0]], b=[1.0, -2.0])
    layers = (tied, Activation("leaky_relu"), tied, tied)
    X = np.array([[1.0, 2.0, -1.0], [0.0, -3.0, 2.0]])
    yield "three uses and a bias", network_document(Network(layers), X=X, loss="sum")


DOCUMENTS = dict(documents())
VIEWS = {
    "focus": {"view": "flow", "arrangement": "focus"},
    "triptych": {"view": "flow", "arrangement": "triptych"},
    "column": {"view": "flow", "arrangement": "column"},
    "gradients": {"view": "flow", "arrangement": "gradients"},
    "jacobian": {"view": "jacobian"},
    "jacobian by W1": {
        "view": "jacobian",
        "jacobian": JacobianOptions(of="Y3", wrt="W1", sample=None),
    },
    "jacobian of one sample": {
        "view": "jacobian",
        "jacobian": JacobianOptions(of="Y3", wrt="W1", sample=1),
    },
    "jacobian of the first layer": {
        "view": "jacobian",
        "jacobian": JacobianOptions(of="Y1", wrt="W1", sample=None),
    },
    "race": {"view": "race"},
    "adjoint": {"view": "adjoint"},
    "steepest": {"view": "steepest"},
    "cube": {"view": "cube"},
    "derivation": {"view": "derivation"},
}


SHOW_W_GRAD = ("focus", "triptych", "column", "jacobian by W1", "cube")
"""The others have none, or show a share and call it so: Derivation."""


def frames(document: Document, choices: dict[str, object]) -> Iterator[tuple[View, Frame]]:
    """Yield the pictures of a view at rest, of every layer that it can show."""
    chosen = set_view(document, **choices)  # type: ignore[arg-type]  # choices by name
    made = passes(chosen)
    for layer in range(len(made.layers)):
        of_layer = {} if "jacobian" in choices else view_of(chosen, made).of_layer(layer)
        told = set_view(chosen, **of_layer) if of_layer else chosen  # type: ignore[arg-type]
        view = view_of(told, made)
        shown = Shown(
            made, view.timeline, view.timeline.duration, scales_of(told, made), Style(1400, 1000)
        )
        options = FlowOptions(arrangement=told.view.arrangement, layer=layer, slots="both")
        yield view, view.frame(shown, options)
        if made.layers[layer].is_linear:
            yield view, view.frame(shown, replace(options, focus="W_grad"))


def shown_cells(frame: Frame) -> Iterator[Cells]:
    for mark in frame.marks:
        if isinstance(mark, Quad):
            yield mark.cells
        elif isinstance(mark, Cells):
            yield mark


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_cell_that_names_a_gradient_shows_that_gradient(document: Document, name: str) -> None:
    seen: set[str] = set()
    for view, frame in frames(document, VIEWS[name]):
        for mark in shown_cells(frame):
            if not mark.ref.endswith("_grad") or mark.text is None:
                continue
            rows, cols = mark.text.shape
            for row, col in np.ndindex(rows, cols):
                ref = CellRef(mark.ref, *((col, row) if mark.flipped else (row, col)))
                entry = view.entry(ref)
                if mark.text[row, col] in ("", "…") or entry.name not in view.passes.names:
                    continue
                true = view.passes.matrix(entry.name)[entry.row, entry.col]
                told = float(mark.text[row, col].lstrip("≈").replace(MINUS, "-"))
                assert told == pytest.approx(true, abs=1e-9), ref
                seen.add(entry.name)
    is_whole = name != "jacobian by W1" or len(passes(document).layers) == 3  # Y3 is the output
    assert ("W1_grad" in seen) == (name in SHOW_W_GRAD and is_whole)


def caption_of(document: Document, seconds: float, sweep: Sweep) -> tuple[str, Setting]:
    made = passes(document)
    timeline = timeline_of(made, sweep)
    shown = setting_of(made, timeline.at(seconds), scales_of(document, made), Style(1400, 1000))
    _, numbers = caption(shown)
    return untypeset(numbers), shown


def untypeset(spans: Iterable[Span]) -> str:
    """Return a caption as plain text: what is lowered follows its letter as in "W1_grad"."""
    parts = []
    for span in spans:
        text = span.text.replace("\u2009", "_") if span.script else span.text
        parts.append(f"_{text}" if span.script and text == "grad" else text)
    return "".join(parts)


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_captions_name_shares_and_add_them_up(document: Document) -> None:
    """Every equation of a W_grad cell is true of what it names, and the last gives the whole."""
    made = passes(document)
    timeline = timeline_of(made, "cells")
    wholes, shares = set(), set()
    for phase in timeline.phases:
        if phase.role not in ("W_grad", "b_grad"):
            continue
        for step in range(phase.count):
            seconds = phase.start + (step + 0.9) * phase.step
            line, shown = caption_of(document, seconds, "cells")
            cell = phase.cell(step)
            for told in line.split(",   "):
                name, *sides = re.split(r" [=≈] ", told)
                result = float(sides[-1].replace(MINUS, "-"))
                whole = float(made.matrix(phase.name)[cell.row, cell.col])
                share = float(shown.passes.matrix(phase.role)[cell.row, cell.col])
                is_share = name.startswith("share of ")
                assert result == pytest.approx(share if is_share else whole, rel=1e-3, abs=1e-4)
                (shares if is_share else wholes).add((phase.name, cell.row, cell.col))
    cells = {
        (name, *place)
        for name in ("W1_grad", "b1_grad")
        if name in made.names
        for place in np.ndindex(made.matrix(name).shape)
    }
    assert wholes == shares == cells


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_share_is_called_a_share_until_all_are_there(document: Document) -> None:
    made = passes(document)
    timeline = timeline_of(made, "cells")
    scales = scales_of(document, made)
    layer = max(made.uses("W1"))
    phase = next(p for p in timeline.phases if p.name == "W1_grad" and p.layer == layer)
    for seconds, name in ((phase.end + 1e-3, "share of W1_grad"), (timeline.duration, "W1_grad")):
        shown = setting_of(made, timeline.at(seconds), scales, Style(1400, 1000), layer)
        assert shown.called("W_grad") == name
        is_whole = np.array_equal(shown.values("W_grad"), made.matrix("W1_grad"))
        assert is_whole == (name == "W1_grad")
        options = FlowOptions(focus="W_grad", layer=layer)
        frame = flow(made, timeline, seconds, scales, Style(1400, 1000), options)
        labels = [untypeset(mark.spans) for mark in frame.marks if isinstance(mark, Label)]
        assert name in labels


def test_the_explanation_says_the_whole_and_the_shares() -> None:
    document = DOCUMENTS["three uses and a bias"]
    told = explain(passes(document), CellRef("W1_grad", 0, 0), with_check=False)
    whole = passes(document).grads["W1"][0, 0]
    assert told.value == whole
    found = re.findall(r"(\S+) from layer \d", told.sentence)
    shares = [float(text.replace(MINUS, "-")) for text in found]
    assert len(shares) == 3
    assert sum(shares) == pytest.approx(whole, rel=1e-3)
