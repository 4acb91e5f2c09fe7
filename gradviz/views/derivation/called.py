"""What the matrices of a derivation are called, from step to step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from gradviz.language.notation import Notation
from gradviz.views.derivation.statement import Argument, StatedMatrix, gradient_of

GRADIENTS = {"W": "W_grad", "X": "X", "Y": "Y_grad", "b": "b_grad"}
"""What stands in the places of a corner when the gradients have come; b_grad is not shown."""

LatexNames = Mapping[str, str]
"""LaTeX, by the place in the corner: "W", "X", "Y" or "b", wherever that is after a flip."""


@dataclass(frozen=True, slots=True)
class Called:
    """All names that matrices have one after the other.

    Attributes
    ----------
    plain, transposed : mapping of str to str
        Before and after both sides are transposed.
    primed : mapping of str to str
        The new names, with what they stand for.
    seeded : mapping of str to str
        The new names when gradients have come.
    raw, result : mapping of str to str
        The old names again, as they are put back and as they are simplified.
    answer : mapping of str to str
        After all is transposed back.
    """

    plain: LatexNames
    transposed: LatexNames
    primed: LatexNames
    seeded: LatexNames
    raw: LatexNames
    result: LatexNames
    answer: LatexNames

    @classmethod
    def of(cls, said: Argument, notation: Notation) -> "Called":
        """Return the names in an argument."""
        forward, turned = said.forward.all, said.transposed.all
        pairs = tuple(zip(forward, turned, strict=True))
        return cls(
            plain=_named(forward, notation),
            transposed=_named(turned, notation),
            primed={new.role: f"{old.primed} = {new.latex(notation)}" for old, new in pairs},
            seeded={new.role: _seeded(old).primed for old, new in pairs},
            raw={
                f.role: f.latex(notation) if f.role == "X" else gradient_of(f, notation)
                for f in turned
                if f.role != "b"
            },
            result=_named(map(_gradient, turned), notation),
            answer=_named(map(_gradient, forward), notation),
        )


def _named(factors: Iterable[StatedMatrix], notation: Notation) -> LatexNames:
    return {factor.primal: factor.latex(notation) for factor in factors if factor.role != "b_grad"}


def _gradient(factor: StatedMatrix) -> StatedMatrix:
    return replace(factor, role=GRADIENTS[factor.role])


def _seeded(renamed: StatedMatrix) -> StatedMatrix:
    """Return what is in the place of a renamed matrix when its gradients are there."""
    grad = {"X": "X_grad", "Y": "Y_grad"}
    return replace(renamed, role=grad.get(renamed.role, renamed.role))
