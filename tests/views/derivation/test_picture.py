"""The Derivation view: what is said is true of the numbers, what flips is mirrored, all is seen.

The goldens are pictures as text. After a change of looks that is meant, write them anew with

    GRADVIZ_GOLDENS=write python -m pytest tests/views/derivation/test_picture.py

and read the difference before it is committed.
"""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.arrays import Matrix, freeze
from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.language.notation import Notation
from gradviz.language.numbers import fitted
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Box, Cells, Formula, Frame, Polyline, State
from gradviz.scene.marks.scale import ScaleChoice, scales_for
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT
from gradviz.session.document import Document, example, new_document, passes
from gradviz.session.layers import set_layer_bias
from gradviz.session.looks.derivation import Proof
from gradviz.timeline.timeline import Timeline
from gradviz.values import Matrices
from gradviz.views.derivation.picture import (
    DerivationLook,
    derivation_at,
    derivation_key,
    derivation_still,
    derivation_time,
    derivation_title,
    derivation_titles,
)
from gradviz.views.derivation.setting import derived
from gradviz.views.derivation.statement import Argument, StatedMatrix, Statement, argument
from gradviz.views.derivation.timeline import derivation_timeline
from gradviz.views.shown import Shown
from tests.views.conftest import document, documents, networks
from tests.views.dump import dump, extent, line, text
from tests.views.goldens import assert_golden

GOLDENS = Path(__file__).parent / "goldens"
STYLE = Style(1000, 700)
SIZES = [(320, 280), (640, 480), (1000, 700), (500, 800), (1280, 420), (3840, 2160)]
WAYS: tuple[Proof, ...] = ("transposing", "indices")

When = Callable[[Timeline], float]


def during(phase: str | int, step: int, progress: float) -> When:
    """Return a time within a step of a phase, by its name or its number."""

    def seconds(timeline: Timeline) -> float:
        found = (p for n, p in enumerate(timeline.phases) if phase in (n, p.name))
        chosen = next(found)
        return chosen.start + (step + progress) * chosen.step

    return seconds


def at(
    made: Passes,
    when: When | float,
    style: Style = STYLE,
    options: DerivationLook | None = None,
    pointed: CellRef | None = None,
) -> Frame:
    options = options or DerivationLook()
    timeline = derivation_timeline(made, options.by, options.layer)
    seconds = when if isinstance(when, float | int) else when(timeline)
    scales = scales_for({name: made.matrix(name) for name in made.names}, ScaleChoice())
    shown = Shown(made, timeline.at(seconds), scales, style)
    return derivation_still(shown, options).lit(pointed)


def texts(frame: Frame) -> list[str]:
    return [text(mark) for mark in frame.marks if text(mark)]


def caption(frame: Frame) -> str:
    """Return the lines under a picture."""
    low = max(mark.y for mark in frame.marks if text(mark))
    return " | ".join(text(m) for m in frame.marks if text(m) and getattr(m, "y", 0) > low - 40)


def matrices(frame: Frame) -> dict[str, Cells]:
    return {mark.ref: mark for mark in frame.marks if isinstance(mark, Cells) and mark.ref}


def stack() -> Passes:
    """Return the passes of linear, relu, linear, with biases."""
    rng = np.random.default_rng(2)
    first, second = rng.normal(size=(4, 3)).round(1), rng.normal(size=(2, 4)).round(1)
    layers = [Linear(first, rng.normal(size=(4, 1))), Activation("relu"), Linear(second)]
    return Network(layers).backprop(rng.normal(size=(3, 2)).round(1), loss="sum")


EXAMPLE = passes(example())
INDICES = DerivationLook("indices")

# --- goldens

GOLDEN = {
    "flip": lambda: at(EXAMPLE, during("transpose", 0, 0.5)),
    "rule": lambda: at(EXAMPLE, during("rule", 2, 0.6), Style(640, 480)),
    "check-light-xwt": lambda: at(
        EXAMPLE, during("check", 0, 1.0), Style(900, 600, LIGHT, base=0, convention="xwt")
    ),
    "names-network": lambda: at(stack(), during("names", 0, 0.4), STYLE, DerivationLook(layer=1)),
    "sum": lambda: at(EXAMPLE, during(3, 1, 0.5), STYLE, INDICES),
    "entry-bias-xw": lambda: at(
        passes(set_layer_bias(example(), 0, True)),
        during(6, 2, 0.5),
        Style(500, 800, convention="xw"),
        INDICES,
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    assert_golden(GOLDENS, name, dump(GOLDEN[name]()))


# --- what is said is true


def value(factor: StatedMatrix, made: Passes, notation: Notation) -> Matrix:
    """Return the matrix that a factor is, laid out as people of the convention write it."""
    values = made.matrix(factor.role)
    return values.T if notation.is_flipped(factor.role) != factor.is_transposed else values


def holds(statement: Statement, made: Passes, notation: Notation) -> bool:
    left, first, second = (value(factor, made, notation) for factor in statement.all[:3])
    product = first @ second
    if statement.bias is not None:
        bias = value(statement.bias, made, notation)
        product = product + bias
    return bool(np.allclose(left, product, rtol=1e-9, atol=1e-9))


def made_of(argument: Argument, made: Passes, notation: Notation) -> dict[str, Matrix]:
    """Return the renamed matrices."""
    return {role: value(factor, made, notation) for role, factor in argument.meant.items()}


@given(
    st.tuples(*[st.integers(1, 6)] * 3),
    st.sampled_from(CONVENTIONS),
    st.booleans(),
    st.integers(0, 10**6),
)
def test_every_line_is_true_in_every_convention(
    shape: tuple[int, int, int], convention: Convention, has_bias: bool, seed: int
) -> None:
    notation = Notation(convention=convention)
    made = passes(document(shape, seed, has_bias=has_bias))
    said = argument(notation, has_bias=has_bias)
    for statement in (said.forward, said.transposed, said.result, said.answer):
        assert holds(statement, made, notation), statement.plain(notation)
    assert said.answer.left == StatedMatrix("W_grad")
    assert said.answer.plain(notation) == notation.formula("W_grad")
    new = made_of(said, made, notation)
    first, second = (
        new[factor.role].T if factor.is_transposed else new[factor.role]
        for factor in said.forward.factors
    )
    assert np.allclose(new["Y"], first @ second + new.get("b", 0.0))


@given(st.tuples(*[st.integers(1, 6)] * 3), st.integers(0, 10**6))
def test_what_is_derived_is_what_differences_say(shape: tuple[int, int, int], seed: int) -> None:
    made = passes(document(shape, seed))
    W, X, G = made.W, made.X, made.Y_grad
    rng = np.random.default_rng(seed)
    row, col = rng.integers(W.shape[0]), rng.integers(W.shape[1])
    step = np.zeros_like(W)
    step[row, col] = 1e-4
    slope = float((G * ((W + step) @ X - (W - step) @ X)).sum() / 2e-4)
    assert derived(made)[row, col] == pytest.approx(slope, rel=1e-5, abs=1e-5)


def test_the_check_compares_and_tells_in_words() -> None:
    told = caption(at(EXAMPLE, during("check", 0, 1.0)))
    assert (
        told == "✓ The same numbers as Wgrad of the backward pass, all 6 entries | Wgrad = Ygrad XT"
    )
    rng = np.random.default_rng(0)
    huge = new_document(rng.normal(size=(3, 3)), rng.normal(size=(3, 900)) * 1e12, loss="sum")
    assert "The same numbers" in caption(at(passes(huge), during("check", 0, 1.0)))


def test_other_numbers_are_not_called_the_same() -> None:
    made = passes(example())
    wrong = Matrices({**made.cotangents, "W1": freeze(made.W_grad + np.eye(2, 3))})
    other = Passes(made.layers, made.operations, made.primals, wrong, None, None, None)
    frame = at(other, during("check", 0, 1.0))
    assert caption(frame).startswith("✗ Not all the numbers")
    assert not any(isinstance(m, Box) and m.stroke == DARK.good for m in frame.marks)


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("name", ["transpose", "back"])
def test_the_end_of_a_phase_is_the_start_of_the_next(name: str, convention: Convention) -> None:
    """A flip begins and ends where the resting pictures have the cells."""
    style = Style(1000, 700, convention=convention)
    for progress in (0.0, 1.0):
        resting = at(EXAMPLE, during(name, 0, progress), style)
        flying = at(EXAMPLE, during(name, 0, abs(progress - 1e-5)), style)
        places = [cell for cells in matrices(resting).values() for cell in _corners(cells)]
        alone = [(m.x, m.y) for m in flying.marks if isinstance(m, Cells)]
        assert sorted(alone) == sorted(places)


def _corners(cells: Cells) -> list[tuple[float, float]]:
    down, across = cells.shape
    return [
        (cells.x + col * cells.pitch_x, cells.y + row * cells.pitch_y)
        for row in range(down)
        for col in range(across)
    ]


# --- flips are reflections


def test_every_cell_goes_to_its_mirror_image_and_no_number_turns() -> None:
    frames = [at(EXAMPLE, during("transpose", 0, share)) for share in (0.0, 0.5, 1.0)]
    mirror = [m for m in frames[1].marks if isinstance(m, Polyline) and m.color == DARK.accent]
    (x0, y0), (x1, y1) = mirror[0].points[0], mirror[-1].points[-1]
    assert x1 - x0 == pytest.approx(y1 - y0)  # a diagonal
    before, after = matrices(frames[0]), matrices(frames[2])
    for name in ("W", "X", "Y"):
        rows, cols = EXAMPLE.matrix(name).shape
        for row in range(rows):
            for col in range(cols):
                old, new = before[name].cell(row, col), after[name].cell(row, col)
                assert old is not None
                assert new is not None
                assert (new[0] - x0, new[1] - y0) == (
                    pytest.approx(old[1] - y0),
                    pytest.approx(old[0] - x0),
                )
    alone = [m for m in frames[1].marks if isinstance(m, Cells)]
    assert len(alone) == sum(EXAMPLE.matrix(name).size for name in "WXY")
    assert all(m.shape == (1, 1) and not m.ref and m.text is not None for m in alone)


def test_the_factors_change_places() -> None:
    before, after = (matrices(at(EXAMPLE, during("transpose", 0, n))) for n in (0.0, 1.0))
    assert before["W"].x < before["Y"].x
    assert before["X"].y < before["Y"].y
    assert after["X"].x < after["Y"].x
    assert after["W"].y < after["Y"].y
    assert (after["Y"].x, after["Y"].y) == (before["Y"].x, before["Y"].y)


def test_of_large_matrices_outlines_flip() -> None:
    made = passes(document((20, 20, 20)))
    frame = at(made, during("transpose", 0, 0.5))
    assert not any(isinstance(mark, Cells) for mark in frame.marks)
    assert sum(type(mark).__name__ == "Polygon" for mark in frame.marks) == 3


# --- formulas


def formulas(frame: Frame) -> list[Formula]:
    return [mark for mark in frame.marks if isinstance(mark, Formula)]


def test_lines_are_there_once_they_are_said() -> None:
    def said(when: When) -> int:
        return len([m for m in formulas(at(EXAMPLE, when)) if m.latex == "="])

    ends = [during(name, 0, 1.0) for name in ("product", "transpose", "rename")]
    assert [said(end) for end in ends] == [1, 2, 3]
    assert said(during("check", 0, 1.0)) == 6


def test_factors_cross_on_their_way() -> None:
    def places(share: float) -> dict[str, tuple[float, float]]:
        shown = formulas(at(EXAMPLE, during("transpose", 0, share)))
        return {m.latex: (m.x, m.y) for m in shown if m.color == DARK.text and m.x < 400}

    start, end = places(0.02), places(1.0)
    new_w, new_x = end[r"{W}^{\mathsf{T}}"], end[r"{X}^{\mathsf{T}}"]
    assert start["W"][0] < start["X"][0]
    assert new_x[0] < new_w[0]
    middle = places(0.4)
    crossing = {latex.strip("{}")[0]: place for latex, place in middle.items()}
    assert crossing["W"][1] > crossing["X"][1] + 5  # one above the other, not through each other


def test_names_in_the_picture_are_those_of_the_lines() -> None:
    frame = at(EXAMPLE, during("rule", 1, 1.0))
    named = {m.latex for m in formulas(frame) if m.x > 420}
    assert named == {"W'", r"X'_{\mathrm{grad}}", r"Y'_{\mathrm{grad}}"}


# --- by indices


def test_the_entry_follows_what_is_pointed_at() -> None:
    when = during(3, 1, 1.0)
    first = caption(at(EXAMPLE, when, options=INDICES))
    assert "Xgrad[1,1] = 2·1 + 1·1 = 3" in first
    pointed = caption(at(EXAMPLE, when, options=INDICES, pointed=CellRef("X_grad", 1, 0)))
    assert "Xgrad[2,1] = (−1)·1 + 3·1 = 2" in pointed
    assert caption(at(EXAMPLE, when, options=INDICES, pointed=CellRef("X", 1, 0))) == pointed
    gone = CellRef("X", 7, 9)  # after a resize
    assert caption(at(EXAMPLE, when, options=INDICES, pointed=gone)) == first


@pytest.mark.parametrize("by", WAYS)
def test_numbers_of_the_entry_are_those_of_the_passes(by: Proof) -> None:
    told = caption(at(EXAMPLE, during(8, 1, 1.0), options=INDICES))
    assert "Wgrad[1,1] = 1·1 + (−0.5)·0 + 0.5·2 + 0·(−1) = 2" in told
    assert EXAMPLE.W_grad[0, 0] == 2


def test_only_the_entry_is_known_until_all_are() -> None:
    def known(when: When) -> int:
        cells = matrices(at(EXAMPLE, when, options=INDICES))["X_grad"]
        return int((cells.state == State.FILLED).sum())

    assert known(during(3, 1, 0.5)) == 0
    assert known(during(3, 1, 1.0)) == 1
    assert known(during(4, 0, 1.0)) == EXAMPLE.X_grad.size


def test_in_xw_the_indices_are_written_the_other_way_round() -> None:
    frame = at(EXAMPLE, during(1, 0, 1.0), Style(1000, 700, convention="xw"), INDICES)
    shown = [m.latex for m in formulas(frame)]
    order = [latex for latex in shown if latex[0] in "XW" and "[" in latex]
    assert [latex[0] for latex in order] == ["X", "W"]
    assert "In Y[1,1], X[1,1] appears once, beside W[1,1] = 2" in caption(frame)


# --- layers


def test_an_activation_shows_the_nearest_product_and_says_so() -> None:
    frame = at(stack(), 0.0, options=DerivationLook(layer=1))
    assert "Layer 1 of 3: layer 2, relu, is no product" in texts(frame)
    assert set(matrices(frame)) == {"W1", "X", "Y1", "b1"}
    last = at(stack(), 0.0, options=DerivationLook(layer=2))
    assert "Layer 3 of 3" in texts(last)
    assert set(matrices(last)) == {"W2", "Y2", "Y3"}


def test_without_a_product_that_is_told() -> None:
    made = Network([Activation("tanh")]).backprop([[0.5]], loss="sum")
    for by in WAYS:
        frame = at(made, 0.5, options=DerivationLook(by))
        assert texts(frame) == ["There is no matrix product in this network: add a linear layer"]
        assert str(derivation_title(derivation_timeline(made, by).phases[0], Notation())) == (
            "Nothing to derive"
        )


def test_of_tied_weights_it_is_this_layers_part() -> None:
    shared = Linear([[1.0, 2.0], [3.0, 4.0]])
    made = Network([shared, Activation("tanh"), shared]).backprop([[0.3], [0.1]], loss="sum")
    for layer in (0, 2):
        told = caption(at(made, during("check", 0, 1.0), options=DerivationLook(layer=layer)))
        assert told.startswith("✓ The same numbers")


# --- headings


@pytest.mark.parametrize("by", WAYS)
def test_a_heading_leads_to_the_end_of_its_phase(by: Proof) -> None:
    options = DerivationLook(by)
    timeline = derivation_timeline(EXAMPLE, by)
    frame = at(EXAMPLE, 0.0, options=options)
    fields = [m for m in frame.marks if isinstance(m, Box) and m.ref.startswith("step:")]
    found = [derivation_at(frame, m.x + m.width / 2, m.y + m.height / 2) for m in fields]
    assert found == ([0, 1, 2, 3, 4, 5] if by == "transposing" else [0, 5, 0, 1, 2, 3, 4])
    assert derivation_at(frame, 990, 690) is None
    for n, phase in enumerate(timeline.phases):
        moment = timeline.at(derivation_time(timeline, n))
        assert (moment.phase, moment.step, moment.progress) == (n, phase.count - 1, 1.0)


def test_key_frames_have_names() -> None:
    phases = derivation_timeline(EXAMPLE).phases
    assert str(derivation_key(phases[1], 0, Notation())) == "Transpose both sides"
    assert (
        str(derivation_key(phases[3], 1, Notation())) == "Apply the rule for X_grad to them, 2 of 4"
    )
    half = derivation_timeline(EXAMPLE, "indices").phases[5]
    assert str(derivation_key(half, 0, Notation())).startswith("W_grad: The chain rule")


@pytest.mark.parametrize("convention", ["wx", "xw", "xwt"])
def test_the_time_bar_says_what_the_headings_of_the_picture_say(convention: Convention) -> None:
    style, notation = Style(1000, 700, convention=convention), Notation(convention=convention)
    written = texts(at(EXAMPLE, 0.0, style))
    for phase in derivation_timeline(EXAMPLE).phases:
        full, short = map(str, derivation_titles(phase, notation))
        assert len(short) <= len(full)
        told = full.replace("X_grad", "Xgrad")  # as it is typeset
        assert phase.name == "check" or any(told in line for line in written)


# --- at any time, of any document, in any size


def check(frame: Frame) -> None:
    """Check that nothing reaches out of a frame."""
    for mark in frame.marks:
        left, top, right, bottom = extent(mark)
        is_in = left >= -0.6 and top >= -0.6
        assert is_in, line(mark)
        assert right <= frame.width + 0.6, line(mark)
        assert bottom <= frame.height + 0.6, line(mark)


moments = st.floats(0.0, 1.0)
styles = st.builds(
    lambda size, theme, convention, factor: Style(*size, theme, convention=convention, text=factor),
    st.sampled_from(SIZES),
    st.sampled_from([DARK, LIGHT]),
    st.sampled_from(CONVENTIONS),
    st.sampled_from([1.0, 1.35, 2.0]),
)


@settings(max_examples=60)
@given(st.one_of(documents(), networks()), styles, st.sampled_from(WAYS), moments, st.data())
def test_nothing_is_outside_the_frame(
    made: Document, style: Style, by: Proof, share: float, data: st.DataObject
) -> None:
    found = passes(made)
    layer = data.draw(st.integers(0, len(found.layers)))
    options = DerivationLook(by, layer)
    duration = derivation_timeline(found, by, layer).duration
    check(at(found, share * duration, style, options))


@settings(max_examples=25)
@given(documents(), st.sampled_from(CONVENTIONS), st.sampled_from(WAYS), moments)
def test_what_is_hit_is_what_is_drawn(
    made: Document, convention: Convention, by: Proof, share: float
) -> None:
    found = passes(made)
    style = Style(1000, 700, convention=convention)
    duration = derivation_timeline(found, by).duration
    frame = at(found, share * duration, style, DerivationLook(by))
    for mark in frame.marks:
        if not isinstance(mark, Cells) or not mark.ref or mark.text is None:
            continue
        values = found.matrix(mark.ref)
        for row, col in np.ndindex(*values.shape):
            x, y, width, height = mark.cell(row, col) or (0, 0, 0, 0)
            ref = CellRef(mark.ref, row, col)
            assert mark.hit(x + width / 2, y + height / 2) == ref
            down, across = (col, row) if mark.flipped else (row, col)
            told = str(mark.text[down, across])
            if len(told) > 1 and mark.state[down, across] != State.EMPTY:
                assert told == _fit(values[row, col], mark)


def _fit(number: float, cells: Cells) -> str:
    most = max(1, int(cells.cell_width * 0.92 / (0.6 * cells.font_size)))
    return str(fitted(np.array([[number]]), most)[0, 0])


@pytest.mark.parametrize("by", WAYS)
def test_sampled_at_random_as_in_order(by: Proof) -> None:
    options = DerivationLook(by)
    duration = derivation_timeline(EXAMPLE, by).duration
    times = np.linspace(0, duration, 40).tolist()
    ordered = {seconds: dump(at(EXAMPLE, seconds, options=options)) for seconds in times}
    random.Random(1).shuffle(times)
    for seconds in times:
        assert dump(at(EXAMPLE, seconds, options=options)) == ordered[seconds]
    assert len(set(ordered.values())) > 30


@pytest.mark.parametrize("by", WAYS)
@pytest.mark.parametrize(
    "shape", [(1, 1, 1), (1, 12, 1), (12, 1, 12), (64, 64, 64), (1, 64, 3)], ids=str
)
def test_every_size_is_drawn_from_start_to_end(shape: tuple[int, int, int], by: Proof) -> None:
    made = passes(document(shape))
    timeline = derivation_timeline(made, by)
    for seconds in np.linspace(0, timeline.duration, 12):
        for size in ((640, 480), (1600, 1000)):
            check(at(made, float(seconds), Style(*size), DerivationLook(by)))


def test_nothing_that_is_not_computed_looks_like_a_number() -> None:
    start = matrices(at(EXAMPLE, 0.0))["Y"]
    assert (start.state == State.EMPTY).all()
    seeded = matrices(at(EXAMPLE, during("rule", 1, 0.2)))["W_grad"]
    assert (seeded.state == State.EMPTY).all()


def test_scales_are_those_of_what_is_seen() -> None:
    def limits(when: When) -> list[str]:
        return sorted(t for t in texts(at(EXAMPLE, when)) if t.startswith("±"))

    assert limits(during("rule", 0, 0.2)) == ["±14", "±3", "±3"]
    assert limits(during("rule", 0, 1.0)) == limits(during("rule", 1, 0.5)) == ["±1", "±3", "±4"]


def test_nan_and_infinity_are_told() -> None:
    odd = np.array([[np.nan, np.inf, 1.0], [-np.inf, 2.0, 0.0]])
    made = passes(new_document(odd, np.ones((3, 2)), loss="squared_error", target=np.ones((2, 2))))
    told = caption(at(made, during(8, 1, 1.0), options=INDICES))
    assert "NaN" in told
    assert "✓" in caption(at(made, during("check", 0, 1.0)))
