"""What was chosen is what plays, in both directions, wherever the time stands."""

from hypothesis import given
from hypothesis import strategies as st

from gradviz.timeline.phase import Phase
from gradviz.timeline.setout import setting_out
from tests.timeline.test_timeline import EXAMPLE

phases = st.sampled_from(EXAMPLE.phases)
times = st.floats(0.0, EXAMPLE.duration)


@given(times, st.sampled_from([1, -1]))
def test_with_nothing_chosen_it_goes_on_from_where_it_stands(seconds: float, way: int) -> None:
    assert setting_out(seconds, None, way) == seconds


@given(times, phases)
def test_forward_it_is_the_chosen_phase_that_runs_from_there(seconds: float, chosen: Phase) -> None:
    start = setting_out(seconds, chosen, 1)
    assert EXAMPLE.phases[EXAMPLE.at(start + 1e-6).phase] == chosen
    is_inside = chosen.begun <= seconds < chosen.end
    assert start == (seconds if is_inside else chosen.begun)


@given(times, phases)
def test_backward_it_runs_from_its_end_to_its_start(seconds: float, chosen: Phase) -> None:
    start = setting_out(seconds, chosen, -1)
    assert EXAMPLE.phases[EXAMPLE.at(start).phase] == chosen
    is_inside = chosen.start < seconds <= chosen.end
    assert start == (seconds if is_inside else chosen.end)


def test_the_first_phase_begins_at_the_very_start_the_others_just_after() -> None:
    assert EXAMPLE.phases[0].begun == EXAMPLE.phases[0].start == 0.0
    for phase in EXAMPLE.phases[1:]:
        assert EXAMPLE.phases[EXAMPLE.at(phase.begun).phase] == phase
        assert EXAMPLE.at(phase.begun).done(EXAMPLE.phases.index(phase)) == 0
