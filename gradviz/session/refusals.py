"""Why an edit cannot be done, and what would be right, in the words of its convention."""

from gradviz.arrays import Matrix, size
from gradviz.errors import InputError
from gradviz.language.notation import Notation
from gradviz.refs import CellRef
from gradviz.session.document import Document
from gradviz.session.editable import editable
from gradviz.session.matrices.tables import presented


def not_editable(document: Document, name: str) -> InputError:
    """Return why a matrix cannot be edited now."""
    names = document.network.names
    if name == "T":
        reason = f"the loss {document.loss!r} has no target; choose one that has"
    elif name == document.seed_name:
        reason = "it comes from the loss; choose the hand-made seed first"
    elif name in [layer.W.replace("W", "b") for layer in names if layer.W is not None]:
        reason = "the layer has no bias; switch it on first"
    elif any(layer.role(name) for layer in names):
        reason = "it is computed"
    else:
        reason = f"there is none of that name; there are {', '.join(editable(document))}"
    return InputError(f"{name} cannot be edited: {reason}")


def no_cell(document: Document, ref: CellRef, values: Matrix) -> InputError:
    """Return that a matrix has no such cell."""
    shown = size(presented(ref.name, values, document.convention))
    return InputError(f"there is no cell {_cell(document, ref)}: {ref.name} is {shown}")


def no_room(document: Document, ref: CellRef, values: Matrix, block: Matrix) -> InputError:
    """Return that a block does not fit into a matrix from a cell on."""
    room = values[ref.row :, ref.col :]
    given, held, left = (
        size(presented(ref.name, part, document.convention)) for part in (block, values, room)
    )
    return InputError(
        f"the block is {given}, but {ref.name} ({held}) has room for {left} "
        f"from {_cell(document, ref)} on"
    )


def _cell(document: Document, ref: CellRef) -> str:
    """Return what people of the convention call a cell."""
    return Notation(convention=document.convention).cell(ref)
