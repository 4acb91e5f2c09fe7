"""Writing a file so that it is the old one or the new one, whatever happens when."""

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from gradviz.disk.locks import held_folder
from gradviz.disk.permissions import widen
from gradviz.disk.stamps import ChangedError, Stamp, is_changed
from gradviz.disk.temporary import clear_abandoned, new_temporary
from gradviz.errors import InputError
from gradviz.messages.message import Message, say, verbatim


def write_atomically(
    path: str | os.PathLike[str],
    data: bytes,
    *,
    replaces: Stamp | None = None,
    is_private: bool = False,
) -> None:
    """Put `data` into a file, all of it or nothing.

    It goes into a temporary file beside the old one, that nobody else may read; it takes the old
    one's permissions, goes onto the disk, and takes its place. A link stays a link: what it leads
    to is replaced. What killed processes left behind in the folder is cleared away.

    Parameters
    ----------
    path : path-like
        The file need not exist, its folder has to.
    data : bytes
    replaces : Stamp, optional
        What the file is known to hold; by default it is replaced whatever it holds.
    is_private : bool, optional
        Whether nobody else may read it, whatever the old one or other new files allow.

    Raises
    ------
    ChangedError
        If there is a file that holds something else than `replaces` says.
    InputError
        If it cannot be written; says why. The old file is then as it was.
    """
    try:
        target = Path(os.path.realpath(path))
        old = _replaceable(target)
        clear_abandoned(target.parent)
        _replace(target, data, None if is_private else partial(widen, target, old), replaces)
    except ChangedError:
        raise
    except (OSError, ValueError) as error:
        problem = _reason(error, path)
        raise InputError(
            say("cannot save {file}: {problem}", file=os.fspath(path), problem=problem)
        ) from None


def _replace(
    target: Path, data: bytes, widened: Callable[[int], None] | None, replaces: Stamp | None
) -> None:
    descriptor, temporary = new_temporary(target.parent)
    try:
        try:
            _write_all(descriptor, data)
            if widened is not None:
                widened(descriptor)
            os.fsync(descriptor)
            if sys.platform != "win32":
                _take_place(temporary, target, replaces)  # still locked: nobody clears it away
        finally:
            os.close(descriptor)
        if sys.platform == "win32":
            _take_place(temporary, target, replaces)  # open files cannot be renamed there
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _take_place(temporary: Path, target: Path, replaces: Stamp | None) -> None:
    """Rename, unless what is replaced is another than was known; then put that onto the disk."""
    with held_folder(target.parent) as folder:
        if replaces is not None and is_changed(target, replaces):
            raise ChangedError(
                say("{file} has changed on the disk since it was opened", file=target.name)
            )
        os.replace(temporary, target)
        if folder is not None:
            with contextlib.suppress(OSError):  # the new file is whole and in place already
                os.fsync(folder)


def _replaceable(target: Path) -> os.stat_result | None:
    """Return what is known of a file that may be replaced, None where there is none."""
    if not target.name or target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    try:
        old = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(old.st_mode):
        raise InputError(say("it is no regular file"))
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return old


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _reason(error: OSError | ValueError, path: str | os.PathLike[str]) -> Message:
    if isinstance(error, InputError):
        return error.message
    if not isinstance(error, OSError) or error.errno is None:
        return verbatim(str(error))
    folder = os.path.dirname(os.fspath(path)) or "."
    reasons = {
        errno.ENOENT: say("there is no folder {folder}", folder=folder),
        errno.ENOTDIR: say("{folder} is not a folder", folder=folder),
        errno.EISDIR: say("it is a folder; choose a file name in it"),
        errno.ENOSPC: say("the disk is full; free some space or choose another place"),
        errno.EDQUOT: say("the disk quota is used up; choose another place"),
        errno.EROFS: say("the disk is read-only; choose another place"),
        errno.EACCES: say("no permission to write there; choose another place"),
        errno.EPERM: say("no permission to write there; choose another place"),
        errno.ENAMETOOLONG: say("the name is too long"),
    }
    return reasons.get(error.errno, verbatim(str(error.strerror)))
