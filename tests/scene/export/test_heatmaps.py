"""Heatmaps: what is asked for is there, whole, legible and in its own colours."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from gradviz.engine.backprop import backprop
from gradviz.engine.convention import Convention
from gradviz.engine.passes import Passes
from gradviz.errors import InputError
from gradviz.scene.export.heatmaps import Options, heatmaps
from gradviz.scene.marks.cells import READABLE
from gradviz.scene.marks.frame import Cells, Frame, Gradation, Label, Polyline, State
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT

EXAMPLE = backprop(
    [[2, -1, 0.5], [1, 3, -2]],
    [[1, 0, 2, -1], [3, 1, 0, 2], [-2, 1, 1, 0]],
    b=[[0.5], [1 / 3]],
    loss="squared_error",
    target=[[-3, 0, 4, -4], [13, 2, 0, 4]],
)
PAPER = Style(1600, 1000, LIGHT)


def made(M: int, K: int, N: int) -> Passes:
    rng = np.random.default_rng(3)
    return backprop(rng.normal(size=(M, K)), rng.normal(size=(K, N)), b=rng.normal(size=(M, 1)))


def cells(frame: Frame) -> dict[str, Cells]:
    return {mark.ref: mark for mark in frame.marks if isinstance(mark, Cells)}


def texts(frame: Frame) -> list[str]:
    labels = [mark for mark in frame.marks if isinstance(mark, Label)]
    return ["".join(span.text for span in label.spans) for label in labels]


def extents(frame: Frame) -> Sequence[tuple[float, float, float, float]]:
    """Return left, top, right, bottom of every mark; of text, what it surely covers."""
    found = []
    for mark in frame.marks:
        match mark:
            case Cells() | Gradation():
                found.append((mark.x, mark.y, mark.x + mark.width, mark.y + mark.height))
            case Label():
                letters = sum(len(span.text) * (0.7 if span.script else 1) for span in mark.spans)
                width = 0.5 * mark.size * letters
                left = mark.x - {"left": 0.0, "center": 0.5, "right": 1.0}[mark.anchor] * width
                found.append((left, mark.y - 0.72 * mark.size, left + width, mark.y))
            case Polyline():
                xs, ys = zip(*mark.points, strict=True)
                found.append((min(xs), min(ys), max(xs), max(ys)))
            case _:
                raise AssertionError(f"a heatmap has no {mark}")
    return found


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_values_and_gradients_have_their_own_palettes(theme: type) -> None:
    frame = heatmaps(EXAMPLE, EXAMPLE.names, Style(1600, 1000, theme))
    assert frame.background == theme.ground
    for name, mark in cells(frame).items():
        values = EXAMPLE.matrix(name)
        palette = theme.gradients if name.endswith("_grad") else theme.values
        assert (mark.fill == palette.colors(values / np.abs(values).max())).all()


def test_all_cells_have_one_size() -> None:
    marks = cells(heatmaps(EXAMPLE, EXAMPLE.names, PAPER)).values()
    assert len({(mark.pitch_x, mark.pitch_y, mark.font_size) for mark in marks}) == 1


@pytest.mark.parametrize("size", [(1600, 1000), (800, 800), (64, 64), (4000, 300), (300, 4000)])
@pytest.mark.parametrize(
    "shape", [(2, 3, 4), (1, 1, 1), (1, 12, 1), (12, 1, 12), (64, 64, 64), (16, 4096, 1)], ids=str
)
def test_nothing_is_cut_off(shape: tuple[int, int, int], size: tuple[int, int]) -> None:
    passes = made(*shape)
    for names in (passes.names, ("W_grad",), ("X", "b")):
        frame = heatmaps(passes, names, Style(*size, LIGHT))
        left, top, right, bottom = (np.array(edge) for edge in zip(*extents(frame), strict=True))
        assert left.min() >= 0
        assert top.min() >= 0
        assert right.max() <= size[0]
        assert bottom.max() <= size[1]


@pytest.mark.parametrize("shape", [(2, 3, 4), (1, 1, 1), (6, 5, 7)], ids=str)
def test_the_picture_is_filled(shape: tuple[int, int, int]) -> None:
    for names in (("W", "X", "Y", "Y_grad", "X_grad", "W_grad"), ("X_grad", "W_grad")):
        frame = heatmaps(made(*shape), names, PAPER)
        left, top, right, bottom = (np.array(edge) for edge in zip(*extents(frame), strict=True))
        share = max((right.max() - left.min()) / 1600, (bottom.max() - top.min()) / 1000)
        assert share > 0.6


def test_heatmaps_do_not_touch() -> None:
    frame = heatmaps(EXAMPLE, EXAMPLE.names, PAPER)
    places = [(m.x, m.y, m.x + m.width, m.y + m.height) for m in cells(frame).values()]
    for n, (left, top, right, bottom) in enumerate(places):
        for other in places[:n]:
            assert left > other[2] or right < other[0] or top > other[3] or bottom < other[1]


def test_each_heatmap_has_its_name_size_and_limits() -> None:
    frame = heatmaps(EXAMPLE, ("X_grad", "b"), PAPER)
    assert {"Xgrad  3×4", "b  2×1", "−0.5", "0", "0.5"} <= set(texts(frame))
    name = next(mark for mark in frame.marks if isinstance(mark, Label) and mark.ref == "X_grad")
    assert [(span.weight, span.script) for span in name.spans[:2]] == [
        ("semibold", 0),
        ("semibold", -1),
    ]


@pytest.mark.parametrize("base", [0, 1])
def test_indices_stand_in_the_axis_colours(base: int) -> None:
    frame = heatmaps(EXAMPLE, ("X",), Style(1600, 1000, LIGHT, base=base), Options(bars=False))
    labels = [mark for mark in frame.marks if isinstance(mark, Label)][1:]
    found = [(label.spans[0].text, label.spans[0].color) for label in labels]
    rows = [(str(n + base), LIGHT.k) for n in range(3)]
    assert found == rows + [(str(n + base), LIGHT.j) for n in range(4)]


@pytest.mark.parametrize(("convention", "rows", "columns"), [("wx", 3, 4), ("xwt", 4, 3)])
def test_a_convention_lays_out_values_and_indices(
    convention: Convention, rows: int, columns: int
) -> None:
    style = Style(1600, 1000, LIGHT, convention=convention)
    frame = heatmaps(EXAMPLE, ("X",), style, Options(bars=False))
    assert texts(frame)[0] == f"X  {rows}×{columns}"
    labels = [mark for mark in frame.marks if isinstance(mark, Label)][1:]
    down, across = (LIGHT.k, LIGHT.j) if convention == "wx" else (LIGHT.j, LIGHT.k)
    assert [label.spans[0].color for label in labels] == [down] * rows + [across] * columns
    values = EXAMPLE.X if convention == "wx" else EXAMPLE.X.T
    colors = LIGHT.values.colors(values / np.abs(values).max())
    assert (cells(frame)["X"].fill == colors).all()


def test_indices_of_many_rows_do_not_run_into_each_other() -> None:
    frame = heatmaps(made(64, 64, 64), ("W", "X"), PAPER, Options(bars=False))
    rows = [m for m in frame.marks if isinstance(m, Label) and m.anchor == "right"]
    lines = sorted({(label.x, label.y) for label in rows})
    gaps = [b[1] - a[1] for a, b in pairwise(lines) if a[0] == b[0]]
    assert min(gaps) >= rows[0].size
    assert len(gaps) > 6


def test_options_take_things_away() -> None:
    bare = heatmaps(EXAMPLE, ("W", "X"), PAPER, Options(numbers=False, bars=False, indices=False))
    assert all(mark.text is None for mark in cells(bare).values())
    assert not [mark for mark in bare.marks if isinstance(mark, Gradation)]
    assert texts(bare) == ["W  2×3", "X  3×4"]


def test_numbers_show_all_digits_that_fit_and_integers_have_no_decimals() -> None:
    (mark,) = cells(heatmaps(EXAMPLE, ("b",), Style(800, 800, LIGHT))).values()
    assert mark.text is not None
    half, third = mark.text[:, 0]
    assert half == "0.5"
    assert third.startswith("0.33333333")
    assert len(third) * 0.6 * mark.font_size <= mark.pitch_x
    whole = cells(heatmaps(EXAMPLE, ("X",), PAPER))["X"].text
    assert whole is not None
    assert whole.tolist()[0] == ["1", "0", "2", "−1"]


@pytest.mark.parametrize("shape", [(2, 3, 4), (1, 12, 1), (5, 9, 6)], ids=str)
def test_every_number_is_told_within_its_cell(shape: tuple[int, int, int]) -> None:
    for passes in (made(*shape), backprop([[1e-300, -1e-300, 1e12]], np.full((3, 2), -1 / 3))):
        for mark in cells(heatmaps(passes, passes.names, PAPER)).values():
            if mark.text is None or mark.pitch_y < READABLE:
                continue
            assert "…" not in mark.text
            widest = max(map(len, mark.text.flat))
            assert widest * 0.6 * mark.font_size <= mark.pitch_x - mark.gap


def test_numbers_step_aside_when_cells_are_small() -> None:
    passes = made(64, 64, 64)
    frame = heatmaps(passes, ("W", "X", "Y"), PAPER)
    assert all(mark.text is None for mark in cells(frame).values())


def test_odd_numbers_have_marks_of_their_own() -> None:
    passes = backprop([[np.nan, np.inf, -np.inf], [1e-9, 1e12, 0]], np.zeros((3, 2)))
    mark = cells(heatmaps(passes, ("W",), PAPER))["W"]
    assert mark.state.tolist() == [
        [State.HATCHED, State.CLIPPED, State.CLIPPED],
        [State.FILLED] * 3,
    ]
    assert mark.text is not None
    assert mark.text.tolist() == [["NaN", "∞", "−∞"], ["1e−9", "1000000000000", "0"]]


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_a_matrix_without_a_finite_number_above_0_has_a_scale_of_1(value: float) -> None:
    frame = heatmaps(backprop(np.full((2, 2), value), np.zeros((2, 2))), ("W",), PAPER)
    assert {"−1", "1"} <= set(texts(frame))


def test_given_scales_are_used() -> None:
    frame = heatmaps(EXAMPLE, ("W",), PAPER, scales={"W": Scale(10.0)})
    assert (cells(frame)["W"].fill == LIGHT.values.colors(EXAMPLE.W / 10)).all()
    assert {"−10", "10"} <= set(texts(frame))


def test_edges_stand_on_whole_pixels() -> None:
    for mark in cells(heatmaps(EXAMPLE, EXAMPLE.names, Style(1601, 1003, pixel=0.5))).values():
        edges = np.array([mark.x, mark.y, mark.pitch_x, mark.pitch_y]) * 2
        assert (edges == edges.round()).all()


def test_the_same_arguments_give_the_same_picture() -> None:
    one, other = (heatmaps(EXAMPLE, EXAMPLE.names, PAPER) for _ in range(2))
    assert extents(one) == extents(other)
    assert texts(one) == texts(other)


def test_a_matrix_that_is_not_there_is_told() -> None:
    with pytest.raises(InputError, match=r"no matrix 'b' here: there are W, X, Y, Y_grad"):
        heatmaps(backprop([[1]], [[2]]), ("W", "b"), PAPER)


def test_nothing_and_the_same_twice_are_told() -> None:
    with pytest.raises(InputError, match="choose at least one matrix: there are W, X, b"):
        heatmaps(EXAMPLE, (), PAPER)
    with pytest.raises(InputError, match="W is chosen more than once"):
        heatmaps(EXAMPLE, ("X", "W", "W"), PAPER)
