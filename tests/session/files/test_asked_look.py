"""Options of a view by name are those that a file has, checked as a file is."""

import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.errors import InputError
from gradviz.session.document import Document, example, network_document, new_document
from gradviz.session.edits import set_view
from gradviz.session.files.asked_look import with_look
from gradviz.session.files.looks import to_content
from gradviz.session.looks.choices import VIEWS, ViewChoices, ViewName


def of(view: ViewName) -> Document:
    return set_view(example(), view=view)


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_there_already_changes_nothing(view: ViewName) -> None:
    document = of(view)
    look = document.view.look(view)
    fitted = to_content(look)
    assert with_look(document, fitted).view == document.view
    assert with_look(document, {}).view == document.view


@pytest.mark.parametrize("view", VIEWS)
def test_every_option_of_the_view_and_of_all_is_known(view: ViewName) -> None:
    of_all = [f.name for f in fields(ViewChoices) if f.name not in ("view", *VIEWS)]
    with pytest.raises(InputError) as caught:
        with_look(of(view), {"colour": 1})
    names = ", ".join((*of_all, *to_content(of(view).view.look(view))))
    assert str(caught.value) == f"the {view} view has no option 'colour': there are {names}"


@pytest.mark.parametrize(
    ("view", "asked", "kept"),
    [
        ("flow", {"arrangement": "column", "sweep": "rows"}, ("column", "rows")),
        ("flow", {"scale": "fixed", "limit": 2.5}, ("fixed", 2.5)),
        ("jacobian", {"wrt": "W", "sample": None}, ("W", None)),
        ("race", {"race": (3, 4, 5)}, ([3, 4, 5],)),
        ("cube", {"yaw": 10.0, "focus": "Y"}, (10.0, "Y")),
        ("steepest", {"inputs": (0, 2)}, ([0, 2],)),
        ("derivation", {"by": "indices"}, ("indices",)),
        ("adjoint", {"by": "inverse"}, ("inverse",)),
    ],
)
def test_what_is_asked_is_there(view: ViewName, asked: dict[str, Any], kept: tuple[Any]) -> None:
    view_of = with_look(of(view), asked).view
    found = to_content(view_of.look(view)) | {n: getattr(view_of, n) for n in ("scale", "limit")}
    assert tuple(found[name] for name in asked) == kept


@pytest.mark.parametrize(
    ("view", "asked", "told"),
    [
        ("flow", {"arrangement": "colum"}, "arrangement: needs 'focus', 'triptych', 'column'"),
        ("flow", {"arangement": "column"}, "did you mean arrangement?"),
        ("flow", {"wrt": "W"}, "the flow view has no option 'wrt'"),
        ("flow", {"view": "cube"}, "the flow view has no option 'view'"),
        ("flow", {"limit": -1.0}, "limit needs a finite number above 0"),
        ("jacobian", {"order": 3}, "jacobian.order: needs 'F' or 'C': got 3"),
        ("jacobian", {"wrt": "W7"}, "the jacobian view of this document can have no wrt 'W7'"),
        ("jacobian", {"sample": 9}, "can have no sample 9"),
        ("jacobian", {"sample": 1.5}, "jacobian.sample: needs a whole number: got 1.5"),
        ("cube", {"layer": 4}, "can have no layer 4"),
        ("cube", {"yaw": "left"}, "'left' is not a number"),
        ("steepest", {"inputs": (0,)}, "needs two positions"),
        ("jacobian", {"wrt": "W9"}, "no wrt 'W9': there are X, W"),
        ("jacobian", {"of": 3}, "jacobian.of: needs a word: got 3"),
        ("jacobian", {"sample": 9}, "there are None, 0 to 3, counted from 0"),
        ("steepest", {"sample": 9}, "there are 0 to 3, counted from 0"),
        ("steepest", {"inputs": [0, 0]}, "there are two different ones of 0 to 2, counted from 0"),
        ("steepest", {"radius": 0}, "there are 1e-09 to 1e+12"),
        ("cube", {"yaw": 200.0}, "the nearest is -160.0"),
        ("cube", {"pitch": 90}, "the nearest is 65.0"),
        ("adjoint", {"by": "W"}, "there are transpose, inverse"),
        ("flow", {"limit": math.inf}, "limit needs a finite number above 0"),
        ("jacobian", {"sample": 10**5000}, "sample: this number is too large"),
        ("steepest", {"inputs": [10**5000, 1]}, "inputs: this number is too large"),
        ("flow", {3: 1}, "the flow view has no option 3"),
        ("flow", "column", "look needs options by name"),
        ("flow", [("scale", "shared")], "look needs options by name"),
        ("flow", "", "look needs options by name"),
        ("flow", 0, "look needs options by name"),
    ],
)
def test_what_cannot_be_is_told_in_a_line(view: ViewName, asked: Any, told: str) -> None:
    with pytest.raises(InputError) as caught:
        with_look(of(view), asked)
    assert told in str(caught.value)
    assert len(str(caught.value)) < 300


def test_lists_of_any_depth_are_told_in_a_line() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for view in VIEWS:
        for name in to_content(of(view).view.look(view)):
            with pytest.raises(InputError):
                with_look(of(view), {name: deep})


@pytest.mark.parametrize(
    ("view", "asked", "same"),
    [
        ("jacobian", {"sample": np.int64(1)}, {"sample": 1}),
        ("cube", {"yaw": np.float32(10)}, {"yaw": 10.0}),
        ("steepest", {"inputs": np.array([1, 0])}, {"inputs": [1, 0]}),
        ("steepest", {"inputs": range(2)}, {"inputs": [0, 1]}),
        ("steepest", {"inputs": [np.int64(1), 0]}, {"inputs": [1, 0]}),
        ("jacobian", {"wrt": "W1", "of": "Y1"}, {"wrt": "W", "of": "Y"}),
        ("flow", {"scale": np.str_("shared")}, {"scale": "shared"}),
    ],
)
def test_values_of_numpy_and_other_names_mean_the_same(
    view: ViewName, asked: dict[str, Any], same: dict[str, Any]
) -> None:
    assert with_look(of(view), asked).view == with_look(of(view), same).view


def test_of_a_network_the_last_output_is_y() -> None:
    network = Network([Linear([[1, 2]]), Activation("relu")])
    document = set_view(network_document(network, [[1], [2]]), view="jacobian")
    assert with_look(document, {"of": "Y"}).view.jacobian.of == "Y2"
    assert with_look(document, {"wrt": "W"}).view.jacobian.wrt == "W1"


def test_of_very_many_samples_the_last_is_told() -> None:
    document = set_view(new_document([[1.0]], np.ones((1, 1000))), view="jacobian")
    assert with_look(document, {"sample": 999}).view.jacobian.sample == 999
    with pytest.raises(InputError, match="there are None, 0 to 999, counted from 0"):
        with_look(document, {"sample": 1000})
