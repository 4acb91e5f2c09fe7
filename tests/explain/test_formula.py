"""What is said of networks in every convention: read back, it names the right numbers."""

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
from gradviz.explain.formula import formula
from gradviz.language.notation import Notation
from gradviz.language.numbers import MINUS, number
from gradviz.messages.line import plain
from gradviz.refs import CellRef
from tests.views.texts import CELL, LINE, NAME, cells, network, presented, told

seeds = st.integers(0, 2**32 - 1)
notations = st.builds(Notation, st.sampled_from([0, 1]), st.sampled_from(CONVENTIONS))


def lines(passes: Passes, ref: CellRef, convention: Convention = "wx") -> list[str]:
    return [plain(line) for line in formula(passes, ref, Notation(convention=convention)).lines]


@given(seeds, notations)
@settings(max_examples=60, deadline=None)
def test_every_name_in_every_text_is_one_of_the_network(seed: int, notation: Notation) -> None:
    passes = network(seed)
    names = {*passes.names, "T_grad"}
    if passes.loss_name == "cross_entropy":
        names.add("P")  # the probabilities
    for ref in cells(passes):
        for text in told(passes, ref, notation):
            assert set(NAME.findall(text)) <= names, text


@given(seeds, notations)
@settings(max_examples=60, deadline=None)
def test_every_cell_and_line_in_every_text_is_there(seed: int, notation: Notation) -> None:
    passes = network(seed)
    for ref in cells(passes):
        for text in told(passes, ref, notation):
            for name, *places in CELL.findall(text):
                shape = passes.Y.T.shape if notation.is_flipped("Y") else passes.Y.shape
                if name != "P":
                    shape = presented(passes, name, notation).shape
                indices = [int(place) - notation.base for place in places]
                assert all(0 <= at < n for at, n in zip(indices, shape, strict=True)), text
            for way, place, name, turned in LINE.findall(text):
                shape = presented(passes, name, notation).shape[:: -1 if turned else 1]
                end = shape[0 if way.lower() == "row" else 1]
                assert 0 <= int(place) - notation.base < end, text


@given(seeds, notations)
@settings(max_examples=60, deadline=None)
def test_what_a_cell_is_said_to_be_equal_to_it_is(seed: int, notation: Notation) -> None:
    """Every "W[2,1] = 0.5" in every text is looked up in the matrix as the convention has it."""
    passes = network(seed)
    said = re.compile(
        CELL.pattern + rf" [=≈] ({MINUS}?[0-9.]+(?:e{MINUS}?\d+)?)(?! ·)(?=[,.:;)]?(?: |$))"
    )
    for ref in cells(passes):
        for text in told(passes, ref, notation):
            for name, row, col, value in said.findall(text):
                if name == "P":
                    continue
                shown = presented(passes, name, notation)
                entry = shown[int(row) - notation.base, int(col) - notation.base] + 0.0
                assert value.rstrip(".") == number(float(entry)), text


@given(seeds, notations)
@settings(max_examples=60, deadline=None)
def test_parts_are_the_products_that_they_are_called_and_add_up(
    seed: int, notation: Notation
) -> None:
    passes = network(seed)
    for ref in cells(passes):
        parts = formula(passes, ref, notation).parts
        if not parts or ref.name in ("W", "X", "b"):
            continue
        for part in parts:
            if set("/−") & set(part.label) or part.label.startswith(("P[", "2·", "through")):
                continue  # shares of a derivative, not products of two entries
            factors = [
                presented(passes, name, notation)[int(a) - notation.base, int(b) - notation.base]
                for name, a, b in CELL.findall(part.label)
            ]
            assert part.value == pytest.approx(np.prod(factors))
        if ref.name.endswith("_grad") or ref.name[0] == "Y":
            entry = passes.matrix(ref.name)[ref.row, ref.col]
            total = sum(part.value for part in parts)
            size = sum(abs(part.value) for part in parts)
            assert total == pytest.approx(entry, rel=1e-9, abs=1e-12 * size + 1e-14)


def deep(kind: str, *, X: list[list[float]] | None = None) -> Passes:
    """Return a linear layer, an activation and another linear layer."""
    net = Network([Linear([[1, -2], [0.5, 1]], [0, 1]), Activation(kind), Linear([[4, 1]])])
    return net.backprop(X or [[1, 0], [2, -1]], Y_grad=[[1, 1]])


def test_a_relu_that_is_off_stops_the_gradient() -> None:
    assert lines(deep("relu"), CellRef("Y1_grad", 0, 0)) == [
        "relu′(Y1[1,1]) · Y2_grad[1,1]",
        "relu′(x) = 1 for x > 0, else 0",
        "= relu′(−3) · 4",
        "= 0 · 4",
        "= 0",
    ]
    assert lines(deep("relu"), CellRef("Y1_grad", 0, 1), "xw") == [
        "relu′(Y1[2,1]) · Y2_grad[2,1]",
        "relu′(x) = 1 for x > 0, else 0",
        "= relu′(2) · 4",
        "= 1 · 4",
        "= 4",
    ]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("identity", ["Y1[1,1]", "= −3"]),
        ("relu", ["max(0, Y1[1,1])", "= max(0, −3)", "= 0"]),
        ("leaky_relu", ["max(Y1[1,1], 0.01·Y1[1,1])", "= max(−3, 0.01·(−3))", "= −0.03"]),
        ("sigmoid", ["1 / (1 + exp(−Y1[1,1]))", "= 1 / (1 + exp(−(−3)))", "≈ 0.04743"]),
        ("tanh", ["tanh(Y1[1,1])", "= tanh(−3)", "≈ −0.9951"]),
        ("softplus", ["log(1 + exp(Y1[1,1]))", "= log(1 + exp(−3))", "≈ 0.04859"]),
        ("gelu", ["Y1[1,1] · Φ(Y1[1,1])", "= (−3) · Φ(−3)", "≈ −0.004050"]),
        (
            "softmax",
            [
                "exp Y1[1,1] / Σᵢ exp Y1[i,1]",
                "= exp(−3) / (exp(−3) + exp(3.5))",
                "≈ 0.001501",
            ],
        ),
    ],
)
def test_formulas_of_the_activations(kind: str, told: list[str]) -> None:
    assert lines(deep(kind), CellRef("Y2", 0, 0)) == told


@pytest.mark.parametrize("kind", ACTIVATIONS)
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_a_gradient_through_an_activation_is_told_with_its_numbers(
    kind: str, convention: Convention
) -> None:
    passes = deep(kind)
    for ref in (CellRef("Y1_grad", 0, 0), CellRef("Y1_grad", 1, 1)):
        *_, result = lines(passes, ref, convention)
        sign, value = result.split(" ")
        assert sign in "=≈"
        assert value == number(float(passes.matrix("Y1_grad")[ref.row, ref.col]) + 0.0)


def test_softmax_tells_that_it_mixes() -> None:
    passes = deep("softmax")
    told = lines(passes, CellRef("Y1_grad", 0, 0), "xwt")
    assert told[0] == "Y2[1,1] · (Y2_grad[1,1] − Σᵢ Y2[1,i] · Y2_grad[1,i])"
    assert told[1] == "≈ 0.001501 · (4 − (0.001501·4 + 0.9985·1))"
    parts = formula(passes, CellRef("Y1_grad", 0, 0), Notation(convention="xwt")).parts
    p, q = passes.values["Y2"][:, 0]
    assert [part.label for part in parts] == ["through Y2[1,1]", "through Y2[1,2]"]
    assert [part.value for part in parts] == pytest.approx([p * (1 - p) * 4, -p * q * 1])


def test_tied_weights_add_up_what_their_uses_say() -> None:
    layer = Linear([[2.0]])
    passes = Network([layer, Activation("identity"), layer]).backprop([[3]])
    assert lines(passes, CellRef("W1_grad", 0, 0)) == [
        "Σⱼ Y1_grad[1,j] · X[1,j]",
        "+ Σⱼ Y3_grad[1,j] · Y2[1,j]",
        "= 6 + 6",
        "= 12",
    ]
    parts = formula(passes, CellRef("W1_grad", 0, 0)).parts
    assert [(part.label, part.value) for part in parts] == [
        ("Y1_grad[1,1]·X[1,1]", 6.0),
        ("Y3_grad[1,1]·Y2[1,1]", 6.0),
    ]


@pytest.mark.parametrize(
    ("convention", "first"),
    [
        ("wx", "Σᵢ W[i,2] · Y_grad[i,1]"),
        ("xw", "Σᵢ Y_grad[1,i] · W[2,i]"),
        ("xwt", "Σᵢ Y_grad[1,i] · W[i,2]"),
    ],
)
def test_factors_stand_in_the_order_of_the_convention(convention: Convention, first: str) -> None:
    passes = Network([Linear([[2, -1], [1, 3]])]).backprop([[1], [3]], Y_grad=[[1], [5]])
    told = lines(passes, CellRef("X_grad", 1, 0), convention)
    written = "(−1)·1 + 3·5" if convention == "wx" else "1·(−1) + 5·3"
    assert told == [first, f"= {written}", "= 14"]
