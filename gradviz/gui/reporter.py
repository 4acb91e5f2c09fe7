"""What broke inside gradviz is said in the window, which goes on."""

import sys
import time
import traceback
from collections.abc import Callable
from types import TracebackType

import shiboken6

from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import say

_QUIET_SECONDS = 10.0


class Reporter:
    """Says what broke, in place of `sys.excepthook`: nothing that was typed is lost.

    What breaks at the same place again is not said again for a while. What breaks at every
    paint would otherwise never come to an end, as a message paints too.

    Parameters
    ----------
    workspace : Workspace
    clock : callable, optional
        Seconds that never run backwards.
    """

    def __init__(self, workspace: Workspace, clock: Callable[[], float] = time.monotonic) -> None:
        self._workspace = workspace
        self._clock = clock
        self._said_at: dict[tuple[str, int], float] = {}

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Print the traceback, and say in the window what happened."""
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        place, now = _place(trace), self._clock()
        if now - self._said_at.get(place, -_QUIET_SECONDS) < _QUIET_SECONDS:
            return
        self._said_at[place] = now
        traceback.print_exception(kind, error, trace)
        if shiboken6.isValid(self._workspace):
            self._workspace.troubled.emit(
                say(
                    "Something inside gradviz broke ({kind}: {error}). Your work is kept; please "
                    "report it with what you did last.",
                    kind=kind.__name__,
                    error=str(error),
                )
            )


def _place(trace: TracebackType | None) -> tuple[str, int]:
    """Return the file and the line that raised."""
    frames = traceback.extract_tb(trace)
    return (frames[-1].filename, frames[-1].lineno or 0) if frames else ("", 0)
