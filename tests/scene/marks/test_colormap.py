"""Colours: centred on zero, even to the eye, and numbers that can be read on all of them."""

import itertools

import numpy as np
import pytest

from gradviz.scene.marks.colormap import Diverging, blend, contrast
from gradviz.scene.marks.frame import Color
from gradviz.scene.marks.theme import DARK, LIGHT, THEMES, Theme, rgb

PLACES = np.linspace(-1.0, 1.0, 401)
MAPS = [(theme, name) for theme in THEMES.values() for name in ("values", "gradients")]


def color_map(theme: Theme, name: str) -> Diverging:
    return theme.values if name == "values" else theme.gradients


@pytest.mark.parametrize(("theme", "name"), MAPS, ids=lambda p: getattr(p, "name", p))
def test_numbers_can_be_read_on_every_colour(theme: Theme, name: str) -> None:
    colors = color_map(theme, name)
    inks = colors.ink(PLACES, theme.inks)
    for ground, ink in zip(colors.colors(PLACES).tolist(), inks.tolist(), strict=True):
        assert contrast(tuple(ground), theme.inks[ink]) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda t: t.name)
def test_texts_and_axis_letters_can_be_read(theme: Theme) -> None:
    names = ("text", "muted", "accent", "good", "bad")
    for name, ground in itertools.product(names, (theme.ground, theme.panel)):
        assert contrast(getattr(theme, name), ground) >= 4.5, (theme.name, name)
    for letter in "ijk":
        assert contrast(theme.axis(letter), theme.ground) >= 4.5, (theme.name, letter)


@pytest.mark.parametrize(("theme", "name"), MAPS, ids=lambda p: getattr(p, "name", p))
def test_anchors_are_met_and_zero_is_in_the_middle(theme: Theme, name: str) -> None:
    colors = color_map(theme, name)
    ends = colors.colors(np.array([-1.0, 0.0, 1.0])).tolist()
    assert [tuple(c) for c in ends] == [colors.negative, colors.zero, colors.positive]


def test_what_is_beyond_the_ends_is_clipped() -> None:
    colors = DARK.values
    assert np.array_equal(
        colors.colors(np.array([-7.0, 7.0])), colors.colors(np.array([-1.0, 1.0]))
    )


def test_the_two_palettes_and_the_axes_are_told_apart() -> None:
    for theme in (DARK, LIGHT):
        strong: list[Color] = [
            theme.values.negative,
            theme.values.positive,
            theme.gradients.negative,
            theme.gradients.positive,
            theme.i,
            theme.j,
            theme.k,
        ]
        for one, other in itertools.combinations(strong, 2):
            assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) > 60


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast(rgb("#000000"), rgb("#ffffff")) == pytest.approx(21.0)


def test_ramp_runs_from_negative_to_positive() -> None:
    ramp = LIGHT.values.ramp(5)
    assert (ramp[0], ramp[2], ramp[4]) == (
        LIGHT.values.negative,
        LIGHT.values.zero,
        LIGHT.values.positive,
    )


def test_blend() -> None:
    assert blend((0, 0, 0, 255), (100, 200, 50, 255), 0.5) == (50, 100, 25, 255)
