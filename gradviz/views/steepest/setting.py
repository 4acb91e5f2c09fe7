"""What the Steepest view shows, before it is drawn: two planes, the circle, its image, dl."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.passes import Passes
from gradviz.engine.steepest import Around, Plane, Vector, around, directions, steepest_angle
from gradviz.language.notation import Notation
from gradviz.messages.message import NOTHING, Message, say
from gradviz.scene.layout.axes import Window
from gradviz.session.looks.steepest import SteepestLook, planes, resolved
from gradviz.views.steepest.levels import LEAST, Level, is_seen, level_lines, window_around

ANGLES = np.linspace(0.0, math.tau, 181)
"""Where dl is taken around the circle: every 2°, radians."""
ANGLES.setflags(write=False)

_BIGGEST = 1e150
"""Larger numbers have no squares."""

Windows: TypeAlias = tuple[Window, Window]
"""What is seen of the x-plane, and of the y-plane."""


@dataclass(frozen=True, slots=True, eq=False)
class PlaneSide:
    """One of the two planes.

    Attributes
    ----------
    plane : Plane
    name : str
        Of the matrix, as the network calls it: "X", "Y1".
    window : Window
    levels : tuple of Level
    """

    plane: Plane
    name: str
    window: Window
    levels: tuple[Level, ...]

    @property
    def is_line(self) -> bool:
        """Whether there is one entry only."""
        return len(self.plane.rows) == 1


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """Both planes at one document; what is chosen of dx changes nothing here.

    Attributes
    ----------
    options : SteepestLook
        As they fit the network.
    notation : Notation
    x, y : PlaneSide
    jacobian : Matrix, shape (entries of y, entries of x)
    around : Around
        dl at all of `ANGLES`.
    images : Matrix, shape (entries of y, angles)
        Where the steps truly lead, as steps of y; J · circle is what they are to first order.
    notes : tuple of Message
        Why nothing can be drawn; none where it can.
    """

    options: SteepestLook
    notation: Notation
    x: PlaneSide
    y: PlaneSide
    jacobian: Matrix
    around: Around
    images: Matrix
    notes: tuple[Message, ...] = ()

    @property
    def passes(self) -> Passes:
        """The passes of the document."""
        return self.x.plane.passes

    @property
    def radius(self) -> float:
        """|dx|."""
        return 1.0 if self.options.radius is None else self.options.radius

    @property
    def steepest(self) -> float | None:
        """The angle of the gradient in the x-plane, radians; None if there is none."""
        return None if self.notes else steepest_angle(self.x.plane.gradient)

    @property
    def largest(self) -> float:
        """The largest first-order dl, |x_grad| · |dx|."""
        return math.hypot(*self.x.plane.gradient.tolist()) * self.radius

    def step(self, angle: float) -> Vector:
        """Return dx at an angle, shape (entries of x,)."""
        found: Vector = self.radius * directions(np.array([angle]), len(self.x.plane.rows))[:, 0]
        return found


@lru_cache(maxsize=3)  # what is shown, what was taken hold of, and what a file has
def views(
    passes: Passes,
    options: SteepestLook,
    notation: Notation,
    aspects: tuple[float, float],
    held: Windows | None = None,
) -> Views:
    """Return what is to be drawn.

    Parameters
    ----------
    passes : Passes
    options : SteepestLook
        Any; they are made to fit. Where dx points changes nothing here: without an angle, what
        is returned is the same object as long as dx is turned.
    notation : Notation
    aspects : tuple of float
        Width by height of the rooms of the two planes.
    held : tuple of Window, optional
        What is seen of them, where that is to stand still while something is dragged; the
        y-plane follows if what moves in it leaves it.
    """
    options = resolved(options, passes)
    x, y = planes(passes, options)
    names = "X", options.of or passes.layers[-1].Y
    radius = options.radius or 1.0
    circle = around(x, radius, ANGLES)
    J, images = x.jacobian(y), x.moved(circle.steps, y)
    note = trouble(x, y, J, notation)
    if note:
        empty = Window(0.0, 0.0, 1.0, 1.0)
        blank_x, blank_y = PlaneSide(x, names[0], empty, ()), PlaneSide(y, names[1], empty, ())
        return Views(options, notation, blank_x, blank_y, J, circle, images, (note,))
    reach = _reach(J @ circle.steps, images)
    reach = reach if reach > LEAST else radius
    x_window = window_around(x.point, radius, aspects[0])
    y_window = window_around(y.point, reach * 0.75, aspects[1])
    if held is not None:
        x_window = held[0]
        y_window = held[1] if is_seen(held[1], y.point, reach) else y_window
    drawn_x = PlaneSide(x, names[0], x_window, _levels(passes, x.key, x.sample, x.rows, x_window))
    drawn_y = PlaneSide(y, names[1], y_window, _levels(passes, y.key, y.sample, y.rows, y_window))
    return Views(options, notation, drawn_x, drawn_y, J, circle, images)


@lru_cache(maxsize=6)  # they stay as they are while the circle gets wider
def _levels(
    passes: Passes, key: str, sample: int, rows: tuple[int, ...], window: Window
) -> tuple[Level, ...]:
    return level_lines(Plane(passes, key, sample, rows), window)


def trouble(x: Plane, y: Plane, J: Matrix, notation: Notation) -> Message:
    """Return what keeps the planes from being drawn; nothing where they can be."""
    if math.isnan(x.loss):
        return say("l is NaN: there are no level lines, and no direction is steepest")
    if math.isinf(x.loss):
        return say("l is infinite: there are no level lines, and no direction is steepest")
    numbers = [x.point, x.gradient, y.point, y.gradient, J.ravel(), np.array([x.loss])]
    if not all(np.isfinite(some).all() for some in numbers):
        return say(
            "{line:capital}, or its gradient, is not finite: no direction is steepest",
            line=notation.line("X", "j", x.sample),
        )
    if max(float(np.abs(some).max()) for some in numbers) > _BIGGEST:
        return say("Numbers beyond {limit} are too large to be drawn", limit=f"{_BIGGEST:g}")
    return NOTHING


def _reach(image: Matrix, true: Matrix) -> float:
    """Return how far the image of the circle reaches, as it is to first order and truly."""
    steps = np.hstack([image, true[:, np.isfinite(true).all(axis=0)]])
    first = float(np.hypot.reduce(image, axis=0).max())
    all_of_it = float(np.hypot.reduce(steps, axis=0).max())
    return min(all_of_it, 4.0 * first) if first > 0.0 else all_of_it
