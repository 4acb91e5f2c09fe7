"""A window as it is on a screen, some time after its start."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

from gradviz.gui.app import application, forget_what_stays
from gradviz.gui.main_window import MainWindow
from gradviz.session.document import Document, example

_SETTLED = 1.0
"""Seconds after the start in which nobody does anything yet."""


@contextmanager
def settled(document: Document) -> Iterator[MainWindow]:
    """Give a window of 1600×1000 on a document, at rest at its end."""
    running = application()
    window = MainWindow(document)
    window.resize(1600, 1000)
    window.show()
    started = process_time()
    while process_time() < started + _SETTLED:  # panels, and a thread that imports what saves
        running.processEvents()
    forget_what_stays()  # as in the application
    player = window.workspace.player
    player.pause()
    player.go_to(player.timeline.duration)
    running.processEvents()
    yield window
    window.workspace.open(example(), None)
    window.close()
    running.processEvents()
