"""The Qt underneath: PySide6 6.12.0 on Python 3.11 loses a reference to None in each void call."""

import sys

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from gradviz.render.images import blank

CALLS = 20_000


def test_void_calls_keep_the_references_to_none(qapp: QApplication) -> None:
    image = blank(4, 4)  # outlives the painter
    with QPainter(image) as painter:
        before = sys.getrefcount(None)
        for _ in range(CALLS):
            painter.drawRect(0, 0, 2, 2)
        assert abs(sys.getrefcount(None) - before) < CALLS // 100
