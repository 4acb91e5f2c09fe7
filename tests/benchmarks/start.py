"""Start to first painted frame, beside an empty pyqtgraph window in the same run."""

import os
import statistics
import subprocess
import sys
import time

from tests.benchmarks.promise import Floor, Row

RUNS = 15

# The paint event of one class is watched; a filter on the whole application would cost more
# the more widgets there are.
_PROBE = """
import os, time

def watched(kind):
    paint = kind.paintEvent
    def paint_and_end(self, event):
        paint(self, event)
        print(time.monotonic(), flush=True)
        os._exit(0)
    kind.paintEvent = paint_and_end
"""

_PEER = (
    _PROBE
    + """
import pyqtgraph
from PySide6.QtWidgets import QApplication

application = QApplication([])
watched(pyqtgraph.GraphicsView)
window = pyqtgraph.GraphicsLayoutWidget()
window.addViewBox()
window.resize(1360, 860)
window.show()
application.exec()
"""
)

_OURS = (
    _PROBE
    + """
import gc, sys

freeze = gc.freeze
def freeze_and_watch():
    freeze()
    watched(sys.modules["gradviz.gui.stage.stage"].Stage)
gc.freeze = freeze_and_watch  # gradviz does so once it has imported its window
sys.argv = ["gradviz"]
from gradviz.cli import main
main()
"""
)


def rows() -> list[Row]:
    """Measure both in turns, each in a process of its own."""
    ours, peer = [], []
    for script in (_OURS, _PEER):
        _seconds(script)  # warm the disk's cache
    for _ in range(RUNS):
        ours.append(_seconds(_OURS))
        peer.append(_seconds(_PEER))
    floor = Floor("an empty pyqtgraph window", statistics.median(peer))
    return [Row("start to first painted frame", "gradviz", statistics.median(ours), floor)]


def _seconds(script: str) -> float:
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    # as for a user, whose second start does not compile what the first has compiled
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
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
