"""What is said about a cell: exact words on the example, true numbers everywhere."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from gradviz.arrays import freeze
from gradviz.engine import rules
from gradviz.engine.backprop import backprop
from gradviz.engine.checking.check import check_cell
from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ACTIVATIONS
from gradviz.errors import InputError
from gradviz.explain.explanation import Explanation, explain
from gradviz.explain.sentences import sentence
from gradviz.explain.whole_steps import step_change
from gradviz.explain.whys import whys
from gradviz.language.english import relation
from gradviz.language.lines import Part, digest
from gradviz.language.notation import Notation
from gradviz.messages.line import plain
from gradviz.refs import CellRef
from gradviz.values import Matrices
from tests.views import texts

W = [[2, -1, 0.5], [1, 3, -2]]
X = [[1, 0, 2, -1], [3, 1, 0, 2], [-2, 1, 1, 0]]
T = [[-3, 0, 4, -4], [13, 2, 0, 4]]
P = [[1, 0, 0.25, 0], [0, 1, 0.75, 1]]
B = [0.5, -1]
LOSSES = ("seed", *rules.LOSSES)
SHAPES = [(1, 1, 1), (1, 1, 4), (1, 3, 1), (3, 1, 1), (2, 3, 1), (1, 2, 3), (2, 1, 3), (2, 3, 4)]


def made(shape: tuple[int, int, int], loss: str, *, bias: bool, seed: int = 0) -> Passes:
    """Return the passes of a random problem of sizes M, K, N."""
    m, k, n = shape
    rng = np.random.default_rng(seed)
    given = {"b": rng.normal(size=(m, 1))} if bias else {}
    w, x = rng.normal(size=(m, k)), rng.normal(size=(k, n))
    if loss == "seed":
        return backprop(w, x, Y_grad=rng.normal(size=(m, n)), **given)
    target = rng.uniform(0.1, 1.0, size=(m, n))
    if loss == "cross_entropy":
        target /= target.sum(axis=0)
    return backprop(w, x, loss=loss, target=None if loss == "sum" else target, **given)


def cells(passes: Passes) -> list[CellRef]:
    return [
        CellRef(name, row, col)
        for name in passes.names
        for row, col in np.ndindex(passes.matrix(name).shape)
    ]


def example(loss: str = "squared_error", *, bias: bool = False) -> Passes:
    given = {"b": B} if bias else {}
    if loss == "seed":
        return backprop(W, X, Y_grad=T, **given)
    target = {"sum": None, "cross_entropy": P}.get(loss, T)
    return backprop(W, X, loss=loss, target=target, **given)


def told(ref: CellRef, loss: str = "squared_error", *, bias: bool = False) -> Explanation:
    return explain(example(loss, bias=bias), ref)


def lines(explanation: Explanation) -> list[str]:
    return [plain(line) for line in explanation.formula]


@pytest.mark.parametrize(
    ("name", "row", "col", "sentence"),
    [
        (
            "X_grad",
            1,
            0,
            "As X[2,1] starts to rise, l rises 2 times as fast. X[2,1] reaches the loss through "
            "column 1 of Y only, once by way of each entry of column 2 of W.",
        ),
        (
            "W_grad",
            0,
            2,
            "As W[1,3] starts to rise, l falls 2 times as fast. W[1,3] reaches the loss through "
            "row 1 of Y only, once by way of each entry of row 3 of X.",
        ),
        (
            "W_grad",
            1,
            0,
            "As W[2,1] starts to rise, l stays where it is. W[2,1] reaches the loss "
            "through row 2 of Y only, once by way of each entry of row 1 of X.",
        ),
        (
            "Y_grad",
            0,
            0,
            "As Y[1,1] starts to rise, l rises just as fast. Y[1,1] is 1 above its target, "
            "−3. The slope of ½(Y − T)² is that distance itself, Y − T.",
        ),
        (
            "Y_grad",
            0,
            1,
            "As Y[1,2] starts to rise, l falls 0.5 times as fast. Y[1,2] is 0.5 below its "
            "target, 0. The slope of ½(Y − T)² is that distance itself, Y − T.",
        ),
        (
            "Y_grad",
            1,
            2,
            "As Y[2,3] starts to rise, l stays where it is. Y[2,3] is exactly at "
            "its target, 0. The slope of ½(Y − T)² is that distance itself, Y − T.",
        ),
        (
            "Y",
            1,
            0,
            "Y[2,1] is row 2 of W times column 1 of X: the sum of 3 products. "
            "As Y[2,1] starts to rise, l rises just as fast.",
        ),
        (
            "W",
            0,
            1,
            "As W[1,2] starts to rise, l rises 2.5 times as fast: W_grad[1,2] = 2.5. A whole step "
            "of 1 raises l by 9.5, because the loss is curved; the smaller the step, the better "
            "the slope fits.",
        ),
        (
            "X",
            1,
            0,
            "As X[2,1] starts to rise, l rises 2 times as fast: X_grad[2,1] = 2. A whole step "
            "of 1 raises l by 7, because the loss is curved; the smaller the step, the better "
            "the slope fits.",
        ),
        (
            "T",
            0,
            0,
            "T[1,1] = −3 is what Y[1,1] should become; it is −2. "
            "Y_grad[1,1] = 1: the loss falls as Y[1,1] goes down.",
        ),
    ],
)
def test_sentences_of_the_example(name: str, row: int, col: int, sentence: str) -> None:
    assert told(CellRef(name, row, col)).sentence == sentence


@pytest.mark.parametrize(
    ("loss", "sentence"),
    [
        (
            "seed",
            "As Y[1,1] rises, l falls 3 times as fast. This number is the seed: it was "
            "typed in. It stands for the loss l = ⟨Y_grad, Y⟩.",
        ),
        (
            "sum",
            "As Y[1,1] rises, l rises just as fast. The loss is the sum of all "
            "entries of Y, so it follows each of them one to one.",
        ),
        (
            "mse",
            "As Y[1,1] starts to rise, l rises 0.25 times as fast. Y[1,1] is 1 above its "
            "target, −3. In a mean of 8 squares the slope is 2(Y − T)/8.",
        ),
        (
            "cross_entropy",
            "As Y[1,1] starts to rise, l falls 0.2500 times as fast. Softmax turns Y[1,1] into "
            "the probability 1.125e−7; the target is 1, so it is 1.000 too little. Each of the "
            "4 samples counts for 1/4 of the loss.",
        ),
    ],
)
def test_every_loss_says_where_its_gradient_comes_from(loss: str, sentence: str) -> None:
    assert told(CellRef("Y_grad", 0, 0), loss).sentence == sentence


def test_a_bias_is_told() -> None:
    assert told(CellRef("b_grad", 0, 0), bias=True).sentence == (
        "As b[1,1] starts to rise, l rises 3 times as fast. "
        "b[1,1] is added to every entry of row 1 of Y, so the 4 gradients there add up."
    )
    output = told(CellRef("Y", 1, 0), bias=True)
    assert output.sentence.startswith(
        "Y[2,1] is row 2 of W times column 1 of X: the sum of 3 products, with b[2,1] on top."
    )
    assert lines(output) == [
        "Σₖ W[2,k] · X[k,1] + b[2,1]",
        "= 1·1 + 3·3 + (−2)·(−2) + (−1)",
        "= 13",
    ]
    assert output.parts[-1] == Part("b[2,1]", -1.0)


def test_a_linear_loss_says_that_any_step_will_do() -> None:
    assert told(CellRef("X", 1, 0), "sum").sentence == (
        "As X[2,1] rises, l rises 2 times as fast: X_grad[2,1] = 2. "
        "The loss is linear in it, so this holds for a step of any size."
    )


def test_one_row_and_one_column_have_words_of_their_own() -> None:
    single = backprop([[2.0]], [[3.0]], b=[1.0])
    words = {name: explain(single, CellRef(name, 0, 0)).sentence for name in single.names}
    assert words["X_grad"].endswith("X[1,1] reaches the loss through Y[1,1], by way of W[1,1].")
    assert words["W_grad"].endswith("W[1,1] reaches the loss through Y[1,1], by way of X[1,1].")
    assert words["b_grad"].endswith(
        "b[1,1] is added to Y[1,1] and to nothing else, so its gradient is that of Y[1,1]."
    )
    assert words["Y"].startswith("Y[1,1] is W[1,1] times X[1,1], with b[1,1] on top.")


@pytest.mark.parametrize(
    ("name", "row", "col", "formula"),
    [
        ("X_grad", 1, 0, ["Σᵢ W[i,2] · Y_grad[i,1]", "= (−1)·1 + 3·1", "= 2"]),
        (
            "W_grad",
            0,
            1,
            ["Σⱼ Y_grad[1,j] · X[2,j]", "= 1·3 + (−0.5)·1 + 0.5·0 + 0·2", "= 2.5"],
        ),
        ("Y", 0, 0, ["Σₖ W[1,k] · X[k,1]", "= 2·1 + (−1)·3 + 0.5·(−2)", "= −2"]),
        ("Y_grad", 0, 0, ["Y[1,1] − T[1,1]", "= −2 − (−3)", "= 1"]),
        ("T", 0, 0, ["Y[1,1] − T[1,1]", "= −2 − (−3)", "= 1"]),
        (
            "X",
            1,
            0,
            ["X_grad[2,1]", "= Σᵢ W[i,2] · Y_grad[i,1]", "= (−1)·1 + 3·1", "= 2"],
        ),
    ],
)
def test_formulas_of_the_example(name: str, row: int, col: int, formula: list[str]) -> None:
    assert lines(told(CellRef(name, row, col))) == formula


def test_formulas_of_the_losses() -> None:
    ref = CellRef("Y_grad", 0, 0)
    assert lines(told(ref, "sum")) == ["∂l/∂Y[1,1]", "= 1", "for l = Σ Y"]
    assert lines(told(ref, "seed")) == ["∂l/∂Y[1,1]", "= −3", "for l = ⟨Y_grad, Y⟩"]
    assert lines(told(ref, "mse")) == [
        "2 · (Y[1,1] − T[1,1]) / (M·N)",
        "= 2 · (−2 − (−3)) / 8",
        "= 0.25",
    ]
    assert lines(told(CellRef("Y_grad", 1, 1), "cross_entropy")) == [
        "exp Y[2,2] / Σᵢ exp Y[i,2]",
        "= P[2,2] ≈ 0.8176",
        "(P[2,2] − T[2,2]) / N",
        "≈ (0.8176 − 1) / 4",
        "≈ −0.04561",
    ]


def test_axis_letters_and_the_result_are_marked() -> None:
    first, _, last = told(CellRef("X_grad", 1, 0)).formula
    assert [(run.text, run.script) for run in first if run.role == "i"] == [
        ("Σ", 0),
        ("i", -1),
        ("i", 0),
        ("i", 0),
    ]
    assert [run.text for run in last if run.role == "strong"] == ["2"]


def test_equals_stands_only_where_it_is_true() -> None:
    thirds = backprop([[1 / 3, 2 / 3]], [[1], [1]])
    assert lines(explain(thirds, CellRef("Y", 0, 0)))[1:] == ["≈ 0.3333·1 + 0.6667·1", "= 1"]
    same = backprop([[1 / 3, 1 / 3]], [[1], [1]])
    assert lines(explain(same, CellRef("Y", 0, 0)))[1:] == ["≈ 0.3333·1 + 0.3333·1", "≈ 0.6667"]
    tenths = backprop([[0.1, 0.2]], [[1], [1]])
    assert lines(explain(tenths, CellRef("Y", 0, 0)))[1:] == ["= 0.1·1 + 0.2·1", "= 0.3"]
    seed = backprop([[1.0]], [[1.0]], b=[0.0], Y_grad=[[1 / 3]])
    assert lines(explain(seed, CellRef("b_grad", 0, 0)))[1:] == ["≈ 0.3333"]
    assert explain(seed, CellRef("b", 0, 0)).sentence.startswith(
        "As b[1,1] rises, l rises 0.3333 times as fast: b_grad[1,1] ≈ 0.3333."
    )


def test_relation_adds_up_what_is_displayed() -> None:
    assert relation("0.25", [("2", "−2"), ("−2", "−3")], divisor=8) == "="
    assert relation("1e20", [("1e20",), ("1",)]) == "≈"
    assert relation("1", [("1e300",), ("1",), ("−1e300",)]) == "≈"  # more digits than are kept
    assert relation("NaN", [("∞",), ("−∞",)]) == "="


def test_counting_from_zero() -> None:
    explanation = explain(example(), CellRef("X_grad", 1, 0), Notation(base=0))
    assert explanation.title == "X_grad[1,0]"
    assert lines(explanation)[0] == "Σᵢ W[i,1] · Y_grad[i,0]"
    assert explanation.parts[0].label == "W[0,1]·Y_grad[0,0]"
    assert [str(place.words) for place in explanation.comes_from] == [
        "column 1 of W",
        "column 0 of Y_grad",
    ]
    assert "column 0 of Y only, once by way of each entry of column 1 of W" in explanation.sentence


def test_places_are_told_both_ways() -> None:
    explanation = told(CellRef("Y_grad", 1, 0), bias=True)
    assert [(str(p.words), p.first) for p in explanation.comes_from] == [
        ("Y[2,1]", CellRef("Y", 1, 0)),
        ("T[2,1]", CellRef("T", 1, 0)),
    ]
    assert [(str(p.words), p.first) for p in explanation.feeds] == [
        ("column 1 of X_grad", CellRef("X_grad", 0, 0)),
        ("row 2 of W_grad", CellRef("W_grad", 1, 0)),
        ("b_grad[2,1]", CellRef("b_grad", 1, 0)),
    ]


def test_where_the_way_begins_and_ends_is_told_in_words() -> None:
    assert [str(p.words) for p in told(CellRef("W", 0, 0)).comes_from] == ["what was typed in"]
    assert [str(p.words) for p in told(CellRef("Y_grad", 0, 0), "seed").comes_from] == [
        "what was typed in"
    ]
    assert [str(p.words) for p in told(CellRef("Y_grad", 0, 0), "sum").comes_from] == [
        "the loss, l = Σ Y"
    ]
    assert [str(p.words) for p in told(CellRef("Y", 0, 0), "sum").feeds] == ["the loss l"]
    ends = told(CellRef("X_grad", 0, 0)).feeds
    assert [(str(p.words), p.first) for p in ends] == [
        ("nothing else: the way back ends here", None)
    ]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("bias", [False, True])
def test_numbers_are_true_and_checked(shape: tuple[int, int, int], loss: str, bias: bool) -> None:
    passes = made(shape, loss, bias=bias)
    for ref in cells(passes):
        explanation = explain(passes, ref)
        assert explanation.value == passes.matrix(ref.name)[ref.row, ref.col]
        if explanation.parts:
            added = math.fsum(part.value for part in explanation.parts)
            assert added == pytest.approx(explanation.value, rel=1e-12, abs=1e-14)
        if not explanation.is_gradient:
            assert explanation.check is None
            continue
        check = explanation.check
        assert check is not None
        assert check.verdict == "agrees"
        assert check.numeric == pytest.approx(check.analytic, rel=1e-5, abs=1e-6)
        assert check.difference == abs(check.analytic - check.numeric)


@pytest.mark.parametrize("bias", [False, True])
def test_parts_equal_independent_products(bias: bool) -> None:
    p = made((3, 4, 5), "mse", bias=bias)
    m, k, n = 2, 1, 3
    expected = {
        CellRef("Y", m, n): [p.W[m, i] * p.X[i, n] for i in range(4)],
        CellRef("X_grad", k, n): [p.W[i, k] * p.Y_grad[i, n] for i in range(3)],
        CellRef("W_grad", m, k): [p.Y_grad[m, j] * p.X[k, j] for j in range(5)],
    }
    if bias:
        assert p.b is not None
        expected[CellRef("Y", m, n)].append(p.b[m, 0])
        expected[CellRef("b_grad", m, 0)] = list(p.Y_grad[m])
    for ref, values in expected.items():
        assert [part.value for part in explain(p, ref).parts] == values


@pytest.mark.parametrize("loss", ["squared_error", "mse", "cross_entropy"])
def test_a_whole_step_changes_the_loss_as_told(loss: str) -> None:
    before = made((2, 3, 4), loss, bias=True)
    for ref in cells(before):
        if ref.name not in ("W", "X", "b"):
            continue
        given = {name: before.matrix(name).copy() for name in ("W", "X", "b")}
        given[ref.name][ref.row, ref.col] += 1
        after = backprop(given["W"], given["X"], b=given["b"], loss=loss, target=before.T)
        assert before.loss is not None
        assert after.loss is not None
        assert step_change(before, ref) == pytest.approx(after.loss - before.loss, rel=1e-9)


def test_a_wrong_gradient_does_not_agree() -> None:
    passes = example()
    wrong = Matrices({**passes.cotangents, "X": freeze(passes.X_grad * 1.001)})
    check = explain(replace(passes, cotangents=wrong), CellRef("X_grad", 1, 0)).check
    assert check is not None
    assert check.verdict == "differs"
    assert check.difference == pytest.approx(0.002, rel=1e-3)


def test_rounding_in_a_huge_loss_is_no_disagreement() -> None:
    passes = backprop([[1e9, 1e-3]], [[1.0], [1.0]], loss="squared_error", target=[[0.0]])
    for name in ("X_grad", "W_grad", "Y_grad"):
        check = explain(passes, CellRef(name, 0, 0)).check
        assert check is not None
        assert check.verdict != "differs", name


def test_the_step_of_the_check_is_the_one_taken() -> None:
    check = told(CellRef("X_grad", 1, 0)).check  # X[2,1] is 3
    assert check is not None
    assert check.step == 2.0**-8  # the power of two below 3 · 2⁻⁹
    assert check.numeric == 2.0  # the loss is quadratic, and all of it is short numbers


def test_without_a_check_nothing_else_changes() -> None:
    ref = CellRef("W_grad", 1, 1)
    full = explain(example(), ref)
    assert full.check is not None
    assert explain(example(), ref, with_check=False) == replace(full, check=None)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e308])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", ["W", "X", "b", "T"])
def test_what_is_not_finite_is_told(value: float, loss: str, name: str) -> None:
    clean = made((2, 3, 2), loss, bias=True)
    given = {key: clean.matrix(key).copy() for key in ("W", "X", "b")}
    spoilt: dict[str, object] = {"loss": loss, "target": clean.T}
    if loss == "seed":
        spoilt = {"Y_grad": clean.Y_grad}
    if name in given:
        given[name][0, 0] = value
    elif clean.T is not None and (loss != "cross_entropy" or math.isnan(value)):
        target = clean.T.copy()
        target[0, 0] = value
        spoilt["target"] = target
    passes = backprop(given["W"], given["X"], b=given["b"], **spoilt)
    for ref in cells(passes):
        explanation = explain(passes, ref)
        if not math.isfinite(explanation.value):
            assert re.search(r" is (not a number \(NaN\)|infinite \(−?∞\))", explanation.sentence)
            check = explanation.check
            assert (check is not None) == explanation.is_gradient
            assert check is None or str(check.words) == "cannot tell: not finite"
        assert_english(explanation.sentence)
        for why in whys(passes, ref):
            assert_english(str(why.answer))


def test_the_root_of_a_nan_is_named() -> None:
    x = np.array(X, dtype=float)
    x[1, 2] = math.nan
    passes = backprop(W, x, loss="squared_error", target=T)
    assert explain(passes, CellRef("X_grad", 0, 2)).sentence == (
        "X_grad[1,3] is not a number (NaN), because X[2,3] is NaN."
    )
    assert explain(passes, CellRef("X", 1, 2)).sentence == (
        "X[2,3] is not a number (NaN). It was typed in, and it spoils what is computed from it."
    )
    assert explain(passes, CellRef("W", 0, 0)).sentence == (
        "W_grad[1,1] is not a number (NaN), because X[2,3] is NaN."
    )


def test_an_overflow_is_told() -> None:
    passes = backprop([[1e200]], [[1e200]])
    assert explain(passes, CellRef("Y", 0, 0)).sentence == (
        "Y[1,1] is infinite (∞): its terms are too large for a computer, "
        "whose numbers end near 1.8e308."
    )


@pytest.mark.parametrize(
    "ref", [CellRef("T", 0, 0), CellRef("b", 0, 0), CellRef("W", 9, 0), CellRef("Q", 0, 0)]
)
def test_a_cell_that_is_not_there_is_refused(ref: CellRef) -> None:
    with pytest.raises(InputError, match=re.escape(ref.name)):
        explain(backprop(W, X), ref)


def test_a_long_sum_keeps_its_largest_parts_in_order() -> None:
    values = [0.1, -5, 3, math.nan, 0.2, -0.4]
    short = digest(tuple(Part(str(n), value) for n, value in enumerate(values)), most=3)
    assert [part.label for part in short.parts] == ["1", "2", "3"]
    assert short.others == 3
    assert short.rest == pytest.approx(-0.1)


def test_a_long_formula_leaves_out_its_middle() -> None:
    passes = backprop(np.ones((1, 20)), np.ones((20, 1)))
    explanation = explain(passes, CellRef("Y", 0, 0))
    assert lines(explanation)[1] == "= 1·1 + 1·1 + 1·1 + 1·1 + … + 1·1"
    assert len(explanation.parts) == 20


# --- the questions


def answers(ref: CellRef, loss: str = "squared_error", *, bias: bool = False) -> dict[str, str]:
    return {str(why.question): str(why.answer) for why in whys(example(loss, bias=bias), ref)}


def test_why_w_is_transposed_is_told_with_the_numbers_of_the_cell() -> None:
    assert answers(CellRef("X_grad", 1, 0))["Why is W transposed here?"] == (
        "On the way forward, column 2 of W carries X[2,1] into column 1 of Y: when X[2,1] rises "
        "by 1, Y[1,1] changes by −1 and Y[2,1] changes by 3. Each of these changes counts as much "
        "as Y_grad says at that entry, so the shares add up: "
        "(−1)·1 + 3·1 = 2. This sum runs down column 2 of W, and a matrix product takes its left "
        "factor row by row: column 2 of W has to become row 2 of Wᵀ. No weight is changed or "
        "undone; the gradient just goes back through the same connections, from output i to "
        "input k instead of from k to i. W stays on the left, because it works on each column of "
        "X by itself, forward and back."
    )


def test_questions_of_every_matrix() -> None:
    asked = {
        name: list(answers(CellRef(name, 0, 0), bias=True)) for name in example(bias=True).names
    }
    assert asked == {
        "W": ["Why does W_grad have the shape of W?"],
        "X": ["Why do the columns of X never meet?"],
        "b": ["Why is b a single column?"],
        "Y": ["Why does it sum over k?"],
        "T": ["Why is there no T_grad?"],
        "Y_grad": ["Where does Y_grad come from?", "Why a matrix like Y, and not a Jacobian?"],
        "X_grad": ["Why is W transposed here?", "Why not the inverse?"],
        "W_grad": ["Why is X on the right, and transposed?", "Why the sum over the batch?"],
        "b_grad": ["Why the sum over the batch?"],
    }


def test_the_batch_sum_is_written_out() -> None:
    answer = answers(CellRef("W_grad", 0, 1))["Why the sum over the batch?"]
    assert "the 4 samples all go through it" in answer
    assert "1·3 + (−0.5)·1 + 0.5·0 + 0·2 = 2.5." in answer


def test_an_orthogonal_w_is_recognised() -> None:
    turn = backprop([[0, -1], [1, 0]], [[2], [3]])
    answer = str(whys(turn, CellRef("X_grad", 0, 0))[1].answer)
    assert "This W is orthogonal, W Wᵀ = I, so here both happen to give 1." in answer
    square = backprop([[1, 1], [1, 0]], [[2], [3]])
    assert "an inverse would have the right shape too" in (
        str(whys(square, CellRef("X_grad", 0, 0))[1].answer)
    )


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("shape", SHAPES)
def test_everything_said_is_english(shape: tuple[int, int, int], loss: str) -> None:
    passes = made(shape, loss, bias=True)
    for ref in cells(passes):
        for base in (0, 1):
            notation = Notation(base)
            assert_english(explain(passes, ref, notation, with_check=False).sentence)
            for why in whys(passes, ref, notation):
                assert str(why.question).endswith("?")
                assert_english(str(why.answer))
                assert 3 <= len(re.findall(r"[.?](?: |$)", str(why.answer))) <= 7


def assert_english(text: str) -> None:
    """Check what can be checked of prose by machine."""
    assert text.endswith(".")
    assert text[0].isupper() or re.match(r"b\d*(_grad)?(\[| belongs )", text)
    assert "  " not in text
    assert ".." not in text
    assert " ." not in text
    assert "-" not in re.sub(r"[a-zA-Z]-[a-zA-Z]", "", text), "a minus sign is −"
    assert not re.search(
        r"(?<![.\dWXYb])1 (samples|products|gradients|times|squares|entries)\b", text
    )
    assert "None" not in text


# --- other conventions


@pytest.mark.parametrize(
    ("ref", "convention", "told"),
    [
        (
            CellRef("X_grad", 1, 0),
            "xw",
            "As X[1,2] starts to rise, l rises 2 times as fast. X[1,2] reaches the loss through "
            "row 1 of Y only, once by way of each entry of row 2 of W.",
        ),
        (
            CellRef("X_grad", 1, 0),
            "xwt",
            "As X[1,2] starts to rise, l rises 2 times as fast. X[1,2] reaches the loss through "
            "row 1 of Y only, once by way of each entry of column 2 of W.",
        ),
        (
            CellRef("W_grad", 0, 2),
            "xw",
            "As W[3,1] starts to rise, l falls 2 times as fast. W[3,1] reaches the loss through "
            "column 1 of Y only, once by way of each entry of column 3 of X.",
        ),
        (
            CellRef("W_grad", 0, 2),
            "xwt",
            "As W[1,3] starts to rise, l falls 2 times as fast. W[1,3] reaches the loss through "
            "column 1 of Y only, once by way of each entry of column 3 of X.",
        ),
        (
            CellRef("Y", 1, 0),
            "xwt",
            "Y[1,2] is row 1 of X times row 2 of W: the sum of 3 products. "
            "As Y[1,2] starts to rise, l rises just as fast.",
        ),
        (
            CellRef("T", 0, 1),
            "xw",
            "T[2,1] = 0 is what Y[2,1] should become; it is −0.5. "
            "Y_grad[2,1] = −0.5: the loss falls as Y[2,1] goes up.",
        ),
    ],
)
def test_sentences_follow_the_convention(ref: CellRef, convention: Convention, told: str) -> None:
    assert explain(example(), ref, Notation(convention=convention)).sentence == told


@pytest.mark.parametrize(
    ("name", "convention", "questions", "part"),
    [
        (
            "X_grad",
            "xw",
            ["Why is W transposed here?", "Why not the inverse?"],
            "This sum runs along row 2 of W, and a matrix product takes its right factor column "
            "by column: row 2 of W has to become column 2 of Wᵀ.",
        ),
        (
            "X_grad",
            "xwt",
            ["Why is W not transposed here?", "Why not the inverse?"],
            "This sum runs down column 2 of W, and a matrix product takes its right factor column "
            "by column: W stands as it is, and Wᵀ is what it was on the way forward, Y = X Wᵀ.",
        ),
        (
            "W_grad",
            "xw",
            ["Why is X on the left, and transposed?", "Why the sum over the batch?"],
            "so column 1 of X has to become row 1 of Xᵀ. That is Xᵀ Y_grad, in this order",
        ),
        (
            "W_grad",
            "xwt",
            ["Why is X on the right, and Y_grad transposed?", "Why the sum over the batch?"],
            "so column 2 of Y_grad has to become row 2 of Y_gradᵀ. That is Y_gradᵀ X, in this",
        ),
        (
            "X",
            "xw",
            ["Why do the rows of X never meet?"],
            "Row 1 of X_grad is therefore row 1 of Y_grad times Wᵀ. "
            "Written one below the other, all these rows are one product: X_grad = Y_grad Wᵀ.",
        ),
        ("b", "xw", ["Why is b a single row?"], "the 4 gradients in column 2 of Y_grad add up"),
    ],
)
def test_answers_follow_the_convention(
    name: str, convention: Convention, questions: list[str], part: str
) -> None:
    asked = whys(example(bias=True), CellRef(name, 1, 0), Notation(convention=convention))
    assert [str(why.question) for why in asked] == questions
    assert part in str(asked[0].answer)


def test_places_follow_the_convention() -> None:
    explanation = explain(example(), CellRef("X_grad", 1, 0), Notation(convention="xwt"))
    assert explanation.title == "X_grad[1,2]"
    assert [(str(p.words), p.first) for p in explanation.comes_from] == [
        ("column 2 of W", CellRef("W", 0, 1)),
        ("row 1 of Y_grad", CellRef("Y_grad", 0, 0)),
    ]


# --- networks


def deep(kind: str = "relu", loss: str = "sum") -> Passes:
    """Return a linear layer, an activation and another linear layer."""
    layers = [Linear([[1, -2], [0.5, 1]], [0, 1]), Activation(kind), Linear([[4, 1]])]
    target = None if loss == "sum" else [[1, 2]]
    return Network(layers).backprop([[1, 0], [2, -1]], loss=loss, target=target)


def says(passes: Passes, name: str, row: int, col: int) -> str:
    return str(sentence(passes, CellRef(name, row, col)))


def test_sentences_of_a_network_have_its_names() -> None:
    passes = deep()
    assert says(passes, "Y1", 0, 1) == (
        "Y1[1,2] is row 1 of W1 times column 2 of X: the sum of 2 products, with b1[1,1] on top. "
        "As Y1[1,2] starts to rise, l rises 4 times as fast."
    )
    assert says(passes, "Y2_grad", 0, 1) == (
        "As Y2[1,2] rises, l rises 4 times as fast. "
        "Y2[1,2] reaches the loss through Y3[1,2] only, by way of W2[1,1]."
    )
    assert says(passes, "W1_grad", 1, 0) == (
        "As W1[2,1] starts to rise, l rises just as fast. W1[2,1] reaches the loss through "
        "row 2 of Y1 only, once by way of each entry of row 1 of X."
    )
    assert says(passes, "b1_grad", 1, 0).endswith(
        "b1[2,1] is added to every entry of row 2 of Y1, so the 2 gradients there add up."
    )
    assert says(passes, "Y3_grad", 0, 0).endswith(
        "The loss is the sum of all entries of Y3, so it follows each of them one to one."
    )


def test_a_unit_that_is_off_stops_the_gradient() -> None:
    passes = deep()
    assert says(passes, "Y1_grad", 0, 0) == (
        "As Y1[1,1] starts to rise, l stays where it is. Y1_grad[1,1] = relu′(−3) · "
        "Y2_grad[1,1] = 0 · 4 = 0: the unit is off (its input is below 0), so nothing passes."
    )
    assert says(passes, "Y1_grad", 1, 0).endswith(
        "Y1_grad[2,1] = relu′(3.5) · Y2_grad[2,1] = 1 · 1 = 1: "
        "the unit is on (its input is above 0), so the gradient passes as it is."
    )
    assert says(passes, "Y2", 0, 0).startswith(
        "Y2[1,1] is relu of Y1[1,1]: relu passes what is above 0 and makes the rest 0. "
    )
    zero = "its input is exactly 0, where the slope is taken to be the one below 0"
    assert zero in says(deep(), "Y1_grad", 1, 1)


def test_a_whole_step_may_wake_a_unit_up() -> None:
    passes = deep()
    assert says(passes, "b1", 1, 0) == (
        "b1[2,1] is at a kink: as it starts to rise, l rises 2 times as fast; as it starts to "
        "fall, l falls just as fast. At its kink, the slope of relu is taken to be the one "
        "below 0. So b1_grad[2,1] = 1. A whole step of 1 raises l by 2, too."
    )
    assert says(passes, "W2", 0, 0) == (
        "As W2[1,1] rises, l rises 2 times as fast: W2_grad[1,1] = 2. "
        "The loss is linear in it, so this holds for a step of any size."
    )


def test_the_uses_of_tied_weights_are_named() -> None:
    layer = Linear([[2.0]])
    passes = Network([layer, Activation("identity"), layer]).backprop([[3]])
    assert says(passes, "W1_grad", 0, 0) == (
        "As W1[1,1] starts to rise, l rises 12 times as fast. W1 is used in 2 layers, and "
        "their shares of its gradient add up: 6 from layer 1 (to Y1) and 6 from layer 3 (to Y3)."
    )
    first, _ = whys(passes, CellRef("W1_grad", 0, 0))
    assert str(first.question) == "Why do the gradients of its uses add up?"
    assert "2·3 = 6 in layer 1 and 1·6 = 6 in layer 3. Together that is 12." in str(first.answer)


@pytest.mark.parametrize("seed", range(60))
def test_gradients_of_networks_are_checked_through_the_whole_network(seed: int) -> None:
    passes = texts.network(seed)
    for ref in texts.cells(passes):
        if ref.name.endswith("_grad"):
            assert str(check_cell(passes, ref).words) in ("agrees", "cannot tell: on a kink"), ref


def test_a_corner_is_no_disagreement() -> None:
    """Where a relu gets exactly 0 there is no derivative: the slope below is as good as any."""
    layers = [Linear([[1.0]]), Activation("relu")]
    check = check_cell(Network(layers).backprop([[0.0, 2.0]]), CellRef("X_grad", 0, 0))
    assert (check.analytic, str(check.words)) == (0.0, "cannot tell: on a kink")


@pytest.mark.parametrize("seed", range(40))
def test_a_whole_step_changes_the_loss_of_a_network_as_told(seed: int) -> None:
    """Every given number is raised by 1 and the network is run again."""
    passes = texts.network(seed)
    for ref in texts.cells(passes):
        if ref.name[0] not in "WXb" or ref.name.endswith("_grad"):
            continue
        told = step_change(passes, ref)
        slope = float(passes.matrix(f"{ref.name}_grad")[ref.row, ref.col])
        moved = _moved_loss(passes, ref) - _moved_loss(passes, None)
        assert (slope if told is None else told) == pytest.approx(moved, rel=1e-7, abs=1e-9)


def _moved_loss(passes: Passes, moved: CellRef | None) -> float:
    """Return the loss with one given number raised by 1, from nothing but what was given."""
    given = {name: values.copy() for name, values in passes.values.items() if name[0] in "WXb"}
    if moved is not None:
        given[moved.name][moved.row, moved.col] += 1
    made = {
        name: Linear(given[name], given.get("b" + name[1:])) for name in given if name[0] == "W"
    }
    layers = [Activation(n.kind) if n.W is None else made[n.W] for n in passes.layers]
    if passes.loss_name is None:
        Y = Network(layers).backprop(given["X"], Y_grad=passes.Y_grad).Y
        return float((Y * passes.Y_grad).sum())
    loss = Network(layers).backprop(given["X"], loss=passes.loss_name, target=passes.T).loss
    assert loss is not None
    return loss


@pytest.mark.parametrize("kind", ACTIVATIONS)
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_everything_said_of_networks_is_english(kind: str, convention: Convention) -> None:
    passes = deep(kind, "squared_error")
    for ref in texts.cells(passes):
        for base in (0, 1):
            notation = Notation(base, convention)
            assert_english(str(sentence(passes, ref, notation)))
            asked = whys(passes, ref, notation)
            assert 1 <= len(asked) <= 2
            for why in asked:
                assert str(why.question).endswith("?")
                assert_english(str(why.answer))
                assert 3 <= len(re.findall(r"[.?](?: |$)", str(why.answer))) <= 7


def test_what_is_not_finite_is_followed_through_a_network() -> None:
    layers = [Linear([[1, -2], [0.5, 1]]), Activation("relu"), Linear([[4, 1]])]
    passes = Network(layers).backprop([[1, 0], [math.nan, -1]])
    assert says(passes, "Y3", 0, 0) == ("Y3[1,1] is not a number (NaN), because X[2,1] is NaN.")
