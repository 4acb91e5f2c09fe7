"""How large the window is, and where: as it was left, and never more than its screen has."""

from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QMainWindow, QWidget

from gradviz.gui.state.settings import saved_bytes

LEAST = QSize(640, 480)
"""Whatever is open and however large the text, all parts of the window fit into this."""
_USUAL = QSize(1360, 860)
_FRAME = QSize(16, 48)
"""What a window manager puts around a window at most; it tells only once the window is there."""


def first_size(available: QSize) -> QSize:
    """Return how large the window is at the first start.

    Parameters
    ----------
    available : QSize
        What the screen has without its task bar, logical pixels.

    Examples
    --------
    >>> first_size(QSize(1920, 1050)).toTuple()
    (1360, 860)
    >>> first_size(QSize(1366, 728)).toTuple()
    (1350, 680)
    """
    return _USUAL.boundedTo(available - _FRAME).expandedTo(LEAST)


def restore(window: QMainWindow, store: QSettings) -> None:
    """Put a window and its panels where they were left.

    Qt brings back on the screen what was left on a larger one, or on one that has gone.
    """
    geometry, panels = saved_bytes(store, "geometry"), saved_bytes(store, "panels")
    if geometry is not None:
        window.restoreGeometry(geometry)
    if panels is not None:
        window.restoreState(panels)
    if not window.windowState():
        window.resize(window.size().boundedTo(room(window)).expandedTo(LEAST))


def room(window: QWidget) -> QSize:
    """Return how large a window can be where it is, without its frame."""
    return window.screen().availableSize() - _FRAME
