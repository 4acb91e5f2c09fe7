"""Names, formulas and sentences as typeset spans."""

from gradviz.refs import CellRef
from gradviz.scene.frame import Color, Span, Weight
from gradviz.scene.theme import Theme

SUM_OVER = {"Y": "k", "X_grad": "i", "W_grad": "j", "b_grad": "j"}
"""Each pass sums over the one index that its answer does not have."""

TITLES = {
    "Y": "Forward",
    "Y_grad": "Loss",
    "X_grad": "Backward to X",
    "W_grad": "Backward to W",
}

LOSS_NAMES = {
    "seed": "typed in by hand",
    "sum": "sum of Y",
    "squared_error": "squared error",
    "mse": "mean squared error",
    "cross_entropy": "cross entropy",
}

LOSS_FORMULAS = {
    "seed": "Y_grad typed in",
    "sum": "l = Σ Y",
    "squared_error": "l = ½ Σ (Y − T)²",
    "mse": "l = mean (Y − T)²",
    "cross_entropy": "l = cross entropy",
}

SEED_FORMULAS = {
    "seed": "Y_grad, by hand",
    "sum": "Y_grad = 1",
    "squared_error": "Y_grad = Y − T",
    "mse": "Y_grad = 2 (Y − T) / (M N)",
    "cross_entropy": "Y_grad = (softmax Y − T) / N",
}


def title_of(name: str, loss: str) -> str:
    """Return the title of a pass; what starts the way back is a loss or a seed."""
    return "Seed" if name == "Y_grad" and loss == "seed" else TITLES[name]


def name_spans(name: str, color: Color, weight: Weight = "regular") -> tuple[Span, ...]:
    """Return a matrix name as it is typeset: "X_grad" is X with a lowered "grad"."""
    letter, _, tail = name.partition("_")
    spans = (Span(letter, color, weight),)
    return (*spans, Span(tail, color, weight, script=-1)) if tail else spans


def typeset(text: str, color: Color, weight: Weight = "regular") -> tuple[Span, ...]:
    """Return a plain formula as spans: "X_grad" lowered, "W^T" raised.

    Examples
    --------
    >>> [(s.text, s.script) for s in typeset("X_grad = W^T", (0, 0, 0, 255))]
    [('X', 0), ('grad', -1), (' = W', 0), ('T', 1)]
    """
    spans: list[Span] = []
    plain = ""
    rest = text
    while rest:
        mark = next((m for m in ("_grad", "^T") if rest.startswith(m)), None)
        if mark is None:
            plain, rest = plain + rest[0], rest[1:]
            continue
        spans += [Span(plain, color, weight)] if plain else []
        spans.append(Span(mark[1:], color, weight, script=-1 if mark == "_grad" else 1))
        plain, rest = "", rest.removeprefix(mark)
    return (*spans, Span(plain, color, weight)) if plain else tuple(spans)


def formula(name: str, *, has_bias: bool, loss: str) -> str:
    """Return the formula of a pass as plain text for `typeset`."""
    return {
        "Y": "Y = W X + b" if has_bias else "Y = W X",
        "Y_grad": SEED_FORMULAS[loss],
        "X_grad": "X_grad = W^T Y_grad",
        "W_grad": "W_grad = Y_grad X^T",
    }[name]


def entry_formula(ref: CellRef, base: int, theme: Theme) -> tuple[Span, ...]:
    """Return what one entry is: "X_grad[2,1] = Σ W[i,2] · Y_grad[i,1]", i in its colour."""
    row, col = ref.row + base, ref.col + base
    first, second = {
        "Y": ((f"W[{row},", "]"), (" · X[", f",{col}]")),
        "X_grad": (("W[", f",{row}]"), (" · Y_grad[", f",{col}]")),
        "W_grad": ((f"Y_grad[{row},", "]"), (f" · X[{col},", "]")),
        "b_grad": ((f"Y_grad[{row},", "]"), None),
    }[ref.name]
    letter = SUM_OVER[ref.name]
    index = Span(letter, theme.axis(letter), "semibold")
    spans = [
        *typeset(f"{ref.shown(base)} = Σ", theme.muted),
        Span(letter, theme.axis(letter), "semibold", script=-1),
        Span(" ", theme.muted),
    ]
    for part in (first, second):
        if part is not None:
            spans += [*typeset(part[0], theme.muted), index, Span(part[1], theme.muted)]
    return tuple(spans)


def sums_over(name: str, theme: Theme) -> tuple[Span, ...]:
    """Return "sums over k" with the letter in its axis colour."""
    letter = SUM_OVER[name]
    return (
        Span("sums over ", theme.muted),
        Span(letter, theme.axis(letter), "semibold"),
    )
