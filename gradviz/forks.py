"""What no fork may come in between: a child would find what is just being loaded locked."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

_ALONE = RLock()

if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_ALONE.acquire, after_in_parent=_ALONE.release, after_in_child=_ALONE.release
    )


@contextmanager
def unforked() -> Iterator[None]:
    """Load what is loaded late, or start a process: a fork of another thread waits for it.

    Examples
    --------
    >>> with unforked():
    ...     import json
    """
    with _ALONE:
        yield
