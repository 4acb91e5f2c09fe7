"""The Steepest view in the hands of a user: dragged, chosen in, typed in, played, kept in files."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QHelpEvent, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from gradviz.gui.view_bar.fields import ListField, RealField, WholeField
from gradviz.gui.view_bar.row import ChoiceRow
from gradviz.refs import CellRef
from gradviz.render.cells.rasters import Rasters
from gradviz.render.painter import paint
from gradviz.scene.layout.axes import Plot
from gradviz.scene.marks.frame import Cells, Frame
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT
from gradviz.session.document import Document, example, new_document
from gradviz.session.edits import set_cell, set_view
from gradviz.session.looks.steepest import SteepestLook
from gradviz.session.presets.documents import PRESETS
from gradviz.session.presets.networks import NETWORK_PRESETS
from gradviz.views.steepest.curve import curve_plot
from gradviz.views.steepest.layout import rooms
from gradviz.views.steepest.planes import plots
from gradviz.views.steepest.setting import Views
from gradviz.views.steepest.view import SteepestView
from tests.views.dump import dump, text

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
LEFT = Qt.MouseButton.LeftButton
Opened = Callable[..., "Hands"]


class Hands:
    """Somebody at the Steepest view."""

    def __init__(self, user: "User") -> None:
        self.user = user
        self.workspace, self.stage = user.workspace, user.stage

    @property
    def options(self) -> SteepestLook:
        return self.workspace.document.view.steepest

    @property
    def view(self) -> SteepestView:
        assert isinstance(self.workspace.view, SteepestView)
        return self.workspace.view

    @property
    def style(self) -> Style:
        return self.workspace.style(self.stage.width(), self.stage.height())

    @property
    def views(self) -> Views:
        return self.view.views(self.workspace.request(self.style), rooms(self.style))

    @property
    def plane(self) -> Plot:
        return plots(self.views, rooms(self.style))[0]

    def at(self, x: float, y: float) -> QPoint:
        """Return where a point of the x-plane is."""
        return QPointF(*self.plane.at(x, y)).toPoint()

    @property
    def point(self) -> QPoint:
        return self.at(*(*self.views.x.plane.point.tolist(), 0.0)[:2])

    @property
    def tip(self) -> QPoint:
        angle = self.view.turn(self.workspace.player.seconds).angle
        point, step = self.views.x.plane.point, self.views.step(angle)
        return self.at(*(*(point + step).tolist(), 0.0)[:2])

    def drag(self, start: QPoint, *through: QPoint) -> None:
        self.user.drag(self.stage, start, list(through))
        self.user.settle()

    def words(self) -> str:
        return " | ".join(text(mark) for mark in self.stage.frame().marks)

    @property
    def row(self) -> ChoiceRow:
        row = self.user.window.view_bar.row("steepest")
        assert isinstance(row, ChoiceRow)
        return row

    def whole(self, name: str) -> WholeField:
        field = self.row.field(name)
        assert isinstance(field, WholeField)
        return field

    def real(self, name: str) -> RealField:
        field = self.row.field(name)
        assert isinstance(field, RealField)
        return field

    def type_into(self, field: QWidget, typed: str) -> None:
        field.setFocus()
        field.selectAll()  # type: ignore[attr-defined]  # number boxes have it
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Key.Key_Return)
        self.user.settle()


def preset(name: str) -> Document:
    return next(p for p in (*PRESETS, *NETWORK_PRESETS) if p.id == name).document()


def line_of_one() -> Document:
    return new_document([[2.0], [1.0]], [[3.0]], loss="squared_error", target=[[5.0], [4.0]])


@pytest.fixture
def shown(user: "User") -> Opened:
    def show(document: Document | None = None, **chosen: object) -> Hands:
        options = SteepestLook(**chosen)  # type: ignore[arg-type]
        made = set_view(document or example(), view="steepest", steepest=options)
        user.workspace.open(made, None)
        user.stage.setFocus()
        user.settle()
        return Hands(user)

    return show


# --- dragging


def test_dragging_the_tip_turns_dx_and_stops_the_time(shown: Opened) -> None:
    hands = shown()
    hands.workspace.player.play()
    hands.user.pass_time(3.0)
    assert hands.workspace.player.playback.is_playing
    hands.drag(hands.tip, hands.at(1.0, 3.9), hands.at(0.4, 3.0))
    assert not hands.workspace.player.playback.is_playing
    assert hands.options.angle == pytest.approx(math.pi)
    assert "dx = 0.5·(cos 180°, sin 180°)" in hands.words()
    assert hands.workspace.document.X[0, 0] == 1.0
    assert hands.real("Angle of dx").value() == pytest.approx(180.0)
    assert not hands.workspace.undo_stack.canUndo()


def test_dx_stays_as_it_was_turned_until_the_time_moves(shown: Opened) -> None:
    hands = shown()
    hands.drag(hands.tip, hands.at(1.0, 3.9))
    hands.workspace.moved.emit()  # somebody hovers, zooms, ...
    assert hands.options.angle == pytest.approx(math.pi / 2)
    hands.workspace.player.play()
    hands.user.pass_time(0.85)
    assert hands.options.angle is None
    assert "cos 45°" in hands.words()


def test_a_turned_dx_is_kept_while_another_view_is_looked_at(shown: Opened) -> None:
    hands = shown()
    hands.drag(hands.tip, hands.at(1.0, 3.9))
    for view in ("flow", "cube", "steepest"):
        hands.workspace.look_at(view=view)
        hands.user.settle()
    assert hands.options.angle == pytest.approx(math.pi / 2)
    assert "cos 90°" in hands.words()


def test_near_the_gradient_dx_snaps_to_it(shown: Opened) -> None:
    hands = shown()
    hands.drag(hands.tip, hands.at(1.0, 3.9), hands.at(1 + 0.5 * 0.82, 3 + 0.5 * 0.57))
    assert hands.options.angle == hands.views.steepest


def test_dragging_the_circle_changes_its_radius_in_a_picture_that_stands_still(
    shown: Opened,
) -> None:
    hands = shown()
    window = hands.views.x.window
    to = hands.at(1.0, 2.2)
    QTest.mousePress(hands.stage, LEFT, Held.NoModifier, hands.at(1.0, 2.5))
    hands.user.move(hands.stage, to, LEFT)
    assert hands.options.radius == pytest.approx(0.8, abs=0.01)
    assert hands.views.x.window == window
    QTest.mouseRelease(hands.stage, LEFT, Held.NoModifier, to)
    hands.user.settle()
    assert hands.views.x.window.half_y > window.half_y  # now there is room around it
    assert hands.real("Length of dx").value() == pytest.approx(0.8, abs=0.01)
    assert hands.options.angle is None


def test_dragging_x_edits_both_entries_of_x_as_one_step_to_undo(shown: Opened) -> None:
    hands = shown()
    stack = hands.workspace.undo_stack
    hands.drag(hands.point, hands.at(0.8, 3.1), hands.at(0.5, 3.25))
    X = hands.workspace.document.X
    assert X[:, 0] == pytest.approx([0.5, 3.25, -2.0], abs=0.01)
    assert X[:, 1:].tolist() == example().X[:, 1:].tolist()
    assert (stack.count(), stack.undoText()) == (1, "Drag X[1,1] and X[2,1]")
    stack.undo()
    hands.user.settle()
    assert hands.workspace.document.X[:, 0].tolist() == [1.0, 3.0, -2.0]
    assert "l = 2.25" in hands.words()


def test_two_drags_of_x_are_two_steps(shown: Opened) -> None:
    hands = shown()
    for _ in range(2):
        at = hands.point
        hands.drag(at, at + QPoint(10, 0), at + QPoint(30, 8))
    assert hands.workspace.undo_stack.count() == 2


def test_the_line_in_the_curve_turns_dx_too_from_the_press_on(shown: Opened) -> None:
    hands = shown()
    curve = curve_plot(hands.views, rooms(hands.style))
    places = [QPointF(*curve.at(angle, 0.0)).toPoint() for angle in (90, 200, 270)]
    QTest.mousePress(hands.stage, LEFT, Held.NoModifier, places[0])
    assert hands.options.angle == pytest.approx(math.pi / 2)
    for place in places[1:]:
        hands.user.move(hands.stage, place, LEFT)
    QTest.mouseRelease(hands.stage, LEFT, Held.NoModifier, places[2])
    assert hands.options.angle == pytest.approx(1.5 * math.pi)


def test_a_press_beside_everything_changes_nothing(shown: Opened) -> None:
    hands = shown()
    before = hands.workspace.document
    for at in (QPoint(300, 4), QPoint(75, 85), hands.at(1.9, 2.1)):
        hands.drag(at, at + QPoint(40, 20))
    assert hands.workspace.document is before


def test_what_can_be_dragged_shows_it(shown: Opened) -> None:
    hands = shown()
    shapes = []
    for at in (hands.tip, hands.point, hands.at(1.0, 2.5), QPoint(300, 4)):
        hands.user.move(hands.stage, at)
        shapes.append(hands.stage.cursor().shape())
    assert shapes == [
        Qt.CursorShape.OpenHandCursor,
        Qt.CursorShape.SizeAllCursor,
        Qt.CursorShape.SizeFDiagCursor,
        Qt.CursorShape.ArrowCursor,
    ]
    event = QHelpEvent(QEvent.Type.ToolTip, hands.point, hands.stage.mapToGlobal(hands.point))
    QApplication.sendEvent(hands.stage, event)
    assert QToolTip.text() == "Drag to change x: these entries of X"
    QToolTip.hideText()
    hands.user.settle()


def test_on_a_line_dx_flips_and_x_slides(shown: Opened) -> None:
    hands = shown(line_of_one())
    assert hands.view.timeline.phases[0].count == 2
    hands.drag(hands.at(3.5, 0.0), hands.at(2.4, 0.1))
    assert "dx = −0.5:" in hands.words()
    hands.drag(hands.at(3.0, 0.0), hands.at(2.5, 0.0))
    assert hands.workspace.document.X[0, 0] == pytest.approx(2.5, abs=0.01)


def test_a_double_click_beside_all_cells_puts_dx_back(shown: Opened) -> None:
    hands = shown(radius=0.8)
    hands.drag(hands.tip, hands.at(1.0, 3.9))
    assert hands.options.angle is not None
    QTest.mouseDClick(hands.stage, LEFT, Held.NoModifier, QPoint(300, 4))
    assert hands.options == SteepestLook()


# --- the entries of the axes, as cells are elsewhere


def test_an_entry_is_hovered_pinned_explained_and_typed_where_its_axis_is(shown: Opened) -> None:
    hands = shown()
    ref = CellRef("X", 1, 0)
    hands.user.point(ref)
    assert hands.workspace.hovered == ref
    assert hands.stage.cursor().shape() == Qt.CursorShape.SizeVerCursor
    hands.user.click(ref)
    assert hands.workspace.pinned == ref
    hands.user.type("5")
    assert hands.stage.editor.isVisible()
    hands.user.key(Key.Key_Return)
    hands.user.settle()
    assert hands.workspace.document.X[1, 0] == 5.0
    assert "Type X[2,1]" in hands.workspace.undo_stack.undoText()
    gradient = CellRef("X_grad", 0, 0)
    hands.user.point(gradient)
    assert hands.workspace.hovered == gradient
    explained = hands.view.explain(gradient, hands.workspace.notation, with_check=False)
    assert "X[1,1]" in explained.sentence


def test_an_entry_is_scrubbed_and_the_picture_follows(shown: Opened) -> None:
    hands = shown()
    hands.user.drag_up(CellRef("X", 0, 0), 10, 40)
    assert hands.workspace.document.X[0, 0] > 1.0
    assert hands.workspace.undo_stack.count() == 1


def test_the_keyboard_goes_from_entry_to_entry(shown: Opened) -> None:
    hands = shown(sample=2)
    hands.user.key(Key.Key_PageDown, Held.AltModifier)
    assert hands.workspace.pinned in (CellRef("X", 0, 2), CellRef("X", 1, 2))
    seen = {hands.workspace.pinned}
    for key in (Key.Key_Up, Key.Key_Left, Key.Key_Down, Key.Key_Right) * 4:
        hands.user.key(key, Held.AltModifier)
        seen.add(hands.workspace.pinned)
    assert {CellRef("X", 0, 2), CellRef("X", 1, 2)} < seen
    names = []
    for _ in range(4):
        hands.user.key(Key.Key_PageDown, Held.AltModifier)
        assert hands.workspace.pinned is not None
        assert hands.stage.place_of(hands.workspace.pinned) is not None
        names.append(hands.workspace.pinned.name)
    assert sorted(names) == sorted(hands.view.names)


# --- choices


def test_fields_choose_what_is_seen_by_keyboard(shown: Opened) -> None:
    hands = shown(preset("classifier"))
    sample = hands.whole("Column")
    sample.setFocus()
    QTest.keyClick(sample, Key.Key_Up)
    hands.user.settle()
    assert hands.options == SteepestLook(sample=1)  # the rest goes on by itself
    assert "X[1,2] and X[2,2]" in hands.words()
    across = hands.whole("Entry that runs across, y-plane")
    across.setFocus()
    QTest.keyClick(across, Key.Key_Up)
    QTest.keyClick(across, Key.Key_Up)
    hands.user.settle()
    assert hands.options.outputs == (2, 0)  # set to the other, they changed places, then on
    of = hands.row.field("Y-plane")
    assert isinstance(of, ListField)
    of.setFocus()
    QTest.keyClick(of, Key.Key_Up)
    QTest.keyClick(of, Key.Key_Up)
    hands.user.settle()
    assert hands.options.of == "Y1"
    assert "y-plane:  l as a function of Y1[3,2] and Y1[1,2]" in hands.words()


def test_a_typed_length_and_a_typed_angle_are_taken(shown: Opened) -> None:
    hands = shown()
    hands.workspace.player.go_to(2.0)
    hands.type_into(hands.real("Length of dx"), "0.25")
    assert hands.workspace.player.seconds == 2.0
    angle = hands.real("Angle of dx")
    hands.type_into(angle, "90")
    assert hands.options.radius == 0.25
    assert hands.workspace.player.is_at_end  # there it is seen
    assert "dx = 0.25·(cos 90°, sin 90°)" in hands.words()
    QTest.keyClick(angle, Key.Key_Up)
    assert hands.options.angle == pytest.approx(math.radians(95))


def test_looking_at_the_fields_chooses_nothing(shown: Opened) -> None:
    """What the time or a document shows in the fields is no choice of the user's."""
    hands = shown()
    told = set()
    for seconds in (0.0, 1.234, 5.0, 9.0):
        hands.workspace.player.go_to(seconds)
        hands.user.settle()
        told.add(hands.real("Angle of dx").text())
    assert len(told) == 4  # it follows the time
    hands.workspace.show_document(set_view(preset("classifier"), view="steepest"))
    hands.user.settle()
    assert hands.options == SteepestLook()


def test_every_field_has_a_name_and_a_tip_and_shows_its_number(shown: Opened) -> None:
    hands = shown()
    fields = hands.row.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    fields = [field for field in fields if field.accessibleName()]
    assert len(fields) == 8
    assert len({field.accessibleName() for field in fields}) == 8
    assert all(field.toolTip() for field in fields)
    radius, angle = hands.real("Length of dx"), hands.real("Angle of dx")
    assert radius.lineEdit().width() > 40  # a style sheet once left it 1 pixel
    assert (radius.text(), angle.text()) == ("0.5", "33.69°")
    names = []
    hands.whole("Column").setFocus()
    for _ in range(5):
        focus = QApplication.focusWidget()
        assert focus is not None
        names.append(focus.accessibleName())
        QTest.keyClick(focus, Key.Key_Tab)
    assert names == [
        "Column",
        "Entry that runs across, x-plane",
        "Entry that runs up, x-plane",
        "Length of dx",
        "Angle of dx",
    ]


def test_the_convention_names_the_fields(shown: Opened) -> None:
    hands = shown()
    hands.user.window.commands.action("convention-xw").trigger()
    hands.user.settle()
    assert "row of X" in hands.whole("Row").toolTip()


@pytest.mark.parametrize("size", [(900, 600), (1024, 700), (1920, 1080)])
def test_fields_stand_within_the_bar(shown: Opened, size: tuple[int, int]) -> None:
    hands = shown()
    hands.user.window.resize(*size)
    hands.user.settle()
    bar = hands.user.window.view_bar
    fields = [field for field in hands.row.findChildren(QWidget) if field.accessibleName()]
    places = []
    for field in fields:
        corner = field.mapTo(bar, QPoint(0, 0))
        assert corner.x() >= 0
        assert corner.x() + field.width() <= bar.width()
        assert 0 <= corner.y() <= bar.height() - field.height()
        places.append((corner.y() // 20, corner.x()))  # a list is not as high as a number
    assert places == sorted(places)
    high = bar.height()
    hands.workspace.look_at(view="race")
    hands.user.settle()
    assert bar.height() <= high
    assert bar.height() < 60  # other views have one line


# --- following


def test_playing_grows_the_curve_and_comes_to_rest_at_the_gradient(shown: Opened) -> None:
    hands = shown()
    hands.workspace.player.play()
    told = []
    for _ in range(24):
        hands.user.pass_time(0.5)
        told.append(hands.words())
    assert "largest" not in told[3]
    assert "dx goes round the circle" in told[3]
    assert "largest: 1.80 at 33.7°" in told[-1]
    assert not hands.workspace.player.playback.is_playing


def test_not_finite_numbers_leave_one_note_that_says_where(shown: Opened) -> None:
    hands = shown()
    broken = set_cell(hands.workspace.document, CellRef("X", 1, 0), math.nan)
    hands.workspace.show_document(broken)
    hands.user.settle()
    assert "l is NaN: there are no level lines, and no direction is steepest" in hands.words()
    assert "X[2,1] is nan" in hands.words()
    hands.drag(QPoint(300, 200), QPoint(350, 230))
    assert hands.workspace.document is broken


def test_all_that_is_told_is_told_aloud(shown: Opened) -> None:
    hands = shown()
    stage = QAccessible.queryAccessibleInterface(hands.stage)
    assert stage is not None
    description = stage.text(QAccessible.Text.Description)
    assert "|x_grad|·|dx| ≈ 3.61·0.5 ≈ 1.8" in description
    assert description.startswith("Of all dx of length 0.5")


@pytest.mark.parametrize("small", [5e-324, 1e-310, 1e-300])
@pytest.mark.parametrize("other", [5e-324, 1.0, 1e100])
def test_numbers_at_the_end_of_floats_are_drawn(shown: Opened, small: float, other: float) -> None:
    """Between ticks so near to each other floats have no room."""
    document = new_document(
        np.array([[small, other], [other, 1.0]]),
        np.array([[small, 2.0], [1.0, other]]),
        loss="squared_error",
        target=np.array([[other, 1.0], [1.0, small]]),
    )
    hands = shown(document)
    assert not hands.stage.grab().isNull()
    told = hands.view.told(hands.workspace.request(hands.style))
    assert "dl" in str(told) or "l is infinite" in str(told)
    assert "broke" not in hands.words()


# --- the screen, and files


def pixels(image: QImage) -> np.ndarray:  # type: ignore[type-arg]
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    shape = (image.height(), image.width(), 4)
    return np.frombuffer(image.constBits(), np.uint8).reshape(shape)[..., 2::-1].copy()


def painted(frame: Frame) -> np.ndarray:  # type: ignore[type-arg]
    image = QImage(round(frame.width), round(frame.height), QImage.Format.Format_RGB32)
    image.fill(QColor(255, 0, 255))
    with QPainter(image) as painter:
        paint(frame, painter, Rasters())
    return pixels(image)


@pytest.mark.parametrize("seconds", [0.0, 3.0, math.inf])
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_picture_on_the_screen_and_in_a_file_are_the_same_pixels(
    shown: Opened, theme: str, seconds: float
) -> None:
    hands = shown()
    appearance = hands.workspace.appearance
    appearance.set_settings(replace(appearance.settings, theme=theme))
    hands.workspace.player.go_to(min(seconds, hands.view.timeline.duration))
    hands.user.settle()
    for _ in range(3):  # what stays may be kept as pixels from the second time on
        screen = pixels(hands.stage.grab().toImage())
        file = hands.user.window.pictures.frame_for(hands.style)
        np.testing.assert_array_equal(screen, painted(file))
    ground = (LIGHT if theme == "light" else DARK).ground[:3]
    assert (screen == ground).all(axis=-1).mean() > 0.5


def test_an_svg_is_made_of_shapes_and_text(shown: Opened) -> None:
    hands = shown()
    frame = hands.user.window.pictures.frame_for(Style(1000, 700))
    buffer = QBuffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(1000, 700))
    with QPainter(generator) as painter:
        paint(frame, painter, Rasters())
    svg = bytes(buffer.data().data()).decode()
    assert "<image" not in svg
    assert "X[1,1]" in svg
    assert "315°" in svg


def test_a_frame_for_files_is_the_same_whatever_is_on_the_screen(shown: Opened) -> None:
    hands = shown()
    style, frames = Style(1000, 700, LIGHT), []
    for size in ((1100, 700), (1500, 900)):
        hands.user.window.resize(*size)
        hands.user.settle()
        frames.append(hands.user.window.pictures.frame_for(style))
    assert dump(frames[0]) == dump(frames[1])
    assert any(isinstance(mark, Cells) for mark in frames[0].marks)


# --- what it costs


def test_while_dx_is_turned_no_level_line_is_looked_for(
    shown: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = shown()
    monkeypatch.setattr(
        "gradviz.views.steepest.setting.level_lines", lambda *_: pytest.fail("looked for")
    )
    hands.drag(hands.tip, hands.at(1.0, 3.9), hands.at(0.4, 3.0))
    assert hands.options.angle == pytest.approx(math.pi)
    hands.workspace.player.play()
    hands.user.pass_time(2.0)
    assert "cos 1" in hands.words()
