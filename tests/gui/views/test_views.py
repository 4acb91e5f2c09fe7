"""Every view in the window, under a real mouse and real keys."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QMenu, QToolButton

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.gui.explanation.inspector import Inspector
from gradviz.gui.head_bar import HeadBar
from gradviz.gui.playing.timebar import TimeBar
from gradviz.gui.view_bar.fields import RealField, WholeField
from gradviz.gui.view_bar.row import ChoiceRow
from gradviz.gui.widgets.choice_button import ChoiceButton
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Box, Label, Polyline
from gradviz.session.document import Document, example, network_document, new_document
from gradviz.session.edits import resize, set_cell, set_convention, set_loss, set_view
from gradviz.session.files.store import read
from gradviz.session.looks.adjoint import AdjointLook
from gradviz.session.looks.choices import VIEWS
from gradviz.session.looks.cube import DEFAULT_TURN, CubeLook, Turn, turned
from gradviz.session.looks.derivation import DerivationLook
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.session.looks.race import RaceLook
from gradviz.session.looks.steepest import SteepestLook
from gradviz.session.presets.documents import PRESETS
from gradviz.session.seeds import SEED_KINDS
from gradviz.views.derivation.view import DerivationView

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier
LEFT = Qt.MouseButton.LeftButton
MIDDLE = 26  # y of the track of the time bar
W12 = CellRef("W", 0, 1)
NEW_VIEWS = tuple(view for view in VIEWS if view != "flow")


def preset(name: str) -> Document:
    return next(found for found in PRESETS if found.id == name).document()


def deep() -> Document:
    """Return six layers, relu and softmax among them."""
    rng = np.random.default_rng(6)

    def linear(rows: int, cols: int) -> Linear:
        return Linear(rng.normal(size=(rows, cols)).round(1))

    layers = (
        linear(4, 3), Activation("relu"), linear(5, 4), Activation("relu"), linear(3, 5),
        Activation("softmax"),
    )  # fmt: skip
    return network_document(Network(layers), rng.normal(size=(3, 2)).round(1), loss="squared_error")


def hard() -> Iterator[tuple[str, Document]]:
    rng = np.random.default_rng(7)
    yield "1x1", new_document([[2.0]], [[-3.0]])
    yield "64x64", new_document(rng.normal(size=(64, 64)), rng.normal(size=(64, 64)))
    yield "nan", set_cell(example(), CellRef("W", 0, 0), float("nan"))
    yield "six layers", deep()
    yield "xw", set_convention(example(), "xw")
    yield "xwt", set_convention(deep(), "xwt")


def go(user: "User", view: str) -> None:
    """Open a view by its keys."""
    QTest.keyClick(user.window, Key(Key.Key_1 + VIEWS.index(view)), Held.AltModifier)
    user.settle()
    assert user.workspace.document.view.view == view


def entry_of_menu(user: "User", name: str) -> QAction:
    """Return an entry of the menu bar, by the id of its command."""
    menus = [action.menu() for action in user.window.menuBar().actions()]
    while menus:
        menu = menus.pop()
        assert isinstance(menu, QMenu)
        for action in menu.actions():
            if action.objectName() == name:
                return action
            if isinstance(action.menu(), QMenu):
                menus.append(action.menu())
    raise LookupError(name)


def field(user: "User", name: str) -> QComboBox:
    row = user.window.view_bar.currentWidget()
    assert isinstance(row, ChoiceRow)
    return row.field(name)


def number(user: "User", name: str) -> RealField | WholeField:
    row = user.window.view_bar.currentWidget()
    assert isinstance(row, ChoiceRow)
    found = row.field(name)
    assert isinstance(found, RealField | WholeField)
    return found


def choose(user: "User", name: str, text: str) -> None:
    """Choose in a field of the bar above the picture, by the mouse."""
    box = field(user, name)
    assert box.isVisible()
    assert box.isEnabled()
    box.showPopup()
    user.settle()
    at = next(n for n in range(box.count()) if box.itemText(n) == text)
    place = box.view().visualRect(box.model().index(at, 0)).topLeft() + QPoint(6, 6)
    QTest.mouseClick(box.view().viewport(), LEFT, Held.NoModifier, place)
    user.settle()
    assert not box.view().isVisible()
    assert field(user, name).currentText() == text


def painted(user: "User") -> np.ndarray:
    """Return what the picture shows, pixel by pixel."""
    picture = user.window.pictures.picture
    image = picture.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    shape = (image.height(), image.width(), 4)
    return np.frombuffer(image.constBits(), np.uint8).reshape(shape)[..., :3].copy()


def texts(user: "User") -> list[str]:
    """Return all that the stage says."""
    marks = user.stage.frame().marks
    return ["".join(span.text for span in m.spans) for m in marks if isinstance(m, Label)]


def box(user: "User", ref: str) -> QPoint:
    """Return the middle of a box of the stage."""
    found = next(m for m in user.stage.frame().marks if isinstance(m, Box) and m.ref == ref)
    return QPoint(round(found.x + found.width / 2), round(found.y + found.height / 2))


def beside(user: "User") -> QPoint:
    """Return a point of the stage where no cell is."""
    frame = user.stage.frame()
    for y in range(30, user.stage.height() // 2, 7):
        for x in range(30, user.stage.width() // 2, 7):
            if all(frame.hit(x + dx, y + dy) is None for dx in (-9, 0, 9) for dy in (-9, 0, 9)):
                return QPoint(x, y)
    raise LookupError("cells everywhere")


def drag(user: "User", start: QPoint, way: QPoint) -> None:
    user.drag(user.stage, start, [start + way / 3, start + way])
    user.settle()


def enter(user: "User", ref: CellRef, text: str) -> None:
    """Type a number over a cell."""
    user.double_click(ref)
    assert user.stage.editor.isVisible()
    user.type(text)
    user.key(Key.Key_Return)
    user.settle()


# --- all views


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_opens_from_the_menu_and_from_its_tab(user: "User", view: str) -> None:
    user.workspace.look_at(view="flow" if view != "flow" else "cube")
    before = user.workspace.document
    action = entry_of_menu(user, f"view-{view}")
    assert not action.isChecked()
    action.trigger()
    assert user.workspace.document.view.view == view
    assert action.isChecked()
    assert user.workspace.document.network is before.network
    assert not user.workspace.undo_stack.canUndo()
    user.workspace.look_at(view="flow")
    bar = user.window.findChild(HeadBar)
    tab = next(
        button
        for button in bar.findChildren(QToolButton)
        if button.defaultAction() is user.window.commands.action(f"view-{view}")
    )
    assert tab.isVisible()
    QTest.mouseClick(tab, LEFT)
    assert user.workspace.document.view.view == view
    assert user.window.pictures.picture.hasFocus()


def test_a_digit_shows_a_view_where_no_number_is_typed(user: "User") -> None:
    for view in [*VIEWS, *reversed(VIEWS)]:
        user.key(Key(Key.Key_1 + VIEWS.index(view)))
        user.settle()
        assert user.workspace.document.view.view == view
    assert not user.workspace.undo_stack.canUndo()
    user.workspace.foreground.set_focus("Y")
    user.settle()
    user.click(W12)  # which can be edited
    user.type("7")
    assert user.stage.editor.isVisible()
    user.key(Key.Key_Return)
    assert user.workspace.document.W[0, 1] == 7.0
    assert user.workspace.document.view.view == "flow"
    go(user, "steepest")
    column = number(user, "Column")
    column.setFocus()
    column.selectAll()
    user.type("3")
    user.key(Key.Key_Return)
    assert user.workspace.document.view.view == "steepest"
    assert user.workspace.document.view.steepest.sample == 2


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_rests_at_its_end_plays_steps_and_is_scrubbed(user: "User", view: str) -> None:
    go(user, view)
    player = user.workspace.player
    timeline = player.timeline
    assert player.is_at_end
    user.key(Key.Key_End)
    user.settle()
    at_rest = painted(user)
    user.key(Key.Key_Home)
    assert player.seconds == 0.0
    user.settle()
    assert not np.array_equal(painted(user), at_rest)
    user.key(Key.Key_Right)
    assert player.seconds == timeline.key_time(1)
    user.key(Key.Key_Right)
    user.key(Key.Key_Left)
    assert player.seconds == timeline.key_time(1)
    user.key(Key.Key_Home)
    user.key(Key.Key_Space)
    assert player.playback.is_playing
    user.pass_time(0.7)
    assert player.seconds == pytest.approx(0.7)
    user.key(Key.Key_Space)
    assert not player.playback.is_playing
    user.key(Key.Key_End)
    assert player.seconds == timeline.duration
    user.settle()
    assert np.array_equal(painted(user), at_rest)
    bar = user.window.findChild(TimeBar)
    for phase in timeline.phases:
        at = QPoint(round(bar.x_at((phase.start + phase.end) / 2)), MIDDLE)
        QTest.mousePress(bar, LEFT, Held.NoModifier, at)
        user.move(bar, at, LEFT)
        assert player.seconds == pytest.approx(bar.seconds_at(at.x()))
        assert bar.toolTip().startswith(str(user.workspace.view.title(player.phase)))
        assert ": " in bar.toolTip()
        QTest.mouseRelease(bar, LEFT, Held.NoModifier, at)
        rests_at = timeline.settled(bar.seconds_at(at.x()))  # not in the middle of a fade
        assert player.seconds == pytest.approx(rests_at)
    assert bar.accessibleDescription().startswith("At ")


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_survives_what_is_hard_to_draw(user: "User", view: str) -> None:
    for name, document in hard():
        user.workspace.open(set_view(document, view=view), None)
        user.settle()
        pixels = painted(user)
        assert (pixels != pixels[0, 0]).any(axis=2).sum() > 500, f"{name}: next to nothing"
        for key in (Key.Key_Home, Key.Key_Space):
            user.window.pictures.picture.setFocus()
            user.key(key)
        for _ in range(4):
            user.pass_time(user.workspace.player.timeline.duration / 5)
            painted(user)
            user.move(user.stage, QPoint(user.stage.width() // 2, user.stage.height() // 2))
        assert user.workspace.player.seconds > 0
        user.workspace.player.pause()


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_follows_layers_that_come_and_go(user: "User", view: str) -> None:
    user.workspace.open(set_view(deep(), view=view), None)
    user.settle()
    for command in ("layer-remove", "layer-remove", "layer-add-tanh", "layer-add-linear"):
        action = user.window.commands.action(command)
        assert action.isEnabled(), command
        action.trigger()
        user.settle()
        painted(user)
        assert user.workspace.player.seconds <= user.workspace.player.timeline.duration
    while user.workspace.undo_stack.canUndo():
        user.workspace.undo_stack.undo()
        user.settle()
        painted(user)
    assert len(user.workspace.document.network.layers) == 6
    assert user.workspace.document.view.view == view
    user.workspace.edit(resize(user.workspace.document, N=1), "Resize")
    user.settle()
    painted(user)


@pytest.mark.parametrize("view", ["jacobian", "adjoint", "cube", "derivation"])
def test_an_edit_in_a_view_is_one_step_to_undo(user: "User", view: str) -> None:
    go(user, view)
    first = user.workspace.document
    ref = CellRef("dX", 1, 1) if view == "jacobian" else CellRef("X", 1, 2)
    ref = W12 if view == "adjoint" else ref
    if view == "derivation":  # at its end X has its own name
        assert user.stage.place_of(ref) is not None
    before = painted(user)
    enter(user, ref, "7")
    assert user.workspace.document.matrix(ref.name)[ref.row, ref.col] == 7.0
    assert not np.array_equal(painted(user), before)
    assert user.workspace.document.view.view == view
    go(user, "flow")
    user.workspace.undo_stack.undo()
    assert (
        user.workspace.document.matrix(ref.name)[ref.row, ref.col]
        == first.matrix(ref.name)[ref.row, ref.col]
    )
    assert user.workspace.document.view.view == "flow"  # how it is looked at is no edit
    assert not user.workspace.undo_stack.canUndo()
    user.workspace.undo_stack.redo()
    go(user, view)
    assert user.workspace.document.matrix(ref.name)[ref.row, ref.col] == 7.0


def test_all_choices_come_back_from_a_file(user: "User", tmp_path: Path) -> None:
    chosen = set_view(
        preset("relu"),
        view="cube",
        race=RaceLook((3, 5, 2, 7)),
        jacobian=JacobianLook("Y2", "W1", "C", None),
        adjoint=AdjointLook("inverse", 0.375, layer=0),
        steepest=SteepestLook(sample=2, inputs=(1, 0), radius=0.25, angle=1.5),
        cube=CubeLook(layer=2, turn=Turn(-75.5, 41.25), focus="W_grad"),
        derivation=DerivationLook("indices", layer=2),
    )
    user.workspace.open(chosen, None)
    user.workspace.edit(set_cell(chosen, CellRef("dX", 0, 0), 9.0), "Type dX[1,1]")
    path = tmp_path / "views.gradviz"
    user.workspace.saved.path = path
    user.window.commands.action("save").trigger()
    user.workspace.open(example(), None)
    user.window.files.open_path(path)
    user.settle()
    again = user.workspace.document
    assert again.view == chosen.view
    assert read(path).view == chosen.view
    assert again.matrix("dX")[0, 0] == 9.0
    for view, name, text in (
        ("race", "Chain", "sizes as dragged"),
        ("adjoint", "Back-map", "by the inverse"),
        ("adjoint", "Layer", "W1"),
        ("cube", "Faces", "W_grad"),
        ("cube", "Layer", "W2"),
        ("derivation", "Way", "indices"),
        ("derivation", "Layer", "W2"),
        ("jacobian", "With respect to", "W1"),
        ("jacobian", "Of", "Y2"),
        ("jacobian", "Samples", "all samples"),
    ):
        go(user, view)
        assert field(user, name).currentText() == text
    go(user, "steepest")
    assert number(user, "Column").value() == 3
    assert number(user, "Length of dx").value() == 0.25
    assert number(user, "Angle of dx").value() == pytest.approx(np.degrees(1.5))


@pytest.mark.parametrize("view", ["adjoint", "cube", "derivation"])
def test_the_layer_that_a_view_shows_is_the_one_that_its_field_says(
    user: "User", view: str
) -> None:
    user.workspace.open(set_view(deep(), view=view), None)
    user.settle()
    shown = {
        layer: user.stage.place_of(CellRef(f"W{layer}", 0, 0)) is not None
        or user.stage.place_of(CellRef(f"W{layer}_grad", 0, 0)) is not None
        for layer in (1, 2, 3)
    }
    assert [f"W{n}" for n, is_shown in shown.items() if is_shown] == [
        field(user, "Layer").currentText()
    ]
    choose(user, "Layer", "W2")
    places = [user.stage.place_of(CellRef(name, 0, 0)) for name in ("W2", "W2_grad")]
    assert any(place is not None for place in places)
    assert not user.workspace.undo_stack.canUndo()


def test_wide_heads_have_tabs_and_narrow_ones_a_button(opened: Callable[..., "User"]) -> None:
    user = opened(resize=False)
    bar = user.window.findChild(HeadBar)
    names = {f"view-{view}" for view in VIEWS}
    for width, has_tabs in ((1600, True), (1100, False), (1160, True), (640, False)):
        user.window.resize(width, 640)
        user.settle()
        tabs = [
            button
            for button in bar.findChildren(QToolButton)
            if button.defaultAction() is not None and button.defaultAction().objectName() in names
        ]
        assert len(tabs) == len(VIEWS)
        assert {tab.isVisible() for tab in tabs} == {has_tabs}
        button = next(
            button
            for button in bar.findChildren(ChoiceButton)
            if button.accessibleName().startswith("view")
        )
        assert button.isVisible() != has_tabs
        for shown in [*tabs, button]:
            assert not shown.isVisible() or bar.rect().contains(shown.geometry())
    button.menu().actions()[VIEWS.index("derivation")].trigger()
    assert button.choice == "Derivation"


@pytest.mark.parametrize("width", [640, 800, 1024])
@pytest.mark.parametrize("view", NEW_VIEWS)
def test_the_bar_of_a_view_has_room_in_narrow_windows(
    opened: Callable[..., "User"], view: str, width: int
) -> None:
    user = opened(set_view(deep(), view=view), resize=False)
    user.window.resize(width, 640)
    user.settle()
    row = user.window.view_bar.currentWidget()
    for choice in row.findChildren(QComboBox):
        assert row.rect().contains(choice.geometry()), choice.accessibleName()
    assert user.window.width() == width


# --- the race


def test_a_dragged_handle_changes_a_size_and_the_counters(user: "User") -> None:
    user.workspace.open(set_view(preset("relu"), view="race"), None)
    user.settle()
    assert field(user, "Chain").currentText() == "of this network"
    assert any("12 of 12" in text for text in texts(user))  # 1·2·3 + 1·3·2
    start = box(user, "size:2")
    user.move(user.stage, start)
    assert user.stage.cursor().shape() == Qt.CursorShape.SizeHorCursor
    drag(user, start, QPoint(27, 0))
    assert user.workspace.document.view.race.sizes == (1, 2, 6, 2)
    assert any("24 of 24" in text for text in texts(user))  # 1·2·6 + 1·6·2
    assert any("28 of 28" in text or "28 of" in text for text in texts(user))  # 2·6·2 + 1·2·2
    assert field(user, "Chain").currentText() == "sizes as dragged"
    drag(user, box(user, "size:0"), QPoint(0, 36))
    assert user.workspace.document.view.race.sizes == (5, 2, 6, 2)
    assert not user.workspace.undo_stack.canUndo()
    choose(user, "Chain", "of this network")
    assert user.workspace.document.view.race.sizes is None
    assert any("12 of 12" in text for text in texts(user))
    assert "sizes as dragged" not in [
        field(user, "Chain").itemText(n) for n in range(field(user, "Chain").count())
    ]


def test_given_chains_show_when_either_side_wins(user: "User") -> None:
    go(user, "race")
    chains = [field(user, "Chain").itemText(n) for n in range(field(user, "Chain").count())]
    assert "of this network" not in chains  # one product is no race
    choose(user, "Chain", "5 outputs, 1 input")
    assert user.workspace.document.view.race.sizes == (5, 4, 3, 1)
    assert any("forward mode" in text for text in texts(user))
    choose(user, "Chain", "1 output, 3 inputs")
    assert any("reverse mode" in text for text in texts(user))


def test_a_race_dragged_while_it_runs_goes_on(user: "User") -> None:
    user.workspace.open(set_view(preset("relu"), view="race"), None)
    user.stage.setFocus()
    user.key(Key.Key_Home)
    user.key(Key.Key_Space)
    user.pass_time(1.0)
    drag(user, box(user, "size:1"), QPoint(45, 0))
    sizes = user.workspace.document.view.race.sizes
    assert sizes is not None
    assert sizes[1] == 7
    player = user.workspace.player
    assert player.playback.is_playing
    before = player.seconds
    user.pass_time(0.5)
    assert player.seconds > before


def test_a_race_leaves_the_layer_selected(user: "User") -> None:
    user.workspace.open(deep(), None)
    layers = user.window.layers
    for layer in range(layers.count):
        go(user, "flow")
        layers.select(layer)
        go(user, "steepest")
        go(user, "race")
        assert layers.selected == layer
        user.window.commands.action("step-back").trigger()
        user.window.commands.action("go-start").trigger()
        assert layers.selected == layer


# --- the adjoint exhibit


def relation(user: "User") -> str:
    """Return what stands between both numbers."""
    return next(text for text in texts(user) if text in ("=", "≠", "?", "≈"))


def test_the_slider_makes_w_orthogonal_and_the_inverse_its_transpose(user: "User") -> None:
    user.workspace.open(set_view(preset("square"), view="adjoint"), None)
    user.settle()
    assert relation(user) == "="
    choose(user, "Back-map", "by the inverse")
    assert relation(user) == "≠"
    assert any(text.startswith("they differ by") for text in texts(user))
    start = box(user, "slider:knob")
    user.move(user.stage, start)
    assert user.stage.cursor().shape() == Qt.CursorShape.SizeHorCursor
    line = next(
        m for m in user.stage.frame().marks if isinstance(m, Polyline) and m.ref == "slider"
    )
    length = line.points[-1][0] - line.points[0][0]
    drag(user, start, QPoint(round(length / 2), 40))  # the pointer may leave the line
    assert user.workspace.document.view.adjoint.orthogonal == pytest.approx(0.5, abs=0.02)
    assert relation(user) == "≠"
    drag(user, box(user, "slider:knob"), QPoint(900, 0))
    assert user.workspace.document.view.adjoint.orthogonal == 1.0
    assert relation(user) == "="
    assert any("orthonormal" in text for text in texts(user))
    assert not user.workspace.undo_stack.canUndo()


def test_w_in_the_place_of_its_transpose_is_offered_where_it_fits(user: "User") -> None:
    go(user, "adjoint")
    maps = [field(user, "Back-map").itemText(n) for n in range(field(user, "Back-map").count())]
    assert maps == ["by Wᵀ", "by the inverse"]
    user.workspace.edit(resize(user.workspace.document, M=3), "Resize")
    user.settle()
    choose(user, "Back-map", "by W")
    assert relation(user) == "≠"
    user.workspace.edit(resize(user.workspace.document, M=2), "Resize")
    user.settle()
    assert field(user, "Back-map").currentText() == "by Wᵀ"
    assert relation(user) == "="


def test_numbers_stay_equal_while_dX_and_w_are_dragged_and_typed(user: "User") -> None:
    go(user, "adjoint")
    enter(user, CellRef("dX", 2, 1), "1/3")
    assert user.workspace.document.matrix("dX")[2, 1] == 1 / 3
    assert user.workspace.undo_stack.undoText() == "Type dX[3,2]"
    assert relation(user) == "="
    for ref in (CellRef("dX", 0, 3), W12):
        before = user.workspace.document.matrix(ref.name)[ref.row, ref.col]
        user.drag_up(ref, 20, 60)
        user.settle()
        assert user.workspace.document.matrix(ref.name)[ref.row, ref.col] > before
        assert relation(user) == "="
        user.workspace.undo_stack.undo()
        assert user.workspace.document.matrix(ref.name)[ref.row, ref.col] == before


def test_the_inspector_explains_an_entry_of_dX(user: "User") -> None:
    go(user, "adjoint")
    user.click(CellRef("dX", 1, 2))
    user.settle()
    inspector = user.window.findChild(Inspector)
    told = inspector.explanation
    assert told is not None
    assert told.title == "dX[2,3]"
    assert "You choose it" in told.sentence


# --- the cube


def test_dragging_beside_the_cells_turns_the_box(user: "User") -> None:
    go(user, "cube")
    start = beside(user)
    drag(user, start, QPoint(50, 20))
    assert user.workspace.document.view.cube.turn == turned(DEFAULT_TURN, 50, 20)
    drag(user, start, QPoint(-30, 5))
    assert user.workspace.document.view.cube.turn == turned(turned(DEFAULT_TURN, 50, 20), -30, 5)
    assert not user.workspace.undo_stack.canUndo()
    QTest.mouseDClick(user.stage, LEFT, Held.NoModifier, beside(user))
    assert user.workspace.document.view.cube.turn == DEFAULT_TURN


@pytest.mark.parametrize("turn", [DEFAULT_TURN, Turn(-50.0, 20.0), Turn(150.0, 60.0)])
def test_cells_of_a_turned_box_are_hit_and_edited_where_they_are_drawn(
    user: "User", turn: Turn
) -> None:
    user.workspace.look_at(view="cube", cube=CubeLook(turn=turn, focus="Y"))
    user.settle()
    for name, shape in (("W", (2, 3)), ("X", (3, 4)), ("Y", (2, 4))):
        for row, col in np.ndindex(*shape):
            ref = CellRef(name, row, col)
            user.point(ref)
            assert user.workspace.hovered == ref
    user.click(CellRef("Y", 1, 2))
    assert user.workspace.pinned == CellRef("Y", 1, 2)
    assert user.workspace.document.view.cube.turn == turn  # a click turns nothing
    enter(user, W12, "5")
    assert user.workspace.document.W[0, 1] == 5.0
    user.drag_up(CellRef("X", 2, 3), 10, 30)
    assert user.workspace.document.X[2, 3] > 0.0
    assert user.workspace.document.view.cube.turn == turn


def test_the_faces_of_the_box_are_chosen(user: "User") -> None:
    go(user, "cube")
    assert user.stage.place_of(CellRef("W_grad", 0, 0)) is not None
    choose(user, "Faces", "Y = W X")
    assert user.workspace.document.view.cube.focus == "Y"
    for name, is_there in (("Y", True), ("W", True), ("W_grad", False), ("Y_grad", False)):
        assert (user.stage.place_of(CellRef(name, 0, 0)) is not None) == is_there
    choose(user, "Faces", "X_grad")
    assert user.stage.place_of(CellRef("X_grad", 0, 0)) is not None
    choose(user, "Faces", "what is computed now")
    assert user.workspace.document.view.cube.focus is None


# --- the derivation


@pytest.mark.parametrize("way", ["transposing", "indices"])
def test_a_click_on_a_heading_goes_to_its_step(user: "User", way: str) -> None:
    go(user, "derivation")
    choose(user, "Way", way)
    assert user.workspace.document.view.derivation.by == way
    view, player = user.workspace.view, user.workspace.player
    assert isinstance(view, DerivationView)
    frame = user.stage.frame()
    visited = 0
    for mark in frame.marks:
        if not isinstance(mark, Box) or not mark.ref.startswith("step"):
            continue
        at = QPoint(round(mark.x + mark.width / 2), round(mark.y + mark.height / 2))
        leads_to = view.time_at(user.stage.frame(), (at.x(), at.y()))
        assert leads_to is not None
        user.move(user.stage, at)
        assert user.stage.cursor().shape() == Qt.CursorShape.PointingHandCursor
        QTest.mouseClick(user.stage, LEFT, Held.NoModifier, at)
        assert player.seconds == leads_to
        visited += 1
    assert visited >= 5


def test_the_cell_pointed_at_is_the_entry_that_is_derived(user: "User") -> None:
    go(user, "derivation")
    choose(user, "Way", "indices")
    player = user.workspace.player
    player.go_to(player.timeline.phases[3].end)  # X_grad stands there
    user.settle()
    assert any("[1,1], out of the chain rule" in text for text in texts(user))
    user.point(CellRef("X_grad", 1, 2))
    user.settle()
    assert user.workspace.hovered == CellRef("X_grad", 1, 2)
    assert any("[2,3], out of the chain rule" in text for text in texts(user))
    user.move(user.stage, QPoint(2, 2))
    user.settle()
    assert any("[1,1], out of the chain rule" in text for text in texts(user))


# --- seeds


@pytest.mark.parametrize("kind", [kind for kind in SEED_KINDS if kind != "loss"])
def test_a_seed_from_the_menu_is_one_step_to_undo(user: "User", kind: str) -> None:
    first = user.workspace.document
    entry_of_menu(user, f"seed-{kind}").trigger()
    made = user.workspace.document
    assert made.loss == "seed"
    assert user.workspace.undo_stack.count() == 1
    if kind == "ones":
        assert (made.seed == 1.0).all()
    if kind == "one-hot":
        assert made.seed.sum() == made.seed[0, 0] == 1.0
    if kind == "random":
        assert len(np.unique(made.seed)) > 2
    if kind != "hand":
        assert entry_of_menu(user, f"seed-{kind}").isChecked() == (kind != "random")
    user.workspace.undo_stack.undo()
    assert user.workspace.document is first


def test_a_one_hot_is_where_somebody_points(user: "User") -> None:
    user.workspace.foreground.set_focus("Y")
    user.settle()
    user.click(CellRef("Y", 1, 2))
    entry_of_menu(user, "seed-one-hot").trigger()
    assert user.workspace.document.seed.tolist() == [[0, 0, 0, 0], [0, 0, 1, 0]]
    user.workspace.pin(CellRef("Y_grad", 0, 3))
    entry_of_menu(user, "seed-one-hot").trigger()
    assert user.workspace.document.seed.tolist() == [[0, 0, 0, 1], [0, 0, 0, 0]]
    assert user.workspace.undo_stack.count() == 2


@pytest.mark.parametrize("view", ["adjoint", "jacobian"])
def test_a_seed_is_chosen_above_the_picture_and_the_loss_comes_back(
    user: "User", view: str
) -> None:
    user.workspace.edit(set_loss(user.workspace.document, "mse"), "Loss")
    go(user, view)
    assert field(user, "Seed").currentText() == "from the loss"
    for title, kind in (("all ones", "ones"), ("one-hot", "one-hot")):
        count = user.workspace.undo_stack.count()
        choose(user, "Seed", title)
        assert user.workspace.document.loss == "seed"
        assert user.workspace.undo_stack.count() == count + 1
        assert user.workspace.undo_stack.undoText() == f"Seed: {title}"
        assert entry_of_menu(user, f"seed-{kind}").isChecked()
    choose(user, "Seed", "from the loss")
    assert user.workspace.document.loss == "mse"


def test_random_seeds_differ_from_one_another(user: "User") -> None:
    action = entry_of_menu(user, "seed-random")
    action.trigger()
    one = user.workspace.document.seed
    action.trigger()
    assert not np.array_equal(user.workspace.document.seed, one)


def test_the_keys_go_to_the_picture_when_a_field_goes_with_its_view(user: "User") -> None:
    user.workspace.look_at(view="jacobian")
    row = user.window.view_bar.row("jacobian")
    assert isinstance(row, ChoiceRow)
    field = row.field("Seed")
    field.setFocus(Qt.FocusReason.TabFocusReason)
    user.window.commands.action("view-cube").trigger()
    user.settle()
    assert user.stage.hasFocus()
    user.workspace.look_at(view="jacobian")
    field.setFocus(Qt.FocusReason.TabFocusReason)
    user.window.commands.action("view-steepest").trigger()
    user.settle()
    assert user.window.pictures.picture.hasFocus()


def test_what_is_opened_has_the_keys(user: "User") -> None:
    user.window.transport.bar.setFocus()
    user.workspace.open(example(), None)
    assert user.stage.hasFocus()


def test_a_layer_chosen_again_is_shown_again(user: "User") -> None:
    preset = next(preset for preset in PRESETS if len(preset.document().network.layers) > 2)
    user.workspace.open(preset.document(), None)
    user.workspace.look_at(view="jacobian")
    names = user.workspace.passes.layers
    for layer in (2, 0):
        user.window.layers.select(layer)
        assert user.workspace.document.view.jacobian.of == names[layer].Y
        assert user.workspace.document.view.jacobian.wrt == names[layer].X
