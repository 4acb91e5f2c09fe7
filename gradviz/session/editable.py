"""What of a document can be edited, and which entry of it is no number to reckon with."""

import numpy as np

from gradviz.language.notation import Notation
from gradviz.messages.message import Message, say, say_many
from gradviz.session.document import TARGETED, Document


def editable(document: Document) -> tuple[str, ...]:
    """Return the names of the matrices that can be edited now.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> editable(example())
    ('W', 'X', 'T')
    """
    names = [*document.given]
    if document.loss in TARGETED:
        names.append("T")
    if document.loss == "seed":
        names.append(document.seed_name)
    return tuple(names)


def is_editable(document: Document, name: str) -> bool:
    """Tell whether a matrix can be edited now; a tangent, "dX" or "dW1", always can.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> [name for name in ("W", "Y", "T", "dX", "dY", "dZ") if is_editable(example(), name)]
    ['W', 'T', 'dX', 'dY']
    """
    return name in editable(document) or document.tangent(name) is not None


def problem(document: Document, base: int = 1) -> Message | None:
    """Say which entry keeps the gradients from being finite numbers, or None.

    The picture can always be drawn: this is a notice, not a refusal.

    Parameters
    ----------
    document : Document
    base : int
        What rows and columns are counted from, 0 or 1.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> problem(example()) is None
    True
    """
    for name in editable(document):
        values = document.matrix(name)
        bad = np.argwhere(~np.isfinite(values))
        if len(bad):
            row, col = (int(n) for n in bad[0])
            cell = Notation(base, document.convention).at(name, row, col)
            value = str(values[row, col])
            if len(bad) == 1:
                return say(
                    "{cell} is {value}: what is computed from it is not a finite number",
                    cell=cell,
                    value=value,
                )
            return say_many(
                "{cell} is {value} (and {count} more entry of {name}): what is computed from them "
                "is not a finite number",
                "{cell} is {value} (and {count} more entries of {name}): what is computed from "
                "them is not a finite number",
                len(bad) - 1,
                cell=cell,
                value=value,
                name=name,
            )
    return None
