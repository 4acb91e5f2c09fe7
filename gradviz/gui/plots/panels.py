"""The panels of live plots: made, and pyqtgraph loaded, only when one is looked at."""

from PySide6.QtWidgets import QWidget

from gradviz.gui.panels import Panels
from gradviz.gui.state.training import Training
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.focus_frame import FocusFrame
from gradviz.messages.message import say


def add_plots(panels: Panels, workspace: Workspace, training: Training) -> None:
    """Add the gradients by layer and the descent to the panels of a window, closed at first."""

    def strip(parent: QWidget) -> QWidget:
        from gradviz.gui.plots.strip_chart import StripChart

        return FocusFrame(workspace, StripChart(workspace), "panel", parent)

    def descent(parent: QWidget) -> QWidget:
        from gradviz.gui.plots.training_panel import TrainingPanel

        return TrainingPanel(training, workspace, parent)

    panels.add("strip", say("Gradient by layer"), strip)
    panels.add("descent", say("Descent"), descent)
