"""Tied weights: every view shows the whole gradient, or says that what it shows is a share."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

import numpy as np
import pytest

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.explain.explanation import explain
from gradviz.language.numbers import MINUS
from gradviz.refs import CellRef, share_layer, share_name, whole
from gradviz.scene.corner.setting import Setting, setting_of
from gradviz.scene.marks.frame import Cells, Frame, Label, Quad, Span
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, network_document, passes
from gradviz.session.edits import set_view
from gradviz.session.looks.flow import FlowLook
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.session.presets.documents import PRESETS
from gradviz.timeline.phase import Sweep
from gradviz.timeline.schedule import timeline_of
from gradviz.views.choice import view_of
from gradviz.views.flow.captions import caption
from gradviz.views.scales import scales_of
from gradviz.views.view import View
from tests.views.drawing import frame_of


def documents() -> Iterator[tuple[str, Document]]:
    yield "preset", next(preset for preset in PRESETS if preset.id == "tied").document()
    tied = Linear([[1.0, 2.0], [-1.0, 3.0]], b=[1.0, -2.0])
    layers = (tied, Activation("leaky_relu"), tied, tied)
    X = np.array([[1.0, 2.0, -1.0], [0.0, -3.0, 2.0]])
    yield "three uses and a bias", network_document(Network(layers), X=X, loss="sum")


DOCUMENTS = dict(documents())
STYLE = Style(1400, 1000)
VIEWS = {
    "focus": {"view": "flow", "flow": FlowLook("focus")},
    "triptych": {"view": "flow", "flow": FlowLook("triptych")},
    "column": {"view": "flow", "flow": FlowLook("column")},
    "gradients": {"view": "flow", "flow": FlowLook("gradients")},
    "jacobian": {"view": "jacobian"},
    "jacobian by W1": {
        "view": "jacobian",
        "jacobian": JacobianLook(of="Y3", wrt="W1", sample=None),
    },
    "jacobian of one sample": {
        "view": "jacobian",
        "jacobian": JacobianLook(of="Y3", wrt="W1", sample=1),
    },
    "jacobian of the first layer": {
        "view": "jacobian",
        "jacobian": JacobianLook(of="Y1", wrt="W1", sample=None),
    },
    "race": {"view": "race"},
    "adjoint": {"view": "adjoint"},
    "steepest": {"view": "steepest"},
    "cube": {"view": "cube"},
    "derivation": {"view": "derivation"},
}


SHOW_W_GRAD = ("focus", "triptych", "column", "jacobian by W1")
"""The others have none, or show a share and call it so: Cube, Derivation."""
SHOW_SHARES = ("focus", "triptych", "column", "cube")
"""Those whose cells of a share can be pointed at, some of them only while it is written."""


def frames(document: Document, choices: dict[str, object]) -> Iterator[tuple[View, Frame]]:
    """Yield the pictures of a view at rest, of every layer that it can show."""
    chosen = set_view(document, **choices)  # type: ignore[arg-type]  # choices by name
    made = passes(chosen)
    for layer in range(len(made.layers)):
        of_layer = {} if "jacobian" in choices else view_of(chosen, made).of_layer(layer)
        told = set_view(chosen, **of_layer) if of_layer else chosen  # type: ignore[arg-type]
        view = view_of(told, made)
        seconds = view.timeline.duration
        yield view, frame_of(view, seconds, STYLE, layer=layer)
        if made.layers[layer].is_linear:
            yield view, frame_of(view, seconds, STYLE, layer=layer, focus="W_grad")


def number_of(made: Passes, ref: CellRef) -> float:
    """Return the number that a cell of a picture stands for: of a share, that of its layer."""
    layer, entry = share_layer(ref), whole(ref)
    if layer is None:
        return float(made.matrix(ref.name)[ref.row, ref.col])
    role = made.layers[layer].role(entry.name)
    assert role is not None
    return float(made.local(layer).matrix(role)[entry.row, entry.col])


def is_written(told: str, value: float) -> bool:
    """Tell whether a text is this number, to half a unit of the last digit that it has."""
    text = told.lstrip("≈").replace(MINUS, "-")
    exponent = Decimal(text).as_tuple().exponent
    assert isinstance(exponent, int)
    off = abs(float(text) - value)
    has_point = "." in text or "e" in text or "≈" in told
    return off <= (0.5 * 10.0**exponent if has_point else 0.0) + 1e-9


def ref_of(mark: Cells, row: int, col: int) -> CellRef:
    """Return what a cell of a mark is called."""
    down, along = (col, row) if mark.flipped else (row, col)
    return CellRef(mark.ref, mark.first[0] + down, mark.first[1] + along)


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
                ref = ref_of(mark, row, col)
                entry = view.entry(ref)
                if mark.text[row, col] in ("", "…") or entry.name not in view.passes.names:
                    continue
                true = number_of(view.passes, ref if share_layer(ref) is not None else entry)
                assert is_written(str(mark.text[row, col]), true), ref
                seen.add(ref.name if share_layer(ref) is not None else entry.name)
    if name == "cube":
        assert any(told.endswith("share of W1_grad") for told in seen)
    is_whole = name != "jacobian by W1" or len(passes(document).layers) == 3  # Y3 is the output
    assert ("W1_grad" in seen) == (name in SHOW_W_GRAD and is_whole)


def caption_of(document: Document, seconds: float, sweep: Sweep) -> tuple[str, Setting]:
    made = passes(document)
    timeline = timeline_of(made, sweep)
    shown = setting_of(made, timeline.at(seconds), scales_of(document, made), STYLE)
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
        shown = setting_of(made, timeline.at(seconds), scales, STYLE, layer)
        assert shown.called("W_grad") == name
        is_whole = np.array_equal(shown.values("W_grad"), made.matrix("W1_grad"))
        assert is_whole == (name == "W1_grad")
        frame = frame_of(view_of(document, made), seconds, STYLE, layer=layer, focus="W_grad")
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


def times_of(view: View) -> Iterator[float]:
    """Yield times within and at the end of steps of every phase, and the end of all."""
    for phase in view.timeline.phases:
        for step in sorted({0, phase.count // 2, phase.count - 1}):
            yield from (phase.start + (step + share) * phase.step for share in (0.5, 1.0))
    yield view.timeline.duration


def labels_of(frame: Frame) -> list[str]:
    return [untypeset(mark.spans) for mark in frame.marks if isinstance(mark, Label)]


@pytest.mark.parametrize("name", SHOW_SHARES)
@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_name_formula_and_numbers_agree_at_every_moment(document: Document, name: str) -> None:
    """What is called a share shows the share; what is called W1_grad shows what they add up to."""
    made, seen = passes(document), set()
    for layer in made.uses("W1"):
        chosen = set_view(document, **VIEWS[name])  # type: ignore[arg-type]  # choices by name
        of_layer = view_of(chosen, made).of_layer(layer)
        chosen = set_view(chosen, **of_layer) if of_layer else chosen  # type: ignore[arg-type]
        view = view_of(chosen, made)
        running = name == "cube"  # its face shows sums on their way
        for seconds in [view.timeline.duration] if running else times_of(view):
            frame = frame_of(view, seconds, STYLE, layer=layer, focus="W_grad")
            drawn = set()
            for mark in shown_cells(frame):
                if mark.text is None or whole(CellRef(mark.ref, 0, 0)).name != "W1_grad":
                    continue
                drawn.add(mark.ref)
                for row, col in np.argwhere((mark.text != "") & (mark.text != "…")).tolist():
                    ref = ref_of(mark, row, col)
                    assert is_written(str(mark.text[row, col]), number_of(made, ref)), ref
            seen |= drawn
            if name in ("focus", "triptych") and drawn:
                share = share_name("W1_grad", layer)
                assert len(drawn) == 1
                labels = labels_of(frame)
                called = "share of W1_grad" if share in drawn else "W1_grad"
                assert called in labels
                other = "W1_grad" if called.startswith("share") else "share of W1_grad"
                assert other not in labels
                formula = next(label for label in labels if f"{called} = " in label)
                assert (" + " in formula) == (called == "W1_grad")
    assert {share_name("W1_grad", layer) for layer in made.uses("W1")} <= seen
    assert ("W1_grad" in seen) == (name != "cube")


def test_a_pointed_gradient_of_tied_weights_is_told_as_a_sum() -> None:
    document = DOCUMENTS["three uses and a bias"]
    made = passes(document)
    view, ref = view_of(document, made), CellRef("W1_grad", 0, 0)
    seconds = view.timeline.duration
    frame = frame_of(view, seconds, STYLE, layer=2, focus="W_grad", pointed=ref)
    words, numbers = labels_of(frame)[-2:]
    assert words.startswith(
        "The shares of layers 1, 3 and 4 add up; that of layer 3, lit up here, is"
    )
    shares = [number_of(made, CellRef(share_name("W1_grad", n), 0, 0)) for n in (0, 2, 3)]
    name, terms, total = re.split(r" [=≈] ", numbers)
    told = [float(term.strip("()").replace(MINUS, "-")) for term in terms.split(" + ")]
    assert name == "W1_grad[1,1]"
    assert told == pytest.approx(shares, rel=1e-3)
    assert float(total.replace(MINUS, "-")) == pytest.approx(sum(shares), rel=1e-3)


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_layer_goes_to_where_it_writes_its_own_share(document: Document) -> None:
    made = passes(document)
    view, ref = view_of(document, made), CellRef("W1_grad", 1, 1)
    times = [view.time_of(ref, layer) for layer in made.uses("W1")]
    for layer, seconds in zip(made.uses("W1"), times, strict=True):
        assert seconds is not None
        moment = view.timeline.at(seconds)
        assert moment.phases[moment.phase].layer == layer
    assert len(set(times)) == len(times)


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_norms_of_shares_are_called_so_and_the_whole_has_its_own(document: Document) -> None:
    made = passes(document)
    view = view_of(set_view(document, view="flow", flow=FlowLook("gradients")), made)
    labels = labels_of(frame_of(view, view.timeline.duration, STYLE))
    assert not any(label.startswith("W1_grad") for label in labels)
    for layer in made.uses("W1"):
        share = float(np.linalg.norm(made.local(layer).matrix("W_grad")))
        told = re.findall(r"share of W1_grad\s+([\d.]+)", "\n".join(labels))
        assert any(float(value) == pytest.approx(share, rel=1e-2) for value in told)
    found = re.search(r"‖W1_grad‖ ≈ (\S+), the shares", " ".join(labels))
    assert found is not None
    assert float(found[1]) == pytest.approx(float(np.linalg.norm(made.matrix("W1_grad"))), rel=1e-2)


@pytest.mark.parametrize("name", ["cube", "derivation"])
def test_a_share_by_itself_has_colours_of_its_own(name: str) -> None:
    """Where the whole is never shown, its scale would leave the share pale; a fixed one stays."""
    document = set_view(DOCUMENTS["three uses and a bias"], **VIEWS[name])  # type: ignore[arg-type]
    made = passes(document)
    largest = {
        layer: float(np.abs(made.local(layer).matrix("W_grad")).max()) for layer in made.uses("W1")
    }
    for layer, share in largest.items():
        of_layer = view_of(document, made).of_layer(layer)
        for scale, limit in (("matrix", share), ("fixed", 50.0)):
            chosen = set_view(document, **of_layer, scale=scale, limit=50.0)  # type: ignore[arg-type]
            view = view_of(chosen, made)
            told = labels_of(frame_of(view, view.timeline.duration, STYLE))
            limits = [float(label[1:]) for label in told if label.startswith("±")]
            assert any(found == pytest.approx(limit, rel=5e-3) for found in limits)
            whole_limit = float(np.abs(made.matrix("W1_grad")).max())
            assert not any(found == pytest.approx(whole_limit, rel=1e-3) for found in limits)


def test_the_time_bar_tells_shares_apart_however_little_room_there_is() -> None:
    document = DOCUMENTS["three uses and a bias"]
    view = view_of(document, passes(document))
    shares = [phase for phase in view.timeline.phases if phase.name == "W1_grad"]
    for titles in zip(*(view.titles(phase) for phase in shares), strict=True):
        assert len(set(titles)) == len(shares)
        assert all("share" in str(title) for title in titles)
    for phase in view.timeline.phases:
        lengths = [len(str(title)) for title in view.titles(phase)]
        assert lengths == sorted(lengths, reverse=True)
        assert view.titles(phase)[0] == view.title(phase)
