"""Matrices in brackets: Python, NumPy, PyTorch, JAX, MATLAB, Julia, JSON, Mathematica, C."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from gradviz.errors import InputError, ShapeError
from gradviz.messages.message import NOTHING, Message, say
from gradviz.session.reading.lines import DECIMAL_COMMAS, unquoted
from gradviz.session.reading.way import Way

MAX_AXES = 32
"""Brackets are counted so deep, and no further."""
VECTOR_REMEDY = say("write [[1, 2]] for a row, [[1], [2]] for a column")

_LINE_WIDTH = 75  # of NumPy, which goes on in a new line only where that is full
# What is repeated never gives back (*+): else a run of spaces is tried at every length.
_BEFORE = re.compile(
    r"\s*+(?:Parameter containing:\s*+)?+(?:[\w.]++\s*+=\s*+)?+(?:[A-Za-z_][\w.]*+\s*+\(\s*+)*+"
    r"(?:(?:Float|U?Int)\d++|Real|Any)?+\Z"  # of Julia: Float32[1 2; 3 4]
)
_TENSOR = re.compile(r"<tf\.\w+\b[^\[\]]*?\bnumpy=")
_MIXED = re.compile(r"\s(?<=[\d.]\s)\s*+[+-]?+[\d.]")  # blanks are few: fast
_IN_QUOTES = re.compile(r"\"[^\",]*,")
_NAMED = re.compile(r"[\"'\w]\s*:")
_BRACES = str.maketrans("{}", "[]")
_VALUE = r"(?:'[^']*+'|\"[^\"]*+\"|<[^<>]*+>|\[[^\[\]]*+\]|[\w.]++(?:\([\[\]\d, ]*+\))?+)"
_AFTER = re.compile(
    rf"\s*+(?:,\s*+(?:d?type|device|grad_fn|requires_grad|shape|size|layout|weak_type|order)"
    rf"\s*+=\s*+{_VALUE}\s*+)*+[)>\s;,]*+\Z"
)
# NumPy 2 prints the scalars in a list as np.float64(1.5).
_SCALAR = re.compile(r"\b(?:np|numpy|torch|jnp)\.\w+\(([^()\[\]]*)\)|\btensor\(([^()\[\]]*)\)")
_GROUP = re.compile(r"(?<!\w)\(([^()]*)\)")

CellSplitter = Callable[[str], list[str]]


def is_in_brackets(text: str) -> bool:
    """Tell whether a text is in brackets of some kind."""
    return bool(re.search(r"[\[\]{}]", text) or re.match(r"\s*\(\s*\(", text))


def ways_of_brackets(text: str) -> tuple[tuple[Way, ...], ...]:
    """Return the ways in which a text in brackets may be meant, the usual ones first.

    Raises
    ------
    InputError
        If brackets do not match, or something stands around them.
    ShapeError
        If there are more than two axes.
    """
    text = _TENSOR.sub("", text, count=1).translate(_BRACES)
    if "(" in text:
        text = _tuples_as_lists(_SCALAR.sub(lambda found: found[1] or found[2] or "", text))
    start, stop, depth = _outermost(text)
    before, inner, after = text[:start], text[start + 1 : stop], text[stop + 1 :]
    if not _BEFORE.match(before):
        raise InputError(
            say(
                "{text} stands before the first bracket; take one matrix",
                text=quoted_start(before),
            )
        )
    if not _AFTER.match(after):
        raise InputError(
            say("{text} stands after the last bracket; take one matrix", text=quoted_start(after))
        )
    if ":" in inner and _NAMED.search(inner):
        raise InputError(
            say("this is an object with names in it; take the list of one matrix alone")
        )
    if "OrderedDict(" in before:
        raise InputError(say("these are several matrices with names; take the list of one alone"))
    if depth > 2:
        raise ShapeError(
            say("this has {count} axes; a matrix has two, rows and columns", count=depth)
        )
    if depth == 2:
        return _tiers(partial(_inner_rows, inner), inner)
    lines = _rows(inner)
    if len(lines) == 1 and ";" not in inner:
        is_vector = ";" not in inner  # MATLAB alone ends a row so
        return _tiers(lambda: iter(lines), inner, is_vector=is_vector)
    usual, *others = _tiers(lambda: iter(lines), inner)
    if _may_be_wrapped(inner):
        usual = (*usual, _way(lambda: iter([" ".join(lines)]), _cells, is_vector=True))
    return (usual, *others)


def _tiers(
    rows: Callable[[], Iterator[str]], inner: str, *, is_vector: bool = False
) -> tuple[tuple[Way, ...], ...]:
    """Return the usual way, and others: for spaces and commas, for commas in quotes."""
    usual = _way(rows, _cells, say("one row per line"), is_vector=is_vector)
    decimal = replace(usual, words=DECIMAL_COMMAS, decimal=",", how='decimal=","')
    if "," not in inner:
        return ((usual,),)
    if _IN_QUOTES.search(inner):
        return ((usual, decimal),)
    if not _MIXED.search(inner):
        return ((usual,),)
    mixed = _way(rows, _mixed, say("commas and spaces between entries"))
    spaced = replace(decimal, rows=_way(rows, str.split).rows, needs_another=True, is_vector=False)
    return ((usual, mixed, spaced),)


def _way(
    rows: Callable[[], Iterator[str]],
    cells: CellSplitter,
    words: Message = NOTHING,
    *,
    is_vector: bool = False,
) -> Way:
    return Way(lambda: map(cells, rows()), words, how='decimal="."', is_vector=is_vector)


def _rows(inner: str) -> list[str]:
    return re.split(r";\s*|(?<![,\s])\s*\n", inner.strip().rstrip(";"))


def _may_be_wrapped(inner: str) -> bool:
    """Tell whether NumPy may have broken a list with one axis into these lines."""
    first, _, rest = inner.partition("\n")
    next_one = (rest.split(maxsplit=1) or [""])[0]
    return ";" not in inner and len(first) + len(next_one) + 2 > _LINE_WIDTH


def _tuples_as_lists(text: str) -> str:
    """Write ``(1, 2)`` as ``[1, 2]``; parentheses without a comma group an expression."""
    for _ in range(2):
        text = _GROUP.sub(lambda found: f"[{found[1]}]" if "," in found[1] else found[0], text)
    return text


def _outermost(text: str) -> tuple[int, int, int]:
    """Return where the first bracket opens and closes, and how deep it nests."""
    start, depth, deepest = -1, 0, 0
    for found in re.finditer(r"[\[\]]", text):
        if found[0] == "[":
            start = found.start() if start < 0 else start
            depth += 1
            deepest = max(deepest, depth)
            if depth > MAX_AXES:
                raise ShapeError(
                    say("this has more than {most} axes; a matrix has two", most=MAX_AXES)
                )
        else:
            depth -= 1
            if depth < 0:
                break
            if depth == 0:
                return start, found.start(), deepest
    raise InputError(say("the brackets do not match: every [ needs its ]"))


def _inner_rows(inner: str) -> Iterator[str]:
    """Yield what stands in each pair of brackets; only commas may stand between them."""
    end = 0
    for row, found in enumerate(re.finditer(r"\[([^\[\]]*)\]", inner), start=1):
        _check_between(inner[end : found.start()])
        if not found[1].strip() and inner.strip("[], ;\t\n"):
            raise ShapeError(say("rows need one length: row {row} is empty", row=row))
        yield found[1]
        end = found.end()
    _check_between(inner[end:])


def _check_between(between: str) -> None:
    if between.strip(" \t\n,;"):
        raise InputError(
            say("{text} stands between two rows; rows hold the numbers", text=quoted_start(between))
        )


def _cells(row: str) -> list[str]:
    if "," not in row:
        return row.split()
    line = row.replace("\n", " ")
    cells = unquoted(line, ",")
    return cells[:-1] if len(cells) > 1 and not cells[-1].strip() else cells


def _mixed(row: str) -> list[str]:
    return [cell for part in row.split(",") for cell in part.split() or [""]]


def quoted_start(text: str) -> str:
    """Return the beginning of a text as a message quotes it."""
    text = " ".join(text[:200].split())
    return repr(text if len(text) <= 30 else text[:27] + "...")
