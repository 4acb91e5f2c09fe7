"""A moment is asked for by seconds or by name, and what there is not is told in one line."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.errors import InputError
from gradviz.language.notation import Notation
from gradviz.session.document import example, new_document
from gradviz.session.edits import set_convention, set_view
from gradviz.session.looks.choices import VIEWS, ViewName
from gradviz.session.presets.documents import PRESETS
from gradviz.views.keys import seconds_at
from gradviz.views.view import View
from tests.views.drawing import viewed

ONE = Notation()
TIED = next(preset for preset in PRESETS if preset.id == "tied").document()


def names_of(view: View, notation: Notation = ONE) -> list[str]:
    timeline = view.timeline
    return [view.key(timeline.key(n), notation) for n in range(timeline.steps + 1)]


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("base", [0, 1])
def test_every_name_leads_to_a_key_frame_of_that_name(
    name: ViewName, convention: Convention, base: int
) -> None:
    """The last of several: of a gradient in shares, the one that completes it."""
    notation = Notation(base, convention)
    for document in (example(), TIED):
        view = viewed(set_convention(set_view(document, view=name), convention))
        names = names_of(view, notation)
        for key, told in enumerate(names):
            last = max(n for n, other in enumerate(names) if other == told)
            assert seconds_at(view, told, notation) == view.timeline.key_time(last), key
        assert seconds_at(view, "start", notation) == 0.0
        assert seconds_at(view, "end", notation) == view.timeline.duration
        assert seconds_at(view, None, notation) == view.opening


def test_first_words_are_enough_where_one_name_begins_with_them() -> None:
    view = viewed(set_view(example(), view="jacobian"))
    second = view.timeline.key_time(2)
    for asked in ("row 2", "Row  2 of", "row 2 of J added"):
        assert seconds_at(view, asked, ONE) == second
    assert seconds_at(view, "dl", ONE) == view.timeline.key_time(3)  # though "dl again" follows


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("row", "2 key frames that begin with 'row': row 1 of J added, row 2 of J added"),
        ("row 22", "no key frame 'row 22': there are start, row 1 of J added"),
        ("ro", "no key frame 'ro'"),
        ("", "no key frame ''"),
        ("dl agian", "did you mean dl again?"),
        ("edn", "no key frame 'edn'"),
        ("strat", "did you mean start?"),
    ],
)
def test_what_there_is_not_is_told(asked: str, told: str) -> None:
    view = viewed(set_view(example(), view="jacobian"))
    with pytest.raises(InputError) as caught:
        seconds_at(view, asked, ONE)
    assert told in str(caught.value)
    assert str(caught.value).startswith("the jacobian view has ")


@pytest.mark.parametrize("name", VIEWS)
@given(share=st.floats(0.0, 1.0))
@settings(max_examples=10, deadline=None)
def test_any_time_of_a_view_is_taken_as_it_is(name: ViewName, share: float) -> None:
    view = viewed(set_view(example(), view=name))
    seconds = share * view.timeline.duration
    assert seconds_at(view, seconds, ONE) == seconds
    assert seconds_at(view, np.float64(seconds), ONE) == seconds  # type: ignore[arg-type]  # it is a float


@pytest.mark.parametrize("seconds", [-0.1, 1e9, math.inf, -math.inf, math.nan, [1], (), {}])
def test_other_times_are_told_the_range(seconds: object) -> None:
    view = viewed(example())
    with pytest.raises(InputError, match=r"the flow view runs from 0 to 26\.1 s: got "):
        seconds_at(view, seconds, ONE)  # type: ignore[arg-type]  # what people may pass


def test_of_many_names_some_are_told() -> None:
    rng = np.random.default_rng(1)
    document = new_document(rng.normal(size=(64, 64)), rng.normal(size=(64, 8)))
    view = viewed(document)
    assert seconds_at(view, "W_grad[64,64]", ONE) == view.timeline.key_time(view.timeline.steps)
    with pytest.raises(InputError) as caught:
        seconds_at(view, "W_grad[65,1]", ONE)
    assert len(str(caught.value)) < 200
