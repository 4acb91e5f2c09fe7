"""Questions that a window has to answer at any moment, without a change of what it shows."""

from dataclasses import replace
from types import MappingProxyType

from gradviz.session.document import Document
from gradviz.session.files.store import read, save
from tests.stress.model import bits, difference, has_same_bits
from tests.stress.places import cell_in
from tests.stress.world import World


def look(world: World, share: float, size: tuple[int, int]) -> list[str]:
    """Make the picture of another time and size, and ask what there is to say of an entry."""
    workspace = world.window.workspace
    view = workspace.view
    seconds = share * workspace.player.timeline.duration
    request = workspace.request(workspace.style(*size)).at(seconds)
    found = cell_in(view.frame(request), share)
    if found is None:
        return []
    ref = view.entry(found)
    if not view.has(ref):
        return [f"the picture shows {found}, which is {ref}: the view has no such entry"]
    view.explain(ref, workspace.notation, with_check=True)
    view.whys(ref, workspace.notation)
    view.time_of(ref)
    view.name(ref, workspace.notation)
    view.value(ref)
    return []


def unwind(world: World) -> list[str]:
    """Undo to the start, redo to the end, and come back."""
    stack, model = world.window.workspace.undo_stack, world.model
    if world.front() is not world.window:
        return []
    here = stack.index()
    for at in (0, stack.count(), here):
        while stack.index() > at:
            stack.undo()
        while stack.index() < at:
            stack.redo()
        if not model.is_step(world.window.workspace.document, at):
            told = difference(model.steps[at], world.window.workspace.document)
            return [f"step {at} is not what it was: {told}"]
    return []


def reread(world: World) -> list[str]:
    """Save the document and read it; and read the file that is open, if nothing is unsaved."""
    workspace, path = world.window.workspace, world.folder / "reread.gradviz"
    document = _as_saved(workspace.document)
    save(document, path)
    found = read(path)
    path.unlink()
    if bits(found) != bits(document) or not has_same_bits(found.view, document.view):
        return [f"saved and read, the document is another: {difference(document, found)}"]
    opened = workspace.saved.path
    if workspace.saved.is_modified or opened is None or opened.suffix != ".gradviz":
        return []
    if bits(found := _as_saved(read(opened))) != bits(document):
        told = difference(document, found)
        return [f"all is saved, and the file holds another document: {told}"]
    return []


def _as_saved(document: Document) -> Document:
    """Return a document without what is kept for undo only: moves of what is gone."""
    kept = {name: d for name, d in document.tangents.items() if document.tangent(name) is d}
    return replace(document, tangents=MappingProxyType(kept))
