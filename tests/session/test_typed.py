"""What was typed is found again, and never says another number than the cell holds."""

import copy
import pickle
from dataclasses import replace

import pytest

from gradviz.errors import InputError
from gradviz.refs import CellRef
from gradviz.session.document import Document, example
from gradviz.session.edits import fill, resize, set_block, set_cell, set_convention, set_matrix
from gradviz.session.files.file import from_json, to_json
from gradviz.session.layers import add_layer
from gradviz.session.typed import from_lines, to_lines, type_entry, typed_text

CELL = CellRef("W", 0, 2)


@pytest.fixture
def typed() -> Document:
    return type_entry(example(), CELL, " 1/3 ")


def test_typed_text_is_kept_beside_its_number(typed: Document) -> None:
    assert typed.W[0, 2] == 1 / 3
    assert typed_text(typed, CELL) == "1/3"
    assert typed_text(typed, CellRef("W", 0, 1)) is None


@pytest.mark.parametrize("text", ["0.5", "2", "-1.0", "1e+20", "nan"])
def test_a_plain_number_is_not_kept_twice(text: str) -> None:
    assert type_entry(example(), CELL, text).typed == ()


def test_the_same_number_typed_otherwise_is_an_edit_of_the_text_alone() -> None:
    document = type_entry(example(), CELL, "1/2")
    assert document is not example()
    assert document.W is example().W or document.W.tolist() == example().W.tolist()
    assert typed_text(document, CELL) == "1/2"
    assert type_entry(document, CELL, "1/2") is document
    assert typed_text(type_entry(document, CELL, "0.5"), CELL) is None


@pytest.mark.parametrize(
    "edit",
    [
        lambda document: set_cell(document, CELL, 0.3333),
        lambda document: resize(document, K=2),
        lambda document: fill(document, "W", "identity"),
        lambda document: set_block(document, "W", 0, 1, [[5, 6]]),
        lambda document: set_matrix(document, "W", document.W.T),
        lambda document: add_layer(document, 0, "linear"),
    ],
)
def test_it_never_lies(typed: Document, edit) -> None:
    new = edit(typed)
    for name in ("W", "W1", "W2", "X"):
        for ref in (CellRef(name, row, col) for row in range(4) for col in range(4)):
            text = typed_text(new, ref)
            assert text is None or (text == "1/3" and new.matrix(name)[ref.row, ref.col] == 1 / 3)


def test_it_comes_back_with_the_number(typed: Document) -> None:
    """An undo brings the old document, a redo the new one; and the cell may be set again."""
    away = set_cell(typed, CELL, 7.0)
    assert typed_text(away, CELL) is None
    assert typed_text(set_cell(away, CELL, 1 / 3), CELL) == "1/3"


def test_a_convention_turns_what_is_seen_and_no_text(typed: Document) -> None:
    assert typed_text(set_convention(typed, "xw"), CELL) == "1/3"


def test_sessions_keep_it(typed: Document) -> None:
    text = to_json(typed)
    assert '"typed": "W 0 2 1/3"' in text
    assert typed_text(from_json(text), CELL) == "1/3"
    assert to_json(from_json(text)) == text


def test_sessions_keep_only_what_holds(typed: Document) -> None:
    assert "typed" not in to_json(set_cell(typed, CELL, 7.0))
    assert "typed" not in to_json(example())


def test_every_cell_of_a_large_matrix_may_be_typed() -> None:
    side = 64
    pairs = tuple(
        (CellRef("W", r, c), f"{r + 1}/{c + 3}") for r in range(side) for c in range(side)
    )
    values = [[(r + 1) / (c + 3) for c in range(side)] for r in range(side)]
    document = replace(set_matrix(example(), "W", values), typed=pairs)
    again = from_json(to_json(document))
    assert typed_text(again, CellRef("W", 63, 61)) == "64/64"
    assert len(again.typed) == side * side


def test_it_is_copied_and_pickled(typed: Document) -> None:
    again = pickle.loads(pickle.dumps(typed))  # noqa: S301 - it was made here
    assert typed_text(again, CELL) == "1/3"
    assert copy.deepcopy(typed) is typed


@pytest.mark.parametrize("line", ["W 0 2", "W 0 x 1/3", "W -1 2 1/3", "W 0 2 " + "1" * 201, "W"])
def test_a_session_with_another_line_is_refused(line: str) -> None:
    with pytest.raises(InputError, match="typed: line 1 needs a matrix"):
        from_lines(line)


@pytest.mark.parametrize("line", ["Z 0 0 1/3", "W 9 9 1/3", "W 0 2 import os", "W 0 2 1/0"])
def test_lines_without_a_cell_or_a_number_say_nothing(line: str) -> None:
    document = replace(example(), typed=from_lines(line))
    assert to_lines(document) == ""
    assert typed_text(document, CELL) is None
