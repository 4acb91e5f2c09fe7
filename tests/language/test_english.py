"""Plain English for numbers and blocks of cells, in every convention."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.graph.dependence import Block
from gradviz.language.english import block_words, is_rounded, named_value, relation
from gradviz.language.notation import Notation
from tests.views.texts import CELL


@pytest.mark.parametrize("name", ["W2", "X", "Y1_grad", "W1_grad"])
@given(st.sampled_from(CONVENTIONS), st.integers(0, 1), st.integers(0, 2), st.integers(0, 2))
def test_a_block_is_found_where_its_words_say(
    name: str, convention: Convention, base: int, row: int, col: int
) -> None:
    """Read "row 2 of W2" and mark those cells in the matrix as it is written: the block it was."""
    notation = Notation(base, convention)
    rows, cols = range(3), range(4)
    for block in (
        Block(name, range(row, row + 1), cols),
        Block(name, rows, range(col, col + 1)),
        Block(name, range(row, row + 1), range(col, col + 1)),
        Block(name, rows, cols),
    ):
        marked = np.zeros((3, 4), dtype=bool)
        marked[block.rows.start : block.rows.stop, block.cols.start : block.cols.stop] = True
        shown = marked.T if notation.is_flipped(name) else marked
        found = np.zeros_like(shown)
        found[_read(str(block_words(block, notation)), name, base)] = True
        np.testing.assert_array_equal(found, shown)


def _read(words: str, name: str, base: int) -> tuple[slice, slice]:
    """Return the rows and columns that words for a block are about."""
    every = slice(None)
    if cell := CELL.fullmatch(words):
        first, second = int(cell[2]) - base, int(cell[3]) - base
        return slice(first, first + 1), slice(second, second + 1)
    way, *rest = words.split(" ")
    assert rest[-2:] == ["of", name]
    if way == "all":
        return every, every
    one = slice(int(rest[0]) - base, int(rest[0]) - base + 1)
    return (one, every) if way == "row" else (every, one)


def test_equal_is_only_said_of_what_is_equal() -> None:
    assert named_value("W1[1,2]", 0.1 + 0.2) == "W1[1,2] = 0.3"
    assert named_value("W1[1,2]", 1 / 3) == "W1[1,2] ≈ 0.3333"
    assert is_rounded(1 / 3)
    assert not is_rounded(float("nan"))
    assert relation("0.25", [("2", "−2"), ("−2", "−3")], divisor=8) == "="
    assert relation("1e20", [("1e20",), ("1",)]) == "≈"
    assert relation("NaN", [("∞",), ("−∞",)]) == "="
