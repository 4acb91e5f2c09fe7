"""Large texts are read line by line as they come, and give what they would give as a whole."""

import io
from collections.abc import Iterator
from itertools import chain

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.errors import GradvizError
from gradviz.session.files.progress import ignored
from gradviz.session.matrices import textfiles
from gradviz.session.matrices.textfiles import reading_in
from gradviz.session.reading.question import Question, Reading

TOKENS = [
    "1", "-2.5", "1,5", "0.3", "nan", "inf", "x", '"2"', "\u22123", ",", ";", "\t", " ", "\n",
    "\r\n", "\n\n", "# 1 2\n", " # x", ",\n", ";\n", "1,2\n", "1;2\n", "1\t2\n", "3 4\n", "\f",
    "...", "\u00a0", "\uff0c", "\uff11",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _small_chunks() -> Iterator[None]:
    """Cut between any two bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(textfiles, "_CHUNK", 3)
        yield


def read(data: bytes, whole: int) -> Matrix | None:
    """Read a text as a whole up to so many characters; None if it is refused."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(textfiles, "MAX_WHOLE", whole)
        try:
            found = reading_in(io.BytesIO(data), ignored)
        except GradvizError:
            return None
    return as_matrix(found)


def as_matrix(found: Reading | Question) -> Matrix:
    """Return a matrix that tells readings apart: all numbers of all of them."""
    readings = found.readings if isinstance(found, Question) else (found,)
    flat = [[float(n) for n in (*r.values.shape, *r.values.ravel())] for r in readings]
    return readings[0].values if len(flat) == 1 else np.array([[*chain.from_iterable(flat)]])


@given(st.lists(st.sampled_from(TOKENS), max_size=14).map("".join))
@example("a,b\n1,2\n3,4\n")
@example("a;b\n1,5;2\n\n")
@example("\n\n1 2\n3 4\n\n\n")
@example("1\n2\n\n")
@example("1\n\n2\n")
@example("# by np.savetxt\n# x\n1.0 2.0\n # y\n3.0 0.3\n")
@example("a,b\n0,1,2\n1,3,4\n")
@example("1,5\n2,5\n")
@example("#N/A,1\n2,3\n")
@example("1 2; 3 4\n5 6; 7 8\n")
@example("1,5\t2\n1.5\t2\n")
@example("\ufeff1,2\n3,4")
@example("1,2\r3,4\r")
@example("\n1,2\n\n3,4\r\n")
@example("\t\u22123")
@example("\t\u22123\n\t2\n")
def test_lines_as_they_come_are_the_text_as_a_whole(text: str) -> None:
    data = text.encode()
    whole, lines = read(data, 10**6), read(data, -1)
    if whole is None or lines is None:
        assert whole is lines
    else:
        assert whole.shape == lines.shape
        assert whole.tobytes() == lines.tobytes()


def test_notations_that_are_taken_as_a_whole_are_read_however_large() -> None:
    for text in (
        "[[1, 2], [3, 4]]",
        "A =\n\n 1 2\n 3 4\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |",
    ):
        found = read(text.encode(), -1)
        assert found is not None
        assert found.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_text_is_decoded_wherever_it_is_cut(codec: str) -> None:
    mark = b"\xff\xfe" if codec == "utf-16-le" else b""
    found = read(mark + "−1\t2,5\r\n3\t4\r\n".encode(codec), -1)
    assert found is not None
    np.testing.assert_array_equal(found, [[-1, 2.5], [3, 4]])
