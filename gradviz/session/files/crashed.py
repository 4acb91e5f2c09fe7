"""What a recovery file holds: a document, and what it was when it was kept."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradviz.disk.stamps import ABSENT, Stamp
from gradviz.session.document import Document

_LONGEST_HEAD = 1 << 16  # bytes: longer than what any path makes it
_SESSION = b'"session": "'
_TORN = (OSError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Crashed:
    """A session that ended without being saved or given up.

    Attributes
    ----------
    document : Document
        As it was at the last autosave.
    origin : Path or None
        The file it was opened from or last saved to; None where there was none.
    saved_at : float
        When, in seconds since 1970, as it was given to `Recovery.write`.
    path : Path
        The recovery file.
    known : Stamp
        What `origin` was known to hold.
    """

    document: Document
    origin: Path | None
    saved_at: float
    path: Path
    known: Stamp = ABSENT


def encoded(
    document: Document, origin: str | os.PathLike[str] | None, now: float, known: Stamp
) -> bytes:
    """Return the content of a recovery file; the arguments are those of `Recovery.write`."""
    import json  # only when needed, as pydantic

    from gradviz.session.files.file import to_json

    kept = {
        "origin": None if origin is None else os.fspath(origin),
        "known": [known.size, known.digest],
        "saved_at": now,
        "session": to_json(document),
    }
    return json.dumps(kept).encode()


def read_crashed(path: Path) -> Crashed | None:
    """Return what a recovery file holds; None where that is nothing that can be read."""
    from gradviz.session.files.file import from_json
    from gradviz.session.files.store import MAX_SESSION_BYTES

    longest = 2 * MAX_SESSION_BYTES  # what is kept is read again: as a text it is longer
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > longest:
            return None
        with path.open("rb") as file:
            head = file.read(_LONGEST_HEAD)
            if not _is_head(head):  # and nothing more of it is read
                return None
            kept = _decoded(head + file.read())
        size, digest = kept.get("known", (ABSENT.size, ABSENT.digest))
        return Crashed(
            document=from_json(kept["session"], path.name),
            origin=_named(kept["origin"]),
            saved_at=float(kept["saved_at"]),
            path=path,
            known=Stamp(int(size), str(digest)),
        )
    except (*_TORN, RecursionError, MemoryError):
        return None


def _is_head(head: bytes) -> bool:
    """Tell whether a file begins as `encoded` has it."""
    return head.startswith(b'{"origin":') and _SESSION in head


def _decoded(data: bytes) -> dict[str, Any]:
    """Return what `encoded` was made of, whatever else a file may hold.

    The session is one text, and what is before it is short: of another structure, which could
    take a hundred times its bytes, nothing is built.

    Raises
    ------
    ValueError
        If it is not what `encoded` writes.
    """
    import json

    at = data.find(_SESSION, 0, _LONGEST_HEAD)
    if not data.endswith(b'"}'):
        raise ValueError("this is no recovery file")
    head = json.loads(data[:at] + _SESSION + b'"}')
    session = str(memoryview(data)[at + len(_SESSION) - 1 : -1], "utf-8")
    return {**head, "session": json.loads(session)}  # it begins with a quote: a text, or an error


def _named(origin: str | None) -> Path | None:
    """Return the path of a file; None where there is none, or where it cannot be one."""
    if origin is None or "\0" in origin:
        return None
    path = Path(origin)
    return None if path.name in ("", "..") else path
