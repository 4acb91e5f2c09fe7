"""The plot of a strip chart: everything that is pyqtgraph's. Import it late, it takes long."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg  # type: ignore[import-untyped]  # it comes without types
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget

from gradviz.gui.look import qcolor
from gradviz.gui.richtext import legible
from gradviz.render.fonts import font
from gradviz.scene.frame import Color
from gradviz.scene.magnitudes import LogScale, power_of_ten
from gradviz.scene.theme import Theme

_MOST_TICKS = 8
_TICK_WIDTH = 30  # logical pixels that the name of a level takes
_ODD_WIDTH = 28  # logical pixels that "NaN" takes
_MARGIN = 0.09  # of the height: for what is no number on the scale


@dataclass(frozen=True, slots=True)
class Curve:
    """Magnitudes along the layers.

    Attributes
    ----------
    places : tuple of float
        Where each stands: 0 for X, 1 for the output of the first layer.
    rms, largest : tuple of float
    is_parameter : bool
        Whether they are of W, and not of values.
    """

    places: tuple[float, ...]
    rms: tuple[float, ...]
    largest: tuple[float, ...]
    is_parameter: bool


class StripPlot(pg.GraphicsView):  # type: ignore[misc]  # the class has no types
    """Curves on a logarithmic axis. No mouse and no key reaches it: it is looked at only.

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
        self._view = pg.ViewBox(enableMouse=False, enableMenu=False)
        self._axes = {side: pg.AxisItem(side) for side in ("left", "bottom")}
        self._layout.addItem(self._axes["left"], 0, 0)
        self._layout.addItem(self._view, 0, 1)
        self._layout.addItem(self._axes["bottom"], 1, 1)
        for axis in self._axes.values():
            axis.linkToView(self._view)
        self._pointer = pg.InfiniteLine(angle=90, movable=False)
        self._pointer.setZValue(-1)

    @property
    def drawn(self) -> tuple[pg.GraphicsObject, ...]:
        """What stands between the axes: curves, lines and names."""
        return tuple(self._view.addedItems)

    @property
    def ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The ends of both axes: places, then powers of ten."""
        (left, right), (low, high) = self._view.viewRange()
        return (left, right), (low, high)

    def show_curves(
        self, curves: Sequence[Curve], names: tuple[str, ...], scale: LogScale, look: "PlotLook"
    ) -> None:
        """Draw curves anew.

        Parameters
        ----------
        curves : sequence of Curve
        names : tuple of str
            What stands at 0, 1, 2, ...
        scale : LogScale
            The ends of the axis.
        look : PlotLook
        """
        self._view.clear()
        self.setBackground(qcolor(look.theme.panel))
        margin = (scale.high - scale.low) * _MARGIN
        self._view.setXRange(-0.4, len(names) - 0.6, padding=0)
        self._view.setYRange(scale.low - margin, scale.high + margin, padding=0)
        self._rule(scale, look)
        self._name_levels(names, look)
        for curve in curves:
            self._draw(curve, scale, look, len(names))
        self._pointer.setPen(pg.mkPen(qcolor(look.theme.accent), width=1.5))
        self._pointer.hide()
        self._view.addItem(self._pointer)

    def point_at(self, place: float | None) -> None:
        """Stand a line where something is told of; none if it is None."""
        self._pointer.setVisible(place is not None)
        if place is not None:
            self._pointer.setPos(place)

    def place_under(self, x: float) -> float:
        """Return which place is under a point of this widget, counted as those of a curve."""
        scene = self.mapToScene(round(x), 0)
        return float(self._view.mapSceneToView(scene).x())

    def x_of(self, place: float) -> float:
        """Return where a place of a curve is in this widget."""
        scene = self._view.mapViewToScene(QPointF(place, 0.0))
        return float(self.mapFromScene(scene).x())

    def _rule(self, scale: LogScale, look: "PlotLook") -> None:
        """Tell the powers of ten, and draw a quiet line at each."""
        powers = scale.powers(_MOST_TICKS)
        axis = self._styled("left", look)
        axis.setWidth(round(38 * look.text))
        axis.setTicks([[(power, power_of_ten(power)) for power in powers]])
        pen = pg.mkPen(qcolor(look.theme.line), width=1)
        for power in powers:
            self._view.addItem(pg.InfiniteLine(pos=power, angle=0, pen=pen, movable=False))

    def _name_levels(self, names: tuple[str, ...], look: "PlotLook") -> None:
        """Tell as many of the levels as there is room for, the last in any case."""
        room = max(int((look.width - 50) / (_TICK_WIDTH * look.text)), 2)
        every = math.ceil(len(names) / room)
        last = len(names) - 1
        ticks = [(n, told) for n, told in enumerate(names) if (last - n) % every == 0]
        self._styled("bottom", look).setTicks([ticks])

    def _styled(self, side: str, look: "PlotLook") -> pg.AxisItem:
        axis = self._axes[side]
        axis.setPen(pg.mkPen(qcolor(look.theme.strong_line)))
        axis.setTextPen(pg.mkPen(qcolor(look.theme.muted)))
        letters = font("sans", "regular", round(11 * look.text))
        axis.setStyle(tickFont=letters, tickLength=-4, hideOverlappingLabels=False)
        return axis

    def _draw(self, curve: Curve, scale: LogScale, look: "PlotLook", levels: int) -> None:
        color = qcolor(look.color(curve))
        style = Qt.PenStyle.DashLine if curve.is_parameter else Qt.PenStyle.SolidLine
        symbol = "s" if curve.is_parameter else "o"
        thin = pg.mkPen(color, width=1, style=Qt.PenStyle.DotLine)
        thick = pg.mkPen(color, width=2, style=style)
        for sizes, pen, mark, across in (
            (curve.largest, thin, "t1", 5),
            (curve.rms, thick, symbol, 7),
        ):
            heights = _heights(sizes)
            if np.isnan(heights).all():  # pyqtgraph warns of a curve without a point
                continue
            line = pg.PlotDataItem(
                curve.places,
                heights,
                pen=pen,
                connect="finite",
                symbol=mark,
                symbolSize=across * look.text,
                symbolBrush=color,
                symbolPen=None,
                antialias=True,
            )
            self._view.addItem(line)
        for place, size in zip(curve.places, curve.rms, strict=True):
            if not (math.isfinite(size) and size > 0.0):
                is_narrow = look.width < _ODD_WIDTH * look.text * 2 * levels
                self._name_odd((place, size), scale, look, is_narrow=is_narrow)

    def _name_odd(
        self, point: tuple[float, float], scale: LogScale, look: "PlotLook", *, is_narrow: bool
    ) -> None:
        """Write what has no place on the axis: 0 at its foot, infinity at its head, NaN between."""
        place, size = point
        heights = {"0": scale.low, "∞": scale.high, "NaN": (scale.low + scale.high) / 2}
        told = "NaN" if math.isnan(size) else "∞" if size else "0"
        height = heights[told]
        if told == "NaN" and is_narrow:
            told = "?"
        item = pg.TextItem(told, color=qcolor(look.theme.text), anchor=(0.5, 0.5))
        item.setFont(font("sans", "semibold", round(12 * look.text)))
        item.setPos(place, height)
        self._view.addItem(item)


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

    def color(self, curve: Curve) -> Color:
        """Return the colour of a curve, legible on the panel."""
        ends = self.theme.gradients
        return legible(ends.negative if curve.is_parameter else ends.positive, self.theme, 3.0)


def _heights(sizes: Iterable[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return where magnitudes stand on the axis; NaN, a gap, for what has no place there."""
    return np.array(
        [math.log10(size) if math.isfinite(size) and size > 0 else math.nan for size in sizes]
    )
