"""The derivation by indices in letters: its lines, and the entry that they are said of.

Both rules come out of the chain rule in the same way: an entry reaches a line of Y, each
output there has it once, beside a factor; weighted with these factors the gradients of the
outputs add up.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gradviz.language.notation import AXES, Axis
from gradviz.language.words import SUM_OVER
from gradviz.messages.message import say
from gradviz.refs import CellRef
from gradviz.scene.marks.typesetting import inked
from gradviz.views.derivation.ladder import LadderProgress, Rung, Token, Tokens
from gradviz.views.derivation.setting import Case
from gradviz.views.derivation.statement import StatedMatrix, latex_of

STEPS = ("chain", "entry", "slope", "sum", "all")
"""The phases of either half."""

HEADINGS = {
    "chain": say("The chain rule, over the outputs it reaches"),
    "entry": say("What such an output is made of"),
    "slope": say("So its derivative is the factor beside it"),
    "sum": say("Put that in"),
    "all": say("For all entries at once"),
}
"""What each step is called, by the name of its phase."""


@dataclass(frozen=True, slots=True, eq=False)
class DerivedEntry:
    """One entry of X or W whose gradient is derived.

    Attributes
    ----------
    case : Case
    role : {"X_grad", "W_grad"}
        The gradient that is derived.
    at : mapping of str to int
        The indices "i", "j" and "k", counted from 0; of the one that is summed over the output
        that is looked at.
    """

    case: Case
    role: str
    at: Mapping[str, int]

    @property
    def primal(self) -> str:
        """Whose gradient it is."""
        return self.role.removesuffix("_grad")

    @property
    def other(self) -> str:
        """The factor that stands beside it."""
        return "W" if self.primal == "X" else "X"

    @property
    def letter(self) -> Axis:
        """The index that is summed over."""
        return SUM_OVER[self.role]

    @property
    def ref(self) -> CellRef:
        """The entry of the gradient, by its role."""
        return self.cell(self.role)

    def cell(self, role: str) -> CellRef:
        """Return the cell of a matrix at the indices."""
        down, along = AXES[role[0]]
        return CellRef(role, self.at[down], 0 if along is None else self.at[along])

    def name(self, role: str) -> str:
        """Return what people call the cell of a matrix at the indices."""
        return self.case.notation.cell(self.cell(role))

    @property
    def terms(self) -> int:
        """How many outputs it reaches."""
        sizes = self.case.setting.sizes
        return sizes.M if self.letter == "i" else sizes.N


def entry_of(case: Case) -> DerivedEntry:
    """Return the entry that a moment is about: the one that is pointed at, or the first.

    Parameters
    ----------
    case : Case
        Its phase tells which gradient is derived, and its step which output is looked at.
    """
    at = {"i": 0, "j": 0, "k": 0}
    ref, network = case.chosen, case.setting.network
    role = None if ref is None else case.setting.names.role(ref.name)
    if ref is not None and role is not None and role[0] in "WXY" and network.has(ref):
        pairs = zip(AXES[role[0]], (ref.row, ref.col), strict=True)
        at.update((str(letter), index) for letter, index in pairs)
    role = case.phase.role
    if case.phase.name == "entry" and case.phase.count > 1:
        at[SUM_OVER[role]] = case.step
    return DerivedEntry(case, role, at)


# --- the lines


def lines_of(entry: DerivedEntry) -> tuple[Rung, ...]:
    """Return the lines of one half of the derivation."""
    first = 0 if entry.role == "X_grad" else len(STEPS)
    said = {
        "chain": _chain(entry),
        "entry": _made_of(entry),
        "slope": _slope(entry),
        "sum": _sum(entry),
        "all": _all(entry),
    }
    return tuple(Rung(first + n, HEADINGS[name], (said[name],)) for n, name in enumerate(STEPS))


def progress_of(entry: DerivedEntry) -> LadderProgress:
    """Return how far the lines are written at the moment of an entry."""
    case = entry.case
    is_written = case.step > 0 or case.index == 0
    share = 1.0 if is_written else min(case.progress / 0.8, 1.0)
    return LadderProgress(STEPS.index(case.phase.name), 0, share)


def _chain(entry: DerivedEntry) -> Tokens:
    output = _letters(entry, "Y")
    return (
        Token("answer", _by("l", _letters(entry, entry.primal))),
        Token("=", "=", 0.34),
        _sigma(entry, entry.letter, "sum"),
        Token("loss", _by("l", output), 0.26),
        Token("dot", r"\cdot", 0.26),
        Token("slope", _by(output, _letters(entry, entry.primal)), 0.26),
    )


def _made_of(entry: DerivedEntry) -> Tokens:
    keys = {entry.other: "factor", entry.primal: "primal"}
    first, second = entry.case.notation.order("Y")
    bias: Tokens = ()
    if entry.case.setting.sizes.has_bias:
        name = latex_of("b", entry.case.notation)
        bias = (Token("+", "+"), Token("b", f"{name}[{_inked(entry, 'i')}]"))
    return (
        Token("output", _letters(entry, "Y")),
        Token("=", "=", 0.34),
        _sigma(entry, "k", "sum k"),
        Token(keys[first], _letters(entry, first), 0.26),
        Token(keys[second], _letters(entry, second), 0.26),
        *bias,
    )


def _slope(entry: DerivedEntry) -> Tokens:
    slope = _by(_letters(entry, "Y"), _letters(entry, entry.primal))
    return (
        Token("slope", slope),
        Token("=", "=", 0.34),
        Token("factor", _letters(entry, entry.other)),
    )


def _sum(entry: DerivedEntry) -> Tokens:
    keys = {entry.other: "factor", "Y_grad": "loss"}
    first, second = entry.case.notation.order(entry.role)
    return (
        Token("answer", _letters(entry, entry.role)),
        Token("=", "=", 0.34),
        _sigma(entry, entry.letter, "sum"),
        Token(keys[first], _letters(entry, first), 0.26),
        Token(keys[second], _letters(entry, second), 0.26),
    )


def _all(entry: DerivedEntry) -> Tokens:
    notation = entry.case.notation
    keys = {entry.other: "factor", "Y_grad": "loss"}
    factors = map(StatedMatrix.read, notation.of_layer(None).factors(entry.role))
    parts = (Token(keys[factor.role], factor.latex(notation), 0.26) for factor in factors)
    return (Token("answer", latex_of(entry.role, notation)), Token("=", "=", 0.34), *parts)


def _sigma(entry: DerivedEntry, letter: Axis, key: str) -> Token:
    return Token(key, rf"\sum_{{{_inked(entry, letter)}}}", 0.36)


def _by(what: str, by: str) -> str:
    """Return a derivative as LaTeX."""
    return rf"\frac{{\partial {what}}}{{\partial {by}}}"


def _letters(entry: DerivedEntry, role: str) -> str:
    """Return an entry as LaTeX, its indices in the colours of their axes."""
    notation = entry.case.notation
    indices = (_inked(entry, letter) for letter in notation.letters(role) if letter is not None)
    return f"{latex_of(role, notation)}[{'{,}'.join(indices)}]"


def _inked(entry: DerivedEntry, letter: Axis) -> str:
    return inked(letter, entry.case.setting.style.theme.axis(letter))
