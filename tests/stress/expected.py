"""What commands have to do to the document, told by the pure functions of the session."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, cast

from gradviz.engine.convention import Convention
from gradviz.errors import GradvizError
from gradviz.gui.layers.edits import LayerEdits
from gradviz.session.document import Document
from gradviz.session.edits import set_convention
from gradviz.session.files.store import is_quick, read
from gradviz.session.layers import (
    LAYER_KINDS,
    add_layer,
    initialise,
    move_layer,
    remove_layer,
    set_layer_bias,
    tie_layers,
)
from gradviz.session.matrices.asked import Asked
from gradviz.session.presets.documents import PRESETS
from gradviz.session.presets.preset import Preset
from tests.stress.model import bits, difference

if TYPE_CHECKING:
    from tests.stress.world import World

Edit: TypeAlias = Callable[[Document], Document]
Judge: TypeAlias = Callable[["World"], list[str]]


def expected(command: str, world: "World") -> Judge | None:
    """Return what judges the window after a command; None where nothing is known beforehand."""
    model, window = world.model, world.window
    if not window.finish_entries() or window.training.is_running:
        return None  # the command may begin by taking over what is typed
    if command in ("undo", "redo"):
        at = model.at + (1 if command == "redo" else -1)
        return partial(_is_at, at) if 0 <= at < len(model.steps) else None
    preset = _presets().get(command)
    if preset is not None:
        return None if window.workspace.saved.is_modified else partial(_is_new, preset.document())
    edit = _edits(window.layers).get(command)
    if edit is None and command.startswith("convention-"):
        convention = cast("Convention", command.removeprefix("convention-"))
        edit = partial(set_convention, convention=convention)
    if edit is None:
        return None
    try:
        return partial(_is_edited, edit(model.now), model.at, model.now)
    except GradvizError:
        return partial(_is_edited, model.now, model.at, model.now)


def opening(name: str, world: "World") -> Judge | None:
    """Return what judges the window after a file is opened; None where it asks, or takes time."""
    workspace, path = world.window.workspace, world.folder / name
    if not name or workspace.saved.is_modified or not is_quick(path):
        return None
    try:
        return partial(_is_new, read(path, Asked(shown=workspace.document.convention)))
    except GradvizError:
        return partial(_is_edited, world.model.now, world.model.at, world.model.now)


def _presets() -> dict[str, Preset]:
    return {f"preset-{preset.id}": preset for preset in PRESETS}


def _edits(layers: LayerEdits) -> dict[str, Edit]:
    """Return what the commands on layers do to a document, for the layer that is selected."""
    at, seed = layers.selected, layers.seed + layers.count
    added = {
        f"layer-add-{kind}": partial(add_layer, index=at + 1, kind=kind, seed=seed)
        for kind in LAYER_KINDS
    }
    return {
        **added,
        "layer-remove": partial(remove_layer, index=at),
        "layer-up": partial(move_layer, index=at, to=at - 1),
        "layer-down": partial(move_layer, index=at, to=at + 1),
        "layer-bias": partial(set_layer_bias, index=at, on=not layers.has_bias()),
        "layer-untie": partial(tie_layers, index=at, to=None),
        "initialise-xavier": partial(initialise, scheme="xavier", seed=layers.seed),
        "initialise-he": partial(initialise, scheme="he", seed=layers.seed),
        "initialise-orthogonal": partial(initialise, scheme="orthogonal", seed=layers.seed),
    }


def _is_at(at: int, world: "World") -> list[str]:
    return [] if world.model.at == at else [f"expected step {at}: it is at {world.model.at}"]


def _is_new(document: Document, world: "World") -> list[str]:
    model = world.model
    if len(model.steps) == 1 and bits(model.now) == bits(document):
        return []
    return [f"expected another document, and nothing to undo: {difference(document, model.now)}"]


def _is_edited(wanted: Document, at: int, before: Document, world: "World") -> list[str]:
    """Judge an edit: the document wanted, one step on; or none, where nothing is to be done."""
    model = world.model
    steps = at + (bits(wanted) != bits(before))
    if bits(model.now) != bits(wanted):
        return [f"the edit should have led elsewhere: {difference(wanted, model.now)}"]
    return [] if model.at == steps else [f"expected step {steps}: it is at {model.at}"]
