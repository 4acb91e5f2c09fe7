"""Who may read and write a file that takes the place of another."""

import contextlib
import os
import stat
import sys
from pathlib import Path

from gradviz.disk.temporary import new_temporary


def widen(target: Path, old: os.stat_result | None, descriptor: int) -> None:
    """Let others do with a file what they may with the one that it will replace.

    Owner, group, access list and other attributes follow as far as the system lets them; where
    the file cannot have the old one's group, its own may do what everybody may.

    Parameters
    ----------
    target : Path
        The old file; where there is none, the new one is like any other in its folder.
    old : stat_result or None
    descriptor : int
        The new file, that nobody else may read so far.

    Raises
    ------
    OSError
        If the permissions cannot be set.
    """
    if sys.platform == "win32":  # files there have the permissions of their folder
        return
    if old is None:
        mode = _mode_of_new_files(target.parent)
    else:
        mode = stat.S_IMODE(old.st_mode) & 0o777
        _copy_attributes(target, descriptor)
        if not _give_away(descriptor, old):
            mode = mode & ~0o070 | (mode & 0o007) << 3
    os.fchmod(descriptor, mode)


def _mode_of_new_files(folder: Path) -> int:
    """Return what an empty file is given; to ask for the umask is to set it, for all threads."""
    descriptor, probe = new_temporary(folder, 0o666)
    try:
        return stat.S_IMODE(os.fstat(descriptor).st_mode)
    finally:
        os.close(descriptor)
        probe.unlink(missing_ok=True)


if sys.platform != "win32":

    def _give_away(descriptor: int, old: os.stat_result) -> bool:
        """Give a file the owner and group of another; tell whether it has the group."""
        new = os.fstat(descriptor)
        if new.st_uid != old.st_uid:
            with contextlib.suppress(OSError):
                os.fchown(descriptor, old.st_uid, -1)
        if new.st_gid != old.st_gid:
            with contextlib.suppress(OSError):
                os.fchown(descriptor, -1, old.st_gid)
        return os.fstat(descriptor).st_gid == old.st_gid


def _copy_attributes(source: Path, descriptor: int) -> None:
    if sys.platform == "linux":
        names: list[str] = []
        with contextlib.suppress(OSError):  # not every file system has them
            names = os.listxattr(source)
        for name in names:
            with contextlib.suppress(OSError):
                os.setxattr(descriptor, name, os.getxattr(source, name))
