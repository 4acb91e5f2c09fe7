"""Why an edit cannot be done, and what would be right."""

from gradviz.arrays import Matrix, size
from gradviz.errors import InputError
from gradviz.refs import CellRef
from gradviz.session.document import Document, editable


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


def no_cell(ref: CellRef, values: Matrix) -> InputError:
    """Return that a matrix has no such cell."""
    return InputError(f"there is no cell {ref.shown(base=1)}: {ref.name} is {size(values)}")


def no_room(ref: CellRef, values: Matrix, block: Matrix) -> InputError:
    """Return that a block does not fit into a matrix from a cell on."""
    room = f"{values.shape[0] - ref.row}×{values.shape[1] - ref.col}"
    return InputError(
        f"the block is {size(block)}, but {ref.name} ({size(values)}) has room for {room} "
        f"from {ref.shown(base=1)} on"
    )
