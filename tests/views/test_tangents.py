"""Directions dX, dW: there is always one of the right size, and a typed one is not lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.jacobians.tangents import default_tangent
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.errors import InputError
from gradviz.refs import CellRef
from gradviz.session.document import Document, example, network_document
from gradviz.session.edits import resize, set_block, set_cell
from gradviz.session.files.file import from_json, to_json


def deep() -> Document:
    layers = [Linear(np.ones((3, 2)), np.ones((3, 1))), Activation("relu"), Linear(np.ones((1, 3)))]
    return network_document(
        Network(layers), np.ones((2, 4)), loss="sum", target=np.ones((1, 4)), seed=np.ones((1, 4))
    )


@given(st.integers(1, 40), st.integers(1, 40))
def test_the_default_is_small_numbers_column_after_column(rows: int, cols: int) -> None:
    made = default_tangent((rows, cols))
    assert made.shape == (rows, cols)
    expected = [(1.0, -1.0, 2.0)[n % 3] for n in range(rows * cols)]
    assert made.ravel(order="F").tolist() == expected
    assert not made.flags.writeable
    assert default_tangent((rows, cols)) is made  # told by identity: pictures are kept by it


def test_every_matrix_that_moves_has_a_tangent_of_its_size() -> None:
    document = deep()
    shapes = {
        name: document.matrix(name).shape for name in ("dX", "dW1", "db1", "dY1", "dY2", "dW2")
    }
    assert shapes == {
        "dX": (2, 4), "dW1": (3, 2), "db1": (3, 1), "dY1": (3, 4), "dY2": (3, 4), "dW2": (1, 3),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["d", "dT", "dQ", "dW9", "X_grad", "ddX"])
def test_what_is_no_matrix_does_not_move(name: str) -> None:
    assert deep().tangent(name) is None
    with pytest.raises(InputError, match=f"no matrix '{name}'"):
        deep().matrix(name)


def test_setting_an_entry_keeps_the_others_and_nothing_else_changes() -> None:
    before = example()
    after = set_cell(before, CellRef("dX", 2, 1), 7.5)
    expected = default_tangent((3, 4)).copy()
    expected[2, 1] = 7.5
    assert after.matrix("dX").tolist() == expected.tolist()
    assert before.matrix("dX") is default_tangent((3, 4))
    assert after.network is before.network
    assert after.X is before.X
    assert set_cell(after, CellRef("dX", 2, 1), 7.5) is after


def test_no_entry_outside() -> None:
    with pytest.raises(InputError):
        set_cell(example(), CellRef("dX", 3, 0), 1.0)


def test_of_another_size_the_default_is_taken_and_the_typed_one_comes_back() -> None:
    typed = set_cell(example(), CellRef("dX", 0, 0), 9.0)
    wider = resize(typed, N=5)
    assert wider.matrix("dX") is default_tangent((3, 5))
    assert resize(wider, N=4).matrix("dX")[0, 0] == 9.0
    assert wider.matrix("dW") is default_tangent((2, 3))


def test_odd_numbers_survive_a_file_bit_for_bit() -> None:
    typed = set_block(example(), "dX", 0, 0, [[np.nan, -0.0], [np.inf, 1 / 3]])
    typed = set_cell(typed, CellRef("dW", 1, 2), 5e-324)
    back = from_json(to_json(typed))
    for name in ("dX", "dW"):
        assert back.matrix(name).tobytes() == typed.matrix(name).tobytes()
    assert set(back.tangents) == {"dX", "dW"}  # what nobody typed is in no file


@pytest.mark.parametrize("count", [1, 5])
def test_a_tangent_that_is_out_of_force_does_not_spoil_the_file(count: int) -> None:
    wider = resize(set_cell(example(), CellRef("dX", 0, 0), 9.0), N=count)
    assert from_json(to_json(wider)).matrix("dX").shape == (3, count)
