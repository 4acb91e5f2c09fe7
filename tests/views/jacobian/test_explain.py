"""What is said of J, dX, dY and dl: the right numbers, "=" only where it is exact."""

import math
import re
from decimal import Context, Decimal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS
from gradviz.errors import InputError
from gradviz.explain.explanation import Explanation
from gradviz.language.notation import Notation
from gradviz.language.numbers import number
from gradviz.messages.line import plain
from gradviz.refs import CellRef
from gradviz.session.document import example, passes
from gradviz.session.edits import set_cell, set_convention
from gradviz.views.jacobian.explain import cell_name
from tests.views.conftest import document
from tests.views.jacobian.jacobians import Drawn, any_drawn, classifier, drawn, stack

PLAIN = Notation()


def told(made: Drawn, ref: CellRef, notation: Notation | None = None) -> Explanation:
    spoken = notation or Notation(convention=made.document.convention)
    return made.view.explain(ref, spoken, with_check=False)


def lines(explanation: Explanation) -> list[str]:
    return [plain(line) for line in explanation.formula]


# --- J


def test_an_entry_of_the_jacobian_of_a_layer_is_an_entry_of_w() -> None:
    found = told(drawn(), CellRef("J", 3, 4))
    assert found.title == "J[4,5]"
    assert found.value == 3.0
    assert found.sentence == (
        "As X[2,2] starts to rise, Y[2,2] rises 3 times as fast. The slope is W[2,2]."
    )
    assert lines(found) == ["∂Y[2,2] / ∂X[2,2]", "= W[2,2]", "= 3"]
    assert [(str(p.words), p.first) for p in found.comes_from] == [("W[2,2]", CellRef("W", 1, 1))]
    assert [p.first for p in found.feeds] == [CellRef("X_grad", 1, 1), CellRef("dY", 1, 1)]


def test_by_w_it_is_an_entry_of_x() -> None:
    X = np.array(example().X)
    for order, (row, col) in (("F", (3, 5)), ("C", (5, 5))):
        made = drawn(wrt="W", order=order)  # type: ignore[arg-type]  # one of the orders
        found = told(made, CellRef("J", row, col))
        i, j = (row % 2, row // 2) if order == "F" else divmod(row, 4)
        other, k = (col % 2, col // 2) if order == "F" else divmod(col, 3)
        assert i == other
        assert found.value == X[k, j]
        assert f"As W[{i + 1},{k + 1}] starts to rise, Y[{i + 1},{j + 1}]" in found.sentence
        assert found.sentence.endswith(f"The slope is X[{k + 1},{j + 1}].")


def test_what_is_never_touched_is_said_to_be_so_and_no_zero() -> None:
    found = told(drawn(), CellRef("J", 0, 3))
    assert found.sentence == (
        "Y[1,1] has nothing to do with X[1,2]: never touched. No 0 is stored here."
    )
    assert lines(found) == ["∂Y[1,1] / ∂X[1,2]", "never touched"]
    assert not any(re.search(r"= ?0\b", line) for line in lines(found))
    stored = told(drawn(set_cell(example(), CellRef("W", 0, 0), 0.0)), CellRef("J", 0, 0))
    assert "Y[1,1] stays where it is" in stored.sentence
    assert lines(stored)[-1] == "= 0"


@given(any_drawn(), st.integers(0, 10**6), st.integers(0, 10**6))
@settings(max_examples=120, deadline=None)
def test_every_entry_of_j_is_told_with_its_own_number(made: Drawn, row: int, col: int) -> None:
    rows, cols = made.lin.shape
    ref = CellRef("J", row % rows, col % cols)
    J = made.lin.jacobian
    value = J.window(range(ref.row, ref.row + 1), range(ref.col, ref.col + 1))[0, 0]
    touched = J.pattern.touched(range(ref.row, ref.row + 1), range(ref.col, ref.col + 1))[0, 0]
    found = told(made, ref)
    assert same(found.value, float(value))
    assert ("never touched" in found.sentence) == (not touched)
    if touched:
        assert how_fast(float(value)) in found.sentence
        assert lines(found)[-1].endswith(number(float(value) + 0.0))
    for place in (*found.comes_from, *found.feeds):
        assert place.first is None or made.view.has(place.first)


def how_fast(slope: float) -> str:
    """Return what a sentence says of a slope."""
    if not np.isfinite(slope):
        return f" is {number(slope)}."
    verb = "rises" if slope > 0 else "falls"
    fast = "just" if abs(slope) == 1 else f"{number(abs(slope))} times"
    return f"{verb} {fast} as fast" if slope else "stays where it is"


def same(one: float, other: float) -> bool:
    return one == pytest.approx(other, rel=1e-9, nan_ok=True)


def test_the_entries_are_slopes() -> None:
    """That X[1,1] rises by a little, and how Y moves then: by differences of whole documents."""
    made = drawn(stack(), "Y3", "X")
    step = 1e-6
    for row in range(6):
        for col in range(9):
            i, j = row % 2, row // 2
            k, other = col % 3, col // 3
            ends = []
            for side in (step, -step):
                value = float(made.document.X[k, other]) + side
                moved = passes(set_cell(made.document, CellRef("X", k, other), value))
                ends.append(moved.matrix("Y3")[i, j])
            slope = (ends[0] - ends[1]) / (2 * step)
            assert told(made, CellRef("J", row, col)).value == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize("where", [(-1, 0), (8, 0), (0, 12)])
def test_no_entry_outside(where: tuple[int, int]) -> None:
    with pytest.raises(InputError):
        told(drawn(), CellRef("J", *where))


# --- dX


def test_a_tangent_is_yours_to_choose() -> None:
    found = told(drawn(), CellRef("dX", 2, 1))
    assert found.title == "dX[3,2]"
    assert found.value == 2.0
    assert found.sentence.startswith("You choose how far X[3,2] moves.")
    assert lines(found) == ["= 2"]
    assert [p.first for p in found.feeds] == [None, CellRef("dl", 0, 0)]


def test_of_one_sample_only_its_own_column_is_in_the_picture() -> None:
    made = drawn(sample=2)
    assert told(made, CellRef("dX", 1, 2)).value == made.view.value(CellRef("dX", 1, 2))
    with pytest.raises(InputError, match=r"the picture shows no dX\[2,2\]"):
        told(made, CellRef("dX", 1, 1))


# --- dY and dl


def evaluated(line: str) -> Decimal:
    """Return what a written sum of products comes to, exactly: 1e300 + 1 is not 1e300."""
    exact, total = Context(prec=1400), Decimal(0)
    for term in line.removeprefix("= ").split(" + "):
        product = Decimal(1)
        for factor in term.split("·"):
            product = exact.multiply(product, Decimal(factor.strip("()").replace("−", "-")))
        total = exact.add(total, product)
    return total


@pytest.mark.parametrize("order", ["F", "C"])
@pytest.mark.parametrize("wrt", ["X", "W"])
@pytest.mark.parametrize("sample", [None, 1])
def test_dy_is_a_row_of_j_times_dx_with_its_numbers(
    wrt: str, order: str, sample: int | None
) -> None:
    made = drawn(wrt=wrt, order=order, sample=sample)  # type: ignore[arg-type]  # one of the orders
    moved = made.passes.W @ made.document.matrix("dX")
    if wrt == "W":
        moved = made.document.matrix("dW") @ made.passes.X
    for i, j in np.ndindex(2, 4):
        if sample is not None and j != sample:
            continue
        found = told(made, CellRef("dY", i, j))
        assert found.title == f"dY[{i + 1},{j + 1}]"
        assert found.value == pytest.approx(moved[i, j])
        head, numbers, result = lines(found)
        assert re.fullmatch(r"row \d of J · dx", head)
        assert result.split()[1] == number(float(moved[i, j]) + 0.0)
        shown = Decimal(result.split()[1].replace("−", "-"))
        assert (result.split()[0] == "=") == (evaluated(numbers) == shown)
        assert sum(part.value for part in found.parts) == pytest.approx(moved[i, j])
        for part in found.parts:
            assert_part(made, part.label, part.value)


def assert_part(made: Drawn, label: str, value: float) -> None:
    """Check "J[2,3]·dX[1,2]" against the numbers of the two cells that it names."""
    product = 1.0
    for name, row, col in re.findall(r"(\w+)\[(\d+),(\d+)\]", label):
        product *= made.view.value(CellRef(name, int(row) - 1, int(col) - 1))
    assert product == pytest.approx(value), label


def test_dl_is_told_as_x_grad_times_dx() -> None:
    for sample in range(4):
        made = drawn(sample=sample)
        found = told(made, CellRef("dl", 0, 0))
        expected = made.passes.X_grad[:, sample] @ made.document.matrix("dX")[:, sample]
        assert found.title == "dl"
        assert found.value == pytest.approx(expected)
        head, numbers, result = lines(found)
        assert head == "x_gradᵀ · dx"
        assert float(evaluated(numbers)) == pytest.approx(expected, abs=0.01)
        assert (result.split()[0] == "=") == (
            evaluated(numbers) == Decimal(result.split()[1].replace("−", "-"))
        )
        assert len(found.parts) == 3
        for part in found.parts:
            assert f",{sample + 1}]" in part.label
            assert_part(made, part.label, part.value)


@given(any_drawn(), st.integers(0, 10**6))
@settings(max_examples=100, deadline=None)
def test_equal_stands_only_where_what_is_shown_is_equal(made: Drawn, at: int) -> None:
    row = at % made.lin.shape[0]
    for ref in (CellRef("dl", 0, 0), made.view.entry(CellRef("dy", row, 0))):
        found = told(made, ref)
        written = lines(found)
        if len(written) < 3 or "…" in written[1]:
            continue
        if not math.isfinite(found.value) or "NaN" in written[1] or "∞" in written[1]:
            continue
        sign, result = written[2].split()
        assert (sign == "=") == (evaluated(written[1]) == Decimal(result.replace("−", "-"))), (
            written
        )


def test_what_is_rounded_is_about_equal() -> None:
    thirds = set_cell(example(), CellRef("dX", 0, 1), 1 / 3)
    found = told(drawn(thirds, sample=1), CellRef("dl", 0, 0))
    assert lines(found)[2].startswith("≈ ")
    assert lines(told(drawn(sample=1), CellRef("dl", 0, 0)))[2].startswith("= ")


def test_long_sums_tell_their_result_and_no_parts() -> None:
    made = drawn(document((2, 450, 2)))
    for ref in (CellRef("dl", 0, 0), CellRef("dY", 1, 1)):
        found = told(made, ref)
        assert found.parts == ()
        assert len(lines(found)) == 2
        assert lines(found)[1].split()[1] == number(found.value)


def test_long_sums_say_about_where_they_are_rounded() -> None:
    found = told(drawn(document((2, 450, 2))), CellRef("dl", 0, 0))
    assert number(found.value) != repr(found.value).replace("-", "−")
    assert lines(found)[1].startswith("≈ ")


def test_an_entry_of_j_says_about_where_it_is_rounded() -> None:
    made = drawn(set_cell(example(), CellRef("W", 0, 0), 1 / 3))
    assert lines(told(made, CellRef("J", 0, 0)))[-1] == "≈ 0.3333"


# --- odd numbers, other networks, other ways to write


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_odd_numbers_are_told_and_stay_where_they_are(odd: float) -> None:
    made = drawn(set_cell(example(), CellRef("W", 0, 1), odd))
    shown = number(odd)
    assert how_fast(odd) in told(made, CellRef("J", 2, 4)).sentence
    assert "never touched" in told(made, CellRef("J", 2, 1)).sentence
    assert shown in lines(told(made, CellRef("dY", 0, 1)))[1]
    assert lines(told(made, CellRef("dY", 1, 1)))[2] == "= −6"
    assert math.isnan(told(made, CellRef("dl", 0, 0)).value) or math.isinf(
        told(made, CellRef("dl", 0, 0)).value
    )


def test_through_layers_an_entry_comes_from_the_layers_between() -> None:
    for made in (drawn(stack(), "Y3"), drawn(classifier(), "Y2", "W1"), drawn(stack(), "Y2", "Y1")):
        found = told(made, CellRef("J", 0, 0))
        comes = [(str(p.words), p.first) for p in found.comes_from]
        assert comes == [("the layers between them", None)]
        assert "It is" not in found.sentence


def test_what_the_network_has_is_explained_as_in_every_view() -> None:
    found = told(drawn(), CellRef("X_grad", 1, 1))
    assert found.title == "X_grad[2,2]"
    assert found.sentence
    assert found.value == drawn().passes.X_grad[1, 1]


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("base", [0, 1])
def test_names_count_and_turn_as_people_write_them(convention: str, base: int) -> None:
    notation = Notation(base, convention)  # type: ignore[arg-type]  # one of CONVENTIONS
    made = drawn(set_convention(example(), convention))  # type: ignore[arg-type]  # one of CONVENTIONS
    i, j = 1 + base, 2 + base
    rows = convention != "wx"
    name = cell_name(CellRef("dY", 1, 2), made.options, notation)
    assert name == (f"dY[{j},{i}]" if rows else f"dY[{i},{j}]")
    found = told(made, CellRef("J", 5, 7), notation)
    assert found.title == f"J[{5 + base},{7 + base}]"
    # J[5,7] is ∂Y[1,2]/∂X[1,2], and that is W[1,1]
    assert name.removeprefix("d") in found.sentence
    assert f"The slope is W[{1 + base},{1 + base}]." in found.sentence


@given(any_drawn(), st.integers(0, 10**6))
@settings(max_examples=80, deadline=None)
def test_nothing_that_can_be_pointed_at_is_without_words(made: Drawn, at: int) -> None:
    rows, cols = made.lin.shape
    cells = [
        CellRef("y_grad", 0, at % rows), CellRef("x_grad", 0, at % cols), CellRef("dl", 0, 0),
        CellRef("dx", at % cols, 0), CellRef("dy", at % rows, 0),
        CellRef("J", at % rows, at % cols),
    ]  # fmt: skip
    for cell in cells:
        ref = made.view.entry(cell)
        assume(made.view.has(ref))
        found = told(made, ref)
        assert found.sentence
        assert found.title == made.view.name(ref, Notation(convention=made.document.convention))
        assert same(found.value, made.view.value(ref) + 0.0)
