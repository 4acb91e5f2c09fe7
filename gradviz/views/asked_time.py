"""A moment of a view as people ask for it: by seconds, or by the name of a key frame."""

import re
from collections.abc import Sequence
from itertools import product
from numbers import Real

from gradviz.engine.wiring import shown
from gradviz.errors import InputError, meant, quoted
from gradviz.language.notation import Notation
from gradviz.language.numbers import number
from gradviz.messages.message import NOTHING, Message, say
from gradviz.refs import CellRef
from gradviz.timeline.phase import Phase
from gradviz.views.view import View

END = "end"
_LISTED = 6
"""So many names, at most, are told where one was not found."""
_CELL = re.compile(r"(\w+) ?\[ ?(\d{1,9}) ?, ?(\d{1,9}) ?\]")
_NUMBER = re.compile(r"\d{1,9}")
_MOST_NUMBERS = 4
"""So many numbers of a name, at most, are taken for places."""
_SEARCHED = 20_000
"""With more key frames than these a name is looked for at the ends of each phase, and where its
numbers lead: names in the middle differ by their numbers."""
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
there are start; Y[1,1]; Y[1,2]; ...; W_grad[2,2]; W_grad[2,3]; end; did you mean X_grad[2,1]?
    """
    if at is None:
        return view.opening
    if isinstance(at, str):
        return _key_time(view, " ".join(at.split()), notation)
    return _within(view, at)


def _within(view: View, given: object) -> float:
    duration = view.timeline.duration
    is_real = isinstance(given, Real) and not isinstance(given, bool)
    if not (is_real and 0.0 <= given <= duration):  # type: ignore[operator]  # it is a Real
        raise InputError(
            say(
                "the {view} view runs from 0 to {duration} s: got {given}",
                view=view.document.view.view,
                duration=number(duration),
                given=quoted(given),
            )
        )
    return float(given)  # type: ignore[arg-type]  # it is a Real


def _key_time(view: View, asked: str, notation: Notation) -> float:
    timeline, wanted = view.timeline, asked.casefold()
    if wanted == END:
        return timeline.duration
    if wanted == str(view.key(None, notation)).casefold():
        return 0.0
    if (seconds := _cell_time(view, asked, notation)) is not None:
        return seconds
    begun: dict[str, int] = {}
    for phase in reversed(timeline.phases):
        for step in reversed(_steps(phase, asked, notation, timeline.steps)):
            name = str(view.key((phase, step), notation))
            folded, place = name.casefold(), phase.first + step + 1
            if folded == wanted:  # the last: of a gradient in shares, the one that completes it
                return timeline.key_time(place)
            if _begins(folded, wanted):
                begun.setdefault(name, place)
    if len(begun) == 1:
        return timeline.key_time(*begun.values())
    raise InputError(_trouble(view, asked, tuple(begun)[::-1], notation))


def _steps(phase: Phase, asked: str, notation: Notation, count: int) -> Sequence[int]:
    """Return in order the steps of a phase, of `count` in all, among which a name is looked for."""
    if count <= _SEARCHED:
        return range(phase.count)
    ends = min(_COMPARED // 2, phase.count)
    found = {*range(ends), *range(phase.count - ends, phase.count)}
    numbers = [int(text) for text in _NUMBER.findall(asked)[:_MOST_NUMBERS]]
    found.update(at for n in numbers for at in (n - 1, n) if 0 <= at < phase.count)
    places = [n - notation.base for n in numbers]
    if phase.sweep == "cells":
        found.update(
            phase.step_of(CellRef(phase.name, row, col))
            for row, col in product(places, places)
            if 0 <= row < phase.rows and 0 <= col < phase.cols
        )
    return sorted(step for step in found if step < phase.count)


def _cell_time(view: View, asked: str, notation: Notation) -> float | None:
    """Return when a cell of this name is complete: among a million names none need be made."""
    found = _CELL.fullmatch(asked)
    if found is None:
        return None
    row, col = (int(text) - notation.base for text in found.groups()[1:])
    for name in dict.fromkeys((found[1], shown(found[1], view.passes.layers))):
        ref = CellRef(name, *((col, row) if notation.is_flipped(name) else (row, col)))
        seconds = view.time_of(ref) if view.has(ref) else None
        if seconds is None:
            continue
        key = view.timeline.key(view.timeline.key_at(seconds))
        if str(view.key(key, notation)) == f"{name}[{found[2]},{found[3]}]":
            return seconds
    return None


def _begins(name: str, start: str) -> bool:
    """Tell whether a name begins with whole words."""
    return bool(start) and name.startswith(start) and not name[len(start)].isalnum()


def _trouble(view: View, asked: str, begun: tuple[str, ...], notation: Notation) -> Message:
    """Say that no key frame, or more than one, is called so."""
    called, count = view.document.view.view, view.timeline.steps + 1
    if begun and count > _SEARCHED:
        return say(
            "the {view} view has {count} or more key frames that begin with {asked}: {names}",
            view=called,
            count=len(begun),
            asked=repr(asked),
            names=_told(begun),
        )
    if begun:
        return say(
            "the {view} view has {count} key frames that begin with {asked}: {names}",
            view=called,
            count=len(begun),
            asked=repr(asked),
            names=_told(begun),
        )
    numbers = (*range(min(_COMPARED, count)), *range(max(_COMPARED, count - _COMPARED), count))
    names = [str(view.key(view.timeline.key(number), notation)) for number in numbers] + [END]
    near = _size(view, asked, notation) or meant(asked, _cells_like(view, asked, notation) or names)
    return say(
        "the {view} view has no key frame {asked}: there are {names}{hint}",
        view=called,
        asked=quoted(asked),
        names=_told(names),
        hint=near,
    )


def _size(view: View, asked: str, notation: Notation) -> Message:
    """Say how large a matrix is, and how it is counted, of which there is no such cell."""
    found = _CELL.fullmatch(asked)
    name = "" if found is None else shown(found[1], view.passes.layers)
    shape = view.shape(name)
    if found is None or shape is None or view.time_of(CellRef(name, 0, 0)) is None:
        return NOTHING
    rows, cols = shape[::-1] if notation.is_flipped(name) else shape
    row, col = (int(text) - notation.base for text in found.groups()[1:])
    if 0 <= row < rows and 0 <= col < cols:
        return NOTHING
    return say(
        "; {matrix} is {rows}×{columns}, its rows and columns are counted from {base}",
        matrix=name,
        rows=rows,
        columns=cols,
        base=notation.base,
    )


def _cells_like(view: View, asked: str, notation: Notation) -> list[str]:
    """Return the key frames of cells at the place that a name ends with, "[2,1]"."""
    found = _CELL.fullmatch(asked)
    if found is None:
        return []
    place = f"[{found[2]},{found[3]}]"
    names = dict.fromkeys(f"{phase.name}{place}" for phase in view.timeline.phases)
    return [name for name in names if _cell_time(view, name, notation) is not None]


def _told(names: Sequence[str]) -> str:
    """Return names in a row, the middle of many left out."""
    half = _LISTED // 2
    if len(names) > _LISTED:
        names = (*names[:half], "...", *names[-half:])
    return "; ".join(names)
