"""The loss along the steps of a descent. Import it late: pyqtgraph takes long."""

import math

import numpy as np
import pyqtgraph as pg  # type: ignore[import-untyped]  # it comes without types
from PySide6.QtCore import Qt

from gradviz.explain.magnitudes import power_of_ten
from gradviz.gui.explanation.richtext import legible
from gradviz.gui.plots.plot_view import PlotLook, PlotView
from gradviz.gui.widgets.look import qcolor
from gradviz.language.numbers import number
from gradviz.session.training import History

_MOST_TICKS = 5
_WIDE = 10.0
"""A loss that spans a larger factor, and is above 0, is drawn on a logarithmic axis."""


class LossPlot(PlotView):
    """The loss after each step, with marks where runs began; what was undone is dimmed."""

    def show_history(self, history: History, position: int | None, look: PlotLook) -> None:
        """Draw the curve anew.

        Parameters
        ----------
        history : History
        position : int or None
            The step at which the document stands; None if it is not on the curve.
        look : PlotLook
        """
        self.clear(look)
        finite = np.isfinite(history.losses)
        steps, losses = history.steps[finite], history.losses[finite]
        if not len(steps):
            self._axes_for(0.0, 1.0, 1, look, is_log=False)
            return
        is_log = is_logarithmic(losses)
        heights = np.log10(losses) if is_log else losses
        self._axes_for(
            float(heights.min()), float(heights.max()), history.last, look, is_log=is_log
        )
        color = qcolor(legible(look.theme.values.positive, look.theme, 3.0))
        faint = qcolor(look.theme.faint)
        for start in history.starts:
            pen = pg.mkPen(faint, width=1, style=Qt.PenStyle.DashLine)
            self.view.addItem(pg.InfiniteLine(pos=start, angle=90, pen=pen, movable=False))
        here = history.last if position is None else position
        done, undone = steps <= here, steps >= here
        if undone.sum() > 1:
            self._curve(steps[undone], heights[undone], pg.mkPen(faint, width=2))
        if done.any():
            self._curve(steps[done], heights[done], pg.mkPen(color, width=2))
            spot = pg.ScatterPlotItem(
                [int(steps[done][-1])], [float(heights[done][-1])], size=8, brush=color, pen=None
            )
            self.view.addItem(spot)

    def _curve(self, steps: object, heights: object, pen: object) -> None:
        self.view.addItem(pg.PlotCurveItem(steps, heights, pen=pen, antialias=True))

    def _axes_for(
        self, low: float, high: float, last: int, look: PlotLook, *, is_log: bool
    ) -> None:
        room = (high - low) * 0.08 or max(abs(high) * 0.1, 0.5)
        self.view.setXRange(0, max(last, 1), padding=0.03)
        self.view.setYRange(low - room, high + room, padding=0)
        left = self.styled("left", look)
        left.setWidth(round(44 * look.text))
        left.setTicks([_ticks(low, high, is_log=is_log)])
        marks = sorted({round(last * n / 4) for n in range(5)}) if last else [0, 1]
        self.styled("bottom", look).setTicks([[(mark, str(mark)) for mark in marks]])


def is_logarithmic(losses: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> bool:
    """Tell whether losses need a logarithmic axis to be seen."""
    return bool(losses.min() > 0 and losses.max() > _WIDE * losses.min())


def _ticks(low: float, high: float, *, is_log: bool) -> list[tuple[float, str]]:
    if not is_log:
        return [(value, number(value, 3)) for value in np.linspace(low, high, 3).tolist()]
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    every = max(1, math.ceil((last - first + 1) / _MOST_TICKS))
    return [(power, power_of_ten(power)) for power in range(first, last + 1, every)]
