"""Locks on files: they die with the process that holds them, whatever ends it."""

import contextlib
import errno
import os
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_HELD = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
_PATIENCE = 2.0  # seconds: no gradviz holds a folder for a tenth of it
_FLAGS: int = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


def try_lock(descriptor: int) -> bool:
    """Lock an open file if nobody else has; never waits.

    The lock is gone when the descriptor is closed: by `os.close`, or with the process.

    Raises
    ------
    OSError
        If there are no locks in this file system.
    """
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise
    return True


def new_locked_file(folder: Path, prefix: str, suffix: str, mode: int = 0o600) -> tuple[int, Path]:
    """Make an empty file of a name of its own, by default for nobody else to read, and lock it.

    Between making and locking, somebody who clears up may take it for abandoned; then
    another one is made. Where a file system knows no locks it stays without: nobody who clears
    up can take it there either.

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
        path = folder / f"{prefix}{os.urandom(6).hex()}{suffix}"
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | _FLAGS, mode)
        try:
            is_ours = try_lock(descriptor) and _is_at(path, descriptor)
        except OSError:
            is_ours = True
        if is_ours:
            return descriptor, path
        os.close(descriptor)


def lock_abandoned(path: Path) -> int | None:
    """Lock a file whose owner is gone; None where it is still held, or not there any more.

    What is no regular file, a pipe or a link, is nobody's lock: it is neither read nor waited for.

    Returns
    -------
    int or None
        A descriptor that holds the lock; close it when done.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | _FLAGS | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    with contextlib.suppress(OSError):
        is_file = stat.S_ISREG(os.fstat(descriptor).st_mode)
        if is_file and try_lock(descriptor) and _is_at(path, descriptor):
            return descriptor
    os.close(descriptor)
    return None


@contextlib.contextmanager
def held_folder(folder: Path) -> Iterator[int | None]:
    """Hold a folder, so that to look at a file in it and to replace it is one step.

    Yields
    ------
    int or None
        A descriptor of the folder; None where there is none to be had, as on Windows. Without
        one, or where somebody holds the folder for long, it goes on without a lock.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except OSError:
        yield None
        return
    try:
        _wait_for_lock(descriptor)
        yield descriptor
    finally:
        os.close(descriptor)


def _wait_for_lock(descriptor: int) -> None:
    end = time.monotonic() + _PATIENCE
    with contextlib.suppress(OSError):
        while not try_lock(descriptor) and time.monotonic() < end:
            time.sleep(0.005)


def _is_at(path: Path, descriptor: int) -> bool:
    """Tell whether a path still leads to an open file: it may be gone, or another one by now."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except OSError:
        return False
