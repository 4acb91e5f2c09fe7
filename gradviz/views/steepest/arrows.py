"""An arrow in a plane of the Steepest view, and its name where it lies on no arrow."""

import math
from collections.abc import Iterator

import numpy as np

from gradviz.scene.layout.axes import Plot
from gradviz.scene.marks.colormap import blend
from gradviz.scene.marks.frame import Arrow, Label, Mark, Point, Polyline
from gradviz.scene.marks.spans import typeset
from gradviz.scene.marks.theme import gradient_color
from gradviz.views.steepest.layout import PlotRooms

_SIZE, _LETTER = 14.0, 7.0  # of a name, and of a letter at most
_INK, _SHORTEST = 0.7, 10.5  # of so much width, what letters do cover, half of it at least
_ABOVE, _BELOW = 11.0, 3.0  # what a name takes up above and below its line
_BESIDE = 24.0  # from an arrow to the middle of a name that has no room beyond its tip
_SIDES = (1.0, -1.0, 2.0, -2.0, 3.0, -3.0)  # so many times that
_APART = (26.0, 13.0)  # across and down, between two names
_PLACES = np.linspace(0.0, 1.0, 33)[:, None]  # of an arrow, to be kept free of its name


def named_arrow(
    plot: Plot,
    ends: tuple[Point, Point],
    look: tuple[str, float],
    places: PlotRooms,
    taken: Point | None = None,
) -> Iterator[Mark]:
    """Yield an arrow between two places, as far as it is seen, and its name.

    Parameters
    ----------
    plot : Plot
    ends : tuple of Point
    look : tuple of str and float
        Its name, "_grad" for a gradient that has none yet, and its width at text 1.
    places : PlotRooms
    taken : tuple of float, optional
        Where the name of another arrow from the same point stands.
    """
    (start, end), (name, width) = ends, look
    theme, text = places.style.theme, places.style.text
    width *= text
    color = gradient_color(theme) if name.endswith("_grad") else theme.accent
    long = math.dist(start, end)
    if long > 1.0 and plot.holds(*end):
        yield Arrow(start, end, width, min(4.0 * text + 2.6 * width, long), color)
    elif long > 1.0:  # its head is out of the window
        for piece in plot.pieces(np.array([start, end])):
            yield Polyline(piece, width, color)
    if name == "_grad":  # it still grows
        return
    x, y = name_place(plot, ends, name, text, taken)
    ink = blend(color, theme.text, 0.35)  # letters in it can be read
    yield Label(x, y, typeset(name, ink, "semibold"), _SIZE * text, "center")


def name_place(
    plot: Plot, ends: tuple[Point, Point], name: str, text: float, taken: Point | None = None
) -> Point:
    """Return where a name stands: the first of the places near the tip that is free."""
    (start, end), long = ends, math.dist(*ends)
    ahead = ((end[0] - start[0]) / long, (end[1] - start[1]) / long) if long > 1.0 else (1.0, 0.0)
    is_gradient = name.endswith("_grad")
    # dx beside its tip, for the gradient may be longer; the gradient's name beyond its tip
    beyond, beside = (15.0, 0.0) if is_gradient else (-4.0, 17.0)
    wider = 1.5 if is_gradient else 1.0
    half, area = _LETTER * text * len(name) / 2, plot.area

    def within(x: float, y: float) -> Point:
        """Return the nearest place that is in the plot with all of a name."""
        x = min(max(x, area.x + half), area.right - half)
        return x, min(max(y, area.y + 15 * text), area.bottom - 5 * text)

    usual = within(
        end[0] + (beyond * ahead[0] + beside * ahead[1]) * text * wider,
        end[1] + (beyond * ahead[1] - beside * ahead[0]) * text + 4.5 * text,
    )
    tip = within(*end)
    asides = [
        within(
            tip[0] + side * (_BESIDE * text + half / 2) * ahead[1],
            tip[1] - side * _BESIDE * text * ahead[0] + 4.5 * text,
        )
        for side in _SIDES
    ]
    covered = max(_INK * half, _SHORTEST * text)
    way = np.array(start) + _PLACES * (np.array(end) - np.array(start))

    def is_free(place: Point) -> bool:
        across, down = (way - place).T
        is_on = (np.abs(across) < covered) & (down > -_ABOVE * text) & (down < _BELOW * text)
        if taken is None:
            return not is_on.any()
        away = abs(place[0] - taken[0]), abs(place[1] - taken[1])
        return not is_on.any() and (away[0] > _APART[0] * text or away[1] > _APART[1] * text)

    return next((place for place in (usual, *asides) if is_free(place)), usual)
