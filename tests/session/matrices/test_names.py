"""One name has one meaning: what the names of arrays say, alone and together."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.errors import InputError
from gradviz.session.matrices.arraynames import NamePart, part
from gradviz.session.matrices.names import understood

OTHERS = ["data", "dense", "delta", "step", "running_mean", "x1", "x_train", "weight_ih_l0", "wx"]
OTHERS += ["num_batches_tracked", "target_grad", "grad", "grads", "lr", "seed_grad", "..", "T_grad"]


@pytest.mark.parametrize("name", ["", *OTHERS])
def test_other_words_say_nothing(name: str) -> None:
    assert part(name) is None


def test_where_an_array_stands_is_its_key() -> None:
    assert part("model.fc1.weight") == NamePart("W", ("model/fc1", None), layouts=("xwt", "wx"))
    assert part("params/Dense_0/kernel") == NamePart("W", ("params/Dense_0", None), layouts=("xw",))
    assert part("intercepts_1") == NamePart("b", ("", 1))
    assert part("fc1.weight.grad") == NamePart("W", ("fc1", None), True, ("xwt", "wx"))


WORDS = ["W", "w1", "b", "W0", "fc1.weight", "fc1.bias", "dW", "x", "T", "y", "Y2", "Y2_grad", "dY"]
WORDS += [
    "arr_0",
    "arr_1",
    "layers",
    "loss",
    "convention",
    "0.weight",
    "kernel",
    "l",
    "step",
    "W_grad",
]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=8), unique=True, max_size=8))
def test_every_name_has_its_place_or_all_are_refused(
    refusal: Callable[..., str | None], names: list[str]
) -> None:
    if (message := refusal(understood, names)) is not None:
        assert "\n" not in message
        return
    found = understood(names)
    places = [*found.given, *found.brought, *found.left]
    assert sorted(places) == sorted(names)
    assert len(set(found.given.values())) == len(found.given)
    assert len(set(found.brought.values())) == len(found.brought)


def test_numbers_without_axes_and_without_names_are_refused() -> None:
    with pytest.raises(InputError, match=r"arr_0 \(no axes\), arr_1 \(no axes\)"):
        understood(["arr_0", "arr_1"], {"arr_0": (), "arr_1": ()})
