"""A moment is asked for by seconds or by name, and what there is not is told in one line."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.errors import InputError
from gradviz.language.notation import Notation
from gradviz.session.document import example, network_document, new_document
from gradviz.session.edits import set_convention, set_view
from gradviz.session.looks.choices import VIEWS, ViewName
from gradviz.session.looks.flow import FlowLook
from gradviz.session.presets.documents import PRESETS
from gradviz.timeline.phase import Sweep
from gradviz.views.asked_time import seconds_at
from gradviz.views.view import View
from tests.views.drawing import viewed

ONE = Notation()
TIED = next(preset for preset in PRESETS if preset.id == "tied").document()


def names_of(view: View, notation: Notation = ONE) -> list[str]:
    timeline = view.timeline
    return [str(view.key(timeline.key(n), notation)) for n in range(timeline.steps + 1)]


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
        ("row", "2 key frames that begin with 'row': row 1 of J added; row 2 of J added"),
        ("row 22", "no key frame 'row 22': there are start; row 1 of J added"),
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


def large() -> View:
    rng = np.random.default_rng(1)
    return viewed(new_document(rng.normal(size=(300, 40)), rng.normal(size=(40, 300))))


def test_of_very_many_key_frames_few_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    view, made = large(), []
    assert view.timeline.steps > 100_000
    key = type(view).key
    monkeypatch.setattr(type(view), "key", lambda *given: made.append(1) or key(*given))
    assert seconds_at(view, "Start", ONE) == 0.0
    assert len(made) == 1
    for wrong in ("rubbish", "W_grad[300", "Z[1,1]", "X_grad[41,1]", "9" * 5000):
        with pytest.raises(InputError):
            seconds_at(view, wrong, ONE)
    assert len(made) < 30_000


@pytest.mark.parametrize("sweep", ["cells", "columns", "outer"])
def test_every_name_of_very_many_is_found(sweep: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gradviz.views.asked_time._SEARCHED", 5)
    monkeypatch.setattr("gradviz.views.asked_time._COMPARED", 4)
    for document in (example(), TIED, set_convention(example(), "xw")):
        view = viewed(set_view(document, view="flow", flow=FlowLook(sweep=sweep)))
        notation = Notation(1, document.convention)
        names = names_of(view, notation)
        for told in names:
            last = max(n for n, other in enumerate(names) if other == told)
            expected = view.timeline.key_time(last)
            assert seconds_at(view, told, notation) == expected
            assert seconds_at(view, told.upper(), notation) == expected


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Y1[1,1]", "Y[1,1]"),
        ("X_grad[ 1, 1 ]", "X_grad[1,1]"),
        ("W1_grad[2,1]", "W_grad[2,1]"),
    ],
)
def test_a_cell_may_have_any_name_of_its_matrix(asked: str, meant: str) -> None:
    view = viewed(example())
    assert seconds_at(view, asked, ONE) == seconds_at(view, meant, ONE)


def test_of_a_network_a_name_without_number_is_the_one_there_is() -> None:
    relu = viewed(network_document(Network([Linear([[1, 2]]), Activation("relu")]), [[1], [2]]))
    assert seconds_at(relu, "Y[1,1]", ONE) == seconds_at(relu, "Y2[1,1]", ONE)
    assert seconds_at(relu, "W_grad[1,1]", ONE) == seconds_at(relu, "W1_grad[1,1]", ONE)


def test_a_cell_beyond_the_matrix_is_told_how_it_is_counted() -> None:
    with pytest.raises(InputError, match=r"X_grad is 3×4, its rows and columns .* from 1"):
        seconds_at(viewed(example()), "X_grad[0,0]", ONE)
    with pytest.raises(InputError, match=r"X_grad is 3×4, its rows and columns .* from 0"):
        seconds_at(viewed(example()), "X_grad[3,0]", Notation(0))


@pytest.mark.parametrize(
    "seconds", [True, 10**400, 10**5000, -(10**400)], ids=["bool", "large", "larger", "below"]
)
def test_a_time_that_is_none_is_told_in_a_line(seconds: object) -> None:
    with pytest.raises(InputError, match=r"runs from 0 to 26\.1 s: got ") as caught:
        seconds_at(viewed(example()), seconds, ONE)  # type: ignore[arg-type]  # what people may pass
    assert len(str(caught.value)) < 120
