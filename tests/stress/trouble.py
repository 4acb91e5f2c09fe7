"""Everything that tells of a fault in a running window: exceptions, warnings, Qt's messages."""

import logging
import re
import sys
import traceback
import warnings
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_IGNORED = re.compile("^This plugin does not support ")  # offscreen there is no window manager
_FINE = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)


class Troubles(logging.Handler):
    """Collects what goes wrong anywhere in this process, from its making on."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._found: list[str] = []
        sys.excepthook = self._on_exception
        sys.unraisablehook = self._on_unraisable
        qInstallMessageHandler(self._on_message)
        logging.getLogger().addHandler(self)
        logging.captureWarnings(capture=True)
        warnings.simplefilter("always")
        # how ziafont finds its fonts on Python 3.11
        warnings.filterwarnings("ignore", "path is deprecated", DeprecationWarning)

    def take(self) -> list[str]:
        """Return what was found, and forget it."""
        found, self._found = self._found, []
        return found

    def emit(self, record: logging.LogRecord) -> None:
        self._found.append(f"logged: {record.getMessage()}")

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self._found.append("".join(traceback.format_exception(kind, error, trace)).rstrip())

    def _on_unraisable(self, told: Any) -> None:
        lines = traceback.format_exception(told.exc_type, told.exc_value, told.exc_traceback)
        self._found.append(f"nobody could catch, in {told.object!r}:\n{''.join(lines)}".rstrip())

    def _on_message(self, kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
        if kind not in _FINE and not _IGNORED.match(text):
            self._found.append(f"Qt said: {text}")


def gist(text: str) -> str:
    """Return what a fault is, whatever the numbers in it: the same for one found twice.

    Of several faults that is the first; of a traceback, and of what faulthandler writes, what it
    is and where it was in gradviz.
    """
    is_raised = text.startswith(("Traceback", "nobody could catch"))
    first = text.split("\n\n")[0] if is_raised else text
    lines = [line for line in first.splitlines() if line.strip()]
    if not lines:
        return ""
    places = re.findall(r'File "[^"]*/gradviz/([\w/]+\.py)", line (\d+)', first)
    said = lines[-1].partition(":")[0] if is_raised else lines[0].partition(" was ")[0]
    # a traceback ends, a dump of faulthandler begins where it happened
    at = "" if not places else " at {}:{}".format(*(places[-1] if is_raised else places[0]))
    return re.sub(r"[-+]?\d[\d.e+-]*", "#", said)[:120].strip() + at
