"""Options of a view by name are those that a file has, checked as a file is."""

from dataclasses import fields
from typing import Any

import pytest

from gradviz.errors import InputError
from gradviz.session.document import Document, example
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
    ],
)
def test_what_cannot_be_is_told_in_a_line(view: ViewName, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as caught:
        with_look(of(view), asked)
    assert told in str(caught.value)
