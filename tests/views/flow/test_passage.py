"""What passes an activation: a dead unit stops the gradient, and that is drawn."""

import numpy as np
import pytest

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.layers import Activation
from gradviz.engine.network import Network
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Cells, Frame, Polyline
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK
from gradviz.session.document import network_document
from gradviz.views.flow.passage import derivative_of
from tests.views.conftest import Asked, Shown, shown

X = np.array([[-2.0, 3.0], [1.0, -1.0]])


def activation(kind: str) -> Shown:
    seed = np.array([[5.0, 6.0], [7.0, 8.0]])
    return shown(network_document(Network([Activation(kind)]), X, loss="seed", seed=seed))


def frame(of: Shown, name: str, row: int, col: int, progress: float, **style: object) -> Frame:
    seconds = of.written(CellRef(name, row, col), progress)
    return of.frame(seconds, Style(1000, 700, **style), Asked())  # type: ignore[arg-type]  # any attribute of a style


def stops(drawn: Frame) -> list[Polyline]:
    return [m for m in drawn.marks if isinstance(m, Polyline) and m.color == DARK.bad]


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize(("row", "col"), [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_a_dead_relu_stops_the_gradient_and_a_live_one_lets_it_pass(
    row: int, col: int, convention: Convention
) -> None:
    drawn = frame(activation("relu"), "X_grad", row, col, 0.6, convention=convention)
    assert bool(stops(drawn)) is bool(X[row, col] <= 0)


@pytest.mark.parametrize("kind", ["tanh", "sigmoid", "leaky_relu", "gelu", "softmax"])
def test_nothing_else_stops_it(kind: str) -> None:
    drawn = frame(activation(kind), "X_grad", 0, 0, 0.6)
    assert stops(drawn) == []


def test_the_mask_is_the_derivative_and_softmax_has_none() -> None:
    mask = derivative_of(activation("tanh").setting(0.0))
    assert mask is not None
    assert np.allclose(mask, 1 - np.tanh(X) ** 2)
    assert derivative_of(activation("softmax").setting(0.0)) is None


def test_numbers_that_softmax_mixes_stand_side_by_side_in_their_cell() -> None:
    of = activation("softmax")
    drawn = frame(of, "Y", 0, 1, 0.55)
    (target,) = [m for m in drawn.marks if isinstance(m, Cells) and m.ref == of.passes.layers[0].Y]
    place = target.cell(0, 1)
    assert place is not None
    left, top, width, height = place
    inside = [
        m
        for m in drawn.marks
        if isinstance(m, Cells)
        and not m.ref
        and (m.x, m.width) == (left, width)
        and m.y >= top
        and m.y + m.height <= top + height + 1e-6
    ]
    assert [mark.y for mark in inside] == pytest.approx([top, top + height / 2])
