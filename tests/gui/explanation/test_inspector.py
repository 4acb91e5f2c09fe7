"""The panel that explains: it follows the pointer, keeps what is pinned, and is never cut off."""

import math
import re

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gradviz.arrays import as_matrix
from gradviz.engine.checking.check import CellCheck
from gradviz.explain import explanation as explain_module
from gradviz.explain.explanation import Explanation, explain
from gradviz.gui.explanation import inspector as module
from gradviz.gui.explanation.answer import Answer
from gradviz.gui.explanation.check_table import CheckTable
from gradviz.gui.explanation.inspector import CHECKING, HINT, Inspector
from gradviz.gui.explanation.parts_chart import PartsChart
from gradviz.gui.state.settings import Settings
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import code
from gradviz.language.lines import Part
from gradviz.refs import CellRef
from gradviz.render import fonts
from gradviz.scene.marks.theme import DARK, LIGHT, Color
from gradviz.session.document import Document, example, new_document
from gradviz.session.edits import resize, set_cell
from gradviz.session.layers import set_layer_bias

X_GRAD = CellRef("X_grad", 1, 0)
W_GRAD = CellRef("W_grad", 0, 1)
TRANSPOSED = "Why is W transposed here?"


def large() -> Document:
    rng = np.random.default_rng(1)
    w, x, b, t = (
        as_matrix(rng.normal(size=shape), "W") for shape in ((20, 30), (30, 25), (20, 1), (20, 25))
    )
    return new_document(w, x, b=b, loss="mse", target=t)


@pytest.fixture
def workspace(qapp: QApplication) -> Workspace:
    fonts.load()
    return Workspace(example(), Settings(theme="dark"))


@pytest.fixture
def panel(qtbot: QtBot, workspace: Workspace) -> Inspector:
    made = Inspector(workspace)
    qtbot.addWidget(made)
    made.resize(285, 900)
    made.show()
    return made


def said(panel: QWidget) -> list[str]:
    """Return what can be read, from top to bottom, as plain text."""
    return [
        QTextDocumentFragment.fromHtml(label.text()).toPlainText().replace("\u200b", "")
        for label in panel.findChildren(QLabel)
        if label.isVisible() and label.text()
    ]


def point(workspace: Workspace, ref: CellRef | None) -> None:
    workspace.hover(ref)
    QApplication.processEvents()


def button(panel: Inspector) -> QPushButton:
    return panel.findChild(QPushButton)


def answer(panel: Inspector, question: str) -> tuple[QLabel, QLabel]:
    """Return the labels of a question and of its answer."""
    for widget in panel.findChildren(Answer):
        asked, told = widget.findChildren(QLabel)
        if asked.accessibleName() == question:
            return asked, told
    raise AssertionError(f"nobody asks {question!r}")


def click_link(label: QLabel) -> None:
    QTest.mouseClick(label, Qt.MouseButton.LeftButton, pos=QPoint(20, 8))
    QApplication.processEvents()


def test_a_hint_is_there_before_the_first_cell(panel: Inspector) -> None:
    assert said(panel) == [str(HINT)]
    assert panel.explanation is None


def test_it_says_what_the_scene_explains(panel: Inspector, workspace: Workspace) -> None:
    point(workspace, X_GRAD)
    text = said(panel)
    assert text[:3] == [
        "X_grad[2,1]",
        "2",
        "As X[2,1] starts to rise, l rises 2 times as fast. X[2,1] reaches the loss through "
        "column 1 of Y only, once by way of each entry of column 2 of W.",
    ]
    assert "Σi W[i,2] · Y_grad[i,1]\n= (−1)·1 + 3·1\n= 2" in text
    assert {"ITS PARTS", "CHECKED BY DIFFERENCES", "2.0000000", "Agrees."} <= set(text)
    assert {"numeric, ε = 0.0039", "column 2 of W, column 1 of Y_grad"} <= set(text)
    assert str(HINT) not in text


def test_it_keeps_the_last_cell_while_nothing_is_hovered(
    panel: Inspector, workspace: Workspace
) -> None:
    point(workspace, X_GRAD)
    before = said(panel)
    point(workspace, None)
    assert said(panel) == before


def test_a_pinned_cell_stays_until_it_is_unpinned(panel: Inspector, workspace: Workspace) -> None:
    workspace.pin(X_GRAD)
    point(workspace, W_GRAD)
    assert said(panel)[0] == "X_grad[2,1]"
    assert button(panel).text() == "Pinned ✕"
    assert button(panel).accessibleName() == "Unpin X_grad[2,1]"
    QTest.mouseClick(button(panel), Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert workspace.pinned is None
    assert said(panel)[0] == "W_grad[1,2]"


def test_what_is_shown_can_be_pinned(panel: Inspector, workspace: Workspace) -> None:
    point(workspace, X_GRAD)
    point(workspace, None)
    assert button(panel).text() == "Pin"
    QTest.mouseClick(button(panel), Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert workspace.pinned == X_GRAD
    assert button(panel).text() == "Pinned ✕"


class Counter:
    """Explains, and counts how often."""

    def __init__(self) -> None:
        self.refs: list[CellRef] = []

    def __call__(self, *args: object, **options: object) -> Explanation:
        self.refs.append(args[1])  # type: ignore[arg-type]  # passed on as they came
        return explain(*args, **options)  # type: ignore[arg-type]  # passed on as they came


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    counts = Counter()
    monkeypatch.setattr(explain_module, "explain", counts)
    return counts


def test_crossing_many_cells_explains_one(
    panel: Inspector, workspace: Workspace, counter: Counter
) -> None:
    QApplication.processEvents()
    for row, col in np.ndindex(3, 4):
        workspace.hover(CellRef("X_grad", row, col))
    workspace.edit(set_cell(workspace.document, CellRef("X", 0, 0), 7.0), "Type X[1,1]")
    QApplication.processEvents()
    assert counter.refs == [CellRef("X_grad", 2, 3)]


def test_a_hidden_panel_rests_and_catches_up(
    panel: Inspector, workspace: Workspace, counter: Counter
) -> None:
    point(workspace, X_GRAD)
    panel.hide()
    counter.refs.clear()
    point(workspace, W_GRAD)
    assert counter.refs == []
    panel.show()
    QApplication.processEvents()
    assert said(panel)[0] == "W_grad[1,2]"


def test_an_edit_changes_the_numbers(panel: Inspector, workspace: Workspace) -> None:
    point(workspace, X_GRAD)
    workspace.edit(set_cell(workspace.document, CellRef("W", 1, 1), 4.0), "Type W[2,2]")
    QApplication.processEvents()
    now = workspace.passes.X_grad[1, 0]
    assert panel.explanation is not None
    assert panel.explanation.value == now
    assert said(panel)[1] == f"{now:g}"
    workspace.undo_stack.undo()
    QApplication.processEvents()
    assert said(panel)[1] == "2"


def test_a_cell_that_is_gone_leaves_the_hint(panel: Inspector, workspace: Workspace) -> None:
    workspace.pin(CellRef("X", 2, 3))
    QApplication.processEvents()
    workspace.edit(resize(workspace.document, N=2), "Resize")
    QApplication.processEvents()
    assert said(panel) == [str(HINT)]


def test_counting_from_zero_and_the_theme_follow_the_settings(
    panel: Inspector, workspace: Workspace
) -> None:
    point(workspace, X_GRAD)
    formula = next(label for label in panel.findChildren(QLabel) if "Σ" in label.text())
    assert code(DARK.i) in formula.text()
    workspace.appearance.set_settings(Settings(theme="light", base=0))
    QApplication.processEvents()
    assert said(panel)[0] == "X_grad[1,0]"
    assert code(LIGHT.i) in formula.text()
    assert code(DARK.i) not in formula.text()


def test_the_large_mode_enlarges_the_text(panel: Inspector, workspace: Workspace) -> None:
    point(workspace, X_GRAD)
    title = panel.findChildren(QLabel)[1]
    heights = [label.fontInfo().pixelSize() for label in panel.findChildren(QLabel)]
    workspace.appearance.set_settings(Settings(theme="dark", is_large=True))
    QApplication.processEvents()
    larger = [label.fontInfo().pixelSize() for label in panel.findChildren(QLabel)]
    assert title.isVisible()
    assert sum(larger) > 1.25 * sum(heights)


def test_a_question_unfolds_its_answer_and_stays_open(
    panel: Inspector, workspace: Workspace
) -> None:
    point(workspace, X_GRAD)
    asked, told = answer(panel, TRANSPOSED)
    assert not told.isVisible()
    click_link(asked)
    assert told.isVisible()
    assert "(−1)·1 + 3·1 = 2" in told.accessibleName()
    assert "↓" in asked.text()
    point(workspace, CellRef("X_grad", 0, 0))
    assert told.isVisible()
    assert "2·1 + 1·1 = 3" in told.accessibleName()
    click_link(asked)
    assert not told.isVisible()
    point(workspace, X_GRAD)
    assert not told.isVisible()


def test_a_question_can_be_asked_with_the_keyboard(panel: Inspector, workspace: Workspace) -> None:
    point(workspace, X_GRAD)
    asked, told = answer(panel, TRANSPOSED)
    panel.activateWindow()
    button(panel).setFocus()
    for _ in range(10):
        if asked.hasFocus():
            break
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert asked.hasFocus()
    QTest.keyClick(asked, Qt.Key.Key_Return)
    assert told.isVisible()
    QTest.keyClick(asked, Qt.Key.Key_Space)
    assert not told.isVisible()


def test_a_link_pins_the_cells_it_names(panel: Inspector, workspace: Workspace) -> None:
    point(workspace, CellRef("Y_grad", 1, 0))
    comes_from = next(
        label for label in panel.findChildren(QLabel) if label.accessibleName() == "Comes from"
    )
    click_link(comes_from)
    assert workspace.pinned == CellRef("Y", 1, 0)
    assert said(panel)[0] == "Y[2,1]"


def test_what_is_not_finite_is_not_checked(panel: Inspector, workspace: Workspace) -> None:
    workspace.edit(set_cell(workspace.document, CellRef("X", 0, 0), math.nan), "Type X[1,1]")
    point(workspace, X_GRAD)
    text = said(panel)
    assert text[1] == "NaN"
    assert "X_grad[2,1] is not a number (NaN), because X[1,1] is NaN." in text
    assert "Cannot tell: not finite." in text
    assert "Agrees." not in text


def test_the_check_of_large_matrices_waits(
    panel: Inspector, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MUCH_WORK", 1)
    point(workspace, X_GRAD)
    assert str(CHECKING) in said(panel)
    qtbot.waitUntil(lambda: "Agrees." in said(panel))
    assert str(CHECKING) not in said(panel)
    point(workspace, CellRef("W", 0, 0))
    assert str(CHECKING) not in said(panel)


@pytest.mark.parametrize(
    ("check", "numbers", "words", "color"),
    [
        (
            CellCheck(2.0, -2.5, 2.0**-8, 1.5e-12, "differs", ""),
            ["2", "−2.5000000", "4.5e0 ✗", "1.5e−12"],
            "Differs.",
            LIGHT.bad,
        ),
        (
            CellCheck(2.0, 0.0, 2.0**-8, 64.0, "cannot tell", "the loss swallows the step"),
            ["2", "0.0000000", "2.0e0 ?", "6.4e1"],
            "Cannot tell: the loss swallows the step.",
            LIGHT.muted,
        ),
        (
            CellCheck(math.nan, -math.inf, 2.0**-8, math.inf, "cannot tell", "not finite"),
            ["NaN", "−∞", "NaN ?", "∞"],
            "Cannot tell: not finite.",
            LIGHT.muted,
        ),
        (
            CellCheck(0.0, 0.0, 2.0**-8, 0.0, "agrees", ""),
            ["0", "0.0000000", "0 ✓", "0"],
            "Agrees.",
            LIGHT.good,
        ),
    ],
)
def test_a_check_says_its_verdict_and_its_numbers(
    qtbot: QtBot,
    workspace: Workspace,
    check: CellCheck,
    numbers: list[str],
    words: str,
    color: Color,
) -> None:
    workspace.appearance.set_settings(Settings(theme="light"))
    table = CheckTable(workspace)
    qtbot.addWidget(table)
    table.show_check(check)
    table.show()
    names = ["analytic", "numeric, ε = 0.0039", "difference", "explained by step and rounding"]
    assert said(table) == [*names, *numbers, words]
    assert code(color) in table.findChildren(QLabel)[-1].text()


def grabbed(chart: PartsChart, wanted: QColor) -> list[tuple[int, int]]:
    """Return the pixels of a chart that have a colour."""
    image = chart.grab().toImage()
    return [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).rgb() == wanted.rgb()
    ]


def chart(qtbot: QtBot, workspace: Workspace, parts: tuple[Part, ...], width: int) -> PartsChart:
    made = PartsChart(workspace)
    qtbot.addWidget(made)
    made.show_parts(parts, "X_grad[2,1]")
    made.resize(width, made.heightForWidth(width))
    made.show()
    return made


def test_bars_run_left_and_right_of_zero(qtbot: QtBot, workspace: Workspace) -> None:
    parts = (Part("W[1,2]·Y_grad[1,1]", -1.0), Part("W[2,2]·Y_grad[2,1]", 3.0))
    made = chart(qtbot, workspace, parts, 260)
    zero = grabbed(made, QColor(*DARK.strong_line))
    purple, green = (
        [x for x, _ in grabbed(made, QColor(*color))] for color in bar_colors(workspace)
    )
    assert max(purple) <= min(x for x, _ in zero) + 1
    assert min(green) >= max(x for x, _ in zero)
    assert (max(green) - min(green)) / (max(purple) - min(purple)) == pytest.approx(3, rel=0.2)
    assert made.accessibleDescription() == "W[1,2]·Y_grad[1,1] = −1; W[2,2]·Y_grad[2,1] = 3"


def bar_colors(workspace: Workspace) -> tuple[tuple[int, ...], tuple[int, ...]]:
    from gradviz.gui.explanation.richtext import legible

    map_ = workspace.theme.gradients
    return (
        legible(map_.negative, workspace.theme, 3.0),
        legible(map_.positive, workspace.theme, 3.0),
    )


def test_a_narrow_chart_puts_bars_below_their_names(qtbot: QtBot, workspace: Workspace) -> None:
    parts = (Part("W[10,12]·Y_grad[10,11]", -0.00123), Part("W[12,12]·Y_grad[12,11]", 3.0))
    made = chart(qtbot, workspace, parts, 300)
    assert made.heightForWidth(180) > 1.5 * made.heightForWidth(300)


@pytest.mark.parametrize(
    "values", [(math.nan, 1.0), (math.inf, -math.inf, 2.0), (0.0, 0.0), (-0.0, 1e308, -1e308)]
)
def test_odd_numbers_are_drawn_inside(
    qtbot: QtBot, workspace: Workspace, values: tuple[float, ...]
) -> None:
    parts = tuple(Part(f"Y_grad[1,{n}]", value) for n, value in enumerate(values))
    made = chart(qtbot, workspace, parts, 260)
    drawn = [spot for color in bar_colors(workspace) for spot in grabbed(made, QColor(*color))]
    assert bool(drawn) == any(value != 0 and not math.isnan(value) for value in values)
    labels = 84
    assert all(labels < x < made.width() - 20 for x, _ in drawn)


def test_a_long_sum_tells_what_is_left_out(panel: Inspector, workspace: Workspace) -> None:
    workspace.open(large(), None)
    point(workspace, CellRef("W_grad", 12, 13))
    told = next(text for text in said(panel) if text.startswith("and "))
    match = re.fullmatch(r"and 13 smaller ones, together ([+−][\d.]+)", told)
    assert match is not None
    assert panel.explanation is not None
    values = sorted((part.value for part in panel.explanation.parts), key=abs)
    rest = float(match[1].replace("−", "-"))
    assert rest == pytest.approx(math.fsum(values[:13]), rel=1e-3)


@pytest.mark.parametrize("is_large", [False, True])
def test_nothing_is_cut_off_in_the_narrowest_panel(
    panel: Inspector, workspace: Workspace, is_large: bool
) -> None:
    workspace.appearance.set_settings(Settings(theme="dark", is_large=is_large))
    workspace.open(set_layer_bias(large(), 0, True), None)
    panel.resize(panel.minimumWidth(), 700)
    for name in workspace.passes.names:
        rows, cols = workspace.passes.matrix(name).shape
        point(workspace, CellRef(name, rows - 1, cols - 1))
        QApplication.processEvents()
        content = panel.widget()
        assert content.width() <= panel.viewport().width(), name
        for label in content.findChildren(QLabel):
            if label.isVisible():
                right = label.mapTo(content, QPoint(label.width(), 0)).x()
                assert right <= content.width(), (name, label.text())


def test_text_can_be_selected(panel: Inspector, workspace: Workspace) -> None:
    point(workspace, X_GRAD)
    sentence = next(
        label for label in panel.findChildren(QLabel) if label.accessibleName().startswith("As ")
    )
    assert sentence.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    spot = QPoint(4, sentence.fontMetrics().height() // 2)
    QTest.mouseDClick(sentence, Qt.MouseButton.LeftButton, pos=spot)
    assert sentence.selectedText() == "As"


@pytest.mark.parametrize("where", ["sentence", "question", "button"])
def test_escape_unpins_wherever_in_the_panel_the_keys_are(
    panel: Inspector, workspace: Workspace, where: str
) -> None:
    workspace.pin(X_GRAD)
    QApplication.processEvents()
    asked, _ = answer(panel, TRANSPOSED)
    sentence = next(
        label for label in panel.findChildren(QLabel) if label.accessibleName().startswith("As ")
    )
    target = {"sentence": sentence, "question": asked, "button": button(panel)}[where]
    if where != "button":
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=QPoint(20, 8))
    QTest.keyClick(target, Qt.Key.Key_Escape)
    assert workspace.pinned is None


def test_another_cell_is_told_from_its_beginning(panel: Inspector, workspace: Workspace) -> None:
    panel.resize(285, 200)
    point(workspace, X_GRAD)
    QApplication.processEvents()  # laid out
    bar = panel.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    point(workspace, X_GRAD)
    assert bar.value() > 0
    point(workspace, CellRef("X_grad", 0, 0))
    assert bar.value() == 0


def test_it_says_where_the_picture_leaves_a_sample_out(
    panel: Inspector, workspace: Workspace
) -> None:
    point(workspace, CellRef("W_grad", 0, 1))
    assert not any("leaves out" in text for text in said(panel))
    workspace.foreground.toggle_sample(1)
    passes = workspace.passes
    parts = passes.Y_grad[0] * passes.X[1]
    shown = f"{parts.sum() - parts[1]:g}".replace("-", "−")
    note = f"The picture leaves out sample 2: it shows {shown}."
    assert note in said(panel)
    point(workspace, X_GRAD)
    assert note not in said(panel)
    point(workspace, CellRef("W_grad", 0, 1))
    workspace.foreground.toggle_sample(1)
    assert note not in said(panel)
