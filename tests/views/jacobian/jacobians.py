"""Documents in the Jacobian view, ready to be drawn at any time."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.engine.convention import CONVENTIONS
from gradviz.engine.jacobians.linearization import Linearization
from gradviz.engine.jacobians.vec import Order
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.refs import CellRef
from gradviz.scene.layout.viewport import WHOLE, Viewport
from gradviz.scene.marks.frame import Cells, Frame, Label, State
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.scale import Scale, ScaleChoice, scales_for
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, example, network_document, passes
from gradviz.session.edits import set_convention, set_view
from gradviz.session.looks.jacobian import JacobianLook, inputs, outputs
from gradviz.timeline.timeline import Timeline
from gradviz.views.jacobian.view import JacobianView
from gradviz.views.request import Request
from gradviz.views.shown import Shown
from tests.views.conftest import documents, networks
from tests.views.dump import text

STYLE = Style(1000, 700)


@dataclass(frozen=True, eq=False)
class Drawn:
    """A document in the Jacobian view."""

    document: Document

    @cached_property
    def passes(self) -> Passes:
        return passes(self.document)

    @cached_property
    def view(self) -> JacobianView:
        return JacobianView(self.document, self.passes)

    @property
    def options(self) -> JacobianLook:
        return self.view.options

    @property
    def lin(self) -> Linearization:
        return self.view.product

    @property
    def timeline(self) -> Timeline:
        return self.view.timeline

    @cached_property
    def scales(self) -> dict[str, Scale]:
        matrices = {name: self.passes.matrix(name) for name in self.passes.names}
        return scales_for(matrices, ScaleChoice())

    def during(self, kind: str, step: int = 0, progress: float = 0.5) -> float:
        """Return a time within a step of a phase."""
        phase = next(phase for phase in self.timeline.phases if phase.kind == kind)
        return phase.start + (step + progress) * phase.step

    def asked(self, seconds: float, style: Style = STYLE) -> Request:
        return Request(self.document, self.passes, seconds, style)

    def shown(self, seconds: float, style: Style = STYLE) -> Shown:
        return self.view.shown(self.asked(seconds, style))

    def at(
        self,
        seconds: float,
        style: Style = STYLE,
        pointed: CellRef | None = None,
        viewport: Viewport = WHOLE,
    ) -> Frame:
        asked = Request(self.document, self.passes, seconds, style, viewport, pointed)
        return self.view.drawn(asked)  # with the text as large as is asked for

    def resting(self, style: Style = STYLE, pointed: CellRef | None = None) -> Frame:
        return self.at(self.timeline.duration, style, pointed)

    def whole(self, style: Style = STYLE, pointed: CellRef | None = None) -> Frame:
        """Return the picture after both ways to dl, before anything folds."""
        return self.at(self.during("right dl", 0, 1.0), style, pointed)


def drawn(
    document: Document | None = None,
    of: str = "",
    wrt: str = "X",
    order: Order = "F",
    sample: int | None = None,
) -> Drawn:
    options = JacobianLook(of, wrt, order, sample)
    return Drawn(set_view(document or example(), view="jacobian", jacobian=options))


def stack(samples: int = 3, *, kind: str = "relu", loss: str = "seed") -> Document:
    """Return 3 -> 4 -> kind -> 2, with a bias before the activation."""
    rng = np.random.default_rng(3)
    layers: list[Layer] = [
        Linear(rng.normal(size=(4, 3)).round(1), rng.normal(size=(4, 1)).round(1)),
        Activation(kind),
        Linear(rng.normal(size=(2, 4)).round(1)),
    ]
    return _document(layers, rng.normal(size=(3, samples)).round(1), rng, loss)


def classifier(samples: int = 2) -> Document:
    rng = np.random.default_rng(5)
    layers: list[Layer] = [Linear(rng.normal(size=(3, 2)).round(1)), Activation("softmax")]
    return _document(layers, rng.normal(size=(2, samples)).round(1), rng, "cross_entropy")


def _document(layers: list[Layer], X: Matrix, rng: np.random.Generator, loss: str) -> Document:
    rows = Network(layers).backprop(X, loss="sum").Y.shape[0]
    target = np.eye(rows)[:, np.arange(X.shape[1]) % rows]
    seed = rng.normal(size=target.shape).round(1)
    return network_document(Network(layers), X, loss=loss, target=target, seed=seed)  # type: ignore[arg-type]  # a name of a loss


def parts(frame: Frame) -> dict[str, Cells]:
    """Return the matrices that can be pointed at."""
    return {mark.ref: mark for mark in frame.marks if isinstance(mark, Cells) and mark.ref}


def ghosts(frame: Frame) -> list[Cells]:
    """Return what moves: cells that cannot be pointed at."""
    return [mark for mark in frame.marks if isinstance(mark, Cells) and not mark.ref]


def texts(frame: Frame) -> list[str]:
    return [text(mark) for mark in frame.marks if text(mark)]


def caption(frame: Frame) -> tuple[str, str]:
    """Return the two lines under the picture."""
    assert frame.content is not None
    bottom = frame.content[1] + frame.content[3]
    lines = [text(m) for m in frame.marks if isinstance(m, Label) and m.y > bottom]
    return lines[0], lines[1] if len(lines) > 1 else ""


def numbers(written: str) -> list[float]:
    """Return the numbers of a text: "(−1)·2 = −2" is -1, 2, -2."""
    found, word = [], ""
    for letter in written.replace("−", "-").replace("∞", "inf").replace("NaN", "nan") + " ":
        if letter in "0123456789.-" or (letter in "e" and word) or letter in "infa":
            word += letter
            continue
        with suppress(ValueError):
            found.append(float(word))
        word = ""
    return found


def read(cells: Cells) -> Iterator[tuple[int, int, float, float, str]]:
    """Yield each cell that tells a number: its place, its middle, and the number."""
    assert cells.text is not None
    for row, col in np.ndindex(cells.shape):
        if cells.state[row, col] in (State.EMPTY, State.HIDDEN):
            continue
        x = cells.x + col * cells.pitch_x + cells.cell_width / 2
        y = cells.y + row * cells.pitch_y + cells.cell_height / 2
        yield row, col, x, y, str(cells.text[row, col])


def grid_of(cells: Cells) -> Grid:
    return Grid(cells.x, cells.y, cells.pitch_x, cells.pitch_y, *cells.shape)


@st.composite
def any_drawn(draw: st.DrawFn) -> Drawn:
    """Draw a document with any Jacobian that it has."""
    document = draw(documents() | networks())
    document = set_convention(document, draw(st.sampled_from(CONVENTIONS)))
    made = passes(document)
    of = draw(st.sampled_from(outputs(made.layers)))
    wrt = draw(st.sampled_from(inputs(made.layers, made.operations, of)))
    order = draw(st.sampled_from(["F", "C"]))
    sample = draw(st.none() | st.integers(0, made.values["X"].shape[1] - 1))
    return drawn(document, of, wrt, order, sample)  # type: ignore[arg-type]  # one of the orders
