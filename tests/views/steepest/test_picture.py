"""The Steepest view: level lines where l has their value, nothing outside, what is said is true.

The goldens are pictures as text, of long lines their extent. After a change of looks that is
meant, write them anew with

    GRADVIZ_GOLDENS=write python -m pytest tests/views/steepest/test_picture.py

and read the difference before it is committed.
"""

import math
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.backprop import backprop
from gradviz.engine.convention import CONVENTIONS
from gradviz.engine.passes import Passes
from gradviz.engine.steepest import Plane
from gradviz.language.english import equals
from gradviz.language.notation import Notation
from gradviz.scene.layout.axes import Window
from gradviz.scene.marks.frame import Arrow, Box, Frame, Mark, Polyline
from gradviz.scene.marks.scale import ScaleChoice, scales_for
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import LIGHT
from gradviz.session.document import Document, example, passes
from gradviz.session.looks.steepest import SteepestLook, own_radius, resolved
from gradviz.session.presets.documents import PRESETS
from gradviz.session.presets.networks import NETWORK_PRESETS
from gradviz.views.steepest.captions import held_fixed, spoken, steepest_key, steepest_title, title
from gradviz.views.steepest.curve import curve_marks, curve_plot
from gradviz.views.steepest.layout import PlotRooms, rooms
from gradviz.views.steepest.levels import level_lines, nice_levels, window_around
from gradviz.views.steepest.picture import steepest
from gradviz.views.steepest.planes import plots, quiet_marks, x_marks, y_marks
from gradviz.views.steepest.setting import Views, views
from gradviz.views.steepest.timeline import DxTurn, steepest_timeline, turn_at
from tests.views.conftest import documents, networks
from tests.views.dump import dump, extent, line, text
from tests.views.goldens import assert_golden

GOLDENS = Path(__file__).parent / "goldens"
STYLE = Style(1000, 700)
SIZES = [(640, 400), (640, 480), (1000, 700), (500, 800), (1600, 1000), (3840, 2160)]
TIMELINE = steepest_timeline()
REST = TIMELINE.duration


def preset(name: str) -> Document:
    return next(p for p in (*PRESETS, *NETWORK_PRESETS) if p.id == name).document()


def line_of_one() -> Passes:
    """Return passes of one number, x = 3, through W = (2, 1): l = ½ ((2x − 5)² + (x − 4)²)."""
    return backprop([[2.0], [1.0]], [[3.0]], loss="squared_error", target=[[5.0], [4.0]])


def shown(
    of: Passes | Document, options: SteepestLook | None = None, style: Style = STYLE
) -> tuple[Views, PlotRooms]:
    made = of if isinstance(of, Passes) else passes(of)
    places = rooms(style)
    notation = Notation(style.base, style.convention)
    return views(made, options or SteepestLook(), notation, places.aspects), places


def at(seconds: float, seen: Views) -> DxTurn:
    timeline = steepest_timeline(is_line=seen.x.is_line)
    return turn_at(timeline.at(seconds), seen.steepest)


def picture(
    of: Passes | Document,
    seconds: float = REST,
    options: SteepestLook | None = None,
    style: Style = STYLE,
) -> Frame:
    seen, places = shown(of, options, style)
    return drawn(seen, at(seconds, seen), places)


def drawn(seen: Views, turn: DxTurn, places: PlotRooms) -> Frame:
    matrices = {name: seen.passes.matrix(name) for name in seen.passes.names}
    return steepest(seen, turn, places, scales_for(matrices, ScaleChoice()))


def told(frame: Frame) -> list[str]:
    return [text(mark) for mark in frame.marks if text(mark)]


def short(mark: Mark) -> str:
    """Return a mark as a line; a long one by its extent."""
    if isinstance(mark, Polyline) and len(mark.points) > 8:
        reach = ",".join(f"{value:.0f}" for value in extent(mark))
        return f"polyline long {reach} width {mark.width:g}"
    return line(mark)


# --- goldens

XW = Style(640, 480, LIGHT, base=0, convention="xw")
GOLDEN = {
    "at-rest": lambda: picture(example()),
    "turning": lambda: picture(example(), 3.0),
    "turns-to-gradient": lambda: picture(example(), 7.9),
    "narrow-light-xw": lambda: picture(example(), REST, SteepestLook(sample=1), XW),
    "hidden-of-a-network": lambda: picture(preset("relu"), REST, SteepestLook(of="Y1")),
    "line": lambda: picture(line_of_one()),
    "zero": lambda: picture(backprop(np.zeros((2, 3)), np.zeros((3, 4)))),
    "nan": lambda: picture(preset("ugly")),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    frame = GOLDEN[name]()
    head = dump(replace(frame, marks=()))
    dumped = head + "".join(f"{short(mark)}\n" for mark in frame.marks)
    assert_golden(GOLDENS, name, dumped)


# --- level lines


def test_l_has_the_value_of_a_level_on_its_line() -> None:
    for name in ("example", "cross-entropy", "softmax", "classifier"):
        seen, _ = shown(preset(name))
        for side in (seen.x, seen.y):
            spread = max(level.value for level in side.levels) - min(
                level.value for level in side.levels
            )
            assert spread > 0.0
            for level in side.levels:
                points = np.vstack(level.lines)
                plane = side.plane
                found = plane.loss + plane.changes(points.T - plane.point[:, None])
                np.testing.assert_allclose(found, level.value, atol=0.02 * spread)


def test_level_lines_of_a_squared_error_are_ellipses_around_its_smallest() -> None:
    """l = ½ |x − t|² through W = 1: circles around t whose radius is √(2 l)."""
    made = backprop(np.eye(2), [[1.0], [2.0]], loss="squared_error", target=[[0.0], [0.0]])
    for level in level_lines(Plane(made, "X", 0, (0, 1)), Window(0.0, 0.0, 3.0, 3.0)):
        away = np.hypot(*np.vstack(level.lines).T)
        np.testing.assert_allclose(away, math.sqrt(2 * level.value), rtol=2e-2)


def test_level_lines_of_a_linear_l_are_straight_and_across_the_gradient() -> None:
    made = backprop([[2.0, 1.0]], [[1.0], [1.0]], loss="sum")
    plane = Plane(made, "X", 0, (0, 1))
    levels = level_lines(plane, window_around(plane.point, 1.0, 1.5))
    assert 8 <= len(levels) <= 14
    for level in levels:
        points = np.vstack(level.lines)
        np.testing.assert_allclose(points @ [2.0, 1.0], level.value, atol=1e-9)


def test_the_level_through_the_point_is_among_them_and_is_told() -> None:
    seen, _ = shown(example())
    for side in (seen.x, seen.y):
        (own,) = [level for level in side.levels if level.is_own]
        assert own.told == "l = 2.25"
        points = np.vstack(own.lines)
        nearest = np.hypot(*(points - side.plane.point).T).min()
        assert nearest < 0.05 * side.window.half_x


def test_levels_that_differ_in_the_last_digits_are_told_as_changes() -> None:
    seen, _ = shown(preset("vanishing"))
    names = [level.told for level in seen.x.levels]
    assert len(set(names)) == len(names)
    assert any(name.startswith("l + ") for name in names)
    assert any(name.startswith("l − ") for name in names)


def test_levels_on_a_line_are_where_l_has_their_value() -> None:
    seen, _ = shown(line_of_one())
    for level in seen.x.levels:
        for x in np.vstack(level.lines)[:, 0]:
            exact = 0.5 * ((2 * x - 5) ** 2 + (x - 4) ** 2)
            assert exact == pytest.approx(level.value, abs=0.01)


@given(st.floats(-1e12, 1e12), st.floats(1e-9, 1e12))
def test_levels_are_eight_to_twelve_nice_numbers(low: float, spread: float) -> None:
    high = low + spread
    levels = nice_levels(low, high)
    if spread < 1e-9 * max(abs(low), 1.0):
        return
    assert 7 <= len(levels) <= 13
    assert all(low - spread * 1e-3 <= level <= high + spread * 1e-3 for level in levels)
    steps = np.diff(levels)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-2)


def test_where_l_does_not_change_there_are_no_levels_and_that_is_said() -> None:
    frame = picture(backprop(np.zeros((2, 3)), np.zeros((3, 4))))
    assert "l is the same everywhere here: no level lines" in told(frame)


# --- what is seen


def test_at_rest_dx_lies_along_x_grad_and_the_gradient_stands_across_the_level_lines() -> None:
    seen, places = shown(example())
    marks = x_marks(seen, at(REST, seen), places)
    gradient, dx = (mark for mark in marks if isinstance(mark, Arrow))
    ways = [(mark.end[0] - mark.start[0], mark.start[1] - mark.end[1]) for mark in (gradient, dx)]
    angles = [math.atan2(up, across) for across, up in ways]
    assert angles[0] == pytest.approx(angles[1]) == pytest.approx(math.atan2(2, 3))
    plot = plots(seen, places)[0]
    unit = plot.area.width / (2.0 * plot.window.half_x)
    assert math.hypot(*ways[1]) == pytest.approx(0.5 * unit)


def test_a_circle_is_a_circle_in_any_picture() -> None:
    for width, height in SIZES:
        seen, places = shown(example(), style=Style(width, height))
        for plot in plots(seen, places):
            across = plot.area.width / plot.window.half_x
            assert across == pytest.approx(plot.area.height / plot.window.half_y)


def test_what_is_not_swept_yet_is_not_drawn() -> None:
    seen, places = shown(example())
    turn = at(3.0, seen)
    ends = [
        max(x for x, _ in mark.points)
        for mark in curve_marks(seen, turn, places)
        if isinstance(mark, Polyline) and len(mark.points) > 8
    ]
    here, _ = curve_plot(seen, places).at(math.degrees(turn.angle), 0.0)
    assert len(ends) == 2
    assert all(here - 8 <= end <= here for end in ends)
    gradients = [mark for mark in x_marks(seen, turn, places) if text(mark) == "xgrad"]
    assert not gradients


def test_planes_and_curve_hold_all_that_is_drawn_in_them() -> None:
    for options in (SteepestLook(), SteepestLook(radius=0.21), SteepestLook(radius=19.9)):
        seen, places = shown(example(), options)
        for seconds in (0.0, 1.0, 5.0, REST):
            turn = at(seconds, seen)
            rooms_of = (
                (x_marks(seen, turn, places), places.x),
                (y_marks(seen, turn, places), places.y),
            )
            for marks, room in rooms_of:
                for mark in marks:
                    left, top, right, bottom = extent(mark)
                    assert left >= room.x - 1
                    assert right <= room.right + 1
                    assert top >= room.y - 1
                    assert bottom <= room.bottom + 1


@settings(max_examples=25)
@given(
    st.one_of(documents(), networks()),
    st.sampled_from(SIZES),
    st.sampled_from([0.0, 2.2, 7.3, REST]),
    st.sampled_from(CONVENTIONS),
    st.sampled_from([1.0, 2.0]),
)
def test_nothing_is_drawn_outside(
    document: Document, size: tuple[int, int], seconds: float, convention: str, large: float
) -> None:
    style = Style(*size, text=large, convention=convention)  # type: ignore[arg-type]
    options = SteepestLook(sample=1, inputs=(2, 0), outputs=(1, 0))
    for mark in picture(document, seconds, options, style).marks:
        left, top, right, bottom = extent(mark)
        assert all(map(math.isfinite, (left, top, right, bottom)))
        assert left >= -1
        assert top >= -1
        assert right <= size[0] + 1
        assert bottom <= size[1] + 1


def test_names_of_levels_do_not_overlap() -> None:
    seen, places = shown(preset("classifier"))
    for plot in plots(seen, places):
        labels = [
            extent(mark)
            for mark in quiet_marks(seen, places)
            if text(mark).replace("l = ", "").replace(".", "").isdigit()
            and plot.holds(mark.x, mark.y)  # type: ignore[union-attr]  # labels have both
        ]
        assert len(labels) >= 4
        for n, one in enumerate(labels):
            for other in labels[:n]:
                apart_x = one[0] > other[2] or other[0] > one[2]
                apart_y = one[1] > other[3] or other[1] > one[3]
                assert apart_x or apart_y


def test_the_same_time_is_the_same_picture_in_any_order() -> None:
    times = [0.3, 6.8, 1.9, 8.0, 3.3]
    seen, places = shown(example())
    again = [dump(drawn(seen, at(t, seen), places)) for t in sorted(times)]
    anew = {t: dump(picture(example(), t)) for t in times}
    assert again == [anew[t] for t in sorted(times)]
    assert len(set(again)) == len(times)


# --- words


def test_the_caption_tells_the_numbers() -> None:
    seen, places = shown(example())
    words = str(spoken(seen, DxTurn(math.radians(30))))
    first = 0.5 * (3 * math.cos(math.radians(30)) + 2 * math.sin(math.radians(30)))
    assert "dx = 0.5·(cos 30°, sin 30°)" in words
    assert f"first-order dl = x_grad · dx {equals(first, 3)}" in words
    assert "|x_grad|·|dx| ≈ 3.61·0.5 ≈ 1.80 at 33.7°" in words
    assert "length 0.5 in this plane, the one along x_grad = (3, 2)" in words
    assert any("cos 33.7°" in line for line in told(picture(example())))
    assert places.lines == 2


def test_true_dl_in_the_caption_is_that_of_a_pass_with_another_x() -> None:
    seen, _ = shown(example())
    document = example()
    X = document.X.copy()
    X[0, 0] += 0.5
    moved = document.network.backprop(X, loss="squared_error", target=document.target)
    assert moved.loss is not None
    assert f"true dl {equals(moved.loss - 2.25, 3)}" in str(spoken(seen, DxTurn(0.0)))


@pytest.mark.parametrize(
    ("convention", "expected"),
    [
        ("wx", "held fixed: the other entry of column 2 of X, the other 3 columns, W and T"),
        ("xw", "held fixed: the other entry of row 2 of X, the other 3 rows, W and T"),
    ],
)
def test_it_says_what_is_held_fixed(convention: str, expected: str) -> None:
    style = replace(STYLE, convention=convention)  # type: ignore[arg-type]
    seen, _ = shown(example(), SteepestLook(sample=1), style)
    assert str(held_fixed(seen.x, seen.notation)) == expected


def test_titles_name_the_two_entries_as_people_write_them() -> None:
    options = SteepestLook(sample=3, inputs=(2, 0))
    names = {}
    for convention in CONVENTIONS:
        seen, _ = shown(example(), options, replace(STYLE, convention=convention))
        names[convention] = str(title(seen.x, seen.notation))
    assert names["wx"] == "x-plane:  l as a function of X[3,4] and X[1,4]"
    assert names["xw"] == names["xwt"] == "x-plane:  l as a function of X[4,3] and X[4,1]"


def test_of_a_hidden_output_only_what_comes_after_it_is_held_fixed() -> None:
    seen, _ = shown(preset("relu"), SteepestLook(of="Y1"))
    assert "W2" in str(held_fixed(seen.y, seen.notation))
    assert "W1" not in str(held_fixed(seen.y, seen.notation))


def test_a_single_entry_is_a_line_and_that_is_said() -> None:
    seen, _ = shown(line_of_one())
    assert str(title(seen.x, seen.notation)).startswith("x-line:  l as a function of X[1,1]")
    assert str(held_fixed(seen.x, seen.notation)).startswith("one entry, so a line;")
    assert "dx can point up the line or down it" in str(spoken(seen, DxTurn(0.0, 0.0, 0.0)))


def test_where_no_direction_is_steepest_that_is_said() -> None:
    seen, _ = shown(backprop(np.zeros((2, 3)), np.zeros((3, 4))))
    assert seen.steepest is None
    assert "x_grad = (0, 0) here: no direction is steepest" in str(spoken(seen, at(REST, seen)))
    assert "largest" not in str(spoken(seen, at(REST, seen)))


def test_numbers_that_are_not_finite_leave_one_note() -> None:
    frame = picture(preset("ugly"))
    assert told(frame) == ["l is NaN: there are no level lines, and no direction is steepest"]
    huge = picture(backprop([[1e200]], [[1e200]], loss="squared_error", target=[[0]]))
    assert told(huge) == ["l is infinite: there are no level lines, and no direction is steepest"]


def test_phases_and_key_frames_have_names() -> None:
    turn, found = TIMELINE.phases
    titles = [str(steepest_title(phase)) for phase in (turn, found)]
    assert titles == ["dx goes round", "Steepest direction"]
    assert [str(steepest_key(turn, n)) for n in (0, 7)] == ["dx at 45°", "dx at 360°"]
    assert str(steepest_key(found, 0)) == "dx along X_grad"


# --- choices


@given(
    documents(),
    st.integers(-3, 80),
    st.tuples(st.integers(-2, 80), st.integers(-2, 80)),
    st.sampled_from([None, math.nan, -1.0, 0.0, 1e300, 0.5]),
)
def test_any_choices_become_such_that_there_are(
    document: Document, sample: int, pair: tuple[int, int], radius: float | None
) -> None:
    made = passes(document)
    options = resolved(SteepestLook("nonsense", sample, pair, pair, radius), made)
    K, N = made.X.shape
    assert 0 <= options.sample < N
    assert all(0 <= row < K for row in options.inputs)
    assert all(0 <= row < made.Y.shape[0] for row in options.outputs)
    assert K == 1 or options.inputs[0] != options.inputs[1]
    assert options.radius is not None
    assert 1e-9 <= options.radius <= 1e12
    assert resolved(options, made) == options


def test_a_length_that_suits_x() -> None:
    lengths = [own_radius(np.array([[x]])) for x in (0.0, 3.0, 40.0, 1e-20, np.nan, 1e300)]
    assert lengths == [1.0, 0.5, 10.0, 1e-9, 1.0, 1e12]


def test_a_length_of_many_digits_is_written_with_a_power_of_ten() -> None:
    seen, _ = shown(example(), SteepestLook(radius=2e11))
    words = str(spoken(seen, at(REST, seen)))
    assert "Of all dx of length 2e11" in words
    assert "dx ≈ 2e11·(cos 33.7°, sin 33.7°)" in words
    assert "|x_grad|·|dx| ≈ 3.61·2e11 ≈ 7.21e11" in words
    assert "00000" not in words


def test_what_is_told_of_the_largest_dl_has_a_ground_on_which_no_curve_is_seen() -> None:
    for of, style in product((example(), line_of_one()), (STYLE, Style(640, 400, LIGHT))):
        seen, places = shown(of, style=style)
        marks = list(curve_marks(seen, at(REST, seen), places))
        (n,) = (n for n, mark in enumerate(marks) if text(mark).startswith("largest"))
        ground, label = marks[n - 1], marks[n]
        assert isinstance(ground, Box)
        assert ground.fill == style.theme.ground
        assert ground.y < label.y < ground.y + ground.height
        assert not any(isinstance(mark, Polyline) and len(mark.points) > 8 for mark in marks[n:])
