"""Names and formulas: typeset, and true."""

import re

import pytest
from hypothesis import given

from gradviz.refs import CellRef
from gradviz.scene.frame import Span
from gradviz.scene.sums import sum_for
from gradviz.scene.theme import DARK, LIGHT, Theme
from gradviz.scene.words import (
    LOSS_FORMULAS,
    SEED_FORMULAS,
    SUM_OVER,
    entry_formula,
    formula,
    name_spans,
    sums_over,
    typeset,
)
from gradviz.session.document import LOSS_CHOICES, Document
from tests.scene.conftest import documents, shown

COLOR = DARK.text


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


def test_formulas_of_the_passes() -> None:
    assert formula("Y", has_bias=True, loss="sum") == "Y = W X + b"
    assert formula("Y", has_bias=False, loss="sum") == "Y = W X"
    assert formula("X_grad", has_bias=True, loss="sum") == "X_grad = W^T Y_grad"
    assert formula("W_grad", has_bias=True, loss="sum") == "W_grad = Y_grad X^T"
    assert formula("Y_grad", has_bias=True, loss="squared_error") == "Y_grad = Y − T"


def test_every_loss_has_its_formulas() -> None:
    assert set(LOSS_FORMULAS) == set(SEED_FORMULAS) == set(LOSS_CHOICES)


@given(documents())
def test_the_formula_of_an_entry_gives_the_entry(document: Document) -> None:
    """Read W[i,2] · Y_grad[i,1] back: the factors are those that the entry is summed from."""
    passes = shown(document).passes
    for name in ("Y", "X_grad", "W_grad", "b_grad"):
        if name not in passes.names:
            continue
        rows, cols = passes.matrix(name).shape
        ref = CellRef(name, rows - 1, cols - 1)
        total = sum_for(passes, ref)
        for base in (0, 1):
            told = plain(entry_formula(ref, base, DARK))
            head, _, tail = told.partition(" = Σ")
            assert head == ref.shown(base)
            letter = SUM_OVER[name]
            factors = re.findall(r"(\w+)\[(\w+),(\w+)\]", tail.removeprefix(f"_{letter}"))
            assert [name for name, *_ in factors] == [
                n for n in (total.left_name, total.right_name) if n
            ]
            for n in range(total.count):
                for (factor, *places), values in zip(
                    factors, (total.left, total.right), strict=False
                ):
                    row, col = (n if p == letter else int(p) - base for p in places)
                    assert passes.matrix(factor)[row, col] == pytest.approx(values[n], nan_ok=True)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", SUM_OVER)
def test_the_index_has_the_colour_of_its_axis(name: str, theme: Theme) -> None:
    letter = SUM_OVER[name]
    for spans in (sums_over(name, theme), entry_formula(CellRef(name, 0, 0), 1, theme)):
        told = [span for span in spans if span.text == letter]
        assert told
        assert {span.color for span in told} == {theme.axis(letter)}
