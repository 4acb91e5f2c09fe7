"""What the window has to hold: the documents of its undo steps, kept without the window.

Documents are values: what undo brings back has to be what was there, bit for bit. Whatever can be
told beforehand is told by the pure functions of the session.
"""

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from gradviz.engine.passes import Passes
from gradviz.session.document import Document, passes

_MOST_LETTERS = 240


class Model:
    """The steps of one window, from its opening on.

    Parameters
    ----------
    document : Document
        What the window was opened on.
    """

    def __init__(self, document: Document) -> None:
        self.faults: list[str] = []
        self._checked: tuple[Document, Passes] | None = None
        self.opened(document)

    def opened(self, document: Document) -> None:
        """Begin again with another document."""
        self.steps = [document]
        self.at = 0
        self._bits = [bits(document)]

    def stepped(self, at: int, count: int, document: Document) -> None:
        """Follow the window to a step: it has undone, redone, merged or pushed.

        Parameters
        ----------
        at, count : int
            Where the window says that it is, of how many steps.
        document : Document
            What it shows there.
        """
        if (at, count) == (0, 0):
            return  # emptied by an opening, which is told by itself
        is_kept = count == len(self.steps) - 1
        if is_kept and at < self.at:
            self._came_back(at, document, "undo")
        elif is_kept and at > self.at and (at < count or bits(document) == self._bits[at]):
            self._came_back(at, document, "redo")
        elif at == count == self.at + 1:
            self._set(at, document)
        elif at == count == self.at:
            self._set(at, document)  # merged into the step that is there
        else:
            was = f"step {self.at} of {len(self.steps) - 1}"
            self.faults.append(f"the undo stack went from {was} to {at} of {count}")

    def check(self, document: Document, shown: Passes) -> list[str]:
        """Return what is wrong with what the window shows now, and forget it."""
        found, self.faults = self.faults, []
        if self._checked is not None and not found:
            known, known_passes = self._checked
            if known is document and known_passes is shown:
                return []  # values: what was looked at is as it was
        if bits(document) != self._bits[self.at]:
            found.append(f"the document changed without a step: {difference(self.now, document)}")
        if not has_same_bits(shown, passes(document)):
            found.append("the passes shown are not those of the document")
        self._checked = document, shown
        return found

    @property
    def now(self) -> Document:
        """What the window has to show."""
        return self.steps[self.at]

    def is_step(self, document: Document, at: int) -> bool:
        """Tell whether a document is that of a step."""
        return bits(document) == self._bits[at]

    def _came_back(self, at: int, document: Document, way: str) -> None:
        self.at = at
        if bits(document) != self._bits[at]:
            told = difference(self.steps[at], document)
            self.faults.append(f"{way} to step {at} brought another document: {told}")

    def _set(self, at: int, document: Document) -> None:
        self.at = at
        self.steps = [*self.steps[:at], document]
        self._bits = [*self._bits[:at], bits(document)]


def bits(document: Document) -> tuple[object, ...]:
    """Return all of a document that undo brings back, comparable: not how it is looked at."""
    parts = (getattr(document, part.name) for part in fields(document) if part.name != "view")
    return tuple(_bits(part) for part in parts)


def has_same_bits(one: object, other: object) -> bool:
    """Tell whether two values are the same in every bit, -0.0 and infinities included."""
    return _bits(one) == _bits(other)


def difference(one: Document, other: Document) -> str:
    """Return where two documents differ, in one line."""
    for part in fields(one):
        mine, theirs = getattr(one, part.name), getattr(other, part.name)
        if not has_same_bits(mine, theirs):
            return f"{part.name} was {_brief(mine)}, is {_brief(theirs)}"
    return "nowhere"


def _brief(value: object) -> str:
    return " ".join(repr(value).split())[:_MOST_LETTERS]


def _bits(value: Any) -> object:
    """Return a value that is equal where each bit is: NaNs are all one, as a file keeps them."""
    if isinstance(value, np.ndarray):
        whole = np.where(np.isnan(value), np.nan, value)
        return value.shape, whole.tobytes()
    if isinstance(value, float):
        return _bits(np.float64(value)[None])
    if isinstance(value, np.floating):
        return _bits(np.asarray(value))
    if isinstance(value, tuple | list):
        return tuple(_bits(part) for part in value)
    if hasattr(value, "items"):
        return tuple((key, _bits(part)) for key, part in sorted(value.items()))
    if is_dataclass(value):
        parts = (getattr(value, part.name) for part in fields(value))
        return type(value).__name__, *(_bits(part) for part in parts)
    return value
