"""The comparer itself: it has to tell pictures apart, or no picture test means anything."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from gradviz.scene.marks.frame import Box, Cells, Frame, Label, Mark
from tests.render import frames
from tests.render.pictures import channels, difference, painted

pytestmark = pytest.mark.usefixtures("qapp")


def changed(index: int, mark: Mark | None) -> Frame:
    frame = frames.product()
    new = () if mark is None else (mark,)
    return replace(frame, marks=frame.marks[:index] + new + frame.marks[index + 1 :])


def first_cells() -> Cells:
    mark = frames.product().marks[1]
    assert isinstance(mark, Cells)
    assert mark.text is not None
    return mark


def other_number() -> Mark:
    mark = first_cells()
    assert mark.text is not None
    text = mark.text.copy()
    text[0, 0] = "3"
    return replace(mark, text=text)


def other_color() -> Mark:
    mark = first_cells()
    fill = mark.fill.copy()
    fill[0, 0, 2] += 12
    return replace(mark, fill=fill)


def moved(index: int, by: float) -> Mark:
    mark = frames.product().marks[index]
    assert isinstance(mark, Cells | Label | Box)
    return replace(mark, x=mark.x + by)


def test_a_picture_is_like_itself() -> None:
    same = difference(painted(frames.product()), painted(frames.product()))
    assert (same.pixels, same.away, same.around, same.largest) == (0, 0, 0, 0)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize(
    "frame",
    [
        changed(1, other_number()),
        changed(1, other_color()),
        changed(1, None),
        changed(1, moved(1, 2)),
        changed(5, None),
        changed(9, moved(9, 3)),
        replace(frames.product(), background=(15, 20, 40, 255)),
    ],
    ids=["number", "color", "cells", "moved cells", "box", "moved label", "ground"],
)
def test_a_change_is_seen(qapp: QApplication, frame: Frame, scale: float) -> None:
    found = difference(painted(frames.product(), scale), painted(frame, scale))
    assert not found.is_small, found


def test_dark_minus_light_does_not_wrap_around() -> None:
    dark = painted(Frame(8, 8, (10, 10, 10, 255), ()))
    light = painted(Frame(8, 8, (250, 250, 250, 255), ()))
    assert difference(dark, light) == difference(light, dark)
    assert difference(dark, light).largest == 240
    assert channels(dark).dtype == np.int16


def test_pictures_of_two_sizes_cannot_be_compared() -> None:
    small, large = (painted(Frame(n, n, frames.GROUND, ())) for n in (4, 5))
    with pytest.raises(AssertionError, match="is not"):
        difference(small, large)
