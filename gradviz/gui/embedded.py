"""The window in a process that is somebody else's: a script, a notebook, a program with windows."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import shiboken6
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QStyleFactory

from gradviz.errors import GradvizError, quoted
from gradviz.gui.app import application, stay
from gradviz.gui.interrupts import Interrupts
from gradviz.gui.main_window import MainWindow
from gradviz.gui.widgets.icons import own_icon
from gradviz.messages.message import say
from gradviz.render import fonts
from gradviz.session.document import Document

_NAMES = ("organizationName", "applicationName", "desktopFileName")


def visit(document: Document, interrupts: Interrupts | None) -> None:
    """Show a document in a window until it is closed, and leave everything as it was.

    Raises
    ------
    GradvizError
        If the application that runs shows no windows, or runs in another thread.
    """
    running = QCoreApplication.instance()
    if running is None:
        with _application():
            stay(MainWindow(document), interrupts)
        return
    if not isinstance(running, QApplication):
        raise GradvizError(
            say(
                "a window needs a QApplication, and this process runs a {kind}, of which there "
                "can be only one: make it a QApplication",
                kind=type(running).__name__,
            )
        )
    if not running.thread().isCurrentThread():
        raise GradvizError(
            say(
                "a window opens in the thread of the QApplication, and this is the thread "
                "{thread}: call gradviz.show there",
                thread=quoted(threading.current_thread().name),
            )
        )
    fonts.load()  # under names of their own: nothing that is there looks different
    window = MainWindow(document, is_guest=True)
    window.setWindowIcon(own_icon())  # its dialogs follow; the program keeps its own
    style = QStyleFactory.create("Fusion")  # ours as long as the window lives: Qt does not own it
    window.setStyle(style)
    window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)  # the program goes on
    stay(window, interrupts)


@contextmanager
def _application() -> Iterator[None]:
    """Run an application of gradviz's own, and make place for another one after it."""
    names = [(name, getattr(QApplication, name)()) for name in _NAMES]
    made = application()
    try:
        yield
    finally:
        shiboken6.delete(made)
        for name, text in names:
            getattr(QApplication, f"set{name[0].upper()}{name[1:]}")(text)
