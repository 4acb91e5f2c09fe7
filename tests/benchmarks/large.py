"""Six matrices of 4096×4096, panned and zoomed: only what is seen is mapped."""

from functools import partial

import numpy as np

from gradviz.arrays import freeze
from gradviz.gui.app import application
from gradviz.scene.corner.layout import Area
from gradviz.scene.layout.viewport import WHOLE, Viewport, visible_cells
from gradviz.scene.marks.cells import Look
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.scale import fit
from gradviz.scene.marks.style import Style
from tests.benchmarks.frames import Took, measured
from tests.benchmarks.promise import Row

PROMISE = "six matrices 4096×4096 from files, 1600×1000"
SIDE, FRAMES = 4096, 30
AREA = Area(0, 0, 1600, 1000)


def rows() -> list[Row]:
    """Measure a frame that is panned, at several zooms."""
    application()
    rng = np.random.default_rng(1)
    matrices = [freeze(rng.standard_normal((SIDE, SIDE), dtype=np.float64)) for _ in range(6)]
    looks = [
        Look.of(f"W{n}", fit([values]), Style(1600, 1000)) for n, values in enumerate(matrices)
    ]
    pictures = _Pictures(matrices, looks)
    return [
        pictures.panned(zoom).row(PROMISE, f"a frame while panning, zoom {zoom:g}")
        for zoom in (1.0, 2.0, 9.0, 60.0, 300.0)
    ]


class _Pictures:
    """Six matrices as a viewport shows them."""

    def __init__(self, matrices: list, looks: list[Look]) -> None:  # type: ignore[type-arg]  # of float64 matrices
        self._matrices = matrices
        self._looks = looks

    def panned(self, zoom: float) -> Took:
        places = [WHOLE.zoomed(zoom, (700, 400), AREA)]
        for _ in range(FRAMES):
            places.append(places[-1].panned(-7, -5, AREA))
        return measured([partial(self._picture, place) for place in places])

    def _picture(self, viewport: Viewport) -> Frame:
        marks = []
        for n, (values, look) in enumerate(zip(self._matrices, self._looks, strict=True)):
            pitch = 490 / SIDE
            grid = Grid(20 + n % 3 * 520, 5 + n // 3 * 500, pitch, pitch, SIDE, SIDE)
            cells = visible_cells(values, viewport.grid_of(grid, AREA), look, AREA)
            if cells is not None:
                marks.append(cells)
        return Frame(1600, 1000, (0, 0, 0, 255), tuple(marks))
