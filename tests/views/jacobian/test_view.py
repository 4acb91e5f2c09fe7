"""The Jacobian view of a document: what its cells are entries of, what is edited, and when."""

import math

import numpy as np
import pytest
from hypothesis import given, settings

from gradviz.engine.convention import CONVENTIONS
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.language.notation import Notation
from gradviz.refs import CellRef
from gradviz.session.document import Document, example, network_document, passes
from gradviz.session.edits import resize, set_cell, set_convention, set_view
from gradviz.views.choice import view_of
from gradviz.views.jacobian.setting import PARTS
from gradviz.views.jacobian.view import JacobianView
from tests.views.jacobian.jacobians import Drawn, any_drawn, classifier, drawn, stack

ORDERS = ("F", "C")


def cells(made: Drawn) -> list[CellRef]:
    """Return every cell of the picture."""
    rows, cols = made.lin.shape
    shapes = {
        "y_grad": (1, rows), "J": (rows, cols), "dx": (cols, 1),
        "x_grad": (1, cols), "dy": (rows, 1), "dl": (1, 1),
    }  # fmt: skip
    return [CellRef(name, *place) for name, shape in shapes.items() for place in np.ndindex(shape)]


# --- cells and entries


@given(any_drawn())
@settings(max_examples=60, deadline=None)
def test_each_cell_is_an_entry_that_is_there_and_leads_back_to_the_cell(made: Drawn) -> None:
    for cell in cells(made):
        entry = made.view.entry(cell)
        assert made.view.has(entry)
        assert cell in made.view.cells(entry)
        assert made.view.name(entry, Notation())


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("wrt", ["X", "W"])
def test_vec_lays_entries_out_as_numpy_does(wrt: str, order: str) -> None:
    made = drawn(wrt=wrt, order=order)  # type: ignore[arg-type]  # one of the orders
    for part, name in (("x_grad", f"{wrt}_grad"), ("y_grad", "Y_grad")):
        values = made.passes.matrix(name)
        flat = values.ravel(order=order)  # type: ignore[call-overload]  # one of the orders
        told = [made.view.value(made.view.entry(CellRef(part, 0, n))) for n in range(flat.size)]
        assert told == flat.tolist()
    for part, name in (("dx", f"d{wrt}"), ("dy", "dY")):
        count = made.lin.shape[1 if part == "dx" else 0]
        found = [made.view.entry(CellRef(part, n, 0)) for n in range(count)]
        assert {ref.name for ref in found} == {name}
        assert len({(ref.row, ref.col) for ref in found}) == count
        first = [(ref.row, ref.col) for ref in found[:2]]
        assert first == ([(0, 0), (1, 0)] if order == "F" else [(0, 0), (0, 1)])


def test_an_entry_of_w_is_in_every_copy_and_one_of_x_in_none_by_x() -> None:
    made = drawn()
    W = made.passes.W
    for i, k in np.ndindex(2, 3):
        found = made.view.cells(CellRef("W", i, k))
        assert len([ref for ref in found if ref.name == "J"]) == 4
        for ref in found:
            if ref.name == "J":
                assert made.view.value(ref) == W[i, k]
                assert made.view.given(ref) == CellRef("W", i, k)
    assert not any(ref.name == "J" for ref in made.view.cells(CellRef("X", 0, 0)))


def test_other_samples_are_not_in_the_picture_of_one() -> None:
    made = drawn(sample=1)
    assert CellRef("x_grad", 0, 2) in made.view.cells(CellRef("X_grad", 2, 1))
    for name in ("X_grad", "dX", "Y_grad", "dY"):
        assert not set(PARTS) & {ref.name for ref in made.view.cells(CellRef(name, 1, 0))}


# --- numbers


@pytest.mark.parametrize("sample", [None, 0, 3])
def test_what_only_this_view_has_is_as_large_as_the_whole_matrix(sample: int | None) -> None:
    made = drawn(sample=sample)
    moved = made.passes.W @ made.document.matrix("dX")
    assert made.view.shape("dX") == (3, 4)
    assert made.view.shape("dY") == (2, 4)
    assert made.view.shape("dl") == (1, 1)
    assert made.view.shape("J") == ((8, 12) if sample is None else (2, 3))
    assert made.view.shape("dW") is None
    assert made.view.shape("nothing") is None
    told = [[made.view.value(CellRef("dY", i, j)) for j in range(4)] for i in range(2)]
    assert np.array(told) == pytest.approx(moved)
    for ref, is_there in (
        (CellRef("dY", 1, 3), True), (CellRef("dY", 2, 0), False), (CellRef("J", 0, -1), False),
        (CellRef("J", 8, 0), False), (CellRef("dQ", 0, 0), False), (CellRef("W", 1, 2), True),
    ):  # fmt: skip
        assert made.view.has(ref) == is_there


def test_dl_is_the_slope_of_the_loss() -> None:
    document = classifier()
    made = drawn(document, "Y2")
    dX, step = document.matrix("dX"), 1e-6
    ends = []
    for side in (step, -step):
        moved = document
        for k, j in np.ndindex(dX.shape):
            moved = set_cell(moved, CellRef("X", k, j), document.X[k, j] + side * dX[k, j])
        loss = passes(moved).loss
        assert loss is not None
        ends.append(loss)
    slope = (ends[0] - ends[1]) / (2 * step)
    assert made.view.value(CellRef("dl", 0, 0)) == pytest.approx(slope, abs=1e-6)


# --- what is edited


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("sample", [None, 2])
@pytest.mark.parametrize("wrt", ["X", "W"])
def test_editing_what_is_behind_an_entry_of_j_changes_that_entry(
    wrt: str, order: str, sample: int | None
) -> None:
    made = drawn(wrt=wrt, order=order, sample=sample)  # type: ignore[arg-type]  # one of the orders
    rows, cols = made.lin.shape
    touched = 0
    for row, col in np.ndindex(rows, cols):
        given_ref = made.view.given(CellRef("J", row, col))
        if given_ref is None:
            assert made.lin.jacobian.window(range(row, row + 1), range(col, col + 1))[0, 0] == 0
            continue
        touched += 1
        assert given_ref.name == ("W" if wrt == "X" else "X")
        changed = drawn(set_cell(made.document, given_ref, 77.0), "", wrt, order, sample)  # type: ignore[arg-type]  # one of the orders
        assert changed.view.value(CellRef("J", row, col)) == 77.0
    assert touched == made.lin.jacobian.pattern.entries


def test_dy_is_computed_and_cannot_be_edited() -> None:
    assert drawn().view.given(CellRef("dY", 0, 0)) is None
    assert drawn(stack(), "Y2").view.given(CellRef("dY2", 0, 0)) is None


def test_what_is_given_is_edited_and_what_is_computed_is_not() -> None:
    made = drawn()
    view = made.view
    assert view.given(CellRef("dX", 1, 2)) == CellRef("dX", 1, 2)
    assert view.given(CellRef("W", 0, 0)) == CellRef("W", 0, 0)
    for name in ("dl", "X_grad", "Y_grad", "W_grad"):
        assert view.given(CellRef(name, 0, 0)) is None, name
    seeded = drawn(stack(), "Y3")
    assert seeded.view.given(CellRef("Y3_grad", 0, 0)) == CellRef("Y3_grad", 0, 0)


def test_of_several_layers_j_is_no_entry_that_can_be_edited() -> None:
    for made in (drawn(stack(), "Y3"), drawn(stack(), "Y2", "Y1"), drawn(classifier(), "Y2", "W1")):
        assert made.view.given(CellRef("J", 0, 0)) is None
    hidden = drawn(stack(), "Y3", "Y2")
    assert hidden.view.given(CellRef("J", 1, 2)) == CellRef("W2", 1, 2)
    by_w = drawn(stack(), "Y3", "W2")  # its X is Y2, which is computed
    assert by_w.view.given(CellRef("J", 0, 0)) is None


def test_of_tied_weights_no_entry_of_j_by_w_is_one_of_x() -> None:
    shared = Linear([[1.0, 2.0], [3.0, 4.0]])
    tied = network_document(
        Network([shared, Activation("tanh"), shared]), [[0.3], [0.1]], loss="sum",
        target=np.ones((2, 1)), seed=np.ones((2, 1)),
    )  # fmt: skip
    assert drawn(tied, "Y3", "W1").view.given(CellRef("J", 0, 0)) is None
    assert drawn(tied, "Y1", "X").view.given(CellRef("J", 0, 1)) == CellRef("W1", 0, 1)


# --- time


def test_phases_are_named_and_key_frames_say_what_they_complete() -> None:
    view = drawn(sample=1).view
    timeline, spoken = view.timeline, Notation()
    titles = [str(view.title(phase)) for phase in timeline.phases]
    assert titles == ["from the left", "dl", "from the right", "dl again"]
    keys = [str(view.key(timeline.key(n), spoken)) for n in range(timeline.steps + 1)]
    assert keys == [
        "start", "row 1 of J added", "row 2 of J added", "dl",
        "column 1 of J added", "column 2 of J added", "column 3 of J added", "dl again",
    ]  # fmt: skip
    everything = drawn().view
    assert [str(everything.title(p)) for p in everything.timeline.phases[4:]] == ["fold", "flip"]
    assert str(view.key(timeline.key(1), Notation(base=0))) == "row 0 of J added"
    many = drawn(resize(example(), N=30)).view
    told = [str(many.key(many.timeline.key(n), spoken)) for n in (1, 48)]
    assert told == ["row 1 of J added", "rows 59 to 60 of J added"]
    assert all(view.axis(phase) is None for phase in timeline.phases)


def test_a_click_leads_to_the_key_frame_that_completes_an_entry() -> None:
    for sample in (None, 1):
        made = drawn(sample=sample)
        view, timeline = made.view, made.timeline
        ends = {phase.kind: phase.end for phase in timeline.phases}
        assert view.time_of(CellRef("X_grad", 0, 1)) == ends["left"]
        assert view.time_of(CellRef("dY", 0, 1)) == ends["right"]
        assert view.time_of(CellRef("dl", 0, 0)) == ends["left dl"]
        assert view.time_of(CellRef("J", 0, 0)) is None
        for ref in (CellRef("Y_grad", 1, 1), CellRef("dX", 2, 1)):  # these are always there
            assert view.time_of(ref) is None


# --- the choice of it


def test_the_view_of_a_document_is_the_one_that_is_chosen() -> None:
    plain = example()
    assert not isinstance(view_of(plain, passes(plain)), JacobianView)
    chosen = set_view(plain, view="jacobian")
    view = view_of(chosen, passes(chosen))
    assert isinstance(view, JacobianView)
    assert view.names[: len(PARTS)] == PARTS


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_names_are_those_that_people_write(convention: str) -> None:
    made = drawn(set_convention(example(), convention))  # type: ignore[arg-type]  # one of CONVENTIONS
    spoken = Notation(convention=convention)  # type: ignore[arg-type]  # one of CONVENTIONS
    expected = "dX[2,3]" if convention == "wx" else "dX[3,2]"
    assert made.view.name(CellRef("dX", 1, 2), spoken) == expected
    assert made.view.name(CellRef("J", 1, 2), spoken) == "J[2,3]"
    assert made.view.name(CellRef("dl", 0, 0), spoken) == "dl"


def test_there_are_questions_about_what_the_network_has_only() -> None:
    view = drawn().view
    assert view.whys(CellRef("X_grad", 0, 0), Notation())
    assert view.whys(CellRef("J", 0, 0), Notation()) == ()
    assert view.whys(CellRef("dX", 0, 0), Notation()) == ()


def test_a_typed_tangent_is_what_the_product_takes() -> None:
    document: Document = example()
    before = drawn(document).view.value(CellRef("dl", 0, 0))
    after = drawn(set_cell(document, CellRef("dX", 0, 0), 11.0))
    expected = before + 10.0 * after.passes.X_grad[0, 0]
    assert after.view.value(CellRef("dl", 0, 0)) == pytest.approx(expected)
    spoiled = drawn(set_cell(document, CellRef("dX", 0, 0), math.nan))
    assert math.isnan(spoiled.view.value(CellRef("dl", 0, 0)))
