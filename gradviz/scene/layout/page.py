"""The page of a view: the room of its content, the lines under it, how text follows size."""

from collections.abc import Iterable
from dataclasses import replace

from gradviz.messages.message import Text
from gradviz.scene.corner.equations import Spans
from gradviz.scene.corner.layout import Area
from gradviz.scene.marks.frame import Box, Frame, Label, Mark
from gradviz.scene.marks.spans import told
from gradviz.scene.marks.style import Style

_LARGE = (1600.0, 1000.0)  # in a larger picture texts grow with it
_LARGEST_TEXT = 2.0


def adapted(style: Style, room: tuple[float, float]) -> Style:
    """Let texts, and the margins that go with them, follow a very small or very large picture.

    Parameters
    ----------
    style : Style
    room : tuple of float
        Width and height that the content takes at text 1; in less, its texts are smaller.

    Examples
    --------
    >>> adapted(Style(400, 300), (800, 300)).text, adapted(Style(3200, 2000), (800, 300)).text
    (0.5, 2.0)
    """
    grown = min(style.width / _LARGE[0], style.height / _LARGE[1], _LARGEST_TEXT)
    most = min(style.width / room[0], style.height / room[1])
    text = min(style.text * max(grown, 1.0), most)
    return replace(style, text=text, digits=None if style.digits is None else style.growth * text)


def content_area(style: Style) -> Area:
    """Return the room of a view's content: all but the margins and the two lines under it."""
    return Area(0, 0, style.width, style.height).shrunk(
        left=20, right=20, top=16, bottom=70 * style.text
    )


def below(words: tuple[Spans, Spans], style: Style, area: Area) -> tuple[Mark, ...]:
    """Return the two lines of a caption, under the room of the content."""
    text, middle, width = style.text, style.width / 2, area.width
    lines = (
        Label(middle, area.bottom + 26 * text, words[0], 15 * text, "center", max_width=width),
        Label(middle, area.bottom + 52 * text, words[1], 17 * text, "center", max_width=width),
    )
    return tuple(line for line in lines if line.spans)


def text_lines(
    lines: Iterable[tuple[float, Spans, float]], area: Area, style: Style, room: float | None = None
) -> tuple[Label, ...]:
    """Return lines of text from the upper left corner of an area on.

    Parameters
    ----------
    lines : iterable of (float, tuple of Span, float)
        How far below the upper edge each stands, what it says, and its font size; at text 1.
    area : Area
    style : Style
    room : float, optional
        How wide they may be; by default as wide as the area.
    """
    width, text = area.width if room is None else room, style.text
    return tuple(
        Label(area.x, area.y + y * text, spans, size * text, max_width=width)
        for y, spans, size in lines
    )


def only_words(words: Text, style: Style, size: float = 15.0) -> Frame:
    """Return a picture of nothing but one line in its middle, of a font size at text 1."""
    spans, text = told(words, style), style.text
    middle, width = style.width / 2, max(style.width - 40 * text, 1.0)
    return page(style, (Label(middle, style.height / 2, spans, size * text, "center", 1.0, width),))


def page(style: Style, marks: Iterable[Mark], content: Area | None = None) -> Frame:
    """Return marks on the ground of a theme; `content` is what can be enlarged of them."""
    ground, seen = style.theme.ground, None if content is None else content.sides
    return Frame(style.width, style.height, ground, tuple(marks), seen)


def ground_around(window: Area, style: Style) -> tuple[Mark, ...]:
    """Return the ground around a window, which covers what of its content reaches beyond."""
    sides = (
        (0.0, 0.0, style.width, window.y),
        (0.0, window.bottom, style.width, style.height - window.bottom),
        (0.0, window.y, window.x, window.height),
        (window.right, window.y, style.width - window.right, window.height),
    )
    return tuple(Box(*side, fill=style.theme.ground) for side in sides)
