"""Formulas: told to be unreadable where they are made, and measured as they are drawn."""

import subprocess
import sys

import pytest

from gradviz.errors import InputError
from gradviz.scene.marks.chips import faded
from gradviz.scene.marks.frame import Formula
from gradviz.scene.marks.theme import DARK, LIGHT
from gradviz.scene.marks.typesetting import formula_box, formula_size, inked, outlines

WHITE = (255, 255, 255, 255)
RED = (200, 30, 40, 255)


@pytest.mark.parametrize(
    "latex",
    ["", r"\;", "a{", r"\frac{1}", r"\begin{x}", r"\unheard{a}"],
)
def test_what_cannot_be_read_is_told_where_it_is_made(latex: str) -> None:
    with pytest.raises(InputError, match="formula"):
        outlines(latex)


def test_a_wider_formula_is_wider_and_a_fraction_higher() -> None:
    short, long, fraction = (outlines(latex) for latex in ("Y", "Y = W X", r"\frac{Y}{X}"))
    assert long.width > 3 * short.width
    assert fraction.above > short.above
    assert fraction.below > 0.4 > short.below


def test_transposes_stand_higher_and_subscripts_lower() -> None:
    plain, raised, lowered = (
        outlines(latex) for latex in ("W", r"{W}^{\mathsf{T}}", r"W_{\mathrm{grad}}")
    )
    assert raised.above > plain.above
    assert lowered.below > plain.below + 0.1


def test_parts_keep_colors_of_their_own_in_both_themes() -> None:
    for theme in (DARK, LIGHT):
        latex = f"X[{inked('k', theme.k)}{{,}}{inked('j', theme.j)}]"
        colors = [shape.color for shape in outlines(latex).shapes]
        assert colors == [None, None, theme.k, None, theme.j, None]


@pytest.mark.parametrize("latex", [r"{\color{red} i}", r"\boxed{X}"])
def test_what_would_not_look_as_it_should_is_refused(latex: str) -> None:
    with pytest.raises(InputError, match="only glyphs and bars"):
        outlines(latex)


def test_the_same_formula_is_set_once() -> None:
    assert outlines("a + b") is outlines("a + b")


@pytest.mark.parametrize(("anchor", "left"), [("left", 100.0), ("center", 70.0), ("right", 40.0)])
def test_a_box_hangs_on_its_anchor_and_on_its_baseline(anchor: str, left: float) -> None:
    shape = outlines("Y_{i}")
    size = 60.0 / shape.width
    mark = Formula(100, 50, "Y_{i}", size, WHITE, anchor)  # type: ignore[arg-type]
    x, y, width, height = formula_box(mark)
    assert (x, width) == (pytest.approx(left), pytest.approx(60.0))
    assert y == pytest.approx(50 - shape.above * size)
    assert y + height == pytest.approx(50 + shape.below * size)


def test_what_is_too_wide_is_set_smaller() -> None:
    wide = Formula(0, 0, "Y = W X", 40, WHITE, max_width=50)
    assert formula_box(wide)[2] == pytest.approx(50)
    assert formula_size(wide) < 40
    assert formula_size(Formula(0, 0, "Y = W X", 40, WHITE, max_width=5000)) == 40


def test_formulas_fade_as_other_marks_do() -> None:
    (mark,) = faded((Formula(0, 0, "Y", 40, WHITE, opacity=0.5),), 0.5)
    assert isinstance(mark, Formula)
    assert mark.opacity == 0.25


def test_the_library_is_loaded_with_the_first_formula_only() -> None:
    code = (
        "import sys; import gradviz.views.derivation.picture, gradviz.scene.marks.typesetting as t;"
        "print('ziamath' in sys.modules); t.outlines('Y'); print('ziamath' in sys.modules)"
    )
    command = [sys.executable, "-W", "ignore", "-c", code]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert (answer.stdout, answer.stderr) == ("False\nTrue\n", "")
