"""Names, formulas and sentences as typeset spans."""

import re
from dataclasses import replace

from gradviz.language.english import equals
from gradviz.language.notation import Notation
from gradviz.language.words import SUM_OVER, known_indices
from gradviz.messages.line import Run
from gradviz.messages.message import Message, Text, say
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Color, Span, Weight
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import Theme


def name_spans(name: str, color: Color, weight: Weight = "regular") -> tuple[Span, ...]:
    """Return a matrix name as it is typeset: what follows the letter is lowered.

    Examples
    --------
    >>> [(s.text, s.script) for s in name_spans("W2_grad^T", (0, 0, 0, 255))]
    [('W', 0), ('2\u2009grad', -1), ('T', 1)]
    """
    return typeset(name, color, weight)


def typeset(text: str, color: Color, weight: Weight = "regular") -> tuple[Span, ...]:
    """Return a plain formula as spans: "X_grad" and "W2" lowered, "W^T" raised.

    Examples
    --------
    >>> [(s.text, s.script) for s in typeset("X_grad = W2^T", (0, 0, 0, 255))]
    [('X', 0), ('grad', -1), (' = W', 0), ('2', -1), ('T', 1)]
    """
    spans: list[Span] = []
    for n, piece in enumerate(_SCRIPTS.split(text)):  # every other piece is a script
        if n % 2 == 0:
            spans += [Span(piece, color, weight)] if piece else []
        elif piece[0] == "^":
            spans.append(Span(piece[1:], color, weight, script=1))
        else:
            lowered = piece.removeprefix("_").replace("_", _THIN)
            spans.append(Span(lowered, color, weight, script=-1))
    return tuple(spans)


def told(
    text: Text, style: Style, color: Color | None = None, weight: Weight = "regular"
) -> tuple[Span, ...]:
    """Return a message as it is written in a picture; muted, unless a colour is given.

    What is strong in it has the colour of text and stands out; axis letters have theirs.

    Examples
    --------
    >>> from gradviz.messages.message import say
    >>> message = say("{name} sums over <b>one</b> index, {k}", name="X_grad", k=Run("k", "k"))
    >>> [(span.text, span.weight) for span in told(message, Style(100, 100))][:4]
    [('X', 'regular'), ('grad', 'regular'), (' sums over ', 'regular'), ('one', 'semibold')]
    """
    theme, spans = style.theme, list[Span]()
    usual = theme.muted if color is None else color
    line = (Run(text),) if isinstance(text, str) else text.line(style.language)
    for run in line:
        match run.role:
            case "plain" | "muted" if run.script:
                spans.append(Span(run.text, usual, weight, script=run.script))
            case "strong" if run.script:
                spans.append(Span(run.text, theme.text, "semibold", script=run.script))
            case "plain":
                spans += typeset(run.text, usual, weight)
            case "muted":
                spans += typeset(run.text, theme.muted, weight)
            case "strong":
                spans += typeset(run.text, theme.text, "semibold")
            case letter:
                spans.append(Span(run.text, theme.axis(letter), "semibold", script=run.script))
    return tuple(spans)


def hint(text: Text, style: Style) -> tuple[Span, ...]:
    """Return what can be done with mouse and keys, which no file has."""
    return tuple(replace(span, for_hands=True) for span in told(text, style))


_THIN = "\u2009"
_SCRIPTS = re.compile(
    r"((?<![A-Za-z0-9_][WXYPb])(?<=[WXYPb])\d+(?:_grad)?|_grad|\^(?:−1|[−+]?T|\+))"
)


def loss_spans(loss: float, theme: Theme) -> tuple[Span, ...]:
    """Return what the loss is: "l = 2.25", "l ≈ 0.333333"."""
    sign, _, told = equals(loss, 6).partition(" ")
    return Span(f"l {sign} ", theme.muted), Span(told, theme.text, "semibold")


def entry_formula(ref: CellRef, notation: Notation, theme: Theme) -> tuple[Span, ...]:
    """Return what one entry of a product is: "X_grad[2,1] = Σ W[i,2] · Y_grad[i,1]".

    `ref` is in the roles of the layer; the index that is summed over has its colour.
    """
    letter = SUM_OVER[ref.name]
    index = Span(letter, theme.axis(letter), "semibold")
    known = known_indices(ref, notation)
    spans = [
        *typeset(f"{notation.cell(ref)} = Σ", theme.muted),
        Span(letter, theme.axis(letter), "semibold", script=-1),
    ]
    factors = ("Y_grad",) if ref.name == "b_grad" else notation.order(ref.name)
    for n, factor in enumerate(factors):
        first, second = notation.letters(factor)
        spans += typeset(f"{' · ' if n else ' '}{notation.name(factor)}[", theme.muted)
        spans += [index if first == letter else Span(known[first], theme.muted)]
        spans += [Span(",", theme.muted)]
        spans += [index if second == letter else Span(known[second], theme.muted)]
        spans += [Span("]", theme.muted)]
    return tuple(spans)


def sums_over(role: str) -> Message:
    """Return "sums over k", the letter as that of an axis."""
    return say("sums over {letter}", letter=axis_letter(role))


def axis_letter(role: str) -> Run:
    """Return the index that a pass sums over, as a part of a message."""
    letter = SUM_OVER[role]
    return Run(letter, letter)
