"""Locks on files: they die with the process that holds them, whatever ends it."""

import os
import secrets
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def try_lock(descriptor: int) -> bool:
    """Lock an open file if nobody else has; never waits.

    The lock is gone when the descriptor is closed: by `os.close`, or with the process.
    """
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def new_locked_file(folder: Path, prefix: str, suffix: str) -> tuple[int, Path]:
    """Make an empty file of a name of its own, and lock it.

    Between making and locking, somebody who clears up may take it for abandoned; then
    another one is made.

    Returns
    -------
    (int, Path)
        A descriptor open for writing, and where the file is.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    while True:
        path = folder / f"{prefix}{secrets.token_hex(6)}{suffix}"
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, 0o666)
        if try_lock(descriptor) and path.exists():
            return descriptor, path
        os.close(descriptor)


def lock_abandoned(path: Path) -> int | None:
    """Lock a file whose owner is gone; None where it is still held, or not there any more.

    Returns
    -------
    int or None
        A descriptor that holds the lock; close it when done.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | _BINARY)
    except OSError:
        return None
    if try_lock(descriptor) and path.exists():
        return descriptor
    os.close(descriptor)
    return None


_BINARY: int = getattr(os, "O_BINARY", 0)  # only Windows knows texts from bytes
