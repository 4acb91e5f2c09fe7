"""Why an edit cannot be done, and what would be right, in the words of its convention."""

from gradviz.arrays import Matrix, size
from gradviz.errors import InputError
from gradviz.language.notation import Notation
from gradviz.messages.message import Message, joined, say
from gradviz.refs import CellRef
from gradviz.session.document import Document
from gradviz.session.editable import editable
from gradviz.session.matrices.tables import presented


def not_editable(document: Document, name: str) -> InputError:
    """Return why a matrix cannot be edited now."""
    reason = _reason(document, name)
    return InputError(say("{name} cannot be edited: {reason}", name=name, reason=reason))


def _reason(document: Document, name: str) -> Message:
    names = document.network.names
    if name == "T":
        loss = repr(document.loss)
        return say("the loss {loss} has no target; choose one that has", loss=loss)
    if name == document.seed_name:
        return say("it comes from the loss; choose the hand-made seed first")
    if name in [layer.W.replace("W", "b") for layer in names if layer.W is not None]:
        return say("the layer has no bias; switch it on first")
    if any(layer.role(name) for layer in names):
        return say("it is computed")
    there = joined(editable(document), ", ")
    return say("there is none of that name; there are {names}", names=there)


def no_cell(document: Document, ref: CellRef, values: Matrix) -> InputError:
    """Return that a matrix has no such cell."""
    shown = size(presented(ref.name, values, document.convention))
    return InputError(
        say(
            "there is no cell {cell}: {name} is {size}",
            cell=_cell(document, ref),
            name=ref.name,
            size=shown,
        )
    )


def no_room(document: Document, ref: CellRef, values: Matrix, block: Matrix) -> InputError:
    """Return that a block does not fit into a matrix from a cell on."""
    room = values[ref.row :, ref.col :]
    given, held, left = (
        size(presented(ref.name, part, document.convention)) for part in (block, values, room)
    )
    return InputError(
        say(
            "the block is {given}, but {name} ({held}) has room for {left} from {cell} on",
            given=given,
            name=ref.name,
            held=held,
            left=left,
            cell=_cell(document, ref),
        )
    )


def _cell(document: Document, ref: CellRef) -> str:
    """Return what people of the convention call a cell."""
    return Notation(convention=document.convention).cell(ref)
