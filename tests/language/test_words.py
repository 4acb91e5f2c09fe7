"""Names and formulas: typeset, and true."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.wiring import LayerNames
from gradviz.explain.sums import sum_for
from gradviz.language.notation import Notation
from gradviz.language.words import (
    SUM_OVER,
    loss_formula,
    role_formula,
    seed_formula,
    title_of,
)
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Span
from gradviz.scene.marks.spans import entry_formula, name_spans, sums_over, told, typeset
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT, Theme
from gradviz.session.document import Document
from tests.views.conftest import documents, shown
from tests.views.texts import presented

COLOR = DARK.text
PLAIN = Notation()
SECOND = Notation(layer=LayerNames("linear", "W2", "b2", "Y1", "Y2"))
RELU = Notation(layer=LayerNames("leaky_relu", None, None, "Y1", "Y2"))
SOFTMAX = Notation(layer=LayerNames("softmax", None, None, "Y1", "Y2"))


def plain(spans: tuple[Span, ...]) -> str:
    return "".join({0: "", 1: "^", -1: "_"}[span.script] + span.text for span in spans)


@pytest.mark.parametrize("name", ["W", "X_grad", "b_grad"])
def test_names_are_lowered_behind_their_letter(name: str) -> None:
    spans = name_spans(name, COLOR)
    assert plain(spans) == name
    assert [span.script for span in spans] == ([0, -1] if "_" in name else [0])


@pytest.mark.parametrize("text", ["", "Y = W X", "X_grad = W^T Y_grad", "_grad", "a_grad[1,2]·b^T"])
def test_typesetting_loses_nothing(text: str) -> None:
    assert plain(typeset(text, COLOR)) == text


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("W2", [("W", 0), ("2", -1)]),
        ("Y12_grad", [("Y", 0), ("12\u2009grad", -1)]),
        ("W2_grad^T X", [("W", 0), ("2\u2009grad", -1), ("T", 1), (" X", 0)]),
        ("2 (Y3 − T) / 8", [("2 (Y", 0), ("3", -1), (" − T) / 8", 0)]),
        ("Y1[2,13] = 1e4", [("Y", 0), ("1", -1), ("[2,13] = 1e4", 0)]),
        ("relu′(Y1) ⊙ X", [("relu′(Y", 0), ("1", -1), (") ⊙ X", 0)]),
    ],
)
def test_numbers_of_layers_are_lowered(text: str, spans: list[tuple[str, int]]) -> None:
    assert [(span.text, span.script) for span in typeset(text, COLOR)] == spans


def test_formulas_of_the_passes() -> None:
    assert role_formula("Y", PLAIN, has_bias=True, loss="sum") == "Y = W X + b"
    assert role_formula("Y", PLAIN, has_bias=False, loss="sum") == "Y = W X"
    assert role_formula("X_grad", PLAIN, has_bias=True, loss="sum") == "X_grad = W^T Y_grad"
    assert role_formula("W_grad", PLAIN, has_bias=True, loss="sum") == "W_grad = Y_grad X^T"
    assert role_formula("Y_grad", PLAIN, has_bias=True, loss="squared_error") == "Y_grad = Y − T"


def test_formulas_of_a_layer_have_the_names_of_the_network() -> None:
    assert role_formula("Y", SECOND, has_bias=True, loss="sum") == "Y2 = W2 Y1 + b2"
    assert role_formula("b_grad", SECOND, has_bias=True, loss="sum") == "b2_grad = Σ Y2_grad"
    assert role_formula("Y", RELU, has_bias=False, loss="sum") == "Y2 = leaky relu(Y1)"
    assert role_formula("X_grad", RELU, has_bias=False, loss="sum") == (
        "Y1_grad = leaky relu′(Y1) ⊙ Y2_grad"
    )
    assert role_formula("X_grad", SOFTMAX, has_bias=False, loss="sum") == (
        "Y1_grad = Y2 ⊙ (Y2_grad − Σ Y2 ⊙ Y2_grad)"
    )
    assert seed_formula("mse", SECOND) == "Y2_grad = 2 (Y2 − T) / (M N)"
    assert loss_formula("squared_error", SECOND) == "l = ½ Σ (Y2 − T)²"


def test_titles() -> None:
    roles = ("Y", "Y_grad", "X_grad", "W_grad", "b_grad")
    assert [str(title_of(role, "seed", SECOND)) for role in roles] == [
        "Forward",
        "Seed",
        "Backward to Y1",
        "Backward to W2",
        "Backward to b2",
    ]
    assert str(title_of("Y_grad", "mse", RELU)) == "Loss"
    assert [str(title_of(role, "mse", RELU)) for role in ("Y", "X_grad")] == [
        "Leaky relu",
        "Through leaky relu",
    ]


@given(documents(), st.sampled_from(CONVENTIONS))
def test_the_formula_of_an_entry_gives_the_entry(
    document: Document, convention: Convention
) -> None:
    """Read W[i,2] · Y_grad[i,1] back: the factors are those that the entry is summed from."""
    passes = shown(document).passes
    for name in ("Y", "X_grad", "W_grad", "b_grad"):
        if name not in passes.names:
            continue
        rows, cols = passes.matrix(name).shape
        ref = CellRef(name, rows - 1, cols - 1)
        total = sum_for(passes, ref)
        for base in (0, 1):
            notation = Notation(base, convention)
            written = plain(entry_formula(ref, notation, DARK))
            head, _, tail = written.partition(" = Σ")
            assert head == notation.cell(ref)
            letter = SUM_OVER[name]
            factors = re.findall(r"(\w+)\[(\w+),(\w+)\]", tail.removeprefix(f"_{letter}"))
            sources = {total.left_name: total.left, total.right_name: total.right}
            if convention == "wx":
                assert [name for name, *_ in factors] == [n for n in sources if n]
            assert {name for name, *_ in factors} == {n for n in sources if n}
            for n in range(total.count):
                for factor, *places in factors:
                    row, col = (n if p == letter else int(p) - base for p in places)
                    shown_there = presented(passes, factor, notation)[row, col]
                    assert shown_there == pytest.approx(sources[factor][n], nan_ok=True)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", SUM_OVER)
def test_the_index_has_the_colour_of_its_axis(name: str, theme: Theme) -> None:
    letter = SUM_OVER[name]
    style = Style(100, 100, theme)
    for spans in (told(sums_over(name), style), entry_formula(CellRef(name, 0, 0), PLAIN, theme)):
        found = [span for span in spans if span.text == letter]
        assert found
        assert {span.color for span in found} == {theme.axis(letter)}
