"""The adjoint exhibit: two numbers that agree, the pictures of both products, the slider.

The goldens are pictures as text. After a change of looks that is meant, write them anew with

    GRADVIZ_GOLDENS=write python -m pytest tests/views/adjoint/test_picture.py

and read the difference before it is committed.
"""

from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.arrays import Matrix, freeze
from gradviz.engine.convention import CONVENTIONS
from gradviz.engine.jacobians.tangents import fitted_tangent
from gradviz.engine.layers import Activation
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.errors import InputError
from gradviz.language.notation import Notation
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Box, Cells, Frame, Polyline, State
from gradviz.scene.marks.scale import ScaleChoice, scales_for
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT
from gradviz.session.document import Document, example, passes
from gradviz.session.looks.adjoint import AdjointLook, By, maps_that_fit
from gradviz.session.presets.networks import NETWORK_PRESETS
from gradviz.views.adjoint.picture import adjoint_key, adjoint_still, adjoint_title
from gradviz.views.adjoint.slider import slider_at
from gradviz.views.adjoint.timeline import adjoint_timeline
from gradviz.views.shown import Shown
from tests.views.conftest import document, documents, networks
from tests.views.dump import dump, text
from tests.views.goldens import assert_golden
from tests.views.sound import assert_clear

GOLDENS = Path(__file__).parent / "goldens"
STYLE = Style(1000, 700)
MAPS: tuple[By, ...] = get_args(By)
END = 1e9


def at(
    made: Passes,
    seconds: float,
    options: AdjointLook | None = None,
    style: Style = STYLE,
    pointed: CellRef | None = None,
    tangent: Matrix | None = None,
) -> Frame:
    chosen = options or AdjointLook()
    scales = scales_for({name: made.matrix(name) for name in made.names}, ScaleChoice())
    timeline = adjoint_timeline(made, chosen.layer)
    shown = Shown(made, timeline.at(seconds), scales, style)
    return adjoint_still(shown, chosen, tangent).lit(pointed)


def share_of(
    made: Passes, share: float, options: AdjointLook | None = None, style: Style = STYLE
) -> Frame:
    layer = None if options is None else options.layer
    return at(made, share * adjoint_timeline(made, layer).duration, options, style)


def during(made: Passes, name: str, step: int, progress: float) -> float:
    phase = next(p for p in adjoint_timeline(made).phases if p.name == name)
    return phase.start + (step + progress) * phase.step


def texts(frame: Frame) -> list[str]:
    return [text(mark) for mark in frame.marks if text(mark)]


def told(frame: Frame) -> str:
    return "\n".join(texts(frame))


def square(seed: int = 0) -> Passes:
    return passes(document((3, 3, 2), seed))


def matrices(frame: Frame) -> list[Cells]:
    return [mark for mark in frame.marks if isinstance(mark, Cells) and mark.state.size > 1]


# --- goldens

GOLDEN = {
    "rest": lambda: at(passes(example()), END),
    "forward": lambda: (lambda p: at(p, during(p, "dY", 5, 0.5)))(passes(example())),
    "back-xwt-light": lambda: (
        lambda p: at(
            p,
            during(p, "carried_grad", 4, 0.4),
            style=Style(900, 600, LIGHT, base=0, convention="xwt"),
        )
    )(passes(example())),
    "sum": lambda: (lambda p: at(p, during(p, "right sum", 3, 0.5)))(passes(example())),
    "inverse": lambda: at(square(), END, AdjointLook("inverse", 0.4)),
    "w-does-not-fit": lambda: at(passes(example()), END, AdjointLook("W")),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    assert_golden(GOLDENS, name, dump(GOLDEN[name]()))


# --- what holds always

options_drawn = st.builds(
    AdjointLook,
    st.sampled_from(MAPS),
    st.sampled_from([0.0, 0.3, 1.0]),
    st.none() | st.integers(0, 4),
)
styles = st.builds(
    lambda size, factor, theme, convention: Style(
        *size, theme=theme, text=factor, convention=convention
    ),
    st.sampled_from([(640, 480), (1000, 700), (1600, 1000), (700, 1000), (3840, 2160)]),
    st.sampled_from([1.0, 2.0]),
    st.sampled_from([DARK, LIGHT]),
    st.sampled_from(CONVENTIONS),
)


@given(documents() | networks(), st.floats(0, 1), options_drawn, styles)
@settings(max_examples=150, deadline=None)
def test_nothing_lies_outside_and_no_two_lines_of_text_overlap(
    made: Document, share: float, options: AdjointLook, style: Style
) -> None:
    assert_clear(share_of(passes(made), share, options, style))


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 12, 1), (12, 1, 12), (64, 64, 64), (2, 3, 200)])
@pytest.mark.parametrize("size", [(640, 480), (1000, 700), (1600, 1000)])
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_nothing_lies_outside_for_any_shape(
    shape: tuple[int, int, int], size: tuple[int, int], convention: str
) -> None:
    made = passes(document(shape))
    style = Style(*size, convention=convention)  # type: ignore[arg-type]  # one of CONVENTIONS
    for share in (0.0, 0.2, 0.4, 0.6, 0.9, 1.0):
        assert_clear(share_of(made, share, style=style))


@given(documents() | networks(), st.lists(st.floats(0, 1), min_size=2, max_size=5), options_drawn)
@settings(max_examples=30, deadline=None)
def test_a_time_looks_the_same_however_one_came_there(
    made: Document, shares: list[float], options: AdjointLook
) -> None:
    p = passes(made)
    forward = {share: dump(share_of(p, share, options)) for share in sorted(shares)}
    for share in shares[::-1]:
        assert dump(share_of(p, share, options)) == forward[share]


@pytest.mark.parametrize("pixel", [1.0, 0.5])
def test_edges_of_cells_lie_on_whole_pixels(pixel: float) -> None:
    found = matrices(at(passes(example()), END, style=replace(STYLE, pixel=pixel)))
    assert len(found) == 8
    for mark in found:
        for edge in (mark.x, mark.y, mark.pitch_x, mark.pitch_y):
            assert (edge / pixel) % 1 == pytest.approx(0, abs=1e-6)


# --- corners and numbers


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_factors_line_up_with_what_they_come_to(convention: str) -> None:
    style = replace(STYLE, convention=convention)  # type: ignore[arg-type]  # one of CONVENTIONS
    for options in (AdjointLook(), AdjointLook("inverse", 0.5)):
        found = matrices(at(passes(example()), END, options, style))
        for first, second, partner, product in (found[:4], found[4:]):
            assert first.y == product.y
            assert first.pitch_y == product.pitch_y
            assert second.x == product.x
            assert first.shape[0] == product.shape[0]
            assert second.shape[1] == product.shape[1]
            assert first.shape[1] == second.shape[0]
            assert partner.shape == product.shape
            assert (partner.x == product.x) != (partner.y == product.y)


@given(documents(), options_drawn)
@settings(max_examples=40, deadline=None)
def test_nothing_is_there_before_it_is_computed(made: Document, options: AdjointLook) -> None:
    p = passes(made)
    frame = at(p, 0.0, options)
    found = [m for m in frame.marks if isinstance(m, Cells)]
    empty = [m for m in found if (m.state == State.EMPTY).all()]
    assert len(empty) == (1 if len(found) == 4 else 2)
    assert sum(t == "…" for t in texts(frame)) == 2
    assert "the same" not in told(frame)
    assert "≠" not in told(frame)


def test_the_sums_run_up_to_the_identity() -> None:
    p = passes(example())
    dX = fitted_tangent(None, *p.X.shape)
    dY = p.W @ dX
    total = float((p.Y_grad * dY).sum())
    assert total == float((p.X_grad * dX).sum())
    middle = texts(at(p, during(p, "left sum", 2, 1.0)))
    partly = float((p.Y_grad * dY).ravel()[:3].sum())
    assert middle[middle.index("⟨Ygrad, W dX⟩ =") + 1] == number(partly)
    end = texts(at(p, END))
    assert end[end.index("⟨Ygrad, W dX⟩ =") + 1] == number(total)
    assert end[end.index("⟨WT Ygrad, dX⟩ =") + 1] == number(total)
    assert "the same" in end
    assert any("the same 24 products W[i,k] · Ygrad[i,j] · dX[k,j]" in t for t in end)


def number(value: float) -> str:
    return f"{value:g}".replace("-", "−")


@given(documents(), st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from(CONVENTIONS))
@settings(max_examples=60, deadline=None)
def test_with_the_transpose_it_never_says_that_they_differ(
    made: Document, share: float, convention: str
) -> None:
    style = replace(STYLE, convention=convention)  # type: ignore[arg-type]  # one of CONVENTIONS
    said = told(at(passes(made), END, AdjointLook("transpose", share), style))
    assert "≠" not in said
    assert ("the same" in said) or ("not finite" in said)


def test_with_the_wrong_map_they_part_and_the_picture_says_by_how_much() -> None:
    p = square()
    for by in ("W", "inverse"):
        said = told(at(p, END, AdjointLook(by)))  # type: ignore[arg-type]  # two of MAPS
        assert "≠" in said
        assert "they differ by " in said
    assert "W−1 Ygrad" in told(at(p, END, AdjointLook("inverse")))
    assert "k of W runs along i of Ygrad" in told(at(p, END, AdjointLook("W")))


def test_at_the_end_of_the_slider_the_inverse_is_right() -> None:
    p = square()
    half, end = (told(at(p, END, AdjointLook("inverse", share))) for share in (0.5, 1.0))
    assert "≠" in half
    assert "≠" not in end
    assert "columns of W are orthonormal: its inverse is its transpose" in end
    assert "t = 0.5" in half


def test_a_w_without_an_inverse_is_said_to_have_none() -> None:
    wide = told(at(passes(example()), END, AdjointLook("inverse")))
    assert "W is 2×3: it has no inverse" in wide
    assert "W+ Ygrad" in wide
    singular = replace_w(np.ones((3, 3)))
    assert "W is singular: it has no inverse" in told(at(singular, END, AdjointLook("inverse")))
    style = replace(STYLE, convention="xw")
    flipped = told(at(passes(example()), END, AdjointLook("inverse"), style))
    assert "W is 3×2: it has no inverse" in flipped


def replace_w(W: np.ndarray) -> Passes:
    made = document((3, 3, 2), 4)
    return Network([type(made.network.layers[0])(W)]).backprop(made.X, Y_grad=made.seed)


def test_w_itself_fits_where_it_is_square_only() -> None:
    assert maps_that_fit(example().network, None) == ("transpose", "inverse")
    assert maps_that_fit(document((3, 3, 2), 0).network, None) == MAPS
    said = told(at(passes(example()), END, AdjointLook("W")))
    assert "W is 2×3" in said
    assert "the shapes do not fit" in said
    assert "≠" not in said
    assert "the same" not in said


def test_of_w_itself_the_letters_do_not_match() -> None:
    def letters(options: AdjointLook) -> list[str]:
        found = [t for t in texts(at(square(), END, options)) if t in ("i", "j", "k")]
        return found[4:]

    assert letters(AdjointLook()) == ["k", "i", "i", "j"]
    assert letters(AdjointLook("W")) == ["i", "k", "i", "j"]


# --- captions


@pytest.mark.parametrize(
    ("name", "step", "words"),
    [
        ("dY", 0, "dY[1,1] = 2·1 + (−1)·(−1) + 0.5·2 = 4"),
        ("carried_grad", 0, "(WT Ygrad)[1,1] = 2·1 + 1·1 = 3"),
        ("left sum", 1, "Ygrad[1,2] · dY[1,2] = −0.5·(2·1 + (−1)·(−1) + 0.5·2) = −2, with it 2"),
        ("right sum", 0, "dX[1,1] · (WT Ygrad)[1,1] = 1·(2·1 + 1·1) = 3, with it 3"),
    ],
)
def test_captions_tell_the_actual_numbers(name: str, step: int, words: str) -> None:
    p = passes(example())
    assert words in texts(at(p, during(p, name, step, 0.5)))


def test_captions_of_columns_and_of_the_start() -> None:
    p = passes(document((5, 4, 6)))
    assert "column 3 of dY" in texts(at(p, during(p, "dY", 2, 0.5)))
    flipped = at(p, during(p, "dY", 2, 0.5), style=replace(STYLE, convention="xw", base=0))
    assert "row 2 of dY" in texts(flipped)
    assert any(t.startswith("Press Space") for t in texts(at(p, 0.0)))


# --- pointing, editing, dragging


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_cells_are_hit_where_they_are_drawn(convention: str) -> None:
    style = replace(STYLE, convention=convention)  # type: ignore[arg-type]  # one of CONVENTIONS
    p = passes(example())
    frame = at(p, END, style=style)
    named = [m for m in frame.marks if isinstance(m, Cells) and m.ref]
    assert sorted(m.ref for m in named) == ["W", "W", "Y_grad", "Y_grad", "dX", "dX"]
    shapes = {"W": p.W.shape, "Y_grad": p.Y_grad.shape, "dX": p.X.shape}
    for mark in named:
        rows, cols = shapes[mark.ref]
        for row, col in ((0, 0), (rows - 1, cols - 1), (0, cols - 1)):
            x, y, width, height = mark.cell(row, col) or (0, 0, 0, 0)
            assert frame.hit(x + width / 2, y + height / 2) == CellRef(mark.ref, row, col)


def test_a_moved_w_cannot_be_edited() -> None:
    for options in (AdjointLook(orthogonal=0.2), AdjointLook("inverse", 1.0)):
        frame = at(square(), END, options)
        assert "W" not in {m.ref for m in frame.marks if isinstance(m, Cells)}
    kept = {m.ref for m in at(square(), END, AdjointLook("inverse")).marks if hasattr(m, "ref")}
    assert {"W", "dX", "Y_grad"} <= kept
    assert "back" not in kept
    assert "dY" not in kept


def test_what_is_shown_of_w_is_its_own_numbers() -> None:
    p = passes(example())
    frame = at(p, END)
    first, second = (m for m in frame.marks if isinstance(m, Cells) and m.ref == "W")
    assert first.text is not None
    assert second.text is not None
    assert first.text.tolist() == second.text.T.tolist()


def test_an_edited_tangent_is_shown_and_counts() -> None:
    p = passes(example())
    dX = freeze(np.zeros((3, 4)))
    said = texts(at(p, END, tangent=dX))
    assert said[said.index("⟨Ygrad, W dX⟩ =") + 1] == "0"
    one = dX.copy()
    one[0, 1] = 10.0
    said = texts(at(p, END, tangent=freeze(one)))
    assert said[said.index("⟨Ygrad, W dX⟩ =") + 1] == number(10 * p.X_grad[0, 1])


def test_pointing_lights_up_both_places() -> None:
    p = passes(example())

    def outlines(ref: CellRef | None) -> int:
        frame = at(p, END, pointed=ref)
        return sum(isinstance(m, Box) and m.stroke == DARK.bright for m in frame.marks)

    for name in ("dX", "W", "Y_grad"):
        assert outlines(CellRef(name, 0, 1)) == outlines(None) + 2
    assert outlines(CellRef("dX", 9, 9)) == outlines(None)


@given(st.floats(0, 1), styles)
@settings(max_examples=40, deadline=None)
def test_the_slider_is_hit_where_its_knob_is(share: float, style: Style) -> None:
    frame = at(square(), END, AdjointLook("inverse", share), style)
    knob = next(m for m in frame.marks if isinstance(m, Box) and m.ref == "slider:knob")
    x, y = knob.x + knob.width / 2, knob.y + knob.height / 2
    assert slider_at(frame, x, y) == pytest.approx(share, abs=1e-6)
    assert slider_at(frame, x, y - 60) is None
    assert slider_at(frame, x, y - 60, is_held=True) == pytest.approx(share, abs=1e-6)
    assert slider_at(frame, 0, y, is_held=True) == 0.0
    assert slider_at(frame, frame.width, y, is_held=True) == 1.0
    line_of_it = next(m for m in frame.marks if isinstance(m, Polyline) and m.ref == "slider")
    assert slider_at(frame, *line_of_it.points[1]) == 1.0


# --- networks


def test_in_a_network_the_layer_has_its_own_names() -> None:
    made = passes(next(p for p in NETWORK_PRESETS if p.id == "xavier").document())
    linear = [n for n, layer in enumerate(made.layers) if layer.is_linear]
    for n in (linear[0], linear[-1]):
        names = made.layers[n]
        frame = at(made, END, AdjointLook(layer=n))
        refs = {m.ref for m in frame.marks if isinstance(m, Cells) and m.ref}
        assert refs == {names.W, f"{names.Y}_grad", "dX"}
        assert "the same" in told(frame)


def test_without_a_linear_layer_it_says_so() -> None:
    made = Network([Activation("relu")]).backprop(np.ones((3, 2)))
    assert "No layer of this network is linear" in told(at(made, 0.0))
    assert maps_that_fit(Network((Activation("relu"),)), None) == ()
    assert slider_at(at(made, 0.0), 10, 10) is None


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="no back-map 'adjugate'"):
        AdjointLook("adjugate")  # type: ignore[arg-type]  # that is the point
    with pytest.raises(InputError, match=r"from 0 to 1: got 1\.5"):
        AdjointLook(orthogonal=1.5)


# --- the time bar


def test_titles_and_keys() -> None:
    phases = adjoint_timeline(passes(example())).phases
    assert len({str(adjoint_title(phase)) for phase in phases}) == 4
    assert str(adjoint_key(phases[1], 1, Notation())) == "entry [1,2] of the product going back"
    columns = adjoint_timeline(passes(document((5, 4, 6)))).phases
    assert str(adjoint_key(columns[0], 2, Notation())) == "column 3 of dY"
    assert str(adjoint_key(columns[2], 2, Notation(convention="xw"))) == "row 3 of the left sum"
