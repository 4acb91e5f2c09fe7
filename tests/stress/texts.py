"""Spoiled texts: each is a number or a matrix, or is refused in one line, at once.

Matrices are written in every notation and spoiled; pieces of notations are strung together, and
repeated; and all of it is read as a block, pasted into a document, and typed into a cell.
"""

import logging
import math
import time
import traceback
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

import numpy as np

from gradviz.arrays import Matrix
from gradviz.errors import GradvizError
from gradviz.gui.tables.area import TableArea, pasted
from gradviz.session.document import Document, example
from gradviz.session.entry import parse_entry
from gradviz.session.matrices.block import format_block, parse_block
from gradviz.session.matrices.reader import from_csv
from tests.stress.files import is_one_line
from tests.stress.mutations import BYTES

SECONDS = 2.0
"""What reading a text may take."""
_LOG = logging.getLogger(__name__)
_LOG_EACH = 20_000
_SIZES = (1, 2, 3, 8, 8, 40, 40, 400, 3000)
_LONG = 300_000
_LONG_EACH = 400

PIECES = (
    "[", "]", "(", ")", "{", "}", ",", ";", " ", "\n", "\t", "\r", "\f", "|", "-", "+", "*", "/",
    "^", "=", ":", "&", "$", "\\", "\\\\", "#", "'", '"', "_", "...", "…", "1", "0", "9", ".", "1.",
    "e", "E5", "1e9", "1e999", "9" * 50, "nan", "inf", "Infinity", "pi", "π", "√", "−", "×",
    "sqrt(", "log(", "1/3", "1,5", "x", "a.b", "if", "else", "for", "in ", "lambda", "np.float64(",
    "tensor(", "array(", "dtype=", "A =\n", "1.0e+03 *\n", "\\begin{pmatrix}", "\\end{pmatrix}",
    "\\begin{array}{cc}", "\\begin{", "\\frac{1}{2}", "\\frac{", "\\sqrt{", "\\text{", "\\hline",
    "\\cr", "\\,", "{,}", "|---|", "|:-:|", "| a |", "\u00a0", "\u200b", "\ufeff", "\u202e",
    "\u2028", "\ud800", "\x1b[31m", "\x07", "\0", "é", "漢", "٣", "²", "ﬁ",
    "sep=;\n", "1e3 *\n", "│", "┆", "3×4 single matrix\n", "`", "50%",
)  # fmt: skip

STARTS = (
    "", "1", "x", "[", "[[", "[1]", "[[1]]", "((", "((1,2))", "1\t", "1;", "A =\n", "1 & 2 \\\\",
    "\\begin{pmatrix}", "| a |\n|---|\n", "array([[1, 2]]", "x = ", "np.array(",
)  # fmt: skip
"""What tells which notation it is: a pattern for that one then meets the rest."""


def _numpy(values: Matrix) -> str:
    with np.printoptions(floatmode="unique"):
        return repr(values)


def _matlab(values: Matrix) -> str:
    return "[" + "; ".join(" ".join(map(repr, row)) for row in values.tolist()) + "]"


def _latex(values: Matrix) -> str:
    rows = r" \\ ".join(" & ".join(map(repr, row)) for row in values.tolist())
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


def _indexed(values: Matrix) -> str:
    heads = "".join(f",c{k}" for k in range(values.shape[1]))
    rows = [f"{n}," + ",".join(map(repr, row)) for n, row in enumerate(values.tolist())]
    return "\n".join([heads, *rows])


def _drawn(values: Matrix) -> str:
    rows = ["│ " + " ┆ ".join(map(repr, row)) + " │" for row in values.tolist()]
    return "\n".join(
        ["┌───┐", "│ a" + " ┆ a" * (values.shape[1] - 1) + " │", "╞═══╡", *rows, "└───┘"]
    )


def _markdown(values: Matrix) -> str:
    rows = ["| " + " | ".join(map(repr, row)) + " |" for row in values.tolist()]
    rule = "|" + "---|" * values.shape[1]
    return "\n".join([rule.replace("---", " a "), rule, *rows])


NOTATIONS: Mapping[str, Callable[[Matrix], str]] = {
    "spreadsheet": format_block,
    "decimal commas": lambda values: format_block(values).replace(".", ","),
    "csv": lambda values: format_block(values).replace("\t", ","),
    "semicolons": lambda values: format_block(values).replace("\t", ";"),
    "python": lambda values: str(values.tolist()),
    "tuples": lambda values: str(tuple(map(tuple, values.tolist()))),
    "str": str,
    "numpy": _numpy,
    "torch": lambda values: _numpy(values).replace("array", "tensor")[:-1] + ", device='cuda:0')",
    "scalars": lambda values: str([[np.float64(x) for x in row] for row in values.tolist()]),
    "matlab": _matlab,
    "display": lambda values: f"A =\n\n   1.0e+03 *\n\n{format_block(values)}".replace("\t", "   "),
    "latex": _latex,
    "markdown": _markdown,
    "indexed": _indexed,
    "drawn": _drawn,
    "factor": lambda values: f"1.0e+00 *\n{values.tolist()}",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A text, and how it is read."""

    way: str
    text: str


def _paste(text: str) -> Document:
    return pasted(example(), "X", TableArea(1, 1, 2, 2), parse_block(text))[0]


def _file(text: str) -> Document:
    return from_csv(text.encode(errors="surrogatepass"), "pasted.csv").document


WAYS: Mapping[str, Callable[[str], object]] = {
    "parse_block": parse_block,
    "parse_entry": parse_entry,
    "paste": _paste,
    "from_csv": _file,
}


def run(count: int, seed: int) -> list[str]:
    """Read `count` texts; return what came of those that were neither read nor refused."""
    failures = []
    for n in range(count):
        case = chosen(n, seed)
        if fault := fault_of(case):
            failures.append(shortest(case, fault))
        if n % _LOG_EACH == _LOG_EACH - 1:
            _LOG.info("%d texts, %d failures", n + 1, len(failures))
    return failures


def chosen(n: int, seed: int) -> Case:
    """Return case n of a seed."""
    random = Random(f"{seed} {n}")
    way = random.choice(tuple(WAYS))
    if n % _LONG_EACH == 0:
        return Case(way, _repeated(random, _LONG))
    make = random.choice((_written, _written, _strung, _repeated))
    return Case(way, make(random))


def _written(random: Random) -> str:
    """Return a matrix in some notation, spoiled."""
    values = np.array([random.choice((0.0, 1.0, -2.5, 1e-7, 1e20, math.nan)) for _ in range(12)])
    rows = random.choice((1, 2, 3, 4))
    text = NOTATIONS[random.choice(tuple(NOTATIONS))](values.reshape(rows, -1))
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        if random.random() < 0.5:
            place = random.randrange(len(text) + 1)
            text = text[:place] + random.choice(PIECES) + text[place + random.choice((0, 1)) :]
        else:
            change = random.choice(tuple(BYTES.values()))
            spoiled = change(text.encode(errors="surrogatepass"), random)
            text = spoiled.decode(errors=random.choice(("replace", "surrogateescape")))
    return text


def _strung(random: Random) -> str:
    return "".join(random.choice(PIECES) for _ in range(random.choice(_SIZES[:-2])))


def _repeated(random: Random, size: int = 0) -> str:
    """Return a few pieces again and again, between others: what makes patterns try for ever."""
    some = "".join(random.choice(PIECES) for _ in range(random.choice((1, 1, 2, 3))))
    start, end = random.choice((*STARTS, *PIECES)), random.choice((*PIECES, "", "x"))
    count = size // len(some) or random.choice(_SIZES)
    return start + some * count + end


def fault_of(case: Case) -> str:
    """Return what is wrong with what came of a text; "" if nothing is."""
    begun = time.process_time()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        fault = _outcome(case)
    if warned and not fault:
        return f"warned: {warned[0].message}"
    spent = time.process_time() - begun
    return fault or (f"took {spent:.1f} s" if spent > SECONDS else "")


def _outcome(case: Case) -> str:
    try:
        found = WAYS[case.way](case.text)
    except GradvizError as error:
        told = str(error)
        return "" if is_one_line(told) else f"a message that is no line: {told!r}"
    except Exception:
        return f"raised {traceback.format_exc().strip().splitlines()[-1]}"
    if isinstance(found, np.ndarray) and (found.ndim != 2 or not found.size):
        return f"an array of shape {found.shape}"
    return ""


def shortest(case: Case, fault: str) -> str:
    """Return a failure with as little text as shows it."""
    step = len(case.text) // 2
    while step:
        place = 0
        while place < len(case.text):
            fewer = Case(case.way, case.text[:place] + case.text[place + step :])
            if found := fault_of(fewer):
                case, fault = fewer, found
            else:
                place += step
        step //= 2
    return f"{case.way}({case.text!r}): {fault}"
