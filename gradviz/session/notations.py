"""Ways of writing a matrix as text, each taken apart into rows of cells.

Nothing here knows what a number is: cells stay text, `block` reads them.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from gradviz.errors import InputError, ShapeError

MAX_AXES = 32
"""Brackets are counted so deep, and no further."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cut into cells.

    Attributes
    ----------
    rows : iterable of list of str
        The cells, cut as they are asked for: all at once would take twenty times the memory of
        the text. Rows may differ in length.
    decimal_comma : bool
        Whether a comma inside a cell can only be a decimal comma.
    factor : float
        What every number is to be multiplied by (MATLAB prints ``1.0e+03 *``).
    """

    rows: Iterable[list[str]]
    decimal_comma: bool = False
    factor: float = 1.0


def cut(text: str) -> Cut:
    r"""Find out how a matrix is written, and cut it into cells.

    Parameters
    ----------
    text : str
        Not empty, with ``\n`` as the only line end.

    Raises
    ------
    InputError
        If brackets, a LaTeX environment or the ends of the text do not match up; some faults
        show only as the rows are cut.
    ShapeError
        If there are more than two axes.

    Examples
    --------
    >>> list(cut("[1 2; 3 4]").rows)
    [['1', '2'], ['3', '4']]
    """
    if r"\begin{" in text or ("&" in text and r"\\" in text):
        return _cut_latex(text)
    if "[" in text or "]" in text or re.match(r"\s*\(\s*\(", text):
        return _cut_brackets(text)
    if text.lstrip().startswith("|"):
        return _cut_markdown(text)
    return _cut_plain(text)


# --- LaTeX --------------------------------------------------------------------------------

_ENVIRONMENT = re.compile(r"\\begin\{(\w*matrix\*?|array)\}(?:\{[^{}]*\}|\[[^\[\]]*\])?")
_LATEX: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), r"(\1)/(\2)"),
    (re.compile(r"\\sqrt\s*\{([^{}]*)\}"), r"sqrt(\1)"),
    (re.compile(r"\\(?:text|mathrm|operatorname)\s*\{([^{}]*)\}"), r"\1"),
    (re.compile(r"\\infty\b"), "inf"),
    (re.compile(r"\\pi\b"), "pi"),
    (re.compile(r"\\(?:cdot|times)\b"), "*"),
    (re.compile(r"\{,\}"), "."),
    (re.compile(r"(?<!\\)\\(?:[,;:! ]|hline\b|quad\b)|[${}]"), " "),
)


def _cut_latex(text: str) -> Cut:
    body = text
    found = _ENVIRONMENT.search(text)
    if found:
        body, end, rest = text[found.end() :].partition(rf"\end{{{found[1]}}}")
        if not end:
            raise InputError(rf"\begin{{{found[1]}}} has no \end{{{found[1]}}}")
        if _ENVIRONMENT.search(rest):
            raise InputError("there is more than one matrix here; paste one at a time")
    elif r"\begin{" in text:
        raise InputError(r"the LaTeX here is no matrix: paste a \begin{pmatrix} or \begin{bmatrix}")
    for pattern, plain in _LATEX[:1] * 2 + _LATEX[1:]:  # fractions may nest once
        body = pattern.sub(plain, body)
    lines = re.split(r"\\\\(?:\[[^\[\]]*\])?|\\cr\b", body)
    if lines and not lines[-1].strip():
        lines.pop()
    return Cut([cell.strip() for cell in line.split("&")] for line in lines)


# --- brackets: Python, NumPy, PyTorch, MATLAB ---------------------------------------------

# What is repeated never gives back (*+): else a run of spaces is tried at every length.
_BEFORE = re.compile(r"\s*+(?:[\w.]++\s*+=\s*+)?+(?:[A-Za-z_][\w.]*+\s*+\(\s*+)*+\Z")
_AFTER = re.compile(r"\s*+(?:,\s*+[A-Za-z_]\w*+\s*+=.*+)?+[)\s;,]*+\Z", re.DOTALL)
# NumPy 2 prints the scalars in a list as np.float64(1.5).
_SCALAR = re.compile(r"\b(?:np|numpy|torch|jnp)\.\w+\(([^()\[\]]*)\)|\btensor\(([^()\[\]]*)\)")
_GROUP = re.compile(r"(?<!\w)\(([^()]*)\)")


def _cut_brackets(text: str) -> Cut:
    if "(" in text:
        text = _tuples_as_lists(_SCALAR.sub(lambda found: found[1] or found[2] or "", text))
    start, stop, depth = _outermost(text)
    before, inner, after = text[:start], text[start + 1 : stop], text[stop + 1 :]
    if not _BEFORE.match(before):
        raise InputError(f"{_short(before)} stands before the first bracket; paste one matrix")
    if not _AFTER.match(after):
        raise InputError(f"{_short(after)} stands after the last bracket; paste one matrix")
    if depth > 2:
        raise ShapeError(f"this has {depth} axes; a matrix has two, rows and columns")
    if depth == 2:
        return Cut(_cells(row) for row in _inner_rows(inner))
    lines = re.split(r";\s*|(?<![,\s])\s*\n", inner.strip().rstrip(";"))
    return Cut(map(_cells, lines))


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
                raise ShapeError(f"this has more than {MAX_AXES} axes; a matrix has two")
        else:
            depth -= 1
            if depth < 0:
                break
            if depth == 0:
                return start, found.start(), deepest
    raise InputError("the brackets do not match: every [ needs its ]")


def _inner_rows(inner: str) -> Iterator[str]:
    """Yield what stands in each pair of brackets; only commas may stand between them."""
    end = 0
    for found in re.finditer(r"\[([^\[\]]*)\]", inner):
        _check_between(inner[end : found.start()])
        yield found[1]
        end = found.end()
    _check_between(inner[end:])


def _check_between(between: str) -> None:
    if between.strip(" \t\n,;"):
        raise InputError(f"{_short(between)} stands between two rows; rows hold the numbers")


def _cells(row: str) -> list[str]:
    if "," not in row:
        return row.split()
    cells = _split(row, ",")
    return cells[:-1] if len(cells) > 1 and not cells[-1] else cells


# --- tables and plain text ----------------------------------------------------------------

_RULE = re.compile(r":?-+:?\Z")
_DISPLAY_NAME = re.compile(r"\s*[A-Za-z_]\w*\s*=\s*\Z")
_DISPLAY_FACTOR = re.compile(r"\s*(\d+(?:\.\d+)?e[+-]?\d{1,3})\s*\*\s*\Z")


def _cut_markdown(text: str) -> Cut:
    lines = (line.strip().strip("|") for line in _lines(text) if line.strip())
    rows = ([cell.strip() for cell in line.split("|")] for line in lines)
    first, second = next(rows), next(rows, None)
    start = [first] if second is None else [first, second]
    if second and _is_rule(second) and not any(re.search(r"\d", cell) for cell in first):
        start = []  # a header of words, or an empty one
    return Cut(row for row in chain(start, rows) if not _is_rule(row))


def _is_rule(row: list[str]) -> bool:
    return all(map(_RULE.match, row))


def cut_lines(lines: Iterable[str], signs: Collection[str]) -> Cut:
    """Cut lines of numbers as they come, without a look at those that follow.

    Parameters
    ----------
    lines : iterable of str
    signs : collection of str
        Tab and semicolon, as far as there are any.
    """
    rest = iter(lines)
    first = next(rest, "")
    return _cut_by(signs, (first,), chain((first,), rest))


def _cut_plain(text: str) -> Cut:
    """Cut lines of cells: a spreadsheet's, CSV, or what MATLAB displays."""
    text = text.lstrip("\n" if "\t" in text else " \n")  # cells may be empty
    factor = 1.0
    first, _, rest = text.partition("\n")
    if _DISPLAY_NAME.match(first):
        text = rest.lstrip("\n ")
        first, _, rest = text.partition("\n")
    if found := _DISPLAY_FACTOR.match(first):
        factor, text = float(found[1]), rest.lstrip("\n ")
    return replace(_cut_by(text, _lines(text), _lines(text)), factor=factor)


def _cut_by(signs: Collection[str], sample: Iterable[str], lines: Iterable[str]) -> Cut:
    """Cut lines at the signs there are; a sample of them tells what semicolons are between."""
    if "\t" in signs:
        return Cut(_filled_rows(lines, lambda line: [_split(line, "\t")]), decimal_comma=True)
    if ";" not in signs:
        return Cut(_filled_rows(lines, lambda line: [_cells(line)]))
    if any(len(part.split()) > 1 for line in sample for part in line.split(";")):
        return Cut(_filled_rows(lines, _matlab_rows))
    return Cut(
        _filled_rows(lines, lambda line: [_split(line.strip().removesuffix(";"), ";")]),
        decimal_comma=True,
    )


def _matlab_rows(line: str) -> list[list[str]]:
    """Return the rows of MATLAB without its brackets."""
    return [_cells(part) for part in line.split(";") if part.strip()]


def _filled_rows(
    lines: Iterable[str], cells: Callable[[str], list[list[str]]]
) -> Iterator[list[str]]:
    """Yield the rows of all lines that hold something."""
    is_after_gap, has_gap, is_one_column = False, False, True
    for line in lines:
        if not line.strip(" "):
            is_after_gap = True
            continue
        has_gap = has_gap or is_after_gap
        for row in cells(line):
            is_one_column = is_one_column and len(row) == 1
            yield row
    if has_gap and is_one_column:
        raise InputError("there is an empty line between the numbers; every row needs a number")


def _lines(text: str) -> Iterator[str]:
    """Yield one line after the other, without a list of millions."""
    start = 0
    while (stop := text.find("\n", start)) >= 0:
        yield text[start:stop]
        start = stop + 1
    yield text[start:]


def _split(line: str, separator: str) -> list[str]:
    """Return the cells of a line, without spaces and quotes around them."""
    cells = line.split(separator)
    if '"' in line:
        cells = [cell.strip().strip('"') for cell in cells]
    return list(map(str.strip, cells))


def _short(text: str) -> str:
    text = " ".join(text[:200].split())
    return repr(text if len(text) <= 30 else text[:27] + "...")
