"""Widgets by name: a path from a top-level widget that finds the same one in another process."""

from PySide6.QtCore import QObject, QPoint, QPointF
from PySide6.QtWidgets import QApplication, QWidget

from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Cells, Frame, Quad
from tests.stress.moves import Point

_BETWEEN = " > "


def path_of(widget: QWidget) -> str:
    """Return how to find a widget: by its class, and its number among its like, at each level."""
    steps: list[str] = []
    part: QObject | None = widget
    while isinstance(part, QWidget):
        above = None if part.isWindow() else part.parentWidget()
        steps.append(_step(part, above))
        part = above
    return _BETWEEN.join(reversed(steps))


def find(path: str) -> QWidget | None:
    """Return the widget at a path, if it is there and can be seen."""
    first, *rest = path.split(_BETWEEN)
    here = _among(first, [top for top in QApplication.topLevelWidgets() if top.isVisible()])
    for step in rest:
        if here is None:
            return None
        here = _among(step, _inside(here))
    return here if here is not None and here.isVisible() else None


def point_in(widget: QWidget, at: Point) -> QPoint:
    """Return a place in a widget that is given as fractions of its size."""
    x, y = at
    return QPoint(
        min(max(int(x * widget.width()), 0), max(widget.width() - 1, 0)),
        min(max(int(y * widget.height()), 0), max(widget.height() - 1, 0)),
    )


def fractions(widget: QWidget, at: QPointF) -> Point:
    """Return a place in a widget as fractions of its size."""
    return round(at.x() / max(widget.width(), 1), 4), round(at.y() / max(widget.height(), 1), 4)


def cell_in(frame: Frame, share: float) -> CellRef | None:
    """Return one of the cells that a picture shows, as the picture calls it."""
    marks = [mark for mark in frame.marks if isinstance(mark, Cells | Quad) and mark.ref]
    if not marks:
        return None
    mark = marks[int(share * len(marks)) % len(marks)]
    cells = mark.cells if isinstance(mark, Quad) else mark
    part = (share * 1e3) % 1, (share * 1e4) % 1  # of the width and of the height
    return cells.hit(cells.x + part[0] * cells.width, cells.y + part[1] * cells.height)


def _step(widget: QWidget, above: QWidget | None) -> str:
    name = type(widget).__name__
    if above is None:
        return f"{name}.0"
    like = [one for one in _inside(above) if type(one).__name__ == name]
    return f"{name}.{like.index(widget)}"


def _inside(widget: QWidget) -> list[QWidget]:
    return [part for part in widget.children() if isinstance(part, QWidget) and not part.isWindow()]


def _among(step: str, widgets: list[QWidget]) -> QWidget | None:
    name, _, number = step.rpartition(".")
    like = [widget for widget in widgets if type(widget).__name__ == name]
    return like[int(number)] if int(number) < len(like) else None
