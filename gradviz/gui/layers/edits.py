"""What a user does to the layers of a network, and the layer it is done to."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRandomGenerator, Signal

from gradviz.arrays import size
from gradviz.errors import GradvizError, ShapeError
from gradviz.gui.state.layer_choice import LayerChoice
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.tables.area import seen
from gradviz.language.words import KIND_NAMES
from gradviz.messages.message import NOTHING, Message, joined, say
from gradviz.session.document import MAX_LAYERS, Document
from gradviz.session.fills import FILLS
from gradviz.session.layers import (
    add_layer,
    initialise,
    move_layer,
    remove_layer,
    resize_layer,
    set_activation,
    set_layer_bias,
    tie_layers,
)
from gradviz.session.sizes import refitted

_SEEDS = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """What would be possible instead of what was refused.

    Attributes
    ----------
    title : Message
        What the button says.
    document : Document
        What it leads to.
    label : Message
        The undo step.
    """

    title: Message
    document: Document
    label: Message


class LayerEdits(LayerChoice):
    """Edits of the selected layer, and of all; each is one step that can be undone."""

    refused = Signal(object, object)
    """Something cannot be done: why, a Message, and an Offer or None."""
    accepted = Signal()
    """Something was done: what `refused` said does not hold any more."""
    seeded = Signal()
    """Another seed, or another scheme to be done again with it."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(workspace, parent)
        self._seed = 0
        self._scheme = "xavier"
        self.selected_changed.connect(self.accepted)
        workspace.document_changed.connect(self.accepted)

    # --- what there is

    @property
    def seed(self) -> int:
        """What initialising starts from."""
        return self._seed

    @property
    def scheme(self) -> str:
        """The initialiser used last."""
        return self._scheme

    def can_add(self) -> bool:
        """Tell whether there is room for another layer."""
        return self.count < MAX_LAYERS

    def can_remove(self) -> bool:
        """Tell whether a layer would be left."""
        return self.count > 1

    def can_move(self, step: int) -> bool:
        """Tell whether the selected layer can go up (-1) or down (1)."""
        return 0 <= self.selected + step < self.count

    def is_linear(self) -> bool:
        """Tell whether the selected layer is a Linear."""
        return self.names.is_linear

    def has_bias(self) -> bool:
        """Tell whether the selected layer has a bias."""
        return self.names.b is not None

    def has_linear(self) -> bool:
        """Tell whether any layer is a Linear."""
        return any(names.is_linear for names in self._workspace.document.network.names)

    def is_shared(self) -> bool:
        """Tell whether the matrix of the selected layer is used by another layer too."""
        layers = self._workspace.document.network.layers
        return sum(layer is layers[self.selected] for layer in layers) > 1

    def partners(self) -> list[tuple[int, str]]:
        """Return the layers whose matrix the selected one could use, each with its matrix."""
        own, first = self.names.W, dict[str, int]()
        for n, layer in enumerate(self._workspace.document.network.names):
            if own is not None and layer.W is not None and own != layer.W:
                first.setdefault(layer.W, n)
        return [(n, W) for W, n in first.items()]

    # --- what can be done

    def add(self, kind: str) -> None:
        """Put a layer in after the selected one."""
        index, seed = self.selected + 1, self._seed + self.count
        if kind == "linear":
            label = say("Add a linear layer")
        else:
            label = say("Add {kind}", kind=KIND_NAMES[kind])
        self._edit(lambda document: add_layer(document, index, kind, seed=seed), label, index)

    def remove(self) -> None:
        """Take the selected layer out."""
        index = self.selected
        after = max(0, min(index, self.count - 2))
        kind = KIND_NAMES[self.names.kind]
        label = say("Remove layer {layer}, {kind}", layer=index + 1, kind=kind)
        self._edit(lambda document: remove_layer(document, index), label, after)

    def move(self, index: int, to: int) -> None:
        """Give a layer another place."""
        label = say("Move layer {layer}", layer=index + 1)
        self._edit(lambda document: move_layer(document, index, to), label, to)

    def move_by(self, step: int) -> None:
        """Move the selected layer up (-1) or down (1), if it can."""
        if self.can_move(step):
            self.move(self.selected, self.selected + step)

    def set_activation(self, name: str) -> None:
        """Make another function of the selected activation."""
        index = self.selected
        label = say("Make layer {layer} {kind}", layer=index + 1, kind=KIND_NAMES[name])
        self._edit(lambda document: set_activation(document, index, name), label)

    def resize(self, width: int, gesture: Hashable = None) -> None:
        """Change how many rows the selected layer gives out."""
        index = self.selected
        self._edit(
            lambda document: resize_layer(document, index, width),
            say("Make {output} {width} wide", output=self.names.Y, width=width),
            merge=gesture,
        )

    def refusal_of_width(self, width: int) -> Message:
        """Say why the selected layer cannot give out so many rows; nothing if it can."""
        try:
            resize_layer(self._workspace.document, self.selected, width)
        except GradvizError as error:
            return _sentence(error)
        return NOTHING

    def set_bias(self, is_on: bool) -> None:
        """Give the selected layer a bias, or take it away."""
        index = self.selected
        self._edit(
            lambda document: set_layer_bias(document, index, is_on),
            say("Add a bias") if is_on else say("Remove the bias"),
        )

    def toggle_bias(self) -> None:
        """Give the selected layer a bias, or take it away if it has one."""
        self.set_bias(not self.has_bias())

    def tie(self, to: int | None) -> None:
        """Let the selected layer use the matrix of another, or give it its own again."""
        index, document = self.selected, self._workspace.document
        if to is None:
            label = say("Untie layer {layer}", layer=index + 1)
        else:
            own, other = str(self.names.W), str(document.network.names[to].W)
            label = say("Tie {matrix} to {other}", matrix=own, other=other)
        try:
            new = tie_layers(document, index, to)
        except ShapeError:
            self._refuse_to_tie(index, to or 0, label)
        except GradvizError as error:
            self.refused.emit(_sentence(error), None)
        else:
            self._take(new, label)

    def initialise(self, scheme: str) -> None:
        """Make all W anew, by the seed there is."""
        self._scheme = scheme
        label = say(
            "Initialise with {fill}, seed {seed}", fill=FILLS[scheme].title, seed=self._seed
        )
        self._edit(lambda document: initialise(document, scheme, self._seed), label)
        self.seeded.emit()

    def initialise_again(self) -> None:
        """Take another seed, and do the last initialising again with it."""
        step = QRandomGenerator.global_().bounded(1, _SEEDS)
        self._seed = (self._seed + step) % _SEEDS
        self.initialise(self._scheme)

    def take(self, offer: Offer) -> None:
        """Do what was offered."""
        self._take(offer.document, offer.label)

    # --- inside

    def _edit(
        self,
        change: Callable[[Document], Document],
        label: Message,
        select: int | None = None,
        merge: Hashable = None,
    ) -> None:
        try:
            new = change(self._workspace.document)
        except GradvizError as error:
            self.refused.emit(_sentence(error), None)
            return
        self._take(new, label, merge)
        if select is not None:
            self.select(select)

    def _take(self, new: Document, label: Message, merge: Hashable = None) -> None:
        self.accepted.emit()
        self._workspace.edit(new, label, merge)

    def _refuse_to_tie(self, index: int, to: int, label: Message) -> None:
        """Say which sizes clash, and offer to let both layers have one that fits."""
        document = self._workspace.document
        names = document.network.names
        own, other = names[index].name("W"), names[to].name("W")
        told = say(
            "Layers {layer} and {other} cannot be tied: {W} is {size}, {other_W} is {other_size}",
            layer=index + 1,
            other=to + 1,
            W=own,
            size=size(seen(document, own)),
            other_W=other,
            other_size=size(seen(document, other)),
        )
        layers = list(document.network.layers)
        layers[index] = layers[to]
        try:
            new = refitted(document, layers)
        except GradvizError as error:
            refused = say("{problem}.", problem=told)
            self.refused.emit(joined([refused, _sentence(error)]), None)
            return
        fitting = size(seen(new, new.network.names[index].name("W")))
        offer = Offer(say("Make both {size} and tie them", size=fitting), new, label)
        self.refused.emit(
            say("{problem}; {size} would fit both.", problem=told, size=fitting), offer
        )


def _sentence(error: GradvizError) -> Message:
    return say("{problem:capital}.", problem=error.message)
