"""The layer list in the real window: choose, add, move, resize, tie; all of it undone again."""

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.gui.commands import command
from gradviz.gui.editors.editors import EditorsPanel
from gradviz.gui.layers.box import LayersBox
from gradviz.gui.layers.fields import KindField, WidthField
from gradviz.gui.layers.list import LayerList
from gradviz.gui.layers.row import LayerRow
from gradviz.session.document import MAX_LAYERS, Document, network_document
from gradviz.session.edits import resize
from gradviz.session.layers import add_layer, set_layer_bias, tie_layers

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held, Left = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton.LeftButton


def three() -> Document:
    """Return W1 4×3 with b1, relu, W2 2×4, for 5 samples."""
    rng = np.random.default_rng(3)
    first = Linear(rng.integers(-2, 3, (4, 3)), b=[1, 0, -1, 2])
    last = Linear(rng.integers(-2, 3, (2, 4)))
    X = rng.integers(-2, 3, (3, 5)).astype(float)
    return network_document(Network((first, Activation("relu"), last)), X, loss="squared_error")


class Hand:
    """A user with an eye on the layer list."""

    def __init__(self, user: "User") -> None:
        self.user = user
        self.workspace = user.workspace
        panel = user.window.findChild(EditorsPanel)
        box = user.window.findChild(LayersBox)
        assert isinstance(panel, EditorsPanel)
        assert isinstance(box, LayersBox)
        self.panel, self.box = panel, box
        self.list: LayerList = box.list
        user.workspace.player.go_to_end(1)
        user.settle()

    @property
    def kinds(self) -> list[str]:
        return [names.kind for names in self.workspace.document.network.names]

    @property
    def step(self) -> str:
        return self.workspace.undo_stack.undoText()

    @property
    def shown(self) -> list[str]:
        """The matrices whose tables are in sight, from top to bottom."""
        sections = [s for s in self.panel.sections.values() if s.table.isVisible()]
        return [s.name for s in sections]

    def undo(self) -> None:
        self.workspace.undo_stack.undo()
        self.user.settle()

    def place(self, row: int) -> QRect:
        return self.list.visualItemRect(self.list.item(row))

    def texts(self, row: int) -> list[str]:
        """What is read in a row, from left to right."""
        labels = self.list.itemWidget(self.list.item(row)).findChildren(QLabel)
        seen = [label for label in labels if label.isVisible() and label.text()]
        return [label.text() for label in sorted(seen, key=lambda label: label.x())]

    @property
    def kind_field(self) -> KindField:
        field = self.list.field
        assert isinstance(field, KindField)
        assert field.isVisible()
        return field

    @property
    def width_field(self) -> WidthField:
        field = self.list.field
        assert isinstance(field, WidthField)
        assert field.isVisible()
        return field

    def middle(self, row: int) -> QPoint:
        place = self.place(row)
        return QPoint(place.left() + 12, place.center().y())

    def on_window(self, row: int, x: int) -> QPoint:
        return self.list.viewport().mapTo(self.user.window, QPoint(x, self.place(row).center().y()))

    def click(self, row: int) -> None:
        QTest.mouseClick(self.list.viewport(), Left, Held.NoModifier, self.middle(row))
        self.user.settle()

    def press(self, widget: QWidget, key: Qt.Key, held: Held = Held.NoModifier) -> None:
        widget.setFocus()
        QTest.keyClick(widget, key, held)
        self.user.settle()

    def push(self, button: QWidget) -> None:
        QTest.mouseClick(button, Left)
        self.user.settle()

    def pick(self, button: QPushButton, start: str) -> None:
        """Choose from the menu of a button, as it is when it opens."""
        menu = button.menu()
        assert isinstance(menu, QMenu)
        menu.aboutToShow.emit()
        texts = {command.plain(action.text()).lower(): action for action in menu.actions()}
        next(texts[text] for text in texts if text.startswith(start.lower())).trigger()
        self.user.settle()


@pytest.fixture
def hand(opened: Callable[..., "User"]) -> Hand:
    return Hand(opened(three()))


@pytest.fixture
def plain(opened: Callable[..., "User"]) -> Hand:
    return Hand(opened())


# --- one layer


def test_one_linear_layer_shows_no_list_but_the_way_to_more(plain: Hand) -> None:
    assert not plain.list.isVisible()
    assert not plain.box.up_button.isVisible()
    assert plain.shown == ["W", "X", "T"]
    plain.pick(plain.box.add_button, "relu")
    assert plain.kinds == ["linear", "relu"]
    assert plain.list.isVisible()
    assert plain.workspace.foreground.layer == 1  # what was added is selected, and shown
    assert plain.shown == ["T"]
    assert plain.step == "Add relu"
    plain.undo()
    assert not plain.list.isVisible()
    assert plain.shown == ["W", "X", "T"]


def test_an_activation_alone_has_its_row_and_its_field(plain: Hand) -> None:
    plain.pick(plain.box.add_button, "tanh")
    plain.click(0)
    plain.push(plain.box.remove_button)
    assert plain.kinds == ["tanh"]
    assert plain.kind_field.currentText() == "tanh"
    assert not plain.box.remove_button.isVisible()
    assert plain.shown == ["X", "T"]


# --- choosing


def test_a_row_says_what_its_layer_is(hand: Hand) -> None:
    hand.click(1)
    assert hand.texts(0) == ["1", "Linear", "W1 + b1", "3 →", "4"]
    assert hand.texts(2) == ["3", "Linear", "W2", "4 →", "2"]
    assert hand.texts(1) == ["2", "4"]  # its kind is in the field
    hand.click(0)
    assert hand.texts(1) == ["2", "relu", "4"]
    assert hand.texts(0) == ["1", "Linear", "W1 + b1", "3 →"]


def test_a_row_is_heard_as_one_sentence(hand: Hand) -> None:
    spoken = QAccessible.queryAccessibleInterface(hand.list)
    rows = [spoken.child(n) for n in range(spoken.childCount())]
    assert [row.text(QAccessible.Text.Name) for row in rows] == [
        "layer 1, Linear, 3 to 4, W1 with bias b1",
        "layer 2, relu, 4",
        "layer 3, Linear, 4 to 2, W2",
    ]
    assert spoken.text(QAccessible.Text.Name) == "Layers"


def test_a_click_shows_the_matrices_of_the_layer_and_the_layer(hand: Hand) -> None:
    hand.click(2)
    assert hand.workspace.foreground.layer == 2
    assert hand.shown == ["W2", "T"]
    hand.click(1)
    assert hand.workspace.foreground.layer == 1
    assert hand.shown == []
    hand.click(0)
    assert hand.workspace.foreground.layer == 0
    assert hand.shown == ["W1", "b1", "X"]


def test_arrows_choose_and_enter_goes_into_the_field(hand: Hand) -> None:
    hand.click(0)
    hand.press(hand.list, Key.Key_Down)
    assert hand.workspace.foreground.layer == 1
    hand.press(hand.list, Key.Key_Return)
    assert hand.kind_field.hasFocus()
    hand.press(hand.list, Key.Key_End)
    hand.press(hand.list, Key.Key_F2)
    assert hand.width_field.hasFocus()
    assert hand.shown == ["W2", "T"]


def test_what_is_typed_goes_into_the_matrix_of_the_chosen_layer(hand: Hand) -> None:
    hand.click(2)
    table = hand.panel.sections["W"].table
    table.setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "9")
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Return)
    assert hand.workspace.document.matrix("W2")[0, 0] == 9
    assert hand.step == "Type W2[1,1]"
    assert table.accessibleName() == "W2, 2 by 4"


def test_an_entry_that_is_open_is_taken_over_before_another_layer_is_shown(hand: Hand) -> None:
    hand.click(2)
    table = hand.panel.sections["W"].table
    table.setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "7")
    hand.user.window.layers.select(0)
    assert hand.workspace.document.matrix("W2")[0, 0] == 7
    assert table.name == "W1"
    assert table.finish_entry()


def test_the_panel_follows_the_stage_until_somebody_chooses(hand: Hand) -> None:
    workspace, layers = hand.workspace, hand.user.window.layers
    workspace.player.go_to_end(-1)
    assert layers.selected == 0
    workspace.foreground.show_layer(2)
    assert hand.shown == ["W2", "T"]  # gone to by hand, so it follows
    hand.click(1)
    workspace.player.go_to_end(-1)
    hand.click(1)
    workspace.player.play()
    passed = set()
    while workspace.player.playback.is_playing:
        hand.user.pass_time(0.4)
        passed.add(workspace.foreground.layer)
        assert layers.selected == 1
    assert passed >= {0, 1, 2}
    assert layers.selected == 1
    workspace.foreground.show_layer(0 if workspace.foreground.layer else 2)
    assert layers.selected == workspace.foreground.layer


def test_nobody_chose_so_the_panel_rests_while_it_plays_and_follows_after(hand: Hand) -> None:
    workspace, layers = hand.workspace, hand.user.window.layers
    workspace.player.go_to_end(-1)
    workspace.player.play()
    while workspace.foreground.layer == 0:
        hand.user.pass_time(0.4)
    assert layers.selected == 0
    workspace.player.pause()
    assert layers.selected == workspace.foreground.layer != 0


# --- adding, removing, moving


@pytest.mark.parametrize("kind", ["Linear", "relu", "leaky relu", "softmax"])
def test_a_layer_is_added_after_the_selected_one(hand: Hand, kind: str) -> None:
    hand.click(0)
    hand.pick(hand.box.add_button, kind)
    added = kind.lower().replace(" ", "_")
    assert hand.kinds == ["linear", added, "relu", "linear"]
    assert hand.user.window.layers.selected == 1
    hand.undo()
    assert hand.kinds == ["linear", "relu", "linear"]


def test_added_linear_layers_do_not_hold_the_same_numbers(hand: Hand) -> None:
    hand.click(1)
    for _ in range(2):
        hand.pick(hand.box.add_button, "Linear")
    one, other = (hand.workspace.document.matrix(name) for name in ("W2", "W3"))
    assert one.shape == other.shape == (4, 4)
    assert not np.array_equal(one, other)


def test_what_cannot_be_done_is_disabled(opened: Callable[..., "User"]) -> None:
    document = three()
    while len(document.network.layers) < MAX_LAYERS:
        document = add_layer(document, 1, "tanh")
    hand = Hand(opened(document))
    assert not hand.box.add_button.isEnabled()
    assert not hand.user.window.commands.action("layer-add-relu").isEnabled()
    hand.user.window.layers.select(0)
    hand.user.settle()
    assert not hand.box.up_button.isEnabled()
    assert hand.box.down_button.isEnabled()
    hand.user.window.layers.select(MAX_LAYERS - 1)
    hand.user.settle()
    assert hand.box.up_button.isEnabled()
    assert not hand.box.down_button.isEnabled()
    assert not hand.user.window.commands.action("layer-down").isEnabled()
    hand.push(hand.box.remove_button)
    assert hand.box.add_button.isEnabled()


def test_delete_takes_a_layer_out_and_what_follows_fits(hand: Hand) -> None:
    hand.click(0)
    hand.press(hand.list, Key.Key_Delete)
    assert hand.kinds == ["relu", "linear"]
    assert hand.workspace.document.matrix("W1").shape == (2, 3)
    assert hand.step == "Remove layer 1, linear"
    assert hand.list.currentRow() == 0
    hand.press(hand.list, Key.Key_Delete)
    hand.press(hand.list, Key.Key_Delete)
    assert hand.kinds == ["linear"]  # the last one stays
    hand.undo()
    hand.undo()
    assert hand.kinds == ["linear", "relu", "linear"]


@pytest.mark.parametrize("way", ["keys", "buttons"])
def test_a_layer_moves_by_one_and_stays_selected(hand: Hand, way: str) -> None:
    hand.click(1)
    if way == "keys":
        hand.press(hand.list, Key.Key_Down, Held.AltModifier)
    else:
        hand.push(hand.box.down_button)
    assert hand.kinds == ["linear", "linear", "relu"]
    assert hand.list.currentRow() == 2
    if way == "keys":
        hand.press(hand.list, Key.Key_Down, Held.AltModifier)  # beyond the end: nothing
        hand.press(hand.list, Key.Key_Up, Held.AltModifier)
    else:
        hand.push(hand.box.up_button)
    assert hand.kinds == ["linear", "relu", "linear"]
    assert hand.workspace.undo_stack.count() == 2


@pytest.mark.parametrize(
    ("row", "to", "kinds"),
    [
        (1, 0, ["relu", "linear", "linear"]),
        (1, 2, ["linear", "linear", "relu"]),
        (0, 2, ["relu", "linear", "linear"]),
    ],
)
def test_a_row_is_dragged_to_another_place(hand: Hand, row: int, to: int, kinds: list[str]) -> None:
    """Pressed on its name, which makes room for a field, and as the system tells of it."""
    window = hand.user.window.windowHandle()
    start = hand.on_window(row, 40)
    end = hand.on_window(to, 40) + QPoint(0, 8 if to > row else -8)
    hand.click(2 if row == 1 else 1)
    QTest.mousePress(window, Left, Held.NoModifier, start)
    for at in (start + (end - start) / 2, end):
        QTest.mouseMove(window, at)
        hand.user.settle()
    assert hand.list.drop_gap == (to + 1 if to > row else to)
    assert hand.kinds == ["linear", "relu", "linear"]  # not before it is let go
    QTest.mouseRelease(window, Left, Held.NoModifier, end)
    assert hand.kinds == kinds
    assert hand.list.drop_gap is None
    assert hand.list.currentRow() == to
    hand.undo()
    assert hand.kinds == ["linear", "relu", "linear"]


def test_a_row_dragged_back_to_its_place_changes_nothing(hand: Hand) -> None:
    viewport, start = hand.list.viewport(), hand.middle(0)
    hand.user.drag(viewport, start, [hand.middle(2), start])
    assert hand.workspace.undo_stack.count() == 0


# --- changing one


def test_the_function_is_chosen_in_the_row(hand: Hand) -> None:
    hand.click(1)
    field = hand.kind_field
    hand.press(field, Key.Key_Down)
    assert hand.kinds[1] == "leaky_relu"
    assert hand.step == "Make layer 2 leaky relu"
    hand.undo()
    assert field.currentText() == "relu"


def test_the_width_is_typed_in_the_row_and_neighbours_follow(hand: Hand) -> None:
    hand.click(0)
    field = hand.width_field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "6")
    QTest.keyClick(field, Key.Key_Return)
    document = hand.workspace.document
    assert document.matrix("W1").shape == (6, 3)
    assert document.matrix("b1").shape == (6, 1)
    assert document.matrix("W2").shape == (2, 6)
    assert field.hasFocus()
    assert hand.texts(1)[-1] == "6"
    assert hand.texts(2)[-2:] == ["6 →", "2"]
    assert hand.workspace.undo_stack.count() == 1
    hand.undo()
    assert field.value() == 4


def test_steps_of_the_width_are_undone_one_by_one(hand: Hand) -> None:
    hand.click(2)
    for _ in range(3):
        hand.press(hand.width_field, Key.Key_Up)
    assert hand.workspace.document.M == 5
    hand.undo()
    assert hand.workspace.document.M == 4


def test_the_bias_of_the_chosen_layer_comes_and_goes(hand: Hand) -> None:
    hand.click(2)
    assert hand.panel.bias.text() == "bias b2"
    assert not hand.panel.bias.isChecked()
    hand.press(hand.panel.bias, Key.Key_Space)
    assert hand.workspace.document.matrix("b2").tolist() == [[0], [0]]
    assert hand.shown == ["W2", "b2", "T"]
    assert "W2 + b2" in hand.texts(2)
    hand.click(0)
    assert hand.panel.bias.text() == "bias b1"
    assert hand.panel.bias.isChecked()


# --- sharing, initialising


def test_layers_of_one_size_share_a_matrix_and_part_again(opened: Callable[..., "User"]) -> None:
    document = add_layer(add_layer(three(), 1, "linear"), 2, "linear")
    hand = Hand(opened(document))
    hand.user.window.layers.select(2)
    hand.pick(hand.box.tie_button, "Tie to W2")
    layers = hand.workspace.document.network.layers
    assert layers[1] is layers[2]
    assert "= W2" in hand.texts(2)
    assert hand.shown == ["W2"]
    assert hand.step == "Tie W3 to W2"
    hand.pick(hand.box.tie_button, "Untie")
    layers = hand.workspace.document.network.layers
    assert layers[1] is not layers[2]
    assert np.array_equal(layers[1].W, layers[2].W)


def test_sizes_that_clash_are_named_with_one_that_fits_a_click_away(hand: Hand) -> None:
    hand.click(2)
    hand.pick(hand.box.tie_button, "Tie to W1")
    assert hand.box.message == (
        "Layers 3 and 1 cannot be tied: W2 is 2×4, W1 is 4×3; 3×3 would fit both."
    )
    assert hand.workspace.undo_stack.count() == 0
    assert hand.box.offer_button.text() == "Make both 3×3 and tie them"
    said: list[str] = []
    hand.workspace.said.connect(lambda text: said.append(str(text)))
    hand.push(hand.box.offer_button)
    assert len(said) == 1
    assert "T got" in said[0]
    layers = hand.workspace.document.network.layers
    assert layers[0] is layers[2]
    assert layers[0].W.shape == (3, 3)
    assert hand.box.message == ""
    assert not hand.box.offer_button.isVisible()
    hand.undo()
    assert hand.workspace.document.matrix("W2").shape == (2, 4)


def test_a_refusal_goes_when_another_layer_is_chosen(hand: Hand) -> None:
    hand.click(2)
    hand.pick(hand.box.tie_button, "Tie to W1")
    assert hand.box.message
    hand.click(0)
    assert hand.box.message == ""
    assert not hand.box.offer_button.isVisible()


def test_initialising_is_one_step_with_its_seed(hand: Hand) -> None:
    edits = hand.user.window.layers
    first = hand.workspace.document
    hand.pick(hand.box.initialise_button, "He")
    assert hand.step == f"Initialise with He, seed {edits.seed}"
    made = hand.workspace.document
    assert not np.array_equal(made.matrix("W1"), first.matrix("W1"))
    assert not np.array_equal(made.matrix("W2"), first.matrix("W2"))
    assert made.matrix("b1").tolist() == [[0]] * 4
    hand.pick(hand.box.initialise_button, "New seed, He again")
    assert not np.array_equal(hand.workspace.document.matrix("W1"), made.matrix("W1"))
    hand.workspace.undo_stack.setIndex(0)
    assert hand.workspace.document is first


# --- commands, keyboard, room


def test_the_commands_do_what_the_panel_does(hand: Hand) -> None:
    table, layers = hand.user.window.commands, hand.user.window.layers
    hand.click(0)
    table.action("layer-add-gelu").trigger()
    assert hand.kinds == ["linear", "gelu", "relu", "linear"]
    assert layers.selected == 1
    table.action("layer-down").trigger()
    assert hand.kinds == ["linear", "relu", "gelu", "linear"]
    table.action("layer-remove").trigger()
    layers.select(2)
    assert not table.action("layer-bias").isChecked()
    table.action("layer-bias").trigger()
    assert table.action("layer-bias").isChecked()
    assert hand.workspace.document.matrix("b2").shape == (2, 1)
    offered = [str(command.title) for command in table.offered()]
    assert "Tie to W1 (layer 1)" in offered
    table.action("initialise-orthogonal").trigger()
    assert hand.step == "Initialise with Orthogonal, seed 0"


def test_tab_goes_from_the_list_into_the_field_and_on(hand: Hand) -> None:
    hand.click(0)
    hand.list.setFocus()
    stops = []
    for _ in range(5):
        QTest.keyClick(QApplication.focusWidget(), Key.Key_Tab)
        stops.append(QApplication.focusWidget().accessibleName())
    assert stops == [
        "Width of the layer",
        "Move the layer down",
        "Remove the layer",
        "Tie to another layer",
        "Initialise all W",
    ]


@pytest.mark.parametrize("height", [520, 860])
def test_twelve_layers_leave_room_for_their_matrices(
    opened: Callable[..., "User"], height: int
) -> None:
    document = set_layer_bias(three(), 0, True)
    while len(document.network.layers) < MAX_LAYERS:
        document = add_layer(document, 1, "linear")
    document = tie_layers(document, 2, 1)
    user = opened(document, resize=False)
    user.window.resize(1024, height)
    user.settle()
    hand = Hand(user)
    assert hand.list.height() <= 0.5 * hand.panel.height()
    for row in (0, 11, 5):
        user.window.layers.select(row)
        user.settle()
        place, field = hand.place(row), hand.width_field
        assert hand.list.viewport().rect().contains(place)
        corner = field.mapTo(hand.list.viewport(), QPoint(0, 0))
        assert place.contains(QRect(corner, field.size()))


def test_only_rows_that_changed_are_made_anew(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[int] = []
    monkeypatch.setattr(LayerRow, "show_line", lambda _row, line: shown.append(line.number))
    workspace = hand.workspace
    workspace.edit(resize(workspace.document, N=6), "Resize")
    assert shown == []
    workspace.edit(resize(workspace.document, K=5), "Resize")
    assert shown == [1]


def test_the_menu_of_a_row_is_made_of_the_commands_for_its_layer(hand: Hand) -> None:
    QTest.mouseClick(
        hand.list.viewport(), Qt.MouseButton.RightButton, Held.NoModifier, hand.middle(2)
    )
    assert hand.user.window.layers.selected == 2
    table = hand.user.window.commands
    names = ("layer-up", "layer-down", "layer-remove", "layer-bias", "layer-untie")
    assert hand.list.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu
    assert hand.list.actions() == [table.action(name) for name in names]


def test_buttons_and_menus_are_those_of_the_commands(hand: Hand) -> None:
    table = hand.user.window.commands
    for button, name in (
        (hand.box.up_button, "layer-up"),
        (hand.box.down_button, "layer-down"),
        (hand.box.remove_button, "layer-remove"),
    ):
        action = table.action(name)
        assert button.accessibleName() == command.plain(action.text())
        assert button.toolTip() == action.toolTip()
    for button, prefix in (
        (hand.box.add_button, "layer-add-"),
        (hand.box.initialise_button, "initialise-"),
    ):
        entries = [a for a in button.menu().actions() if not a.isSeparator() and a.isEnabled()]
        own = [c.id for c in table.commands if c.id.startswith(prefix)]
        assert entries == [table.action(name) for name in own]


def test_a_width_that_is_no_number_stays_marked_in_its_row(hand: Hand) -> None:
    hand.click(2)
    field = hand.width_field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "abc")
    QTest.keyClick(field, Key.Key_Return)
    assert "'abc' is not a number" in field.message
    assert field.property("wrong") is True
    assert hand.workspace.undo_stack.count() == 0
    QTest.keyClick(field, Key.Key_Escape)
    assert field.message == ""
    assert field.value() == 2


def test_a_width_that_cannot_be_is_told_once_and_goes_with_escape(hand: Hand) -> None:
    hand.click(2)
    field = hand.width_field
    field.setFocus()
    for text, message in (("999", "from 1 to 64 in the editor: got 999"), ("abc", "not a number")):
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Key.Key_Return)
        assert message in field.message
        assert hand.box.message == ""
        bubbles = hand.user.window.findChildren(QLabel, "bubble")
        assert [each.text() for each in bubbles if each.isVisible()] == [field.message]
    QTest.keyClick(field, Key.Key_Escape)
    assert field.message == ""
    assert field.value() == 2
    assert not [each for each in bubbles if each.isVisible()]
    assert hand.workspace.undo_stack.count() == 0


def test_a_drag_given_up_with_escape_changes_nothing(hand: Hand) -> None:
    viewport, start = hand.list.viewport(), hand.middle(0)
    QTest.mousePress(viewport, Left, Held.NoModifier, start)
    hand.user.move(viewport, hand.middle(2), Left)
    assert hand.list.drop_gap is not None
    hand.press(hand.list, Key.Key_Escape)
    assert hand.list.drop_gap is None
    QTest.mouseRelease(viewport, Left, Held.NoModifier, hand.middle(2))
    assert hand.workspace.undo_stack.count() == 0


@pytest.mark.parametrize("width", [180, 204, 258, 230])
def test_a_row_fits_a_list_of_any_width(hand: Hand, width: int) -> None:
    """Long names are cut off before the sizes, and the field is whole."""
    hand.click(0)
    for wide in (300, width):  # first wider, as before a scroll bar comes
        hand.list.setFixedWidth(wide)
        hand.user.settle()
    row, field = hand.list.itemWidget(hand.list.item(0)), hand.width_field
    assert hand.list.viewport().rect().contains(row.geometry())
    labels = [each for each in row.findChildren(QLabel) if each.isVisible()]
    parts = sorted([*labels, field], key=lambda each: each.x())
    for one, other in pairwise(parts):
        assert one.geometry().right() <= other.geometry().left()
    assert parts[-1] is field
    assert row.rect().contains(field.geometry())
