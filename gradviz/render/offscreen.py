"""An application without windows, for pictures made where no other application runs."""

from functools import lru_cache

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from gradviz.errors import GradvizError
from gradviz.render import fonts


def ensure_application() -> None:
    """Make an application that needs no display, unless there is one already.

    Raises
    ------
    GradvizError
        If this process runs a QCoreApplication: it can draw no text, and there can be only one.
    """
    running = QCoreApplication.instance()
    if running is None:
        _application()
    elif not isinstance(running, QGuiApplication):
        raise GradvizError(
            "pictures need a QGuiApplication, and this process runs a QCoreApplication: "
            "make a QGuiApplication or a QApplication instead"
        )


def end_application() -> None:
    """End the application that `ensure_application` made, to make place for a window's."""
    if _application.cache_info().currsize:
        _application().shutdown()
        for cached in (_application, fonts.load, fonts.shaped):
            cached.cache_clear()


@lru_cache(maxsize=1)
def _application() -> QGuiApplication:
    return QGuiApplication(["gradviz", "-platform", "offscreen"])
