import contextlib
import itertools
import math
import time
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gradviz.arrays import Matrix
from gradviz.errors import GradvizError, InputError, ShapeError
from gradviz.session.matrices.block import format_block, parse_block
from gradviz.session.reading.reader import MAX_CHARACTERS
from tests.stress.texts import PIECES, STARTS

Refusal = Callable[..., str | None]

SQUARE = [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize(
    "text",
    [
        "1\t2\n3\t4",
        "1\t2\r\n3\t4\r\n",
        "1\t2\r3\t4\r",
        "1, 2\n3, 4\n",
        "1;2\n3;4",
        "1;2;\n3;4;",
        '"1","2"\n"3","4"',
        "1 2\n3 4",
        "1 2\n\n3 4\n",
        "\ufeff1 2\n3 4",
        "1\u00a02\n3\u00a04",
        "[[1, 2], [3, 4]]",
        "[(1, 2), (3, 4)]",
        "((1, 2), (3, 4))",
        "[[1, 2,],\n [3, 4,],\n]",
        "array([[1., 2.],\n       [3., 4.]])",
        "W = np.array([[1, 2], [3, 4]], dtype=float32)",
        "array([[1, 2],\n       [3, 4]], shape=(2, 2), dtype=[int])",
        "[[np.float64(1.0), np.float64(2.0)], [np.float64(3.0), np.int64(4)]]",
        "tensor([[1., 2.],\n        [3., 4.]], device='cuda:0', grad_fn=<MmBackward0>)",
        "Matrix([[1, 2], [3, 4]])",
        "[[1. 2.]\n [3. 4.]]",
        "[1 2; 3 4]",
        "[1, 2; 3, 4];",
        "[1 2\n 3 4]",
        "A = [1 2; 3 4;]",
        "1 2; 3 4",
        "1, 2; 3, 4",
        "     1     2\n     3     4\n",
        "\nA =\n\n     1     2\n     3     4\n\n",
        "A =\n\n   1.0e+01 *\n\n    0.1000    0.2000\n    0.3000    0.4000\n",
        r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
        "$$W = \\begin{bmatrix}\n1 & 2 \\\\[2pt]\n3 & 4 \\\\\n\\end{bmatrix}$$",
        r"\left[\begin{array}{cc} 1 & 2 \\ \hline 3 & 4 \end{array}\right]",
        r"1 & 2 \\ 3 & 4",
        "| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 | 4 |",
        "|  |  |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |",
    ],
)
def test_reads_a_matrix_however_it_is_written(text: str) -> None:
    block = parse_block(text)
    np.testing.assert_allclose(block, SQUARE, rtol=1e-15)
    assert not block.flags.writeable


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3", [[3.0]]),
        ("[[1], [2]]", [[1.0], [2.0]]),
        ("[1; 2]", [[1.0], [2.0]]),
        ("1\n2", [[1.0], [2.0]]),
        ("1,5\t2\n3\t-4,25e1", [[1.5, 2.0], [3.0, -42.5]]),
        ("1,5;2,5\n3,5;4,5", [[1.5, 2.5], [3.5, 4.5]]),
        ("−1 −2", [[-1.0, -2.0]]),
        (r"\begin{bmatrix}\frac{1}{3} & -\sqrt{2} & \pi\end{bmatrix}", [[1 / 3, -(2**0.5), np.pi]]),
        ("[[nan inf]\n [-inf 1.]]", [[math.nan, math.inf], [-math.inf, 1.0]]),
        ("NaN\tInf", [[math.nan, math.inf]]),
    ],
)
def test_reads_the_numbers(text: str, values: list[list[float]]) -> None:
    np.testing.assert_allclose(parse_block(text), values, rtol=1e-15)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the text is empty"),
        (" \n\t\n", "the text is empty"),
        ("1 2\n3 4\n5 abc", "row 3, column 2: 'abc' is not a number"),
        ("1\t\n3\t4", "row 1, column 2: the cell is empty"),
        ("\t\n1\t2", "row 1, column 1: the cell is empty"),
        ("1\n\n2", "there is an empty line"),
        ("[[1, ..., 3]]", "shortened with '...'"),
        ("[[1 … 3]]", "shortened with '...'"),
        ("[]", "no numbers"),
        ("[[], []]", "no numbers"),
        ("A =", "no numbers"),
        ("[1, 2", "every [ needs its ]"),
        ("1, 2]", "every [ needs its ]"),
        ("[[1, 2], 3]", "', 3' stands between two rows"),
        ("[1, 2] [3, 4]", "'[3, 4]' stands after the last bracket"),
        ("[[1, 2]]'", "stands after the last bracket"),
        ("see [1, 2]", "'see' stands before the first bracket"),
        (r"\begin{pmatrix} 1", r"\begin{pmatrix} has no \end{pmatrix}"),
        (r"\begin{align} 1 \end{align}", "no matrix"),
        (r"\begin{pmatrix}1\end{pmatrix}\begin{pmatrix}2\end{pmatrix}", "more than one matrix"),
        ("1e999", "row 1, column 1: '1e999' is too large"),
        ("1.0e+300 *\n\n 1 2\n 3e9 4", "too large to be multiplied by 1e+300"),
        ("[[1, null]]", "row 1, column 2: 'null' is not a number"),
        ("1+2j 3", "row 1, column 1: '1+2j' is not a real number"),
        ("x" * (MAX_CHARACTERS + 1), "at most 32,000,000 are read"),
    ],
)
def test_refuses(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_block(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 2 3\n4 5 6\n7 8", "row 1 has 3 entries, row 3 has 2"),
        ("[[1], [2, 3]]", "row 1 has 1 entry, row 2 has 2"),
        ("[[[1, 2]]]", "3 axes"),
    ],
)
def test_refuses_what_is_no_matrix(text: str, message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        parse_block(text)


@given(hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=6)))
def test_what_is_written_reads_back_bit_for_bit(values: Matrix) -> None:
    ordinary = np.where(np.isnan(values), np.nan, values)  # one NaN is as good as another
    assert parse_block(format_block(ordinary)).tobytes() == ordinary.tobytes()


@given(hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=5)))
def test_reads_the_prints_of_numpy(values: Matrix) -> None:
    np.testing.assert_array_equal(parse_block(str(values.tolist())), values)
    with np.printoptions(floatmode="unique", linewidth=10_000):
        np.testing.assert_array_equal(parse_block(str(values)), values)
        np.testing.assert_array_equal(parse_block(repr(values)), values)


@settings(max_examples=300)
@given(st.text(max_size=60) | st.text("0123.,;\t\n []()&\\|-:=*e'\"{}abnp", max_size=40))
def test_any_text_is_a_matrix_or_a_message(refusal: Refusal, text: str) -> None:
    message = refusal(parse_block, text)
    if message is None:
        assert parse_block(text).size > 0
    else:
        assert message
        assert "\n" not in message


@pytest.mark.parametrize("start", STARTS, ids=ascii)
def test_no_text_takes_more_than_its_length_is_worth(start: str) -> None:
    """A pattern that is tried at every length of a repetition would take hours."""
    for piece, end in itertools.product(PIECES, ("", "x", "]")):
        text = start + piece * (100_000 // len(piece)) + end
        started = time.process_time()
        with contextlib.suppress(GradvizError):
            parse_block(text)
        spent = time.process_time() - started
        assert spent < 2, f"{start!r} + {piece!r} * n + {end!r}: {spent:.1f} s"


@pytest.mark.parametrize("cell", ["1/3", "sqrt(2)", "1 /3", "9e999", "inf", r"\frac{1}{3} &"])
def test_arithmetic_in_every_cell_is_read_or_refused_at_once(cell: str) -> None:
    started = time.process_time()
    with contextlib.suppress(InputError):
        parse_block("\t".join([cell] * 500_000))
    assert time.process_time() - started < 2


def test_a_large_paste_is_read_at_once() -> None:
    values = np.random.Generator(np.random.PCG64(1)).standard_normal((64, 64))
    text = format_block(values)
    seconds = min(_seconds(text) for _ in range(5))
    assert seconds < 0.05


def _seconds(text: str) -> float:
    started = time.perf_counter()
    parse_block(text)
    return time.perf_counter() - started
