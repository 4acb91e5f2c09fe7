"""The plot of a strip chart: everything that is pyqtgraph's. Import it late, it takes long."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg  # type: ignore[import-untyped]  # it comes without types
from PySide6.QtCore import Qt

from gradviz.explain.magnitudes import LogScale, power_of_ten
from gradviz.gui.explanation.richtext import legible
from gradviz.gui.plots.plot_view import PlotLook, PlotView
from gradviz.gui.widgets.look import qcolor
from gradviz.render.fonts import font
from gradviz.scene.marks.frame import Color
from gradviz.scene.marks.theme import Theme

_MOST_TICKS = 8
_TICK_WIDTH = 30  # logical pixels that the name of a level takes
_ODD_WIDTH = 28  # logical pixels that "NaN" takes
_MARGIN = 0.09  # of the height: for what is no number on the scale


@dataclass(frozen=True, slots=True)
class MagnitudeCurve:
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


class StripPlot(PlotView):
    """Curves on a logarithmic axis over the layers."""

    def show_curves(
        self,
        curves: Sequence[MagnitudeCurve],
        names: tuple[str, ...],
        scale: LogScale,
        look: PlotLook,
    ) -> None:
        """Draw curves anew.

        Parameters
        ----------
        curves : sequence of MagnitudeCurve
        names : tuple of str
            What stands at 0, 1, 2, ...
        scale : LogScale
            The ends of the axis.
        look : PlotLook
        """
        self.clear(look)
        margin = (scale.high - scale.low) * _MARGIN
        self.view.setXRange(-0.4, len(names) - 0.6, padding=0)
        self.view.setYRange(scale.low - margin, scale.high + margin, padding=0)
        self._rule(scale, look)
        self._name_levels(names, look)
        for curve in curves:
            self._draw(curve, scale, look, len(names))

    def _rule(self, scale: LogScale, look: PlotLook) -> None:
        """Tell the powers of ten, and draw a quiet line at each."""
        powers = scale.powers(_MOST_TICKS)
        axis = self.styled("left", look)
        axis.setWidth(round(38 * look.text))
        axis.setTicks([[(power, power_of_ten(power)) for power in powers]])
        pen = pg.mkPen(qcolor(look.theme.line), width=1)
        for power in powers:
            self.view.addItem(pg.InfiniteLine(pos=power, angle=0, pen=pen, movable=False))

    def _name_levels(self, names: tuple[str, ...], look: PlotLook) -> None:
        """Tell as many of the levels as there is room for, the last in any case."""
        room = max(int((look.width - 50) / (_TICK_WIDTH * look.text)), 2)
        every = math.ceil(len(names) / room)
        last = len(names) - 1
        ticks = [(n, told) for n, told in enumerate(names) if (last - n) % every == 0]
        self.styled("bottom", look).setTicks([ticks])

    def _draw(self, curve: MagnitudeCurve, scale: LogScale, look: PlotLook, levels: int) -> None:
        color = qcolor(_color(curve, look.theme))
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
            self.view.addItem(line)
        for place, size in zip(curve.places, curve.rms, strict=True):
            if not (math.isfinite(size) and size > 0.0):
                is_narrow = look.width < _ODD_WIDTH * look.text * 2 * levels
                self._name_odd((place, size), scale, look, is_narrow=is_narrow)

    def _name_odd(
        self, point: tuple[float, float], scale: LogScale, look: PlotLook, *, is_narrow: bool
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
        self.view.addItem(item)


def _color(curve: MagnitudeCurve, theme: Theme) -> Color:
    """Return the colour of a curve, legible on the panel."""
    ends = theme.gradients
    return legible(ends.negative if curve.is_parameter else ends.positive, theme, 3.0)


def _heights(sizes: Iterable[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return where magnitudes stand on the axis; NaN, a gap, for what has no place there."""
    return np.array(
        [math.log10(size) if math.isfinite(size) and size > 0 else math.nan for size in sizes]
    )
