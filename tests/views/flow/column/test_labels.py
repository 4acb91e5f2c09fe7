"""What is written beside the slots: the right words at the right slot, clear of everything."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.frame import Gradation, Label, Mark
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK
from gradviz.session.document import Document
from gradviz.session.presets.documents import PRESETS
from gradviz.timeline.phase import SWEEPS, Sweep
from gradviz.views.flow.column.labels import slot_labels
from gradviz.views.flow.column.layout import Chain
from gradviz.views.flow.column.picture import column
from gradviz.views.flow.column.slots import Slots
from tests.views.conftest import Asked, Shown, document, documents, networks, shown
from tests.views.dump import extent, line, text

SIZES = [(1300, 900), (1600, 1000), (900, 600), (640, 480), (500, 800), (1280, 420)]
SLOTS: tuple[Slots, ...] = ("both", "values", "gradients")
Extent = tuple[float, float, float, float]


def network(preset: str = "relu") -> Shown:
    """Return a network of the presets; that of relu is a product, an activation, a product."""
    return shown(next(found for found in PRESETS if found.id == preset).document())


def labelled(
    of: Shown, seconds: float, style: Style | None = None, slots: Slots = "both"
) -> tuple[tuple[Mark, ...], Chain, Setting]:
    """Return what is written, the places of the slots, and what they are drawn from."""
    style = style or Style(1300, 900)
    setting = of.setting(seconds, style)
    area = room(style)
    chain = column(setting, area, slots).chain
    return tuple(slot_labels(setting, chain, area, slots)), chain, setting


def room(style: Style) -> Area:
    return Area(20, 16, style.width - 40, style.height - 16 - 70 * style.text)


def told(marks: tuple[Mark, ...]) -> list[str]:
    return [text(mark).replace("\u2009", "") for mark in marks if isinstance(mark, Label)]


def beside(marks: tuple[Mark, ...], grid: Grid, *, is_flipped: bool) -> list[str]:
    """Return what is written to the right of a slot, or below it, from the first line on."""
    found = []
    for mark in marks:
        if not isinstance(mark, Label):
            continue
        left, top, right, bottom = extent(mark)
        x, y = (left + right) / 2, (top + bottom) / 2
        if is_flipped:
            is_here = grid.x <= x <= grid.right and y > grid.bottom
        else:
            is_here = grid.y - 18 <= y <= grid.bottom + 18 and left > grid.right
        if is_here:
            found.append((y, text(mark).replace("\u2009", "")))
    return [words for _, words in sorted(found)]


def places(chain: Chain) -> list[Grid]:
    slots = [grid for slot in chain.slots for grid in (slot.Y, slot.W, slot.b)]
    return [grid for grid in (chain.X, chain.T, *slots) if grid is not None]


@given(
    networks() | documents(),
    st.floats(0.0, 1.0),
    st.sampled_from(SIZES),
    st.sampled_from([1.0, 1.35]),
    st.sampled_from(CONVENTIONS),
    st.sampled_from(SWEEPS),
    st.sampled_from(SLOTS),
)
@settings(max_examples=60, deadline=None)
def test_words_are_clear_of_all_matrices_and_of_one_another(
    made: Document,
    share: float,
    size: tuple[int, int],
    text_factor: float,
    convention: Convention,
    sweep: Sweep,
    slots: Slots,
) -> None:
    of = shown(made, sweep)
    factor = min(text_factor, size[0] / 480, size[1] / 400)
    style = Style(*size, text=factor, convention=convention)
    marks, chain, _ = labelled(of, share * of.timeline.duration, style, slots)
    area = room(style)
    for mark in marks:
        left, top, right, bottom = where = extent(mark)
        assert left >= area.x - 2, line(mark)
        assert top >= area.y - 2, line(mark)
        assert right <= area.right + 2, line(mark)
        assert bottom <= area.bottom + 2, line(mark)
        for grid in places(chain):
            assert not overlap(where, (grid.x, grid.y, grid.right, grid.bottom)), line(mark)
    words = [mark for mark in marks if isinstance(mark, Label | Gradation)]
    for one, other in combinations(words, 2):
        assert not overlap(extent(one), extent(other)), (line(one), line(other))


def overlap(one: Extent, other: Extent) -> bool:
    slack = 2.0  # what extents are estimated too large
    return (
        one[0] + slack < other[2]
        and other[0] + slack < one[2]
        and one[1] + slack < other[3]
        and other[1] + slack < one[3]
    )


@pytest.mark.parametrize(
    ("convention", "products", "backs"),
    [
        ("wx", ["Y1 = W1 X", "Y3 = W2 Y2"], ["Xgrad = W1T Y1grad", "Y2grad = W2T Y3grad"]),
        ("xw", ["Y1 = X W1", "Y3 = Y2 W2"], ["Xgrad = Y1grad W1T", "Y2grad = Y3grad W2T"]),
        ("xwt", ["Y1 = X W1T", "Y3 = Y2 W2T"], ["Xgrad = Y1grad W1", "Y2grad = Y3grad W2"]),
    ],
)
def test_each_slot_says_how_it_is_made_and_in_the_end_how_its_gradient_is(
    convention: Convention, products: list[str], backs: list[str]
) -> None:
    of = network()
    style = Style(1300, 900, convention=convention)
    forward = [["X"], [products[0]], ["Y2 = relu(Y1)"], [products[1]]]
    back = [[backs[0]], ["Y1grad = relu′(Y1) ⊙ Y2grad"], [backs[1]], ["Y3grad = Y3 − T"]]
    is_flipped = convention != "wx"
    for seconds, expected in (
        (0.0, forward),
        (of.timeline.duration, [one + two for one, two in zip(forward, back, strict=True)]),
    ):
        marks, chain, _ = labelled(of, seconds, style)
        slots = [chain.X, *(slot.Y for slot in chain.slots)]
        assert [beside(marks, grid, is_flipped=is_flipped) for grid in slots] == expected
        assert chain.T is not None
        assert beside(marks, chain.T, is_flipped=is_flipped)[:2] == ["T", "l = ½ Σ (Y3 − T)²"]


def test_the_way_of_a_gradient_is_told_from_when_it_is_written() -> None:
    of = network()
    for phase in of.timeline.phases:
        before, _, _ = labelled(of, phase.start + 1e-9)
        after, _, _ = labelled(of, phase.start + 0.5 * phase.step)
        start = f"{phase.name.replace('_', '')} = "
        if phase.role in ("X_grad", "Y_grad"):
            assert not any(words.startswith(start) for words in told(before))
            assert sum(words.startswith(start) for words in told(after)) == 1


def test_below_the_last_slot_stands_what_it_all_comes_to() -> None:
    of = network()
    marks, chain, setting = labelled(of, of.timeline.duration)
    assert chain.T is not None
    loss = setting.network.loss
    assert loss is not None
    assert beside(marks, chain.T, is_flipped=False)[-1] == f"l = {loss:g}"


def test_without_a_target_there_are_no_words_about_one() -> None:
    of = shown(document((2, 3, 4), loss="sum"))
    marks, chain, _ = labelled(of, of.timeline.duration)
    assert chain.T is None
    assert "T" not in told(marks)
    assert "Ygrad = 1" in told(marks)


@pytest.mark.parametrize(
    ("convention", "names"),
    [
        ("wx", [["W1", "b1"], ["tanh′(Y1)"], ["W2"]]),
        ("xw", [["W1", "b1"], ["tanh′(Y1)"], ["W2"]]),
        ("xwt", [["W1T", "b1"], ["tanh′(Y1)"], ["W2T"]]),
    ],
)
def test_weights_biases_and_masks_are_named_above_their_places(
    convention: Convention, names: list[list[str]]
) -> None:
    style = Style(1300, 900, convention=convention)
    marks, chain, _ = labelled(network("classifier"), 0.0, style)
    for slot, expected in zip(chain.slots, names, strict=True):
        grids = [grid for grid in (slot.W, slot.b) if grid is not None]
        for grid, name in zip(grids, expected, strict=True):
            (label,) = [
                mark
                for mark in marks
                if isinstance(mark, Label)
                and mark.x == (grid.x + grid.right) / 2
                and 0 < grid.y - mark.y < chain.gap
            ]
            assert text(label) == name


def test_softmax_has_no_mask_that_could_be_named() -> None:
    words = told(labelled(network("softmax"), 0.0)[0])
    assert not any("′" in one for one in words)
    assert "Y2 = softmax(Y1)" in words


@pytest.mark.parametrize(
    ("size", "places_told"),
    [
        ((1300, 900), ("values, above", "gradients, below")),
        ((1000, 600), ("values, at the left", "gradients, at the right")),
    ],
)
def test_the_two_palettes_are_told_and_which_half_is_which(
    size: tuple[int, int], places_told: tuple[str, str]
) -> None:
    of = network()
    marks, _, setting = labelled(of, of.timeline.duration, Style(*size))
    bars = [mark for mark in marks if isinstance(mark, Gradation)]
    assert [bar.colors for bar in bars] == [DARK.values.ramp(33), DARK.gradients.ramp(33)]
    drawn = column(setting, room(setting.style), "both")
    value, gradient = drawn.place(0, "Y"), drawn.place(0, "Y_grad")
    is_beside = value.left < gradient.left
    assert is_beside or value.top < gradient.top
    assert is_beside == ("left" in places_told[0])
    assert tuple(told(marks)[:2]) == places_told
    for bar, label in zip(bars, [m for m in marks if isinstance(m, Label)], strict=False):
        assert bar.y < label.y < bar.y + 2 * bar.height
        assert bar.x + bar.width < label.x


@pytest.mark.parametrize("slots", ["values", "gradients"])
def test_where_a_slot_shows_one_matrix_no_half_is_told(slots: Slots) -> None:
    of = network()
    marks, _, _ = labelled(of, of.timeline.duration, slots=slots)
    assert told(marks)[:2] == ["values", "gradients"]


def test_whichever_layer_is_at_work_the_words_are_the_same() -> None:
    of = network()
    marks, chain, setting = labelled(of, of.timeline.duration)
    for layer in range(3):
        again = slot_labels(setting.of_layer(layer), chain, room(setting.style), "both")
        assert tuple(again) == marks


def test_the_loss_is_no_number_before_it_is_computed() -> None:
    of = shown(next(preset for preset in PRESETS if preset.id == "relu").document())
    loss = next(phase for phase in of.timeline.phases if phase.kind == "loss")
    told = {
        seconds: [
            text(mark)
            for mark in of.frame(seconds, Style(1200, 900), Asked("column")).marks
            if isinstance(mark, Label) and text(mark).split(" ")[0] == "l"
        ]
        for seconds in (0.0, loss.start, loss.start + 0.5 * loss.step)
    }
    assert "l" in told[0.0]
    assert "l = 4" not in told[0.0]
    assert "l = 4" not in told[loss.start]
    assert "l = 4" in told[loss.start + 0.5 * loss.step]
