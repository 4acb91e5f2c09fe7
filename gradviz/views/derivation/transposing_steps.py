"""The derivation by transposing in words: its lines, and the sentence of each step."""

from collections.abc import Iterable

from gradviz.arrays import size
from gradviz.language.english import about, counted
from gradviz.language.notation import Notation
from gradviz.language.numbers import number
from gradviz.refs import is_gradient
from gradviz.scene.corner.equations import LONGEST, Spans, vector
from gradviz.scene.marks.spans import typeset
from gradviz.views.derivation.ladder import LadderProgress, Rung, Token, Tokens
from gradviz.views.derivation.setting import Case, derived
from gradviz.views.derivation.statement import Argument, StatedMatrix, Statement
from gradviz.views.derivation.timeline import rows_of

HEADINGS = {
    "product": "What the layer does",
    "transpose": "Transpose both sides",
    "rename": "Give the parts new names",
    "rule": "Apply the rule for X_grad to them",
    "names": "Put the old names back",
    "back": "Transpose back",
    "check": "Compare",
}
"""What each step is called, by the name of its phase."""

_STEPS = tuple(HEADINGS)
_SHORT = 30  # characters of a row of numbers in a sentence


SHORT = {
    "product": "The layer",
    "transpose": "Transpose",
    "rename": "Rename",
    "rule": "Apply the rule",
    "names": "Old names",
    "back": "Back",
    "check": "Compare",
}
"""The same where there is little room."""


def heading(name: str, said: Argument) -> str:
    """Return what a step of an argument is called; what is the rule need not be turned back."""
    if name == "back" and not said.is_turned_back:
        return "It is the rule already"
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
    words, told = {
        "product": _product,
        "transpose": _transpose,
        "rename": _rename,
        "rule": _rule,
        "names": _names,
        "back": _back,
        "check": _check,
    }[case.phase.name](case, said)
    theme = case.setting.style.theme
    if len(told) > LONGEST:
        told = said.result.plain(case.notation)
    return typeset(words, theme.muted), typeset(told, theme.text, "semibold")


def _product(case: Case, said: Argument) -> tuple[str, str]:
    rule = case.notation.written(said.rule.plain(Notation()))
    words = f"Known is how to go back to X: {rule}. Wanted is the same for W"
    return case.notation.written(words), sized(said.forward, case)


def _transpose(case: Case, said: Argument) -> tuple[str, str]:
    Y = case.setting.passes.matrix("Y")
    values = Y[:, 0] if case.notation.is_flipped("Y") else Y[0]
    first, name = case.notation.count(0), case.notation.name("Y")
    row = f"Row {first} of {name}"
    if len(told := vector(values.tolist())) <= _SHORT:
        row += f", {told},"
    words = f"{row} becomes column {first}; so it goes in W and X, and they change places"
    return case.notation.written(words), sized(said.transposed, case)


def _rename(case: Case, said: Argument) -> tuple[str, str]:
    first, second = said.forward.factors
    left, right = said.transposed.factors
    notation = case.notation
    pairs = f"{_prime(first.plain(Notation()))} = {left.plain(notation)}"
    pairs += f", {_prime(second.plain(Notation()))} = {right.plain(notation)}"
    words = f"A product like the first one, under other names: {pairs}"
    return words, f"{_prime(said.forward.plain(Notation()))}"


def _rule(case: Case, said: Argument) -> tuple[str, str]:
    rule = _prime(said.rule.plain(Notation()))
    factor, notation = said.result.left, case.notation
    if case.step == 0:
        seed = case.notation.written("Y_grad^T")
        words = f"The rule needs the gradient of Y′, which is {seed}, and gives that of X′"
        return words, rule
    passes = case.setting.passes
    rows = rows_of(case.step, case.phase, passes.matrix("X").shape[0])
    values = derived(passes)[:, rows.start]
    way = "column" if factor.is_transposed == notation.is_flipped("X") else "row"
    what = f"{way} {notation.count(rows.start)} of X′_grad"
    samples = counted(passes.matrix("X").shape[1], "sample")
    if len(rows) > 1:
        last = notation.count(rows.stop - 1)
        what = f"{way}s {notation.count(rows.start)} to {last} of X′_grad"
    words = f"{what[0].upper()}{what[1:]}: each entry is a sum over {samples}"
    told = vector(values.tolist()) if len(rows) == 1 else ""
    return words, f"{what} {about(*values.tolist())} {told}" if told else rule


def _names(case: Case, said: Argument) -> tuple[str, str]:
    told = sized(said.result, case)
    if case.step == 0:
        meant = {role: said.meant[role].plain(case.notation) for role in "XW"}
        left, first, second = (_named(factor, said, case.notation) for factor in said.rule.all)
        words = (
            f"X′ was {meant['X']}, and W′ was {meant['W']}: each name is replaced by the old one"
        )
        return words, f"{left} = {first} {second}"
    notation, passes = case.notation, case.setting.passes
    if not said.is_turned_back:
        return "The gradient of Y^T holds the numbers of Y_grad, transposed", told
    last = passes.matrix("W").shape[1] - 1
    grad, entry = (notation.at(role, 0, last) for role in ("W_grad", "W"))
    value = number(float(derived(passes)[0, last]))
    names = notation.written("(X^T)^T is X, and (W^T)_grad is W_grad^T")
    turned = notation.written("W^T")
    return f"{names}: {grad} = {value} stands where {turned} has {entry}", told


def _named(factor: StatedMatrix, said: Argument, notation: Notation) -> str:
    """Return what a factor of the rule means as plain text, before anything is simplified."""
    meant = said.meant[factor.primal]
    grad = "_grad" if is_gradient(factor.role) else ""
    inner = meant.plain(notation)
    if meant.is_transposed and (grad or factor.is_transposed):
        inner = f"({inner})"
    return inner + grad + ("^T" if factor.is_transposed else "")


def _back(case: Case, said: Argument) -> tuple[str, str]:
    told = sized(said.answer, case)
    if not said.is_turned_back:
        return "Nothing is left to transpose: only the picture is turned back", told
    return "Transposed once more, the factors change places again", told


def _check(case: Case, said: Argument) -> tuple[str, str]:
    name = case.notation.name("W_grad")
    count = case.setting.passes.matrix("W").size
    same = f"✓ The same numbers as {name} of the backward pass, all {count} entries"
    if count == 1:
        same = f"✓ The same number as {name} of the backward pass"
    words = {
        "equal": same,
        "close": f"{same}{'' if count > 1 else ','} up to rounding",
        "other": f"✗ Not all the numbers of {name}: sums of numbers so large depend on their order",
    }[case.alike]
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
