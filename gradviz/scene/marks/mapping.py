"""From the entries of a matrix to the colour, the ink and the state of each cell."""

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix
from gradviz.scene.marks.colormap import Diverging
from gradviz.scene.marks.frame import Color, State
from gradviz.scene.marks.scale import Scale

_BAND = 2**14
"""Entries at a time: so many of a large matrix stay in the cache of a processor."""

Bytes = NDArray[np.uint8]


def mapped(
    values: Matrix, scale: Scale, colors: Diverging, inks: tuple[Color, ...]
) -> tuple[Bytes, Bytes, Bytes]:
    """Return the fill, the state and the ink of each cell.

    Parameters
    ----------
    values : ndarray, shape (rows, cols)
    scale : Scale
    colors : Diverging
    inks : tuple of Color
        What numbers may be written in; () where there are none.

    Returns
    -------
    fill : ndarray, shape (rows, cols, 4), uint8
        RGBA; a NaN has the colour of 0.
    state : ndarray, shape (rows, cols), uint8
        FILLED, CLIPPED beyond the limit of the scale, HATCHED for NaN.
    ink : ndarray, shape (rows, cols), uint8
        Index into `inks`.
    """
    fill = np.empty((*values.shape, 4), dtype=np.uint8)
    state = np.full(values.shape, State.FILLED, dtype=np.uint8)
    ink = np.zeros(values.shape, dtype=np.uint8)
    rows = max(1, _BAND // values.shape[1])
    for start in range(0, len(values), rows):
        band = slice(start, start + rows)
        part = values[band]
        place = scale.place(part)
        if not (-scale.limit <= part.min() and part.max() <= scale.limit):  # as a rule it holds
            state[band][np.abs(part) > scale.limit] = State.CLIPPED
            state[band][np.isnan(part)] = State.HATCHED
            place[np.isnan(part)] = 0.0
        fill[band] = colors.colors(place)
        if inks:
            ink[band] = colors.ink(place, inks)
    return fill, state, ink
