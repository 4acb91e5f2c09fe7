"""Choosing a loss or a seed in the window: what was left for another is gone back to."""

import itertools
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QObject

from gradviz.arrays import Matrix
from gradviz.engine.losses import is_of_softmax
from gradviz.errors import GradvizError
from gradviz.gui.commands.command import Command
from gradviz.gui.state.workspace import Workspace
from gradviz.language.losses import LOSS_WORDS
from gradviz.messages.message import NOTHING, Message, say
from gradviz.session.document import Document, LossChoice
from gradviz.session.edits import set_loss
from gradviz.session.seeds import SEED_KINDS, SEED_NAMES, SEED_TIPS, kind_of, with_seed

LOSSES = tuple(f"loss-{loss}" for loss in LOSS_WORDS if loss != "seed")
SEEDS = tuple(f"seed-{kind}" for kind in SEED_KINDS)


class Seeds(QObject):
    """Says what the backward pass starts from, a loss or a seed; each choice is one step to undo.

    Parameters
    ----------
    workspace : Workspace
        Its parent.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._loss: LossChoice = "squared_error"
        self._one_hots: list[tuple[Matrix, Matrix]] = []  # each T that was replaced, and by which
        self._numbers = itertools.count(1)
        workspace.opened.connect(self._one_hots.clear)
        workspace.document_changed.connect(self._on_document_changed)
        self._on_document_changed(workspace.document, workspace.document)

    def choose(self, kind: str) -> None:
        """Start the backward pass with a kind of seed; a one-hot is 1 where somebody points."""
        document = self._workspace.document
        try:
            new = with_seed(document, kind, self._at, next(self._numbers), loss=self._loss)
        except GradvizError as error:
            self._workspace.troubled.emit(error.message)
            return
        named = next(SEED_NAMES[known] for known in SEED_KINDS if known == kind)
        self._workspace.edit(new, say("Seed: {seed}", seed=named))

    def choose_loss(self, loss: LossChoice) -> None:
        """Start from a loss; T becomes one-hot where it must, and then what it was before."""
        old = self._workspace.document
        new, told = set_loss(old, loss), NOTHING
        if new.target is not old.target:
            self._one_hots.append((old.target, new.target))
            told = say("T is one-hot now: cross entropy takes probabilities")
        elif not is_of_softmax(loss) and (before := self._before(old.target)) is not None:
            new = replace(new, target=before)
            told = say("T is again what it was before cross entropy")
        self._workspace.edit(new, say("Loss: {loss}", loss=_called(loss)))
        if told:
            self._workspace.said.emit(told)

    def _before(self, target: Matrix) -> Matrix | None:
        """Return the T that this one replaced, if nobody has edited it since."""
        return next((old for old, made in self._one_hots if made is target), None)

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


def loss_commands(workspace: Workspace, seeds: Seeds) -> list[Command]:
    """Return a command for each loss."""

    def command(name: str) -> Command:
        loss = cast("LossChoice", name)
        return Command(
            f"loss-{name}",
            _called(name),
            say("Start the backward pass from {loss}", loss=LOSS_WORDS[name].formula("Y")),
            lambda: seeds.choose_loss(loss),
            checked=lambda: workspace.document.loss == loss,
        )

    return [command(loss) for loss in LOSS_WORDS if loss != "seed"]


def _called(loss: str) -> Message:
    """Return what a loss is called where it is chosen, without its formula."""
    words = LOSS_WORDS[loss]
    is_with_formula = loss == "squared_error"  # its title
    return words.name("Y") if is_with_formula else words.title("Y")


def seed_commands(workspace: Workspace, seeds: Seeds) -> list[Command]:
    """Return a command for each kind of seed."""

    def command(kind: str) -> Command:
        known = next(name for name in SEED_KINDS if name == kind)
        return Command(
            f"seed-{kind}",
            say("{seed:capital}", seed=SEED_NAMES[known]),
            SEED_TIPS[known],
            lambda: seeds.choose(kind),
            checked=lambda: kind_of(workspace.document) == kind,
        )

    return [command(kind) for kind in SEED_KINDS]
