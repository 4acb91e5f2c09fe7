"""What is parsed piece by piece is what is parsed in one go, however it is cut, and as strict."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gradviz.arrays import Matrix
from gradviz.errors import GradvizError, InputError
from gradviz.session.files import pieces
from gradviz.session.files.jsontext import parsed
from gradviz.session.files.pieces import column_from, matrix_from
from gradviz.session.files.rows import column_of, matrix_of

TOKENS = ["[", "]", "], [", ",", " ", "\n", "1", "-2.5", "1e400", '"NaN"', '"x"', "null", "[1, 2]"]
ROWS = st.lists(
    st.lists(
        st.sampled_from(["1", "-0.0", "2.5e-7", '"NaN"', '"-Infinity"', "7" * 20]), max_size=5
    ),
    max_size=5,
).map(lambda rows: ", ".join(f"[{', '.join(row)}]" for row in rows))


@pytest.fixture(scope="module", autouse=True)
def _short() -> object:
    """Have rows taken apart that are longer than a few bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "_LONGEST", 12)
        yield


def cut(text: str, places: list[int]) -> list[bytes]:
    data = text.encode()
    ends = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:stop] for start, stop in pairwise(ends)]


def result(read: Callable[[], Matrix]) -> Matrix | None:
    try:
        return read()
    except GradvizError:
        return None


def is_same(one: Matrix | None, other: Matrix | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.shape == other.shape and one.tobytes() == other.tobytes()


@given(ROWS | st.lists(st.sampled_from(TOKENS), max_size=12).map("".join), st.lists(st.integers(0)))
@example("[1, 2], [3", [])
@example("[1, 2] [3, 4]", [8])
@example("[1, 2,], [3, 4]", [])
@example("[1, 2,          ]", [])
@example("[          ]", [])
@example("[1, 2], , [3, 4]", [])
@example("[1111111111, 2222222222, [3]]", [])
def test_rows_are_read_as_in_one_go(text: str, places: list[int]) -> None:
    whole = result(lambda: matrix_of(parsed(f"[{text}]".encode()), "X"))
    apart = result(lambda: matrix_from(cut(text, places), text.count(",") + 1, "X"))
    assert is_same(whole, apart), (whole, apart)


@given(st.lists(st.sampled_from(TOKENS), max_size=12).map("".join), st.lists(st.integers(0)))
@example("1, 2,", [])
@example("", [])
@example(",1", [])
def test_a_list_is_read_as_in_one_go(text: str, places: list[int]) -> None:
    whole = result(lambda: column_of(parsed(f"[{text}]".encode()), "b"))
    apart = result(lambda: column_from(cut(text, places), "b"))
    assert is_same(whole, apart), (whole, apart)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2], [3, 4], [5, true]", "W[2][1]: true is not a number"),
        ("[1, 2], [3, 4], [5]", "W[2]: rows need one length: this one has 1 number, W[0] has 2"),
        ("[1, 2], [3, 1e999]", "W[1][1]: beyond 1.8e308; an infinity is written"),
        ("[1, 2], 3", "W[1]: needs a list"),
        ("[1111111, 2222222, 3333333, 4444444, 'x']", "W[0]: this is no JSON"),
        ("[1111111, 2222222, 3333333, 4444444, null]", "W[0][4]: null is not a number"),
        ("[1111111, 2222222, 3333333], [4444444, 5555555, 6666666, 7]", "W[1]: rows need one leng"),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_an_error_names_its_place_however_it_is_cut(text: str, message: str, size: int) -> None:
    data = text.encode()
    cuts = [data[at : at + size] for at in range(0, len(data), size)]
    with pytest.raises(InputError) as caught:
        matrix_from(cuts, text.count(",") + 1, "W")
    assert message in str(caught.value)


@pytest.mark.parametrize("start", [b"", b"1, 2, "])
@pytest.mark.parametrize("endless", [b"7", b" ", b'"', b"["])
@pytest.mark.parametrize("read", [column_from, partial(matrix_from, entries=9)])
def test_what_never_ends_is_refused_early(
    read: Callable[..., Matrix], endless: bytes, start: bytes
) -> None:
    """Kept until its end it would be copied with each piece."""
    taken = 0

    def endlessly() -> Iterator[bytes]:
        nonlocal taken
        yield b"[" + start if read is not column_from else start
        while True:
            taken += 1
            assert taken < 100, "it is kept without a bound"
            yield endless

    with pytest.raises(InputError, match=r"^b\[[02]\]: (this is no|needs a) list of numbers$"):
        read(endlessly(), place="b")


def test_what_comes_out_is_kept_as_it_is() -> None:
    matrix = matrix_from([b"[1, 2], [3, 4]"], 4, "W")
    assert matrix.flags.owndata
    assert not matrix.flags.writeable
    assert matrix.dtype == np.float64
