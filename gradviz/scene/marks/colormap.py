"""Diverging colour maps centred on zero, with the ink that can be read on each colour."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

_STEPS = 255
_LEVELS = 2 * _STEPS + 1

Color: TypeAlias = tuple[int, int, int, int]
"""Red, green, blue, alpha, each 0..255; alpha is not premultiplied."""

Floats: TypeAlias = NDArray[np.float64]

MOST_RANK = 253
"""Of a number on the scale; what lies beyond it, and NaN, come before."""


@dataclass(frozen=True, slots=True)
class Diverging:
    """A colour for every t in [-1, 1]: `negative` at -1, `zero` at 0, `positive` at 1.

    Between them colours change evenly to the eye (straight lines in OKLab).
    """

    negative: Color
    zero: Color
    positive: Color

    def colors(self, t: Floats) -> NDArray[np.uint8]:
        """Return RGBA for each t, shape (..., 4); what is not in [-1, 1] is clipped.

        Examples
        --------
        >>> gray = Diverging((0, 0, 0, 255), (9, 9, 9, 255), (255, 255, 255, 255))
        >>> gray.colors(np.array([0.0]))
        array([[  9,   9,   9, 255]], dtype=uint8)
        """
        whole = _table(self).view(np.uint32).reshape(-1)  # four bytes at a time
        taken: NDArray[np.uint8] = whole[_level(t), np.newaxis].view(np.uint8)
        return taken

    def ink(self, t: Floats, inks: tuple[Color, ...]) -> NDArray[np.uint8]:
        """Return, for each t, the index of the ink with the highest contrast on its colour."""
        taken: NDArray[np.uint8] = _best_ink(self, inks)[_level(t)]
        return taken

    def ranks(self, fill: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return how far from zero its colours are: 1 for zero itself, `MOST_RANK` at either end.

        Examples
        --------
        >>> theirs = Diverging((0, 0, 255, 255), (255, 255, 255, 255), (255, 0, 0, 255))
        >>> theirs.ranks(theirs.colors(np.array([0.0, -1.0, 0.5]))).tolist()
        [1, 253, 126]
        """
        colors, ranks = _ranked(self)
        flat = np.ascontiguousarray(fill).view(np.uint32)[..., 0]
        found = np.searchsorted(colors, flat)
        taken: NDArray[np.uint8] = ranks[np.minimum(found, len(ranks) - 1)]
        return taken

    def ramp(self, steps: int) -> tuple[Color, ...]:
        """Return `steps` colours from -1 to 1, for a colour bar."""
        table = self.colors(np.linspace(-1.0, 1.0, steps)).tolist()
        return tuple((r, g, b, a) for r, g, b, a in table)


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21.

    References
    ----------
    WCAG 2.2, "contrast ratio" and "relative luminance".
    """
    a, b = (float(_luminance(np.array(color[:3]) / 255.0)) for color in (one, other))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


def blend(below: Color, above: Color, share: float) -> Color:
    """Mix two colours, `share` (0..1) of the second."""
    r, g, b, a = (round(p + (q - p) * share) for p, q in zip(below, above, strict=True))
    return (r, g, b, a)


def _level(t: Floats) -> NDArray[np.intp]:
    level = np.asarray(np.clip(t, -1.0, 1.0))
    level += 1.0
    level *= _STEPS
    whole: NDArray[np.intp] = np.rint(level, out=level).astype(np.intp)
    return whole


@lru_cache(maxsize=32)
def _table(colors: Diverging) -> NDArray[np.uint8]:
    anchors = [to_oklab(to_linear(np.array(c[:3]) / 255.0)) for c in _anchors(colors)]
    share = np.linspace(0.0, 1.0, _STEPS + 1)[:, None]
    below = anchors[0] + (anchors[1] - anchors[0]) * share
    above = anchors[1] + (anchors[2] - anchors[1]) * share
    rgb = _from_oklab(np.concatenate([below, above[1:]]))
    table = np.full((_LEVELS, 4), 255, dtype=np.uint8)
    table[:, :3] = np.rint(np.clip(rgb, 0.0, 1.0) * 255.0)
    return table


@lru_cache(maxsize=32)
def _ranked(colors: Diverging) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Return all colours, sorted as numbers, and how far from zero each is."""
    far = 1 + np.abs(np.arange(_LEVELS) - _STEPS) * (MOST_RANK - 1) // _STEPS
    found, which = np.unique(_table(colors).view(np.uint32).ravel(), return_inverse=True)
    farthest = np.zeros(len(found), dtype=np.uint8)
    np.maximum.at(farthest, which, far.astype(np.uint8))  # neighbours may have one colour
    return found, farthest


def _anchors(colors: Diverging) -> tuple[Color, Color, Color]:
    return colors.negative, colors.zero, colors.positive


@lru_cache(maxsize=32)
def _best_ink(colors: Diverging, inks: tuple[Color, ...]) -> NDArray[np.uint8]:
    grounds = _luminance(_table(colors)[:, :3] / 255.0)
    ratios = []
    for ink in inks:
        level = float(_luminance(np.array(ink[:3]) / 255.0))
        ratios.append((np.maximum(grounds, level) + 0.05) / (np.minimum(grounds, level) + 0.05))
    best: NDArray[np.uint8] = np.argmax(np.stack(ratios), axis=0).astype(np.uint8)
    return best


def to_linear(rgb: Floats) -> Floats:
    """Return the light of sRGB channels, both 0..1, shape (..., 3)."""
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def _luminance(rgb: Floats) -> Floats:
    light: Floats = to_linear(rgb) @ np.array([0.2126, 0.7152, 0.0722])
    return light


# Björn Ottosson, "A perceptual color space for image processing", 2020.
_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def to_oklab(linear: Floats) -> Floats:
    """Return OKLab of linear RGB, shape (..., 3): equal distances look equally far apart."""
    lab: Floats = np.cbrt(linear @ _TO_CONES.T) @ _TO_LAB.T
    return lab


def _from_oklab(lab: Floats) -> Floats:
    linear = (lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_CONES).T
    linear = np.clip(linear, 0.0, 1.0)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
