"""Pictures for whoever calls gradviz from Python: drawn in a process of their own.

Qt draws text only where a QGuiApplication lives, and guarantees little about it. There is one in a
process. It belongs for ever to one thread, the first that made a QObject, which should be the main
one; only there may it be made and ended, and all that shows something be used (Qt's "Threads and
QObjects"). It stays what its maker chose: a QCoreApplication never becomes one that draws. While it
lives, QPainter may draw on a QImage in any thread (Qt's "Thread-Support in Qt Modules"); but
PySide 6.11 ends the process where another thread makes it, and of a fork Qt says nothing: in the
child its threads are gone, and what they had locked stays locked.

A library cannot keep those rules: it knows neither the thread that calls it nor who makes an
application later, as matplotlib, a notebook or the program around it do. So nothing of Qt is loaded
here. A `Frame` says what a picture is; it is sent to another process, and the content of a file
comes back. That works in every thread, before and after a fork, beside any application, and as long
as Python runs. It is the painter of the window, so it is the same picture.
"""

import atexit
import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from secrets import token_bytes
from subprocess import Popen
from tempfile import TemporaryFile
from threading import RLock
from typing import TYPE_CHECKING

from gradviz.errors import GradvizError
from gradviz.forks import unforked
from gradviz.messages.message import say
from gradviz.render.process.main import Reply
from gradviz.render.process.pipes import read_past, receive, send

if TYPE_CHECKING:
    from gradviz.scene.marks.frame import Frame

_IS_ORPHAN = sys.platform not in ("win32", "darwin")
"""Whether it is nobody's child: a program that calls `os.wait` until it has no child left would
wait for one for ever. macOS draws no text in a process that was forked, Windows forks none."""

_CODE = """
import os, sys
if {is_orphan} and os.fork():
    os._exit(0)
sys.path[:] = {path}
from gradviz.render.process.main import main
main({mark})
"""
_KEPT_BACK = ("QT_", "PYTHON")
"""How variables begin that it does not get: those of another Qt (cv2 says where its plugins are),
and what would make Python say or load more. `sys.path` tells what it loads."""

_WINDOWS_FLAGS = 0x0800_0200
"""CREATE_NO_WINDOW and CREATE_NEW_PROCESS_GROUP: no console flashes, and Ctrl-C passes it by."""


class _EndedError(Exception):
    """The painter process is no more; the text is the last it said."""


@dataclass(frozen=True, slots=True, eq=False)
class _Painter:
    """A painter process: what was started, our ends of its pipes, and the file of what it says.

    The ends are descriptors: files of Python would warn when the interpreter ends, and write what
    their buffers hold once more in a process that is forked off.
    """

    started: "Popen[bytes]"
    orders: int
    answers: int
    words: int
    mark: bytes

    def ask(self, order: bytes) -> Reply:
        """Send an order and wait for its answer."""
        try:
            send(self.orders, order)
            read_past(self.mark, self.answers)
            answer: Reply = pickle.loads(receive(self.answers))  # noqa: S301 - our own
        except (OSError, EOFError):
            raise _EndedError(self._last_words()) from None
        if _IS_ORPHAN:
            self.started.wait()  # it ended long since and left the drawing to its child
        return answer

    def close(self, *, is_ours: bool = True) -> None:
        """Let go of it; it ends by itself. It is not ours in a process that was forked off."""
        for descriptor in (self.orders, self.answers, self.words):
            with suppress(OSError):
                os.close(descriptor)
        if is_ours:
            self.started.wait()
        else:
            self.started.returncode = 0  # nothing to wait for, nothing that Python could warn of

    def _last_words(self) -> str:
        os.lseek(self.words, 0, os.SEEK_SET)
        lines = os.read(self.words, 1 << 20).decode(errors="replace").splitlines()
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


class PainterProcess:
    """Draws for this process: starts with the first picture, ends with the process it draws for.

    One picture is drawn at a time. A process that is forked off starts its own.
    """

    def __init__(self) -> None:
        self._turn = RLock()
        self._idle: _Painter | None = None
        self._open: set[_Painter] = set()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._on_forked)
        if not _IS_ORPHAN:
            atexit.register(self._close)  # Python warns of a child that it has not seen end

    def encode(
        self, frame: "Frame", form: str, *, scale: float = 1.0, transparent: bool = False
    ) -> bytes:
        """Return a frame as the content of a file.

        Parameters
        ----------
        frame, form, scale, transparent
            As for `gradviz.render.export.encode`.

        Raises
        ------
        InputError
            If the format is another, or the size cannot be drawn.
        GradvizError
            If no process can be started here, or Qt cannot run in it; the message says why.
        """
        order = pickle.dumps((frame, form, scale, transparent), pickle.HIGHEST_PROTOCOL)
        with self._turn:
            try:
                answer = self._answer(order)
            except _EndedError:  # somebody ended it, perhaps long ago
                answer = self._answer_at_last(order)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _answer_at_last(self, order: bytes) -> Reply:
        try:
            return self._answer(order)
        except _EndedError as error:
            said = str(error) or say("without a word; perhaps there is not enough memory")
            raise GradvizError(
                say("the process that draws pictures ended twice: {reason}", reason=said)
            ) from None

    def _answer(self, order: bytes) -> Reply:
        # Taken until it has answered: whoever is called in between, by a signal or the collector,
        # starts another, and one that was not heard to the end is never asked again.
        painter = self._taken()
        try:
            answer = painter.ask(order)
        except BaseException:
            self._let_go(painter)
            raise
        self._put_back(painter)
        return answer

    def _taken(self) -> _Painter:
        painter, self._idle = self._idle, None
        return painter or self._started()

    def _put_back(self, painter: _Painter) -> None:
        if self._idle is not None:
            self._let_go(self._idle)
        self._idle = painter

    def _started(self) -> _Painter:
        with unforked():  # or its pipes would stay open in the child
            painter = _start()
            self._open.add(painter)
        return painter

    def _let_go(self, painter: _Painter) -> None:
        if painter in self._open:  # not in a process that was forked off meanwhile
            self._open.discard(painter)
            painter.close()

    def _on_forked(self) -> None:
        """Leave all to the parent, another thread of which may be waiting for an answer."""
        self._turn = RLock()
        self._idle = None
        for painter in self._open:
            painter.close(is_ours=False)
        self._open.clear()

    def _close(self) -> None:
        self._idle = None
        for painter in tuple(self._open):
            self._let_go(painter)


def _start() -> _Painter:
    """Start a painter process.

    Raises
    ------
    GradvizError
        If that cannot be done here; the message says why.
    """
    mark = token_bytes(16)
    code = _CODE.format(is_orphan=_IS_ORPHAN, path=list(_import_path()), mark=mark)
    command = [_python(), "-P", "-c", code]
    ends: list[int] = []
    try:
        for pair in (os.pipe(), os.pipe()):
            ends += pair
        ends.append(_nameless_file())
        theirs_in, orders, answers, theirs_out, words = ends
        started = _popen(command, theirs_in, theirs_out, words)
    except BaseException as error:
        for end in ends:
            os.close(end)
        if isinstance(error, OSError):
            raise GradvizError(
                say(
                    "cannot start a process that draws: {program}: {reason}",
                    program=command[0],
                    reason=str(error.strerror),
                )
            ) from None
        raise
    os.close(theirs_in)
    os.close(theirs_out)
    return _Painter(started, orders, answers, words, mark)


def _popen(command: list[str], orders: int, answers: int, words: int) -> "Popen[bytes]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_KEPT_BACK)}
    if home := os.environ.get("PYTHONHOME"):
        kept["PYTHONHOME"] = home  # without it this Python would not start
    is_windows = sys.platform == "win32"
    return Popen(  # noqa: S603 - this Python, or the one that multiprocessing was told to start
        command,
        stdin=orders,
        stdout=answers,
        stderr=words,
        cwd=os.path.abspath(os.sep),  # a folder that is used cannot be removed
        env=kept,
        start_new_session=not is_windows,  # Ctrl-C is for the caller
        creationflags=_WINDOWS_FLAGS if is_windows else 0,
    )


def _python() -> str:
    """Return the Python to start: that of this process, or as `multiprocessing` was told."""
    from multiprocessing.spawn import get_executable  # what starts nothing need not load it

    chosen = os.fsdecode(get_executable() or "")
    if chosen and not (getattr(sys, "frozen", False) and chosen == sys.executable):
        return chosen
    raise GradvizError(
        say(
            "pictures are drawn by a Python process, and {program} is not one: "
            "say multiprocessing.set_executable(path of a Python that has gradviz)",
            program=sys.executable or say("this program"),
        )
    )


def _import_path() -> Iterator[str]:
    """Give the places where this process finds modules, for one that runs in another folder."""
    for entry in sys.path:
        with suppress(OSError):  # the folder it runs in has gone
            yield os.path.abspath(entry)


def _nameless_file() -> int:
    """Return a file that goes with its descriptor."""
    try:
        with TemporaryFile() as file:
            return os.dup(file.fileno())
    except OSError:  # no folder for temporary files
        return os.open(os.devnull, os.O_RDWR)


PAINTER = PainterProcess()
"""The one of this process; nothing runs before the first picture."""
