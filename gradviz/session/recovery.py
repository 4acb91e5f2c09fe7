"""What was typed and not saved, kept where the next start finds it after a crash.

Each running gradviz holds a lock file in the recovery folder, and beside it at most one
recovery file of the same stem. The lock dies with the process, however it ends, so a
recovery file whose lock can be taken is one of a crashed session, and one whose lock is
held belongs to a gradviz that is still running.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from gradviz.errors import InputError
from gradviz.session.atomic import clear_abandoned, write_atomically
from gradviz.session.document import Document
from gradviz.session.locks import lock_abandoned, new_locked_file

_LOCK = ".lock"
_FILE = ".recovery"


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
    """

    document: Document
    origin: Path | None
    saved_at: float
    path: Path


class Recovery:
    """The recovery file of this process, and those that crashed ones left.

    Parameters
    ----------
    folder : path-like
        Made if it is not there.

    Raises
    ------
    InputError
        If the folder cannot be made or written to.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder = Path(folder)
        self._claimed: dict[Path, int] = {}
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock, self._lock_path = new_locked_file(self._folder, "", _LOCK)
        except OSError as error:
            raise InputError(
                f"cannot keep recovery files in {self._folder}: {error.strerror}"
            ) from None
        self._path = self._lock_path.with_suffix(_FILE)

    @property
    def path(self) -> Path:
        """Where `write` writes."""
        return self._path

    def write(self, document: Document, origin: str | os.PathLike[str] | None, now: float) -> None:
        """Keep a document, in place of what was kept before; all of it or nothing.

        Parameters
        ----------
        document : Document
        origin : path-like or None
            The file it belongs to.
        now : float
            The time, in seconds since 1970.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        from gradviz.session.file import to_json  # pydantic: only when needed

        kept = {
            "origin": None if origin is None else os.fspath(origin),
            "saved_at": now,
            "session": to_json(document),
        }
        write_atomically(self._path, json.dumps(kept).encode())

    def pending(self) -> tuple[Crashed, ...]:
        """Return the sessions that crashed, latest first, and claim them.

        Other instances are not offered what this one has claimed, until it is closed or
        crashes itself. Recovery files that cannot be read stay where they are.
        """
        for lock_path in sorted(self._folder.glob(f"*{_LOCK}")):
            descriptor = lock_abandoned(lock_path)
            if descriptor is not None:
                self._claimed[lock_path] = descriptor
        crashed = []
        for lock_path in tuple(self._claimed):
            path = lock_path.with_suffix(_FILE)
            if not path.exists():
                self._clear(lock_path)  # it crashed with nothing unsaved
            elif (session := _read(path)) is not None:
                crashed.append(session)
        return tuple(sorted(crashed, key=lambda session: -session.saved_at))

    def dismiss(self, crashed: Crashed) -> None:
        """Remove the recovery file of a crashed session: it was restored, or is not wanted."""
        self._clear(crashed.path.with_suffix(_LOCK))

    def discard(self) -> None:
        """Remove what `write` wrote: the document was saved, or given up on purpose."""
        self._path.unlink(missing_ok=True)
        clear_abandoned(self._path)

    def close(self) -> None:
        """Discard, and let go of all locks: the last thing an orderly end does."""
        self.discard()
        for descriptor in self._claimed.values():
            os.close(descriptor)
        self._claimed.clear()
        os.close(self._lock)
        self._lock_path.unlink(missing_ok=True)

    def _clear(self, lock_path: Path) -> None:
        path = lock_path.with_suffix(_FILE)
        path.unlink(missing_ok=True)
        clear_abandoned(path)
        descriptor = self._claimed.pop(lock_path, None)
        if descriptor is not None:
            os.close(descriptor)
            lock_path.unlink(missing_ok=True)


def _read(path: Path) -> Crashed | None:
    from gradviz.session.file import from_json

    try:
        kept = json.loads(path.read_bytes())
        origin = kept["origin"]
        return Crashed(
            document=from_json(kept["session"], path.name),
            origin=None if origin is None else Path(origin),
            saved_at=float(kept["saved_at"]),
            path=path,
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
