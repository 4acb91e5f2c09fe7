"""The derivation by transposing in words: its lines, and the sentence of each step."""

from collections.abc import Iterable

from gradviz.arrays import size
from gradviz.language.english import about, named_value
from gradviz.language.notation import Notation, line_words
from gradviz.messages.message import Message, Text, in_language, joined, listed, say, say_many
from gradviz.refs import is_gradient
from gradviz.scene.corner.equations import LONGEST, Spans, vector
from gradviz.scene.marks.spans import told
from gradviz.views.derivation.ladder import LadderProgress, Rung, Token, Tokens
from gradviz.views.derivation.setting import Case, derived
from gradviz.views.derivation.statement import Argument, StatedMatrix, Statement
from gradviz.views.derivation.timeline import rows_of

HEADINGS = {
    "product": say("What the layer does"),
    "transpose": say("Transpose both sides"),
    "rename": say("Give the parts new names"),
    "rule": say("Apply the rule for {gradient} to them", gradient="X_grad"),
    "names": say("Put the old names back"),
    "back": say("Transpose back"),
    "check": say("Compare"),
}
"""What each step is called, by the name of its phase."""

_STEPS = tuple(HEADINGS)
_SHORT = 30  # characters of a row of numbers in a sentence


SHORT = {
    "product": say("The layer"),
    "transpose": say("Transpose"),
    "rename": say("Rename"),
    "rule": say("Apply the rule"),
    "names": say("Old names"),
    "back": say("Back"),
    "check": say("Compare"),
}
"""The same where there is little room."""


def heading(name: str, said: Argument) -> Message:
    """Return what a step of an argument is called; what is the rule need not be turned back."""
    if name == "back" and not said.is_turned_back:
        return say("This is the rule already")
    return HEADINGS[name]


def lines_of(said: Argument, notation: Notation) -> tuple[Rung, ...]:
    """Return the lines of the derivation."""
    forward, turned, result = said.forward, said.transposed, said.result
    raw = _tokens(result, (said.named(factor, notation) for factor in said.rule.all))
    stages = (
        (_plain(forward, notation),),
        (_plain(turned, notation),),
        (_tokens(turned, (factor.primed for factor in forward.all)),),
        (_tokens(result, (factor.primed for factor in said.rule.all)),),
        (raw, _plain(result, notation)),
        (_plain(said.answer, notation),),
    )
    headings = [heading(name, said) for name in _STEPS[:-1]]
    return tuple(
        Rung(n, head, some) for n, (head, some) in enumerate(zip(headings, stages, strict=True))
    )


def progress_of(case: Case) -> LadderProgress:
    """Return how far the lines are written at the moment of a case."""
    name, step, progress = case.phase.name, case.step, case.progress
    if name == "check":
        return LadderProgress(len(_STEPS) - 2, 0, 1.0)
    line = _STEPS.index(name)
    if name == "names":
        return LadderProgress(line, step, min(progress / 0.8, 1.0))
    is_written = name == "product" or step > 0
    return LadderProgress(line, 0, 1.0 if is_written else min(progress / 0.9, 1.0))


def _plain(statement: Statement, notation: Notation) -> Tokens:
    return _tokens(statement, (factor.latex(notation) for factor in statement.all))


def _tokens(statement: Statement, written: Iterable[str]) -> Tokens:
    """Return a statement as parts that move, told by the matrices that they are."""
    (left, latex), *others = zip(statement.all, written, strict=True)
    tokens = [Token(left.primal, latex), Token("=", "=")]
    for factor, latex in others:
        if factor.role == "b":
            tokens.append(Token("+", "+"))
        tokens.append(Token(factor.primal, latex, 0.28 if len(tokens) == 2 else 0.2))
    return tuple(tokens)


def caption_of(case: Case, said: Argument) -> tuple[Spans, Spans]:
    """Return two lines: what happens in the step, and its statement with the sizes or numbers."""
    words, formula = {
        "product": _product,
        "transpose": _transpose,
        "rename": _rename,
        "rule": _rule,
        "names": _names,
        "back": _back,
        "check": _check,
    }[case.phase.name](case, said)
    style = case.setting.style
    if len(in_language(formula, style.language)) > LONGEST:
        formula = said.result.plain(case.notation)
    return told(words, style), told(formula, style, style.theme.text, "semibold")


def _product(case: Case, said: Argument) -> tuple[Message, Text]:
    notation = case.notation
    words = say(
        "We know how to go back to {input}: {rule}. How do we go back to {weights}?",
        input=notation.name("X"),
        rule=notation.written(said.rule.plain(Notation())),
        weights=notation.name("W"),
    )
    return words, sized(said.forward, case)


def _transpose(case: Case, said: Argument) -> tuple[Message, Text]:
    notation, Y = case.notation, case.setting.passes.matrix("Y")
    values = Y[:, 0] if notation.is_flipped("Y") else Y[0]
    names = {role: notation.name(role) for role in ("W", "X", "Y")}
    first, row = notation.count(0), vector(values.tolist())
    if len(row) > _SHORT:
        words = say(
            "Row {n} of {Y} becomes column {n}; likewise in {W} and {X}, which change places",
            n=first,
            **names,
        )
    else:
        words = say(
            "Row {n} of {Y}, {row}, becomes column {n}; "
            "likewise in {W} and {X}, which change places",
            n=first,
            row=row,
            **names,
        )
    return words, sized(said.transposed, case)


def _rename(case: Case, said: Argument) -> tuple[Message, Text]:
    pairs = (
        f"{_prime(old.plain(Notation()))} = {new.plain(case.notation)}"
        for old, new in zip(said.forward.factors, said.transposed.factors, strict=True)
    )
    words = say(
        "A product like the first one, with other names: {names}", names=joined(pairs, ", ")
    )
    return words, _prime(said.forward.plain(Notation()))


def _rule(case: Case, said: Argument) -> tuple[Message, Text]:
    rule, passes = _prime(said.rule.plain(Notation())), case.setting.passes
    if case.step == 0:
        words = say(
            "The rule needs the gradient of Y′, which is {seed}, and gives that of X′",
            seed=case.notation.written("Y_grad^T"),
        )
        return words, rule
    K, N = passes.matrix("X").shape
    rows = rows_of(case.step, case.phase, K)
    lines = _lines(rows, case.notation, is_row=not _is_column(case, said))
    words = say_many(
        "{lines:capital}: each entry is a sum over {count} sample",
        "{lines:capital}: each entry is a sum over {count} samples",
        N,
        lines=lines,
    )
    if len(rows) > 1:
        return words, rule
    values = derived(passes)[:, rows.start].tolist()
    return words, joined([lines, about(*values), vector(values)])


def _is_column(case: Case, said: Argument) -> bool:
    """Tell whether what the rule writes in one step is a column of X′_grad."""
    return said.result.left.is_transposed == case.notation.is_flipped("X")


def _lines(rows: range, notation: Notation, *, is_row: bool) -> Message:
    """Return what is written of X′_grad, "row 2 of X′_grad"."""
    first, last, name = notation.count(rows.start), notation.count(rows.stop - 1), "X′_grad"
    if len(rows) == 1:
        return line_words(first, name, is_row=is_row)
    if is_row:
        return say("rows {first} to {last} of {matrix}", first=first, last=last, matrix=name)
    return say("columns {first} to {last} of {matrix}", first=first, last=last, matrix=name)


def _names(case: Case, said: Argument) -> tuple[Message, Text]:
    notation, passes, formula = case.notation, case.setting.passes, sized(said.result, case)
    if case.step == 0:
        words = say(
            "X′ stood for {X}, and W′ for {W}: each gets its old name back",
            X=said.meant["X"].plain(notation),
            W=said.meant["W"].plain(notation),
        )
        left, first, second = (_named(factor, said, notation) for factor in said.rule.all)
        return words, f"{left} = {first} {second}"
    if not said.is_turned_back:
        words = say(
            "The gradient of {Y} holds the numbers of {gradient}, transposed",
            Y=notation.written("Y^T"),
            gradient=notation.name("Y_grad"),
        )
        return words, formula
    last = passes.matrix("W").shape[1] - 1
    gradient, entry = (notation.at(role, 0, last) for role in ("W_grad", "W"))
    rules = map(notation.written, ("(X^T)^T = X", "(W^T)_grad = W_grad^T"))
    words = say(
        "{rules}: {gradient} stands where {weights} has {entry}",
        rules=listed(rules),
        gradient=named_value(gradient, float(derived(passes)[0, last])),
        weights=notation.written("W^T"),
        entry=entry,
    )
    return words, formula


def _named(factor: StatedMatrix, said: Argument, notation: Notation) -> str:
    """Return what a factor of the rule means as plain text, before anything is simplified."""
    meant = said.meant[factor.primal]
    grad = "_grad" if is_gradient(factor.role) else ""
    inner = meant.plain(notation)
    if meant.is_transposed and (grad or factor.is_transposed):
        inner = f"({inner})"
    return inner + grad + ("^T" if factor.is_transposed else "")


def _back(case: Case, said: Argument) -> tuple[Message, Text]:
    formula = sized(said.answer, case)
    if not said.is_turned_back:
        return say("Nothing is left to transpose: only the picture is turned back"), formula
    return say("Transposed once more, the factors change places again"), formula


def _check(case: Case, said: Argument) -> tuple[Message, Text]:
    name, count = case.notation.name("W_grad"), case.setting.passes.matrix("W").size
    match case.alike:
        case "equal":
            words = say_many(
                "✓ The same number as {matrix} of the backward pass",
                "✓ The same numbers as {matrix} of the backward pass, all {count} entries",
                count,
                matrix=name,
            )
        case "close":
            words = say_many(
                "✓ The same number as {matrix} of the backward pass, up to rounding",
                "✓ The same numbers as {matrix} of the backward pass, "
                "all {count} entries up to rounding",
                count,
                matrix=name,
            )
        case _:
            words = say(
                "✗ Not all the numbers of {matrix}: sums of numbers so large depend on their order",
                matrix=name,
            )
    return words, said.answer.plain(case.notation)


def sized(statement: Statement, case: Case) -> str:
    """Return a statement with the sizes of its matrices: "Y = W X: 2×4 = 2×3 · 3×4"."""
    left, first, second, *_ = (_size(case, f.role, f.is_transposed) for f in statement.all)
    return f"{statement.plain(case.notation)}  ({left} = {first} · {second})"


def _size(case: Case, role: str, is_transposed: bool) -> str:
    values = case.setting.passes.matrix(role)
    is_flipped = is_transposed != case.notation.is_flipped(role)
    return size(values.T if is_flipped else values)


def _prime(plain: str) -> str:
    """Put a prime at every matrix of a plain formula."""
    return "".join(f"{letter}′" if letter in "WXYb" else letter for letter in plain)
