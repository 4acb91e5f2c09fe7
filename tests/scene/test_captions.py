"""Captions: the actual numbers, and true."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.refs import CellRef
from gradviz.scene.captions import caption
from gradviz.scene.english import is_rounded
from gradviz.scene.frame import Span
from gradviz.scene.numbers import MINUS, number
from gradviz.scene.style import Style
from gradviz.scene.theme import DARK
from gradviz.session.document import Document, example, new_document
from gradviz.session.edits import set_loss, with_bias
from gradviz.session.entry import parse_entry
from tests.scene.conftest import Shown, document, documents, shown

SUMS = ("Y", "X_grad", "W_grad", "b_grad")


def plain(spans: tuple[Span, ...]) -> str:
    return "".join(("_" if span.script < 0 else "") + span.text for span in spans)


def lines(of: Shown, ref: CellRef, base: int = 1) -> tuple[str, str]:
    words, numbers = caption(of.setting(of.written(ref, 0.5), Style(1000, 700, base=base)))
    return plain(words), plain(numbers)


def sides(line: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the name in front, and each side with the sign before it."""
    name, *rest = re.split(r" ([=≈]) ", line)
    return name, list(zip(rest[::2], rest[1::2], strict=True))


def value(text: str) -> float:
    if text.lstrip(MINUS) in ("∞", "NaN"):
        return float(text.replace(MINUS, "-").replace("∞", "inf"))
    return parse_entry(text.replace("·", "*"))


def cells(of: Shown) -> list[CellRef]:
    names = [name for name in SUMS if name in of.passes.names]
    return [
        CellRef(name, row, col)
        for name in names
        for row, col in np.ndindex(of.passes.matrix(name).shape)
    ]


@given(documents(), st.data())
@settings(max_examples=60)
def test_the_sum_gives_the_entry(document: Document, data: st.DataObject) -> None:
    """What is written is read back, as anybody would type it, and compared with the entry."""
    of = shown(document)
    ref = data.draw(st.sampled_from(cells(of)))
    entry = float(of.passes.matrix(ref.name)[ref.row, ref.col])
    name, told = sides(lines(of, ref)[1])
    assert name == ref.shown(1)
    assert told[-1][1] == number(entry)
    if len(told) == 1 or not math.isfinite(entry) or "∞" in told[0][1]:
        return
    terms = [value(term) for term in told[0][1].split(" + ")]
    assert sum(terms) == pytest.approx(entry, abs=1e-3 * sum(map(abs, terms)) + 1e-300)


@given(st.integers(0, 2**32 - 1), st.booleans())
@settings(max_examples=25)
def test_equal_is_said_only_where_it_is_true(seed: int, is_whole: bool) -> None:
    of = shown(document((2, 3, 4), seed, has_bias=True, is_whole=is_whole))
    for ref in cells(of):
        entry = float(of.passes.matrix(ref.name)[ref.row, ref.col])
        _, told = sides(lines(of, ref)[1])
        written = value(told[0][1])
        if told[-1][0] == "=":
            assert written == pytest.approx(value(told[-1][1]), rel=1e-12, abs=1e-12)
        if is_whole:
            assert {sign for sign, _ in told} == {"="}
            assert written == entry
        elif is_rounded(entry) and len(told) == 1:
            assert told[0][0] == "≈"


@pytest.mark.parametrize(
    ("ref", "words", "numbers"),
    [
        (
            CellRef("Y", 1, 0),
            "Row 2 of W meets column 1 of X; the products add along k",
            "Y[2,1] = 1·1 + 3·3 + (−2)·(−2) + 0 = 14",
        ),
        (
            CellRef("Y_grad", 1, 0),
            "So fast the loss rises with this entry of Y: its distance from the target",
            "Y_grad[2,1] = 14 − 13 = 1",
        ),
        (
            CellRef("X_grad", 1, 0),
            "Column 2 of W glides level over column 1 of Y_grad; the products add down i and rise",
            "X_grad[2,1] = (−1)·1 + 3·1 = 2",
        ),
        (
            CellRef("W_grad", 0, 2),
            "Row 3 of X drops plumb onto row 1 of Y_grad; "
            "the products add along j and leave to the left",
            "W_grad[1,3] = 1·(−2) + (−0.5)·1 + 0.5·1 + 0·0 = −2",
        ),
        (
            CellRef("b_grad", 0, 0),
            "b[1] was copied into every sample; row 1 of Y_grad adds along j",
            "b_grad[1,1] = 1 + (−0.5) + 0.5 + 0 = 1",
        ),
    ],
    ids=str,
)
def test_sentences(ref: CellRef, words: str, numbers: str) -> None:
    assert lines(shown(with_bias(example(), True)), ref) == (words, numbers)


def test_people_may_count_from_0() -> None:
    words, numbers = lines(shown(example()), CellRef("Y", 1, 0), base=0)
    assert words.startswith("Row 1 of W meets column 0 of X")
    assert numbers.startswith("Y[1,0] = ")


@pytest.mark.parametrize(
    ("loss", "numbers"),
    [
        ("seed", "Y_grad[2,1] = 1"),
        ("sum", "Y_grad[2,1] = 1"),
        ("mse", "Y_grad[2,1] = 2 · (14 − 13) / 8 = 0.25"),
        ("cross_entropy", "Y_grad[2,1] ≈ (1 − 0) / 4 = 0.25"),
    ],
)
def test_numbers_of_the_losses(loss: str, numbers: str) -> None:
    made = example()
    if loss == "cross_entropy":
        target = np.array([[1.0, 0, 0.25, 0], [0, 1, 0.75, 1]])
        made = new_document(made.W, made.X, loss=loss, target=target)
    else:
        made = set_loss(made, loss)  # type: ignore[arg-type]  # a literal
    told = lines(shown(made), CellRef("Y_grad", 1, 0))[1]
    assert told.replace("≈ 0.25", "= 0.25") == numbers


def test_the_middle_of_a_long_sum_is_left_out() -> None:
    of = shown(document((2, 64, 2), is_whole=True, has_bias=True))
    entry = float(of.passes.Y[1, 1])
    _, told = sides(lines(of, CellRef("Y", 1, 1))[1])
    first, last = told[0][1].split(" + … + ")
    factors = [f"({number(w)})" if w < 0 else number(w) for w in of.passes.W[1].tolist()]
    assert [term.split("·")[0] for term in first.split(" + ")] == factors[:4]
    product, bias = last.split(" + ")
    assert product.split("·")[0] == factors[-1]
    assert value(bias) == of.passes.matrix("b")[1, 0]
    assert told[-1] == ("=", number(entry))


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_said_as_it_is(odd: float) -> None:
    made = new_document(np.array([[odd, 1.0]]), np.array([[2.0], [-1.0]]))
    told = lines(shown(made), CellRef("Y", 0, 0))[1]
    written = f"({number(odd)})" if odd == -np.inf else number(odd)
    assert told == f"Y[1,1] = {written}·2 + 1·(−1) = {number(odd)}"


def test_at_the_start_and_at_rest() -> None:
    of = shown(example())
    words, numbers = caption(of.setting(0.0))
    assert plain(words).startswith("Press Space")
    assert numbers == ()
    words, numbers = caption(of.setting(of.timeline.duration))
    assert plain(words).startswith("Point at a cell")
    assert plain(numbers) == "l = 2.25"
    seeded = shown(set_loss(example(), "seed"))
    assert caption(seeded.setting(seeded.timeline.duration))[1] == ()


@given(documents())
@settings(max_examples=30)
def test_at_the_end_of_any_timeline_all_is_at_rest(document: Document) -> None:
    of = shown(document)
    assert of.setting(of.timeline.duration).is_at_rest
    assert not of.setting(of.timeline.phases[-1].end).is_at_rest


def test_the_index_has_the_colour_of_its_axis() -> None:
    of = shown(example())
    words, _ = caption(of.setting(of.written(CellRef("W_grad", 0, 0), 0.5)))
    assert [span.color for span in words if span.text == "j"] == [DARK.j]
