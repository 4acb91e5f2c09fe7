"""The application: one window, its fonts and its look."""

import gc
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from gradviz.gui.main_window import MainWindow
from gradviz.render import fonts
from gradviz.session.document import Document, example

_SETTLED_MS = 2000


def application() -> QApplication:
    """Return the running application, made if there is none."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    QApplication.setOrganizationName("gradviz")
    QApplication.setApplicationName("gradviz")
    QApplication.setDesktopFileName("gradviz")
    made = QApplication(sys.argv[:1])
    made.setStyle("Fusion")
    fonts.load()
    return made


def run(document: Document | None = None, path: Path | None = None) -> int:
    """Open the window and return when it is closed.

    Parameters
    ----------
    document : Document, optional
        What to show; the example by default.
    path : Path, optional
        The file it comes from.

    Returns
    -------
    int
        The exit code, 0.
    """
    running = application()
    window = MainWindow(document or example(), path)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)  # before the application goes
    keep = sys.excepthook
    sys.excepthook = _Reporter(window)
    window.show()
    QTimer.singleShot(_SETTLED_MS, window, forget_what_stays)
    try:
        return running.exec()
    finally:
        sys.excepthook = keep
        gc.unfreeze()  # whoever called this goes on


def forget_what_stays() -> None:
    """Keep the garbage collector from looking again and again at all that the start has made.

    Modules, commands and widgets live as long as the window. To look through them takes as long
    as several frames, which is seen as a hitch while a number is dragged.
    """
    gc.freeze()


class _Reporter:
    """Says in the window that something broke, and goes on: nothing that was typed is lost."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        traceback.print_exception(kind, error, trace)
        if isinstance(error, KeyboardInterrupt):
            QApplication.exit(130)
            return
        self._window.workspace.troubled.emit(
            f"Something inside gradviz broke ({kind.__name__}: {error}). Your work is kept; "
            "please report it with what you did last."
        )
