"""What a file held when it was read or written, to tell whether it still does."""

import os
from dataclasses import dataclass

from gradviz.errors import InputError


class ChangedError(InputError):
    """A file that is not to be replaced unseen: it holds something else than it was known to."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The content of a file, told by size and digest.

    Times and inodes say less: a touch changes them, and two changes within one tick of the
    clock, of the same size, do not.

    Examples
    --------
    >>> stamp(b"1,2") == stamp(b"1,2")
    True
    >>> stamp(b"1,2") == stamp(b"1,3")
    False
    """

    size: int
    digest: str


ABSENT = Stamp(0, "")
"""Where there is no file."""


def stamp(data: bytes) -> Stamp:
    """Return the stamp of a file that holds `data`."""
    from hashlib import sha256  # the start has nothing to compare

    return Stamp(len(data), sha256(data).hexdigest())


def stamp_of(path: str | os.PathLike[str]) -> Stamp:
    """Return the stamp of what is on the disk.

    Raises
    ------
    OSError
        If it is there and cannot be read.
    """
    from hashlib import file_digest

    try:
        with open(path, "rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
            return Stamp(file.tell(), digest)
    except FileNotFoundError:
        return ABSENT


def is_changed(path: str | os.PathLike[str], known: Stamp) -> bool:
    """Tell whether a file holds something else than it was known to; one that is gone does not.

    One that cannot be read may.
    """
    try:
        if os.stat(path).st_size != known.size:  # it may be too large to read
            return True
        return stamp_of(path) not in (known, ABSENT)
    except FileNotFoundError:
        return False
    except OSError:
        return True
