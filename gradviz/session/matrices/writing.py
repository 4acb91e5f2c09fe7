"""Ways of writing a matrix as text, for other programs and for a table: every digit is there."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite, isnan

from gradviz.arrays import Matrix
from gradviz.messages.message import Message, say
from gradviz.session.matrices.block import format_block
from gradviz.session.matrices.tables import bmatrix


@dataclass(frozen=True, slots=True)
class Writing:
    """One way of writing a matrix.

    Attributes
    ----------
    id : str
        What code calls it.
    title : Message
        As a menu says it.
    told : Message
        As it ends a sentence: "copied as tab-separated numbers".
    write : callable
        Matrix -> str, read back by `gradviz.session.matrices.block.parse_block` to the same bits.
    """

    id: str
    title: Message
    told: Message
    write: Callable[[Matrix], str]


def _csv(values: Matrix) -> str:
    return "\n".join(",".join(map(repr, row)) for row in values.tolist())


def _numpy(values: Matrix) -> str:
    return f"np.array({_nested(values, 'np', 9)})"


def _torch(values: Matrix) -> str:
    return f"torch.tensor({_nested(values, 'torch', 13)}, dtype=torch.float64)"


def _matlab(values: Matrix) -> str:
    rows = [" ".join(map(_in_matlab, row)) for row in values.tolist()]
    end = ";" if len(rows) == 1 else ""  # else it could be a list, with one axis
    return f"[{'; '.join(rows)}{end}]"


def _markdown(values: Matrix) -> str:
    head = "|" + "   |" * values.shape[1]
    rule = "|" + " ---: |" * values.shape[1]
    rows = (f"| {' | '.join(map(repr, row))} |" for row in values.tolist())
    return "\n".join((head, rule, *rows))


def _nested(values: Matrix, library: str, indent: int) -> str:
    """Return rows in brackets, one a line, as code of a library."""

    def literal(value: float) -> str:
        if isfinite(value):
            return repr(value)
        return f"{'-' if value < 0 else ''}{library}.{repr(value).removeprefix('-')}"

    rows = (f"[{', '.join(map(literal, row))}]" for row in values.tolist())
    return f"[{(',' + chr(10) + ' ' * (indent + 1)).join(rows)}]"


def _in_matlab(value: float) -> str:
    if isfinite(value):
        return repr(value)
    return "NaN" if isnan(value) else "Inf" if value > 0 else "-Inf"


WRITINGS: tuple[Writing, ...] = (
    Writing(
        "tabs",
        say("Tab-separated, for a spreadsheet"),
        say("tab-separated numbers"),
        format_block,
    ),
    Writing("csv", say("Comma-separated (CSV)"), say("comma-separated numbers"), _csv),
    Writing("numpy", say("NumPy"), say("NumPy code"), _numpy),
    Writing("torch", say("PyTorch"), say("PyTorch code"), _torch),
    Writing("matlab", say("MATLAB"), say("MATLAB code"), _matlab),
    Writing("latex", say("LaTeX"), say("LaTeX"), bmatrix),
    Writing("markdown", say("Markdown table"), say("a Markdown table"), _markdown),
)
"""All of them; the first is what Ctrl+C copies."""
