import math
import struct
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gradviz.errors import InputError
from gradviz.session.entry import MAX_DEPTH, MAX_LENGTH, parse_entry

Refusal = Callable[..., str | None]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3.0),
        ("  -2e-3\t", -0.002),
        ("007", 7.0),
        (".5", 0.5),
        ("+1", 1.0),
        ("1/3", 1 / 3),
        ("sqrt(2)", math.sqrt(2)),
        ("pi/4", math.pi / 4),
        ("-π/2", -math.pi / 2),
        ("√(9)", 3.0),
        ("2^3", 8.0),
        ("-2**2", -4.0),
        ("2^-1", 0.5),
        ("−3", -3.0),
        ("2 × 3 ÷ 4", 1.5),
        ("(1 + 2) * 3", 9.0),
        ("ln(e)", 1.0),
        ("cbrt(-8)", -2.0),
        ("inf", math.inf),
        ("-Infinity", -math.inf),
        ("-∞", -math.inf),
        ("1/inf", 0.0),
        ("1e-400", 0.0),
    ],
)
def test_reads(text: str, value: float) -> None:
    assert parse_entry(text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("text", ["nan", "NaN", "-nan", "inf - inf", "0 * inf"])
def test_reads_nan_where_it_is_meant(text: str) -> None:
    assert math.isnan(parse_entry(text))


def test_keeps_the_sign_of_zero() -> None:
    assert math.copysign(1, parse_entry("-0.0")) == -1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is no number here"),
        ("   ", "there is no number here"),
        ("abc", "'abc' is not a number; write one such as 1.5, -2e-3, 1/3"),
        ("abc + 1", "unknown name 'abc'; known are pi, e"),
        ("foo(1)", "unknown function 'foo'; known are sqrt"),
        ("sqrt", "needs an argument in parentheses: sqrt(2)"),
        ("1,5", "write a decimal point: 1.5"),
        ("1/0", "divides by zero"),
        ("0 ** -1", "has no real value"),
        ("(-8)**(1/3)", "has no real value"),
        ("log(0)", "has no real value"),
        ("1e400", "is too large"),
        ("-1e400", "is too large"),
        ("1e308 * 10", "is too large"),
        ("1e400 + 1", "is too large"),
        ("exp(1000)", "is too large"),
        ("9**9**9**9", "is too large"),
        ("9" * 190 + "** 99", "is too large"),
        ("True", "is not a number"),
        ("1j", "is not a number"),
        ("'a'", "is not a number"),
        ("[1]", "is not a number"),
        ("1 < 2", "is not a number"),
        ("lambda: 1", "is not a number"),
        ("(x := 1)", "is not a number"),
        ("7 // 2", "is not a number"),
        ("sqrt(x=2)", "is not a number"),
        ("sqrt(1, 2)", "is not a number"),
        ("__import__('os')", "unknown function '__import__'"),
        ("().__class__", "is not a number"),
        ("1 2", "is not a number"),
        ("1if 2 else 3", "is not a number"),
        ("2(3)", "is not a number"),
        ("\0", "is not a number"),
        ("1\n2", "is not a number"),
        ("1" * (MAX_LENGTH + 1), f"at most {MAX_LENGTH} characters"),
        ("-" * (MAX_DEPTH + 1) + "x", "nested too deeply"),
    ],
)
def test_refuses(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_entry(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.floats(allow_nan=False))
def test_reads_every_float_back(value: float) -> None:
    assert struct.pack("<d", parse_entry(repr(value))) == struct.pack("<d", value)


@given(st.text() | st.text("0123456789.eE+-*/^() pinfasqrt,−×√", max_size=30))
@example("(" * 199)
@example("-" * 190)
def test_any_text_is_a_number_or_a_message(refusal: Refusal, text: str) -> None:
    message = refusal(parse_entry, text)
    if message is None:
        assert isinstance(parse_entry(text), float)
    else:
        assert message
        assert "\n" not in message
