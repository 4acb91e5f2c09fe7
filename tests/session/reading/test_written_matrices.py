"""What people paste and open: each text is one matrix, or a question, or a message with a place."""

import io
import math

import numpy as np
import pytest

import gradviz as gv
from gradviz.errors import GradvizError, InputError
from gradviz.session.files.progress import ignored
from gradviz.session.matrices.asked import Asked
from gradviz.session.matrices.reader import from_csv
from gradviz.session.matrices.tables import to_csv
from gradviz.session.matrices.textfiles import reading_in
from gradviz.session.reading.numerals import Decimal
from gradviz.session.reading.question import Question, Reading
from gradviz.session.reading.reader import read

Values = list[list[float]]
SQUARE: Values = [[1, 2], [3, 4]]
NB, THIN = "\u00a0", "\u202f"

MATRICES: dict[str, Values] = {
    # separators
    "1\t2\n3\t4": SQUARE,
    "1,2,3\n4,5,6": [[1, 2, 3], [4, 5, 6]],
    "1, 2\n3, 4": SQUARE,
    "-1,-2\n3,4": [[-1, -2], [3, 4]],
    "1.5,2\n3,4": [[1.5, 2], [3, 4]],
    "1,\t2\n3,\t4": SQUARE,
    "1;2\n3;4": SQUARE,
    "1 2; 3 4": SQUARE,
    "1, 2; 3, 4;": SQUARE,
    " 1  2 \n 3  4 ": SQUARE,
    "a | b\n---+---\n 1 | 2\n 3 | 4": SQUARE,
    "1,2,\n3,4,": SQUARE,
    "1\t2\t\n3\t4\t": SQUARE,
    "\ufeff1 2\r\n3 4\r\n": SQUARE,
    "1 2\n\n3 4\n\n": SQUARE,
    '"1","2"\n"3","4"': SQUARE,
    "1，2，3": [[1, 2, 3]],
    # decimal commas
    "1,5 2,5": [[1.5, 2.5]],
    "1,5\t2": [[1.5, 2]],
    "1,5;2,5\n3,5;4,5": [[1.5, 2.5], [3.5, 4.5]],
    '"1,5","2,5"': [[1.5, 2.5]],
    "1.234,5\t2": [[1234.5, 2]],
    # signs between thousands
    "1'234\t2": [[1234, 2]],
    "1’234.5": [[1234.5]],
    f"1{THIN}234\t5": [[1234, 5]],
    f"1{NB}2\n3{NB}4": SQUARE,
    "1,234.5\t2": [[1234.5, 2]],
    "12,34,567\t1.5": [[1234567, 1.5]],
    "1,234\t1.5": [[1234, 1.5]],
    # numbers
    "3": [[3]],
    "−1 –2": [[-1, -2]],
    "1e5 1E+05 1d5 1.5D-1": [[1e5, 1e5, 1e5, 0.15]],
    "nan NaN inf -Inf ∞ −∞": [[math.nan, math.nan, math.inf, -math.inf, math.inf, -math.inf]],
    "１２ ٣ ४": [[12, 3, 4]],
    "١٫٥": [[1.5]],
    "1_000 2": [[1000, 2]],
    # comments and names
    "# by np.savetxt\n1 2\n3 4 # the last": SQUARE,
    "W = 3": [[3]],
    "a,b\n1,2\n3,4.5": [[1, 2], [3, 4.5]],
    "name a b\nx 1 2\ny 3 4": SQUARE,
    # NumPy, PyTorch, JAX, TensorFlow
    "[[1. 2.]\n [3. 4.]]": SQUARE,
    "array([[1., 2.],\n       [3., 4.]], dtype=float32)": SQUARE,
    "Out[3]: array([[1, 2],\n       [3, 4]])": SQUARE,
    "tensor([[1., 2.],\n        [3., 4.]], device='cuda:0', grad_fn=<MmBackward0>)": SQUARE,
    "Parameter containing:\ntensor([[1., 2.],\n        [3., 4.]], requires_grad=True)": SQUARE,
    "tf.Tensor(\n[[1. 2.]\n [3. 4.]], shape=(2, 2), dtype=float32)": SQUARE,
    "<tf.Tensor: shape=(1, 2), dtype=int32, numpy=array([[1, 2]], dtype=int32)>": [[1, 2]],
    "Array([[1., 2.]], dtype=float32, weak_type=True)": [[1, 2]],
    "[[1, 2], [3, 4]]": SQUARE,
    '[["1", "2"], ["3", "4"]]': SQUARE,
    "[[1], [2]]": [[1], [2]],
    "[7]": [[7]],
    # pandas
    "     a    b\n0  1.0  2.0\n1  3.0  4.0": SQUARE,
    "     0    1\n0  1.0  2.0\n1  3.0  4.0": SQUARE,
    "   a  b\nx  1  2\ny  3  4\n\n[2 rows x 2 columns]": SQUARE,
    ",a,b\nx,1,2\ny,3,4": SQUARE,
    "0    1.0\n1    2.0\nName: a, dtype: float64": [[1], [2]],
    ",a,b\n0,1,2\n1,3,4": SQUARE,
    ",0\n0,1.5\n1,2.5": [[1.5], [2.5]],
    "       a    b\nidx          \n0    1.0  2.0\n1    3.0  4.0": SQUARE,
    "col    a    b\nidx          \n0    1.0  2.0\n1    3.0  4.0": SQUARE,
    # polars, DuckDB, rich
    "shape: (2, 2)\n┌─────┬─────┐\n│ a   ┆ b   │\n│ --- ┆ --- │\n│ f64 ┆ f64 │\n╞═════╪═════╡\n"
    "│ 1.0 ┆ 2.0 │\n│ 3.0 ┆ 4.0 │\n└─────┴─────┘": SQUARE,
    "┌───┬───┐\n│ a │ b │\n│int│int│\n├───┼───┤\n│ 1 │ 2 │\n└───┴───┘": [[1, 2]],
    "┏━━━┳━━━┓\n┃ a ┃ b ┃\n┡━━━╇━━━┩\n│ 1 │ 2 │\n└───┴───┘": [[1, 2]],
    # spreadsheets that say what separates
    "SEP=;\n1;2": [[1, 2]],
    "sep=;\n1,5;2\n3,5;4": [[1.5, 2], [3.5, 4]],
    '"sep=,"\n1,2\n3,4': SQUARE,
    "a,b,\n1,2,\n3,4,": SQUARE,
    "name;a\nx;1,5\ny;2,5": [[1.5], [2.5]],
    # MATLAB, Octave, Julia, R, Mathematica
    "[1 2; 3 4]": SQUARE,
    "A = [1 2\n 3 4]": SQUARE,
    "A =\n\n     1     2\n     3     4\n": SQUARE,
    "A =\n\n   1.0e+03 *\n\n    1 2\n    3 4\n": [[1000, 2000], [3000, 4000]],
    "A =\n\n  Columns 1 through 2\n\n 1 2\n 4 5\n\n  Column 3\n\n 3\n 6\n": [[1, 2, 3], [4, 5, 6]],
    " Columns 1 and 2:\n\n 1 2\n\n Column 3:\n\n 3\n": [[1, 2, 3]],
    "Columns 1 to 2\n 1 2\nColumns 3 to 3\n 3\n": [[1, 2, 3]],
    "2×2 Matrix{Float64}:\n 1.0  2.0\n 3.0  4.0": SQUARE,
    "2-element Vector{Float64}:\n 1.0\n 2.0": [[1], [2]],
    "     [,1] [,2]\n[1,]    1    2\n[2,]    3    4": SQUARE,
    "     [,1]\n[1,]    1\n[2,]    3\n     [,2]\n[1,]    2\n[2,]    4": SQUARE,
    "[1] 1 2 3\n[4] 4": [[1, 2, 3, 4]],
    "{{1, 2}, {3, 4}}": SQUARE,
    "{{1.5*^-7, 2}}": [[1.5e-7, 2]],
    "2×2 Matrix{Float32}:\n 2.0f-3  1.0f0\n 3.0  4.0": [[0.002, 1], [3, 4]],
    "Float32[1.0 2.0; 3.0 4.0]": SQUARE,
    "{{3., 3.`}, {1.5`20, 2.`*^-7}}": [[3, 3], [1.5, 2e-7]],
    "Out[1]= {{1, 2}, {3, 4}}": SQUARE,
    "A =\n\n  2×2 single matrix\n\n     1     2\n     3     4\n": SQUARE,
    "A =\n\n  1×3 int32 row vector\n\n   1   2   3\n": [[1, 2, 3]],
    "A = [1 2 ...\n 3 4; 5 6 7 8]": [[1, 2, 3, 4], [5, 6, 7, 8]],
    "{{1.0f, 2.5f}}": [[1, 2.5]],
    # factors
    "1.0e+05 *\n[[1,2],[3,4]]": [[1e5, 2e5], [3e5, 4e5]],
    "1.0e+03 *\n| 1 | 2 |\n| 3 | 4 |": [[1000, 2000], [3000, 4000]],
    "A =\n\n   1.0e+03 *\n\n[1 2;3 4]": [[1000, 2000], [3000, 4000]],
    # LaTeX, Markdown
    r"W = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}": SQUARE,
    r"\begin{bmatrix}\frac{1}{4} & -\sqrt{4} & 2 \times 10^{-3}\end{bmatrix}": [[0.25, -2, 2e-3]],
    "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |": SQUARE,
    "|  |  |\n|---|---|\n| 1 | 2 |": [[1, 2]],
}

QUESTIONS: dict[str, list[Values]] = {
    "1,5": [[[1, 5]], [[1.5]]],
    "1,2\n3,4": [SQUARE, [[1.2], [3.4]]],
    "1,234": [[[1, 234]], [[1.234]], [[1234]]],
    "1,234\t2": [[[1.234, 2]], [[1234, 2]]],
    "1,234.5": [[[1, 234.5]], [[1234.5]]],
    "1.234,5": [[[1.234, 5]], [[1234.5]]],
    "1,234,567": [[[1, 234, 567]], [[1234567]]],
    "1,2;3,4": [[[1.2, 3.4]], SQUARE],
    "1;2;3": [[[1, 2, 3]], [[1], [2], [3]]],
    f"1{THIN}234{THIN}567": [[[1, 234, 567]], [[1234567]]],
    "[1,5 2,5]": [[[1, 5, 2, 5]], [[1.5, 2.5]]],
    "[1, 2, 3]": [[[1, 2, 3]], [[1], [2], [3]]],
    "[1 2 3]": [[[1, 2, 3]], [[1], [2], [3]]],
    "tensor([1., 2.])": [[[1, 2]], [[1], [2]]],
    ",a,b\n1,1,2\n2,3,4": [SQUARE, [[1, 1, 2], [2, 3, 4]]],
    "\ta\tb\n5\t1\t2\n9\t3\t4": [SQUARE, [[5, 1, 2], [9, 3, 4]]],
    "my weights\n1 2 3\n4 5 6": [[[2, 3], [5, 6]], [[1, 2, 3], [4, 5, 6]]],
    "      a  b\n0.5  1  2\n1.5  3  4": [SQUARE, [[0.5, 1, 2], [1.5, 3, 4]]],
    "price\n1,5\n2,5": [[[5], [5]], [[1, 5], [2, 5]], [[1.5], [2.5]]],
    ";a;b\n1,5;1;2\n2,5;3;4": [SQUARE, [[1.5, 1, 2], [2.5, 3, 4]]],
    "[1,5 200,5; 1,5 2,5]": [[[1, 5, 200, 5], [1, 5, 2, 5]], [[1.5, 200.5], [1.5, 2.5]]],
    '[["1,234", "2"]]': [[[1234, 2]], [[1.234, 2]]],
    "| 1 | 2 |\n|---|---|\n| 3 | 4 |": [SQUARE, [[3, 4]]],
}

MESSAGES: dict[str, str] = {
    "": "the text is empty",
    "hello": "row 1 holds 'hello', and no numbers follow",
    "1 2\n3 abc": "row 2, column 2: 'abc' is not a number",
    "1\t\t2": "row 1, column 2: the cell is empty",
    "1\t\n3\t4": "row 1, column 2: the cell is empty",
    "1 2 3\n4 5": "row 1 has 3 entries, row 2 has 2",
    "1,2\n3": "row 1 has 2 entries, row 2 has 1; if commas are decimal, every number needs one",
    "1 2\n3 4\n\n5 6\n7 8": "there is an empty line after row 2",
    "[[1 2 ... 9]]": "np.set_printoptions",
    "tensor([[1., ..., 2.]])": 'torch.set_printoptions(profile="full")',
    "1 ⋯ 2": "shortened",
    "50%\t1": "row 1, column 1: '50%' is not a number but a percentage; write 0.5, or 50",
    "$5": "'$5' is not a number but an amount of money",
    "1\t5 €": "row 1, column 2: '5 €' is not a number but an amount of money",
    "1/4 2": "row 1, column 1: '1/4' is not a number but arithmetic",
    "2*3": "is for entries that are typed; write 6",
    "1 pi": "row 1, column 2: 'pi' is not a number but arithmetic",
    "[[1, 1/3]]": "row 1, column 2: '1/3' is not a number but arithmetic",
    "1+2j 3": "'1+2j' is not a real number but a complex one",
    "1 2i": "row 1, column 2: '2i' is not a real number but a complex one",
    "True\tFalse": "'True' is not a number but true or false; write 1 or 0",
    "2024-01-05\t2": "looks like a date",
    "1\t01.02.2024": "row 1, column 2: '01.02.2024' is not a number but looks like a date",
    "1 12:30": "looks like a date or a time",
    "0x1F": "'0x1F' is not written in decimal digits",
    "(1)\t2": "parentheses can mean −1",
    "NA 1": "'NA' is not a number but a missing value; write nan",
    "[[1, null]]": "row 1, column 2: 'null' is not a number but a missing value",
    "#N/A,1\n2,3": "row 1, column 1: '#N/A' is not a number but a spreadsheet error",
    "1\t#DIV/0!": "row 1, column 2: '#DIV/0!' is not a number but a spreadsheet error",
    "1e999": "is too large",
    "10² 1": "row 1, column 1: '10²' is not a number",
    "[[[1, 2]]]": "3 axes",
    "[[1, 2]], x = [[3]]": "stands after the last bracket",
    "[[1, 2]]'": "stands after the last bracket",
    "[1, 2] [3, 4]": "stands after the last bracket",
    '{"W": [[1, 2]]}': "an object with names in it",
    r"2 \begin{pmatrix} 1 \end{pmatrix}": "'2' stands before the matrix",
    r"\begin{pmatrix} 1 & 2 \end{pmatrix}^T": "'^T' stands after the matrix",
    r"\begin{pmatrix} 1 & \dots & 2 \end{pmatrix}": r"shortened with \dots",
    "1,5\t1.5": "'1.5' has a point where commas are decimal",
    "1.234\t5,5": "'1.234' beside decimal commas can be read in two ways",
    " Columns 1 through 2\n\n 1 2\n\n Columns 4 through 5\n\n 4 5\n": "column 3 is missing",
    "2×3 Matrix{Float64}:\n 1.0  2.0": "the header says 2×3",
    "a,b\n,2.5\n1.5,3.5": "row 2, column 1: the cell is empty",
    "a,b\n50%,2\n7,4": "row 2, column 1: '50%' is not a number but a percentage",
    "  a b\n50% 2 3\n75% 4 5": "row 2, column 1: '50%' is not a number but a percentage",
    "a,b\nx,2\n5,3": "row 3, column 1: '5' stands among names of rows ('x')",
    "a,b\npi,2\ne,3": "row 2, column 1: 'pi' is not a number but arithmetic",
    "name,a\nErr:502,3\ny,4": "row 2, column 1: 'Err:502' is not a number but a spreadsheet error",
    "$1.50,b\n1,2": "row 1, column 1: '$1.50' is not a number but an amount of money",
    "a,b\n1,\n3,4": "row 2, column 2: the cell is empty",
    "| a | b |\n|---|---|\n| 1 |  |\n| 3 | 4 |": "row 2, column 2: the cell is empty",
    "1,50 EUR\t2": "row 1, column 1: '1,50 EUR' is not a number but an amount of money",
    "[[1,2],[3]]": "row 1 has 2 entries, row 2 has 1",
    "[1,5 2,5; 3,5 4]": "row 1 has 4 entries, row 2 has 3",
    "[1 2 ...\n 3 4]": "or join the lines, if a row continues",
    "2×9 Matrix{Float64}:\n 1.0  …  2.0": "in Julia with show(stdout, A)",
    "A =\n\n  2×3 int32 matrix\n\n 1 2\n 3 4": "the header says 2×3, but 2×2 numbers follow",
    "[[], [1]]": "row 1 is empty",
    "0,1\n0,5,6": "row 1 has 2 entries, row 2 has 3",
    "price\n1,5\n2": "row 2 has 2 entries, row 3 has 1; if commas are decimal",
    "SEP=;": "the text is empty",
    "[0] 1 2": "'1 2' stands after the last bracket",
    "OrderedDict([('w', tensor([[1., 2.]]))])": "several matrices with names",
    "1e3 *\n1e3 *\n1 2": "row 1, column 2: '*' is not a number",
    "     a  \\\n0  1.0\n\n     b\n0  2.0": "pandas broke the columns into blocks",
}  # fmt: skip


@pytest.mark.parametrize("text", MATRICES, ids=ascii)
def test_has_one_reading(text: str) -> None:
    found = gv.matrix(text)
    np.testing.assert_array_equal(found, MATRICES[text])
    assert found.dtype == np.float64
    assert found.flags.writeable


@pytest.mark.parametrize("text", QUESTIONS, ids=ascii)
def test_is_a_question(text: str) -> None:
    found = read(text)
    assert isinstance(found, Question)
    assert [reading.values.tolist() for reading in found.readings] == QUESTIONS[text]
    words = [str(reading.words) for reading in found.readings]
    assert all(words)
    assert len({*words}) == len(words), "one is chosen by its words"
    with pytest.raises(InputError) as caught:
        gv.matrix(text)
    for reading in found.readings:
        assert str(reading.words) in str(caught.value)


@pytest.mark.parametrize("text", QUESTIONS, ids=ascii)
def test_what_a_question_says_to_say_gives_that_reading(text: str) -> None:
    found = read(text)
    assert isinstance(found, Question)
    for reading in found.readings:
        if not reading.how:
            continue
        given = eval(f"dict({reading.how})")  # noqa: S307 - as the message tells people to write it
        np.testing.assert_array_equal(gv.matrix(text, **given), reading.values)


@pytest.mark.parametrize("text", MESSAGES, ids=ascii)
def test_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(GradvizError) as caught:
        gv.matrix(text)
    assert MESSAGES[text] in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", [*MATRICES, *QUESTIONS, *MESSAGES], ids=ascii)
def test_files_are_read_by_the_same_reader(text: str) -> None:
    file = io.BytesIO(text.encode())
    if text in MATRICES:
        found = reading_in(file, ignored)
        assert isinstance(found, Reading)
        np.testing.assert_array_equal(found.values, MATRICES[text])
        return
    if text in QUESTIONS:
        found = reading_in(file, ignored)
        assert isinstance(found, Question)
        assert [reading.values.tolist() for reading in found.readings] == QUESTIONS[text]
        assert "gv.matrix" not in str(found.refusal()), "a file is not chosen for in Python alone"
        return
    with pytest.raises(GradvizError) as caught:
        reading_in(file, ignored)
    assert MESSAGES[text] in str(caught.value)


def test_names_that_are_left_out_are_told() -> None:
    found = read("     a    b\n0  1.0  2.0\n1  3.0  4.0")
    assert not isinstance(found, Question)
    assert [*map(str, found.left_out)] == [
        "the names of the columns (a, b)",
        "the names of the rows (0, 1)",
    ]


@pytest.mark.parametrize(("wrong", "said"), [("decimal", "decimal is"), ("separator", "separator")])
def test_other_arguments_are_refused(wrong: str, said: str) -> None:
    with pytest.raises(InputError, match=f"{said}.*got 'x'"):
        gv.matrix("1", **{wrong: "x"})


def test_numbers_are_read_to_the_bit_fast_and_with_a_look() -> None:
    """The road of plain numbers and the one of all others give the same."""
    values = np.random.Generator(np.random.PCG64(3)).standard_normal((30, 40)) * 1e-3
    rows = ["\t".join(map(repr, row)) for row in values.tolist()]
    fast, looked = gv.matrix("\n".join(rows)), gv.matrix("\n".join([*rows, *["nan\t" * 40]]))
    assert fast.tobytes() == values.tobytes() == looked[:-1].tobytes()


@pytest.mark.parametrize(("decimal", "values"), [(".", SQUARE), (",", [[1.2], [3.4]])])
def test_of_a_file_the_decimal_sign_may_be_said(decimal: Decimal, values: Values) -> None:
    asked = Asked(decimal=decimal)
    found = from_csv(b"1,2\n3,4\n", "w.txt", asked)
    np.testing.assert_array_equal(found.document.W, values)
    with pytest.raises(InputError, match=r'say which sign is decimal \(decimal "." or ","\)'):
        from_csv(b"1,2\n3,4\n", "w.txt")


def test_in_a_csv_commas_separate_and_that_is_said() -> None:
    document = from_csv(b"1,2\n3,4\n", "w.csv").document
    np.testing.assert_array_equal(document.W, SQUARE)
    assert any(
        "Commas separate the numbers, as the suffix .csv says" in str(note)
        for note in document.notes
    )
    with pytest.raises(InputError, match="can be read in two ways"):
        from_csv(b"1,2;3,4", "w.csv")
    alone = from_csv(b"1,2,3\n4,5,6\n", "w.csv").document
    assert not any("Commas" in str(note) for note in alone.notes)


@pytest.mark.parametrize("side", [2, 3])
@pytest.mark.parametrize("high", [10, 10_000])
def test_what_is_exported_is_no_question(side: int, high: int) -> None:
    values = np.random.Generator(np.random.PCG64(side)).integers(-high, high, (4, side)) * 1.0
    assert gv.matrix(to_csv(abs(values)).decode()).tolist() == abs(values).tolist()
