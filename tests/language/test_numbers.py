"""Numbers as text: they fit, they read back, and what is rounded never looks exact."""

import math
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import gradviz
from gradviz.language.numbers import MINUS, fitted, is_exact, number, short, signs, sum_of

rooms = st.integers(1, 12)
any_float = st.floats(allow_nan=True, allow_infinity=True, width=64)


def read(text: str) -> float:
    return float(text.lstrip("≈").replace(MINUS, "-").replace("∞", "inf"))


def said(text: str) -> Fraction:
    """Return the number that a text says: 1.8e308 is one too, though no float."""
    return Fraction(text.lstrip("≈").replace(MINUS, "-"))


def significant(text: str) -> str:
    """Return the digits of a number from its first one that is not 0."""
    return text.partition("e")[0].replace(".", "").lstrip(f"≈{MINUS}0")


def last_digit(text: str) -> Fraction:
    """Return how much one more in the last digit of a text would be."""
    exponent = Decimal(text.lstrip("≈").replace(MINUS, "-")).as_tuple().exponent
    return Fraction(10) ** int(exponent)


def check_honest(text: str, value: float) -> None:
    """A text is the number itself, or looks rounded and is as near as its digits tell."""
    if text == "…" or not math.isfinite(value) or read(text) == value:
        return
    if abs(read(text) - value) <= 2e-15 * abs(value):  # what no float is may stand for the nearest
        is_a_float = said(text) == Fraction(read(text))
        assert not is_a_float or "≈" in text or "." in text
        return
    assert "≈" in text or ("." in text and len(significant(text)) >= 2) or "e−" in text
    assert "≈" in text or read(text) != 0
    assert (text.lstrip("≈")[0] == MINUS) == (value < 0)
    assert abs(said(text) - Fraction(value)) <= last_digit(text) * Fraction(500001, 10**6)


@given(any_float, rooms)
def test_a_number_fits_into_its_room(value: float, room: int) -> None:
    assert len(fitted(np.array([[value]]), room)[0, 0]) <= room


numbers = any_float | st.floats(-2.0, 2.0) | st.decimals(-2000, 2000, places=3).map(float)
near_whole = st.tuples(st.integers(-99, 99), st.floats(-1e-3, 1e-3)).map(sum)


@given(numbers | near_whole, rooms, st.integers(2, 8))
@example(-0.9996, 4, 4)
@example(0.25000001, 5, 4)
@example(1e-17, 2, 4)
@example(123456.7, 8, 4)
@example(123456.7, 6, 4)
@example(1.0 - 2**-53, 7, 4)
@example(1.0 + 2**-52, 2, 4)
@example(999.96, 6, 4)
def test_what_is_rounded_never_looks_exact(value: float, room: int, digits: int) -> None:
    check_honest(fitted(np.array([[value]]), room, digits)[0, 0], value)
    check_honest(short(value, digits), value)


@given(numbers | near_whole, st.integers(2, 8))
def test_a_number_in_a_sentence_is_exact_or_shows_all_its_digits(value: float, digits: int) -> None:
    text = number(value, digits)
    assert "≈" not in text
    assert text != "…"
    check_honest(text, value)
    if math.isfinite(value) and not is_exact(text, value):
        assert len(significant(text)) >= min(digits, 12 - len("−1.e−300"))
        near = Fraction(10) ** (1 - min(digits, 4))
        assert abs(said(text) - Fraction(value)) <= near * abs(Fraction(value))


@given(st.floats(-1e300, 1e300), st.integers(8, 12))
def test_what_is_shown_is_near_the_number(value: float, room: int) -> None:
    shown = fitted(np.array([[value]]), room)[0, 0]
    near = 0.06 if room > 8 or abs(value) > 1e-99 else 0.5  # "≈−1e−300" has one digit
    assert read(shown) == pytest.approx(value, rel=near, abs=0.0)
    assert (read(shown) == 0.0) == (value == 0.0)


def test_what_each_room_makes_of_a_number() -> None:
    told = {
        -0.9996: "… … ≈−1 ≈−1 −1.0 −.9996 −0.9996",
        0.25000001: "… … .25 0.25 0.250 0.2500 0.2500",
        0.1 + 0.2: "… .3 0.3 0.3 0.3 0.3 0.3",
        1.0 - 2**-53: "… ≈1 1.0 1.00 1.000 1.000 1.000",
        -0.0123: "… … ≈−0 ≈−0 −.012 −.0123 −0.0123",
        1e-17: "… ≈0 ≈0 ≈0 1e−17 1e−17 1e−17",
        1234.5: "… … … ≈1e3 ≈1234 1234.5 1234.5",
        12345.678: "… … … ≈1e4 1.2e4 ≈12346 12345.7",
        123456.0: "… … … ≈1e5 1.2e5 123456 123456",
    }
    for value, texts in told.items():
        shown = [fitted(np.array([[value]]), room)[0, 0] for room in range(1, 8)]
        assert shown == texts.split()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (2.0, "2"),
        (-2.0, "−2"),
        (0.5, "0.5"),
        (-0.0, "0"),
        (1 / 3, "0.3333"),
        (123456.0, "123456"),
        (12345.678, "≈12346"),
        (1e-9, "1e−9"),
        (-1e12, "−1e12"),
        (6.02e23, "6.02e23"),
        (float("nan"), "NaN"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
    ],
)
def test_how_numbers_look(value: float, shown: str) -> None:
    assert fitted(np.array([[value]]), 6 if abs(value) != 6.02e23 else 9)[0, 0] == shown


def test_the_shape_is_kept() -> None:
    values = np.arange(6.0).reshape(2, 3)
    assert fitted(values, 4).tolist() == [["0", "1", "2"], ["3", "4", "5"]]


def test_tiny_cells_keep_the_sign() -> None:
    assert signs(np.array([[-1.5, 0.0, 2.0, np.nan, np.inf]])).tolist() == [
        [MINUS, "", "", "?", "∞"]
    ]


def test_small_numbers_fall_back_to_their_power_of_ten() -> None:
    assert fitted(np.array([[-0.0012]]), 5)[0, 0] == "−1e−3"
    assert number(5.5) == "5.5"


def test_long_sums_leave_out_their_middle() -> None:
    assert sum_of(["1", "2"]) == "1 + 2"
    assert sum_of([str(n) for n in range(9)]) == "0 + 1 + 2 + 3 + … + 8"


PLACED = re.compile(r"\{[^{}\"']*:[#,.\d]*[gfe]\}")
NOT_SHOWN = {
    "language/numbers.py": "",  # the place itself
    "language/activations.py": "STRAIGHT",  # a constant in code
    "explanation/check_table.py": "_shown(",  # beside another number, zeros and all
    "playing/transport.py": "speed",  # of a list of five
    "commands/menus.py": "speed",
    "export/picture.py": "self.scale",  # what was typed by a program
    "steepest/setting.py": "_BIGGEST",  # a power of ten
    "widgets/number_box.py": ":g}",  # what was typed, and what may be
}


def test_numbers_are_written_in_one_place() -> None:
    """No other module turns a number into text its own way; rounding a float to a float is fine."""
    package = Path(gradviz.__file__).parent
    found = [
        (f"{path.parent.name}/{path.name}", line.strip())
        for folder in ("explain", "gui", "language", "scene", "views")
        for path in sorted((package / folder).rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if PLACED.search(line) and "float(f" not in line
    ]
    assert found
    strangers = [(name, line) for name, line in found if NOT_SHOWN.get(name, "\0") not in line]
    assert not strangers
