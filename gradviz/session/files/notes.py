"""The note in a lock file: which file is open."""

import contextlib
import os

_LONGEST = 1 << 16  # bytes: longer than any path


def note_of(path: str | os.PathLike[str]) -> bytes:
    """Return the same for whatever way leads to a file; nothing for what is no path."""
    try:
        return os.fsencode(os.path.realpath(path))
    except (OSError, ValueError):
        return b""


def noted(descriptor: int) -> bytes:
    """Return the note in an open lock file; nothing where it cannot be read."""
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        return os.read(descriptor, _LONGEST)
    except OSError:
        return b""


def write_note(descriptor: int, note: bytes) -> None:
    """Put a note in place of the one in an open lock file."""
    with contextlib.suppress(OSError):  # on a full disk there is none
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, note)
