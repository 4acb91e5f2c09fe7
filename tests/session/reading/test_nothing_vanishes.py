"""No number of a text is dropped, guessed or left unscaled, however it is written or headed."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.arrays import Matrix
from gradviz.errors import GradvizError, InputError, ShapeError
from gradviz.session.reading.question import Question
from gradviz.session.reading.reader import read

NO_NAMES = (
    "", "50%", "$1.50", "1/2", "1+2j", "2024-01-02", "NA", "TRUE", "5kg", "(1.5)", "0x10", "-",
    "1.5-", "**1**", "#DIV/0!", "nan", "inf", "7", "1.5", "1e3", "EUR 5", "USD 1.50", "5 €", "½",
    "12:30", "?", "1,234", "x = 1.5", "sqrt(2)", "--", "N/A",
)  # fmt: skip
NAMES = (
    "x",
    "y",
    "total",
    "e",
    "(Intercept)",
    "New York",
    "row 3",
    "layer1.0.weight",
    "a-b",
    "H2O",
)


def rows_of(values: Matrix) -> list[list[str]]:
    return [[repr(value) for value in row] for row in values.tolist()]


def lines(separator: str) -> Callable[[list[list[str]]], str]:
    return lambda rows: "\n".join(separator.join(row) for row in rows)


def markdown(rows: list[list[str]]) -> str:
    drawn = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([drawn[0], "|" + "---|" * len(rows[0]), *drawn[1:]])


def aligned(rows: list[list[str]]) -> str:
    return "\n".join(" ".join(f"{cell:>20}" for cell in row) for row in rows)


TABLES: dict[str, Callable[[list[list[str]]], str]] = {
    "tabs": lines("\t"),
    "commas": lines(","),
    "semicolons": lines(";"),
    "Markdown": markdown,
    "spaces": aligned,
}
BARE: dict[str, Callable[[list[list[str]]], str]] = {
    "spaces": lines("  "),
    "tabs": lines("\t"),
    "semicolons": lines(";"),
    "commas": lines(", "),
    "Python": lambda rows: "[" + ", ".join(f"[{', '.join(row)}]" for row in rows) + "]",
    "compact": lambda rows: "[" + ",".join(f"[{','.join(row)}]" for row in rows) + "]",
    "NumPy": lambda rows: "array([" + ",\n".join(f"[{', '.join(row)}]" for row in rows) + "])",
    "str": lambda rows: "[" + "\n ".join(f"[{' '.join(row)}]" for row in rows) + "]",
    "torch": lambda rows: "tensor([" + ",\n".join(f"[{', '.join(row)}]" for row in rows) + "])",
    "Mathematica": lambda rows: "{" + ", ".join(f"{{{', '.join(row)}}}" for row in rows) + "}",
    "MATLAB": lambda rows: "[" + "; ".join(" ".join(row) for row in rows) + "]",
    "MATLAB with commas": lambda rows: "[" + "; ".join(",".join(row) for row in rows) + "]",
    "table": lambda rows: lines("\n")([[f"| {' | '.join(row)} |"] for row in rows]),
    "Julia": lambda rows: (
        f"{len(rows)}×{len(rows[0])} Matrix{{Float64}}:\n" + lines("  ")(rows)
    ),
    "R": lambda rows: (
        "    " + " ".join(f"[,{n + 1}]" for n in range(len(rows[0]))) + "\n"
        + "\n".join(f"[{n + 1},] {' '.join(row)}" for n, row in enumerate(rows))
    ),
    "blocks": lambda rows: f"Columns 1 through {len(rows[0])}\n\n" + lines("  ")(rows),
    "LaTeX": lambda rows: (
        r"\begin{pmatrix}" + r" \\ ".join(" & ".join(row) for row in rows) + r"\end{pmatrix}"
    ),
    "polars": lambda rows: (
        "┌───┐\n" + "\n".join(f"│ {' ┆ '.join(row)} │" for row in [["c"] * len(rows[0]), *rows])
        .replace("│\n", "│\n╞═══╡\n", 1) + "\n└───┘"
    ),
}  # fmt: skip

fractions = st.integers(-999, 999).map(lambda n: n + 0.25)
matrices = st.tuples(st.integers(2, 4), st.integers(2, 4)).flatmap(
    lambda shape: st.lists(fractions, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])
    .map(np.array).map(lambda found: found.reshape(shape))
)  # fmt: skip


@given(st.sampled_from([*TABLES]), matrices, st.data())
def test_a_column_with_a_cell_that_is_no_name_is_not_left_out(
    notation: str, values: Matrix, data: st.DataObject
) -> None:
    column = [repr(value) for value in values[:, 0].tolist()]
    place = data.draw(st.integers(0, len(column) - 1))
    column[place] = data.draw(st.sampled_from(NO_NAMES))
    others = data.draw(st.sampled_from(["numbers", "names"]))
    if others == "names":
        column = [
            c if n == place else data.draw(st.sampled_from(NAMES)) for n, c in enumerate(column)
        ]
    heads = data.draw(st.sampled_from([["a", "b", "c", "d"], ["", "b", "c", "d"]]))
    rows = [heads[: values.shape[1]]]
    rows += [[first, *row[1:]] for first, row in zip(column, rows_of(values), strict=True)]
    try:
        found = read(TABLES[notation](rows))
    except GradvizError:
        return
    if isinstance(found, Question):
        assert found.readings[-1].values.shape == values.shape
    else:
        assert found.values.shape == values.shape


@given(st.sampled_from([*TABLES]), matrices, st.data())
def test_a_head_with_a_cell_that_is_no_name_is_not_left_out(
    notation: str, values: Matrix, data: st.DataObject
) -> None:
    count = values.shape[1]
    head = [data.draw(st.sampled_from(NAMES[:5])) for _ in range(count)]
    wrong = data.draw(st.sampled_from([cell for cell in NO_NAMES if cell]))
    head[data.draw(st.integers(0, count - 1))] = wrong
    with pytest.raises(GradvizError):
        gv.matrix(TABLES[notation]([head, *rows_of(values)]))


@given(st.sampled_from([*TABLES]), matrices, st.data())
def test_names_are_left_out_and_told(notation: str, values: Matrix, data: st.DataObject) -> None:
    drawn = [name for name in NAMES if " " not in name or notation != "spaces"]
    names = [data.draw(st.sampled_from(drawn)) for _ in values]
    if set(names) == {"e"}:
        return  # a number, as people type it
    head = ["name", *"abcd"[: values.shape[1]]]
    text = TABLES[notation](
        [head, *([n, *row] for n, row in zip(names, rows_of(values), strict=True))]
    )
    found = read(text)
    assert not isinstance(found, Question)
    assert found.values.tolist() == values.tolist()
    assert any("names of the rows" in str(told) for told in found.left_out)


@pytest.mark.parametrize("notation", BARE)
@given(matrices)
def test_every_notation_has_every_number(notation: str, values: Matrix) -> None:
    assert gv.matrix(BARE[notation](rows_of(values))).tolist() == values.tolist()


@pytest.mark.parametrize("notation", BARE)
@pytest.mark.parametrize("before", ["1.0e+03 *\n", "   1.0e-02 *\n\n", "A =\n\n   1.0e+05  *\n\n",
                                    "W = 1e3 *\n", "0.01 *\n", "1000 *\n"])  # fmt: skip
def test_a_factor_multiplies_or_is_refused(notation: str, before: str) -> None:
    values = np.array([[1.25, -2.5], [3.5, 4.0]])
    factor = float(re.findall(r"[\d.]+(?:e[+-]\d+|e3)?", before)[0])
    text = before + BARE[notation](rows_of(values))
    if notation == "LaTeX":
        with pytest.raises(InputError, match="stands before the matrix"):
            gv.matrix(text)
        return
    found = gv.matrix(text)
    np.testing.assert_allclose(found, values * factor, rtol=1e-15)


@pytest.mark.parametrize("notation", ["Python", "compact", "NumPy", "torch", "Mathematica",
                                      "MATLAB", "MATLAB with commas"])  # fmt: skip
@given(matrices, st.booleans(), st.data())
def test_ragged_brackets_are_refused(
    notation: str, values: Matrix, is_whole: bool, data: st.DataObject
) -> None:
    """A comma in brackets separates: none is decimal because the rows then fit."""
    rows = rows_of(np.floor(values) if is_whole else values)
    rows = [[cell.removesuffix(".0") for cell in row] for row in rows]
    short = data.draw(st.integers(0, len(rows) - 1))
    rows[short] = rows[short][:-1]
    with pytest.raises(ShapeError, match=r"row 1 has \d+ entr\w+, row \d has \d"):
        gv.matrix(BARE[notation](rows))


@given(st.lists(st.lists(st.integers(0, 99), min_size=1, max_size=3), min_size=1, max_size=3))
def test_lists_of_lists_are_what_python_says(rows: list[list[int]]) -> None:
    for text in (str(rows), str(rows).replace(" ", ""), f"np.array({rows})"):
        if len({*map(len, rows)}) > 1:
            with pytest.raises(ShapeError):
                gv.matrix(text)
        else:
            assert gv.matrix(text).tolist() == rows


INDEXED = "{0}a{0}b\n0{0}1.5{0}2.5\n1{0}3.5{0}4.5\n"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_an_index_under_an_empty_head_is_told(separator: str) -> None:
    found = read(INDEXED.format(separator))
    assert not isinstance(found, Question)
    assert found.values.tolist() == [[1.5, 2.5], [3.5, 4.5]]
    assert [*map(str, found.left_out)] == [
        "the names of the columns (a, b)",
        "the names of the rows (0, 1)",
    ]


REMEDIES = {
    "df.to_csv()": ",a,b\n0,1.5,2.5\n1,3.5,4.5\n",
    "df.to_string()": "     a    b\n0  1.5  2.5\n1  3.5  4.5",
    "np.set_printoptions(threshold=sys.maxsize)": "[[1.5 2.5]\n [3.5 4.5]]",
    'torch.set_printoptions(profile="full")': "tensor([[1.5, 2.5],\n        [3.5, 4.5]])",
    "show(stdout, A)": "[1.5 2.5; 3.5 4.5]",
    "print(df.write_csv())": "a,b\n1.5,2.5\n3.5,4.5\n",
}
"""What people get who do what a message says."""
SHORTENED = (
    "[[1 2 ... 9]]", "tensor([[1., ..., 2.]])", "2×9 Matrix{Float64}:\n 1.0  …  2.0\n",
    "     a    b\n0  1.0  2.0\n..  ...  ...\n9  3.0  4.0\n\n[10 rows x 2 columns]",
    "     a  \\\n0  1.0\n\n     b\n0  2.0",
    "shape: (9, 1)\n┌───┐\n│ a │\n╞═══╡\n│ 1 │\n│ … │\n└───┘",
)  # fmt: skip


@pytest.mark.parametrize("text", SHORTENED)
def test_the_remedy_for_a_shortened_print_is_read(text: str) -> None:
    with pytest.raises(InputError) as caught:
        gv.matrix(text)
    named = [remedy for remedy in REMEDIES if remedy in str(caught.value)]
    assert named, str(caught.value)
    for remedy in named:
        assert gv.matrix(REMEDIES[remedy]).tolist() == [[1.5, 2.5], [3.5, 4.5]]
