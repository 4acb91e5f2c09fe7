"""Temporary files beside those they will replace, and what killed processes left of them."""

import contextlib
import os
from pathlib import Path

from gradviz.disk.locks import lock_abandoned, new_locked_file

_PREFIX, _SUFFIX = ".", ".gradviz-tmp"


def new_temporary(folder: Path, mode: int = 0o600) -> tuple[int, Path]:
    """Make an empty file that is not cleared away while its descriptor is open.

    Returns
    -------
    (int, Path)
        A descriptor open for writing, and where the file is.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    return new_locked_file(folder, _PREFIX, _SUFFIX, mode)


def clear_abandoned(folder: Path) -> None:
    """Remove the temporary files that killed processes left in a folder."""
    for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        descriptor = lock_abandoned(path)
        if descriptor is not None:
            os.close(descriptor)
            with contextlib.suppress(OSError):
                path.unlink()
