"""One corner at rest: the right matrices in the right places, and words that get along."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.language.words import SUM_OVER
from gradviz.refs import is_gradient
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.matrix import rooms
from gradviz.scene.corner.pane import Pane, pane, small_pane
from gradviz.scene.marks.frame import Cells, Gradation, Label, Polyline, State
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK
from gradviz.session.document import Document, example
from gradviz.session.layers import set_layer_bias
from tests.views.conftest import Shown, document, documents, shown
from tests.views.dump import extent, text

NAMES = ("Y", "X_grad", "W_grad")
AREA = Area(20, 16, 960, 614)


def resting(of: Shown, name: str, area: Area = AREA, style: Style | None = None) -> Pane:
    return pane(name, of.setting(of.timeline.duration, style), area)


def labels(made: Pane) -> list[Label]:
    return [mark for mark in made.marks if isinstance(mark, Label)]


@pytest.mark.parametrize(
    ("name", "stand"),
    [
        ("Y", {"W": "left", "X": "top", "Y": "right", "b": "bias"}),
        ("X_grad", {"W": "left", "X_grad": "top", "Y_grad": "right"}),
        ("W_grad", {"W_grad": "left", "X": "top", "Y_grad": "right", "b_grad": "bias"}),
    ],
)
def test_a_gradient_stands_in_the_place_of_its_matrix(name: str, stand: dict[str, str]) -> None:
    of = shown(set_layer_bias(example(), 0, True))
    made = resting(of, name)
    assert dict(made.grids) == {n: getattr(made.corner, place) for n, place in stand.items()}
    cells = {mark.ref: mark for mark in made.marks if isinstance(mark, Cells)}
    assert set(cells) == set(stand)
    for n, grid in made.grids:
        assert cells[n].shape == of.passes.matrix(n).shape
        assert (cells[n].x, cells[n].y) == (grid.x, grid.y)


@pytest.mark.parametrize("name", NAMES)
def test_the_index_that_is_summed_over_is_the_strong_axis(name: str) -> None:
    made = resting(shown(example()), name)
    axes = [mark for mark in made.marks if isinstance(mark, Polyline) and mark.color != DARK.muted]
    widths = {letter: {a.width for a in axes if a.color == DARK.axis(letter)} for letter in "ijk"}
    strong = SUM_OVER[name]
    assert all(len(w) == 1 for w in widths.values())
    assert max(widths, key=lambda letter: max(widths[letter])) == strong
    told = {text(mark): mark.spans[0].weight for mark in labels(made) if text(mark) in "ijk"}
    assert told == {letter: "semibold" if letter == strong else "regular" for letter in "ijk"}


def test_axes_run_along_their_matrices() -> None:
    made = resting(shown(example()), "Y")
    corner = made.corner
    for mark in made.marks:
        if not isinstance(mark, Polyline) or mark.color == DARK.muted:
            continue
        (x, y), (to_x, to_y) = mark.points
        if mark.color == DARK.i:
            assert (x, y, to_y) == (to_x, corner.right.y, corner.right.bottom)
        elif mark.color == DARK.j:
            assert (x, to_x, y) == (corner.top.x, corner.top.right, to_y)
        elif y == to_y:
            assert (x, to_x) == (corner.left.x, corner.left.right)
        else:
            assert (y, to_y) == (corner.top.y, corner.top.bottom)


@pytest.mark.parametrize("name", NAMES)
def test_every_matrix_has_its_name_and_its_scale(name: str) -> None:
    of = shown(set_layer_bias(example(), 0, True))
    made = resting(of, name)
    bars = [mark for mark in made.marks if isinstance(mark, Gradation)]
    told = [text(mark) for mark in labels(made)]
    assert len(bars) == len(made.grids)
    palettes = {DARK.values.ramp(33): 0, DARK.gradients.ramp(33): 0}
    for bar in bars:
        palettes[bar.colors] += 1
    gradients = sum(is_gradient(n) for n, _ in made.grids)
    assert list(palettes.values()) == [len(bars) - gradients, gradients]
    for n, _ in made.grids:
        assert n.replace("_", "") in told
        assert f"±{of.scales[n].limit:g}" in told


def test_a_long_limit_is_shortened() -> None:
    made = example()
    of = shown(Document(made.network, made.X * 56_859_947_631.0, "sum", made.target, made.seed))
    assert "±1.71e11" in [text(mark) for mark in labels(resting(of, "Y"))]


def test_the_entry_that_is_written_is_told_in_its_own_corner_only() -> None:
    of = shown(example())
    setting = of.setting(of.during("X_grad", 1, 0.5))
    told = {name: any("= Σ" in text(m) for m in pane(name, setting, AREA).marks) for name in NAMES}
    assert told == {"Y": False, "X_grad": True, "W_grad": False}
    assert not any("= Σ" in text(m) for m in resting(of, "W_grad").marks)


def test_in_a_narrow_place_the_heading_is_two_lines_and_x_is_named_above() -> None:
    of = shown(example())
    narrow = resting(of, "Y", Area(20, 16, 300, 500), Style(340, 600))
    heading = [mark for mark in labels(narrow) if "Forward" in text(mark)]
    assert [text(mark) for mark in heading] == ["Forward"]
    (name,) = [mark for mark in labels(narrow) if text(mark) == "X"]
    assert name.y < narrow.corner.top.y
    (beside,) = [mark for mark in labels(resting(of, "Y")) if text(mark) == "X"]
    assert beside.x > resting(of, "Y").corner.top.right


@pytest.mark.parametrize("name", NAMES)
def test_the_small_corner_has_colours_and_axes_only(name: str) -> None:
    of = shown(example())
    made = small_pane(name, of.setting(of.timeline.duration), Area(0, 0, 160, 100))
    assert {type(mark) for mark in made.marks} == {Cells, Polyline}
    assert all(mark.text is None for mark in made.marks if isinstance(mark, Cells))


@given(
    documents(),
    st.sampled_from(NAMES),
    st.sampled_from([(960, 614), (600, 400), (330, 420), (460, 700), (1800, 900)]),
)
@settings(max_examples=80)
def test_words_do_not_run_into_each_other_nor_into_cells(
    document: Document, name: str, size: tuple[int, int]
) -> None:
    area = Area(20, 16, *size)
    made = resting(shown(document), name, area, Style(size[0] + 40, size[1] + 90))
    words = {text(mark) + str(n): extent(mark) for n, mark in enumerate(labels(made))}
    for (one, first), (other, second) in combinations(words.items(), 2):
        assert not _overlap(first, second), (one, other)
    for n, grid in made.grids:
        for told, where in words.items():
            assert not _overlap(where, (grid.x, grid.y, grid.right, grid.bottom)), (told, n)


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    slack = 3.0  # what extents are estimated too large, and what nobody sees
    return (
        one[0] + slack < other[2]
        and other[0] + slack < one[2]
        and one[1] + slack < other[3]
        and other[1] + slack < one[3]
    )


@given(st.lists(st.tuples(st.floats(1, 200), st.floats(1, 60)), min_size=1, max_size=4))
def test_what_is_centred_under_matrices_of_a_row_touches_no_other(
    sizes: list[tuple[float, float]],
) -> None:
    x, grids = 10.0, []
    for width, gap in sizes:
        grids.append(Grid(x, 0, width, 10, 1, 1))
        x += width + gap
    found = rooms(grids, Area(0, 0, x + 10, 100))
    ends = [
        ((g.x + g.right) / 2 - room / 2, (g.x + g.right) / 2 + room / 2)
        for g, room in zip(grids, found, strict=True)
    ]
    assert all(room > 0 for room in found)
    assert ends[0][0] >= -1e-9
    assert ends[-1][1] <= x + 10 + 1e-9
    for (_, end), (start, _) in pairwise(ends):
        assert end <= start + 1e-9


def test_cells_are_empty_until_they_are_written() -> None:
    of = shown(document((2, 3, 4)))
    for name in ("Y", "X_grad", "W_grad"):
        setting = of.setting(of.during(name, 4, 0.5))
        (mark,) = [
            m for m in pane(name, setting, AREA).marks if isinstance(m, Cells) and m.ref == name
        ]
        order = "F" if name == "X_grad" else "C"
        empty = (mark.state == State.EMPTY).ravel(order=order).tolist()
        assert empty == [False] * 4 + [True] * (len(empty) - 4)
