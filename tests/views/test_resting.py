"""A time that was chosen comes to rest where one picture is seen, not two half ones."""

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.scene.marks.frame import Cells, Frame, Label, Mark
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import LIGHT
from gradviz.session.document import Document, example
from gradviz.session.edits import set_convention, set_view
from gradviz.session.looks.choices import VIEWS
from gradviz.session.looks.derivation import DerivationLook
from gradviz.session.looks.flow import FlowLook
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.session.presets.networks import NETWORK_PRESETS
from gradviz.timeline.timeline import Timeline
from gradviz.views.view import View
from tests.views.drawing import frame_of, viewed

STYLE = Style(900.0, 640.0, LIGHT)
FLOWS = [
    (arrangement, sweep)
    for arrangement in ("focus", "triptych", "column", "gradients")
    for sweep in ("cells", "columns", "rows", "outer")
]


def _network() -> Document:
    return next(preset for preset in NETWORK_PRESETS if preset.id == "classifier").document()


def _looks() -> Iterator[tuple[str, Document]]:
    for kind, document in (("layer", example()), ("network", _network())):
        for arrangement, sweep in FLOWS:
            yield (
                f"{kind}-{arrangement}-{sweep}",
                set_view(document, flow=FlowLook(arrangement, sweep=sweep)),
            )
        for view in VIEWS[1:]:
            yield f"{kind}-{view}", set_view(document, view=view)
    by_indices = DerivationLook(by="indices")
    yield "by-indices", set_view(example(), view="derivation", derivation=by_indices)
    every = set_view(example(), view="jacobian", jacobian=JacobianLook(sample=None))
    yield "all-samples", every
    yield "all-samples-flipped", set_convention(every, "xw")


LOOKS = dict(_looks())


@cache
def view_called(name: str) -> View:
    return viewed(LOOKS[name])


def frame_at(name: str, seconds: float) -> Frame:
    return frame_of(view_called(name), seconds, STYLE)


def is_half(mark: Mark) -> bool:
    """Tell whether a matrix or a name is half there; single cells on their way may be."""
    is_matrix = isinstance(mark, Cells) and bool(mark.ref) and mark.state.size > 1
    return (is_matrix or isinstance(mark, Label)) and 0.05 < mark.opacity < 0.95


def doubles(frame: Frame) -> list[tuple[Mark, Mark]]:
    """Return matrices that stand on each other, both half there, and names that do."""
    half = [mark for mark in frame.marks if is_half(mark)]
    found = []
    for n, one in enumerate(half):
        for other in half[n + 1 :]:
            gap = abs(one.x - other.x) + abs(one.y - other.y)  # type: ignore[union-attr]  # both have a place
            if type(one) is type(other) and gap < 3.0:
                found.append((one, other))
    return found


@pytest.mark.parametrize("name", LOOKS)
@given(data=st.data())
def test_where_a_chosen_time_rests(name: str, data: st.DataObject) -> None:
    timeline = view_called(name).timeline
    seconds = data.draw(st.floats(0.0, timeline.duration))
    settled = timeline.settled(seconds)
    assert 0.0 <= settled <= timeline.duration
    assert timeline.settled(settled) == settled, "what rests stays"
    assert not is_inside_a_fade(timeline, settled)
    if not is_inside_a_fade(timeline, seconds):
        assert settled == seconds, "what is no fade is left alone"


def is_inside_a_fade(timeline: Timeline, seconds: float) -> bool:
    """Tell whether a time is in a fade, worked out again from what phases say of themselves."""
    close = 1e-6
    if timeline.phases[-1].end + close < seconds < timeline.duration - close:
        return True
    for phase in timeline.phases:
        if seconds == phase.begun:
            return False
        for first, last in phase.fades:
            start, stop = phase.start + first * phase.step, phase.start + last * phase.step
            if start + close < seconds < stop - close:
                return True
        for step in range(1, phase.count):
            start = phase.start + step * phase.step
            if start + close < seconds < start + phase.clearing * phase.step - close:
                return True
    return False


@pytest.mark.parametrize("name", LOOKS)
def test_the_nearest_is_taken_and_key_frames_are_left_alone(name: str) -> None:
    timeline = view_called(name).timeline
    for key in range(timeline.steps + 1):
        seconds = timeline.key_time(key)
        assert timeline.settled(seconds) == seconds
    for phase in timeline.phases:
        for first, last in phase.fades:
            start, stop = (phase.start + share * phase.step for share in (first, last))
            third = (stop - start) / 3
            if start > 0.0:
                assert timeline.settled(start + third) == pytest.approx(start)
            after = timeline.settled(stop - third)
            assert after == pytest.approx(stop) or after > stop


@pytest.mark.parametrize("name", LOOKS)
def test_at_rest_no_two_pictures_are_half_there(name: str) -> None:
    timeline = view_called(name).timeline
    for n in range(60):
        seconds = timeline.settled(timeline.duration * (n + 0.37) / 60)
        found = doubles(frame_at(name, seconds))
        assert not found, f"{name} at {seconds}: {found[0]}"


def test_the_check_for_doubles_sees_one() -> None:
    timeline = view_called("layer-derivation").timeline
    rule = next(phase for phase in timeline.phases if phase.name == "rule")
    assert doubles(frame_at("layer-derivation", rule.start + 0.5 * rule.step))
