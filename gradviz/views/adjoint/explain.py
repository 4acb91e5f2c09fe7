"""What there is to say of an entry of dX, which nothing but the adjoint exhibit has."""

from gradviz.explain.explanation import Explanation, Place
from gradviz.language.english import is_rounded
from gradviz.language.lines import result_line
from gradviz.language.notation import Notation
from gradviz.messages.message import verbatim
from gradviz.refs import CellRef


def explain_tangent(ref: CellRef, value: float, notation: Notation) -> Explanation:
    """Explain an entry of dX, as the network calls it: "dX", "dY1".

    Examples
    --------
    >>> told = explain_tangent(CellRef("dX", 0, 2), -1.0, Notation())
    >>> told.title, told.sentence
    ('dX[1,3]', 'So much X[1,3] moves. It is yours to choose: drag it, and both numbers change.')
    """
    name = notation.cell(ref)
    sentence = f"So much {name[1:]} moves. It is yours to choose: drag it, and both numbers change."
    return Explanation(
        ref,
        name,
        value + 0.0,
        verbatim(sentence),
        (result_line("≈" if is_rounded(value) else "=", value),),
        (),
        (Place("what was typed in", None),),
        (Place("dY", None), Place("both sums", None)),
        None,
    )
