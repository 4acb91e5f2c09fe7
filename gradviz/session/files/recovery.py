"""What was typed and not saved, kept where the next start finds it after a crash.

Each running gradviz holds a lock file in the recovery folder, and beside it at most one
recovery file of the same stem. The lock dies with the process, however it ends, so a
recovery file whose lock can be taken is one of a crashed session, and one whose lock is
held belongs to a gradviz that is still running.

The lock file holds a note: the path of the file that is open. One that is left with its note
tells that a gradviz ended unexpectedly while that file was open.
"""

import contextlib
import os
import stat
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gradviz.disk.atomic import write_atomically
from gradviz.disk.locks import lock_abandoned, new_locked_file
from gradviz.disk.stamps import ABSENT, Stamp
from gradviz.disk.temporary import clear_abandoned
from gradviz.errors import InputError
from gradviz.messages.message import Message, Text, say
from gradviz.session.document import Document
from gradviz.session.files.crashed import Crashed as Crashed
from gradviz.session.files.crashed import encoded, read_crashed
from gradviz.session.files.notes import note_of, noted, write_note

_LOCK = ".lock"
_FILE = ".recovery"
_UNREADABLE = ".unreadable"
_KEPT_SECONDS = 30 * 24 * 3600.0
"""How long what nobody asks for any more stays: notes, and what cannot be read."""
_PRIVATE = 0o700
_MOST = 50
"""How many recovery files one start reads, the newest: the others wait for the next."""


class Recovery:
    """The recovery file of this process, and those that crashed ones left.

    Parameters
    ----------
    folder : path-like
        Made if it is not there; nobody else may look into it.
    clock : callable, optional
        Seconds since 1970.

    Raises
    ------
    InputError
        If the folder cannot be made or written to, or is another user's.
    """

    def __init__(
        self, folder: str | os.PathLike[str], clock: Callable[[], float] = time.time
    ) -> None:
        self._folder = Path(folder)
        self._clock = clock
        self._claimed: dict[Path, int] = {}
        self._set_aside: tuple[Path, ...] = ()
        self._note = b""
        self._begin()

    @property
    def path(self) -> Path:
        """Where `write` writes."""
        return self._path

    @property
    def set_aside(self) -> tuple[Path, ...]:
        """What `pending` found last that cannot be read: it is not looked at again."""
        return self._set_aside

    def opens(self, path: str | os.PathLike[str] | None) -> bool:
        """Note which file is open from now on, and tell whether it ended a gradviz.

        Parameters
        ----------
        path : path-like or None
            None where nothing is open that a crash could be put down to.

        Returns
        -------
        bool
            Whether a gradviz ended unexpectedly while this file was open. It is told once.
        """
        self._note = b"" if path is None else note_of(path)
        has_ended = bool(self._note) and self._forget_notes(self._note)
        write_note(self._lock, self._note)
        return has_ended

    def write(
        self,
        document: Document,
        origin: str | os.PathLike[str] | None,
        now: float,
        known: Stamp = ABSENT,
    ) -> None:
        """Keep a document, in place of what was kept before; all of it or nothing.

        Where the folder has gone meanwhile it is made again.

        Parameters
        ----------
        document : Document
        origin : path-like or None
            The file it belongs to.
        now : float
            The time, in seconds since 1970.
        known : Stamp, optional
            What that file is known to hold.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        lock, path = self._lock, self._path
        if not _is_there(self._lock_path):
            self._begin()
            os.close(lock)
        kept = encoded(document, origin, now, known)
        try:
            write_atomically(self._path, kept, is_private=True)
        except InputError as error:  # the same text for the same trouble
            raise InputError(_of_folder(error.message, self._path, self._folder)) from None
        if path != self._path:
            _remove(path)

    def pending(self) -> tuple[Crashed, ...]:
        """Return the sessions that crashed, latest first, and claim them.

        Other instances are not offered what this one has claimed, until it is closed or
        crashes itself. Recovery files that cannot be read are set aside.
        """
        self._set_aside = ()
        self._remove_old()
        for path in sorted(self._files(_FILE), key=_changed_at, reverse=True):
            if len(self._claimed) >= _MOST:
                break
            lock_path = path.with_suffix(_LOCK)
            with contextlib.suppress(OSError):  # one without a lock file is nobody's
                lock_path.touch(mode=0o600, exist_ok=False)
            self._claim(lock_path)
        found = [self._found(lock_path) for lock_path in tuple(self._claimed)]
        for lock_path in self._files(_LOCK):  # of those that had kept nothing
            if not _is_there(lock_path.with_suffix(_FILE)):
                self._claim(lock_path)
                self._let_go(lock_path)
        crashed = [session for session in found if session is not None]
        return tuple(sorted(crashed, key=lambda session: -session.saved_at))

    def dismiss(self, crashed: Crashed) -> None:
        """Remove the recovery file of a crashed session: it was restored, or is not wanted."""
        _remove(crashed.path)
        self._let_go(crashed.path.with_suffix(_LOCK))

    def discard(self) -> None:
        """Remove what `write` wrote: the document was saved, or given up on purpose."""
        _remove(self._path)

    def close(self) -> None:
        """Discard, and let go of all locks: the last thing an orderly end does."""
        self.discard()
        self._let_go_of_all()
        _remove(self._lock_path)
        clear_abandoned(self._folder)

    def leave(self) -> None:
        """Let go of all locks, and leave what was written to the next start."""
        write_note(self._lock, b"")  # no file ended this session
        self._let_go_of_all()

    # --- inside

    def _let_go_of_all(self) -> None:
        for descriptor in (*self._claimed.values(), self._lock):
            os.close(descriptor)
        self._claimed.clear()

    def _begin(self) -> None:
        """Take a place in the folder, which is made, or made private, where it is not."""
        try:
            self._folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
            if problem := _privacy_problem(self._folder):
                raise InputError(_not_kept(self._folder, problem))
            self._lock, self._lock_path = new_locked_file(self._folder, "", _LOCK)
        except OSError as error:
            raise InputError(_not_kept(self._folder, str(error.strerror))) from None
        self._path = self._lock_path.with_suffix(_FILE)
        write_note(self._lock, self._note)

    def _files(self, suffix: str) -> list[Path]:
        try:
            return sorted(self._folder.glob(f"*{suffix}"))
        except OSError:
            return []

    def _claim(self, lock_path: Path) -> None:
        descriptor = lock_abandoned(lock_path)
        if descriptor is not None:
            self._claimed[lock_path] = descriptor

    def _found(self, lock_path: Path) -> Crashed | None:
        """Return what a crashed session left; None where that is nothing that can be read."""
        path = lock_path.with_suffix(_FILE)
        session = read_crashed(path)
        if session is None:
            if _is_there(path):
                self._put_aside(path)
            self._let_go(lock_path)
        return session

    def _put_aside(self, path: Path) -> None:
        aside = path.with_suffix(_UNREADABLE)
        with contextlib.suppress(OSError):
            os.replace(path, aside)
            os.utime(aside, (self._clock(), self._clock()))
            self._set_aside = (*self._set_aside, aside)

    def _let_go(self, lock_path: Path) -> None:
        """Let go of a claimed lock; its file stays for its note, if it has one, for some time."""
        descriptor = self._claimed.pop(lock_path, None)
        if descriptor is None:
            return
        is_wanted = bool(noted(descriptor)) and not self._is_old(lock_path)
        os.close(descriptor)
        if not is_wanted:
            _remove(lock_path)

    def _forget_notes(self, note: bytes) -> bool:
        """Take a note out of the lock files of those that are gone; tell whether it was there."""
        was_there = False
        for lock_path in self._files(_LOCK):
            claimed = self._claimed.get(lock_path)
            descriptor = lock_abandoned(lock_path) if claimed is None else claimed
            if descriptor is None:
                continue
            if noted(descriptor) == note:
                was_there = True
                write_note(descriptor, b"")
                if claimed is None and not _is_there(lock_path.with_suffix(_FILE)):
                    _remove(lock_path)
            if claimed is None:
                os.close(descriptor)
        return was_there

    def _remove_old(self) -> None:
        for path in self._files(_UNREADABLE):
            if self._is_old(path):
                _remove(path)

    def _is_old(self, path: Path) -> bool:
        try:
            return self._clock() - path.stat().st_mtime > _KEPT_SECONDS
        except OSError:
            return True


def _not_kept(folder: Path, problem: Text) -> Message:
    return say(
        "cannot keep recovery files in {folder}: {problem}",
        folder=os.fspath(folder),
        problem=problem,
    )


def _of_folder(message: Message, path: Path, folder: Path) -> Message:
    """Return a message about a file as one about its folder."""
    file, its = os.fspath(path), os.fspath(folder)
    parts = tuple((name, its if part == file else part) for name, part in message.parts)
    return replace(message, parts=parts)


def _privacy_problem(folder: Path) -> Message | None:
    """Keep a folder to the user; return why it cannot be, None where it is."""
    if sys.platform == "win32":  # it is by where it is
        return None
    found = folder.stat()
    if found.st_uid != os.geteuid():
        return say("the folder belongs to another user")
    if stat.S_IMODE(found.st_mode) != _PRIVATE:
        folder.chmod(_PRIVATE)
    return None


def _is_there(path: Path) -> bool:
    try:
        os.lstat(path)
    except OSError:
        return False
    return True


def _changed_at(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
