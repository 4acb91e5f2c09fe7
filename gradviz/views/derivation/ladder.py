"""The lines of a derivation: headings, and under each its formula, whose parts have moved there.

A part of a formula comes from where it stood last, in a line above; what is new fades in. A
heading can be clicked: it carries the name of its phase.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import pi, sin

from gradviz.messages.message import Message
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.chips import faded
from gradviz.scene.marks.frame import Box, Color, Formula, Label, Mark, Span
from gradviz.scene.marks.spans import told
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import Theme
from gradviz.scene.marks.typesetting import outlines
from gradviz.timeline.easing import ease, span

_HEADING, _FORMULA = 14.0, 27.0  # font sizes, scene units at text 1
_ABOVE, _BELOW, _BETWEEN = 38.0, 15.0, 8.0  # around a formula, and between two lines
_INDENT, _SIDE = 30.0, 12.0
_LARGEST = 1.5  # times these, where there is room
_BOW = 0.5  # how far parts that change places keep apart, in font sizes
_STEP = "step:"


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a formula that moves as one; `space` is free before it, in font sizes.

    Tokens of one `key` in two lines are one and the same, in another place.
    """

    key: str
    latex: str
    space: float = 0.28


Tokens = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """A line of a derivation.

    Attributes
    ----------
    phase : int
        The phase of the timeline that writes it; a click leads there.
    heading : Message
    stages : tuple of Tokens
        What is written, and what becomes of it within the line: the last one stays.
    """

    phase: int
    heading: Message
    stages: tuple[Tokens, ...]


@dataclass(frozen=True, slots=True)
class LadderProgress:
    """How far a derivation has come: the line, its stage, and 0..1 how far that is written."""

    line: int
    stage: int
    share: float


@dataclass(frozen=True, slots=True)
class _Row:
    """Where a line stands."""

    area: Area
    baseline: float


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where all lines stand, how large formulas are, and the factor on all other lengths."""

    rows: tuple[_Row, ...]
    size: float
    factor: float


def ladder(
    lines: Sequence[Rung], progress: LadderProgress, area: Area, style: Style
) -> Iterator[Mark]:
    """Yield the lines of a derivation, as far as it has come.

    Parameters
    ----------
    lines : sequence of Line
    progress : Progress
    area : Area
        Where they stand; they are set smaller where it is too small.
    style : Style
    """
    sheet, theme = _sheet(lines, area, style.text), style.theme
    for n, (line, row) in enumerate(zip(lines, sheet.rows, strict=True)):
        is_here = n == progress.line
        yield _card(line, row.area, theme, is_here=is_here)
        shade = theme.text if is_here else theme.muted if n < progress.line else theme.faint
        number = (Span(str(n + 1), theme.accent if is_here else shade, "semibold"),)
        words = told(line.heading, style, shade, "semibold" if is_here else "regular")
        factor, size = sheet.factor, _HEADING * sheet.factor
        x, y = row.area.x + _SIDE * factor, row.area.y + 1.6 * size
        room, opacity = row.area.right - x - _INDENT * factor, 1.0
        if is_here:
            opacity = _passed(progress.share)
        yield Label(x, y, number, size)
        yield Label(x + 18 * factor, y, words, size, opacity=opacity, max_width=room)
        if n < progress.line:
            yield from _standing(line.stages[-1], _start(row, sheet), sheet.size, theme.muted)
    yield from _moving(lines, progress, sheet, style)


def step_at(marks: Sequence[Mark], x: float, y: float) -> int | None:
    """Return the phase whose line is drawn under a point, or None."""
    for mark in marks:
        if not (isinstance(mark, Box) and mark.ref.startswith(_STEP)):
            continue
        if mark.x <= x < mark.x + mark.width and mark.y <= y < mark.y + mark.height:
            return int(mark.ref.removeprefix(_STEP))
    return None


def step_box(phase: int, area: Area, theme: Theme, *, is_here: bool) -> Box:
    """Return a field that leads to a phase when it is clicked."""
    fill, edge = (theme.raised, theme.strong_line) if is_here else (theme.panel, theme.line)
    return Box(*area.sides, 8.0, fill, edge, 1.0, ref=f"{_STEP}{phase}")


def _card(line: Rung, area: Area, theme: Theme, *, is_here: bool) -> Box:
    return step_box(line.phase, area, theme, is_here=is_here)


def _sheet(lines: Sequence[Rung], area: Area, text: float) -> _Sheet:
    """Return where lines stand: one under the other, as large as they fit."""
    reaches = [_reach(line) for line in lines]
    widest = max(_width(stage) for line in lines for stage in line.stages)
    heights = [(above + below) * _FORMULA + _ABOVE + _BELOW for above, below in reaches]
    needed = sum(heights) + _BETWEEN * (len(lines) - 1)
    factor = min(area.height / needed, _LARGEST * text)
    size = min(_FORMULA * factor, (area.width - (_INDENT + 2 * _SIDE) * factor) / widest)
    rows, y = [], area.y
    for (above, below), height in zip(reaches, heights, strict=True):
        place = Area(area.x, y, area.width, height * factor)
        spare = (above + below) * (_FORMULA * factor - size) / 2
        rows.append(_Row(place, y + _ABOVE * factor + spare + above * size))
        y = place.bottom + _BETWEEN * factor
    return _Sheet(tuple(rows), size, factor)


def _reach(line: Rung) -> tuple[float, float]:
    """Return how far the formulas of a line reach above and below, in font sizes."""
    shapes = [outlines(token.latex) for stage in line.stages for token in stage]
    return max(shape.above for shape in shapes), max(shape.below for shape in shapes)


def _width(tokens: Tokens) -> float:
    return sum(token.space + outlines(token.latex).width for token in tokens)


def _passed(share: float) -> float:
    """Return the opacity of a heading: parts of the formula pass over it on their way."""
    return 1.0 - 0.75 * min(span(share, 0.0, 0.15), 1.0 - span(share, 0.6, 0.8))


def _start(row: _Row, sheet: _Sheet) -> tuple[float, float]:
    return row.area.x + _INDENT * sheet.factor, row.baseline


def _places(tokens: Tokens, start: tuple[float, float], size: float) -> list[tuple[float, float]]:
    """Return where the tokens of a formula begin, on its baseline."""
    (x, y), places = start, []
    for n, token in enumerate(tokens):
        x += token.space * size if n else 0.0
        places.append((x, y))
        x += outlines(token.latex).width * size
    return places


def _standing(
    tokens: Tokens, start: tuple[float, float], size: float, color: Color
) -> Iterator[Formula]:
    for token, (x, y) in zip(tokens, _places(tokens, start, size), strict=True):
        yield Formula(x, y, token.latex, size, color)


def _moving(
    lines: Sequence[Rung], progress: LadderProgress, sheet: _Sheet, style: Style
) -> Iterator[Mark]:
    """Yield the formula of the present line, its parts on their way from where they stood."""
    tokens = lines[progress.line].stages[progress.stage]
    start = _start(sheet.rows[progress.line], sheet)
    if progress.share >= 1.0:
        yield from _standing(tokens, start, sheet.size, style.theme.text)
        return
    known = _known(lines, progress, sheet)
    for token, goal in zip(tokens, _places(tokens, start, sheet.size), strict=True):
        if token.key in known:
            yield from _travelling(known[token.key], (token, goal), progress.share, sheet, style)
        else:
            new = (Formula(*goal, token.latex, sheet.size, style.theme.text),)
            yield from faded(new, span(progress.share, 0.6, 1.0))


def _known(
    lines: Sequence[Rung], progress: LadderProgress, sheet: _Sheet
) -> dict[str, tuple[Token, tuple[float, float]]]:
    """Return the tokens that were there before by their keys, where each stood last."""
    found = {}
    stages = [(n, lines[n].stages[-1]) for n in range(progress.line)]
    if progress.stage:
        stages = [(progress.line, lines[progress.line].stages[progress.stage - 1])]
    for n, tokens in stages:
        start = _start(sheet.rows[n], sheet)
        for token, place in zip(tokens, _places(tokens, start, sheet.size), strict=True):
            found[token.key] = (token, place)
    return found


def _travelling(
    before: tuple[Token, tuple[float, float]],
    after: tuple[Token, tuple[float, float]],
    share: float,
    sheet: _Sheet,
    style: Style,
) -> Iterator[Mark]:
    """Yield a token on its way; it changes to what it becomes in the middle of it."""
    (old, (x0, y0)), (new, (x1, y1)) = before, after
    way = ease(span(share, 0.0, 0.85))
    turns = (x1 > x0 + sheet.size / 2) - (x1 < x0 - sheet.size / 2)
    x = x0 + (x1 - x0) * way
    y = y0 + (y1 - y0) * way + turns * _BOW * sheet.size * sin(pi * way)
    color = style.theme.text
    if old.latex == new.latex:
        yield Formula(x, y, new.latex, sheet.size, color)
        return
    gone, come = span(share, 0.3, 0.5), span(share, 0.5, 0.7)
    yield from faded((Formula(x, y, old.latex, sheet.size, color),), 1.0 - gone)
    yield from faded((Formula(x, y, new.latex, sheet.size, color),), come)
