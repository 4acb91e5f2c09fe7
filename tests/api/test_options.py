"""What can be said of an export, and what is told where it is none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gradviz as gv
from gradviz import api
from gradviz.errors import InputError
from tests.api.calling import NUMBERS


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"size": (63, 100)}, r"sides of 64 to 16384 pixels: 63×100"),
        ({"size": (100, 16385)}, r"sides of 64 to 16384 pixels"),
        ({"theme": "pink"}, r"light or dark: got 'pink'"),
        ({"scale": 0}, r"a scale is 0.1 to 8"),
        ({"scale": float("nan")}, r"a scale is 0.1 to 8"),
        ({"size": (16384, 64), "scale": 2}, r"no side becomes longer than 16384"),
        ({"base": 2}, r"counted from 0 or 1: got 2"),
    ],
)
def test_options_out_of_range_are_told(
    tmp_path: Path, options: api.PictureOptions, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        gv.export(NUMBERS, tmp_path / "a.png", **options)


@pytest.mark.parametrize(("name", "got"), [("a.bmp", "got .bmp"), ("a", "it has none")])
def test_unknown_suffixes_are_told(tmp_path: Path, name: str, got: str) -> None:
    with pytest.raises(InputError, match=rf"{name}: the suffix says how .*\.tex: {got}"):
        gv.export(NUMBERS, tmp_path / name)


# --- arguments that are none

ARRAY = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    "what", [(), [], [1], 5, {}, [None], [["W"]], ARRAY, [ARRAY], b"W", {"W"}, "Z", ""], ids=repr
)
@pytest.mark.parametrize("suffix", [".csv", ".npz", ".tex", ".png"])
def test_what_names_matrices_or_is_told_which_there_are(
    tmp_path: Path, what: object, suffix: str
) -> None:
    with pytest.raises(InputError, match=", ".join(NUMBERS.names)) as told:
        gv.export(NUMBERS, tmp_path / f"a{suffix}", what)  # type: ignore[arg-type]
    assert "\n" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


WRONG: dict[str, list[object]] = {
    "size": ["1600x1000", (100, 100, 100), (100,), 5, None, ("a", "b"), (True, 100), ARRAY, {}],
    "theme": [ARRAY, [], {}, 1, None],
    "numbers": [ARRAY, 1, "yes", None],
    "bars": [ARRAY, 0, "no", None],
    "transparent": [ARRAY, 1, "no", None],
    "scale": [ARRAY, "2", None, float("nan"), 1j, []],
    "base": [ARRAY, "1", None, 2, 1.0],
    "convention": [ARRAY, [], {}, None, 1],
}


@pytest.mark.parametrize(
    ("option", "value"), [(k, v) for k, values in WRONG.items() for v in values], ids=repr
)
def test_an_option_of_another_kind_is_an_input_error(
    tmp_path: Path, option: str, value: object
) -> None:
    with pytest.raises(InputError, match=r"got|asked for") as told:
        gv.export(NUMBERS, tmp_path / "a.csv", "W", **{option: value})  # type: ignore[arg-type]
    assert "\n" not in str(told.value)


def test_options_may_be_of_numpy() -> None:
    picture = api.Picture(size=[np.int64(800), 600], numbers=np.bool_(False), base=np.int64(0))  # type: ignore[arg-type]
    assert picture.style().width == 800


@pytest.mark.parametrize("word", [ARRAY, [], {}, 1, [ARRAY], b"X"], ids=repr)
def test_a_word_that_is_none_is_an_input_error(tmp_path: Path, word: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: gv.jacobian(NUMBERS, wrt=word),
        lambda: gv.jacobian(NUMBERS, of=word),
        lambda: gv.jacobian(NUMBERS, order=word),
        lambda: gv.jacobian(ARRAY, ARRAY, wrt=word),
        lambda: gv.jacobian(ARRAY, ARRAY, order=word),
        lambda: gv.backprop(ARRAY, ARRAY, loss=word),
        lambda: gv.backprop(ARRAY, ARRAY, loss=word, target=ARRAY),
        lambda: gv.open(tmp_path / "W.csv", convention=word),
    ]
    (tmp_path / "W.csv").write_text("1,2\n")
    for call in calls:
        with pytest.raises(InputError):
            call()


@pytest.mark.parametrize("value", [ARRAY, "1", [], 1j, 0.0, -1.0, float("nan")], ids=repr)
@pytest.mark.parametrize("name", ["eps", "tolerance"])
def test_a_step_that_is_no_positive_number_is_an_input_error(name: str, value: Any) -> None:
    with pytest.raises(InputError, match=f"{name} needs to be a positive number"):
        gv.gradient_check(NUMBERS, **{name: value})
