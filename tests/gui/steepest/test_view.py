"""The Steepest view in the hands of a user: dragged, chosen in, played, and taken to files."""

import math
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHelpEvent, QImage, QMouseEvent, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from gradviz.gui.state.settings import Settings
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.steepest.canvas import SteepestCanvas
from gradviz.gui.steepest.view import SteepestView
from gradviz.gui.widgets.look import palette, stylesheet
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT
from gradviz.session.document import Document, example, new_document
from gradviz.session.edits import set_cell
from gradviz.session.looks.steepest import SteepestOptions
from gradviz.session.presets.documents import PRESETS
from gradviz.session.presets.networks import NETWORK_PRESETS
from gradviz.views.steepest.curve import curve_sight
from gradviz.views.steepest.planes import sights
from tests.gui.conftest import Clock
from tests.views.dump import dump, text

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
Opened = Callable[..., "Hands"]


class Hands:
    """Somebody at a Steepest view."""

    def __init__(self, view: SteepestView, workspace: Workspace, clock: Clock) -> None:
        self.view, self.workspace, self.clock = view, workspace, clock
        self.canvas: SteepestCanvas = view.canvas
        self.emitted: list[SteepestOptions] = []
        view.chosen.connect(self.emitted.append)

    def settle(self) -> None:
        for _ in range(5):
            QApplication.processEvents()

    def pass_time(self, seconds: float) -> None:
        self.clock.now += seconds
        for timer in self.workspace.findChildren(QTimer):
            if timer.isActive():
                timer.timeout.emit()
        self.settle()

    def at(self, x: float, y: float) -> QPoint:
        """Return where a point of the x-plane is."""
        sight, _ = sights(self.canvas.views, self.canvas.places)
        return QPointF(*sight.at(x, y)).toPoint()

    @property
    def tip(self) -> QPoint:
        x, y = self.canvas.views.x.plane.point + self.canvas.views.step(self.canvas.turn.angle)
        return self.at(x, y)

    @property
    def point(self) -> QPoint:
        return self.at(*self.canvas.views.x.plane.point)

    def press(self, at: QPoint) -> None:
        target, local = self.under(at)
        QTest.mousePress(target, LEFT, Qt.KeyboardModifier.NoModifier, local)

    def move(self, at: QPoint, button: Qt.MouseButton = LEFT) -> None:
        target, local = self.under(at)
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(local),
            QPointF(target.mapToGlobal(local)),
            NONE,
            button,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(target, event)
        self.settle()

    def release(self, at: QPoint) -> None:
        target, local = self.under(at)
        QTest.mouseRelease(target, LEFT, Qt.KeyboardModifier.NoModifier, local)
        self.settle()

    def drag(self, start: QPoint, *through: QPoint) -> None:
        self.press(start)
        for at in through:
            self.move(at)
        self.release(through[-1])

    def under(self, at: QPoint) -> tuple[QWidget, QPoint]:
        """Return the widget that really gets what the mouse does at a point of the canvas."""
        there = self.canvas.mapTo(self.view, at)
        target = self.view.childAt(there) or self.view
        return target, target.mapFrom(self.view, there)

    def pixels(self) -> np.ndarray:  # type: ignore[type-arg]
        image = self.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        return pixels_of(image)

    def drawn(self) -> tuple[Frame, ...]:
        """Return what the figure on the screen was last given."""
        from gradviz.gui.steepest.figure import SteepestFigure

        figures = [f for f in self.canvas.findChildren(SteepestFigure) if f.isVisible()]
        return figures[0].frames  # type: ignore[no-any-return]

    def words(self) -> str:
        return " | ".join(text(mark) for frame in self.drawn() for mark in frame.marks)


def pixels_of(image: QImage) -> np.ndarray:  # type: ignore[type-arg]
    shape = (image.height(), image.width(), 4)
    return np.frombuffer(image.constBits(), np.uint8).reshape(shape)[..., 2::-1].copy()


@pytest.fixture
def opened(qapp: QApplication) -> Iterator[Opened]:
    views: list[SteepestView] = []

    def open_view(
        document: Document | None = None, size: tuple[int, int] = (1000, 760), **choices: object
    ) -> Hands:
        clock = Clock()
        workspace = Workspace(
            document or example(), replace(Settings(theme="dark"), **choices), clock
        )
        view = SteepestView(workspace)
        workspace.setParent(view)
        workspace.player.set_timeline(view.timeline)
        workspace.player.go_to_end(1)
        view.setStyleSheet(stylesheet(DARK))
        view.setPalette(palette(DARK))
        view.resize(*size)
        view.show()
        views.append(view)
        hands = Hands(view, workspace, clock)
        hands.settle()
        return hands

    yield open_view
    for view in views:
        view.close()
        view.deleteLater()
    QApplication.processEvents()


def preset(name: str) -> Document:
    return next(p for p in (*PRESETS, *NETWORK_PRESETS) if p.id == name).document()


# --- dragging


def test_dragging_the_tip_turns_dx_and_stops_the_time(opened: Opened) -> None:
    hands = opened()
    hands.workspace.player.play()
    hands.pass_time(3.0)
    assert hands.workspace.player.playback.is_playing
    hands.drag(hands.tip, hands.at(1.0, 3.9), hands.at(0.4, 3.0))
    assert not hands.workspace.player.playback.is_playing
    assert hands.view.options.angle == pytest.approx(math.pi)
    assert hands.emitted[-1] == hands.view.options
    assert "dx = 0.5·(cos 180°, sin 180°)" in hands.words()
    assert hands.workspace.document.X[0, 0] == 1.0
    assert hands.view.bar.angle.value() == pytest.approx(180.0)


def test_dx_stays_as_it_was_turned_until_the_time_moves(opened: Opened) -> None:
    hands = opened()
    hands.drag(hands.tip, hands.at(1.0, 3.9))
    hands.workspace.see(hands.workspace.viewport)
    hands.workspace.moved.emit()  # somebody hovers, zooms, ...
    assert hands.view.options.angle == pytest.approx(math.pi / 2)
    hands.workspace.player.play()
    hands.pass_time(0.85)
    assert hands.view.options.angle is None
    assert hands.emitted[-1].angle is None
    assert "cos 45°" in hands.words()


def test_near_the_gradient_dx_snaps_to_it(opened: Opened) -> None:
    hands = opened()
    hands.drag(hands.tip, hands.at(1.0, 3.9), hands.at(1 + 0.5 * 0.82, 3 + 0.5 * 0.57))
    assert hands.view.options.angle == hands.canvas.views.steepest


def test_dragging_the_circle_changes_its_radius_in_a_picture_that_stands_still(
    opened: Opened,
) -> None:
    hands = opened()
    window = hands.canvas.views.x.window
    start = hands.at(1.0, 2.5)
    hands.press(start)
    hands.move(hands.at(1.0, 2.2))
    assert hands.view.options.radius == pytest.approx(0.8, abs=0.01)
    assert hands.canvas.views.x.window == window
    hands.release(hands.at(1.0, 2.2))
    assert hands.canvas.views.x.window.half_y > window.half_y  # now there is room around it
    assert hands.view.bar.radius.value() == pytest.approx(0.8, abs=0.01)
    assert hands.view.options.angle is None


def test_dragging_x_edits_both_entries_of_x_as_one_step_to_undo(opened: Opened) -> None:
    hands = opened()
    stack = hands.workspace.undo_stack
    hands.drag(hands.point, hands.at(0.8, 3.1), hands.at(0.5, 3.25))
    X = hands.workspace.document.X
    assert X[:, 0] == pytest.approx([0.5, 3.25, -2.0], abs=0.01)
    assert X[:, 1:].tolist() == example().X[:, 1:].tolist()
    assert (stack.count(), stack.undoText()) == (1, "Drag column 1 of X")
    stack.undo()
    hands.settle()
    assert hands.workspace.document.X[:, 0].tolist() == [1.0, 3.0, -2.0]
    assert "l = 2.25" in hands.words()


def test_two_drags_of_x_are_two_steps(opened: Opened) -> None:
    hands = opened()
    for _ in range(2):
        at = hands.point
        hands.drag(at, at + QPoint(10, 0), at + QPoint(30, 8))
    assert hands.workspace.undo_stack.count() == 2


def test_the_line_in_the_curve_turns_dx_too(opened: Opened) -> None:
    hands = opened()
    curve = curve_sight(hands.canvas.views, hands.canvas.places)
    places = [QPointF(*curve.at(angle, 0.0)).toPoint() for angle in (90, 200, 270)]
    hands.press(places[0])
    hands.settle()
    assert hands.view.options.angle == pytest.approx(math.pi / 2)
    hands.move(places[1])
    hands.move(places[2])
    hands.release(places[2])
    assert hands.view.options.angle == pytest.approx(1.5 * math.pi)


def test_a_press_beside_everything_changes_nothing(opened: Opened) -> None:
    hands = opened()
    before = hands.view.options, hands.workspace.document
    for at in (QPoint(300, 4), QPoint(70, 80), hands.at(1.9, 2.1)):
        hands.drag(at, at + QPoint(40, 20))
    assert (hands.view.options, hands.workspace.document) == before
    assert not hands.emitted


def test_what_can_be_dragged_shows_it(opened: Opened) -> None:
    hands = opened()
    shapes = []
    for at in (hands.tip, hands.point, hands.at(1.0, 2.5), QPoint(300, 4)):
        hands.move(at, NONE)
        shapes.append(hands.canvas.cursor().shape())
    assert shapes == [
        Qt.CursorShape.OpenHandCursor,
        Qt.CursorShape.SizeAllCursor,
        Qt.CursorShape.SizeFDiagCursor,
        Qt.CursorShape.ArrowCursor,
    ]
    event = QHelpEvent(QEvent.Type.ToolTip, hands.point, hands.canvas.mapToGlobal(hands.point))
    QApplication.sendEvent(hands.canvas, event)
    assert QToolTip.text() == "Drag to change x: these two entries of X"
    QToolTip.hideText()
    hands.settle()


def test_on_a_line_dx_flips_and_x_slides(opened: Opened) -> None:
    document = new_document([[2.0], [1.0]], [[3.0]], loss="squared_error", target=[[5.0], [4.0]])
    hands = opened(document)
    assert hands.view.timeline.phases[0].count == 2
    hands.drag(hands.at(3.5, 0.0), hands.at(2.4, 0.1))
    assert "dx = −0.5:" in hands.words()
    hands.drag(hands.at(3.0, 0.0), hands.at(2.5, 0.0))
    assert hands.workspace.document.X[0, 0] == pytest.approx(2.5, abs=0.01)


# --- choices


def test_fields_choose_what_is_seen_by_keyboard(opened: Opened) -> None:
    hands = opened(preset("classifier"))
    bar = hands.view.bar
    bar.sample.setFocus()
    QTest.keyClick(bar.sample, Qt.Key.Key_Up)
    hands.settle()
    assert hands.view.options == SteepestOptions(sample=1)  # the rest goes on by itself
    assert "X[1,2] and X[2,2]" in hands.words()
    bar.y_across.setFocus()
    QTest.keyClick(bar.y_across, Qt.Key.Key_Up)
    QTest.keyClick(bar.y_across, Qt.Key.Key_Up)
    hands.settle()
    assert hands.view.options.outputs == (2, 0)  # set to the other, they changed places, then on
    bar.of.setFocus()
    QTest.keyClick(bar.of, Qt.Key.Key_Up)
    QTest.keyClick(bar.of, Qt.Key.Key_Up)
    hands.settle()
    assert hands.view.options.of == "Y1"
    assert "y-plane:  l as a function of Y1[3,2] and Y1[1,2]" in hands.words()


def test_a_typed_length_and_a_typed_angle_are_taken(opened: Opened) -> None:
    hands = opened()
    for field, typed in ((hands.view.bar.radius, "0.25"), (hands.view.bar.angle, "90")):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        hands.settle()
    assert hands.view.options.radius == 0.25
    assert "dx = 0.25·(cos 90°, sin 90°)" in hands.words()
    QTest.keyClick(hands.view.bar.angle, Qt.Key.Key_Up)
    hands.settle()
    assert hands.view.options.angle == pytest.approx(math.radians(95))


def test_looking_at_the_fields_chooses_nothing(opened: Opened) -> None:
    """What the time or a document shows in the fields is no choice of the user's."""
    hands = opened()
    for seconds in (0.0, 1.234, 5.0, 9.0):
        hands.workspace.player.go_to(seconds)
        hands.settle()
    hands.workspace.show_document(preset("classifier"))
    hands.settle()
    assert hands.view.options == SteepestOptions()
    assert not hands.emitted


def test_choices_that_a_document_lacks_are_kept_for_another(opened: Opened) -> None:
    hands = opened()
    hands.view.set_options(SteepestOptions(sample=3, inputs=(2, 0)))
    hands.settle()
    assert "X[3,4] and X[1,4]" in hands.words()
    hands.workspace.show_document(new_document([[1.0, 2.0]], [[1.0], [1.0]]))
    hands.settle()
    assert "X[2,1] and X[1,1]" in hands.words()
    hands.workspace.show_document(example())
    hands.settle()
    assert "X[3,4] and X[1,4]" in hands.words()
    assert not hands.emitted


def test_every_field_has_a_name_and_a_tip_and_shows_its_number(opened: Opened) -> None:
    hands = opened()
    bar = hands.view.bar
    fields = (bar.sample, bar.across, bar.up, bar.radius, bar.angle, bar.of, bar.y_across, bar.y_up)
    names = [field.accessibleName() for field in fields]
    assert all(names)
    assert len(set(names)) == len(names)
    assert all(field.toolTip() for field in fields)
    assert bar.radius.lineEdit().width() > 40  # a style sheet once left it 1 pixel
    assert (bar.radius.text(), bar.angle.text()) == ("0.5", "33.69°")
    order = [bar.sample]
    while len(order) < len(fields):
        QTest.keyClick(order[-1], Qt.Key.Key_Tab)
        order.append(QApplication.focusWidget())
        if order[-1] is order[-2]:
            break
    assert order[:2] == [bar.sample, bar.across]


@pytest.mark.parametrize("width", [400, 640, 1000])
def test_fields_stand_within_the_view(opened: Opened, width: int) -> None:
    hands = opened(size=(width, 600))
    bar = hands.view.bar
    for field in (bar.sample, bar.angle, bar.of, bar.y_up):
        left = field.mapTo(hands.view, QPoint(0, 0)).x()
        assert left >= 0
        assert left + field.width() <= hands.view.width()


# --- following


def test_an_edit_is_seen_at_once(opened: Opened) -> None:
    hands = opened()
    before = hands.pixels()
    hands.workspace.edit(set_cell(example(), CellRef("W", 0, 0), -3.0), "Type W[1,1]")
    hands.canvas.views  # noqa: B018  # asked for, as a mouse that moves does, before it is drawn
    hands.settle()
    assert "l = 2.25" not in hands.words()
    assert (before != hands.pixels()).any()


def test_playing_grows_the_curve_and_comes_to_rest_at_the_gradient(opened: Opened) -> None:
    hands = opened()
    hands.workspace.player.play()
    told = []
    for _ in range(24):
        hands.pass_time(0.5)
        told.append(hands.words())
    assert "largest" not in told[3]
    assert "dx goes round the circle" in told[3]
    assert "largest: 1.80 at 33.7°" in told[-1]
    assert not hands.workspace.player.playback.is_playing
    assert hands.canvas.turn.angle == hands.canvas.views.steepest


def test_with_the_time_of_another_view_all_is_at_rest(opened: Opened) -> None:
    hands = opened()
    hands.workspace.show_document(set_cell(example(), CellRef("W", 0, 0), 1.0))  # Flow's timeline
    assert hands.workspace.player.timeline.phases[0].kind != "turn"
    hands.workspace.player.go_to(0.0)
    hands.settle()
    assert hands.canvas.turn.angle == hands.canvas.views.steepest


def test_not_finite_numbers_leave_one_note_that_says_where(opened: Opened) -> None:
    hands = opened()
    hands.workspace.show_document(set_cell(example(), CellRef("X", 1, 0), math.nan))
    hands.settle()
    assert "l is NaN: there are no level lines, and no direction is steepest" in hands.words()
    assert "X[2,1] is nan" in hands.words()
    hands.drag(QPoint(300, 200), QPoint(350, 230))
    hands.workspace.show_document(example())
    hands.settle()
    assert "l = 2.25" in hands.words()


def test_all_that_is_told_is_told_aloud(opened: Opened) -> None:
    hands = opened()
    assert hands.canvas.accessibleName() == "Steepest direction"
    assert "|x_grad|·|dx| ≈ 3.61·0.5 ≈ 1.8" in hands.canvas.accessibleDescription()
    assert hands.canvas.accessibleDescription() == hands.view.told


def test_themes_are_followed(opened: Opened) -> None:
    hands = opened()
    assert (hands.pixels() == DARK.ground[:3]).all(axis=-1).mean() > 0.5
    hands.workspace.set_settings(replace(hands.workspace.settings, theme="light"))
    hands.settle()
    assert (hands.pixels() == LIGHT.ground[:3]).all(axis=-1).mean() > 0.5


def test_axes_tell_the_numbers_of_x(opened: Opened) -> None:
    hands = opened()
    frame = hands.view.frame_for(Style(1000, 700))
    told = [text(mark) for mark in frame.marks]
    for number in ("0.5", "2.5", "−2", "18", "0°", "315°", "360°"):
        assert number in told


# --- files


def test_the_picture_of_a_file_is_that_of_the_screen(opened: Opened) -> None:
    hands = opened()
    target = QImage(hands.canvas.size(), QImage.Format.Format_RGB32)
    with QPainter(target) as painter:
        hands.view.paint_to(painter, QRectF(target.rect()))
    for _ in range(3):  # the second time, what stands still is kept as pixels
        off = np.abs(pixels_of(target).astype(int) - hands.pixels()).max(axis=-1) > 8
        assert off.mean() < 1e-3


def test_an_svg_is_made_of_shapes_and_text(opened: Opened) -> None:
    hands = opened()
    buffer = QBuffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(1000, 700))
    generator.setViewBox(QRectF(0, 0, 1000, 700))
    with QPainter(generator) as painter:
        hands.view.paint_to(painter, QRectF(0, 0, 1000, 700))
    svg = bytes(buffer.data().data()).decode()
    assert "<image" not in svg
    assert "X[1,1]" in svg
    assert "315°" in svg


def test_a_frame_for_files_is_the_same_whatever_is_on_the_screen(opened: Opened) -> None:
    style = Style(1000, 700, LIGHT)
    frames = [opened(size=size).view.frame_for(style) for size in ((700, 500), (1300, 900))]
    assert dump(frames[0]) == dump(frames[1])


# --- what it costs


def test_while_dx_is_turned_no_level_line_is_looked_for(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = opened()
    levels = hands.canvas.views.x.levels
    monkeypatch.setattr(
        "gradviz.views.steepest.setting.level_lines", lambda *_: pytest.fail("looked for")
    )
    hands.drag(hands.tip, hands.at(1.0, 3.9), hands.at(0.4, 3.0))
    hands.workspace.player.play()
    hands.pass_time(2.0)
    assert hands.canvas.views.x.levels is levels


def test_turning_dx_by_hand_leaves_the_rest_of_the_window_alone(opened: Opened) -> None:
    hands = opened()
    moves: list[None] = []
    hands.workspace.moved.connect(lambda: moves.append(None))
    hands.drag(hands.tip, hands.at(1.0, 3.9), hands.at(0.4, 3.0))
    assert hands.view.options.angle is not None
    assert not moves


def test_pyqtgraph_is_not_loaded_before_the_view_is_seen() -> None:
    program = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtWidgets import QApplication
from gradviz.gui.state.settings import Settings
from gradviz.gui.steepest.view import SteepestView
from gradviz.gui.state.workspace import Workspace
from gradviz.session.document import example
app = QApplication([])
view = SteepestView(Workspace(example(), Settings()))
app.processEvents()
print("pyqtgraph" in sys.modules)
view.show()
app.processEvents()
app.processEvents()
print("pyqtgraph" in sys.modules)
"""
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == ["False", "True"]


@pytest.mark.parametrize("small", [5e-324, 1e-310, 1e-300])
@pytest.mark.parametrize("other", [5e-324, 1.0, 1e100])
def test_numbers_at_the_end_of_floats_are_drawn(opened: Opened, small: float, other: float) -> None:
    """Between ticks so near to each other floats have no room: pyqtgraph divided by zero."""
    document = new_document(
        np.array([[small, other], [other, 1.0]]),
        np.array([[small, 2.0], [1.0, other]]),
        loss="squared_error",
        target=np.array([[other, 1.0], [1.0, small]]),
    )
    view = opened(document).view
    view.refresh()
    assert not view.grab().isNull()
    assert "dl" in view.told or "l is infinite" in view.told
