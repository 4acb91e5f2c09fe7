"""The bars at the edges of the window, which stay where they are."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QToolBar, QWidget


def foot_bar(title: str, content: QWidget, parent: QWidget) -> QToolBar:
    """Return a bar that is all one widget, without anything around it."""
    bar = QToolBar(title, parent)
    bar.setObjectName("foot")
    bar.setStyleSheet("QToolBar { padding: 0; border: none; }")
    bar.addWidget(content)
    return bar


def add_bar(window: QMainWindow, bar: QToolBar, area: Qt.ToolBarArea) -> None:
    """Put a bar at an edge of a window; nobody can move it or take it away."""
    bar.setMovable(False)
    bar.setFloatable(False)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    window.addToolBar(area, bar)
