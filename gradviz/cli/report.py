"""What a check found, as text on a terminal or in a pipe."""

import re
import sys
from collections.abc import Mapping
from typing import Any

import typer
from numpy.typing import NDArray

from gradviz import api
from gradviz.engine.checking.report import Report, table
from gradviz.engine.checking.verdicts import AGREES, CANNOT_TELL, DIFFERS
from gradviz.engine.convention import presented
from gradviz.errors import InputError
from gradviz.messages.message import joined, say
from gradviz.session.document import Document, passes

_COLORS: Mapping[str, str] = {
    AGREES: typer.colors.GREEN,
    DIFFERS: typer.colors.RED,
    CANNOT_TELL: typer.colors.YELLOW,
}
_VERDICT = re.compile(rf"(?m)\b({'|'.join(_COLORS)})\b(?=$|:)")
_ALONE = say(
    "the file brings no gradient and no Y: those that were checked are computed by gradviz"
)


def checked(document: Document, brought: Mapping[str, NDArray[Any]]) -> Report:
    """Check a document and what its file brings, told in the convention of the document.

    Parameters
    ----------
    document : Document
    brought : mapping of str to array
        By the names of its passes, as in Y = W X.

    Raises
    ------
    InputError
        If there is something to compare and no X to compute it from.
    ShapeError
        If something has another size than what is computed.
    """
    if brought and document.made_up:
        raise InputError(
            say(
                "{names} cannot be compared: what is computed needs an X, "
                "and the file has none; add the X it came from",
                names=joined(brought, ", "),
            )
        )
    convention = document.convention
    written = {name: presented(name, matrix, convention) for name, matrix in brought.items()}
    laid_out = passes(document).presented(convention)
    return api.gradient_check(laid_out, **written)  # type: ignore[arg-type]  # all are matrices


def shown(report: Report) -> str:
    """Return the table of a report; verdicts have their colours on a terminal."""
    text = table(report, report.convention, base=1)
    if all(entry.against == "differences" for entry in report.entries):
        text += f"\n{_ALONE}"
    if sys.stdout is None or not sys.stdout.isatty():  # None: closed
        return text
    return _VERDICT.sub(lambda found: typer.style(found[0], fg=_COLORS[found[1]], bold=True), text)
