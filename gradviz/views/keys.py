"""A moment of a view as people ask for it: by seconds, or by the name of a key frame."""

import re
from collections.abc import Iterator, Sequence
from math import nan
from numbers import Real

from gradviz.errors import InputError, meant
from gradviz.language.notation import Notation
from gradviz.refs import CellRef
from gradviz.views.view import View

END = "end"
_LISTED = 6
"""So many names, at most, are told where one was not found."""
_CELL = re.compile(r"(\w+)\[(\d{1,9}),(\d{1,9})\]")
_COMPARED = 1000
"""Among so many names from either end the one that was meant is looked for."""


def seconds_at(view: View, at: float | str | None, notation: Notation) -> float:
    """Return the time that is asked for.

    Parameters
    ----------
    view : View
    at : float, str or None
        Seconds; or what a key frame is called in the time bar, from its first word on: "row 2" is
        "row 2 of J added" if no other begins so. "start" and "end" are there always. None: where
        everything is there to be seen, at which the view opens.
    notation : Notation
        How names and indices are written.

    Raises
    ------
    InputError
        If there is no such time, or no key frame of the name, or several.

    Examples
    --------
    >>> from gradviz.session.document import example, passes
    >>> from gradviz.views.flow.view import FlowView
    >>> view = FlowView(example(), passes(example()))
    >>> seconds_at(view, "X_grad[2,1]", Notation()) == view.timeline.key_time(18)
    True
    >>> seconds_at(view, "X_grad[1,2]", Notation(base=0)) == view.timeline.key_time(24)
    True
    >>> seconds_at(view, "X_gard[2,1]", Notation())
    Traceback (most recent call last):
    gradviz.errors.InputError: the flow view has no key frame 'X_gard[2,1]': \
there are start, Y[1,1], Y[1,2], ..., W_grad[2,2], W_grad[2,3], end; did you mean X_grad[2,1]?
    """
    if at is None:
        return view.opening
    if isinstance(at, str):
        return _key_time(view, " ".join(at.split()), notation)
    return _within(view, at)


def _within(view: View, given: object) -> float:
    duration = view.timeline.duration
    seconds = float(given) if isinstance(given, Real) else nan
    if not 0.0 <= seconds <= duration:
        raise InputError(
            f"the {view.document.view.view} view runs from 0 to {duration:.4g} s: got {given!r}"
        )
    return seconds


def _key_time(view: View, asked: str, notation: Notation) -> float:
    timeline, wanted = view.timeline, asked.casefold()
    if wanted == END:
        return timeline.duration
    if (seconds := _cell_time(view, asked, notation)) is not None:
        return seconds
    begun: dict[str, int] = {}
    found: int | None = None
    for number, name in enumerate(_names(view, notation)):
        folded = name.casefold()
        if folded == wanted:
            found = number  # the last: of a gradient in several shares, the one that completes it
        elif _begins(folded, wanted):
            begun[name] = number
    if found is None and len(begun) == 1:
        (found,) = begun.values()
    if found is None:
        raise InputError(_trouble(view, asked, tuple(begun), notation))
    return timeline.key_time(found)


def _cell_time(view: View, asked: str, notation: Notation) -> float | None:
    """Return when a cell of this name is complete: among a million names none need be made."""
    found = _CELL.fullmatch(asked)
    if found is None:
        return None
    name = found[1]
    row, col = (int(text) - notation.base for text in found.groups()[1:])
    ref = CellRef(name, *((col, row) if notation.is_flipped(name) else (row, col)))
    seconds = view.time_of(ref) if view.has(ref) else None
    if seconds is None:
        return None
    key = view.timeline.key(view.timeline.key_at(seconds))
    return seconds if view.key(key, notation) == asked else None


def _names(view: View, notation: Notation) -> Iterator[str]:
    """Yield the name of every key frame."""
    yield view.key(None, notation)
    for phase in view.timeline.phases:
        for step in range(phase.count):
            yield view.key((phase, step), notation)


def _begins(name: str, start: str) -> bool:
    """Tell whether a name begins with whole words."""
    return bool(start) and name.startswith(start) and not name[len(start)].isalnum()


def _trouble(view: View, asked: str, begun: tuple[str, ...], notation: Notation) -> str:
    """Say that no key frame, or more than one, is called so."""
    called = f"the {view.document.view.view} view has"
    if begun:
        return f"{called} {len(begun)} key frames that begin with {asked!r}: {_told(begun)}"
    count = view.timeline.steps + 1
    numbers = (*range(min(_COMPARED, count)), *range(max(_COMPARED, count - _COMPARED), count))
    names = [view.key(view.timeline.key(number), notation) for number in numbers] + [END]
    near = meant(asked, _cells_like(view, asked, notation) or names)
    return f"{called} no key frame {asked!r}: there are {_told(names)}{near}"


def _cells_like(view: View, asked: str, notation: Notation) -> list[str]:
    """Return the key frames of cells at the place that a name ends with, "[2,1]"."""
    found = _CELL.fullmatch(asked)
    if found is None:
        return []
    place = asked.removeprefix(found[1])
    names = dict.fromkeys(f"{phase.name}{place}" for phase in view.timeline.phases)
    return [name for name in names if _cell_time(view, name, notation) is not None]


def _told(names: Sequence[str]) -> str:
    """Return names in a row, the middle of many left out."""
    half = _LISTED // 2
    if len(names) > _LISTED:
        names = (*names[:half], "...", *names[-half:])
    return ", ".join(names)
