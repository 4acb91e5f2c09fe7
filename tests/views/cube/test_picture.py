"""The Cube view: planes add up to the three answers, and the picture tells it truly.

The goldens are pictures as text. After a change of looks that is meant, write them anew with

    GRADVIZ_GOLDENS=write python -m pytest tests/views/cube/test_picture.py

and read the difference before it is committed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.language.notation import Notation
from gradviz.refs import CellRef
from gradviz.scene.corner.pane import MATRICES
from gradviz.scene.corner.setting import setting_of
from gradviz.scene.marks.frame import Frame, Label, Polygon, Quad, State
from gradviz.scene.marks.scale import ScaleChoice, scales_for
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT
from gradviz.session.document import Document, example, passes
from gradviz.session.looks.cube import CubeLook, Turn
from gradviz.timeline.timeline import Timeline
from gradviz.views.cube.layout import LACKS
from gradviz.views.cube.picture import cube_key, cube_still, cube_title
from gradviz.views.cube.products import BoxProduct, product_of
from gradviz.views.cube.timeline import KIND, cube_timeline
from gradviz.views.shown import Shown
from tests.views.conftest import document, documents, networks
from tests.views.dump import dump, extent, line, text
from tests.views.goldens import assert_golden
from tests.views.sound import assert_sound

GOLDENS = Path(__file__).parent / "goldens"
STYLE = Style(1000, 700)
SIZES = [(640, 480), (480, 800), (1000, 700), (1280, 420), (3840, 2160)]
PRODUCTS = ("Y", "X_grad", "W_grad")
SUBSCRIPTS = {"W": "ik", "X": "kj", "Y": "ij"}


@dataclass(frozen=True)
class Asked:
    """A time of the cube of a layer, in a style, and what is pointed at in it."""

    passes: Passes
    style: Style = STYLE
    layer: int | None = None
    pointed: CellRef | None = None
    seconds: float = 0.0

    @property
    def timeline(self) -> Timeline:
        return cube_timeline(self.passes, self.layer)

    @property
    def shown(self) -> Shown:
        made = self.passes
        scales = scales_for({name: made.matrix(name) for name in made.names}, ScaleChoice())
        return Shown(made, self.timeline.at(self.seconds), scales, self.style)


def during(made: Asked, role: str, step: int, progress: float) -> Asked:
    phase = next(phase for phase in made.timeline.phases if phase.role == role)
    return replace(made, seconds=phase.start + (step + progress) * phase.step)


def at_rest(made: Asked) -> Asked:
    return replace(made, seconds=made.timeline.duration)


def picture(made: Asked, options: CubeLook | None = None) -> Frame:
    return cube_still(made.shown, options or CubeLook()).lit(made.pointed)


def faces(frame: Frame) -> dict[str, Quad]:
    return {mark.ref: mark for mark in frame.marks if isinstance(mark, Quad) and mark.ref}


def inside(frame: Frame) -> list[Quad]:
    return [mark for mark in frame.marks if isinstance(mark, Quad) and not mark.ref]


def caption(frame: Frame) -> list[str]:
    low = max(mark.y for mark in frame.marks if isinstance(mark, Label))
    return [text(m) for m in frame.marks if isinstance(m, Label) and m.y > low - 40]


def product(made: Asked, role: str) -> BoxProduct:
    shown = made.shown
    setting = setting_of(shown.passes, shown.moment, shown.scales, shown.style, 0)
    return product_of(role, setting, shown.moment)


EXAMPLE = passes(example())


def network() -> Passes:
    rng = np.random.default_rng(3)
    layers: list[Layer] = [
        Linear(rng.normal(size=(4, 3)).round(1), rng.normal(size=(4, 1)).round(1)),
        Activation("relu"),
        Linear(rng.normal(size=(2, 4)).round(1)),
    ]
    return Network(layers).backprop(rng.normal(size=(3, 5)).round(1), loss="sum")


# --- goldens

GOLDEN: dict[str, Callable[[], Frame]] = {
    "start": lambda: picture(Asked(EXAMPLE)),
    "lines-sweep": lambda: picture(during(Asked(EXAMPLE), "Y", 1, 0.35)),
    "plane-leaves": lambda: picture(during(Asked(EXAMPLE, Style(640, 480, LIGHT)), "Y", 2, 0.8)),
    "turn-back": lambda: picture(during(Asked(EXAMPLE), "Y_grad", 0, 0.6)),
    "back-to-x": lambda: picture(during(Asked(EXAMPLE), "X_grad", 0, 0.15)),
    "back-to-w-xwt": lambda: picture(
        during(Asked(EXAMPLE, Style(1000, 700, base=0, convention="xwt")), "W_grad", 1, 0.5)
    ),
    "rest-pointed-turned": lambda: picture(
        at_rest(Asked(EXAMPLE, pointed=CellRef("W_grad", 1, 1))), CubeLook(turn=Turn(-130, 40))
    ),
    "second-layer": lambda: picture(
        during(Asked(network(), layer=2), "Y", 3, 0.9), CubeLook(layer=2)
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    assert_golden(GOLDENS, name, dump(GOLDEN[name]()))


# --- the mathematics

shapes = st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1, 6))


@given(shapes, st.integers(0, 99), st.sampled_from(PRODUCTS))
@settings(deadline=None)
def test_planes_and_lines_are_slices_of_one_box_of_products(
    shape: tuple[int, int, int], seed: int, role: str
) -> None:
    """All products of a pass, as NumPy's einsum has them, indexed i, j, k."""
    made = at_rest(Asked(passes(document(shape, seed))))
    found = product(made, role)
    first, second = found.factors
    subscripts = f"{SUBSCRIPTS[first[0]]},{SUBSCRIPTS[second[0]]}->ijk"
    box = np.einsum(subscripts, made.passes.matrix(first), made.passes.matrix(second))
    summed = "ijk".index(LACKS[role[0]])
    rows, cols = ("ijk".index(axis) for axis in found.axes)
    ordered = box.transpose(summed, rows, cols)
    planes = [found.plane(step) for step in range(found.phase.count)]
    assert np.stack(planes) == pytest.approx(ordered)
    assert made.passes.matrix(role) == pytest.approx(ordered.sum(axis=0))
    rng = np.random.default_rng(seed)
    for axis in ("i", "j", "k"):
        place = {a: int(rng.integers(n)) for a, n in zip("ijk", box.shape, strict=True)}
        index = tuple(slice(None) if a == axis else place[a] for a in "ijk")
        del place[axis]
        assert found.line(axis, place)[0] == pytest.approx(box[index])  # type: ignore[arg-type]


def test_the_sum_of_what_is_added_so_far_stands_on_the_face() -> None:
    W, X = np.array(EXAMPLE.W), np.array(EXAMPLE.X)
    for done in range(1, 4):
        quad = faces(picture(during(Asked(EXAMPLE), "Y", done - 1, 1.0)))["Y"]
        expected = W[:, :done] @ X[:done]
        told = np.array([[float(t.replace("−", "-")) for t in row] for row in quad.cells.text])
        assert told == pytest.approx(expected)


def test_no_product_is_beyond_the_colours_of_products() -> None:
    """12 and −12 are larger than their sums, 0 and 8."""
    made = Asked(Network([Linear([[3.0, -3.0], [1.0, 1.0]])]).backprop([[4.0], [4.0]]))
    assert np.abs(made.passes.Y).max() == 8.0
    for step in (0, 1):
        frame = picture(during(made, "Y", step, 0.7))
        plane = inside(frame)[-1].cells
        assert sorted(plane.text.ravel().tolist() if plane.text is not None else []) != []
        assert np.all(plane.state == State.FILLED)


def test_of_many_planes_several_are_added_at_once_and_all_in_the_end() -> None:
    rng = np.random.default_rng(0)
    made = Network([Linear(rng.normal(size=(2, 150)))]).backprop(rng.normal(size=(150, 3)))
    half = product(during(Asked(made), "Y", 20, 0.5), "Y")
    assert half.slab(20) == range(46, 49)
    assert half.plane(20) == pytest.approx(
        made.W[:, list(half.slab(20))] @ made.X[list(half.slab(20))]
    )
    assert half.total() == pytest.approx(
        made.W[:, : half.slab(20).start] @ made.X[: half.slab(20).start]
    )
    assert product(at_rest(Asked(made)), "Y").total() is made.matrix("Y")


# --- what is and what is not there yet


def test_what_is_not_computed_is_empty_and_no_zero() -> None:
    frame = picture(Asked(EXAMPLE))
    assert np.all(faces(frame)["Y"].cells.state == State.EMPTY)
    assert inside(frame) == []
    before = faces(picture(during(Asked(EXAMPLE), "Y", 0, 0.9)))["Y"]
    assert np.all(before.cells.state == State.EMPTY)


def test_gradients_take_the_faces_as_the_pass_turns_round() -> None:
    made = Asked(EXAMPLE)

    def standing(role: str, progress: float) -> set[str]:
        return set(faces(picture(during(made, role, 0, progress))))

    assert standing("Y", 0.5) == {"W", "X", "Y"}
    assert standing("Y_grad", 0.02) == {"W", "X", "Y"}
    assert standing("Y_grad", 1.0) == {"W", "X", "Y_grad"}
    assert standing("X_grad", 0.5) == {"W", "X_grad", "Y_grad"}
    assert standing("W_grad", 0.5) == {"W_grad", "X", "Y_grad"}


def test_names_with_sizes_stand_beside_the_faces_in_every_notation() -> None:
    told = [text(mark) for mark in picture(during(Asked(EXAMPLE), "X_grad", 0, 0.5)).marks]
    assert {"W  2×3", "Xgrad  3×4", "Ygrad  2×4"} <= set(told)
    rows = Style(1000, 700, convention="xw")
    told = [text(mark) for mark in picture(Asked(EXAMPLE, rows)).marks]
    assert {"WT  2×3", "XT  3×4", "YT  2×4"} <= set(told)  # the box stands as in Y = W X


def test_each_product_appears_when_both_lines_have_met_in_it() -> None:
    counts = []
    for progress in np.linspace(0.05, 0.55, 26):
        planes = [
            quad
            for quad in inside(picture(during(Asked(EXAMPLE), "Y", 0, progress)))
            if quad.cells.shape == (2, 4)
        ]
        there = sum(int((quad.cells.state == State.FILLED).sum()) for quad in planes)
        counts.append(there)
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[-1] == 8
    assert len(set(counts)) > 4  # one after another


def test_the_plane_leaves_along_the_index_that_is_summed_over() -> None:
    """It moves straight from its place in the box to the face of the answer."""
    for role in PRODUCTS:
        made = Asked(EXAMPLE)
        places = []
        for progress in (0.63, 0.8, 0.999):
            frame = picture(during(made, role, 0, progress))
            places.append(np.array(inside(frame)[-1].origin))
        face = faces(picture(during(made, role, 0, 0.999)))[role]
        way, rest = places[1] - places[0], np.array(face.origin) - places[2]
        whole = places[2] - places[0]
        assert abs(way[0] * whole[1] - way[1] * whole[0]) < 1e-6 * np.hypot(*whole) ** 2
        assert np.hypot(*rest) < 0.02 * np.hypot(*whole)


@pytest.mark.parametrize("role", PRODUCTS)
def test_another_product_can_be_looked_at_meanwhile(role: str) -> None:
    focus = CubeLook(focus=role)  # type: ignore[arg-type]  # one of PRODUCTS
    frame = picture(at_rest(Asked(EXAMPLE)), focus)
    assert role in faces(frame)
    assert np.all(faces(frame)[role].cells.state == State.FILLED)
    early = faces(picture(Asked(EXAMPLE), focus))[role]
    assert np.all(early.cells.state == State.EMPTY)


# --- what is said


def test_the_caption_names_the_plane_and_its_numbers() -> None:
    words, numbers = caption(picture(during(Asked(EXAMPLE), "Y", 1, 0.4)))
    assert words == "k = 2: column 2 of W times row 2 of X; one plane of products, added along k"
    assert numbers == "(−1, 3) ⊗ (3, 1, 0, 2)   2 of 3"
    words, _ = caption(picture(during(Asked(EXAMPLE), "X_grad", 0, 0.4)))
    assert words.startswith("i = 1: row 1 of W times row 1 of Ygrad;")
    words, _ = caption(picture(during(Asked(EXAMPLE), "W_grad", 3, 0.4)))
    assert words.startswith("j = 4: column 4 of Ygrad times column 4 of X;")


def test_in_other_notations_rows_and_columns_are_those_people_write() -> None:
    style = Style(1000, 700, base=0, convention="xwt")
    words, numbers = caption(picture(during(Asked(EXAMPLE, style), "Y", 1, 0.4)))
    assert words.startswith("k = 1: column 1 of X times column 1 of W;")
    assert numbers.startswith("(3, 1, 0, 2) ⊗ (−1, 3)")


def test_the_caption_of_a_cell_is_its_sum() -> None:
    made = Asked(EXAMPLE, pointed=CellRef("Y", 1, 1))
    words, numbers = caption(picture(during(made, "Y", 2, 1.0)))
    assert words == "Y[2,2] is the sum of the 3 products in line with it, along k"
    assert numbers == "Y[2,2] = 1·0 + 3·1 + (−2)·1 = 1"


def test_of_a_long_sum_the_caption_leaves_the_middle_out() -> None:
    W, X = np.arange(1.0, 10.0)[np.newaxis], np.full((9, 1), 2.0)
    made = Asked(Network([Linear(W)]).backprop(X), pointed=CellRef("Y", 0, 0))
    _, numbers = caption(picture(during(made, "Y", 8, 1.0)))
    assert numbers == "Y[1,1] = 1·2 + 2·2 + 3·2 + 4·2 + … + 9·2 = 90"


def test_the_caption_of_a_factor_tells_what_it_is_multiplied_by() -> None:
    made = Asked(EXAMPLE, pointed=CellRef("W", 1, 1))
    words, numbers = caption(picture(during(made, "Y", 2, 1.0)))
    assert words == "W[2,2] is a factor in 4 products, along j: times row 2 of X, for row 2 of Y"
    assert numbers == "3 · (3, 1, 0, 2) = (9, 3, 0, 6)"


def test_the_last_plane_of_a_layer_with_a_bias_says_that_it_is_added() -> None:
    made = Asked(network(), layer=0)
    assert caption(picture(during(made, "Y", 2, 0.5)))[0].endswith("along k; then b1 is added")
    assert "b1" not in caption(picture(during(made, "Y", 1, 0.5)))[0]


def test_an_activation_shows_the_product_before_it_and_says_so() -> None:
    frame = picture(at_rest(Asked(network(), layer=1)), CubeLook(layer=1))
    assert {"W1_grad", "X", "Y1_grad"} == set(faces(frame))
    assert caption(frame)[0].endswith("(relu has no cube: this is the layer before it)")
    alone = Network([Activation("relu")]).backprop([[1.0, -2.0]])
    frame = picture(Asked(alone))
    assert next(text(mark) for mark in frame.marks).startswith("There is no cube: relu")


def test_titles_and_keys() -> None:
    phases = cube_timeline(EXAMPLE).phases
    titles = [str(cube_title(phase, Notation())) for phase in phases]
    assert titles == ["Forward", "Turn back", "Backward to X", "Backward to W"]
    keys = [str(cube_key(phase, phase.count - 1, Notation(), EXAMPLE)) for phase in phases]
    assert keys == ["Y, k = 3", "Y_grad", "X_grad, i = 2", "W_grad, j = 4"]
    deep = network()
    second = Notation(base=0, layer=deep.layers[2])
    told = cube_timeline(deep, 2).phases[2]
    assert str(cube_title(told, second)) == "Backward to Y2"
    assert str(cube_key(told, 1, second, deep)) == "Y2_grad, i = 1"


# --- pointing


def lit_outlines(frame: Frame) -> list[Polygon]:
    return [m for m in frame.marks if isinstance(m, Polygon) and m.stroke == DARK.accent]


@pytest.mark.parametrize("role", PRODUCTS)
def test_pointing_lights_the_products_of_a_cell_and_where_they_come_from(role: str) -> None:
    made = at_rest(Asked(EXAMPLE))
    focus = CubeLook(focus=role)  # type: ignore[arg-type]  # one of PRODUCTS
    ref = CellRef(role, 1, 2)
    quiet, lit = picture(made, focus), picture(replace(made, pointed=ref), focus)
    found = product(made, role)
    before = {id(quad.cells) for quad in inside(quiet)}
    (ribbon,) = [quad for quad in inside(lit) if id(quad.cells) not in before]
    rows, cols = found.axes
    expected = found.line(found.axis, {rows: 1, cols: 2})
    assert ribbon.cells.shape == expected.shape == (1, found.planes)
    assert expected.sum() == pytest.approx(EXAMPLE.matrix(role)[1, 2])
    assert lit_outlines(quiet) == []
    assert len(lit_outlines(lit)) == 2  # a line of each factor


@given(
    st.sampled_from(PRODUCTS),
    st.floats(-180, 180),
    st.floats(15, 65),
    st.integers(0, 11),
    st.integers(0, 2),
)
@settings(max_examples=60, deadline=None)
def test_what_is_hit_is_what_is_drawn(
    role: str, yaw: float, pitch: float, number: int, which: int
) -> None:
    options = CubeLook(turn=Turn(yaw, pitch), focus=role)  # type: ignore[arg-type]
    frame = picture(at_rest(Asked(EXAMPLE)), options)
    name, quad = sorted(faces(frame).items())[which]
    rows, cols = EXAMPLE.matrix(name).shape
    row, col = divmod(number % (rows * cols), cols)
    corners = quad.corners(row, col)
    assert corners is not None
    x, y = np.mean(corners, axis=0)
    if abs(quad.area) > 1e-3:
        assert frame.hit(float(x), float(y)) == CellRef(name, row, col)
    assert frame.hit(1.0, 1.0) is None


# --- what holds always

styles = st.builds(
    lambda size, factor, theme, convention: Style(
        *size, theme=theme, text=factor, convention=convention
    ),
    st.sampled_from(SIZES),
    st.sampled_from([1.0, 1.35, 2.0]),
    st.sampled_from([DARK, LIGHT]),
    st.sampled_from(CONVENTIONS),
)
turns = st.builds(Turn, st.floats(-180, 180), st.floats(0, 90))


@given(documents() | networks(), st.floats(0, 1), styles, turns, st.integers(0, 4))
@settings(max_examples=200, deadline=None)
def test_nothing_lies_outside(
    document: Document, share: float, style: Style, turn: Turn, layer: int
) -> None:
    found = passes(document)
    chosen = layer % len(found.layers)
    made = Asked(found, style, chosen)
    made = replace(made, seconds=share * made.timeline.duration)
    assert_sound(picture(made, CubeLook(chosen, turn)))


@given(turns, st.sampled_from(SIZES), st.sampled_from([1.0, 2.0]))
@settings(max_examples=100, deadline=None)
def test_no_text_lies_on_another(turn: Turn, size: tuple[int, int], factor: float) -> None:
    frame = picture(at_rest(Asked(EXAMPLE, Style(*size, text=factor))), CubeLook(turn=turn))
    labels = [mark for mark in frame.marks if isinstance(mark, Label)]
    for one, other in combinations(labels, 2):
        a, b = extent(one), extent(other)
        across = min(a[2], b[2]) - max(a[0], b[0])
        down = min(a[3], b[3]) - max(a[1], b[1])
        small = 0.35 * min(one.size, other.size)
        assert across < small or down < small, (line(one), line(other))


@given(st.lists(st.floats(0, 1), min_size=2, max_size=5))
@settings(max_examples=20, deadline=None)
def test_a_time_gives_the_same_picture_however_one_came_there(shares: list[float]) -> None:
    made = Asked(EXAMPLE)
    times = [share * made.timeline.duration for share in shares]
    in_order = {t: dump(picture(replace(made, seconds=t))) for t in sorted(times)}
    for seconds in times:
        assert dump(picture(replace(made, seconds=seconds))) == in_order[seconds]


def test_nothing_jumps_while_it_moves() -> None:
    """Between two close times within a step every mark inside has moved a little only."""
    made = Asked(EXAMPLE)
    phase = next(p for p in made.timeline.phases if p.kind == KIND)
    for progress in np.linspace(0.0, 0.98, 50):
        one, other = (
            inside(picture(replace(made, seconds=phase.start + p * phase.step)))
            for p in (float(progress), float(progress) + 0.01)
        )
        if len(one) == len(other):
            for a, b in zip(one, other, strict=True):
                assert np.hypot(*np.subtract(a.origin, b.origin)) < 30


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 12, 1), (64, 64, 64), (300, 2, 70)])
@pytest.mark.parametrize("size", SIZES)
def test_sizes_from_one_to_hundreds(shape: tuple[int, int, int], size: tuple[int, int]) -> None:
    made = Asked(passes(document(shape)), Style(*size))
    for role in PRODUCTS:
        for progress in (0.3, 0.55, 0.8):
            assert_sound(picture(during(made, role, 0, progress)))
    ref = CellRef("W_grad", shape[0] - 1, shape[1] - 1)
    assert_sound(picture(at_rest(replace(made, pointed=ref))))


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), 1e-9, -1e300])
def test_odd_numbers_are_shown_and_said(odd: float) -> None:
    W = np.array([[odd, 1e12, 0.0], [0.0, -2.0, 1.0]])
    made = Asked(Network([Linear(W)]).backprop(np.ones((3, 2))), pointed=CellRef("Y", 0, 0))
    for role in PRODUCTS:
        for progress in (0.3, 0.8, 1.0):
            assert_sound(picture(during(made, role, 0, progress)))
    numbers = caption(picture(during(made, "Y", 2, 1.0)))[1]
    assert numbers.startswith("Y[1,1] ")
    if np.isnan(odd):
        assert "NaN" in numbers
        assert State.HATCHED in faces(picture(Asked(made.passes)))["W"].cells.state


def test_all_zeros_are_computed_zeros() -> None:
    made = Asked(Network([Linear(np.zeros((2, 2)))]).backprop(np.zeros((2, 2))))
    frame = picture(at_rest(made))
    assert_sound(frame)
    assert np.all(faces(frame)["W_grad"].cells.state == State.FILLED)


@pytest.mark.parametrize("focus", PRODUCTS)
def test_faces_that_were_chosen_stay_at_all_times(focus: str) -> None:
    made = Asked(passes(example()))
    options = CubeLook(focus=focus)  # type: ignore[arg-type]  # one of the products
    for seconds in np.linspace(0.0, made.timeline.duration, 40):
        frame = cube_still(replace(made, seconds=float(seconds)).shown, options).lit(None)
        faces = {mark.ref for mark in frame.marks if isinstance(mark, Quad) and mark.ref}
        assert faces == set(MATRICES[focus]), seconds
