"""The corner: rows and columns line up, and all of it stays in its area."""

from hypothesis import given
from hypothesis import strategies as st

from gradviz.scene.corner.layout import Area, Margins, Sizes, corner_in
from gradviz.scene.marks.style import Style

counts = st.integers(1, 64)
sizes = st.builds(Sizes, counts, counts, counts, st.booleans())
areas = st.builds(
    Area, st.floats(0, 50), st.floats(0, 50), st.floats(300, 3000), st.floats(250, 2000)
)


@given(sizes, areas, st.sampled_from([1.0, 0.5, 0.8]))
def test_rows_and_columns_line_up_and_nothing_leaves_the_area(
    of: Sizes, area: Area, pixel: float
) -> None:
    corner = corner_in(area, of, Margins.roomy(1.0), Style(3000, 2000, pixel=pixel))
    assert corner.left.y == corner.right.y
    assert corner.left.pitch_y == corner.right.pitch_y == corner.top.pitch_y
    assert corner.top.x == corner.right.x
    assert corner.top.pitch_x == corner.right.pitch_x
    assert corner.left.right < corner.right.x
    assert corner.top.bottom < corner.right.y
    first = corner.left if corner.bias is None else corner.bias
    assert first.x >= area.x - 1
    assert corner.top.y >= area.y - 1
    assert corner.right.right <= area.right + 1
    assert corner.right.bottom <= area.bottom + 1
    if corner.bias is not None:
        assert corner.bias.right < corner.left.x
        assert corner.bias.y == corner.left.y


@given(sizes, areas)
def test_edges_of_cells_lie_on_device_pixels(of: Sizes, area: Area) -> None:
    pixel = 0.5
    corner = corner_in(area, of, Margins.roomy(1.0), Style(3000, 2000, pixel=pixel))
    for grid in (corner.left, corner.top, corner.right):
        if grid.pitch_y >= 3 * pixel and grid.pitch_x >= 3 * pixel:
            for edge in (grid.x, grid.y, grid.pitch_x, grid.pitch_y):
                assert abs(edge / pixel - round(edge / pixel)) < 1e-6


def test_names_find_their_place() -> None:
    corner = corner_in(
        Area(0, 0, 900, 600), Sizes(2, 3, 4, True), Margins.roomy(1.0), Style(900, 600)
    )
    assert corner.place("W_grad") is corner.left
    assert corner.place("X") is corner.top
    assert corner.place("Y_grad") is corner.right
    assert corner.place("b_grad") is corner.bias
