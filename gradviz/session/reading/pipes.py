"""Tables between vertical bars: Markdown, and what databases print."""

from gradviz.session.reading.way import Way

HEADING_REMEDY = "name the columns, or leave their names empty"

_RULE = frozenset("-+:=| \t")


def is_table(text: str) -> bool:
    """Tell whether a text is cells between vertical bars."""
    return "|" in text


def ways_of_pipes(text: str) -> tuple[Way, ...]:
    """Return the ways in which a table may be meant: whether its head has numbers of the matrix."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    rules = [n for n, line in enumerate(lines) if "-" in line and _RULE.issuperset(line)]
    inner = [n for n in rules if 0 < n < len(lines) - 1]
    left = frozenset(rules)
    rows = [_cells(line) for n, line in enumerate(lines) if n not in left]
    has_head = bool(inner) and inner[0] - (rules[0] == 0) == 1
    if has_head and not any(rows[0]):
        return (Way(lambda: iter(rows[1:])),)
    if has_head and all(cell[:1].isdigit() or cell[:1] in "+-." for cell in rows[0]):
        head = ", ".join(rows[0][:4])
        return (
            Way(lambda: iter(rows), "the head is a row of the matrix"),
            Way(
                lambda: iter(rows[1:]),
                "the head names the columns",
                left_out=(f"the head ({head})",),
            ),
        )
    return (Way(lambda: iter(rows), has_names=True),)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]
