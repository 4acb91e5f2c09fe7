"""A strip chart beside the picture: how large the gradient is, layer by layer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gradviz.engine.norms import gradient_norms
from gradviz.engine.passes import Passes
from gradviz.explain.magnitudes import log_scales, magnitude
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import Message, joined, say

if TYPE_CHECKING:
    from gradviz.gui.plots.strip_plot import StripPlot

HINT = say(
    "The gradient runs from right to left. Circles: of X and Y, squares: of W, root mean square; "
    "triangles: the largest entry."
)
_HEIGHT, _LEAST_HEIGHT = 210, 75
_LEAST_WIDTH = 220
_MARGIN = 14


@dataclass(frozen=True, slots=True)
class GradientSize:
    """How large one gradient is.

    Attributes
    ----------
    name : str
        "Y1_grad".
    place : float
        0 for X, n for the output of layer n, between them for a W.
    rms, largest : float
        Root of the mean square of all entries, and the largest magnitude.
    is_parameter : bool
        Whether it is the gradient of a W.
    """

    name: str
    place: float
    rms: float
    largest: float
    is_parameter: bool

    @property
    def sentence(self) -> Message:
        """What is told of it."""
        return say(
            "{matrix}: RMS {rms}, largest {largest}",
            matrix=self.name,
            rms=magnitude(self.rms),
            largest=magnitude(self.largest),
        )


def readings(passes: Passes) -> tuple[GradientSize, ...]:
    """Return how large the gradients of X, of every Y and of every W are, in forward order.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> for reading in readings(backprop([[3, 4]], [[1], [1]])):
    ...     print(reading.place, reading.sentence)
    0.0 X_grad: RMS 3.54, largest 4
    0.5 W_grad: RMS 1, largest 1
    1.0 Y_grad: RMS 1, largest 1
    """
    found = []
    for norm in gradient_norms(passes):
        if norm.name.startswith("b"):
            continue
        place = 0.0 if norm.layer is None else norm.layer + (0.5 if norm.is_parameter else 1.0)
        largest = float(np.abs(passes.matrix(norm.name)).max())
        found.append(GradientSize(norm.name, place, norm.rms, largest, norm.is_parameter))
    return tuple(found)


@guarded
class StripChart(QWidget):
    """|gradient| by layer on a logarithmic axis: root mean square, and the largest entry.

    What the pointer is at, or the arrow keys have come to, is told below. pyqtgraph is loaded
    when the chart is first seen; while it is hidden, nothing is drawn.

    Parameters
    ----------
    workspace : Workspace
    parent : QWidget, optional
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._plot: StripPlot | None = None
        self._readings: tuple[GradientSize, ...] = ()
        self._told: GradientSize | None = None
        self._caption = QLabel(workspace.write(HINT), self)
        self._caption.setProperty("role", "caption")
        self._caption.setWordWrap(True)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._caption.setContentsMargins(_MARGIN, 0, _MARGIN, 4)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        self.setObjectName("strip-chart")
        self.setAccessibleName(workspace.write(say("Size of the gradient by layer")))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._caption)
        workspace.document_changed.connect(self._on_document_changed)
        workspace.styled.connect(self._on_styled)
        self._on_styled()

    @property
    def told(self) -> GradientSize | None:
        """The gradient that is told of below the plot; None while it is the hint."""
        return self._told

    def refresh(self) -> None:
        """Draw what there is now, without waiting for the event loop."""
        # Here, for it is a third of a second that no start should wait for.
        from gradviz.gui.plots.plot_view import PlotLook
        from gradviz.gui.plots.strip_plot import MagnitudeCurve, StripPlot

        self._soon.stop()
        if self._plot is None:
            self._plot = StripPlot(self)
            self._column.insertWidget(0, self._plot, 1)
        workspace = self._workspace
        self._readings = readings(workspace.passes)
        curves = [
            MagnitudeCurve(
                tuple(reading.place for reading in own),
                tuple(reading.rms for reading in own),
                tuple(reading.largest for reading in own),
                is_parameter,
            )
            for is_parameter in (False, True)
            if (own := [r for r in self._readings if r.is_parameter == is_parameter])
        ]
        sizes = np.array([size for r in self._readings for size in (r.rms, r.largest)])
        names = (workspace.passes.layers[0].X, *(layer.Y for layer in workspace.passes.layers))
        look = PlotLook(workspace.theme, workspace.text, self.width())
        (scale,) = log_scales(sizes)
        self._plot.show_curves(curves, names, scale.whole, look)
        told = joined((reading.sentence for reading in self._readings), "; ")
        self.setAccessibleDescription(workspace.write(told))
        kept = next((r for r in self._readings if self._told and r.name == self._told.name), None)
        self._tell(kept)

    # --- inside

    def _tell(self, reading: GradientSize | None) -> None:
        """Say how large one gradient is, and mark it in the plot."""
        self._told = reading
        told = HINT if reading is None else reading.sentence
        self._caption.setText(self._workspace.write(told))
        if self._plot is not None:
            self._plot.point_at(None if reading is None else reading.place)

    def _step(self, direction: int) -> None:
        """Tell of the gradient before or after the one told of."""
        if not self._readings:
            return
        last = len(self._readings) - 1
        at = last + 1 if direction < 0 else -1  # from beyond the ends
        if self._told is not None:
            at = self._index_of(self._told)
        self._tell(self._readings[min(max(at + direction, 0), last)])

    def _index_of(self, reading: GradientSize) -> int:
        return next(n for n, found in enumerate(self._readings) if found.name == reading.name)

    def _keep_room(self) -> None:
        """Keep the room that the hint takes, so that the plot stands still when it changes."""
        room, hint = QRect(0, 0, self.width() - 2 * _MARGIN, 10_000), self._workspace.write(HINT)
        wrapped = self._caption.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, hint)
        self._caption.setFixedHeight(wrapped.height() + 6)

    def _schedule(self) -> None:
        if self.isVisible():
            self._soon.start()

    def _on_document_changed(self, _old: object, _new: object) -> None:
        self._schedule()

    def _on_styled(self) -> None:
        text = self._workspace.text
        self.setMinimumSize(round(_LEAST_WIDTH * text), _LEAST_HEIGHT)
        self._keep_room()
        self._schedule()

    def sizeHint(self) -> QSize:
        return QSize(260, round(_HEIGHT * self._workspace.text))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._keep_room()
        self._schedule()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_room()
        self._schedule()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._plot is None or not self._readings:
            return
        under = self._plot.place_under(event.position().x() - self._plot.x())
        self._tell(min(self._readings, key=lambda reading: abs(reading.place - under)))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._tell(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Home: -len(self._readings),
            Qt.Key.Key_End: len(self._readings),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._step(step)
