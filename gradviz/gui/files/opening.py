"""Files are read beside the window's work: a small one at once, a large one in a thread.

The thread also runs the network, which may take longer than to read it. It knows no Qt: it
writes down how far it is and what came of it, and the window looks from time to time. What it
runs is imported before it starts: PySide looks at every module that is imported, and sometimes at
a half-made one while another thread imports too.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from gradviz.engine.passes import Passes
from gradviz.errors import GradvizError, InputError
from gradviz.gui.escape import EscapeKey
from gradviz.messages.message import say
from gradviz.session.document import passes
from gradviz.session.files.progress import CancelledError

if TYPE_CHECKING:
    from gradviz.session.files.store import Opened
    from gradviz.session.matrices.asked import Asked

_PATIENCE_MS = 150
_LOOK_MS = 30
_LONGEST_WAIT = 2.0
"""Seconds that the window waits for a thread as it closes: a disk may never answer."""

Shower: TypeAlias = "Callable[[Opened, Passes], None]"
Refuser: TypeAlias = Callable[[GradvizError], None]


class Opening(QObject):
    """Reads one file at a time; another one takes the place of that which is being read.

    Parameters
    ----------
    parent : QObject
    """

    began = Signal(object)
    """A file takes long enough to say so: what to say, a Message."""
    progressed = Signal(float)
    """The share that is read, 0..1."""
    ended = Signal()
    """What began has ended, one way or another."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: _Job | None = None
        self._is_told = False
        self._leaving: list[_Job] = []
        self._escape = EscapeKey(self.cancel, self)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._on_waited)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._on_look)

    @property
    def is_reading(self) -> bool:
        """Whether a file is being read beside the window's work."""
        return self._job is not None

    def read(
        self,
        path: Path,
        asked: "Asked",
        opened: Shower,
        refused: Refuser,
    ) -> None:
        """Read a file and say what is in it, or why it cannot be read.

        Parameters
        ----------
        path : Path
        asked : Asked
            What is known beside the file.
        opened, refused : callable
            One of them is called, with the document and its passes or with the error: at once
            where the file is small, else later.
        """
        from gradviz.session.files.store import is_quick, load_readers  # the start needs neither

        self.cancel()
        job = _Job(path, asked, opened, refused)
        if is_quick(path):
            job.read()
            job.tell()
            return
        load_readers()
        self._job = job
        job.start()
        self._patience.start()
        self._look.start()

    def cancel(self) -> None:
        """Give up what is being read; nothing is said of it."""
        if self._job is not None:
            self._job.cancel()
            self._leaving.append(self._job)
            self._forget()

    def close(self) -> None:
        """End in order: no thread goes on."""
        self.cancel()
        self._look.stop()
        for job in self._leaving:
            job.wait()
        self._leaving = []

    # --- inside

    def _forget(self) -> None:
        self._job = None
        self._patience.stop()
        if self._is_told:
            self._is_told = False
            self._escape.disarm()
            self.ended.emit()

    def _on_waited(self) -> None:
        if self._job is not None:
            self._is_told = True
            self._escape.arm()
            self.began.emit(say("Reading {file}", file=self._job.path.name))
            self.progressed.emit(self._job.share)

    def _on_look(self) -> None:
        self._leaving = [job for job in self._leaving if job.is_alive]
        job = self._job
        if job is None:
            if not self._leaving:
                self._look.stop()
        elif job.is_alive:
            if self._is_told:
                self.progressed.emit(job.share)
        else:
            self._forget()
            job.tell()


class _Job:
    """One file that is being read, and what came of it."""

    def __init__(
        self,
        path: Path,
        asked: "Asked",
        opened: Shower,
        refused: Refuser,
    ) -> None:
        self.path = path
        self.share = 0.0
        self._asked = asked
        self._opened, self._refused = opened, refused
        self._is_cancelled = False
        self._found: tuple[Opened, Passes] | BaseException | None = None
        self._thread = Thread(target=self.read, name=f"reading {path.name}", daemon=True)

    @property
    def is_alive(self) -> bool:
        """Whether it is still being read."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to read, in a thread."""
        self._thread.start()

    def cancel(self) -> None:
        """Have the thread end at its next step."""
        self._is_cancelled = True

    def wait(self) -> None:
        """Wait for the thread to end, but not for ever."""
        self._thread.join(_LONGEST_WAIT)

    def read(self) -> None:
        """Read, and write down what came of it; the one thing that the thread does."""
        from gradviz.session.files.store import opened  # there already: no thread may import it

        try:
            found = opened(self.path, self._asked, self._on_progress)
            self._found = found, passes(found.document)
        except CancelledError:
            pass
        except MemoryError:
            problem = say("{file}: there is not enough memory for its passes", file=self.path.name)
            self._found = InputError(problem)
        except BaseException as error:  # told by whoever looks, in the thread of the window
            self._found = error

    def tell(self) -> None:
        """Say what came of it."""
        match self._found:
            case opened, run:
                self._opened(opened, run)
            case GradvizError() as error:
                self._refused(error)
            case BaseException() as error:
                raise error

    def _on_progress(self, share: float) -> None:
        self.share = share
        if self._is_cancelled:
            raise CancelledError
