"""What is said aloud of the cells of a picture. No Qt."""

from gradviz.engine.passes import Passes
from gradviz.errors import InputError
from gradviz.language.notation import Notation
from gradviz.language.numbers import number
from gradviz.refs import CellRef
from gradviz.views.view import View

NOT_YET = "not computed yet"
_MOST_CELLS = 600  # a reader asks for all there are: of larger pictures, only the pinned cell


def value_of(view: View, ref: CellRef, seconds: float) -> str:
    """Return the number in a cell, or that there is none yet at this time."""
    written = view.time_of(ref)
    if written is not None and written > seconds:
        return NOT_YET
    return number(view.value(ref), 6)


def sentence_of(view: View, ref: CellRef, seconds: float, notation: Notation) -> str:
    """Return the sentence that explains a cell; "" while it is not computed."""
    if value_of(view, ref, seconds) == NOT_YET:
        return ""
    try:
        return view.explain(ref, notation, with_check=False).sentence
    except InputError:  # not every matrix is the result of something
        return ""


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
