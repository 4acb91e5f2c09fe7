"""What the cells of a table look like: the same colours as in the picture, made when asked for."""

from dataclasses import dataclass

import numpy as np

from gradviz.arrays import Matrix
from gradviz.language.numbers import fitted
from gradviz.scene.marks.colormap import Diverging
from gradviz.scene.marks.frame import Color
from gradviz.scene.marks.scale import Scale

_TILE = 16  # columns whose looks are made together


@dataclass(frozen=True, slots=True)
class CellLook:
    """One cell, ready to be drawn."""

    text: str
    fill: Color
    ink: Color
    is_nan: bool
    is_clipped: bool


class CellLooks:
    """The looks of a matrix; only those of cells that are asked for are ever made.

    Parameters
    ----------
    values : Matrix, shape (rows, columns)
        Read-only.
    scale : Scale
    colors : Diverging
    inks : tuple of Color
        What numbers may be written in.
    room : int
        Characters that fit into a cell.
    """

    def __init__(
        self,
        values: Matrix,
        scale: Scale,
        colors: Diverging,
        inks: tuple[Color, ...],
        room: int,
    ) -> None:
        self._values = values
        self._scale = scale
        self._colors = colors
        self._inks = inks
        self._room = room
        self._tiles: dict[tuple[int, int], tuple[CellLook, ...]] = {}

    def at(self, row: int, col: int) -> CellLook:
        """Return the look of one cell."""
        key = (row, col // _TILE)
        if key not in self._tiles:
            self._tiles[key] = self._tile(*key)
        return self._tiles[key][col % _TILE]

    def _tile(self, row: int, tile: int) -> tuple[CellLook, ...]:
        values = self._values[row, tile * _TILE : (tile + 1) * _TILE]
        place = np.nan_to_num(self._scale.place(values), nan=0.0)
        fills = self._colors.colors(place).tolist()
        inks = self._colors.ink(place, self._inks).tolist()
        return tuple(
            CellLook(text, (r, g, b, a), self._inks[ink], bool(is_nan), bool(is_clipped))
            for text, (r, g, b, a), ink, is_nan, is_clipped in zip(
                fitted(values, self._room).tolist(),
                fills,
                inks,
                np.isnan(values),
                np.abs(values) > self._scale.limit,
                strict=True,
            )
        )
