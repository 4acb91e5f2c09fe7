"""Runs of text as the rich text that labels show."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from gradviz.explain.explanation import Place
from gradviz.gui.widgets.look import code
from gradviz.messages.language import Language
from gradviz.messages.line import Line
from gradviz.scene.marks.colormap import blend, contrast
from gradviz.scene.marks.frame import Color
from gradviz.scene.marks.theme import Theme

_BREAK = "\u200b"  # no width: where a long product may wrap
_LONG = 18  # characters that fit on a line of the narrowest panel


def html(lines: Iterable[Line], theme: Theme, spacing: int = 145) -> str:
    """Return lines as rich text.

    Parameters
    ----------
    lines : iterable of Line
        One paragraph each.
    theme : Theme
        Decides what the roles of runs look like.
    spacing : int
        Height of a line, percent.
    """
    paragraphs = ("".join(_run(*run, theme) for run in _told(line)) for line in lines)
    return "".join(
        f'<p style="margin:0; line-height:{spacing}%">{paragraph}</p>' for paragraph in paragraphs
    )


def links(places: Iterable[Place], theme: Theme, language: Language) -> str:
    """Return places as rich text; what is a cell becomes a link "name row col", counted from 0."""
    told = []
    for place in places:
        words = escape(place.words.text(language))
        if place.first is not None:
            words = "&nbsp;".join(words.rsplit(" ", 1))  # a name does not begin a line
            target = f"{place.first.name} {place.first.row} {place.first.col}"
            style = f"color:{code(theme.accent)}; text-decoration:none"
            words = f'<a href="{target}" style="{style}">{words}</a>'
        told.append(words)
    return f'<p style="margin:0; line-height:140%">{", ".join(told)}</p>'


@lru_cache(maxsize=32)
def legible(color: Color, theme: Theme, ratio: float = 4.5) -> Color:
    """Return a colour moved towards that of text until it has this contrast on a panel."""
    shares = (step / 20 for step in range(21))
    mixed = (blend(color, theme.text, share) for share in shares)
    return next((m for m in mixed if contrast(m, theme.panel) >= ratio), theme.text)


def _told(line: Line) -> Iterable[tuple[str, str, int]]:
    return ((run.text, run.role, run.script) for run in line)


def _run(text: str, role: str, script: int, theme: Theme) -> str:
    words = escape(" ".join(_breakable(word) for word in text.split(" ")))
    if role in ("i", "j", "k"):
        words = f'<span style="color:{code(theme.axis(role))}; font-weight:600">{words}</span>'
    elif role == "muted":
        words = f'<span style="color:{code(theme.muted)}">{words}</span>'
    elif role == "strong":
        words = f'<span style="font-weight:600">{words}</span>'
    return f"<sub>{words}</sub>" if script else words


def _breakable(word: str) -> str:
    return word.replace("·", "·" + _BREAK) if len(word) > _LONG else word
