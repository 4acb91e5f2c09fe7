"""Writing a file so that it is the old one or the new one, whatever happens when."""

import contextlib
import errno
import os
import stat
import sys
import zlib
from pathlib import Path

from gradviz.errors import InputError
from gradviz.session.locks import lock_abandoned, new_locked_file

_SUFFIX = ".gradviz-tmp"


def write_atomically(path: str | os.PathLike[str], data: bytes) -> None:
    """Put `data` into a file, all of it or nothing.

    It goes into a temporary file beside the old one, onto the disk, and then takes the old
    one's place and permissions. A link stays a link: what it leads to is replaced. What a
    killed process left behind of earlier attempts at this file is cleared away.

    Parameters
    ----------
    path : path-like
        The file need not exist, its folder has to.
    data : bytes

    Raises
    ------
    InputError
        If it cannot be written; says why. The old file is then as it was.
    """
    try:
        target = Path(os.path.realpath(path))
        mode = _replaceable_mode(target)
        clear_abandoned(target)
        _replace(target, data, mode)
    except (OSError, ValueError) as error:
        raise InputError(f"cannot save {os.fspath(path)}: {_reason(error, path)}") from None
    _sync_folder(target.parent)


def clear_abandoned(path: Path) -> None:
    """Remove the temporary files that killed processes left beside `path`."""
    for temporary in path.parent.glob(f"{_prefix(path)}*{_SUFFIX}"):
        descriptor = lock_abandoned(temporary)
        if descriptor is not None:
            os.close(descriptor)
            with contextlib.suppress(OSError):
                temporary.unlink()


def _replace(target: Path, data: bytes, mode: int | None) -> None:
    descriptor, temporary = new_locked_file(target.parent, _prefix(target), _SUFFIX)
    try:
        try:
            _write_all(descriptor, data)
            if mode is not None and sys.platform != "win32":
                os.fchmod(descriptor, mode)
            os.fsync(descriptor)
            if sys.platform != "win32":
                os.replace(temporary, target)  # still locked: nobody clears it away
        finally:
            os.close(descriptor)
        if sys.platform == "win32":
            os.replace(temporary, target)  # open files cannot be renamed there
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _prefix(target: Path) -> str:
    """Return what the temporary files of one target start with; short for any name."""
    return f".{zlib.crc32(os.fsencode(target.name)):08x}-"


def _replaceable_mode(target: Path) -> int | None:
    """Return the permissions of a file that may be replaced, None where there is none."""
    if not target.name or target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is no regular file")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return stat.S_IMODE(mode)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _sync_folder(folder: Path) -> None:
    """Put the renaming itself onto the disk, on systems that can."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):  # the new file is whole and in place already
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _reason(error: OSError | ValueError, path: str | os.PathLike[str]) -> str:
    folder = os.path.dirname(os.fspath(path)) or "."
    reasons = {
        errno.ENOENT: f"there is no folder {folder}",
        errno.ENOTDIR: f"{folder} is no folder",
        errno.EISDIR: "it is a folder; choose a file name in it",
        errno.ENOSPC: "the disk is full; free some space or choose another place",
        errno.EDQUOT: "the disk quota is used up; choose another place",
        errno.EROFS: "the disk is read-only; choose another place",
        errno.EACCES: "no permission to write there; choose another place",
        errno.EPERM: "no permission to write there; choose another place",
        errno.ENAMETOOLONG: "the name is too long",
    }
    if isinstance(error, OSError) and error.errno is not None:
        return reasons.get(error.errno, str(error.strerror))
    return str(error)
