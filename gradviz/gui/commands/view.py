"""What is looked at and how it is written, as commands: arrangement, sweep, slots, convention."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Literal, get_args

from gradviz.engine.convention import CONVENTION_TITLES, Convention
from gradviz.engine.jacobians.vec import Order
from gradviz.errors import GradvizError
from gradviz.gui.commands.command import Command, always
from gradviz.gui.state.workspace import Workspace
from gradviz.session.edits import set_convention
from gradviz.timeline.phase import Sweep
from gradviz.views.flow.picture import TRIPTYCH_FROM, Arrangement, shown_arrangement

VIEWS = (
    "view-flow",
    "view-jacobian",
    "view-race",
    "view-adjoint",
    "view-steepest",
    "view-cube",
    "view-derivation",
)
ARRANGEMENTS: tuple[Arrangement, ...] = get_args(Arrangement)
SWEEPS = ("sweep-cells", "sweep-columns", "sweep-rows", "sweep-outer")
ORDERS = ("vec-columns", "vec-rows")
SLOTS = ("slots-both", "slots-values", "slots-gradients")
CONVENTIONS = tuple(f"convention-{name}" for name in CONVENTION_TITLES)


def view_commands(workspace: Workspace, width: Callable[[], float]) -> list[Command]:
    """Return the commands that change how the document is looked at and written.

    Parameters
    ----------
    workspace : Workspace
    width : callable
        () -> width of the picture, logical pixels.
    """

    def arrangement() -> str:
        is_flow = workspace.document.view.view == "flow"
        return shown_arrangement(workspace.flow_options(), width()) if is_flow else ""

    return [
        *_view_commands(workspace),
        *_arrangement_commands(workspace, arrangement),
        *(_order_command(workspace, drawn) for drawn in ("columns", "rows")),
        *_sweep_commands(workspace),
        *_slot_commands(workspace, arrangement),
        *_scale_commands(workspace),
        *(_convention_command(workspace, name) for name in CONVENTION_TITLES),
    ]


def _choice(
    workspace: Workspace,
    names: tuple[str, str],
    title: str,
    tip: str,
    keys: tuple[str, ...] = (),
    enabled: Callable[[], bool] = always,
) -> Command:
    """Return a command that makes one choice; `names` are the choice and its value."""
    key, value = names
    is_of_flow = key == "sweep"  # of this view alone: making the choice shows it

    def run() -> None:
        workspace.look_at(**({"view": "flow"} if is_of_flow else {}), **{key: value})

    def checked() -> bool:
        view = workspace.document.view
        return bool(getattr(view, key) == value) and (not is_of_flow or view.view == "flow")

    return Command(f"{key}-{value}", title, tip, run, keys, enabled, checked)


_VIEWS = {
    "flow": ("&Flow", "Numbers on their way, forward and back"),
    "jacobian": (
        "&Jacobian",
        "A row times the Jacobian times a column, from the left and from the right",
    ),
    "race": ("Race", "From which side to multiply: a race of two brackets"),
    "adjoint": ("A&djoint", "Why the transpose: two numbers that stay equal"),
    "steepest": ("Steepes&t", "In which direction the loss rises most"),
    "cube": ("Cube", "All products in one box, summed along each of its axes"),
    "derivation": ("Derivati&on", "The backward formulas, derived step by step"),
}


def _view_commands(workspace: Workspace) -> list[Command]:
    return [
        _choice(workspace, ("view", name), title, tip, (f"Alt+{n}",))
        for n, (name, (title, tip)) in enumerate(_VIEWS.items(), start=1)
    ]


def _order_command(workspace: Workspace, drawn: Literal["columns", "rows"]) -> Command:
    """Return the command of a way to stack a matrix into a vector, as people write the matrix."""

    def order() -> Order:
        is_flipped = workspace.notation.is_drawn_flipped
        return "F" if (drawn == "columns") != is_flipped else "C"

    def run() -> None:
        chosen = replace(workspace.document.view.jacobian, order=order())
        workspace.look_at(view="jacobian", jacobian=chosen)

    return Command(
        f"vec-{drawn}",
        f"By {drawn}",
        f"Stack X and Y into vectors {drawn[:-1]} by {drawn[:-1]}: the zeros of J move",
        run,
        checked=lambda: workspace.document.view.jacobian.order == order(),
    )


_ARRANGED: dict[Arrangement, tuple[str, str]] = {
    "focus": ("&Focus", "One corner large, the others small above it"),
    "triptych": ("&Triptych", "The three corners side by side at one size"),
    "column": ("C&olumn", "The whole network, layer under layer; samples run down the right"),
    "gradients": ("&Gradients", "How large the gradient is, layer by layer, on its way back"),
}
_NO_ROOM = (
    f"Three corners need a picture at least {TRIPTYCH_FROM} wide: widen the window or close a "
    "panel. Until then one of them is shown."
)


def _arrangement_commands(workspace: Workspace, shown: Callable[[], str]) -> list[Command]:
    return [
        Command(
            name,
            title,
            tip,
            partial(_arrange, workspace, name, shown),
            (f"Ctrl+{n}",),
            checked=partial(_is_shown, shown, name),
        )
        for n, (name, (title, tip)) in enumerate(_ARRANGED.items(), start=1)
    ]


def _arrange(workspace: Workspace, name: Arrangement, shown: Callable[[], str]) -> None:
    """Show an arrangement, instead of a trace too; say so where it has no room."""
    if shown() != name:
        workspace.tracer.end()
    workspace.look_at(view="flow", arrangement=name)
    if shown() != name:
        workspace.said.emit(_NO_ROOM)


def _is_shown(shown: Callable[[], str], name: Arrangement) -> bool:
    return shown() == name


def _sweep_commands(workspace: Workspace) -> list[Command]:
    choice = partial(_choice, workspace)
    along = partial(_line_sweep_command, workspace)
    return [
        choice(("sweep", "cells"), "C&ell by cell", "Each number of a product as a sum"),
        along("columns", "Column b&y column", "A product as a matrix on columns"),
        along("rows", "&Row by row", "A product as a matrix on rows"),
        choice(("sweep", "outer"), "&Outer products", "A product as a sum of rank-one pictures"),
    ]


def _line_sweep_command(
    workspace: Workspace, drawn: Literal["columns", "rows"], title: str, tip: str
) -> Command:
    """Return the command of a sweep along lines as they are drawn: a flip turns one into another.

    The view holds the sweep as in Y = W X, so that a change of convention flips it too.
    """
    other: Sweep = "rows" if drawn == "columns" else "columns"

    def sweep() -> Sweep:
        return other if workspace.notation.is_drawn_flipped else drawn

    return Command(
        f"sweep-{drawn}",
        title,
        tip,
        lambda: workspace.look_at(view="flow", sweep=sweep()),
        checked=lambda: (
            workspace.document.view.view == "flow" and workspace.document.view.sweep == sweep()
        ),
    )


def _slot_commands(workspace: Workspace, shown: Callable[[], str]) -> list[Command]:
    choice = partial(_choice, workspace, enabled=partial(_is_shown, shown, "column"))
    return [
        choice(("slots", "both"), "&Both", "Each place of the column shows value and gradient"),
        choice(("slots", "values"), "&Values", "Each place of the column shows its value"),
        choice(("slots", "gradients"), "&Gradients", "Each place of the column shows its gradient"),
    ]


def _scale_commands(workspace: Workspace) -> list[Command]:
    choice = partial(_choice, workspace)
    return [
        choice(
            ("scale", "matrix"),
            "&Each matrix its own",
            "The strongest colour is the largest entry of each matrix",
        ),
        choice(
            ("scale", "shared"),
            "&One for all",
            "The strongest colour is the largest entry of all values, or of all gradients",
        ),
        Command(
            "scale-fixed",
            "&Fixed as it is now",
            "Keep the present largest entry as the strongest colour, whatever is edited",
            partial(_fix_scale, workspace),
            checked=lambda: workspace.document.view.scale == "fixed",
        ),
        choice(("curve", "linear"), "&Linear", "Colour grows evenly with the number"),
        choice(
            ("curve", "symlog"),
            "Lo&garithmic",
            "Colour grows with the order of magnitude; the sign is kept",
        ),
    ]


def _fix_scale(workspace: Workspace) -> None:
    limit = max(scale.limit for scale in workspace.scales().values())
    workspace.look_at(scale="fixed", limit=limit)


def _convention_command(workspace: Workspace, name: Convention) -> Command:
    written = CONVENTION_TITLES[name]
    formula = written.partition(" (")[0]

    def run() -> None:
        try:
            new = set_convention(workspace.document, name)
        except GradvizError as error:
            workspace.troubled.emit(str(error))
            return
        workspace.edit(new, f"Write it as {formula}")

    return Command(
        f"convention-{name}",
        written,
        _TIPS[name],
        run,
        checked=lambda: workspace.document.convention == name,
    )


_TIPS: dict[Convention, str] = {
    "wx": "Samples are columns, as in mathematics; the numbers stay the same",
    "xw": "Samples are rows, and everything is written transposed; the numbers stay the same",
    "xwt": "Samples are rows, and W is as in PyTorch; the numbers stay the same",
}
