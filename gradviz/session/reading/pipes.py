"""Tables between vertical bars: Markdown, and what databases print."""

import re

from gradviz.messages.message import joined, say
from gradviz.session.reading.way import Way

HEADING_REMEDY = say("name the columns, or leave their names empty")
HEAD_IS_ROW = say("the header is a row of the matrix")

_RULE = frozenset("-+:=| \t")
_TYPE = re.compile(r"-+|[A-Za-z]+\d*(?:\(\d+(?:,\d+)?\))?")
_DRAWN = str.maketrans(
    {**dict.fromkeys("│┃║┆┊╎", "|"), **dict.fromkeys("─━═╌", "-")}
    | dict.fromkeys("┌┬┐├┼┤└┴┘╞╪╡╔╦╗╠╬╣╚╩╝┏┳┓┡╇┩┣╋┫┗┻┛╭╮╰╯╒╤╕╘╧╛╟╫╢", "+")
)
_SHAPE = re.compile(r"shape: \(\d+, \d+\)\s*")


def is_table(text: str) -> bool:
    """Tell whether a text is cells between vertical bars."""
    return "|" in text or "│" in text or "║" in text


def ways_of_pipes(text: str) -> tuple[Way, ...]:
    """Return the ways in which a table may be meant: whether its head has numbers of the matrix."""
    is_drawn = not text.isascii() and "│" in text
    text = _SHAPE.sub("", text.translate(_DRAWN), count=1)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    rules = [
        n
        for n, line in enumerate(lines)
        if "-" in line and _RULE.issuperset(line) and not (is_drawn and "|" in line)
    ]
    inner = [n for n in rules if 0 < n < len(lines) - 1]
    left = frozenset(rules)
    rows = [_cells(line) for n, line in enumerate(lines) if n not in left]
    head = inner[0] - (rules[0] == 0) if inner else 0
    if is_drawn and head > 1 and all(_TYPE.fullmatch(cell) for row in rows[1:head] for cell in row):
        del rows[1:head]  # polars and DuckDB: the types of the columns
        head = 1
    has_head = head == 1
    if has_head and not any(rows[0]):
        return (Way(lambda: iter(rows[1:])),)
    if has_head and all(cell[:1].isdigit() or cell[:1] in "+-." for cell in rows[0]):
        cells = joined(rows[0][:4], ", ")
        return (
            Way(lambda: iter(rows), HEAD_IS_ROW),
            Way(
                lambda: iter(rows[1:]),
                say("the header names the columns"),
                left_out=(say("the header ({cells})", cells=cells),),
            ),
        )
    return (Way(lambda: iter(rows), has_names=True),)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]
