"""The menus that fill a matrix, or the whole document, at once."""

import re
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QRandomGenerator, Signal
from PySide6.QtWidgets import QMenu, QWidget

from gradviz.errors import GradvizError
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import say
from gradviz.session.edits import fill
from gradviz.session.fills import FILLS
from gradviz.session.presets.documents import PRESETS
from gradviz.session.presets.preset import Preset

_SEEDS = 10_000
_LETTERS = "WXbTY"


class FillMenu(QMenu):
    """Fills one matrix. Its random fills start from a seed that the menu shows.

    Parameters
    ----------
    workspace : Workspace
    name : str
        The matrix, until `set_name` names another; each has a seed of its own.
    parent : QWidget
    """

    refused = Signal(str)
    """A fill could not be done: why, in the language of the user."""

    def __init__(self, workspace: Workspace, name: str, parent: QWidget) -> None:
        super().__init__(workspace.write(say("Fill {matrix}", matrix=name)), parent)
        self._workspace = workspace
        self._name = name
        self._seeds: dict[str, int] = {}
        self._last_random: str | None = None
        self.setToolTipsVisible(True)
        self._add_fills(is_random=False)
        self.addSeparator()
        self._heading = self.addAction("")  # many styles do not show the text of a section
        self._heading.setEnabled(False)
        self._add_fills(is_random=True)
        self.addSeparator()
        self._new_seed = self.addAction("")
        self._new_seed.triggered.connect(self._on_new_seed)
        self._tell_seed()

    @property
    def seed(self) -> int:
        """What the random fills start from."""
        return self._seeds.get(self._name, _first_seed(self._name))

    def set_name(self, name: str) -> None:
        """Fill another matrix from now on."""
        self._name = name
        self._last_random = None
        self.setTitle(self._workspace.write(say("Fill {matrix}", matrix=name)))
        self._tell_seed()

    def _add_fills(self, is_random: bool) -> None:
        for kind, choice in FILLS.items():
            if choice.is_random == is_random:
                action = self.addAction(self._workspace.write(choice.title))
                action.setToolTip(self._workspace.write(choice.tip))
                action.setData(kind)
                action.triggered.connect(partial(self._fill, kind))

    def _fill(self, kind: str) -> None:
        choice = FILLS[kind]
        label = say("Fill {matrix}: {fill}", matrix=self._name, fill=choice.title)
        if choice.is_random:
            label = say(
                "Fill {matrix}: {fill}, seed {seed}",
                matrix=self._name,
                fill=choice.title,
                seed=self.seed,
            )
            self._last_random = kind
            self._tell_seed()
        try:
            new = fill(self._workspace.document, self._name, kind, self.seed)
        except GradvizError as error:
            self.refused.emit(error.told(self._workspace.appearance.language))
            return
        self._workspace.edit(new, label)

    def _on_new_seed(self) -> None:
        """Take another seed, and do the last random fill again with it."""
        step = QRandomGenerator.global_().bounded(1, _SEEDS)
        self._seeds[self._name] = (self.seed + step) % _SEEDS
        self._tell_seed()
        if self._last_random is not None:
            self._fill(self._last_random)

    def _tell_seed(self) -> None:
        write = self._workspace.write
        self._heading.setText(write(say("Random, seed {seed}", seed=self.seed)))
        if self._last_random is None:
            self._new_seed.setText(write(say("New seed")))
        else:
            again = say("New seed, {fill} again", fill=FILLS[self._last_random].title)
            self._new_seed.setText(write(again))


def _first_seed(name: str) -> int:
    """Return another one for each matrix: with one seed, W and X would hold the same numbers."""
    number = re.search(r"\d+", name)
    layer = int(number[0]) if number else 1
    return _LETTERS.index(name[0]) + 1 + len(_LETTERS) * (layer - 1)


class PresetsMenu(QMenu):
    """Puts a whole example in place of the document, as one step that can be undone."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(workspace.write(say("Presets")), parent)
        self._workspace = workspace
        self.setToolTipsVisible(True)
        for preset in PRESETS:
            action = self.addAction(workspace.write(preset.title))
            action.setToolTip(workspace.write(preset.tip))
            action.triggered.connect(partial(self._take, preset))

    def _take(self, preset: Preset) -> None:
        open_now = self._workspace.document
        new = replace(preset.document(), view=open_now.view, convention=open_now.convention)
        self._workspace.edit(new, say("Preset: {preset}", preset=preset.title))
