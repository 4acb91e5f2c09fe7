"""Saving what is open with what is being typed, which must be a number first."""

from collections.abc import Callable

from gradviz.gui.files.files import Files
from gradviz.messages.message import Message, say


class Saving:
    """Takes over every entry before it saves; one that is wrong is said, and nothing saved.

    Parameters
    ----------
    files : Files
    finish_entries : callable
        () -> bool: takes over what is being typed, and tells whether it could be.
    trouble : callable
        Message -> None: says what could not be done.
    """

    def __init__(
        self, files: Files, finish_entries: Callable[[], bool], trouble: Callable[[Message], None]
    ) -> None:
        self._files = files
        self._finish_entries = finish_entries
        self._trouble = trouble

    def save(self) -> None:
        """Save to the file that is open, or ask for one."""
        if self._is_typed_out():
            self._files.save()

    def save_as(self) -> None:
        """Save under another name."""
        if self._is_typed_out():
            self._files.save_as()

    def _is_typed_out(self) -> bool:
        finished = self._finish_entries()
        if not finished:
            self._trouble(
                say("Not saved: an entry is no number yet. Put it right, or leave it with Escape.")
            )
        return finished
