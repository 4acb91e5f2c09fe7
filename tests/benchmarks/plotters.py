"""The same heatmaps by plotting libraries, as one would write them there."""

from statistics import median
from time import process_time

import numpy as np
from PySide6.QtGui import QImage, QPainter

from gradviz.scene.marks.frame import Cells, Frame


def matplotlib_seconds(frames: list[Frame]) -> float:
    """Return the median seconds of `imshow` and `text`, blitted: axes are drawn once."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure((16, 10), dpi=100)
    canvas = FigureCanvasAgg(figure)
    shown = []
    for n, cells in enumerate(_cells(frames[0])):
        axes = figure.add_subplot(2, 3, n + 1)
        axes.set_axis_off()
        picture = axes.imshow(cells.fill[..., :3], animated=True)
        rows, cols = cells.shape
        texts = [
            axes.text(col, row, "", ha="center", va="center", animated=True, fontsize=6)
            for row in range(rows)
            for col in range(cols)
        ]
        shown.append((axes, picture, texts))
    canvas.draw()
    ground = canvas.copy_from_bbox(figure.bbox)
    took = []
    for frame in frames:
        started = process_time()
        canvas.restore_region(ground)
        for cells, (axes, picture, texts) in zip(_cells(frame), shown, strict=True):
            picture.set_data(cells.fill[..., :3])
            axes.draw_artist(picture)
            for text, artist in zip(_texts(cells), texts, strict=True):
                artist.set_text(text)
                axes.draw_artist(artist)
        canvas.blit(figure.bbox)
        took.append(process_time() - started)
    return median(took)


def pyqtgraph_seconds(frames: list[Frame], canvas: QImage) -> float:
    """Return the median seconds of an ImageItem for each matrix and a TextItem for each cell."""
    import pyqtgraph

    view = pyqtgraph.GraphicsLayoutWidget()
    view.resize(canvas.width(), canvas.height())
    shown = []
    for n, cells in enumerate(_cells(frames[0])):
        box = view.addViewBox(n // 3, n % 3, invertY=True, enableMenu=False)
        picture = pyqtgraph.ImageItem(cells.fill, axisOrder="row-major")
        box.addItem(picture)
        texts = []
        for row, col in np.ndindex(*cells.shape):
            text = pyqtgraph.TextItem("", anchor=(0.5, 0.5))
            text.setPos(col + 0.5, row + 0.5)
            box.addItem(text)
            texts.append(text)
        shown.append((picture, texts))
    took = []
    for frame in frames:
        started = process_time()
        for cells, (picture, texts) in zip(_cells(frame), shown, strict=True):
            picture.setImage(cells.fill, autoLevels=False)
            for text, item in zip(_texts(cells), texts, strict=True):
                item.setText(text)
        with QPainter(canvas) as painter:
            view.render(painter)
        took.append(process_time() - started)
    view.close()
    return median(took)


def _cells(frame: Frame) -> list[Cells]:
    return [mark for mark in frame.marks if isinstance(mark, Cells)]


def _texts(cells: Cells) -> list[str]:
    return [] if cells.text is None else [str(text) for text in cells.text.ravel()]
