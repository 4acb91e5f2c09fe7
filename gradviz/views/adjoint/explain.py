"""What there is to say of an entry of dX, which nothing but the adjoint exhibit has."""

from gradviz.explain.explanation import Explanation, Place
from gradviz.language.english import is_rounded
from gradviz.language.lines import result_line
from gradviz.language.notation import Notation
from gradviz.messages.message import say, verbatim
from gradviz.refs import CellRef


def explain_tangent(ref: CellRef, value: float, notation: Notation) -> Explanation:
    """Explain an entry of dX, as the network calls it: "dX", "dY1".

    Examples
    --------
    >>> told = explain_tangent(CellRef("dX", 0, 2), -1.0, Notation())
    >>> print(told.title, "/", told.told)
    dX[1,3] / This is how far X[1,3] moves. You choose it: drag it, and both numbers change.
    """
    name = notation.cell(ref)
    sentence = say(
        "This is how far {entry} moves. You choose it: drag it, and both numbers change.",
        entry=name.removeprefix("d"),
    )
    return Explanation(
        ref,
        name,
        value + 0.0,
        sentence,
        (result_line("≈" if is_rounded(value) else "=", value),),
        (),
        (Place(say("what was typed in"), None),),
        (Place(verbatim("dY"), None), Place(say("both sums"), None)),
        None,
    )
