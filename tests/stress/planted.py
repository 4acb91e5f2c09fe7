"""Faults that the machine has to find, each planted in a running window."""

import faulthandler
import time
from pathlib import Path

import numpy as np

from gradviz.gui.state.undo import Replace
from gradviz.gui.state.workspace import Workspace
from gradviz.session.edits import set_matrix

_undo = Replace.undo
_look_at = Workspace.look_at


def index_error() -> None:
    """Raise where something is undone."""

    def undo(_step: Replace) -> None:
        raise IndexError("list index out of range")

    Replace.undo = undo  # type: ignore[method-assign]  # planted


def one_bit() -> None:
    """Bring back another document than was there, by one bit."""

    def undo(step: Replace) -> None:
        _undo(step)
        step._show(set_matrix(step._old, "X", np.nextafter(step._old.X, np.inf)))

    Replace.undo = undo  # type: ignore[method-assign]  # planted


def old_passes() -> None:
    """Show an edited document with the passes of the one before."""
    show = Workspace.show_document

    def show_document(workspace: Workspace, document: object) -> None:
        kept = workspace.passes
        show(workspace, document)  # type: ignore[arg-type]
        workspace._current.passes = kept

    Workspace.show_document = show_document  # type: ignore[method-assign, assignment]  # planted


def crash() -> None:
    """End the process where the race is looked at."""
    _when_looked_at("race", faulthandler._sigsegv)  # type: ignore[attr-defined]  # for tests


def hang() -> None:
    """Go on for ever where the race is looked at."""
    _when_looked_at("race", lambda: time.sleep(1e6))


def write_outside() -> None:
    """Write beside the scratch folder where the race is looked at."""
    _when_looked_at("race", lambda: Path("../gradviz-stress-planted").write_text("x"))


def _when_looked_at(view: str, do: object) -> None:
    def look_at(workspace: Workspace, **choices: object) -> None:
        if choices.get("view") == view:
            do()  # type: ignore[operator]
        _look_at(workspace, **choices)

    Workspace.look_at = look_at  # type: ignore[method-assign]  # planted
