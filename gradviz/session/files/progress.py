"""How whoever reads a large file is told how far it is, and can be stopped."""

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[float], None]
"""Is called often with the share that is read, 0..1; what it raises ends the reading."""


class CancelledError(BaseException):
    """Raised by a `Progress`: the file is not wanted any more.

    Nothing that reads a file takes it for damage: like asyncio's, it is no Exception.
    """


def ignored(share: float) -> None:
    """Let it read on, whatever the share."""
    del share
