"""What can be said about an exported picture."""

from dataclasses import dataclass
from numbers import Integral, Real
from typing import TypedDict

import numpy as np

from gradviz.engine.convention import Convention, check_convention
from gradviz.errors import InputError, meant
from gradviz.messages.message import say
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import THEMES, ThemeName
from gradviz.values import Value

SMALLEST, LARGEST = 64, 16384
"""Sides that a picture may have, pixels."""


class StyleOptions(TypedDict, total=False):
    """The attributes of `Picture` that any picture has, as keywords."""

    size: tuple[int, int]
    theme: ThemeName
    numbers: bool
    scale: float
    base: int
    convention: Convention


class PictureOptions(StyleOptions, total=False):
    """All attributes of `Picture`, as keywords."""

    bars: bool
    transparent: bool


@dataclass(frozen=True, slots=True)
class Picture(Value):
    """How an exported picture is to look.

    Attributes
    ----------
    size : tuple of int
        Width and height, 64 to 16384 each: pixels, in a PDF points.
    theme : {"light", "dark"}
    numbers : bool
        Whether cells carry their numbers, where they are large enough.
    bars : bool
        Whether each matrix has a colour bar.
    transparent : bool
        Whether the ground is left out.
    scale : float
        Factor on `size` that leaves the picture as it is: 2 makes twice as many pixels.
    base : int
        What rows and columns are counted from, 1 or 0.
    convention : {"wx", "xw", "xwt"}
        How matrices are written: as in Y = W X, Y = X W or Y = X Wᵀ.

    Raises
    ------
    InputError
        If one of them is not as told.
    """

    size: tuple[int, int] = (1600, 1000)
    theme: ThemeName = "light"
    numbers: bool = True
    bars: bool = True
    transparent: bool = False
    scale: float = 1.0
    base: int = 1
    convention: Convention = "wx"

    def __post_init__(self) -> None:
        width, height = _sides(self.size)
        if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
            raise InputError(
                say(
                    "a picture needs sides of {smallest} to {largest} pixels: "
                    "{width}×{height} was asked for",
                    smallest=SMALLEST,
                    largest=LARGEST,
                    width=str(width),
                    height=str(height),
                )
            )
        for name in ("numbers", "bars", "transparent"):
            value = getattr(self, name)
            if not isinstance(value, bool | np.bool_):
                raise InputError(
                    say("{name} is True or False: got {value}", name=name, value=repr(value))
                )
        if not _is_word(self.theme, ("light", "dark")):
            near = meant(self.theme, ("light", "dark"))
            raise InputError(
                say(
                    "the theme is light or dark: got {theme}{hint}",
                    theme=repr(self.theme),
                    hint=near,
                )
            )
        if not _is_base(self.base):
            raise InputError(
                say("rows and columns are counted from 0 or 1: got {base}", base=repr(self.base))
            )
        check_convention(self.convention)
        if not _is_real(self.scale):
            raise InputError(
                say("a scale is a number, 0.1 to 8: got {scale}", scale=repr(self.scale))
            )
        if not 0.1 <= self.scale <= 8 or max(width, height) * self.scale > LARGEST:
            raise InputError(
                say(
                    "a scale is 0.1 to 8, and no side becomes longer than {largest} pixels: "
                    "{width}×{height} times {scale} was asked for",
                    largest=LARGEST,
                    width=str(width),
                    height=str(height),
                    scale=f"{self.scale:g}",
                )
            )

    def style(self, text: float = 1.0) -> Style:
        """Return the style that it is drawn in; `text` is the factor on text sizes in a view."""
        return Style(
            *self.size,
            THEMES[self.theme],
            self.numbers,
            self.base,
            text,
            1 / self.scale,
            self.convention,
        )


def _sides(given: object) -> tuple[int, int]:
    """Return the width and the height of a size, which are two numbers."""
    sides = tuple(given) if isinstance(given, tuple | list | np.ndarray) else ()
    if len(sides) != 2 or not all(isinstance(side, Real) for side in sides):
        raise InputError(
            say("a size is two numbers, (width, height): got {size}", size=repr(given))
        )
    return sides[0], sides[1]


def _is_word(given: object, words: tuple[str, ...]) -> bool:
    return isinstance(given, str) and given in words  # an array compares with all of them


def _is_real(given: object) -> bool:
    return isinstance(given, Real)


def _is_base(given: object) -> bool:
    return isinstance(given, Integral) and given in (0, 1)
