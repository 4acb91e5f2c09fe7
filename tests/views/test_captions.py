"""A caption is of the picture above it: it names no matrix that is not there."""

import re
from collections.abc import Iterator

import numpy as np
import pytest

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.refs import CellRef, whole
from gradviz.scene.corner.pane import PaneName
from gradviz.scene.marks.frame import Cells, Frame, Label, Quad
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, example, network_document, passes
from gradviz.session.edits import set_view
from gradviz.session.looks.flow import Arrangement, FlowLook
from gradviz.views.flow.strip import PANES
from tests.views.drawing import frame_of, viewed

ARRANGEMENTS: tuple[Arrangement, ...] = ("focus", "triptych", "column", "gradients")
_NAME = re.compile(r"(?<![A-Za-z])[WXYTb]\d*(?:_grad)?(?![A-Za-z(])")


def documents() -> Iterator[tuple[str, Document]]:
    X = np.array([[1.0, 2.0, -1.0], [0.0, -3.0, 2.0]])
    tied = Linear([[1.0, 2.0], [-1.0, 3.0]], b=[1.0, -2.0])
    yield "example", example()
    yield "tied", network_document(Network([tied, Activation("relu"), tied]), X=X, loss="sum")
    deep = [Linear([[1.0, 2.0], [0.0, 1.0], [2.0, 1.0]]), Activation("tanh"), Linear([[1.0, 1, 1]])]
    yield "deep", network_document(Network(deep), X=X, loss="mse", target=np.zeros((1, 3)))


DOCUMENTS = dict(documents())


def plain(label: Label) -> str:
    parts = []
    for span in label.spans:
        is_low = span.script == -1
        told = span.text.replace("\u2009", "_") if is_low else span.text if not span.script else ""
        parts.append(f"_{told}" if told == "grad" else told)
    return "".join(parts)


def named(frame: Frame) -> tuple[set[str], set[str]]:
    """Return the names in the sentence under a picture, and those that are in the picture."""
    labels = [mark for mark in frame.marks if isinstance(mark, Label)]
    low = frame.height - 60.0
    said = [plain(mark) for mark in labels if mark.y > low]
    above = [plain(mark) for mark in labels if mark.y <= low]
    there = {name for told in above for name in _NAME.findall(told)}
    for mark in frame.marks:
        cells = mark.cells if isinstance(mark, Quad) else mark
        if isinstance(cells, Cells) and cells.ref:
            there.add(whole(CellRef(cells.ref, 0, 0)).name)
    return set(_NAME.findall(said[0])) if said else set(), there


def times(document: Document, choices: dict[str, object]) -> Iterator[float]:
    chosen = set_view(document, **choices)  # type: ignore[arg-type]  # choices by name
    timeline = viewed(chosen).timeline
    for phase in timeline.phases:
        yield phase.start + 0.8 * phase.step
    yield timeline.duration


def told_of_the_picture(
    document: Document,
    choices: dict[str, object],
    focus: PaneName | None = None,
    layer: int | None = None,
) -> bool:
    """Hold captions against their pictures; return whether any named a matrix."""
    chosen = set_view(document, **choices)  # type: ignore[arg-type]  # choices by name
    view, told = viewed(chosen), False
    for seconds in times(document, choices):
        frame = frame_of(view, seconds, Style(1400, 1000), focus=focus, layer=layer)
        said, there = named(frame)
        places = there | {name.removesuffix("_grad") for name in there}  # where it stood
        assert said <= places, (seconds, said - places)
        told = told or bool(said)
    return told


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_of_flow(document: Document, arrangement: Arrangement) -> None:
    choices: dict[str, object] = {"view": "flow", "flow": FlowLook(arrangement)}
    assert told_of_the_picture(document, choices)


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_of_a_layer_and_a_corner_that_are_chosen(document: Document) -> None:
    told = False
    for layer in range(len(passes(document).layers)):
        for focus in PANES:
            for arrangement in ("focus", "triptych"):
                choices: dict[str, object] = {
                    "view": "flow",
                    "flow": FlowLook(arrangement),
                }
                told |= told_of_the_picture(document, choices, focus, layer)
    assert told


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_of_the_cube(document: Document) -> None:
    assert told_of_the_picture(document, {"view": "cube"})
