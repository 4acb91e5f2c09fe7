"""What a start says of sessions that ended unexpectedly: each is offered, the latest first."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gradviz.gui.files.files import Files
from gradviz.gui.notice import Notice
from gradviz.messages.message import say

if TYPE_CHECKING:
    from gradviz.session.files.recovery import Crashed


def begin_keeping(files: Files, notice: Notice, ended_with: Path | None) -> None:
    """Keep unsaved work from now on, offer what crashed sessions left, say what is to be said.

    Parameters
    ----------
    files : Files
    notice : Notice
        Offers and says it.
    ended_with : Path or None
        The file that is open, if a session ended while it was: it is shown in Flow for it.
    """
    crashed = files.start_recovery()
    _offer(files, notice, crashed)
    is_told = any(session.origin == ended_with for session in crashed[:1])
    notice.tell_of_opening()
    files.tell_of_start(None if is_told else ended_with)


def _offer(files: Files, notice: Notice, crashed: "tuple[Crashed, ...]") -> None:
    """Offer the latest; when it is thrown away the next, otherwise that at the next start."""
    if not crashed:
        return
    latest = crashed[0]
    name = say("a session without a name") if latest.origin is None else latest.origin.name
    notice.offer(
        say(
            "gradviz ended unexpectedly with {session} open. What was not saved is kept: it opens "
            "in Flow.",
            session=name,
        ),
        (
            (say("Restore"), partial(files.restore, latest)),
            (say("Discard"), partial(_discard, files, notice, crashed)),
        ),
    )


def _discard(files: Files, notice: Notice, crashed: "tuple[Crashed, ...]") -> None:
    files.dismiss(crashed[0])
    _offer(files, notice, crashed[1:])
