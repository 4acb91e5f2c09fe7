"""A session file without its long lists of numbers, and where in the file those stand.

Every number that JSON is parsed into takes thirty bytes and more. So the file is gone through
once for the marks that names and objects are made of; between them, what is long can only be
numbers, and an `UnreadNumbers` that says where they stand takes their place. What is left is
small, and checked before a number is read.
"""

import re
from dataclasses import dataclass
from io import BufferedIOBase
from itertools import pairwise
from typing import Any

from gradviz.errors import InputError
from gradviz.messages.message import say
from gradviz.session.files.jsontext import parsed
from gradviz.session.files.progress import Progress

MAX_MARKS = 1000
"""Braces and colons a session may have: one of 12 layers, with all that can be chosen, has 300."""
MAX_OUTLINE = 2 * 2**20
"""Bytes besides long lists of numbers. Parsed they take up to thirty times as much."""

_LONG = 32 * 1024  # bytes; of shorter lists even a thousand are parsed in no time
_CHUNK = 2**20
_MARK = re.compile(rb"[{}:]")


@dataclass(frozen=True, slots=True)
class UnreadNumbers:
    """A long list of numbers, or of lists of them, that has not been read yet.

    Attributes
    ----------
    start, stop : int
        Where its brackets stand in the file.
    """

    start: int
    stop: int


def outlined(file: BufferedIOBase, progress: Progress) -> Any:
    """Return what JSON says, with an `UnreadNumbers` for each long list of numbers.

    Raises
    ------
    InputError
        If it is no JSON, or holds more than a session can.
    """
    text, found = bytearray(), dict[str, UnreadNumbers]()
    for start, stop in pairwise(_ends(file, progress)):
        numbers = _long_numbers(file, start, stop)
        if numbers is None:
            _add(text, file, start, stop)
            continue
        _add(text, file, start, numbers.start)
        text += b'"\\u0000%d"' % len(found)
        found[f"\0{len(found)}"] = numbers
        _add(text, file, numbers.stop, stop)
    content = bytes(text).removeprefix(b"\xef\xbb\xbf")
    if not content.strip():
        raise InputError(say("the file is empty; a .gradviz session is JSON"))
    # beside a list that was cut out, lines would be those of the outline
    return _filled(parsed(content, is_whole=not found), found)


def _ends(file: BufferedIOBase, progress: Progress) -> list[int]:
    """Return where the file begins, where braces and colons stand, and where it ends."""
    file.seek(0)
    marks = [0]
    offset = 0
    while chunk := file.read(_CHUNK):
        progress(0.0)
        if 0 in chunk:
            raise InputError(say("this is no text; a .gradviz session is JSON in UTF-8"))
        if any(mark in chunk for mark in b"{}:"):
            marks += [offset + found.start() for found in _MARK.finditer(chunk)]
        if len(marks) > MAX_MARKS:
            raise InputError(
                say(
                    "this is no session: it has more than {most} names, braces and colons",
                    most=MAX_MARKS,
                )
            )
        offset += len(chunk)
    return [*marks, offset]


def _add(text: bytearray, file: BufferedIOBase, start: int, stop: int) -> None:
    if len(text) + stop - start > MAX_OUTLINE:
        raise InputError(
            say(
                "this is no session: besides numbers it has more than {most} MB",
                most=MAX_OUTLINE // 2**20,
            )
        )
    text += bytes_of(file, start, stop)


def _long_numbers(file: BufferedIOBase, start: int, stop: int) -> UnreadNumbers | None:
    """Return what stands in brackets between two marks, if it is long."""
    if stop - start < _LONG:
        return None
    opening = bytes_of(file, start, start + _LONG).find(b"[")
    if opening < 0:
        return None
    begin = max(start + opening, stop - _LONG)
    closing = bytes_of(file, begin, stop).rfind(b"]")
    if closing < 0:
        return None
    return UnreadNumbers(start + opening, begin + closing + 1)


def bytes_of(file: BufferedIOBase, start: int, stop: int) -> bytes:
    """Return a part of a file."""
    file.seek(start)
    return file.read(stop - start)


def _filled(value: Any, found: dict[str, UnreadNumbers]) -> Any:
    """Return what was parsed, with lists of numbers where they belong."""
    if not found:
        return value
    if isinstance(value, str):
        return found.get(value, value)
    if isinstance(value, list):
        return [_filled(item, found) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, found) for key, item in value.items()}
    return value
