"""What all live plots are made of: pyqtgraph's parts, in the look of the window. Import it late."""

from dataclasses import dataclass

import pyqtgraph as pg  # type: ignore[import-untyped]  # it comes without types
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gradviz.gui.widgets.look import qcolor
from gradviz.render.fonts import font
from gradviz.scene.marks.theme import Theme


@dataclass(frozen=True, slots=True)
class PlotLook:
    """What a plot looks like.

    Attributes
    ----------
    theme : Theme
    text : float
        Factor on sizes of text.
    width : int
        Logical pixels that there are for it.
    """

    theme: Theme
    text: float
    width: int


class PlotView(pg.GraphicsView):  # type: ignore[misc]  # the class has no types
    """Two axes and what is drawn between them. No mouse and no key reaches it.

    It is put together from parts, for a PlotWidget brings menus that outlive it.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._layout = pg.GraphicsLayout()
        self._layout.setContentsMargins(0, 4, 6, 0)
        self._layout.setSpacing(0)
        self.setCentralItem(self._layout)
        self.view = pg.ViewBox(enableMouse=False, enableMenu=False)
        self.axes = {side: pg.AxisItem(side) for side in ("left", "bottom")}
        self._layout.addItem(self.axes["left"], 0, 0)
        self._layout.addItem(self.view, 0, 1)
        self._layout.addItem(self.axes["bottom"], 1, 1)
        for axis in self.axes.values():
            axis.linkToView(self.view)
        self.pointer = pg.InfiniteLine(angle=90, movable=False)
        self.pointer.setZValue(-1)

    def clear(self, look: PlotLook) -> None:
        """Take away what is drawn, and look like the window."""
        self.view.clear()
        self.setBackground(qcolor(look.theme.panel))
        self.pointer.setPen(pg.mkPen(qcolor(look.theme.accent), width=1.5))
        self.pointer.hide()
        self.view.addItem(self.pointer)

    def point_at(self, place: float | None) -> None:
        """Stand a line where something is told of; none if it is None."""
        self.pointer.setVisible(place is not None)
        if place is not None:
            self.pointer.setPos(place)

    def place_under(self, x: float) -> float:
        """Return which place is under a point of this widget, counted as those of a curve."""
        scene = self.mapToScene(round(x), 0)
        return float(self.view.mapSceneToView(scene).x())

    def styled(self, side: str, look: PlotLook) -> pg.AxisItem:
        """Return an axis in the look of the window."""
        axis = self.axes[side]
        axis.setPen(pg.mkPen(qcolor(look.theme.strong_line)))
        axis.setTextPen(pg.mkPen(qcolor(look.theme.muted)))
        letters = font("sans", "regular", round(11 * look.text))
        axis.setStyle(tickFont=letters, tickLength=-4, hideOverlappingLabels=False)
        return axis
