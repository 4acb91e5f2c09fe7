"""The small plot of an activation: it is the function of the engine, and X lies on it."""

from itertools import pairwise

import numpy as np
import pytest

from gradviz.engine.layers import Activation
from gradviz.engine.network import Network
from gradviz.engine.rules import ACTIVATIONS, ELEMENTWISE
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.frame import Box, Polyline
from gradviz.session.document import network_document
from gradviz.views.flow.curve import REACH, ToldCurve, curve, curve_plot
from tests.views.conftest import Shown, shown
from tests.views.dump import extent

AREA = Area(100, 50, 160, 80)
TOLD: tuple[ToldCurve, ToldCurve] = ("function", "derivative")
X = np.array([[-6.0, -1.5, 0.0, 2.0, 9.0]])


def alone(kind: str) -> Shown:
    return shown(network_document(Network([Activation(kind)]), X))


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize("kind", ELEMENTWISE)
def test_a_curve_is_the_function_of_the_engine(kind: str, told: ToldCurve) -> None:
    rule = ELEMENTWISE[kind]
    evaluate = rule.forward if told == "function" else rule.derivative
    for piece in curve(kind, told).pieces:
        x, y = np.array(piece[1:-1]).T
        assert np.allclose(evaluate(x[None])[0], y, atol=1e-9)
        assert (np.diff(x) > 0).all()


@pytest.mark.parametrize("kind", ["relu", "leaky_relu"])
def test_where_a_derivative_is_torn_no_line_is_drawn(kind: str) -> None:
    below, above = curve(kind, "derivative").pieces
    assert below[-1][0] == above[0][0] == 0.0
    assert len({y for _, y in below}) == len({y for _, y in above}) == 1
    assert below[-1][1] < above[0][1]


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize("kind", ELEMENTWISE)
def test_numbers_lie_on_the_strong_line_and_those_beyond_at_its_ends(
    kind: str, told: ToldCurve
) -> None:
    of = alone(kind)
    marks = curve_plot(of.setting(of.timeline.duration), AREA, told)
    dots = [mark for mark in marks if isinstance(mark, Box)]
    assert len(dots) == X.size
    middles = [(dot.x + dot.width / 2, dot.y + dot.height / 2) for dot in dots]
    expected = AREA.x + (np.clip(X[0], -REACH, REACH) + REACH) / (2 * REACH) * AREA.width
    assert [x for x, _ in middles] == pytest.approx(expected)
    lines = [mark for mark in marks if isinstance(mark, Polyline) and mark.width == 2.0]
    for x, y in middles:
        assert min(_distance(line, x, y) for line in lines) < 1.0


def _distance(line: Polyline, x: float, y: float) -> float:
    """Return how far above or below a line a point is."""
    found = [np.inf]
    for (x1, y1), (x2, y2) in pairwise(line.points):
        if x1 - 1e-9 <= x <= x2 + 1e-9:
            found.append(abs(y1 + (y2 - y1) * (x - x1) / (x2 - x1) - y))
    return float(min(found))


@pytest.mark.parametrize("kind", ELEMENTWISE)
def test_the_plot_stays_in_its_area(kind: str) -> None:
    of = alone(kind)
    for told in TOLD:
        for mark in curve_plot(of.setting(of.timeline.duration), AREA, told):
            left, top, right, bottom = extent(mark)
            assert left >= AREA.x - 4
            assert right <= AREA.right + 4
            assert top >= AREA.y - 4
            assert bottom <= AREA.bottom + 4


def test_softmax_has_no_plot() -> None:
    assert set(ACTIVATIONS) - set(ELEMENTWISE) == {"softmax"}
    of = shown(network_document(Network([Activation("softmax")]), X.T))
    assert curve_plot(of.setting(0.0), AREA, "function") == ()
