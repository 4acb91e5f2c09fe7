"""The left panel: sizes, bias, loss and fills, each one step that can be undone."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QComboBox, QMenu, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from gradviz.arrays import as_matrix
from gradviz.gui.commands.command import CommandTable
from gradviz.gui.commands.layer import layer_commands
from gradviz.gui.editors.editors import EditorsPanel
from gradviz.gui.editors.seeds import Seeds, loss_commands, seed_commands
from gradviz.gui.layers.edits import LayerEdits
from gradviz.gui.state.settings import Settings
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.tables.table import MatrixTable
from gradviz.gui.widgets.look import stylesheet
from gradviz.messages.language import ENGLISH
from gradviz.refs import CellRef
from gradviz.render import fonts
from gradviz.session.document import Document, example, new_document
from gradviz.session.edits import resize, set_cell, set_convention, set_loss, set_matrix
from gradviz.session.layers import add_layer
from gradviz.session.looks.flow import FlowLook
from gradviz.session.presets.documents import PRESETS

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def make(qtbot: QtBot, qapp: QApplication):
    def made(document: Document | None = None, settings: Settings | None = None) -> EditorsPanel:
        fonts.load()
        panel = _panel(Workspace(document or example(), settings or Settings()))
        panel.setStyleSheet(stylesheet(panel.workspace.theme))
        qtbot.addWidget(panel)
        panel.resize(294, 800)
        panel.show()
        panel.activateWindow()
        qtbot.waitExposed(panel)
        return panel

    return made


@pytest.fixture
def panel(make) -> EditorsPanel:
    return make()


def _panel(workspace: Workspace) -> EditorsPanel:
    edits = LayerEdits(workspace, workspace)
    seeds = Seeds(workspace)
    commands = [
        *layer_commands(edits),
        *loss_commands(workspace, seeds),
        *seed_commands(workspace, seeds),
    ]
    return EditorsPanel(workspace, edits, CommandTable(commands, ENGLISH, workspace))


def action(menu: QMenu, start: str) -> QAction:
    return next(a for a in menu.actions() if a.text().startswith(start))


def choose(box: QComboBox, loss: str) -> None:
    box.setFocus()
    index = box.findData(loss)
    while box.currentIndex() != index:
        QTest.keyClick(box, Key.Key_Down if box.currentIndex() < index else Key.Key_Up)


def turn_wheel(widget: QWidget) -> None:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(widget.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Held.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


# --- sizes


def test_sizes_step_and_keep_what_was_there(panel: EditorsPanel) -> None:
    workspace = panel.workspace
    box = panel.sizes["K"]
    box.setFocus()
    QTest.keyClick(box, Key.Key_Up)
    assert workspace.document.W.tolist() == [[2, -1, 0.5, 0], [1, 3, -2, 0]]
    assert workspace.document.X.shape == (4, 4)
    assert workspace.undo_stack.undoText() == "Resize to 2×4·4"
    assert panel.sections["X"].table.accessibleName() == "X, 4 by 4"
    workspace.undo_stack.undo()
    assert box.value() == 3


def test_a_size_is_typed_and_taken_over_once(panel: EditorsPanel) -> None:
    workspace, box = panel.workspace, panel.sizes["N"]
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "12")
    assert workspace.document.N == 4
    QTest.keyClick(box, Key.Key_Return)
    assert workspace.document.N == 12
    assert workspace.undo_stack.count() == 1


def test_shrinking_by_several_steps_is_undone_without_loss(panel: EditorsPanel) -> None:
    workspace, box = panel.workspace, panel.sizes["M"]
    first = workspace.document
    box.setFocus()
    for _ in range(3):
        QTest.keyClick(box, Key.Key_Up)
    QTest.keyClick(box, Key.Key_Down)
    assert workspace.document.M == 4
    workspace.undo_stack.setIndex(0)
    assert workspace.document is first


@pytest.mark.parametrize("typed", ["0", "65", "999", "123456"])
def test_a_size_that_cannot_be_is_told_and_stays_until_it_is_put_right(
    panel: EditorsPanel, typed: str
) -> None:
    before, box = panel.workspace.document, panel.sizes["M"]
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, typed)
    QTest.keyClick(box, Key.Key_Return)
    assert panel.workspace.document is before
    assert panel.size_message.startswith(f"M goes from 1 to 64 in the editor: got {typed};")
    assert box.text() == typed
    assert box.property("wrong") is True
    QTest.keyClick(box, Key.Key_Escape)
    assert (box.text(), panel.size_message) == ("2", "")
    box.selectAll()
    QTest.keyClicks(box, "1.5")  # stays, and says why: without its point it would be 15
    QTest.keyClick(box, Key.Key_Return)
    assert box.text() == "1.5"
    assert box.message.startswith("'1.5' is not a whole number")
    assert panel.workspace.document is before
    box.selectAll()
    QTest.keyClicks(box, "3")
    QTest.keyClick(box, Key.Key_Return)
    assert panel.workspace.document.M == 3
    assert box.message == ""
    assert panel.size_message == ""


def test_a_refused_size_is_gone_once_it_is_left(panel: EditorsPanel) -> None:
    box = panel.sizes["N"]
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "424")
    QTest.keyClick(box, Key.Key_Return)
    assert panel.size_message
    panel.sections["W"].table.setFocus()
    assert (box.text(), panel.size_message) == ("4", "")
    assert not box.property("wrong")


@pytest.mark.parametrize(("letter", "tip"), [("M", "index i"), ("K", "index k"), ("N", "index j")])
def test_sizes_say_what_they_are_and_end_at_64(panel: EditorsPanel, letter: str, tip: str) -> None:
    box: QSpinBox = panel.sizes[letter]
    assert tip in box.toolTip()
    assert tip in box.accessibleName()
    assert (box.minimum(), box.maximum()) == (1, 64)


def test_a_larger_document_shows_its_true_size_and_stays_whole(make) -> None:
    document = set_matrix(example(), "W", np.ones((100, 3)))
    panel = make(document)
    workspace, box = panel.workspace, panel.sizes["M"]
    assert box.value() == 100
    box.setFocus()
    QTest.keyClick(box, Key.Key_Return)
    panel.sizes["K"].setFocus()
    assert workspace.document is document
    QTest.keyClick(box, Key.Key_Down)
    assert workspace.document is document
    assert box.value() == 100
    assert "M goes from 1 to 64 in the editor: got 99" in panel.size_message
    box.selectAll()
    QTest.keyClicks(box, "64")
    QTest.keyClick(box, Key.Key_Return)
    assert workspace.document.M == 64
    assert panel.size_message == ""
    assert box.maximum() == 64


def test_a_wheel_that_passes_by_changes_nothing(panel: EditorsPanel) -> None:
    workspace = panel.workspace
    first = workspace.document
    panel.sections["W"].table.setFocus()
    for widget in (*panel.sizes.values(), panel.loss):
        turn_wheel(widget)
    assert workspace.document is first
    panel.sizes["M"].setFocus()
    turn_wheel(panel.sizes["M"])
    assert workspace.document.M == 1


# --- bias, loss


def test_the_bias_comes_and_goes(panel: EditorsPanel) -> None:
    workspace, section = panel.workspace, panel.sections["b"]
    assert not section.table.isVisible()
    QTest.keyClick(panel.bias, Key.Key_Space)
    assert workspace.document.matrix("b").tolist() == [[0], [0]]
    assert section.table.isVisible()
    assert section.table.accessibleName() == "b, 2 by 1"
    section.table.setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "4")
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Return)
    assert workspace.document.matrix("b").tolist() == [[4], [0]]
    workspace.undo_stack.setIndex(0)
    assert not panel.bias.isChecked()
    assert not section.table.isVisible()


@pytest.mark.parametrize(
    ("loss", "shown"),
    [
        ("squared_error", {"T"}),
        ("mse", {"T"}),
        ("huber", {"T"}),
        ("l1", {"T"}),
        ("cross_entropy", {"T"}),
        ("sum", set()),
        ("seed", {"Y_grad"}),
    ],
)
def test_the_loss_brings_the_table_it_needs(
    panel: EditorsPanel, loss: str, shown: set[str]
) -> None:
    choose(panel.loss, loss)
    assert panel.workspace.document.loss == loss
    visible = {name for name in ("T", "Y_grad") if panel.sections[name].isVisible()}
    assert visible == shown
    assert (panel.loss_text == "") == (loss == "seed")


def test_the_loss_is_undone_in_the_box_too(panel: EditorsPanel) -> None:
    choose(panel.loss, "mse")
    assert panel.workspace.undo_stack.undoText() == "Loss: mean squared error"
    panel.workspace.undo_stack.undo()
    assert panel.loss.currentData() == "squared_error"


def test_the_value_of_the_loss_follows_every_edit(panel: EditorsPanel) -> None:
    workspace = panel.workspace
    assert panel.loss_text == "2.25"
    workspace.edit(set_cell(workspace.document, CellRef("T", 0, 0), -2.0), "Type")
    assert panel.loss_text == "1.75"


def test_a_loss_that_is_not_finite_is_shown_with_a_plain_note(panel: EditorsPanel) -> None:
    workspace = panel.workspace
    assert panel.note == ""
    workspace.edit(set_cell(workspace.document, CellRef("W", 0, 1), float("nan")), "Type")
    assert panel.loss_text == "NaN"
    assert panel.note.startswith("W[1,2] is nan")
    workspace.undo_stack.undo()
    workspace.edit(set_cell(workspace.document, CellRef("W", 0, 0), 1e200), "Type")
    assert panel.loss_text == "∞"
    assert "beyond 1.8e308" in panel.note


# --- fills, presets


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Zeros", [[0, 0, 0]] * 2), ("Ones", [[1, 1, 1]] * 2), ("Identity", [[1, 0, 0], [0, 1, 0]])],
)
def test_fills_are_one_step(panel: EditorsPanel, title: str, expected: list[list[float]]) -> None:
    action(panel.sections["W"].fill_menu, title).trigger()
    assert panel.workspace.document.W.tolist() == expected
    assert panel.workspace.undo_stack.undoText() == f"Fill W: {title}"


def test_the_seed_is_shown_and_makes_the_same_numbers(panel: EditorsPanel) -> None:
    workspace, menu = panel.workspace, panel.sections["X"].fill_menu
    assert action(menu, "Random").text() == f"Random, seed {menu.seed}"
    action(menu, "Normal").trigger()
    first, seed = workspace.document.X.tolist(), menu.seed
    assert workspace.undo_stack.undoText() == f"Fill X: Normal, seed {seed}"
    action(menu, "Normal").trigger()
    assert workspace.document.X.tolist() == first
    assert workspace.undo_stack.count() == 1  # the same numbers: nothing to undo
    action(menu, "New seed, Normal again").trigger()
    assert menu.seed != seed
    assert action(menu, "Random").text() == f"Random, seed {menu.seed}"
    assert workspace.document.X.tolist() != first


def test_w_and_x_do_not_share_their_random_numbers(panel: EditorsPanel) -> None:
    seeds = [section.fill_menu.seed for section in panel.sections.values()]
    assert len(set(seeds)) == len(seeds)


def test_presets_replace_all_but_the_view_in_one_step(panel: EditorsPanel) -> None:
    workspace, menu = panel.workspace, panel.presets_button.menu()
    first = workspace.document
    workspace.look_at(flow=FlowLook("triptych"))
    for preset in PRESETS:
        action(menu, str(preset.title)).trigger()
        new = preset.document()
        kept, made = workspace.document.given, new.given
        assert {name: values.tobytes() for name, values in kept.items()} == {
            name: values.tobytes() for name, values in made.items()
        }
        assert workspace.document.view.flow.arrangement == "triptych"
        assert workspace.undo_stack.undoText() == f"Preset: {preset.title}"
        assert panel.sizes["N"].value() == new.N
    workspace.undo_stack.setIndex(0)
    assert workspace.document.network is first.network
    assert workspace.document.view.flow.arrangement == "triptych"


# --- messages, room, focus


def test_a_refused_paste_is_told_under_its_matrix_until_the_next_good_edit(
    panel: EditorsPanel,
) -> None:
    section, table = panel.sections["X"], panel.sections["X"].table
    table.setFocus()
    QGuiApplication.clipboard().setText("1 2\n3 abc")
    QTest.keyClick(table, Key.Key_V, Held.ControlModifier)
    assert "row 2, column 2: 'abc' is not a number" in section.message
    assert panel.sections["W"].message == ""
    QTest.keyClick(table, Key.Key_Delete)
    assert section.message == ""


def test_a_refused_fill_down_is_told_under_its_matrix(make) -> None:
    panel = make(set_loss(example(), "cross_entropy"))
    section = panel.sections["T"]
    section.table.setFocus()
    QTest.keyClick(section.table, Key.Key_A, Held.ControlModifier)
    QTest.keyClick(section.table, Key.Key_Delete)
    assert "T" in section.message
    workspace = panel.workspace
    workspace.edit(set_cell(workspace.document, CellRef("X", 0, 0), 5.0), "Type")
    assert section.message == ""


def test_finish_entry_reaches_every_table(panel: EditorsPanel) -> None:
    table = panel.sections["X"].table
    table.setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "8")
    assert panel.finish_entry()
    assert panel.workspace.document.X[0, 0] == 8
    QTest.keyClicks(QApplication.focusWidget(), "x")
    assert not panel.finish_entry()


@pytest.mark.parametrize("width", [240, 294, 420])
@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("shape", [(1, 1), (2, 8), (12, 1), (64, 64)])
def test_nothing_is_ever_cut_off(make, width: int, is_large: bool, shape: tuple[int, int]) -> None:
    document = new_document(as_matrix(np.ones(shape), "W"), as_matrix(np.ones((shape[1], 3)), "X"))
    panel = make(document, Settings(is_large=is_large))
    panel.resize(width, 500)
    content = panel.widget()
    assert content.width() <= panel.viewport().width()
    for section in (panel.sections["W"], panel.sections["X"]):
        assert section.geometry().right() < content.width()
        assert _is_reachable(section.table)
    for box in panel.sizes.values():
        assert _shows_all(box)


@pytest.mark.parametrize("width", [240, 294])
def test_sizes_of_large_documents_are_not_cut_off(make, width: int) -> None:
    panel = make(set_matrix(example(), "W", np.ones((300, 1024))))
    panel.resize(width, 500)
    assert [box.text() for box in panel.sizes.values()] == ["300", "1024", "4"]
    assert all(_shows_all(box) for box in panel.sizes.values())


def _shows_all(box: QSpinBox) -> bool:
    """Tell whether the number has room between the letter and the arrows."""
    line = box.lineEdit()
    beside = line.textMargins().left() + line.textMargins().right()
    needed = QFontMetrics(line.font()).horizontalAdvance(box.text())
    return beside >= 34 and line.width() - beside >= needed


def _is_reachable(table: QAbstractScrollArea) -> bool:
    """Tell whether all cells are in sight or can be scrolled to."""
    model, viewport = table.model(), table.viewport()
    last = table.visualRect(model.index(model.rowCount() - 1, model.columnCount() - 1))
    across, down = table.horizontalScrollBar(), table.verticalScrollBar()
    return (
        last.right() - across.maximum() <= viewport.width()
        and last.bottom() - down.maximum() <= viewport.height()
    )


def test_tab_goes_through_the_panel_from_top_to_bottom(panel: EditorsPanel) -> None:
    panel.presets_button.setFocus()
    passed = []
    for _ in range(11):
        widget = QApplication.focusWidget()
        is_table = isinstance(widget, MatrixTable)
        QTest.keyClick(widget, Key.Key_Tab, Held.ControlModifier if is_table else Held.NoModifier)
        widget = QApplication.focusWidget()
        passed.append(widget.accessibleName() or widget.text())
    assert [name.partition(":")[0] for name in passed] == [
        "M", "K", "N", "Add a layer", "Fill W", "W, 2 by 3", "bias b", "Fill X", "X, 3 by 4",
        "Loss", "Fill T",
    ]  # fmt: skip


def test_the_theme_and_the_counting_follow_the_settings(panel: EditorsPanel) -> None:
    workspace = panel.workspace
    workspace.appearance.set_settings(Settings(theme="dark"))
    dark = panel.grab().toImage()
    workspace.appearance.set_settings(Settings(theme="light"))
    assert panel.grab().toImage() != dark
    workspace.edit(set_cell(workspace.document, CellRef("W", 0, 1), float("nan")), "Type")
    workspace.appearance.set_settings(Settings(base=0))
    assert panel.note.startswith("W[0,1] is nan")


def test_resizing_while_an_entry_is_wrong_gives_the_cell_back(panel: EditorsPanel) -> None:
    workspace, table = panel.workspace, panel.sections["W"].table
    table.setFocus()
    for letter in "abc":
        QTest.keyClicks(QApplication.focusWidget(), letter)
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Return)
    assert table.entry_message
    workspace.edit(resize(workspace.document, K=5), "Resize")
    assert table.entry_message == ""
    assert workspace.document.W[0, 0] == 2


def test_undo_and_the_other_keys_of_the_window_work_from_a_size(opened) -> None:
    user = opened()
    box = user.window.findChildren(QSpinBox)[0]
    box.setFocus()
    first = user.workspace.document
    QTest.keyClick(box, Key.Key_Up)
    assert user.workspace.document is not first
    QTest.keyClick(box, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert user.workspace.document is first


# --- conventions, networks


def test_sizes_and_tips_follow_the_convention(panel: EditorsPanel) -> None:
    workspace = panel.workspace
    assert panel.sizes["M"].toolTip() == "M: rows of W and Y (index i)"
    assert panel.sizes["N"].toolTip() == "N: columns of X and Y, the samples (index j)"
    workspace.edit(set_convention(workspace.document, "xwt"), "Write it as Y = X Wᵀ")
    assert panel.sizes["M"].toolTip() == "M: rows of W and columns of Y (index i)"
    assert panel.sizes["N"].accessibleName() == "N: rows of X and Y, the samples (index j)"
    assert panel.sections["X"].size_text == "4×3"
    assert panel.sections["W"].size_text == "2×3"
    workspace.edit(set_cell(workspace.document, CellRef("X", 2, 3), float("nan")), "Type")
    assert panel.note.startswith("X[4,3] is nan")


def test_sizes_of_a_network_are_those_of_its_ends(make) -> None:
    panel = make(add_layer(add_layer(example(), 0, "linear", width=5), 1, "relu"))
    assert panel.sizes["M"].toolTip() == "M: rows of W2 and Y3 (index i)"
    assert panel.sizes["K"].toolTip() == "K: columns of W1 and rows of X (index k)"
    panel.sizes["M"].setFocus()
    QTest.keyClick(panel.sizes["M"], Key.Key_Up)
    document = panel.workspace.document
    assert document.matrix("W2").shape == (3, 5)
    assert document.matrix("T").shape == (3, 4)


def test_the_loss_names_the_output_of_the_network(make) -> None:
    panel = make(add_layer(example(), 1, "relu"))
    titles = [panel.loss.itemText(n) for n in range(panel.loss.count())]
    assert titles[0] == "squared error  ½ Σ (Y2−T)²"
    assert titles[-1] == "seed: Y2_grad by hand"
    panel.edits.select(1)
    choose(panel.loss, "seed")
    assert panel.sections["Y_grad"].name == "Y2_grad"


def test_a_fill_of_each_matrix_has_a_seed_of_its_own(make) -> None:
    document = add_layer(add_layer(example(), 0, "linear", width=3), 1, "linear", width=3)
    panel = make(document)
    workspace, edits = panel.workspace, panel.edits
    seeds = {}
    for layer in range(3):
        edits.select(layer)
        menu = panel.sections["W"].fill_menu
        seeds[layer] = menu.seed
        action(menu, "Normal").trigger()
        assert workspace.undo_stack.undoText() == f"Fill W{layer + 1}: Normal, seed {menu.seed}"
    assert len(set(seeds.values())) == 3
    assert workspace.document.matrix("W1").tolist() != workspace.document.matrix("W2").tolist()
    action(panel.sections["W"].fill_menu, "New seed").trigger()
    edits.select(0)
    assert panel.sections["W"].fill_menu.seed == seeds[0]


def test_tables_are_reused_and_not_made_anew(make) -> None:
    panel = make(add_layer(example(), 0, "linear", width=3))
    tables = panel.findChildren(MatrixTable)
    assert len(tables) == 5
    for layer in (1, 0, 1):
        panel.edits.select(layer)
    panel.workspace.edit(add_layer(panel.workspace.document, 1, "tanh"), "Add tanh")
    panel.workspace.undo_stack.setIndex(0)
    assert panel.findChildren(MatrixTable) == tables


def test_a_preset_keeps_the_convention(panel: EditorsPanel) -> None:
    workspace = panel.workspace
    workspace.edit(set_convention(workspace.document, "xw"), "Write it as Y = X W")
    action(panel.presets_button.menu(), str(PRESETS[1].title)).trigger()
    assert workspace.document.convention == "xw"


def test_another_document_is_shown_from_its_top(panel: EditorsPanel) -> None:
    panel.resize(294, 300)
    bar = panel.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    panel.workspace.open(example(), None)
    assert bar.value() == 0
