"""What can be done to the cell that is pinned, or else pointed at, as commands."""

from gradviz.gui.commands.command import Command
from gradviz.gui.commands.copying import can_copy_matrix, copy_matrix, copy_number
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import say
from gradviz.refs import CellRef


def meant_cell(workspace: Workspace) -> CellRef | None:
    """Return the cell that a command is about: the pinned one, else the one pointed at."""
    ref = workspace.pinned or workspace.hovered
    return ref if ref is not None and workspace.view.has(ref) else None


def cell_commands(workspace: Workspace) -> list[Command]:
    """Return the commands that copy a cell, or its matrix."""

    def has_matrix() -> bool:
        ref = meant_cell(workspace)
        return ref is not None and can_copy_matrix(workspace, ref.name)

    def matrix() -> None:
        if (ref := meant_cell(workspace)) is not None:
            copy_matrix(workspace, ref.name)

    def number() -> None:
        if (ref := meant_cell(workspace)) is not None:
            copy_number(workspace, ref)

    return [
        Command(
            "copy-matrix",
            say("&Copy the matrix"),
            say("Copy the matrix of the pinned cell, for a spreadsheet or a table"),
            matrix,
            ("Ctrl+C",),
            enabled=has_matrix,
        ),
        Command(
            "copy-number",
            say("Copy the num&ber"),
            say("Copy the number of the pinned cell with all its digits"),
            number,
            enabled=lambda: meant_cell(workspace) is not None,
        ),
    ]
