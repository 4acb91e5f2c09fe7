"""Documents and moments as the Flow view needs them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ACTIVATIONS
from gradviz.refs import CellRef
from gradviz.scene.corner.pane import PaneName
from gradviz.scene.corner.setting import Setting, setting_of
from gradviz.scene.layout.viewport import WHOLE, Viewport
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style
from gradviz.session.document import (
    LOSS_CHOICES,
    Document,
    LossChoice,
    example,
    network_document,
    new_document,
    passes,
)
from gradviz.session.edits import set_view
from gradviz.session.looks.flow import Arrangement, Slots
from gradviz.timeline.phase import Sweep
from gradviz.timeline.schedule import timeline_of
from gradviz.timeline.timeline import Timeline
from gradviz.timeline.trace import Trace
from gradviz.views.flow.view import FlowView
from gradviz.views.scales import scales_of
from tests.views.drawing import request_of

_OF_A_REQUEST = ("focus", "layer", "pointed", "muted", "trace", "viewport")
ODD = (float("nan"), float("inf"), float("-inf"), 1e-9, -1e12, 1e300, 0.0, -0.0)


@dataclass(frozen=True)
class Asked:
    """How the Flow view is arranged, and what else its picture is asked for with."""

    arrangement: Arrangement = "focus"
    focus: PaneName | None = None
    layer: int | None = None
    pointed: CellRef | None = None
    slots: Slots = "both"
    muted: frozenset[int] = frozenset()
    trace: Trace | None = None
    viewport: Viewport = WHOLE


@dataclass(frozen=True)
class Shown:
    """A document ready to be drawn at any time."""

    document: Document
    passes: Passes
    timeline: Timeline

    @property
    def scales(self) -> Mapping[str, Scale]:
        return scales_of(self.document, self.passes)

    def frame(
        self, seconds: float, style: Style | None = None, asked: Asked | None = None
    ) -> Frame:
        """Return a picture with the text as large as is asked for, whatever room it has."""
        asked = asked or Asked()
        look = self.document.view.flow
        look = replace(look, arrangement=asked.arrangement, slots=asked.slots)
        view = FlowView(set_view(self.document, view="flow", flow=look), self.passes)
        others = {name: getattr(asked, name) for name in _OF_A_REQUEST}
        return view.drawn(request_of(view, seconds, style or Style(1000, 700), **others))

    def setting(self, seconds: float, style: Style | None = None) -> Setting:
        moment = self.timeline.at(seconds)
        return setting_of(self.passes, moment, self.scales, style or Style(1000, 700))

    def during(self, name: str, step: int, progress: float) -> float:
        """Return a time within the step of a phase."""
        phase = next(phase for phase in self.timeline.phases if phase.name == name)
        return phase.start + (step + progress) * phase.step

    def written(self, ref: CellRef, progress: float) -> float:
        """Return a time at which a cell is being written."""
        phase = next(phase for phase in self.timeline.phases if phase.name == ref.name)
        return self.during(ref.name, phase.step_of(ref), progress)


def shown(document: Document, sweep: Sweep = "cells") -> Shown:
    look = replace(document.view.flow, sweep=sweep)
    document = set_view(document, flow=look)
    made = passes(document)
    return Shown(document, made, timeline_of(made, sweep))


@pytest.fixture
def example_shown() -> Shown:
    return shown(example())


def document(
    shape: tuple[int, int, int],
    seed: int = 0,
    *,
    has_bias: bool = False,
    loss: LossChoice = "seed",
    is_whole: bool = False,
) -> Document:
    """Return a random document of sizes M, K, N; its numbers are integers if `is_whole`."""
    rng = np.random.default_rng(seed)
    M, K, N = shape

    def made(rows: int, cols: int) -> Matrix:
        values = rng.normal(size=(rows, cols)) * 3
        return values.round() if is_whole else values

    target = made(M, N)
    if loss == "cross_entropy":
        target = np.abs(target) + 0.1
        target /= target.sum(axis=0)
    bias = made(M, 1) if has_bias else None
    W, X, seed_values = made(M, K), made(K, N), made(M, N)
    return new_document(W, X, b=bias, loss=loss, target=target, seed=seed_values)


sides = st.sampled_from([1, 1, 2, 3, 4, 5, 6])
shapes = st.tuples(sides, sides, sides)


@st.composite
def documents(draw: st.DrawFn, shape: st.SearchStrategy[tuple[int, int, int]] = shapes) -> Document:
    """Draw a document: any loss, with or without bias, now and then with odd numbers in it."""
    made = document(
        draw(shape),
        draw(st.integers(0, 2**32 - 1)),
        has_bias=draw(st.booleans()),
        loss=draw(st.sampled_from(LOSS_CHOICES)),
    )
    odd = draw(st.lists(st.sampled_from(ODD), max_size=2))
    X = np.array(made.X)
    X.ravel()[: len(odd)] = odd[: X.size]
    return replace(made, X=X) if odd else made


@st.composite
def networks(draw: st.DrawFn) -> Document:
    """Draw a document of 2 to 5 layers, some with biases, now and then one used twice."""
    kinds = draw(
        st.lists(st.sampled_from(["linear", "biased", *ACTIVATIONS]), min_size=2, max_size=5)
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    width = first = draw(st.integers(1, 5))
    made: list[Layer] = []
    for kind in kinds:
        if kind in ("linear", "biased"):
            twin = next((layer for layer in made if isinstance(layer, Linear)), None)
            if twin is not None and twin.W.shape[1] == width and draw(st.booleans()):
                linear = twin
            else:
                rows = draw(st.integers(1, 5))
                W = rng.normal(size=(rows, width)) * 2
                linear = Linear(W, rng.normal(size=(rows, 1)) if kind == "biased" else None)
            made.append(linear)
            width = linear.W.shape[0]
        else:
            made.append(Activation(kind))
    samples = draw(st.integers(1, 5))
    T = np.abs(rng.normal(size=(width, samples))) + 0.1
    return network_document(
        Network(made),
        rng.normal(size=(first, samples)) * 2,
        loss=draw(st.sampled_from(LOSS_CHOICES)),
        target=T / T.sum(axis=0),
        seed=rng.normal(size=(width, samples)),
    )
