"""Choosing a seed in the window: the loss that was left is gone back to."""

import itertools

from PySide6.QtCore import QObject

from gradviz.errors import GradvizError
from gradviz.gui.commands.command import Command
from gradviz.gui.state.workspace import Workspace
from gradviz.session.document import Document, LossChoice
from gradviz.session.seeds import SEED_KINDS, SEED_TIPS, SEED_TITLES, kind_of, with_seed

SEEDS = tuple(f"seed-{kind}" for kind in SEED_KINDS)


class Seeds(QObject):
    """Makes the seed of the backward pass; each choice is one step to undo.

    Parameters
    ----------
    workspace : Workspace
        Its parent.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._loss: LossChoice = "squared_error"
        self._numbers = itertools.count(1)
        workspace.document_changed.connect(self._on_document_changed)
        self._on_document_changed(workspace.document, workspace.document)

    def choose(self, kind: str) -> None:
        """Start the backward pass with a kind of seed; a one-hot is 1 where somebody points."""
        document = self._workspace.document
        try:
            new = with_seed(document, kind, self._at, next(self._numbers), loss=self._loss)
        except GradvizError as error:
            self._workspace.troubled.emit(str(error))
            return
        title = next(SEED_TITLES[known] for known in SEED_KINDS if known == kind)
        self._workspace.edit(new, f"Seed: {title.lower()}")

    @property
    def _at(self) -> tuple[int, int]:
        """The cell of the output that is pinned, or the first of the sample that is shown."""
        document, pinned = self._workspace.document, self._workspace.pinned
        if pinned is not None and pinned.name in (document.seed_name, document.network.names[-1].Y):
            return pinned.row, pinned.col
        shown = document.view.jacobian.sample if document.view.view == "jacobian" else None
        return 0, min(shown or 0, document.N - 1)

    def _on_document_changed(self, _old: Document, new: Document) -> None:
        if new.loss != "seed":
            self._loss = new.loss


def seed_commands(workspace: Workspace, seeds: Seeds) -> list[Command]:
    """Return a command for each kind of seed."""

    def command(kind: str) -> Command:
        known = next(name for name in SEED_KINDS if name == kind)
        return Command(
            f"seed-{kind}",
            SEED_TITLES[known],
            SEED_TIPS[known],
            lambda: seeds.choose(kind),
            checked=lambda: kind_of(workspace.document) == kind,
        )

    return [command(kind) for kind in SEED_KINDS]
