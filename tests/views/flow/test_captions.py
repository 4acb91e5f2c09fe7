"""Captions: the actual numbers, and true."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ACTIVATIONS
from gradviz.language.english import is_rounded
from gradviz.language.notation import Notation
from gradviz.language.numbers import MINUS, number
from gradviz.language.words import KIND_NAMES
from gradviz.refs import CellRef
from gradviz.scene.corner.setting import setting_of
from gradviz.scene.marks.frame import Span
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK
from gradviz.session.document import LOSS_CHOICES, Document, LossChoice, example, new_document
from gradviz.session.edits import set_loss
from gradviz.session.entry import parse_entry
from gradviz.session.layers import set_layer_bias
from gradviz.timeline.phase import SWEEPS, Sweep
from gradviz.timeline.schedule import timeline_of
from gradviz.views.flow.captions import caption
from tests.views.conftest import Shown, document, documents, shown
from tests.views.texts import CELL, NAME, network, presented

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
            "Row 2 of W meets column 1 of X; the products add up over k",
            "Y[2,1] = 1·1 + 3·3 + (−2)·(−2) + 0 = 14",
        ),
        (
            CellRef("Y_grad", 1, 0),
            "The gradient of squared error is the distance from the target, Y − T",
            "Y_grad[2,1] = 14 − 13 = 1",
        ),
        (
            CellRef("X_grad", 1, 0),
            "Column 2 of W glides over column 1 of Y_grad; the products add up over i and rise",
            "X_grad[2,1] = (−1)·1 + 3·1 = 2",
        ),
        (
            CellRef("W_grad", 0, 2),
            "Row 3 of X drops onto row 1 of Y_grad; "
            "the products add up over j and leave to the left",
            "W_grad[1,3] = 1·(−2) + (−0.5)·1 + 0.5·1 + 0·0 = −2",
        ),
        (
            CellRef("b_grad", 0, 0),
            "b[1] was copied into every sample; row 1 of Y_grad adds up over j",
            "b_grad[1,1] = 1 + (−0.5) + 0.5 + 0 = 1",
        ),
    ],
    ids=str,
)
def test_sentences(ref: CellRef, words: str, numbers: str) -> None:
    assert lines(shown(set_layer_bias(example(), 0, True)), ref) == (words, numbers)


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
        ("cross_entropy", "Y_grad[2,1] ≈ (1.000 − 0) / 4 = 0.2500"),
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


# --- networks, sweeps, conventions


def readable(spans: tuple[Span, ...]) -> str:
    """Return spans as the text that they were typeset from."""
    told = ""
    for span in spans:
        if span.script > 0:
            told += "^" + span.text
        elif span.script < 0 and span.text[0].isdigit():
            told += span.text.replace("\u2009", "_")
        else:
            told += ("_" if span.script < 0 and span.text == "grad" else "") + span.text
    return told


def told_at(
    passes: Passes,
    name: str,
    step: int,
    *,
    sweep: Sweep = "cells",
    convention: Convention = "wx",
    muted: frozenset[int] = frozenset(),
) -> tuple[str, str]:
    """Return both lines in the middle of a step of the phase that writes a matrix."""
    timeline = timeline_of(passes, sweep)
    phase = next(phase for phase in timeline.phases if phase.name == name)
    moment = timeline.at(phase.start + (min(step, phase.count - 1) + 0.5) * phase.step)
    style = Style(1000, 700, convention=convention)
    words, numbers = caption(setting_of(passes, moment, {}, style, muted=muted))
    return readable(words), readable(numbers)


EXAMPLE = shown(example()).passes


@pytest.mark.parametrize(
    ("name", "convention", "words", "numbers"),
    [
        (
            "Y",
            "xw",
            "Row 2 of X meets column 1 of W; the products add up over k",
            "Y[2,1] = 0·2 + 1·(−1) + 1·0.5 = −0.5",
        ),
        (
            "X_grad",
            "xw",
            "Row 2 of W drops onto row 1 of Y_grad; "
            "the products add up over i and leave to the left",
            "X_grad[1,2] = 1·(−1) + 1·3 = 2",
        ),
        (
            "X_grad",
            "xwt",
            "Row 2 of W^T drops onto row 1 of Y_grad; "
            "the products add up over i and leave to the left",
            "X_grad[1,2] = 1·(−1) + 1·3 = 2",
        ),
        (
            "W_grad",
            "xw",
            "Column 2 of X glides over column 1 of Y_grad; the products add up over j and rise",
            "W_grad[2,1] = 3·1 + 1·(−0.5) + 0·0.5 + 2·0 = 2.5",
        ),
        (
            "W_grad",
            "xwt",
            "Column 2 of X glides over column 1 of Y_grad; the products add up over j and rise",
            "W_grad[1,2] = 1·3 + (−0.5)·1 + 0.5·0 + 0·2 = 2.5",
        ),
    ],
)
def test_motion_is_told_as_the_flipped_picture_shows_it(
    name: str, convention: Convention, words: str, numbers: str
) -> None:
    assert told_at(EXAMPLE, name, 1, convention=convention) == (words, numbers)


@pytest.mark.parametrize(
    ("name", "sweep", "words", "numbers"),
    [
        (
            "Y",
            "columns",
            "Column 2 of Y: the columns of W, weighted by the numbers of column 2 of X, "
            "add up over k",
            "column 2 of Y = 0·(2, 1) + 1·(−1, 3) + 1·(0.5, −2) = (−0.5, 1)",
        ),
        (
            "X_grad",
            "rows",
            "Row 2 of X_grad: the rows of Y_grad, weighted by the numbers of column 2 of W, "
            "add up over i",
            "row 2 of X_grad = (−1)·(1, −0.5, 0.5, 0) + 3·(1, −1, 0, 1) = (2, −2.5, −0.5, 3)",
        ),
        (
            "W_grad",
            "columns",
            "Column 2 of W_grad: the columns of Y_grad, weighted by the numbers of row 2 of X, "
            "add up over j",
            "column 2 of W_grad = 3·(1, 1) + 1·(−0.5, −1) + 0·(0.5, 0) + 2·(0, 1) = (2.5, 4)",
        ),
        (
            "Y",
            "outer",
            "k = 2: column 2 of W times row 2 of X, a rank-one picture, is added",
            "(−1, 3)^T (3, 1, 0, 2)   2 of 3",
        ),
        (
            "X_grad",
            "outer",
            "i = 2: row 2 of W stood up as a column times row 2 of Y_grad, "
            "a rank-one picture, is added",
            "(1, 3, −2)^T (1, −1, 0, 1)   2 of 2",
        ),
        (
            "W_grad",
            "outer",
            "Sample 2 adds its part, column 2 of Y_grad times column 2 of X laid down as a row: "
            "a rank-one picture",
            "(−0.5, −1)^T (0, 1, 1)   2 of 4",
        ),
    ],
)
def test_sweeps_are_told(name: str, sweep: Sweep, words: str, numbers: str) -> None:
    assert told_at(EXAMPLE, name, 1, sweep=sweep) == (words, numbers)


def test_sweeps_are_told_as_the_flipped_picture_shows_them() -> None:
    """The engine's columns are rows there; what is turned is said to be."""
    words, numbers = told_at(EXAMPLE, "W_grad", 1, sweep="columns", convention="xw")
    assert words == (
        "Row 2 of W_grad: the rows of Y_grad, weighted by the numbers of column 2 of X, "
        "add up over j"
    )
    assert numbers.startswith("row 2 of W_grad = 3·(1, 1) + ")
    words, numbers = told_at(EXAMPLE, "W_grad", 1, sweep="outer", convention="xwt")
    assert words == (
        "Sample 2 adds its part, row 2 of X stood up as a column times row 2 of Y_grad: "
        "a rank-one picture"
    )
    assert numbers.startswith("(0, 1, 1)^T (−0.5, −1)")


def test_a_muted_sample_is_left_out_and_said_to_be() -> None:
    muted = frozenset({1})
    words, _ = told_at(EXAMPLE, "W_grad", 1, sweep="outer", muted=muted)
    assert words == (
        "Sample 2 is muted: its part, column 2 of Y_grad times column 2 of X laid down as a row, "
        "is left out"
    )
    assert told_at(EXAMPLE, "W_grad", 1, muted=muted)[1] == ("W_grad[1,2] = 1·3 + 0.5·0 + 0·2 = 3")
    assert told_at(EXAMPLE, "Y", 1, muted=muted) == told_at(EXAMPLE, "Y", 1)


@given(st.integers(0, 2**32 - 1), st.sampled_from(SWEEPS), st.sampled_from(CONVENTIONS))
@settings(max_examples=80, deadline=None)
def test_captions_of_networks_name_what_is_there_and_its_numbers(
    seed: int, sweep: Sweep, convention: Convention
) -> None:
    """In front of its equation stands a cell or a line, behind it the numbers that are there."""
    passes, notation = network(seed), Notation(convention=convention)
    for phase in timeline_of(passes, sweep).phases:
        for step in range(phase.count):
            words, numbers = told_at(passes, phase.name, step, sweep=sweep, convention=convention)
            assert set(NAME.findall(words + " " + numbers)) <= {*passes.names, "T"}
            assert words[0].isupper() or words.startswith(("k = ", "i = ", "b"))
            name, *rest = re.split(r" [=≈] ", numbers)
            if rest and not _is_shared(passes, phase.name):
                assert rest[-1] == _there(passes, name, notation)


def _is_shared(passes: Passes, name: str) -> bool:
    """Tell whether a gradient has parts of several layers, each told by itself."""
    return len(passes.uses(name.removesuffix("_grad"))) > 1


def _there(passes: Passes, told: str, notation: Notation) -> str:
    """Return the numbers of what is told: "Y[2,1]", "row 2 of W2_grad^T" or "b1_grad"."""
    if cell := CELL.fullmatch(told):
        shown_there = presented(passes, cell[1], notation)
        return number(float(shown_there[int(cell[2]) - 1, int(cell[3]) - 1]) + 0.0)
    line = re.fullmatch(r"(?:(row|column) (\d+) of )?(\w+)(\^T)?", told)
    assert line is not None
    values = presented(passes, line[3], notation)
    values = values.T if line[4] else values
    if line[1]:
        values = values[int(line[2]) - 1] if line[1] == "row" else values[:, int(line[2]) - 1]
    return f"({', '.join(number(float(value) + 0.0) for value in values.ravel())})"


def test_activations_are_told() -> None:
    passes = network_of("relu")
    assert told_at(passes, "Y2", 0) == (
        "Relu passes what is above 0 and makes the rest 0",
        "Y2[1,1] = max(0, −3) = 0",
    )
    assert told_at(passes, "Y1_grad", 0) == (
        "The gradient goes back through relu: "
        "the unit is off (its input is below 0), so nothing passes",
        "Y1_grad[1,1] = relu′(−3) · 4 = 0 · 4 = 0",
    )
    assert told_at(passes, "Y1_grad", 0, sweep="columns") == (
        "Column 1 of Y2_grad goes back through relu: the slopes are a mask that lets 1 of 2 pass",
        "column 1 of Y1_grad = (0, 1) ⊙ (4, 1) = (0, 1)",
    )
    assert told_at(passes, "Y2", 0, sweep="rows", convention="xw") == (
        "Column 1 of Y1 goes through relu, number by number",
        "column 1 of Y2 = relu(−3, 2) = (0, 2)",
    )
    assert told_at(network_of("softmax"), "Y2", 0, convention="xwt")[0] == (
        "Softmax turns row 1 of Y1 into shares that add up to 1"
    )
    assert told_at(network_of("softmax"), "Y1_grad", 0)[0].startswith("Softmax mixes column 1")


def network_of(kind: str) -> Passes:
    """Return a linear layer, an activation and another linear layer."""
    layers = [Linear([[1, -2], [0.5, 1]], [0, 1]), Activation(kind), Linear([[4, 1]])]
    return Network(layers).backprop([[1, 0], [2, -1]], Y_grad=[[1, 1]])


@pytest.mark.parametrize("kind", ACTIVATIONS)
@pytest.mark.parametrize("sweep", SWEEPS)
def test_every_activation_has_its_captions_both_ways(kind: str, sweep: Sweep) -> None:
    passes = network_of(kind)
    for name in ("Y2", "Y1_grad"):
        words, numbers = told_at(passes, name, 0, sweep=sweep)
        assert KIND_NAMES[kind] in words.lower()
        assert name in numbers or sweep == "outer"


@pytest.mark.parametrize("loss", LOSS_CHOICES)
@pytest.mark.parametrize("sweep", SWEEPS)
def test_every_loss_has_its_caption(loss: LossChoice, sweep: Sweep) -> None:
    passes = shown(set_loss(example(), loss)).passes
    words, numbers = told_at(passes, "Y_grad", 0, sweep=sweep)
    assert words
    assert "{" not in words + numbers
    assert "Y_grad" in numbers or sweep == "outer" or loss == "seed"
