"""Start to first painted frame, beside an empty pyqtgraph window in the same run."""

import os
import statistics
import subprocess
import sys
import time

RUNS = 7
BOUND = 1.3

_PROBE = """
import os, time
from PySide6.QtCore import QEvent, QObject, QTimer

class Probe(QObject):
    def __init__(self, kind):
        super().__init__()
        self.kind = kind

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and type(watched).__name__ == self.kind:
            QTimer.singleShot(0, self.end)
        return False

    def end(self):
        print(time.monotonic(), flush=True)
        os._exit(0)
"""

_PEER = (
    _PROBE
    + """
import pyqtgraph
from PySide6.QtWidgets import QApplication

application = QApplication([])
probe = Probe("GraphicsLayoutWidget")
application.installEventFilter(probe)
window = pyqtgraph.GraphicsLayoutWidget()
window.addViewBox()
window.resize(1360, 860)
window.show()

class Viewport(Probe):
    pass

watching = Viewport("QWidget")
window.viewport().installEventFilter(watching)
application.exec()
"""
)

_OURS = (
    _PROBE
    + """
import sys
import gradviz.gui.app as app

made = app.application
probe = Probe("Stage")

def application():
    running = made()
    running.installEventFilter(probe)
    return running

app.application = application
sys.argv = ["gradviz"]
from gradviz.cli import main
main()
"""
)


def rows() -> list[tuple[str, str, str, bool]]:
    """Return (promise, measured, bound, ok) rows."""
    ours, peer = [], []
    for script in (_OURS, _PEER):
        _seconds(script)  # warm the disk's cache
    for _ in range(RUNS):
        ours.append(_seconds(_OURS))
        peer.append(_seconds(_PEER))
    one, other = statistics.median(ours), statistics.median(peer)
    ratio = one / other
    return [
        (
            "start to first painted frame, beside an empty pyqtgraph window",
            f"{ratio:.2f}x ({one * 1e3:.0f} ms beside {other * 1e3:.0f} ms)",
            f"{BOUND}x",
            ratio <= BOUND,
        )
    ]


def _seconds(script: str) -> float:
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return float(done.stdout.split()[-1]) - started
