"""Options fit the document, whatever changed it: every option of every view, in one place."""

import math
from dataclasses import replace
from functools import partial
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.errors import GradvizError
from gradviz.session import layers, sizes
from gradviz.session.document import Document, example
from gradviz.session.edits import set_view
from gradviz.session.files.file import from_json, to_json
from gradviz.session.looks.adjoint import AdjointLook
from gradviz.session.looks.choices import ViewChoices, ViewName
from gradviz.session.looks.cube import DEFAULT_TURN, CubeLook, Turn
from gradviz.session.looks.derivation import DerivationLook
from gradviz.session.looks.fitting import carried
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.session.looks.race import RaceLook
from gradviz.session.looks.steepest import SteepestLook
from gradviz.session.presets.documents import PRESETS
from tests.views.test_views import check_time, documents, frame_at, made

NAMES: tuple[ViewName, ...] = get_args(ViewName)
BEYOND = [-(10**9), -1, 0, 1, 2, 5, 11, 12, 10**9]
MATRICES = ["", "X", "W", "Y", "W1", "W2", "b1", "b7", "Y1", "Y3", "Y12", "X_grad", "dX", "l", "\0"]
ANGLES = [None, 0.0, -7.5, 1e300, math.nan, math.inf, -math.inf]


@st.composite
def wild(draw: st.DrawFn) -> dict[str, object]:
    """Return choices as another document, a hand or a file may have left them."""
    layer = st.sampled_from([None, *BEYOND])
    name, place = st.sampled_from(MATRICES), st.sampled_from(BEYOND)
    angle = st.sampled_from([number for number in ANGLES if number is not None])
    pair = st.tuples(place, place)
    return {
        "jacobian": JacobianLook(
            draw(name), draw(name), draw(st.sampled_from(["F", "C"])), draw(layer)
        ),
        "adjoint": AdjointLook(
            draw(st.sampled_from(["transpose", "W", "inverse"])),
            draw(st.sampled_from([0.0, 0.4, 1.0])),
            layer=draw(layer),
        ),
        "steepest": SteepestLook(
            draw(st.sampled_from([None, *MATRICES])),
            draw(place),
            draw(pair),
            draw(pair),
            draw(st.sampled_from([*ANGLES, 5e-324, -3.0])),
            draw(st.sampled_from(ANGLES)),
        ),
        "cube": CubeLook(
            draw(layer),
            Turn(draw(angle), draw(angle)),
            draw(st.sampled_from([None, "Y", "X_grad", "W_grad"])),
        ),
        "derivation": DerivationLook(
            draw(st.sampled_from(["transposing", "indices"])), draw(layer)
        ),
        "race": RaceLook(draw(st.sampled_from([None, (1, 1, 1), (10**9,) * 14, (3, 4096, 1, 2)]))),
    }


def changes(document: Document) -> list[Document]:
    """Return what edits make of a document: layers gone, added and moved, sizes changed."""
    tried = [
        partial(layers.add_layer, document, 0, "linear"),
        partial(layers.add_layer, document, len(document.network.layers), "relu"),
        *(partial(layers.remove_layer, document, n) for n in range(len(document.network.layers))),
        partial(sizes.resized, document, {0: 1}),
        partial(sizes.resized, document, {sizes.SAMPLES: 1}),
        partial(sizes.resized, document, {len(document.network.layers): 1}),
    ]
    found = []
    for change in tried:
        try:
            found.append(change())
        except GradvizError:  # the last layer stays, tied layers have one size
            continue
    return found


def check_fit(document: Document) -> None:
    """Check that all that options name is there."""
    view, count = document.view, len(document.network.layers)
    outputs = [names.Y for names in document.network.names]
    for chosen in (view.adjoint.layer, view.cube.layer, view.derivation.layer):
        assert chosen is None or 0 <= chosen < count
    assert view.jacobian.of in ("", *outputs)
    assert view.jacobian.wrt == "X" or view.jacobian.wrt in (*document.given, *outputs)
    assert view.jacobian.sample is None or 0 <= view.jacobian.sample < document.N
    assert view.steepest.of in (None, *outputs)
    assert 0 <= view.steepest.sample < document.N
    assert all(0 <= at < document.K for at in view.steepest.inputs)
    numbers = (view.cube.turn.yaw, view.cube.turn.pitch, view.steepest.angle, view.steepest.radius)
    assert all(number is None or math.isfinite(number) for number in numbers)


@settings(max_examples=60, deadline=None)
@given(documents(), wild(), st.sampled_from(NAMES), st.floats(0, 1))
def test_wild_options_fit_and_the_view_has_time_and_a_picture(
    document: Document, choices: dict[str, object], name: ViewName, share: float
) -> None:
    chosen = set_view(document, view=name, **choices)
    check_fit(chosen)
    view = made(chosen)
    check_time(view)
    assert frame_at(view, share).marks
    for layer in range(len(document.network.layers)):
        check_fit(set_view(chosen, **view.of_layer(layer)))


@settings(max_examples=30, deadline=None)
@given(documents(), wild(), st.sampled_from(NAMES))
def test_options_fit_after_every_edit(
    document: Document, choices: dict[str, object], name: ViewName
) -> None:
    looked_at = set_view(document, view=name, **choices)
    for edited in changes(looked_at):
        check_fit(edited)
        assert frame_at(made(edited), 0.6).marks
        # an undo gives the old document the present way of looking
        undone = replace(looked_at, view=edited.view)
        check_fit(undone)
        assert frame_at(made(undone), 0.6).marks


@pytest.mark.parametrize("name", NAMES)
def test_a_file_with_options_of_another_document_opens(name: ViewName) -> None:
    deep = next(preset for preset in PRESETS if preset.id == "relu").document()
    last = len(deep.network.layers) - 1
    text = to_json(
        set_view(
            deep,
            view=name,
            cube=CubeLook(layer=last),
            adjoint=AdjointLook("W", layer=last),
            derivation=DerivationLook(layer=last),
            jacobian=JacobianLook(f"Y{last + 1}", "W2", sample=1),
        )
    )
    for n in ("7", "-3", str(10**18)):
        opened = from_json(text.replace(f'"layer": {last}', f'"layer": {n}'))
        check_fit(opened)
        assert frame_at(made(opened), 1.0).marks


def test_what_fits_stays_the_very_same() -> None:
    view = set_view(example(), cube=CubeLook(0, focus="Y")).view
    assert replace(example(), view=view).view is view


def test_a_layer_beyond_the_last_becomes_the_last() -> None:
    deep = next(preset for preset in PRESETS if preset.id == "relu").document()
    chosen = set_view(deep, cube=CubeLook(layer=2), adjoint=AdjointLook(layer=2))
    less = layers.remove_layer(chosen, 2)
    assert (less.view.cube.layer, less.view.adjoint.layer) == (1, 1)


def test_a_way_back_that_no_longer_fits_becomes_the_transpose() -> None:
    square = sizes.resized(example(), {0: 2, 1: 2})
    by_w = set_view(square, adjoint=AdjointLook("W"))
    assert by_w.view.adjoint.by == "W"
    assert sizes.resized(by_w, {0: 3}).view.adjoint.by == "transpose"


def test_an_angle_that_is_no_number_becomes_the_one_of_the_beginning() -> None:
    cube = CubeLook(turn=Turn(math.nan, 20.0))
    assert set_view(example(), cube=cube).view.cube.turn == DEFAULT_TURN


def test_the_default_is_kept_where_nothing_is_chosen() -> None:
    """ "" and None go on meaning the last output, whatever comes after it."""
    assert example().view == ViewChoices()
    longer = layers.add_layer(example(), 1, "relu")
    assert longer.view == ViewChoices()


def test_what_was_fitted_comes_back_with_an_undo_and_what_was_chosen_since_stays() -> None:
    before = set_view(example(), jacobian=JacobianLook(sample=3), cube=CubeLook(focus="Y"))
    edited = sizes.resized(before, {sizes.SAMPLES: 2})
    assert edited.view.jacobian.sample == 1
    now = set_view(edited, view="cube", cube=CubeLook(focus="W_grad"))
    back = carried(before.view, now.view, now.network, now.X)
    assert back.jacobian.sample == 3
    assert (back.view, back.cube.focus) == ("cube", "W_grad")
    assert carried(before.view, edited.view, edited.network, edited.X) is before.view
