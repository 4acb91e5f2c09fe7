"""Ctrl-C, and what else asks a process to end, while a window is open.

Python calls what handles a signal between two of its instructions. While Qt waits it runs none,
and what is raised in the middle of a method that Qt called is lost, or worse. So meanwhile Ctrl-C
is only noted; a socket wakes Qt, the window is closed in order, and then the handler of whoever
opened it is called where it stands. Python's own raises `KeyboardInterrupt` there.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from inspect import currentframe
from socket import socket, socketpair
from types import FrameType

_ENDINGS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


class Interrupts:
    """Whether Ctrl-C was pressed, and a socket that has something to be read when it was.

    Parameters
    ----------
    numbers : sequence of int
        The signals that are noted.
    waker : socket
        Brings the number of each signal as a byte.
    told : socket
        Its other end.
    ends_at_second : bool, optional
        Whether a second signal is not noted any more, but ends the process.
    """

    def __init__(
        self,
        numbers: Sequence[int],
        waker: socket,
        told: socket,
        *,
        ends_at_second: bool = False,
    ) -> None:
        self.waker = waker
        self.came: int | None = None
        self._numbers = frozenset(numbers)
        self._count = 0
        self._told = told
        self._ends_at_second = ends_at_second
        self._told_before = -1

    def note(self, number: int, _frame: FrameType | None) -> None:
        """Remember which signal came."""
        self._count += 1
        if self._count > 1 and self._ends_at_second:
            _end_by(number)
        self.came = number
        with suppress(OSError):  # a window that was opened from this one has taken what woke us
            self._told.send(b"\0")

    def have_come(self) -> bool:
        """Tell whether Ctrl-C was pressed, after what woke us is taken and passed on.

        The bytes count, whether `note` was called yet or not: of a signal that the system gave to
        another thread than the main one Python 3.11 may call it only much later.
        """
        with suppress(BlockingIOError):
            told = self.waker.recv(4096)
            if self.came is None:
                self.came = next((number for number in told if number in self._numbers), None)
            if self._told_before >= 0 and sys.platform != "win32":  # there it is no descriptor
                with suppress(OSError):
                    os.write(self._told_before, told)
        return self.came is not None

    @contextmanager
    def waking(self) -> Iterator[None]:
        """Have signals told to the socket, beside whoever was told before."""
        self._told_before = signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(self._told_before)


@contextmanager
def noted() -> Iterator[Interrupts | None]:
    """Note Ctrl-C while the block runs, and let it be handled after it, as it was before.

    Gives None, and changes nothing, where Ctrl-C is not for Python: in another thread than the
    main one, and where the process ignores it or is to be ended by it.
    """
    handler = signal.getsignal(signal.SIGINT)
    if not callable(handler) or threading.current_thread() is not threading.main_thread():
        yield None
        return
    interrupts = None
    try:
        with _taken([signal.SIGINT]) as interrupts:
            yield interrupts
    finally:
        if interrupts is not None and interrupts.came is not None:
            handler(signal.SIGINT, currentframe())


@contextmanager
def endings() -> Iterator[Interrupts | None]:
    """Note what is to end the process while the block runs, and let it do so after the block.

    That is Ctrl-C, a terminal that closes, the system on its way down. A second one ends it at
    once. Gives None, and changes nothing, in another thread than the main one.
    """
    if threading.current_thread() is not threading.main_thread():
        yield None
        return
    numbers = [n for n in _ENDINGS if signal.getsignal(n) not in (signal.SIG_IGN, None)]
    interrupts = None
    try:
        with _taken(numbers, ends_at_second=True) as interrupts:
            yield interrupts
    finally:
        if interrupts is not None and interrupts.came is not None:
            _end_by(interrupts.came)


@contextmanager
def _taken(numbers: Sequence[int], *, ends_at_second: bool = False) -> Iterator[Interrupts]:
    waker, told = socketpair()
    with waker, told:
        waker.setblocking(False)
        told.setblocking(False)
        interrupts = Interrupts(numbers, waker, told, ends_at_second=ends_at_second)
        handlers = [(number, signal.signal(number, interrupts.note)) for number in numbers]
        try:
            with interrupts.waking():
                yield interrupts
        finally:
            for number, handler in handlers:
                signal.signal(number, handler)
            interrupts.have_come()


def _end_by(number: int) -> None:
    """End the process as if nobody had noted the signal: whoever waits for it sees why."""
    kept = signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)
    signal.signal(number, kept)  # where it does not end it
