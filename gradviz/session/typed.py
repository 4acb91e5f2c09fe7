"""Entries as they were typed: whoever looks at 1/3 again finds 1/3.

What was typed is looked up only while the cell still holds the number that it stands for, bit for
bit: whatever resizes, moves, drags, fills or trains can never make it lie.
"""

import struct
from collections.abc import Iterator
from dataclasses import replace

from gradviz.errors import InputError
from gradviz.messages.message import say
from gradviz.refs import CellRef
from gradviz.session.document import Document
from gradviz.session.edits import set_cell
from gradviz.session.entry import MAX_LENGTH, parse_entry


def type_entry(document: Document, ref: CellRef, text: str) -> Document:
    """Set one entry as it is typed, and keep the text.

    Raises
    ------
    InputError
        As `parse_entry` and `set_cell` do.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> document = type_entry(example(), CellRef("W", 0, 2), "1/3")
    >>> document.W[0].tolist(), typed_text(document, CellRef("W", 0, 2))
    ([2.0, -1.0, 0.3333333333333333], '1/3')
    """
    text = text.strip()
    value = parse_entry(text)
    new = set_cell(document, ref, value)
    typed = tuple(pair for pair in new.typed if pair[0] != ref)
    if text not in (repr(value), as_typed(value)):
        typed += ((ref, text),)
    return new if typed == new.typed else replace(new, typed=typed)


def typed_text(document: Document, ref: CellRef) -> str | None:
    """Return what was typed into a cell, if that is what it holds; else None."""
    return next(
        (text for cell, text in document.typed if cell == ref and _holds(document, ref, text)), None
    )


def as_typed(value: float) -> str:
    """Return the shortest text that reads back as the very same number.

    Examples
    --------
    >>> as_typed(2.0), as_typed(-0.0), as_typed(0.1)
    ('2', '-0.0', '0.1')
    """
    whole = value.is_integer() and abs(value) < 1e15 and repr(value) != "-0.0"
    return str(int(value)) if whole else repr(value)


def to_lines(document: Document) -> str:
    r"""Return all that was typed and still holds, as a session keeps it.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> to_lines(type_entry(example(), CellRef("W", 0, 2), "1/3"))
    'W 0 2 1/3'
    """
    held = ((ref, text) for ref, text in document.typed if _holds(document, ref, text))
    return "\n".join(f"{ref.name} {ref.row} {ref.col} {text}" for ref, text in held)


def from_lines(lines: str) -> tuple[tuple[CellRef, str], ...]:
    """Return what was typed, from a session.

    Raises
    ------
    InputError
        Names the line that does not do.
    """
    return tuple(_pairs(lines))


def _pairs(lines: str) -> Iterator[tuple[CellRef, str]]:
    for n, line in enumerate(lines.splitlines(), start=1):
        name, row, col, text = [*line.split(" ", 3), "", "", ""][:4]
        is_cell = row.isdecimal() and col.isdecimal() and len(row) + len(col) < MAX_LENGTH
        if not is_cell or not 0 < len(text) <= MAX_LENGTH:
            raise InputError(
                say(
                    "typed: line {line} needs a matrix, its row and column, and what was typed, "
                    "'W 0 2 1/3': got {text}",
                    line=n,
                    text=repr(line[:40]),
                )
            )
        yield CellRef(name, int(row), int(col)), text


def _holds(document: Document, ref: CellRef, text: str) -> bool:
    try:
        value, values = parse_entry(text), document.matrix(ref.name)
    except InputError:
        return False
    is_there = ref.row < values.shape[0] and ref.col < values.shape[1]
    return is_there and _bits(float(values[ref.row, ref.col])) == _bits(value)


def _bits(value: float) -> bytes:
    return struct.pack("<d", value)
