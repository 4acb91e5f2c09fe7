"""What is looked at and how it is written, as commands: all choices of the views, the convention.

What has an entry in a menu is in the table from the start; what depends on the network is offered
by the palette while its view is shown.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from operator import eq

from gradviz.arrays import as_matrix
from gradviz.engine.convention import CONVENTION_TITLES, Convention
from gradviz.engine.layers import Linear
from gradviz.engine.network import Network
from gradviz.errors import GradvizError
from gradviz.gui.commands.command import Command
from gradviz.gui.state.workspace import Workspace
from gradviz.language.notation import Notation
from gradviz.messages.message import Message, say
from gradviz.session.edits import set_convention
from gradviz.session.looks.choice import Alternative, OneOf
from gradviz.session.looks.choices import VIEWS, ViewChoices, ViewName
from gradviz.session.looks.supply import Supply
from gradviz.views.flow.picture import TRIPTYCH_FROM, shown_arrangement
from gradviz.views.scales import scales_of

_SMALLEST = (Network((Linear([[1.0]]),)), as_matrix([[1.0]], "X"))


def _fixed(convention: Convention = "wx") -> Iterator[tuple[ViewName | None, OneOf]]:
    """Yield the choices that have commands, each with its view; None for those of all views.

    They are the same for every network.
    """
    view, supply = ViewChoices(), Supply(*_SMALLEST, Notation(convention=convention))
    yield from ((None, choice) for choice in view.choices())
    for name in VIEWS:
        for choice in view.look(name).choices(supply):
            if isinstance(choice, OneOf) and choice.control != "list":
                yield name, choice


IDS = {choice.name: tuple(entry.id for entry in choice.entries) for _, choice in _fixed()}
"""The ids of the commands of each choice, by its name."""
VIEW_IDS, SCALE_IDS, CURVE_IDS = IDS["view"], IDS["scale"], IDS["curve"]
ARRANGEMENT_IDS, SWEEP_IDS, SLOT_IDS, ORDER_IDS = (
    IDS[name] for name in ("arrangement", "sweep", "slots", "order")
)
CONVENTION_IDS = tuple(f"convention-{name}" for name in CONVENTION_TITLES)
_VALUES = {
    convention: {
        entry.id: entry.value for _, choice in _fixed(convention) for entry in choice.entries
    }
    for convention in CONVENTION_TITLES
}
"""What the commands choose: columns of what is written transposed are rows of what is kept."""
_NO_ROOM = say(
    "Three corners need a picture at least {width} wide: widen the window or close a panel. Until "
    "then one of them is shown.",
    width=TRIPTYCH_FROM,
)


def view_commands(workspace: Workspace, width: Callable[[], float]) -> list[Command]:
    """Return the commands that change how the document is looked at and written.

    Parameters
    ----------
    workspace : Workspace
    width : callable
        () -> width of the picture, logical pixels.
    """

    def arrangement() -> str:
        look = workspace.document.view
        if look.view != "flow":
            return ""
        is_traced = workspace.tracer.is_active
        return shown_arrangement(look.flow.arrangement, width(), is_traced=is_traced)

    return [
        *(
            _command(workspace, view, choice.name, entry, arrangement)
            for view, choice in _fixed()
            for entry in choice.entries
        ),
        *(_convention_command(workspace, name) for name in CONVENTION_TITLES),
    ]


def look_commands(workspace: Workspace) -> list[Command]:
    """Return what can be chosen in the view that is shown, as far as the network decides it."""
    view = workspace.document.view
    return [
        Command(
            f"{choice.name}-{n}",
            say("{choice}: {entry}", choice=choice.title, entry=entry.title),
            entry.tip or choice.tip,
            partial(choose, workspace, view.view, choice.name, entry.value),
            checked=partial(eq, entry.value, choice.chosen),
        )
        for choice in view.look(view.view).choices(supply(workspace))
        if isinstance(choice, OneOf) and choice.control == "list" and choice.is_open
        for n, entry in enumerate(choice.entries)
    ]


def supply(workspace: Workspace) -> Supply:
    """Return what the document offers to be chosen from."""
    document = workspace.document
    return Supply(document.network, document.X, workspace.notation)


def choose(workspace: Workspace, view: ViewName, name: str, value: object) -> None:
    """Make a choice of a view."""
    workspace.look_at(**_chosen(workspace, view, name, value))


def _chosen(workspace: Workspace, view: ViewName, name: str, value: object) -> dict[str, object]:
    look = workspace.document.view.look(view)
    return {view: look.choose(supply(workspace), name, value)}


def _command(
    workspace: Workspace,
    view: ViewName | None,
    name: str,
    entry: Alternative,
    shown: Callable[[], str],
) -> Command:
    """Return the command of an entry; `shown` tells the arrangement that there is room for."""

    def value() -> object:
        return _VALUES[workspace.document.convention][entry.id]

    def is_chosen() -> bool:
        choices = workspace.document.view
        look: object = choices if view is None else choices.look(view)
        return bool(getattr(look, name) == value())

    def run() -> None:
        if view is None:
            workspace.look_at(**{name: value()})
        else:
            workspace.look_at(view=view, **_chosen(workspace, view, name, value()))

    command = Command(entry.id, entry.title, entry.tip, run, entry.keys, checked=is_chosen)
    match name:
        case "arrangement":
            arrange = partial(_arrange, workspace, run, entry.id, shown)
            return replace(command, run=arrange, checked=lambda: shown() == entry.id)
        case "sweep":
            return replace(command, checked=lambda: shown() != "" and is_chosen())
        case "slots":
            return replace(
                command,
                run=lambda: choose(workspace, "flow", name, value()),
                enabled=lambda: shown() == "column",
            )
        case "scale" if entry.value == "fixed":
            return replace(command, run=partial(_fix_scale, workspace))
        case _:
            return command


def _arrange(
    workspace: Workspace, run: Callable[[], None], name: str, shown: Callable[[], str]
) -> None:
    """Show an arrangement, instead of a trace too; say so where it has no room."""
    if shown() != name:
        workspace.tracer.end()
    run()
    if shown() != name:
        workspace.said.emit(_NO_ROOM)


def _fix_scale(workspace: Workspace) -> None:
    limit = max(scale.limit for scale in scales_of(workspace.document, workspace.passes).values())
    workspace.look_at(scale="fixed", limit=limit)


def _convention_command(workspace: Workspace, name: Convention) -> Command:
    formula = Notation(convention=name).formula("Y").replace("^T", "ᵀ")

    def run() -> None:
        try:
            new = set_convention(workspace.document, name)
        except GradvizError as error:
            workspace.troubled.emit(error.message)
            return
        workspace.edit(new, say("Write it as {formula}", formula=formula))

    return Command(
        f"convention-{name}",
        CONVENTION_TITLES[name],
        _TIPS[name],
        run,
        checked=lambda: workspace.document.convention == name,
        short=formula,
    )


_TIPS: dict[Convention, Message] = {
    "wx": say("Samples are columns, as in mathematics; the numbers stay the same"),
    "xw": say("Samples are rows, and everything is written transposed; the numbers stay the same"),
    "xwt": say("Samples are rows, and W is as in PyTorch; the numbers stay the same"),
}
