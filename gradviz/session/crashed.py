"""What a recovery file holds: a document, and what it was when it was kept."""

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from gradviz.disk.stamps import ABSENT, Stamp
from gradviz.session.document import Document
from gradviz.session.store import MAX_SESSION_BYTES

_LONGEST = 2 * MAX_SESSION_BYTES  # of a session: as a text within a text it is longer
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
    from gradviz.session.file import to_json  # pydantic: only when needed

    kept = {
        "origin": None if origin is None else os.fspath(origin),
        "known": [known.size, known.digest],
        "saved_at": now,
        "session": to_json(document),
    }
    return json.dumps(kept).encode()


def read_crashed(path: Path) -> Crashed | None:
    """Return what a recovery file holds; None where that is nothing that can be read."""
    from gradviz.session.file import from_json

    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LONGEST:
            return None
        kept = json.loads(path.read_bytes())
        origin = kept["origin"]
        size, digest = kept.get("known", (ABSENT.size, ABSENT.digest))
        return Crashed(
            document=from_json(kept["session"], path.name),
            origin=None if origin is None else Path(origin),
            saved_at=float(kept["saved_at"]),
            path=path,
            known=Stamp(int(size), str(digest)),
        )
    except (*_TORN, RecursionError, MemoryError):
        return None
