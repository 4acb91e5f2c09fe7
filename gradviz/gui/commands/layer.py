"""What can be done to layers, as commands: for the Layers menu, the palette and the keys."""

from functools import partial

from PySide6.QtWidgets import QMenu

from gradviz.engine.rules import ACTIVATIONS
from gradviz.gui.commands.command import Command, CommandTable
from gradviz.gui.layers.edits import LayerEdits
from gradviz.language.words import KIND_NAMES
from gradviz.messages.message import Text, say
from gradviz.session.fills import FILLS
from gradviz.session.layers import INITIALISERS

LIST_KEYS = ("layer-up", "layer-down", "layer-remove")
"""Commands whose keys work while the layer list has the focus."""

ADD = ("layer-add-linear", *(f"layer-add-{name}" for name in ACTIVATIONS))
INITIALISE = (*(f"initialise-{name}" for name in INITIALISERS), "initialise-again")


def layer_commands(edits: LayerEdits) -> list[Command]:
    """Return the commands on layers: those of a layer are for the selected one."""
    return [*_add_commands(edits), *_one_commands(edits), *_initialise_commands(edits)]


def tie_commands(edits: LayerEdits) -> list[Command]:
    """Return what the selected layer can be tied to now."""
    return [
        Command(
            f"tie-{n}",
            say("Tie to {matrix} (layer {layer})", matrix=W, layer=n + 1),
            say("Let the selected layer use the matrix of another: the gradients of both add up"),
            partial(edits.tie, n),
        )
        for n, W in edits.partners()
    ]


def fill_tie_menu(edits: LayerEdits, table: CommandTable, menu: QMenu) -> None:
    """Put what the selected layer can be tied to into a menu, and to untie it."""
    for command in tie_commands(edits):
        action = menu.addAction(table.write(command.title), command.run)
        action.setToolTip(table.write(command.tip))
    if edits.is_shared():
        menu.addAction(table.action("layer-untie"))
    if menu.isEmpty():
        menu.addAction(table.write(say("No other layer has a matrix"))).setEnabled(False)


def _add_commands(edits: LayerEdits) -> list[Command]:
    def add(kind: str, title: Text, tip: Text, *keys: str) -> Command:
        run = partial(edits.add, kind)
        return Command(f"layer-add-{kind}", title, tip, run, keys, enabled=edits.can_add)

    linear = add(
        "linear",
        say("&Linear"),
        say("Add a linear layer after the selected one, as wide as its input"),
        "Ctrl+Shift+L",
    )
    return [
        linear,
        *(
            add(
                name,
                KIND_NAMES[name],
                say("Add {kind} after the selected layer", kind=KIND_NAMES[name]),
            )
            for name in ACTIVATIONS
        ),
    ]


def _one_commands(edits: LayerEdits) -> list[Command]:
    return [
        Command(
            "layer-remove",
            say("&Remove the layer"),
            say("Remove the selected layer; the next one adapts to its new input"),
            edits.remove,
            ("Del",),
            enabled=edits.can_remove,
        ),
        Command(
            "layer-up",
            say("Move the layer &up"),
            say("Put the selected layer before the one above it"),
            partial(edits.move_by, -1),
            ("Alt+Up",),
            enabled=partial(edits.can_move, -1),
        ),
        Command(
            "layer-down",
            say("Move the layer &down"),
            say("Put the selected layer after the one below it"),
            partial(edits.move_by, 1),
            ("Alt+Down",),
            enabled=partial(edits.can_move, 1),
        ),
        Command(
            "layer-bias",
            say("&Bias"),
            say("Add a bias to the selected linear layer, or remove it"),
            edits.toggle_bias,
            enabled=edits.is_linear,
            checked=edits.has_bias,
        ),
        Command(
            "layer-untie",
            say("U&ntie"),
            say("Give the selected layer a matrix of its own again; it starts as a copy"),
            partial(edits.tie, None),
            enabled=edits.is_shared,
        ),
    ]


def _initialise_commands(edits: LayerEdits) -> list[Command]:
    return [
        *(
            Command(
                f"initialise-{name}",
                FILLS[name].title,
                say("Fill every W anew: {fill}; biases become 0", fill=FILLS[name].tip),
                partial(edits.initialise, name),
                enabled=edits.has_linear,
            )
            for name in INITIALISERS
        ),
        Command(
            "initialise-again",
            say("&Again with a new seed"),
            say("Initialise in the same way again, with other random numbers"),
            edits.initialise_again,
            enabled=edits.has_linear,
        ),
    ]
