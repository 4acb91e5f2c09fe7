"""What the bar of a view has fields for: the choices of the view, and the seed."""

from dataclasses import replace

from gradviz.gui.commands.view import choose, supply
from gradviz.gui.editors.seeds import Seeds
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import say
from gradviz.session.document import Document
from gradviz.session.looks.choice import Alternative, Choice, OneOf
from gradviz.session.looks.choices import ViewName
from gradviz.session.seeds import SEED_KINDS, SEED_NAMES, kind_of

_SEEDED = ("jacobian", "adjoint")
"""Views that show what the backward pass starts with."""
_SEED, _LAYER = "seed", "layer"


def fields_of(workspace: Workspace, view: ViewName) -> tuple[Choice, ...]:
    """Return the choices that have fields in the bar of a view, as they stand now."""
    choices = workspace.document.view.look(view).choices(supply(workspace))
    if view == workspace.document.view.view:
        led = workspace.view.led(workspace.player.seconds)
        choices = tuple(
            replace(choice, chosen=led[choice.name]) if choice.name in led else choice  # type: ignore[arg-type]  # of its kind
            for choice in choices
        )
    found = [
        choice for choice in choices if not isinstance(choice, OneOf) or choice.control == "list"
    ]
    if view not in _SEEDED:
        return tuple(found)
    last = [choice for choice in found if choice.name == _LAYER]
    others = [choice for choice in found if choice.name != _LAYER]
    return (*others, _seed_choice(workspace.document), *last)


def choose_in_bar(
    workspace: Workspace, seeds: Seeds, view: ViewName, name: str, value: object
) -> None:
    """Make one of the choices."""
    if name == _SEED:
        seeds.choose(str(value))
    else:
        choose(workspace, view, name, value)


def _seed_choice(document: Document) -> OneOf:
    """Return where Y_grad comes from."""
    return OneOf(
        _SEED,
        say("Seed"),
        say("What the backward pass starts with: Y_grad"),
        tuple(Alternative(SEED_NAMES[kind], kind) for kind in SEED_KINDS),
        kind_of(document),
        say("seed"),
    )
