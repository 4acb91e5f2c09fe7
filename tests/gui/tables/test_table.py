"""The table of a matrix: keys, mouse and clipboard as in a spreadsheet; bad entries stay."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gradviz.arrays import as_matrix
from gradviz.gui.state.settings import Settings
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.tables.area import TableArea
from gradviz.gui.tables.selection import select, selected_area
from gradviz.gui.tables.table import MatrixTable
from gradviz.refs import CellRef
from gradviz.render import fonts
from gradviz.scene.marks.scale import Scale
from gradviz.session.document import example, new_document
from gradviz.session.edits import (
    resize,
    set_cell,
    set_convention,
    set_loss,
    set_matrix,
)
from gradviz.session.layers import set_layer_bias
from gradviz.views.scales import scales_of

Key, Held = Qt.Key, Qt.KeyboardModifier
UGLY = [[1 / 3, 1e-300, math.nan], [-0.0, -math.inf, 123456789.125]]


class Bench:
    """A table of W in a window, with a field before and after it."""

    def __init__(self, workspace: Workspace, name: str) -> None:
        self.workspace = workspace
        self.window = QWidget()
        self.before = QLineEdit(self.window)
        self.table = MatrixTable(workspace, name, self.window)
        self.after = QLineEdit(self.window)
        row = QHBoxLayout(self.window)
        for widget in (self.before, self.table, self.after):
            row.addWidget(widget)
        self.refusals: list[str] = []
        self.table.commands.refused.connect(self.refusals.append)
        self.window.resize(760, 300)

    @property
    def values(self) -> list[list[float]]:
        values: list[list[float]] = self.workspace.document.matrix(self.table.name).tolist()
        return values

    @property
    def current(self) -> tuple[int, int]:
        index = self.table.currentIndex()
        return index.row(), index.column()

    @property
    def step(self) -> str:
        return self.workspace.undo_stack.undoText()

    def at(self, row: int, col: int) -> None:
        self.table.setFocus()
        self.table.setCurrentIndex(self.table.matrix.index(row, col))

    def press(self, key: Qt.Key, held: Held = Held.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget(), key, held)

    def type(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), text[:1])
        QTest.keyClicks(QApplication.focusWidget(), text[1:])

    def spot(self, row: int, col: int) -> QPoint:
        return self.table.visualRect(self.table.matrix.index(row, col)).center()

    def click(self, row: int, col: int, held: Held = Held.NoModifier) -> None:
        button = Qt.MouseButton.LeftButton
        QTest.mouseClick(self.table.viewport(), button, held, self.spot(row, col))


@pytest.fixture
def make(qtbot: QtBot):
    def made(document=None, name: str = "W") -> Bench:
        fonts.load()
        bench = Bench(Workspace(document or example(), Settings()), name)
        qtbot.addWidget(bench.window)
        bench.window.show()
        bench.window.activateWindow()
        qtbot.waitExposed(bench.window)
        bench.at(0, 0)
        qtbot.waitUntil(bench.table.hasFocus)
        return bench

    return made


@pytest.fixture
def bench(make) -> Bench:
    return make()


# --- typing


def test_typing_replaces_and_enter_goes_down(bench: Bench) -> None:
    bench.type("1/4")
    bench.press(Key.Key_Return)
    assert bench.values[0][0] == 0.25
    assert bench.current == (1, 0)
    assert bench.step == "Type W[1,1]"
    assert bench.table.hasFocus()


def test_shift_enter_goes_up(bench: Bench) -> None:
    bench.at(1, 2)
    bench.type("7")
    bench.press(Key.Key_Return, Held.ShiftModifier)
    assert bench.values[1][2] == 7
    assert bench.current == (0, 2)


def test_tab_goes_right_and_on_to_the_next_row(bench: Bench) -> None:
    for text in ("1", "2", "3", "4"):
        bench.type(text)
        bench.press(Key.Key_Tab)
    assert bench.values == [[1, 2, 3], [4, 3, -2]]
    assert bench.current == (1, 1)
    bench.press(Key.Key_Backtab, Held.ShiftModifier)
    bench.press(Key.Key_Backtab, Held.ShiftModifier)
    assert bench.current == (0, 2)


def test_tab_leaves_at_the_ends_only_when_nothing_is_typed(bench: Bench) -> None:
    bench.at(1, 2)
    bench.type("9")
    bench.press(Key.Key_Tab)
    assert bench.values[1][2] == 9
    assert bench.table.hasFocus()
    assert bench.current == (1, 2)
    bench.press(Key.Key_Tab)
    assert bench.after.hasFocus()
    bench.at(0, 0)
    bench.press(Key.Key_Backtab, Held.ShiftModifier)
    assert bench.before.hasFocus()


def test_ctrl_tab_always_leaves(bench: Bench) -> None:
    bench.press(Key.Key_Tab, Held.ControlModifier)
    assert bench.after.hasFocus()
    bench.at(0, 0)
    bench.type("5")
    bench.press(Key.Key_Backtab, Held.ControlModifier | Held.ShiftModifier)
    assert bench.before.hasFocus()
    assert bench.values[0][0] == 5


def test_f2_and_double_click_select_the_text(bench: Bench) -> None:
    """Typing replaces it, as in the picture; an arrow first goes on in it."""
    bench.press(Key.Key_F2)
    bench.press(Key.Key_End)
    bench.type("5")
    bench.press(Key.Key_Return)
    assert bench.values[0][0] == 2.05
    bench.at(0, 0)
    bench.press(Key.Key_F2)
    bench.type("5")
    bench.press(Key.Key_Return)
    assert bench.values[0][0] == 5
    spot = bench.spot(0, 2)
    QTest.mouseClick(bench.table.viewport(), Qt.MouseButton.LeftButton, Held.NoModifier, spot)
    QTest.mouseDClick(bench.table.viewport(), Qt.MouseButton.LeftButton, Held.NoModifier, spot)
    bench.type("0.75")
    bench.press(Key.Key_Return)
    assert bench.values[0][2] == 0.75


def test_escape_leaves_the_cell_as_it_was(bench: Bench) -> None:
    bench.type("99")
    bench.press(Key.Key_Escape)
    assert bench.values[0][0] == 2
    assert not bench.workspace.undo_stack.canUndo()
    assert bench.table.hasFocus()


def test_space_is_left_to_the_window(bench: Bench) -> None:
    bench.press(Key.Key_Space)
    assert bench.table.state() == MatrixTable.State.NoState
    assert bench.values == example().W.tolist()


def test_opening_and_closing_a_cell_never_changes_it(make) -> None:
    weird = np.array([0x7FF8000000000123], dtype=np.uint64).view(np.float64)[0]
    W = as_matrix([*UGLY, [weird, 0.1 + 0.2, 5e-324]], "W")
    bench = make(new_document(W, as_matrix(np.eye(3), "X")))
    for row in range(3):
        for col in range(3):
            bench.at(row, col)
            bench.press(Key.Key_F2)
            assert QApplication.focusWidget().text() == repr(float(W[row, col]))
            bench.press(Key.Key_Return)
    assert bench.workspace.document.W.tobytes() == W.tobytes()
    assert not bench.workspace.undo_stack.canUndo()


def test_what_is_typed_is_taken_over_by_a_click_elsewhere(bench: Bench) -> None:
    bench.type("8")
    bench.click(1, 1)
    assert bench.values[0][0] == 8
    assert bench.current == (1, 1)
    bench.type("6")
    bench.after.setFocus()
    assert bench.values[1][1] == 6


def test_finish_entry_takes_over_what_is_typed(bench: Bench) -> None:
    bench.type("8")
    assert bench.table.finish_entry()
    assert bench.values[0][0] == 8
    bench.type("8/")
    assert not bench.table.finish_entry()
    assert bench.values[0][0] == 8


# --- bad entries


def test_a_bad_entry_stays_and_says_what_is_wrong(bench: Bench) -> None:
    bench.type("abc")
    assert bench.table.entry_message == ""  # not while it is typed
    bench.press(Key.Key_Return)
    assert "'abc' is not a number; write one such as" in bench.table.entry_message
    entry = QApplication.focusWidget()
    assert entry.text() == "abc"
    assert entry.property("wrong") is True
    assert bench.current == (0, 0)
    assert not bench.workspace.undo_stack.canUndo()
    assert bench.window.findChild(QWidget, "bubble").isVisible()


def test_the_message_goes_as_soon_as_the_entry_is_right(bench: Bench) -> None:
    bench.type("1/")
    bench.press(Key.Key_Return)
    assert bench.table.entry_message
    bench.type("8")
    assert bench.table.entry_message == ""
    assert not bench.window.findChild(QWidget, "bubble").isVisible()
    bench.press(Key.Key_Return)
    assert bench.values[0][0] == 0.125


def test_escape_puts_a_bad_entry_back(bench: Bench) -> None:
    bench.type("abc")
    bench.press(Key.Key_Tab)
    bench.press(Key.Key_Escape)
    assert bench.table.entry_message == ""
    assert bench.values == example().W.tolist()
    bench.type("4")
    bench.press(Key.Key_Return)
    assert bench.values[0][0] == 4


@pytest.mark.parametrize(
    "leave", ["click in the table", "focus elsewhere", "double click", "row number"]
)
@pytest.mark.parametrize("is_told", [False, True])
def test_a_bad_entry_is_given_up_whatever_is_clicked(
    bench: Bench, leave: str, is_told: bool
) -> None:
    bench.type("50%")
    if is_told:
        bench.press(Key.Key_Return)
        assert bench.table.entry_message
    entry = QApplication.focusWidget()
    if leave == "focus elsewhere":
        bench.after.setFocus()
        assert bench.after.hasFocus()
    elif leave == "double click":
        viewport, left = bench.table.viewport(), Qt.MouseButton.LeftButton
        QTest.mouseDClick(viewport, left, Held.NoModifier, bench.spot(1, 2))
    elif leave == "row number":
        viewport, left = bench.table.verticalHeader().viewport(), Qt.MouseButton.LeftButton
        QTest.mouseClick(viewport, left, Held.NoModifier, QPoint(5, bench.spot(1, 0).y()))
    else:
        bench.click(1, 1)
    assert QApplication.focusWidget() is not entry
    assert bench.table.entry_message == ""
    assert not [each for each in bench.window.findChildren(QWidget, "bubble") if each.isVisible()]
    assert bench.values == example().W.tolist()


def test_a_number_that_is_no_probability_is_a_bad_entry_too(make) -> None:
    bench = make(set_loss(example(), "cross_entropy"), "T")
    bench.type("3")
    bench.press(Key.Key_Return)
    assert "probabilities" in bench.table.entry_message
    bench.press(Key.Key_Backspace)
    bench.type("1")
    bench.press(Key.Key_Return)
    assert [row[0] for row in bench.values] == [1, 0]


# --- moving and selecting


def test_arrows_home_and_end_move(bench: Bench) -> None:
    for key, held, there in (
        (Key.Key_Right, Held.NoModifier, (0, 1)),
        (Key.Key_Down, Held.NoModifier, (1, 1)),
        (Key.Key_End, Held.NoModifier, (1, 2)),
        (Key.Key_Home, Held.NoModifier, (1, 0)),
        (Key.Key_Up, Held.NoModifier, (0, 0)),
        (Key.Key_End, Held.ControlModifier, (1, 2)),
        (Key.Key_Home, Held.ControlModifier, (0, 0)),
        (Key.Key_Return, Held.NoModifier, (1, 0)),
        (Key.Key_Return, Held.NoModifier, (1, 0)),
    ):
        bench.press(key, held)
        assert bench.current == there


def test_shift_arrows_and_ctrl_a_select(bench: Bench) -> None:
    bench.press(Key.Key_Right, Held.ShiftModifier)
    bench.press(Key.Key_Down, Held.ShiftModifier)
    assert selected_area(bench.table) == TableArea(0, 0, 2, 2)
    bench.press(Key.Key_A, Held.ControlModifier)
    assert selected_area(bench.table) == TableArea(0, 0, 2, 3)


def test_dragging_selects(bench: Bench) -> None:
    viewport, left = bench.table.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(viewport, left, Held.NoModifier, bench.spot(0, 1))
    for cell in ((0, 2), (1, 2)):
        QTest.mouseMove(viewport, bench.spot(*cell))
    QTest.mouseRelease(viewport, left, Held.NoModifier, bench.spot(1, 2))
    assert selected_area(bench.table) == TableArea(0, 1, 2, 2)


# --- clipboard and fills


def test_copy_has_all_digits_and_reads_back_bit_for_bit(make) -> None:
    bench = make(new_document(as_matrix(UGLY, "W"), as_matrix(np.eye(3), "X")))
    bench.press(Key.Key_A, Held.ControlModifier)
    bench.press(Key.Key_C, Held.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert text.splitlines()[0] == "0.3333333333333333\t1e-300\tnan"
    before = bench.workspace.document.W
    bench.press(Key.Key_Delete)
    assert bench.values == [[0] * 3] * 2
    bench.press(Key.Key_V, Held.ControlModifier)
    assert bench.workspace.document.W.tobytes() == before.tobytes()
    assert bench.step == "Paste into W"


def test_cut_and_clear_name_what_they_did(bench: Bench) -> None:
    bench.press(Key.Key_Right, Held.ShiftModifier)
    bench.press(Key.Key_X, Held.ControlModifier)
    assert QGuiApplication.clipboard().text() == "2.0\t-1.0"
    assert bench.values[0] == [0, 0, 0.5]
    assert bench.step == "Cut W[1,1]:W[1,2]"
    bench.at(1, 2)
    bench.press(Key.Key_Backspace)
    assert bench.values[1][2] == 0
    assert bench.step == "Clear W[2,3]"


def test_one_number_fills_the_selection(bench: Bench) -> None:
    QGuiApplication.clipboard().setText("0.5")
    bench.press(Key.Key_A, Held.ControlModifier)
    bench.press(Key.Key_V, Held.ControlModifier)
    assert bench.values == [[0.5] * 3] * 2


def test_a_larger_block_makes_the_matrix_grow_in_one_step(bench: Bench) -> None:
    QGuiApplication.clipboard().setText("array([[1, 2, 3],\n       [4, 5, 6]])")
    bench.at(1, 1)
    bench.press(Key.Key_V, Held.ControlModifier)
    assert bench.values == [[2, -1, 0.5, 0], [1, 1, 2, 3], [0, 4, 5, 6]]
    document = bench.workspace.document
    assert (document.M, document.K, document.N) == (3, 4, 4)
    assert selected_area(bench.table) == TableArea(1, 1, 2, 3)
    bench.workspace.undo_stack.undo()
    assert bench.values == example().W.tolist()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1 2\n3 4\n5 abc", "row 3, column 2: 'abc' is not a number"),
        ("1\t2\n3", "rows need one length"),
        ("", "nothing to read"),
        ("\n".join(["1"] * 70), "M goes from 1 to 64"),
    ],
)
def test_a_paste_that_cannot_be_read_changes_nothing(bench: Bench, text: str, told: str) -> None:
    QGuiApplication.clipboard().setText(text)
    bench.press(Key.Key_V, Held.ControlModifier)
    assert told in bench.refusals[-1]
    assert bench.values == example().W.tolist()


def test_fill_down_and_fill_right(bench: Bench) -> None:
    select(bench.table, TableArea(0, 0, 2, 2))
    bench.press(Key.Key_D, Held.ControlModifier)
    assert bench.values == [[2, -1, 0.5], [2, -1, -2]]
    assert bench.step == "Fill down W[1,1]:W[2,2]"
    bench.at(1, 2)
    bench.press(Key.Key_R, Held.ControlModifier)  # one cell takes from its left
    assert bench.values[1] == [2, -1, -1]
    bench.at(0, 0)
    bench.press(Key.Key_R, Held.ControlModifier)  # nothing on its left
    assert bench.values[0][0] == 2


def test_the_menu_enables_what_can_be_done_and_does_it(bench: Bench) -> None:
    QGuiApplication.clipboard().clear()

    def enabled() -> dict[str, bool]:
        menu = bench.table.commands.menu()
        found = {a.text().partition("\t")[0]: a.isEnabled() for a in menu.actions() if a.text()}
        menu.deleteLater()
        return found

    assert not enabled()["Paste"]
    assert not enabled()["Fill down"]
    assert enabled()["Cut"]
    bench.at(1, 0)
    assert enabled()["Fill down"]
    assert not enabled()["Fill right"]
    menu = bench.table.commands.menu()
    next(a for a in menu.actions() if a.text().startswith("Fill down")).trigger()
    menu.deleteLater()
    assert bench.values[1][0] == 2


# --- following the document


def test_only_what_changed_is_told(bench: Bench) -> None:
    told: list[tuple[int, int, int, int]] = []

    def note(first, last, _roles) -> None:
        told.append((first.row(), first.column(), last.row(), last.column()))

    bench.table.matrix.dataChanged.connect(note)
    workspace = bench.workspace
    workspace.edit(set_cell(workspace.document, CellRef("X", 0, 0), 0.5), "X")
    assert told == []
    workspace.edit(set_cell(workspace.document, CellRef("W", 0, 1), 1.5), "W")
    assert told == [(0, 1, 0, 1)]
    workspace.edit(set_cell(workspace.document, CellRef("W", 0, 1), 30.0), "W")
    assert told[1:] == [(0, 1, 0, 1), (0, 0, 1, 2)]  # another scale: every colour


def test_current_cell_and_selection_outlive_an_edit_and_a_resize(bench: Bench) -> None:
    bench.at(1, 2)
    workspace = bench.workspace
    workspace.edit(set_cell(workspace.document, CellRef("W", 0, 0), 9.0), "Type")
    assert bench.current == (1, 2)
    workspace.edit(resize(workspace.document, K=5), "Resize")
    assert bench.current == (1, 2)
    workspace.edit(resize(workspace.document, K=2), "Resize")
    assert bench.current == (1, 1)
    select(bench.table, TableArea(0, 0, 2, 2))
    workspace.edit(resize(workspace.document, M=1), "Resize")
    assert selected_area(bench.table) == TableArea(0, 0, 1, 2)


def test_pointing_works_both_ways(bench: Bench) -> None:
    QTest.mouseMove(bench.table.viewport(), bench.spot(1, 1))
    assert bench.workspace.hovered == CellRef("W", 1, 1)
    assert bench.workspace.pinned is None
    QTest.mouseMove(bench.table.viewport(), QPoint(bench.table.viewport().width() - 2, 5))
    assert bench.workspace.hovered is None
    bench.before.setFocus()
    plain = bench.table.grab().toImage()
    bench.workspace.hover(CellRef("W", 0, 2))
    assert bench.table.grab().toImage() != plain
    bench.workspace.hover(CellRef("X", 0, 2))
    assert bench.table.grab().toImage() == plain


def scale_of_W(bench: Bench) -> Scale:
    return scales_of(bench.workspace.document, bench.workspace.passes)["W"]


def test_cells_have_the_colours_of_the_picture(bench: Bench) -> None:
    theme, image = bench.workspace.theme, bench.table.viewport().grab().toImage()
    expected = theme.values.colors(scale_of_W(bench).place(example().W))
    for row, col in ((0, 1), (1, 1)):
        place = bench.table.visualRect(bench.table.matrix.index(row, col))
        found = image.pixelColor(place.left() + 8, place.top() + 8)
        assert found.getRgb() == tuple(expected[row, col].tolist())


def test_names_are_counted_from_what_the_user_counts_from(bench: Bench) -> None:
    model = bench.table.matrix
    assert model.headerData(0, Qt.Orientation.Horizontal) == "1"
    index = model.index(0, 2)
    assert model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "W[1,3] = 0.5"
    bench.workspace.appearance.set_settings(Settings(base=0))
    assert model.headerData(0, Qt.Orientation.Horizontal) == "0"
    assert bench.table.accessibleName() == "W, 2 by 3"
    bench.type("3")
    bench.press(Key.Key_Return)
    assert bench.step == "Type W[0,0]"


@pytest.mark.parametrize("shape", [(1, 1), (12, 1), (1, 64), (64, 64), (100, 300)])
def test_every_size_can_be_reached_with_the_keys(make, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    bench = make(set_matrix(example(), "W", rng.normal(size=shape)))
    bench.press(Key.Key_End, Held.ControlModifier)
    assert bench.current == (shape[0] - 1, shape[1] - 1)
    bench.type("0.25")
    bench.press(Key.Key_Return)
    assert bench.values[-1][-1] == 0.25
    place = bench.table.visualRect(bench.table.currentIndex())
    assert bench.table.viewport().rect().contains(place)


def test_short_numbers_fit_into_their_cells(make) -> None:
    bench = make(new_document(as_matrix(UGLY, "W"), as_matrix(np.eye(3), "X")))
    model = bench.table.matrix
    shown = [[model.data(model.index(r, c)) for c in range(3)] for r in range(2)]
    assert shown == [["0.3333", "1e−300", "NaN"], ["0", "−∞", "1.23e8"]]


# --- conventions


@pytest.fixture
def flipped(make):
    """Return a table of X in a document whose samples are rows."""

    def made(name: str = "X", convention: str = "xwt", document=None) -> Bench:
        return make(set_convention(document or example(), convention), name)

    return made


def shown(bench: Bench) -> list[list[float]]:
    model, role = bench.table.matrix, Qt.ItemDataRole.EditRole
    rows, cols = range(model.rowCount()), range(model.columnCount())
    return [[float(model.data(model.index(row, col), role)) for col in cols] for row in rows]


@pytest.mark.parametrize(
    ("convention", "name", "is_flipped"),
    [
        ("wx", "W", False), ("wx", "X", False), ("wx", "T", False),
        ("xw", "W", True), ("xw", "X", True), ("xw", "T", True),
        ("xwt", "W", False), ("xwt", "X", True), ("xwt", "T", True),
    ],
)  # fmt: skip
def test_tables_show_what_people_of_the_convention_write(
    flipped, convention: str, name: str, is_flipped: bool
) -> None:
    bench = flipped(name, convention)
    values = example().matrix(name)
    seen = values.T if is_flipped else values
    assert shown(bench) == seen.tolist()
    rows, cols = seen.shape
    assert bench.table.accessibleName() == f"{name}, {rows} by {cols}"


def test_typing_goes_to_the_cell_that_is_seen(flipped) -> None:
    bench = flipped()
    bench.at(3, 1)  # X[4,2] as it is written, X[1,3] of the engine
    bench.type("7")
    bench.press(Key.Key_Return)
    assert bench.workspace.document.X[1, 3] == 7
    assert bench.step == "Type X[4,2]"
    index = bench.table.matrix.index(3, 1)
    assert bench.table.matrix.data(index, Qt.ItemDataRole.ToolTipRole) == "X[4,2] = 7.0"
    assert bench.table.matrix.ref(index) == CellRef("X", 1, 3)


def test_copy_and_paste_are_as_it_is_seen(flipped) -> None:
    bench = flipped()
    bench.press(Key.Key_A, Held.ControlModifier)
    bench.press(Key.Key_C, Held.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert text.splitlines()[0] == "1.0\t3.0\t-2.0"
    QGuiApplication.clipboard().setText("10 20\n30 40")
    bench.at(1, 1)
    bench.press(Key.Key_V, Held.ControlModifier)
    assert bench.workspace.document.X[1:, 1:3].tolist() == [[10, 30], [20, 40]]
    assert selected_area(bench.table) == TableArea(1, 1, 2, 2)


def test_a_larger_block_grows_the_side_that_is_seen(flipped) -> None:
    bench = flipped()
    QGuiApplication.clipboard().setText("\n".join(["1 2 3"] * 6))
    bench.press(Key.Key_V, Held.ControlModifier)
    document = bench.workspace.document
    assert (document.K, document.N) == (3, 6)
    assert document.target.shape == (2, 6)


def test_fills_and_clears_follow_what_is_seen(flipped) -> None:
    bench = flipped()
    select(bench.table, TableArea(0, 0, 4, 1))
    bench.press(Key.Key_D, Held.ControlModifier)
    assert bench.workspace.document.X[0].tolist() == [1, 1, 1, 1]
    assert bench.step == "Fill down X[1,1]:X[4,1]"
    select(bench.table, TableArea(2, 0, 1, 3))
    bench.press(Key.Key_Delete)
    assert bench.workspace.document.X[:, 2].tolist() == [0, 0, 0]
    assert bench.step == "Clear X[3,1]:X[3,3]"


def test_messages_count_as_it_is_seen(flipped) -> None:
    document = set_layer_bias(example(), 0, True)
    bench = flipped("b", "xw", document)
    assert bench.table.accessibleName() == "b, 1 by 2"
    QGuiApplication.clipboard().setText("1 2\n3 4")
    bench.press(Key.Key_V, Held.ControlModifier)
    assert bench.refusals[-1] == (
        "Not pasted: the block is 2×2, but b (1×2) has room for 1×2 from b[1,1] on"
    )


def test_another_convention_turns_the_table_and_undo_turns_it_back(bench: Bench) -> None:
    workspace = bench.workspace
    before = shown(bench)
    workspace.edit(set_convention(workspace.document, "xw"), "Write it as Y = X W")
    assert shown(bench) == [list(row) for row in zip(*before, strict=True)]
    assert bench.table.accessibleName() == "W, 3 by 2"
    workspace.undo_stack.undo()
    assert shown(bench) == before


def test_cells_that_are_seen_transposed_keep_their_colours(flipped) -> None:
    bench = flipped("W", "xw")
    theme, image = bench.workspace.theme, bench.table.viewport().grab().toImage()
    expected = theme.values.colors(scale_of_W(bench).place(example().W))
    for row, col in ((1, 0), (2, 1)):
        place = bench.table.visualRect(bench.table.matrix.index(row, col))
        found = image.pixelColor(place.left() + 8, place.top() + 8)
        assert found.getRgb() == tuple(expected[col, row].tolist())


def test_only_the_cell_that_changed_is_told_where_it_is_seen(flipped) -> None:
    bench = flipped()
    told: list[tuple[int, int, int, int]] = []

    def note(first, last, _roles) -> None:
        told.append((first.row(), first.column(), last.row(), last.column()))

    bench.table.matrix.dataChanged.connect(note)
    workspace = bench.workspace
    workspace.edit(set_cell(workspace.document, CellRef("X", 1, 3), 1.0), "X")
    assert told == [(3, 1, 3, 1)]


def test_a_table_can_be_given_another_matrix(bench: Bench) -> None:
    bench.at(1, 2)
    bench.table.show_matrix("X")
    assert bench.table.accessibleName() == "X, 3 by 4"
    assert bench.current == (0, 0)
    bench.type("5")
    bench.press(Key.Key_Return)
    assert bench.workspace.document.X[0, 0] == 5
    assert bench.step == "Type X[1,1]"
    bench.press(Key.Key_C, Held.ControlModifier)
    assert QGuiApplication.clipboard().text() == "3.0"
