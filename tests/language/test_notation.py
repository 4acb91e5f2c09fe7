"""Names, indices, lines and formulas of every convention: read back, they give the numbers."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.engine.backprop import backprop
from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.passes import Passes
from gradviz.engine.wiring import LayerNames
from gradviz.language.notation import AXES, PRODUCTS, Axis, Notation
from gradviz.refs import CellRef
from tests.views.texts import CELL, presented

SECOND = LayerNames("linear", "W2", "b2", "Y1", "Y2")
conventions = st.sampled_from(CONVENTIONS)
sides = st.integers(1, 4)


def made(m: int, k: int, n: int, seed: int = 0) -> Passes:
    rng = np.random.default_rng(seed)
    W, X = rng.normal(size=(m, k)), rng.normal(size=(k, n))
    return backprop(W, X, b=rng.normal(size=(m, 1)), Y_grad=rng.normal(size=(m, n)))


@given(sides, sides, sides, conventions)
def test_formulas_read_as_numpy_give_the_matrices(
    m: int, k: int, n: int, convention: Convention
) -> None:
    """X_grad = W^T Y_grad and its like are computed from matrices as the convention has them."""
    passes, notation = made(m, k, n), Notation(convention=convention)
    for role in PRODUCTS:
        name, _, product = notation.formula(role, has_bias=True).partition(" = ")
        code = product.replace(" + ", "+").replace(" ", " @ ").replace("^T", ".T")
        matrices = {other: presented(passes, other, notation) for other in passes.names}
        computed = eval(code, {}, matrices)  # noqa: S307 - a formula made here
        assert name == role
        np.testing.assert_allclose(computed, presented(passes, role, notation))


@pytest.mark.parametrize(
    ("convention", "formulas"),
    [
        ("wx", ["Y2 = W2 Y1 + b2", "Y1_grad = W2^T Y2_grad", "W2_grad = Y2_grad Y1^T"]),
        ("xw", ["Y2 = Y1 W2 + b2", "Y1_grad = Y2_grad W2^T", "W2_grad = Y1^T Y2_grad"]),
        ("xwt", ["Y2 = Y1 W2^T + b2", "Y1_grad = Y2_grad W2", "W2_grad = Y2_grad^T Y1"]),
    ],
)
def test_formulas_of_a_layer_of_a_network(convention: Convention, formulas: list[str]) -> None:
    notation = Notation(convention=convention).of_layer(SECOND)
    assert [notation.formula(role, has_bias=True) for role in PRODUCTS] == formulas


@given(sides, sides, sides, conventions, st.sampled_from([0, 1]))
def test_a_cell_is_found_where_its_name_says(
    m: int, k: int, n: int, convention: Convention, base: int
) -> None:
    passes, notation = made(m, k, n), Notation(base, convention)
    for name in passes.names:
        values, shown = passes.matrix(name), presented(passes, name, notation)
        for row, col in np.ndindex(values.shape):
            told = notation.cell(CellRef(name, row, col))
            found = CELL.fullmatch(told)
            assert found is not None
            a, b = int(found[2]) - base, int(found[3]) - base
            assert (found[1], shown[a, b]) == (name, values[row, col])
            assert notation.index(name, row, col) == (a + base, b + base)


@given(sides, sides, sides, conventions, st.sampled_from([0, 1]))
def test_a_line_is_the_row_or_column_that_it_is_called(
    m: int, k: int, n: int, convention: Convention, base: int
) -> None:
    passes, notation = made(m, k, n), Notation(base, convention)
    for role in ("W", "X", "Y", "Y_grad", "X_grad", "W_grad"):
        for place, axis in enumerate(AXES[role[0]]):
            assert axis is not None
            values = np.moveaxis(passes.matrix(role), place, 0)
            for at, line in enumerate(values):
                np.testing.assert_array_equal(_read(passes, notation, role, axis, at), line)


def _read(passes: Passes, notation: Notation, role: str, axis: Axis, at: int) -> Matrix:
    """Return what stands in the line that is told of."""
    told = str(notation.line(role, axis, at))
    found = re.fullmatch(r"(row|column) (\d+) of (\w+)", told)
    assert found is not None
    shown = presented(passes, found[3], notation)
    place = int(found[2]) - notation.base
    return shown[place] if found[1] == "row" else shown[:, place]


@given(sides, sides, sides, conventions)
def test_a_picture_shows_what_it_says(m: int, k: int, n: int, convention: Convention) -> None:
    """In a picture X is left of Y and W above, or the other way round; names say if they turned."""
    passes, notation = made(m, k, n), Notation(convention=convention)
    for role in ("W", "X", "Y", "W_grad"):
        drawn = passes.matrix(role).T if notation.is_drawn_flipped else passes.matrix(role)
        shown = presented(passes, role, notation)
        label = notation.drawn(role)
        np.testing.assert_array_equal(drawn, shown.T if label.endswith("^T") else shown)
        for axis in AXES[role[0]]:
            assert axis is not None
            is_row = notation.drawn_letters(role)[0] == axis
            way = "row" if is_row else "column"
            assert str(notation.drawn_line(role, axis, 0)) == f"{way} 1 of {label}"
    assert notation.stands_left("W") != notation.stands_left("X")
    left = "W" if notation.stands_left("W") else "X"
    assert notation.drawn_letters(left)[0] == notation.drawn_letters("Y")[0]


def test_roles_become_names_and_other_text_stays() -> None:
    notation = Notation().of_layer(SECOND)
    assert notation.written("Wᵀ, W⁻¹ and W_grad; X stays, W1 too; a WX is no name") == (
        "W2ᵀ, W2⁻¹ and W2_grad; Y1 stays, W1 too; a WX is no name"
    )
    assert [notation.name(role) for role in ("X_grad", "Y", "P", "P_grad", "T", "b")] == [
        "Y1_grad",
        "Y2",
        "P2",
        "P2_grad",
        "T",
        "b2",
    ]
    assert notation.of_layer(None).written("W X") == "W X"
