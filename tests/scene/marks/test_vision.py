"""Who sees colours otherwise still tells plus from minus, and one axis from the other.

What dichromats see is simulated in linear light, then compared in OKLab, where 0.02 is about
what is just told apart side by side, and 1 lies between black and white.

References
----------
Machado, Oliveira, Fernandes, "A Physiologically-based Model for Simulation of Color Vision
Deficiency", IEEE TVCG 15(6), 2009, severity 1.0: protanopia and deuteranopia.
Brettel, Viénot, Mollon, "Computerized simulation of color appearance for dichromats", JOSA A
14(10), 1997, as two half planes in linear RGB: tritanopia, for which Machado's is no good match.
"""

import itertools
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from gradviz.scene.marks.colormap import Diverging, to_linear, to_oklab
from gradviz.scene.marks.frame import Color
from gradviz.scene.marks.theme import THEMES, Theme, rgb

Floats: TypeAlias = NDArray[np.float64]

PROTANOPIA = np.array(
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]
)
DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
TRITANOPIA = (
    np.array(
        [
            [1.01277, 0.13548, -0.14826],
            [-0.01243, 0.86812, 0.14431],
            [0.07589, 0.80500, 0.11911],
        ]
    ),
    np.array(
        [
            [0.93678, 0.18979, -0.12657],
            [0.06154, 0.81526, 0.12320],
            [-0.37562, 1.12767, 0.24796],
        ]
    ),
)
TRITAN_PLANE = np.array([0.03901, -0.02788, -0.01113])

Sight: TypeAlias = Callable[[Floats], Floats]


def tritanope(linear: Floats) -> Floats:
    near, far = (linear @ half.T for half in TRITANOPIA)
    chosen: Floats = np.where((linear @ TRITAN_PLANE >= 0)[..., None], near, far)
    return chosen


SIGHTS: dict[str, Sight] = {
    "normal": lambda linear: linear,
    "protanopia": lambda linear: linear @ PROTANOPIA.T,
    "deuteranopia": lambda linear: linear @ DEUTERANOPIA.T,
    "tritanopia": tritanope,
}


def seen(colors: NDArray[np.uint8], sight: str) -> Floats:
    """Return OKLab of colours, shape (..., 3 or 4), as they are seen."""
    linear = SIGHTS[sight](to_linear(colors[..., :3] / 255.0))
    return to_oklab(np.clip(linear, 0.0, 1.0))


def apart(one: Color, other: Color, sight: str) -> float:
    a, b = seen(np.array([one, other], dtype=np.uint8), sight)
    return float(np.linalg.norm(a - b))


SIGN_APART = {0.25: 0.03, 0.5: 0.06, 1.0: 0.12}
"""By level, how far plus and minus have to be apart: more than is just seen even for a quarter
of the scale, and six times as much at its end. Red and green of one lightness come to 0.02."""

AXES_APART = 0.08
"""Letters and thin lines need more than areas side by side do."""

MAPS = [(theme, name) for theme in THEMES.values() for name in ("values", "gradients")]
by_name = pytest.mark.parametrize(("theme", "name"), MAPS, ids=lambda p: getattr(p, "name", p))
in_every_theme = pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
in_every_sight = pytest.mark.parametrize("sight", SIGHTS)


def color_map(theme: Theme, name: str) -> Diverging:
    return theme.values if name == "values" else theme.gradients


@in_every_sight
@by_name
def test_plus_and_minus_are_told_apart(theme: Theme, name: str, sight: str) -> None:
    for level, least in SIGN_APART.items():
        minus, plus = seen(color_map(theme, name).colors(np.array([-level, level])), sight)
        assert np.linalg.norm(plus - minus) >= least, (level, sight)


@in_every_sight
@by_name
def test_more_is_told_from_less(theme: Theme, name: str, sight: str) -> None:
    levels = np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    lab = seen(color_map(theme, name).colors(levels), sight)
    assert (np.linalg.norm(np.diff(lab, axis=0), axis=1) >= 0.05).all()


@in_every_sight
@in_every_theme
def test_axes_are_told_apart(theme: Theme, sight: str) -> None:
    for one, other in itertools.combinations("ijk", 2):
        assert apart(theme.axis(one), theme.axis(other), sight) >= AXES_APART, one + other


@in_every_theme
def test_the_two_palettes_are_two(theme: Theme) -> None:
    values, gradients = theme.values, theme.gradients
    for one in (values.negative, values.positive):
        for other in (gradients.negative, gradients.positive):
            assert apart(one, other, "normal") >= 0.12


# --- the measure itself


@pytest.mark.parametrize("sight", ["protanopia", "deuteranopia", "tritanopia"])
def test_grey_stays_grey(sight: str) -> None:
    assert apart(rgb("#808080"), rgb("#808080"), sight) == 0.0
    grey = seen(np.array([[128, 128, 128]], dtype=np.uint8), sight)
    assert grey == pytest.approx(
        seen(np.array([[128, 128, 128]], dtype=np.uint8), "normal"), abs=0.01
    )


@pytest.mark.parametrize(
    ("sight", "codes"),
    [
        ("protanopia", ("#c8952d", "#4fa431")),
        ("deuteranopia", ("#d03030", "#4f8f20")),
        ("tritanopia", ("#9d78b2", "#928663")),
    ],
)
def test_a_palette_that_is_known_to_fail_fails(sight: str, codes: tuple[str, str]) -> None:
    minus, plus = map(rgb, codes)
    assert apart(minus, plus, "normal") > 0.07
    assert apart(minus, plus, sight) < SIGN_APART[0.25]
