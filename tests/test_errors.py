import copy
import pickle
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.errors import LONGEST, GradvizError, InputError, ShapeError, one_line

ANY = st.text(st.characters(exclude_categories=()), max_size=40)


@given(ANY | st.tuples(ANY, st.integers(0, 300)).map(lambda some: some[0] * some[1]))
def test_any_text_becomes_one_line(text: str) -> None:
    told = one_line(text)
    assert len(told) <= LONGEST
    assert told.isprintable()
    told.encode()  # no lone surrogates
    assert one_line(told) == told


def test_no_character_that_acts_comes_through() -> None:
    acting = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code)) in acting:
            assert chr(code) not in one_line(f"a{chr(code)}b")


@pytest.mark.parametrize("text", ["W is 2×3", "é 漢字 Σ ∂ ᵀ … − ½", "", "'a\\nb'"])
def test_what_can_be_read_stays(text: str) -> None:
    assert one_line(text) is text


def test_a_long_text_keeps_its_start_and_its_end() -> None:
    told = one_line("start " + "x" * 10_000 + " end")
    assert told.startswith("start x")
    assert told.endswith("x end")
    assert len(told) == LONGEST


@pytest.mark.parametrize("kind", [GradvizError, InputError, ShapeError])
def test_every_refusal_is_one_line(kind: type[GradvizError]) -> None:
    error = kind("row 1:\x1b[31m\n'x'")
    assert str(error) == r"row 1:\x1b[31m\n'x'"
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own
    assert str(again) == str(copy.copy(error)) == str(error)
