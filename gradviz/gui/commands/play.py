"""The time and the trace of a cell, as commands."""

from gradviz.gui.commands.command import Command
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import say


def play_commands(workspace: Workspace) -> list[Command]:
    """Return the commands that play, step and go elsewhere in time."""

    def toggle_loop() -> None:
        workspace.player.set_looping(not workspace.player.playback.is_looping)

    return [
        Command(
            "play",
            say("Play"),
            say("Play, or pause"),
            lambda: workspace.played.toggle(),
            ("Space",),
            icon="play",
        ),
        Command(
            "play-back",
            say("Play &backwards"),
            say("Play the passes backwards in time"),
            lambda: workspace.played.play(-1),
            ("Shift+Space",),
        ),
        Command(
            "step-back",
            say("Step back"),
            say("Go to the key frame before"),
            lambda: workspace.played.step(-1),
            ("Left",),
            icon="step-back",
        ),
        Command(
            "step-forward",
            say("Step forward"),
            say("Go to the next key frame"),
            lambda: workspace.played.step(1),
            ("Right",),
            icon="step-forward",
        ),
        Command(
            "go-start",
            say("To the start"),
            say("Go to where nothing is computed yet"),
            lambda: workspace.played.go_to_end(-1),
            ("Home",),
            icon="start",
        ),
        Command(
            "go-end",
            say("To the end"),
            say("Go to where everything is computed"),
            lambda: workspace.played.go_to_end(1),
            ("End",),
            icon="end",
        ),
        Command(
            "loop",
            say("Loop"),
            say("Begin again at the end"),
            toggle_loop,
            ("Ctrl+L",),
            checked=lambda: workspace.player.playback.is_looping,
            icon="loop",
        ),
    ]


def trace_commands(workspace: Workspace) -> list[Command]:
    """Return the commands that trace the pinned cell, or stop to."""
    tracer = workspace.tracer

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
            say("&Trace the cell"),
            say("Light up all paths between the loss and the pinned cell"),
            toggle,
            ("Ctrl+T",),
            enabled=can,
            checked=lambda: tracer.is_active,
        )
    ]
