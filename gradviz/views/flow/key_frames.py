"""What key frames are called."""

from gradviz.language.english import block_words
from gradviz.language.notation import Notation
from gradviz.messages.message import Message, say
from gradviz.timeline.phase import Phase


def key_name(key: tuple[Phase, int] | None, notation: Notation) -> Message:
    """Return what a step completes: "X_grad[2,1]", "column 2 of Y", "part 3 of W_grad".

    Parameters
    ----------
    key : (Phase, int) or None
        As `Timeline.key` returns it; None is the start.
    notation : Notation

    Examples
    --------
    >>> phase = Phase("Y", "Y", 0, "linear", 2, 4, 3, "columns", 0.0, 1.0, 0)
    >>> print(key_name((phase, 1), Notation()), "/", key_name(None, Notation()))
    column 2 of Y / start
    """
    if key is None:
        return say("start")
    phase, step = key
    if phase.sweep == "outer" and phase.terms > 1:
        return say("part {part} of {matrix}", part=step + 1, matrix=notation.name(phase.name))
    from gradviz.engine.graph.dependence import Block

    return block_words(Block(phase.name, *phase.block(step)), notation)
