"""What holds for every picture: nothing lies outside, all is finite, no text is over another."""

from itertools import combinations

import numpy as np

from gradviz.scene.marks.frame import Cells, Frame, Label
from tests.views.dump import extent, line, text_width


def assert_sound(frame: Frame) -> None:
    """Nothing lies outside of the frame, nothing has a negative size, all is finite."""
    for mark in frame.marks:
        left, top, right, bottom = where = extent(mark)
        assert np.isfinite(where).all(), line(mark)
        assert right >= left, line(mark)
        assert bottom >= top, line(mark)
        if isinstance(mark, Cells):
            assert mark.cell_width > 0, line(mark)
            assert mark.cell_height > 0, line(mark)
            if mark.clip is not None:
                x, y, width, height = mark.clip
                left, top = max(left, x), max(top, y)
                right, bottom = min(right, x + width), min(bottom, y + height)
        assert left >= -1, line(mark)
        assert top >= -1, line(mark)
        assert right <= frame.width + 1, line(mark)
        assert bottom <= frame.height + 1, line(mark)
        assert 0.0 < mark.opacity <= 1.0, line(mark)
        if isinstance(mark, Label):
            assert mark.size > 0, line(mark)
            assert mark.max_width > 0, line(mark)


def assert_clear(frame: Frame) -> None:
    """Sound, and no text that is fully there lies over another."""
    assert_sound(frame)
    labels = [m for m in frame.marks if isinstance(m, Label) and m.opacity == 1.0]
    for one, other in combinations(labels, 2):
        assert not overlap(one, other), f"{line(one)}\n{line(other)}"


def overlap(one: Label, other: Label) -> bool:
    """Tell whether two labels overlap for sure: letters are taken to be narrow ones."""
    boxes = []
    for label in (one, other):
        width = min(text_width(label) * 0.7, label.max_width)
        left = label.x - {"left": 0.0, "center": 0.5, "right": 1.0}[label.anchor] * width
        boxes.append((left, label.y - 0.6 * label.size, left + width, label.y))
    (a, b, c, d), (e, f, g, h) = boxes
    return a < g and e < c and b < h and f < d
