"""The strip chart follows the document, tells numbers, and costs nothing before it is seen."""

import math
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget

from gradviz.arrays import Matrix
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.gui.plots.strip_chart import HINT, StripChart, readings
from gradviz.gui.state.settings import Settings
from gradviz.gui.state.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Color
from gradviz.scene.marks.theme import DARK, LIGHT
from gradviz.session.document import Document, example, network_document, passes
from gradviz.session.edits import set_cell
from gradviz.session.presets.networks import NETWORK_PRESETS

Opened = Callable[..., StripChart]


def preset(name: str) -> Document:
    return next(p for p in NETWORK_PRESETS if p.id == name).document()


def dead() -> Document:
    """Return layers through which nothing comes back: every number is below 0 in the relu."""
    layers = (Linear(np.eye(2)), Activation("relu"), Linear(np.eye(2)))
    return network_document(Network(layers), np.array([[-1.0], [-2.0]]), loss="sum")


@pytest.fixture
def opened(qapp: QApplication) -> Iterator[Opened]:
    charts: list[StripChart] = []

    def open_chart(document: Document, **choices: object) -> StripChart:
        made = Workspace(document, replace(Settings(theme="dark"), **choices))
        chart = StripChart(made)
        made.setParent(chart)
        charts.append(chart)
        chart.resize(260, 260)
        chart.show()
        settle()
        return chart

    yield open_chart
    for chart in charts:
        chart.close()
        chart.deleteLater()
    settle()


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


def workspace(chart: StripChart) -> Workspace:
    found = chart.findChild(Workspace)
    assert found is not None
    return found


def plot(chart: StripChart):  # type: ignore[no-untyped-def]  # pyqtgraph comes without types
    from gradviz.gui.plots.strip_plot import StripPlot

    found = chart.findChild(StripPlot)
    assert found is not None
    return found


def curves(chart: StripChart) -> list[tuple[list[float], list[float]]]:
    """Return the curves as they are drawn: places and decades."""
    return [
        (list(item.xData), list(item.yData))
        for item in plot(chart).view.addedItems
        if hasattr(item, "xData")
    ]


def point(chart: StripChart, place: float) -> None:
    """Move the pointer over a place of the plot."""
    scene = plot(chart).view.mapViewToScene(QPointF(place, 0.0))
    x = plot(chart).mapFromScene(scene).x() + plot(chart).x()
    target, local = under(chart, QPoint(round(x), 60))
    at = QPointF(local)
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        at,
        QPointF(target.mapToGlobal(local)),
        none,
        none,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, event)


def under(chart: StripChart, at: QPoint) -> tuple[QWidget, QPoint]:
    """Return the widget that gets what the mouse does at a point, and the point within it."""
    target = chart.childAt(at) or chart
    return target, target.mapFrom(chart, at)


def told(chart: StripChart) -> str:
    return chart.told.name if chart.told else ""


def count(chart: StripChart, color: Color) -> int:
    """Return how many pixels have just this colour."""
    image = chart.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    shape = (image.height(), image.width(), 4)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(shape)[..., 2::-1]
    return int((pixels == np.array(color[:3])).all(axis=-1).sum())


# --- the numbers


def test_readings_are_in_the_order_of_the_network() -> None:
    found = readings(passes(preset("tied")))
    assert [(r.name, r.place) for r in found] == [
        ("X_grad", 0.0),
        ("W1_grad", 0.5),
        ("Y1_grad", 1.0),
        ("Y2_grad", 2.0),
        ("Y3_grad", 3.0),
    ]


def test_a_reading_is_the_root_mean_square_and_the_largest() -> None:
    made = passes(preset("classifier"))
    for reading in readings(made):
        entries: Matrix = made.matrix(reading.name)
        assert reading.rms == pytest.approx(math.sqrt(float((entries**2).mean())))
        assert reading.largest == pytest.approx(float(np.abs(entries).max()))
        assert reading.is_parameter == reading.name.startswith("W")


# --- the plot


def test_rms_and_largest_of_values_and_of_w_are_drawn_in_decades(opened: Opened) -> None:
    chart = opened(preset("vanishing"))
    found = readings(workspace(chart).passes)
    for is_parameter, drawn in zip(
        (False, True), (curves(chart)[:2], curves(chart)[2:]), strict=True
    ):
        own = [r for r in found if r.is_parameter == is_parameter]
        for sizes, (places, heights) in zip(
            ([r.largest for r in own], [r.rms for r in own]), drawn, strict=True
        ):
            assert places == [r.place for r in own]
            np.testing.assert_allclose(heights, np.log10(sizes))


def test_every_point_lies_within_the_axes(opened: Opened) -> None:
    for name in ("vanishing", "exploding", "he", "softmax"):
        chart = opened(preset(name))
        (left, right), (low, high) = plot(chart).view.viewRange()
        for places, heights in curves(chart):
            assert left < min(places) <= max(places) < right
            assert low < min(heights) <= max(heights) < high


@pytest.mark.parametrize(("seed", "mark"), [(math.nan, "NaN"), (math.inf, "∞"), (0.0, "0")])
def test_what_is_no_magnitude_is_a_gap_with_its_name(
    opened: Opened, seed: float, mark: str
) -> None:
    made = network_document(
        Network((Linear(np.ones((1, 1))), Linear(np.ones((1, 1))))),
        np.ones((1, 1)),
        loss="seed",
        seed=np.array([[seed]]),
    )
    chart = opened(made)
    named = [
        item.toPlainText() for item in plot(chart).view.addedItems if hasattr(item, "toPlainText")
    ]
    assert named.count(mark) == 5
    assert curves(chart) == []  # nothing is drawn as if it were small


def test_a_curve_ends_where_the_gradient_does(opened: Opened) -> None:
    chart = opened(dead())
    places, heights = curves(chart)[0]
    assert places == [0.0, 1.0, 2.0, 3.0]
    assert np.isnan(heights).tolist() == [True, True, False, False]


# --- it follows


def test_it_follows_an_edit(opened: Opened) -> None:
    chart = opened(example())
    before = curves(chart)
    made = workspace(chart)
    made.edit(set_cell(made.document, CellRef("W", 0, 0), 50.0), "Type")
    settle()
    assert curves(chart) != before
    assert curves(chart)[1][1][0] == pytest.approx(math.log10(readings(made.passes)[0].rms))


def test_it_follows_the_theme(opened: Opened) -> None:
    chart = opened(preset("vanishing"))
    assert count(chart, DARK.panel) > 10_000
    assert count(chart, LIGHT.panel) == 0
    workspace(chart).appearance.set_settings(Settings(theme="light"))
    settle()
    assert count(chart, LIGHT.panel) > 10_000


def test_hidden_it_draws_nothing_and_shown_again_it_is_up_to_date(opened: Opened) -> None:
    chart = opened(example())
    before = curves(chart)
    chart.hide()
    made = workspace(chart)
    made.edit(set_cell(made.document, CellRef("W", 0, 0), 50.0), "Type")
    settle()
    assert curves(chart) == before
    chart.show()
    settle()
    assert curves(chart) != before


# --- pointer and keys


def test_the_pointer_tells_the_nearest(opened: Opened) -> None:
    chart = opened(preset("vanishing"))
    assert caption(chart) == str(HINT)
    for reading in readings(workspace(chart).passes):
        point(chart, reading.place + 0.1)
        assert chart.told == reading
        assert caption(chart) == str(reading.sentence)
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert caption(chart) == str(HINT)


def caption(chart: StripChart) -> str:
    return next(label.text() for label in chart.findChildren(QLabel))


def test_the_plot_stands_still_while_numbers_are_told(opened: Opened) -> None:
    chart = opened(preset("vanishing"))
    before = plot(chart).geometry()
    point(chart, 3.0)
    settle()
    assert caption(chart) != str(HINT)
    assert plot(chart).geometry() == before


def test_arrow_keys_walk_along_the_layers_and_stop_at_the_ends(opened: Opened) -> None:
    chart = opened(example())
    walked = []
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left):
        QTest.keyClick(chart, key)
        walked.append(told(chart))
    assert walked == ["Y_grad", "W_grad", "X_grad", "X_grad"]
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert told(chart) == "Y_grad"
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert told(chart) == "X_grad"


def test_what_is_told_stays_with_an_edit_and_goes_with_its_layer(opened: Opened) -> None:
    chart = opened(preset("vanishing"))
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert told(chart) == "Y12_grad"
    made = workspace(chart)
    made.edit(set_cell(made.document, CellRef("W1", 0, 0), 1.0), "Type")
    settle()
    assert told(chart) == "Y12_grad"
    made.open(example(), None)
    settle()
    assert chart.told is None


def test_wheel_drag_and_menu_leave_the_plot_as_it_is(opened: Opened) -> None:
    chart = opened(preset("vanishing"))
    before = plot(chart).view.viewRange()
    target, middle = under(chart, QPoint(120, 80))
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
        QTest.mousePress(target, button, pos=middle)
        QTest.mouseMove(target, middle / 2)
        QTest.mouseRelease(target, button, pos=middle / 2)
    still, none = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
    at = QPointF(middle)
    wheel = QWheelEvent(
        at, at, QPoint(), QPoint(0, 120), none, Qt.KeyboardModifier.NoModifier, still, False
    )
    QApplication.sendEvent(target, wheel)
    assert not wheel.isAccepted()  # what holds the chart may scroll
    menu = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, target.mapToGlobal(middle))
    QApplication.sendEvent(target, menu)
    settle()
    assert plot(chart).view.viewRange() == before
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()]


def test_what_is_seen_is_told_to_screen_readers(opened: Opened) -> None:
    chart = opened(example())
    assert chart.accessibleName()
    for reading in readings(workspace(chart).passes):
        assert str(reading.sentence) in chart.accessibleDescription()


def test_large_text_keeps_the_chart_in_its_place(opened: Opened) -> None:
    chart = opened(preset("vanishing"), is_large=True)
    assert chart.minimumWidth() <= 300
    assert plot(chart).geometry().right() <= chart.width()
    assert plot(chart).height() >= 100


# --- what it costs


def test_pyqtgraph_is_loaded_when_the_chart_is_first_seen() -> None:
    program = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
from gradviz.gui.state.settings import Settings
from gradviz.gui.plots.strip_chart import StripChart
from gradviz.gui.state.workspace import Workspace
from gradviz.render import fonts
from gradviz.session.document import example
fonts.load()
chart = StripChart(Workspace(example(), Settings()))
app.processEvents()
print("pyqtgraph" in sys.modules)
chart.show()
app.processEvents()
app.processEvents()
print("pyqtgraph" in sys.modules)
"""
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == ["False", "True"]
