"""The commands that trace a cell."""

from typing import TYPE_CHECKING

from gradviz.gui.commands.command import Command

if TYPE_CHECKING:
    from gradviz.gui.main_window import MainWindow


def trace_commands(window: "MainWindow") -> list[Command]:
    """Return the commands that trace the pinned cell, or stop to."""
    workspace, tracer = window.workspace, window.workspace.tracer

    def toggle() -> None:
        if tracer.is_active:
            tracer.end()
        elif workspace.pinned is not None:
            tracer.start(workspace.pinned)

    def can() -> bool:
        return tracer.is_active or tracer.can_trace(workspace.pinned)

    return [
        Command(
            "trace",
            "&Trace the cell",
            "Light up all paths between the loss and the pinned cell",
            toggle,
            ("Ctrl+T",),
            enabled=can,
            checked=lambda: tracer.is_active,
        )
    ]
