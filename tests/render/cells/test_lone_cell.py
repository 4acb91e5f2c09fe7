"""A pixel that stands for many cells shows NaN first, then the largest: nothing odd vanishes."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from gradviz.api import draw
from gradviz.arrays import Matrix, freeze
from gradviz.engine.backprop import backprop
from gradviz.render import export
from gradviz.scene.corner.layout import Area
from gradviz.scene.export.picture import Picture
from gradviz.scene.layout.page import content_area
from gradviz.scene.layout.viewport import Viewport, visible_cells
from gradviz.scene.marks.cells import Look, matrix_cells
from gradviz.scene.marks.frame import Cells, Frame, Quad, State
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.scale import Scale, fit
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT, Theme, ThemeName
from gradviz.session.document import Document, new_document
from gradviz.session.document import passes as run
from gradviz.session.edits import set_view
from gradviz.session.looks.flow import FlowLook
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.views import view as viewing
from gradviz.views.scales import scales_of
from tests.render.pictures import channels, drawn_svg, painted
from tests.views.drawing import frame_of, viewed

pytestmark = pytest.mark.usefixtures("qapp")

Odd = Literal["nan", "huge", "low", "inf", "-inf"]
ODD: dict[Odd, float] = {"nan": np.nan, "huge": 50.0, "low": -50.0, "inf": np.inf, "-inf": -np.inf}
APART = 30
"""By so much of a channel a pixel has to stand out from all others to be seen."""

odd_ones = st.sampled_from(list(ODD))
themes = st.sampled_from([DARK, LIGHT])
sides = st.integers(1, 3000)
shares = st.floats(0, 1, exclude_max=True)
places = st.tuples(shares, shares)
ratios = st.sampled_from([1.0, 1.25, 1.5, 2.0])
few = settings(max_examples=30)


def with_one(shape: tuple[int, int], at: tuple[float, float], odd: Odd) -> Matrix:
    """Return a matrix of 0.02 with one odd entry, at shares of its height and width."""
    values = np.full(shape, 0.02)
    values[tuple(int(share * side) for share, side in zip(at, shape, strict=True))] = ODD[odd]
    return freeze(values)


def without(values: Matrix) -> Matrix:
    return freeze(np.full(values.shape, 0.02))


def look(values: Matrix, theme: Theme) -> Look:
    return Look("W", fit([values]), theme, numbers=True, text=1.0)


def apart(one: QImage, other: QImage) -> int:
    """Return by how much of a channel two pictures differ where they differ most."""
    return int(np.abs(channels(one) - channels(other)).max())


def frame(
    mark: Cells | Quad | None, theme: Theme, width: float = 400, height: float = 300
) -> Frame:
    return Frame(width, height, theme.ground, () if mark is None else (mark,))


# --- on pixels


@given(st.tuples(sides, sides), places, odd_ones, themes, st.floats(0.25, 3.0))
@few
def test_at_any_scale_of_a_picture(
    shape: tuple[int, int], at: tuple[float, float], odd: Odd, theme: Theme, scale: float
) -> None:
    """Also at one that the picture was not made for, as in a preview."""
    values = with_one(shape, at, odd)
    pitch = 0.9 * min(400 / shape[1], 300 / shape[0])
    grid = Grid(3.3, 4.7, pitch, pitch, *shape)
    marks = (matrix_cells(v, grid, look(values, theme)) for v in (values, without(values)))
    assert apart(*(painted(frame(mark, theme), scale) for mark in marks)) >= APART


@given(
    st.tuples(sides, sides), places, odd_ones, themes, ratios, st.floats(1.0, 40.0), st.booleans()
)
@few
def test_at_any_zoom_on_any_screen(
    shape: tuple[int, int],
    at: tuple[float, float],
    odd: Odd,
    theme: Theme,
    ratio: float,
    zoom: float,
    flipped: bool,
) -> None:
    values = with_one(shape, at, odd)
    area = Area(7.3, 5.1, 380, 280)
    across, down = shape if flipped else shape[::-1]
    pitch = min(380 / across, 280 / down)
    grid = Grid(7.3, 5.1, pitch, pitch, *shape, flipped=flipped)
    zoom = min(zoom, max(1.0, 60 / pitch))  # no cell, nor its mark, is too large for the window
    cell = tuple(int(s * side) for s, side in zip(at, shape, strict=True))
    viewport = Viewport().zoomed(zoom, grid.middle_of(*cell), area)
    x, y, width, height = viewport.grid_of(grid, area).cell(*cell)
    dx = max(area.x - x, 0.0) - max(x + width - area.right, 0.0)
    dy = max(area.y - y, 0.0) - max(y + height - area.bottom, 0.0)
    seen = viewport.panned(dx, dy, area).grid_of(grid, area)
    marks = (
        visible_cells(v, seen, look(values, theme), area, pixel=1 / ratio)
        for v in (values, without(values))
    )
    assert apart(*(painted(frame(mark, theme), ratio) for mark in marks)) >= APART


@given(st.integers(4, 3000), places, odd_ones, themes, ratios)
@few
def test_in_half_cells(
    side: int, at: tuple[float, float], odd: Odd, theme: Theme, ratio: float
) -> None:
    values = with_one((side, side), at, odd)
    area = Area(0, 0, 400, 300)
    pitch = 300 / side
    grid = Grid(20, 0, pitch, pitch, side, side, half="lower")
    marks = (
        visible_cells(v, grid, look(values, theme), area, pixel=1 / ratio)
        for v in (values, without(values))
    )
    assert apart(*(painted(frame(mark, theme), ratio) for mark in marks)) >= APART


@given(st.lists(st.sampled_from([0.0, 0.3, -0.9, 1.0, np.inf, np.nan]), min_size=9, max_size=9))
def test_nan_comes_before_infinity_and_that_before_every_number(entries: list[float]) -> None:
    values = freeze(np.array(entries).reshape(3, 3))
    mark = matrix_cells(values, Grid(0, 0, 0.3, 0.3, 3, 3), Look("W", Scale(1.0), DARK, True, 1.0))
    (pixel,) = channels(painted(frame(mark, DARK, 1, 1)))[0].tolist()
    chosen = max(range(9), key=lambda n: (np.isnan(entries[n]), abs(entries[n])))
    alone = freeze(np.array([[entries[chosen]]]))
    small = matrix_cells(alone, Grid(0, 0, 1.0, 1.0, 1, 1), Look("W", Scale(1.0), DARK, True, 1.0))
    assert pixel == channels(painted(frame(small, DARK, 1, 1)))[0, 0].tolist()


@given(
    st.tuples(sides, sides),
    places,
    odd_ones,
    st.floats(0.05, 3.1),
    st.floats(0.1, 3.0),
    st.floats(0.3, 1.0),
)
@settings(max_examples=60)
def test_in_a_plane_that_is_seen_from_the_side(
    shape: tuple[int, int],
    at: tuple[float, float],
    odd: Odd,
    turn: float,
    apart_by: float,
    short: float,
) -> None:
    values = with_one(shape, at, odd)
    pitch = 100 / max(shape)
    assume(min(shape) * pitch > 3)
    right = np.cos(turn), np.sin(turn)
    down = short * np.cos(turn + apart_by), short * np.sin(turn + apart_by)
    assume(abs(right[0] * down[1] - right[1] * down[0]) > 0.15)  # else a line, if anything
    grid = Grid(0, 0, pitch, pitch, *shape)
    marks = (
        Quad(matrix_cells(v, grid, look(values, DARK)), (220.0, 220.0), right, down)
        for v in (values, without(values))
    )
    assert apart(*(painted(frame(mark, DARK, 440, 440)) for mark in marks)) >= APART


def test_what_is_not_written_never_hides_a_number() -> None:
    mark = matrix_cells(
        freeze(np.full((4, 4), 0.001)),
        Grid(0, 0, 0.25, 0.25, 4, 4),
        look(freeze(np.ones((1, 1))), DARK),
    )
    bare = np.full((4, 4), State.HIDDEN, dtype=np.uint8)
    bare[2, 1] = State.FILLED
    image = channels(painted(frame(replace(mark, state=bare), DARK, 1, 1)))
    assert image[0, 0].tolist() == mark.fill[2, 1].tolist()


# --- in files


def drawn(frame: Frame, form: str, scale: float) -> QImage:
    """Return what a file of a frame shows."""
    content = export.encode(frame, form, scale=scale)
    if form == "svg":
        return drawn_svg(content, scale)
    image = QImage()
    assert image.loadFromData(content)
    return image


@given(
    sides,
    sides,
    places,
    odd_ones,
    st.sampled_from(["light", "dark"]),
    st.sampled_from([0.5, 1.0, 1.3]),
)
@settings(max_examples=25)
def test_in_exported_heatmaps(
    rows: int, cols: int, at: tuple[float, float], odd: Odd, theme: ThemeName, scale: float
) -> None:
    values = with_one((rows, cols), at, odd)
    scales = {"W": fit([values])}
    picture = Picture(size=(320, 240), theme=theme, scale=scale)
    one, other = (
        draw(backprop(v, np.zeros((cols, 1))), ["W"], picture, scales)
        for v in (values, without(values))
    )
    assert apart(*(drawn(frame, "png", scale) for frame in (one, other))) >= APART
    assert apart(*(drawn(frame, "svg", scale) for frame in (one, other))) >= APART


# --- in every view

_Choices = dict[str, object]
VIEWS: dict[str, tuple[str, _Choices, float | None]] = {
    "focus": ("flow", {"flow": FlowLook("focus")}, None),
    "triptych": ("flow", {"flow": FlowLook("triptych")}, None),
    "column": ("flow", {"flow": FlowLook("column")}, None),
    "a sample's J": ("jacobian", {"jacobian": JacobianLook(sample=0)}, None),
    "J": ("jacobian", {"jacobian": JacobianLook(sample=None)}, None),
    "J by rows": ("jacobian", {"jacobian": JacobianLook(sample=None, order="C")}, None),
    "J by W": ("jacobian", {"jacobian": JacobianLook(sample=None, wrt="W")}, None),
    "adjoint": ("adjoint", {}, None),
    "cube": ("cube", {}, 0.0),
    "cube at rest": ("cube", {}, None),
    "derivation": ("derivation", {}, None),
}
"""Views that draw matrices: their choices, and a time at which all are there."""
SHOWS = {"W": {"W", "J"}, "X": {"X", "J"}, "Y_grad": {"Y_grad", "y_grad"}}
"""What shows the entries of a matrix, in one view or another."""


def picture(document: Document, view: str, like: Document, ratio: float, zoom: float) -> Frame:
    """Return a view of a document in the colours of another one, enlarged about its middle."""
    name, choices, seconds = VIEWS[view]
    document = set_view(document, view=name, **choices)
    scales = scales_of(like, run(like))
    found = viewed(document)
    when = found.opening if seconds is None else seconds
    style = Style(1300, 720, DARK, pixel=1 / ratio)
    area = content_area(style)
    middle = area.x + area.width / 2, area.y + area.height / 2
    seen = Viewport().zoomed(zoom, middle, area)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(viewing, "scales_of", lambda *_: scales)
        return frame_of(found, when, style, viewport=seen)


def shows(frame: Frame, matrix: str) -> list[Cells | Quad]:
    """Return the marks that show the whole of a matrix, or all that is seen of it."""
    return [m for m in frame.marks if isinstance(m, Cells | Quad) and m.ref in SHOWS[matrix]]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("matrix", ["W", "X", "Y_grad"])
@pytest.mark.parametrize(("odd", "ratio"), [("nan", 1.0), ("low", 1.25)])
def test_in_every_picture_of_the_matrix(view: str, matrix: str, odd: Odd, ratio: float) -> None:
    """Each mark by itself: cards, small corners and the large one."""
    side = 401
    plain = {name: without(np.empty((side, side))) for name in SHOWS}
    # in the first sample: a view may show that one alone
    values = {**plain, matrix: with_one((side, side), (0.37, 0.0 if matrix != "W" else 0.6), odd)}
    one, other = (
        new_document(m["W"], m["X"], loss="seed", seed=m["Y_grad"]) for m in (values, plain)
    )
    frames = [picture(document, view, one, ratio, 1.0) for document in (one, other)]
    pairs = list(zip(*(shows(found, matrix) for found in frames), strict=True))
    seen = [
        apart(*(painted(replace(frames[0], marks=(mark,)), ratio) for mark in pair))
        for pair in pairs
        if pair[0].ref != "J" or (matrix == "X") == (view == "J by W")
    ]
    assert all(difference >= APART for difference in seen)
    never = {("a sample's J", "X"), ("J", "X"), ("J by rows", "X"), ("J by W", "W")}
    never |= {("derivation", "W"), ("adjoint", "X"), ("cube", "Y_grad"), ("cube at rest", "W")}
    assert bool(seen) == ((view, matrix) not in never)


@pytest.mark.parametrize("view", ["focus", "triptych", "column", "J"])
@pytest.mark.parametrize("zoom", [1.3, 3.0, 11.0])
def test_and_when_it_is_enlarged(view: str, zoom: float) -> None:
    """All of a row is odd, so that some of it is in sight."""
    plain = without(np.empty((700, 700)))
    row = plain.copy()
    row[::3] = np.where(np.arange(700) % 5 == 0, np.nan, 0.02)  # never two side by side
    documents = [new_document(m, m, loss="seed", seed=m) for m in (freeze(row), plain)]
    frames = [picture(document, view, documents[0], 1.25, zoom) for document in documents]
    assert apart(*(painted(found, 1.25) for found in frames)) >= APART
