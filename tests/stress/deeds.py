"""What is killed in the middle: to save, keep, restore, export; and what has to hold then."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gradviz import api
from gradviz.errors import GradvizError
from gradviz.refs import CellRef
from gradviz.session.document import Document, example, passes
from gradviz.session.edits import set_cell
from gradviz.session.files import store
from gradviz.session.files.recovery import Recovery

STEPS = 3


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is killed.

    Attributes
    ----------
    prepare : callable
        Makes what is there before.
    act : callable
        (folder, tell): does `STEPS` steps, and tells the number of each that is finished.
    problem : callable
        (folder, steps finished) -> what is wrong, "" if nothing is.
    """

    prepare: Callable[[Path], None]
    act: Callable[[Path, Callable[[int], None]], None]
    problem: Callable[[Path, int], str]


def numbered(n: int) -> Document:
    """Return a document that can be told from others."""
    return set_cell(example(), CellRef("W", 0, 0), float(n))


def number_of(document: Document) -> int:
    """Return which of the numbered ones a document is."""
    return int(document.W[0, 0])


def left_over(folder: Path, *wanted: str) -> str:
    """Return what is wrong where more is in a folder than is wanted there."""
    found = sorted(os.listdir(folder)) if folder.exists() else []
    more = [name for name in found if name not in wanted]
    return f"left behind: {', '.join(more)}" if more else ""


def _save_first(folder: Path) -> None:
    store.save(numbered(0), folder / "a.gradviz")


def _save(folder: Path, tell: Callable[[int], None]) -> None:
    for n in range(1, STEPS + 1):
        store.save(numbered(n), folder / "a.gradviz")
        tell(n)


def _after_saving(folder: Path, finished: int) -> str:
    try:
        found = number_of(store.read(folder / "a.gradviz"))
    except GradvizError as error:
        return f"torn: {error}"
    if found not in (finished, finished + 1):
        return f"the file is number {found}"
    store.save(numbered(9), folder / "a.gradviz")
    return left_over(folder, "a.gradviz")


def _keep(folder: Path, tell: Callable[[int], None]) -> None:
    recovery = Recovery(folder / "recovery")
    recovery.opens(folder / "a.gradviz")
    for n in range(1, STEPS + 1):
        recovery.write(numbered(n), folder / "a.gradviz", float(n))
        tell(n)


def _after_keeping(folder: Path, finished: int) -> str:
    return _recovered(folder, {finished, finished + 1} - {0}, is_needed=finished > 0)


def _keep_and_save(folder: Path, tell: Callable[[int], None]) -> None:
    recovery = Recovery(folder / "recovery")
    for n in range(1, STEPS + 1):
        recovery.write(numbered(n), folder / "a.gradviz", float(n))
        tell(n)
        store.save(numbered(n), folder / "a.gradviz")
        recovery.discard()


def _after_keeping_and_saving(folder: Path, finished: int) -> str:
    recovery = Recovery(folder / "recovery")
    found = [number_of(crashed.document) for crashed in recovery.pending()]
    found.append(number_of(store.read(folder / "a.gradviz")))
    recovery.leave()
    if max(found) not in (finished, finished + 1):
        return f"of what was kept there is number {max(found)}"
    return _recovered(folder, set(found), is_needed=False)


def _crash_first(folder: Path) -> None:
    """Leave behind what a process kept that was killed."""
    child = os.fork()
    if child == 0:
        Recovery(folder / "recovery").write(numbered(5), None, 5.0)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


def _restore(folder: Path, tell: Callable[[int], None]) -> None:
    """Take over what a crashed session left, as a window does, and crash in turn."""
    for n in range(1, STEPS + 1):
        recovery = Recovery(folder / "recovery")
        for crashed in recovery.pending():
            recovery.write(crashed.document, crashed.origin, float(n), crashed.known)
            recovery.dismiss(crashed)
        recovery.leave()
        tell(n)


def _after_restoring(folder: Path, _finished: int) -> str:
    return _recovered(folder, {5}, is_needed=True)


def _recovered(folder: Path, wanted: set[int], *, is_needed: bool) -> str:
    """Take what the next start is offered, end in order, and return what is wrong then."""
    recovery = Recovery(folder / "recovery")
    pending = recovery.pending()
    unread = recovery.set_aside
    for crashed in pending:
        recovery.dismiss(crashed)
    recovery.opens(folder / "a.gradviz")
    recovery.close()
    if unread:
        return f"{len(unread)} recovery files cannot be read"
    found = {number_of(crashed.document) for crashed in pending}
    if not found <= wanted or (is_needed and not found):
        return f"number {found or 'none'} was kept, instead of {wanted}"
    return left_over(folder / "recovery")


def _export(suffix: str, folder: Path, n: int) -> bytes:
    out = folder / f"out.{suffix}"
    api.export(passes(numbered(n)), out, "W")
    return out.read_bytes()


def _exports(suffix: str) -> Deed:
    def prepare(folder: Path) -> None:
        (folder / f"out.{suffix}").write_bytes(b"old")

    def act(folder: Path, tell: Callable[[int], None]) -> None:
        for n in range(1, STEPS + 1):
            _export(suffix, folder, n)
            tell(n)

    def problem(folder: Path, finished: int) -> str:
        found = (folder / f"out.{suffix}").read_bytes()
        whole = [b"old", *(_export(suffix, folder, n) for n in range(1, STEPS + 1))]
        if found not in whole[finished : finished + 2]:
            return f"{len(found)} bytes that are neither the old nor the new {suffix}"
        return left_over(folder, f"out.{suffix}")

    return Deed(prepare, act, problem)


DEEDS = {
    "save": Deed(_save_first, _save, _after_saving),
    "keep": Deed(_save_first, _keep, _after_keeping),
    "export npz": _exports("npz"),
    "restore": Deed(_crash_first, _restore, _after_restoring),
    "keep and save": Deed(_save_first, _keep_and_save, _after_keeping_and_saving),
    "export tex": _exports("tex"),
    "export svg": _exports("svg"),
}
