"""What lights up in the cube as somebody points at a cell: the products in line with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gradviz.language.notation import Axis
from gradviz.refs import CellRef
from gradviz.scene.corner.pane import MATRICES
from gradviz.scene.marks.frame import Mark, Polygon, Polyline
from gradviz.views.cube.box import block_outline, ticked
from gradviz.views.cube.faces import Cube
from gradviz.views.cube.layout import LACKS, axes_of


@dataclass(frozen=True, slots=True)
class Pointed:
    """A cell of a matrix on a face, and the line of products that stands behind it.

    Attributes
    ----------
    role : str
    place : dict of Axis to int
        Its two indices.
    axis : Axis
        The index that it lacks: the line runs along it.
    """

    role: str
    place: dict[Axis, int]
    axis: Axis

    @property
    def ref(self) -> CellRef:
        """The cell, in the roles of the layer."""
        rows, cols = axes_of(self.role)
        return CellRef(self.role, self.place[rows], self.place[cols])

    def block(self, role: str, count: int) -> tuple[range, range]:
        """Return the rows and columns of another matrix that go with the line."""
        rows, cols = axes_of(role)

        def run(axis: Axis) -> range:
            at = self.place.get(axis)
            return range(count) if at is None else range(at, at + 1)

        return run(rows), run(cols)


def pointed_at(cube: Cube, ref: CellRef | None) -> Pointed | None:
    """Return what is pointed at, if it belongs to the product that is shown."""
    setting = cube.setting
    if ref is None or not setting.network.has(ref):
        return None
    for role in MATRICES[cube.product.role]:
        if setting.name(role) == ref.name:
            rows, cols = axes_of(role)
            return Pointed(role, {rows: ref.row, cols: ref.col}, LACKS[role[0]])
    return None


def lit(cube: Cube, ref: CellRef | None, faces: Sequence[str]) -> Iterator[Mark]:
    """Yield the line of products that a cell sums or takes part in, and the cells it needs.

    A closed outline is where a number comes from, four corners are where it goes.
    """
    found = pointed_at(cube, ref)
    if found is None or found.role not in faces:
        return
    space, theme = cube.space, cube.setting.style.theme
    color = theme.axis(found.axis)
    ribbon = cube.line(found.axis, found.place)
    yield Polygon(ribbon.outline, theme.panel)
    yield ribbon
    yield Polygon(ribbon.outline, stroke=color, stroke_width=1.5)
    for role in MATRICES[cube.product.role]:
        if role not in faces or role == found.role:
            continue
        rows, cols = found.block(role, space.counts[found.axis])
        if role == cube.product.role:
            yield from ticked(cube, role, rows, cols, theme.accent)
        else:
            yield block_outline(cube, role, rows, cols, theme.accent, 2.0)
    cell = found.ref
    rows, cols = range(cell.row, cell.row + 1), range(cell.col, cell.col + 1)
    yield block_outline(cube, found.role, rows, cols, theme.bright, 2.5)


def ray(cube: Cube, ref: CellRef | None, faces: Sequence[str]) -> Iterator[Mark]:
    """Yield the way from a cell through the box; its face is drawn over the end of it."""
    found = pointed_at(cube, ref)
    if found is None or found.role not in faces:
        return
    space, axis = cube.space, found.axis
    middle = {other: at + 0.5 for other, at in found.place.items()}
    far = 0.0 if space.sides[axis] > 0 else float(space.counts[axis])
    ends = [space.at({**middle, axis: at}) for at in (space.stand(axis), far)]
    yield Polyline((ends[0], ends[1]), 2.0, cube.setting.style.theme.axis(axis))
