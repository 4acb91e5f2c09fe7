"""What every view keeps to, whatever document it shows: time, words, cells and entries."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

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
from gradviz.scene.marks.frame import Cells, Frame, Quad
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, example, network_document, new_document
from gradviz.session.edits import set_cell, set_convention, set_view
from gradviz.session.looks.adjoint import AdjointLook
from gradviz.session.looks.choices import ViewName
from gradviz.session.looks.cube import CubeLook, Turn
from gradviz.session.looks.derivation import DerivationLook
from gradviz.session.looks.flow import FlowLook
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.session.looks.race import RaceLook
from gradviz.session.looks.steepest import SteepestLook
from gradviz.session.presets.documents import PRESETS
from gradviz.views.view import View
from tests.views.drawing import frame_of
from tests.views.drawing import viewed as made

NAMES: tuple[ViewName, ...] = get_args(ViewName)
KINDS = ("relu", "softmax", "tanh")
SOME = settings(max_examples=25, deadline=None)


@pytest.fixture(scope="module", autouse=True)
def _no_copies() -> Iterator[None]:
    """Let a view that takes a copy of a matrix fail: people get copies, pictures what is kept.

    A copy costs time in every frame, and as another object it would have all be mapped anew.
    """

    def refused(passes: Passes) -> None:
        raise AssertionError("a picture copies a matrix")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("values", "grads", "T", *(f"{n}{g}" for n in "WXbY" for g in ("", "_grad"))):
            assert isinstance(getattr(Passes, name), property)
            patch.setattr(Passes, name, property(refused))
        yield


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Return documents of one to four layers, with a NaN in one of five, as people write them."""
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    sizes = draw(st.lists(st.integers(1, 5), min_size=2, max_size=4))
    samples = draw(st.integers(1, 5))
    layers: list[Layer] = []
    for cols, rows in itertools.pairwise(sizes):
        b = rng.integers(-3, 4, (rows, 1)).astype(float) if draw(st.booleans()) else None
        layers.append(Linear(rng.integers(-3, 4, (rows, cols)).astype(float), b))
        if draw(st.booleans()):
            layers.append(Activation(draw(st.sampled_from(KINDS))))
    X = rng.integers(-3, 4, (sizes[0], samples)).astype(float)
    loss = draw(st.sampled_from(["seed", "sum", "squared_error", "mse"]))
    document = network_document(Network(tuple(layers)), X, loss=loss)
    if draw(st.integers(0, 4)) == 0:
        document = set_cell(document, CellRef("X", 0, 0), math.nan)
    return set_convention(document, draw(st.sampled_from(["wx", "xw", "xwt"])))


@st.composite
def looked_at(draw: st.DrawFn) -> Document:
    """Return documents with a view, and with choices made in it."""
    document = draw(documents())
    layer = draw(st.sampled_from([None, *range(len(document.network.layers))]))
    wrt = draw(st.sampled_from(["X", *document.given]))
    return set_view(
        document,
        view=draw(st.sampled_from(NAMES)),
        jacobian=JacobianLook(
            wrt=wrt,
            order=draw(st.sampled_from(["F", "C"])),
            sample=draw(st.sampled_from([None, 0, 3])),
        ),
        cube=CubeLook(
            layer=layer,
            turn=Turn(draw(st.floats(-180, 180)), draw(st.floats(15, 65))),
            focus=draw(st.sampled_from([None, "Y", "X_grad", "W_grad"])),
        ),
        derivation=DerivationLook(draw(st.sampled_from(["transposing", "indices"])), layer),
    )


def ugly() -> dict[str, Document]:
    rng = np.random.default_rng(4)
    return {
        "1x1": new_document([[2.0]], [[-3.0]]),
        "1x12": new_document(rng.normal(size=(1, 12)), rng.normal(size=(12, 1))),
        "64x64": new_document(rng.normal(size=(64, 64)), rng.normal(size=(64, 64))),
        "zeros": new_document(np.zeros((2, 3)), np.zeros((3, 4))),
        "nan": set_cell(example(), CellRef("W", 0, 0), math.nan),
        "no product": network_document(Network((Activation("relu"),)), [[1.0, -2.0]]),
        **{preset.id: preset.document() for preset in PRESETS},
    }


def frame_at(view: View, share: float, size: tuple[int, int] = (900, 650)) -> Frame:
    style = Style(*size, convention=view.document.convention)
    return frame_of(view, share * view.timeline.duration, style)


def notation_of(view: View) -> Notation:
    return Notation(convention=view.document.convention)


def check_time(view: View) -> None:
    """Check that there is time, and that all of it has names that tell steps apart."""
    timeline, notation = view.timeline, notation_of(view)
    assert math.isfinite(timeline.duration)
    assert timeline.duration > 0
    assert timeline.steps >= 1
    assert str(view.key(None, notation)) == "start"
    for phase in timeline.phases:
        assert str(view.title(phase)).strip()
        told = [str(view.key((phase, step), notation)) for step in range(phase.count)]
        assert all(name.strip() for name in told)
        assert len(set(told)) == len(told), f"{view.title(phase)}: two steps of one name, {told}"


def check_cells(view: View, frame: Frame, at: tuple[float, float]) -> bool:
    """Check the cell at a point, if there is one, and tell whether there is."""
    cell = frame.hit(*at)
    if cell is None:
        return False
    entry, notation = view.entry(cell), notation_of(view)
    assert cell in view.cells(entry)
    assert view.has(entry)
    shape = view.shape(entry.name)
    assert shape is not None
    assert not view.has(CellRef(entry.name, shape[0], 0))
    assert isinstance(view.value(entry), float)
    seconds = view.time_of(entry)
    assert seconds is None or 0.0 <= seconds <= view.timeline.duration
    given_entry = view.given(entry)
    if given_entry is not None:
        drawn, given_value = view.value(entry), view.document.matrix(given_entry.name)
        told = float(given_value[given_entry.row, given_entry.col])
        assert told == drawn or (math.isnan(told) and math.isnan(drawn))
    assert view.name(entry, notation).endswith("]") or entry.name == "dl"
    assert view.explain(entry, notation, with_check=False).title
    view.whys(entry, notation)
    return True


def centres(frame: Frame, count: int, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Return the middles of some cells that can be pointed at."""
    found = []
    marks = [mark for mark in frame.marks if isinstance(mark, Cells | Quad) and mark.ref]
    for mark in marks:
        cells = mark.cells if isinstance(mark, Quad) else mark
        (first_row, first_col), shape = cells.first, cells.state.shape
        row = first_row + int(rng.integers(shape[0])) * cells.merged[0]
        col = first_col + int(rng.integers(shape[1])) * cells.merged[1]
        place = mark.cell(row, col)
        if place is not None:
            found.append((place[0] + place[2] / 2, place[1] + place[3] / 2))
    return found[-count:]


# --- every view of every document


@SOME
@given(looked_at())
def test_time_has_names(document: Document) -> None:
    check_time(made(document))


@SOME
@given(looked_at(), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_what_is_hit_is_an_entry_that_is_drawn_there(
    document: Document, share: float, seed: int
) -> None:
    view, rng = made(document), np.random.default_rng(seed)
    frame = frame_at(view, share)
    points = [tuple(point) for point in rng.uniform((0, 0), (900, 650), (40, 2)).tolist()]
    for at in [*points, *centres(frame, 12, rng)]:
        check_cells(view, frame, at)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ugly_name", list(ugly()))
def test_ugly_documents_have_time_and_a_picture(name: ViewName, ugly_name: str) -> None:
    view, rng = made(set_view(ugly()[ugly_name], view=name)), np.random.default_rng(1)
    check_time(view)
    for share in (0.0, 0.31, 0.77, 1.0):
        for size in ((640, 300), (900, 650)):
            frame = frame_at(view, share, size)
            assert frame.marks
            for at in centres(frame, 8, rng):
                check_cells(view, frame, at)


@pytest.mark.parametrize("name", ["flow", "jacobian", "adjoint", "cube", "derivation"])
def test_cells_of_the_example_can_be_pointed_at(name: ViewName) -> None:
    """The checks above would hold for a picture without any cell, too."""
    view, rng = made(set_view(example(), view=name)), np.random.default_rng(2)
    frame = frame_at(view, 1.0)
    hit = [check_cells(view, frame, at) for at in centres(frame, 99, rng)]
    assert sum(hit) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_the_same_time_has_the_same_picture_however_one_came_there(name: ViewName) -> None:
    view = made(set_view(example(), view=name))
    before = [frame_at(view, share).marks for share in (0.2, 0.6, 1.0)]
    after = [frame_at(view, share).marks for share in (1.0, 0.6, 0.2)][::-1]
    assert [len(marks) for marks in before] == [len(marks) for marks in after]
    texts = [[getattr(mark, "spans", None) for mark in marks] for marks in (*before, *after)]
    assert texts[:3] == texts[3:]


def test_a_view_of_the_name_of_the_document_is_made() -> None:
    kinds = {type(made(set_view(example(), view=name))).__name__ for name in NAMES}
    assert kinds == {f"{name.title()}View" for name in NAMES}


# --- what some views say


def test_the_race_is_that_of_the_network_unless_other_sizes_are_chosen() -> None:
    from gradviz.views.race.view import RaceView

    deep = next(preset for preset in PRESETS if preset.id == "relu").document()
    view = made(set_view(deep, view="race"))
    assert isinstance(view, RaceView)
    assert view.is_of_network
    assert view.sizes == (1, 2, 3, 2)
    other = made(set_view(deep, view="race", race=RaceLook((5, 4, 3, 1))))
    assert isinstance(other, RaceView)
    assert other.sizes == (5, 4, 3, 1)
    assert not other.is_of_network
    alone = made(set_view(example(), view="race"))
    assert isinstance(alone, RaceView)
    assert not alone.is_of_network


@pytest.mark.parametrize(("layer", "name"), [(0, "dX"), (2, "dY2"), (None, "dY2")])
def test_what_the_adjoint_exhibit_calls_dX_is_the_tangent_of_its_layer(
    layer: int | None, name: str
) -> None:
    deep = next(preset for preset in PRESETS if preset.id == "relu").document()
    options = replace(deep.view.adjoint, layer=layer)
    view = made(set_view(deep, view="adjoint", adjoint=options))
    entry, drawn = CellRef(name, 1, 2), CellRef("dX", 1, 2)
    assert view.entry(drawn) == entry
    assert view.cells(entry) == (drawn,)
    assert view.given(entry) == entry
    assert view.shape(name) == deep.matrix(name).shape
    assert view.value(entry) == float(deep.matrix(name)[1, 2])
    told = view.explain(entry, Notation(), with_check=False)
    assert told.title == f"{name}[2,3]"
    assert f"how far {name[1:]}[2,3] moves" in told.sentence


def test_dY_is_computed_in_the_jacobian_view_and_no_tangent_to_choose() -> None:
    view = made(set_view(example(), view="jacobian"))
    assert view.entry(CellRef("dy", 0, 0)) == CellRef("dY", 0, 1)
    assert view.given(CellRef("dY", 0, 1)) is None
    assert view.given(CellRef("dX", 0, 1)) == CellRef("dX", 0, 1)


def test_on_a_line_key_frames_say_which_way_dx_points() -> None:
    view = made(set_view(new_document([[2.0]], [[-3.0]]), view="steepest"))
    turn, found = view.timeline.phases
    told = [str(view.key((turn, step), Notation())) for step in (0, 1)]
    assert told == ["dx down the line", "dx up the line"]
    assert str(view.key((found, 0), Notation())) == "dx along X_grad"
    for step, sign in ((0, "−"), (1, "")):
        frame = frame_of(view, view.timeline.key_time(step + 1), Style(900, 650))
        texts = [str(getattr(mark, "spans", "")) for mark in frame.marks]
        assert any(f"dx = {sign}0.5:" in text for text in texts)


# --- pictures too small for single cells


@pytest.mark.parametrize("size", [(80, 80), (150, 100), (260, 200), (800, 100)], ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_matrices_are_shown_in_a_picture_too_small_for_their_cells(
    name: ViewName, size: tuple[int, int]
) -> None:
    """What moves there is drawn from afar: a mark has fewer cells than its matrix has entries."""
    shapes = [(64, 1, 1), (1, 64, 1), (1, 1, 64), (30, 2, 2), (8, 8, 8)]
    conventions = itertools.cycle(CONVENTIONS)
    for M, K, N in shapes:
        convention = next(conventions)
        document = set_convention(new_document(np.ones((M, K)), np.ones((K, N))), convention)
        view = made(set_view(document, view=name))
        style = Style(*size, convention=convention)
        for share in np.linspace(0.0, 1.0, 12):
            frame = frame_of(view, float(share) * view.timeline.duration, style)
            assert (frame.width, frame.height) == size


# --- numbers at the ends of floats


ENDS = [5e-324, 1e-310, 1e200, 1.7e308, math.inf, math.nan]


def with_ends(size: float, other: float, *, is_deep: bool) -> Document:
    if not is_deep:
        square = Linear([[size, other, 1.0], [other, 1.0, size], [1.0, 2.0, other]])
        X = [[size, 2.0, 1.0], [1.0, other, 0.0], [1.0, 1.0, size]]
        target = [[other, 1.0, 0.0]] * 3
        return network_document(Network((square,)), X, loss="squared_error", target=target)
    first = Linear([[size, other], [other, 1.0]], [[0.0], [size]])
    network = Network((first, Activation("softmax"), Linear([[1.0, other], [2.0, 1.0]])))
    X = [[size, 2.0, 1.0], [1.0, other, 0.0]]
    return network_document(
        network, X, loss="cross_entropy", target=[[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]]
    )


CHOICES: list[dict[str, object]] = [
    *({"view": name} for name in NAMES),
    *(
        {"view": "adjoint", "adjoint": AdjointLook(by, share)}
        for by in ("transpose", "W", "inverse")
        for share in (0.3, 1.0)
    ),
    *({"flow": FlowLook(name)} for name in ("triptych", "column", "gradients")),
    *({"flow": FlowLook(sweep=name)} for name in ("columns", "rows", "outer")),
    *(
        {"scale": "fixed", "limit": limit, "curve": curve}
        for limit in (5e-324, 1.7e308)
        for curve in ("linear", "symlog")
    ),
    *({"scale": "shared", "curve": curve} for curve in ("linear", "symlog")),
    *({"view": "steepest", "steepest": SteepestLook(radius=size)} for size in (1e-9, 1e12)),
    {"view": "jacobian", "jacobian": JacobianLook(wrt="W", sample=None)},
]


@pytest.mark.parametrize("choices", CHOICES, ids=str)
def test_numbers_at_the_ends_of_floats_are_shown_without_a_warning(
    choices: dict[str, object],
) -> None:
    """A warning of NumPy goes to the terminal of whoever started the window, and ends a test."""
    for size, is_deep in itertools.product(ENDS, (False, True)):
        for other in (1.0, -size):
            document = set_view(with_ends(size, other, is_deep=is_deep), **choices)
            view, notation = made(document), notation_of(made(document))
            for share in (0.0, 0.4, 1.0):
                assert frame_at(view, share).marks
            for name in view.names:
                if view.has(entry := view.entry(CellRef(name, 0, 0))):
                    view.value(entry)
                    assert view.explain(entry, notation, with_check=True).title
