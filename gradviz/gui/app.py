"""The application: one window, its fonts and its look."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEventLoop, QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import QApplication

from gradviz.disk.stamps import Stamp
from gradviz.gui.interrupts import Interrupts
from gradviz.gui.main_window import MainWindow
from gradviz.gui.reporter import Reporter
from gradviz.gui.state.appearance import system_language
from gradviz.gui.widgets.icons import own_icon
from gradviz.messages.language import ENGLISH, Language
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
    _leave_pythons_group()
    made = QApplication([*sys.argv[:1], "-style", "fusion"])  # setStyle loads QStyle: 8 ms
    _have_qt_speak(system_language(), made)
    made.setWindowIcon(own_icon())
    fonts.load()
    return made


def _have_qt_speak(language: Language, application: QApplication) -> None:
    """Have Qt's own words, of its dialogs and docks, in the language of the window."""
    if language is not ENGLISH:
        from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator  # 10 ms

        translator = QTranslator(application)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load(QLocale(language.code), "qtbase", "_", folder):
            application.installTranslator(translator)


def _leave_pythons_group() -> None:
    """Have a place of its own in the task bar of Windows, which shows Python's icon otherwise."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID("gradviz")


def run(
    document: Document | None = None,
    path: Path | None = None,
    known: Stamp | None = None,
    interrupts: Interrupts | None = None,
) -> int:
    """Open the window and return when it is closed.

    Parameters
    ----------
    document : Document, optional
        What to show; the example by default.
    path : Path, optional
        The file it comes from.
    known : Stamp, optional
        What that file held when it was read; by default what it holds now.
    interrupts : Interrupts, optional
        Closes the window in order when one comes.

    Returns
    -------
    int
        The exit code, 0.
    """
    application()
    stay(MainWindow(document or example(), path, stamp=known), interrupts, is_guest=False)
    return 0


def stay(
    window: MainWindow, interrupts: Interrupts | None = None, *, is_guest: bool = True
) -> None:
    """Show a window and return when it is gone, with all that belongs to it.

    It waits in a loop of its own, inside that of the application if that runs already. When Ctrl-C
    is pressed, or the application ends, the window is closed without a question; what is not saved
    is offered by the next start.

    Parameters
    ----------
    window : MainWindow
    interrupts : Interrupts, optional
        Closes the window in order when one comes.
    is_guest : bool, optional
        Whether the process is somebody else's, who may have things frozen in the collector.
    """
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    loop = QEventLoop()
    window.destroyed.connect(loop.quit)
    if interrupts is not None:
        notifier = QSocketNotifier(interrupts.waker.fileno(), QSocketNotifier.Type.Read, loop)

        def on_signal() -> None:
            if interrupts.have_come() and shiboken6.isValid(window):
                window.leave()

        notifier.activated.connect(on_signal)
    with _looked_after(window, freezes=not is_guest or not gc.get_freeze_count()):
        window.show()
        if shiboken6.isValid(window) and not (interrupts and interrupts.have_come()):
            loop.exec()
        if shiboken6.isValid(window):
            window.leave()
            shiboken6.delete(window)


@contextmanager
def _looked_after(window: MainWindow, *, freezes: bool) -> Iterator[None]:
    """Say what breaks in the window, and spare the collector what stays as long as the window."""
    hook = sys.excepthook
    sys.excepthook = Reporter(window.workspace)
    if freezes:
        QTimer.singleShot(_SETTLED_MS, window, forget_what_stays)
    try:
        yield
    finally:
        sys.excepthook = hook
        if freezes:
            gc.unfreeze()


def forget_what_stays() -> None:
    """Keep the garbage collector from looking again and again at all that the start has made.

    Modules, commands and widgets live as long as the window. To look through them takes as long
    as several frames, which is seen as a hitch while a number is dragged.
    """
    gc.freeze()
