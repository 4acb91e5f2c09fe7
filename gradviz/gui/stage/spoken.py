"""What is said aloud of the cells of a picture. No Qt."""

from gradviz.engine.passes import Passes
from gradviz.errors import InputError
from gradviz.language.notation import Notation
from gradviz.language.numbers import number
from gradviz.messages.message import NOTHING, Message, say, verbatim
from gradviz.refs import CellRef
from gradviz.views.view import View

NOT_YET = say("not computed yet")
_MOST_CELLS = 600  # a reader asks for all there are: of larger pictures, only the pinned cell


def value_of(view: View, ref: CellRef, seconds: float) -> Message:
    """Return the number in a cell, or that there is none yet at this time."""
    return verbatim(number(view.value(ref), 6)) if _is_there(view, ref, seconds) else NOT_YET


def sentence_of(view: View, ref: CellRef, seconds: float, notation: Notation) -> Message:
    """Return the sentences that explain a cell; nothing while it is not computed."""
    if not _is_there(view, ref, seconds):
        return NOTHING
    try:
        return view.explain(ref, notation, with_check=False).told
    except InputError:  # not every matrix is the result of something
        return NOTHING


def _is_there(view: View, ref: CellRef, seconds: float) -> bool:
    written = view.time_of(ref)
    return written is None or written <= seconds


def cells_told(passes: Passes, pinned: CellRef | None) -> list[CellRef]:
    """Return the cells that are told of one by one: all, or of too many the pinned one."""
    shapes = {name: passes.matrix(name).shape for name in passes.names}
    if sum(rows * cols for rows, cols in shapes.values()) > _MOST_CELLS:
        return [] if pinned is None else [pinned]
    return [
        CellRef(name, row, col)
        for name, (rows, cols) in shapes.items()
        for row in range(rows)
        for col in range(cols)
    ]
