"""The gradient's way: what vanishes and explodes is seen, and what is not known is not shown.

The goldens are pictures as text. After a change of looks that is meant, write them anew with

    GRADVIZ_GOLDENS=write python -m pytest tests/views/flow/stream/test_picture.py

and read the difference before it is committed.
"""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.frame import Arrow, Box, Frame, Label, Polygon, Polyline
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT, gradient_color, value_color
from gradviz.session.document import Document, passes
from gradviz.session.presets.networks import NETWORK_PRESETS
from gradviz.session.source import as_document
from gradviz.timeline.phase import SWEEPS, Sweep
from gradviz.views.flow.picture import ROOM
from gradviz.views.flow.stream.picture import gradientflow
from gradviz.views.flow.stream.setting import MOST_LANES
from tests.views.conftest import Shown, documents, networks, shown
from tests.views.dump import dump, text
from tests.views.goldens import assert_golden
from tests.views.sound import assert_sound

GOLDENS = Path(__file__).parent / "goldens"
STYLE = Style(1000, 700)
SIZES = [(320, 280), (640, 480), (1000, 700), (500, 800), (1280, 420), (3840, 2160)]


def stack(depth: int, spread: float, samples: int = 3, *, has_bias: bool = False) -> Passes:
    """Return the passes of square layers with a tanh after each."""
    rng = np.random.default_rng(7)
    layers: list[Layer] = []
    for _ in range(depth):
        b = rng.normal(size=4) if has_bias else None
        layers += [Linear(rng.normal(size=(4, 4)) * spread, b), Activation("tanh")]
    return Network(layers).backprop(rng.normal(size=(4, samples)), loss="sum")


def of(made: Passes, sweep: Sweep = "cells") -> Shown:
    return shown(as_document("a test", made), sweep)


def fitted(style: Style) -> Style:
    """Return a style whose texts fit its size, as the Flow view makes it."""
    width, height = ROOM["gradients"]
    return replace(style, text=min(style.text, style.width / width, style.height / height))


def picture(setting: Setting) -> Frame:
    style = setting.style
    area = Area(0, 0, style.width, style.height).shrunk(
        left=20, right=20, top=16, bottom=70 * style.text
    )
    marks, grids = gradientflow(setting, area)
    assert grids == ()
    return Frame(style.width, style.height, style.theme.ground, marks)


def at(made: Shown, seconds: float, style: Style = STYLE) -> Frame:
    return picture(made.setting(seconds, fitted(style)))


def at_rest(made: Passes, style: Style = STYLE) -> Frame:
    found = of(made)
    return at(found, found.timeline.duration, style)


def bands(frame: Frame) -> list[Polygon]:
    """Return the areas that are filled as gradients are, without the key."""
    color = gradient_color(DARK)
    found = [m for m in frame.marks if isinstance(m, Polygon) and m.fill == color]
    return found[:-1]


def outlines(frame: Frame) -> list[Polygon]:
    color = value_color(DARK)
    return [m for m in frame.marks if isinstance(m, Polygon) and m.stroke == color]


def texts(frame: Frame) -> list[str]:
    return [text(mark) for mark in frame.marks if text(mark)]


def preset(name: str) -> Passes:
    return passes(next(p for p in NETWORK_PRESETS if p.id == name).document())


# --- goldens

GOLDEN = {
    "vanishing": lambda: at_rest(preset("vanishing"), Style(900, 600)),
    "half-way": lambda: (lambda s: at(s, s.during("Y2_grad", 4, 0.5)))(
        of(stack(2, 0.5, has_bias=True))
    ),
    "flipped-light": lambda: at_rest(
        stack(1, 1.0, 2), Style(800, 500, LIGHT, base=0, convention="xwt")
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    assert_golden(GOLDENS, name, dump(GOLDEN[name]()))


# --- what holds always

styles = st.builds(
    lambda size, factor, theme, convention: Style(
        *size, theme=theme, text=factor, convention=convention
    ),
    st.sampled_from(SIZES),
    st.sampled_from([1.0, 1.35]),
    st.sampled_from([DARK, LIGHT]),
    st.sampled_from(CONVENTIONS),
)


@given(documents() | networks(), st.floats(0, 1), styles, st.sampled_from(SWEEPS))
@settings(max_examples=150, deadline=None)
def test_nothing_lies_outside(document: Document, share: float, style: Style, sweep: Sweep) -> None:
    made = shown(document, sweep)
    assert_sound(at(made, share * made.timeline.duration, style))


@pytest.mark.parametrize("depth", [1, 6])
@pytest.mark.parametrize("samples", [1, 4, 8, 64])
@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("size", [(900, 600), (1600, 1000), (320, 280)])
def test_nothing_lies_outside_of_deep_and_wide_networks(
    depth: int, samples: int, convention: str, size: tuple[int, int]
) -> None:
    style = Style(*size, convention=convention)  # type: ignore[arg-type]  # one of CONVENTIONS
    assert_sound(at_rest(stack(depth, 0.01, samples, has_bias=True), style))


@given(networks(), st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_flipping_the_picture_turns_the_way_and_keeps_the_numbers(
    document: Document, share: float
) -> None:
    made = shown(document)
    seconds = share * made.timeline.duration
    upright, flipped = (at(made, seconds, replace(STYLE, convention=c)) for c in ("wx", "xw"))

    def told(frame: Frame) -> list[str]:
        spans = [s.text for m in frame.marks if isinstance(m, Label) for s in m.spans]
        return sorted(t for t in spans if "×" not in t and t.strip())

    assert told(upright) == told(flipped)


def test_the_same_moment_gives_the_same_picture() -> None:
    made = of(stack(2, 0.5))
    seconds = made.during("Y2_grad", 5, 0.3)
    first = dump(at(made, seconds))
    at(made, 0.0)
    assert dump(at(made, seconds)) == first


# --- what vanishes and explodes is seen


def widths(band: Polygon) -> tuple[float, float]:
    """Return how wide a band is where it comes out of the loss, and where it meets X."""
    points = np.array(band.points)
    bottom, top = points[:, 1].max(), np.sort(np.unique(points[:, 1]))[1]  # above it is the tip
    ends = [points[points[:, 1] == y][:, 0] for y in (bottom, top)]
    last = np.sort(np.abs(ends[1] - points[0, 0] - (ends[0].max() - ends[0].min()) / 2))
    return float(ends[0].max() - ends[0].min()), float(2 * last[0])


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("vanishing", 0.0, 0.55), ("exploding", 1.8, 99.0), ("xavier", 0.8, 1.2), ("he", 0.6, 1.6)],
)
def test_presets_show_what_they_are_about(name: str, least: float, most: float) -> None:
    found = bands(at_rest(preset(name)))
    assert found
    for band in found:
        start, end = widths(band)
        assert least <= end / start <= most


def test_the_verdict_stands_above() -> None:
    assert texts(at_rest(preset("vanishing")))[0].endswith("it vanishes.")
    assert texts(at_rest(preset("exploding")))[0].endswith("it explodes.")
    assert "keeps its size" in texts(at_rest(preset("xavier")))[0]


def test_a_dead_layer_stops_the_bands_of_its_samples_only() -> None:
    X = np.array([[1.0, -1.0], [2.0, -3.0]])
    dead = Network([Linear(np.eye(2)), Activation("relu"), Linear(np.eye(2))]).backprop(X)
    frame = at_rest(dead)
    alive, stopped = bands(frame)
    middle = next(m for m in frame.marks if isinstance(m, Box) and m.ref == "layer:1")
    assert min(y for _, y in stopped.points) == middle.y + middle.height / 2
    assert min(y for _, y in alive.points) < middle.y
    assert texts(frame).count("0") == 2  # at Y1 and at X
    assert "Of 2 samples, 1 gets nothing." in texts(frame)[1]


@pytest.mark.parametrize(("odd", "told"), [(math.nan, "NaN"), (math.inf, "∞")])
def test_odd_numbers_are_named_at_every_level(odd: float, told: str) -> None:
    seed = np.array([[odd, 1.0], [odd, 1.0]])
    made = Network([Linear([[1.0, 1.0], [1.0, 1.0]])]).backprop(np.ones((2, 2)), Y_grad=seed)
    frame = at_rest(made)
    assert texts(frame).count(told) >= 4  # in the band and in the table, at Y and at X
    assert texts(frame)[0].startswith(f"The gradient is {'NaN' if told == 'NaN' else 'infinite'}")
    assert len(bands(frame)) == (1 if told == "NaN" else 2)


# --- what is not known is not shown


def test_on_the_way_forward_there_are_outlines_only() -> None:
    made = of(stack(2, 0.5))
    frame = at(made, made.during("Y3", 5, 0.5))
    assert bands(frame) == []
    assert not any(isinstance(mark, Arrow) for mark in frame.marks)
    assert len(outlines(frame)) == 3
    assert texts(frame)[0] == "Values first: there is no gradient yet"
    assert "l = " not in "".join(texts(frame))


def test_at_the_start_not_even_outlines_and_still_the_way_is_seen() -> None:
    frame = at(of(stack(2, 0.5)), 0.0)
    assert bands(frame) == outlines(frame) == []
    assert sum(isinstance(m, Polyline) and m.color == DARK.faint for m in frame.marks) > 20


def test_bands_rise_as_the_way_back_goes_on_and_numbers_come_when_they_are_there() -> None:
    made = of(stack(2, 0.5))
    times = np.linspace(made.during("Y4_grad", 0, 0.1), made.timeline.duration, 25)
    frames = [at(made, seconds) for seconds in times]
    tops = [min(y for band in bands(frame) for _, y in band.points) for frame in frames]
    assert tops == sorted(tops, reverse=True)
    assert tops[-1] < tops[0] - 200
    arrows = [sum(isinstance(mark, Arrow) for mark in frame.marks) for frame in frames]
    assert arrows == sorted(arrows)
    assert arrows[-1] == 2
    half_way = at(made, made.during("Y2_grad", 4, 0.5))
    assert texts(half_way)[0].startswith("So far: From Y4 to Y3 ")


def test_a_sample_whose_gradient_is_written_first_is_ahead() -> None:
    made = of(stack(1, 0.5), "columns")
    ahead, next_one, last = (
        min(y for _, y in band.points) for band in bands(at(made, made.during("X_grad", 1, 0.5)))
    )
    assert ahead < next_one < last


# --- what leaves aside


def test_each_layer_leads_to_itself() -> None:
    frame = at_rest(stack(3, 0.5))
    boxes = [mark for mark in frame.marks if isinstance(mark, Box) and mark.ref]
    assert [box.ref for box in boxes] == [f"layer:{n}" for n in range(6)]
    assert [text(m) for m in frame.marks if text(m) in ("W1 4×4", "tanh")][:2] == ["W1 4×4", "tanh"]
    tops = [box.y for box in boxes]
    assert tops == sorted(tops)


def test_what_leaves_to_w_and_b_is_told_with_its_size() -> None:
    made = stack(2, 0.5, has_bias=True)
    told = texts(at_rest(made))
    for name in ("W1", "b1", "W2", "b2"):
        size = float(np.linalg.norm(made.grads[name]))
        found = next(t for t in told if t.startswith(f"{name[0]}{name[1]}\u2009grad"))
        assert float(found.split()[-1].replace("−", "-")) == pytest.approx(size, rel=5e-3)


def test_a_larger_w_grad_leaves_in_a_wider_arrow() -> None:
    made = stack(3, 3.0)
    arrows = [m for m in at_rest(made).marks if isinstance(m, Arrow)]
    norms = [float(np.linalg.norm(made.grads[f"W{n}"])) for n in (1, 2, 3)]
    assert len(arrows) == 3
    assert np.argsort([arrow.width for arrow in arrows]).tolist() == np.argsort(norms).tolist()
    assert all(arrow.end[0] < arrow.start[0] for arrow in arrows)


def test_without_a_muted_sample_less_leaves_and_the_bands_stay() -> None:
    made = of(stack(1, 0.5))
    setting = made.setting(made.timeline.duration, fitted(STYLE))
    whole, without = picture(setting), picture(replace(setting, muted=frozenset({1})))
    assert bands(whole) == bands(without)
    changed = [t for t in texts(whole) if t not in texts(without)]
    assert len(changed) == 1
    assert changed[0].startswith("W1")


def test_of_tied_weights_each_use_tells_its_own_part() -> None:
    shared = Linear([[1.0, 2.0], [3.0, 4.0]])
    made = Network([shared, Activation("tanh"), shared]).backprop([[0.3], [0.1]])
    told = texts(at_rest(made))
    at = [n for n, t in enumerate(told) if t == "share of W1\u2009grad"]
    parts = [float(np.linalg.norm(made.local(n).W_grad)) for n in (0, 2)]
    assert [float(told[n + 1]) for n in at] == pytest.approx(parts, rel=5e-3)
    assert not any(t.startswith("W1\u2009grad") for t in told)


# --- many samples


def test_of_many_samples_there_are_three_bands() -> None:
    frame = at_rest(stack(1, 0.5, MOST_LANES + 1))
    assert len(bands(frame)) == 3
    assert [t for t in texts(frame) if t in ("smallest", "median", "largest")] == [
        "smallest",
        "median",
        "largest",
    ]
    starts = [widths(band)[1] for band in bands(frame)]
    assert starts == sorted(starts)
    assert len(bands(at_rest(stack(1, 0.5, MOST_LANES)))) == MOST_LANES
