"""Painting a frame of six heatmaps, beside the way that comes to mind first."""

from collections.abc import Callable
from statistics import median
from time import process_time
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from gradviz.gui.app import application
from gradviz.render.cells.rasters import Rasters
from gradviz.render.fonts import font, load
from gradviz.render.painter import paint
from gradviz.scene.marks.frame import Cells, Frame, State
from tests.benchmarks.frames import BARE
from tests.benchmarks.plotters import matplotlib_seconds, pyqtgraph_seconds
from tests.benchmarks.promise import Floor, Row

_Drawn = TypeVar("_Drawn")

WIDTH, HEIGHT = 1600, 1000
GROUND = (15, 20, 29, 255)
INKS = ((232, 236, 242, 255), (12, 14, 18, 255))
PROMISE = "a frame of six heatmaps with numbers, 1600×1000"


def rows() -> list[Row]:
    """Measure frames beside drawText for each cell, pyqtgraph's items and matplotlib."""
    app = QGuiApplication.instance() or application()
    load()
    results = [
        _new_frames(8, peers=True),
        _new_frames(32, peers=True),
        _new_frames(64),
        _new_frames(1024),
        _same_frame(64),
    ]
    assert app is not None  # kept until here
    return results


def heatmaps(size: int, seed: int) -> Frame:
    """Return six matrices of size×size with a number of up to four characters in each cell."""
    pitch = min((WIDTH - 80) / 3, (HEIGHT - 60) / 2) / size
    marks = tuple(
        _matrix(size, pitch, (20 + n % 3 * (WIDTH - 20) / 3, 20 + n // 3 * HEIGHT / 2), seed + n)
        for n in range(6)
    )
    return Frame(WIDTH, HEIGHT, GROUND, marks)


def _matrix(size: int, pitch: float, corner: tuple[float, float], seed: int) -> Cells:
    random = np.random.default_rng(seed)
    fill = random.integers(0, 256, (size, size, 4), dtype=np.uint8)
    fill[..., 3] = 255
    numbers = np.array([f"{n / 10:.1f}".replace("-", "−") for n in range(-99, 100)])
    return Cells(
        x=corner[0],
        y=corner[1],
        pitch_x=pitch,
        pitch_y=pitch,
        gap=1.0 if pitch >= 6 else 0.0,
        radius=1.5 if pitch >= 6 else 0.0,
        fill=fill,
        state=np.full((size, size), State.FILLED, dtype=np.uint8),
        text=numbers[random.integers(0, numbers.size, (size, size))] if pitch >= 6 else None,
        ink=random.integers(0, 2, (size, size), dtype=np.uint8),
        inks=INKS,
        font_size=pitch * 0.36,
        line=(110, 122, 142, 255),
    )


def _new_frames(size: int, *, peers: bool = False) -> Row:
    frames = [heatmaps(size, seed) for seed in range(16)]
    # each twice: the second time all that can be kept of it is
    took = _painting_times([frame for frame in frames for _ in range(2)])
    new, again = median(took[::2]), median(took[1::2])
    others = _peers(size) if peers else {}
    what = f"{size}×{size}, every cell new"
    return Row(PROMISE, what, new, Floor(BARE, again), peers=others)


def _same_frame(size: int) -> Row:
    image, canvas = _canvas(), _canvas()
    image.fill(QColor(*GROUND))
    took = median(_painting_times([heatmaps(size, 0)] * 24))
    floor = Floor(
        "one image as large", median(_time(_draw_image, image, canvas) for _ in range(24))
    )
    return Row(PROMISE, f"{size}×{size}, the same marks again", took, floor)


def _draw_image(image: QImage, canvas: QImage) -> None:
    with QPainter(canvas) as painter:
        painter.drawImage(0, 0, image)


def _peers(size: int) -> dict[str, float]:
    """Return the seconds that others take for a frame of which every number is new."""
    frames = [heatmaps(size, seed) for seed in range(3)]
    canvas = _canvas()
    naive = median(_time(_paint_naively, frame, canvas) for frame in frames)
    return {
        "drawText per cell": naive,
        "pyqtgraph items": pyqtgraph_seconds(frames, canvas),
        "matplotlib blitted": matplotlib_seconds(frames),
    }


def _painting_times(frames: list[Frame]) -> list[float]:
    """Return seconds for each frame but the first few, as on a stage that goes on and on.

    Of three rounds the fastest counts: the machine does other things too.
    """
    rasters, canvas = Rasters(), _canvas()

    def paint_one(frame: Frame, canvas: QImage) -> None:
        with QPainter(canvas) as painter:
            paint(frame, painter, rasters)

    rounds = [[_time(paint_one, frame, canvas) for frame in frames][4:] for _ in range(3)]
    return min(rounds, key=median)


def _time(task: Callable[[_Drawn, QImage], None], drawn: _Drawn, canvas: QImage) -> float:
    start = process_time()
    task(drawn, canvas)
    return process_time() - start


def _canvas() -> QImage:
    return QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)


def _paint_naively(frame: Frame, canvas: QImage) -> None:
    with QPainter(canvas) as painter:
        painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), QColor(*GROUND))
        for mark in frame.marks:
            assert isinstance(mark, Cells)
            _paint_cells_naively(painter, mark)


def _paint_cells_naively(painter: QPainter, cells: Cells) -> None:
    assert cells.text is not None
    painter.setFont(font("mono", "regular", max(1, round(cells.font_size))))
    rows, cols = cells.shape
    for row in range(rows):
        for col in range(cols):
            area = QRectF(
                cells.x + col * cells.pitch_x,
                cells.y + row * cells.pitch_y,
                cells.pitch_x - cells.gap,
                cells.pitch_y - cells.gap,
            )
            painter.fillRect(area, QColor(*cells.fill[row, col].tolist()))
            painter.setPen(QColor(*cells.inks[cells.ink[row, col]]))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(cells.text[row, col]))
