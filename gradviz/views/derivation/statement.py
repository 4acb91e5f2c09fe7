r"""What a derivation says, as statements about matrices: a product, transposed, renamed.

Nothing here knows a convention by its name: the rule for X_grad is that of the convention, so
that for W_grad comes out as the convention writes it, Y_grad Xᵀ, Xᵀ Y_grad or Y_gradᵀ X.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gradviz.language.notation import SHARED, Notation
from gradviz.refs import is_gradient

_T = r"^{\mathsf{T}}"
_GRAD = "_grad"
_PLACE = "\0"


@dataclass(frozen=True, slots=True)
class StatedMatrix:
    """A matrix as it stands in a statement, told by its role."""

    role: str
    is_transposed: bool = False

    @classmethod
    def read(cls, written: str) -> "StatedMatrix":
        """Return what a notation writes as "W^T"."""
        return cls(written.removesuffix("^T"), written.endswith("^T"))

    @property
    def transposed(self) -> "StatedMatrix":
        """The same, transposed."""
        return replace(self, is_transposed=not self.is_transposed)

    @property
    def primal(self) -> str:
        """The role of the matrix that it is the gradient of; its own, if it is none."""
        return self.role.removesuffix(_GRAD)

    def plain(self, notation: Notation) -> str:
        """Return it as plain text for `gradviz.language.words.typeset`: "W2_grad^T"."""
        return notation.name(self.role) + ("^T" if self.is_transposed else "")

    def latex(self, notation: Notation) -> str:
        """Return it as LaTeX."""
        return latex_of(self.role, notation, is_transposed=self.is_transposed)

    @property
    def primed(self) -> str:
        """It as LaTeX, with a prime: one of the new names, which have no numbers."""
        return latex_name(self.role, is_transposed=self.is_transposed, prime="'")


@dataclass(frozen=True, slots=True)
class Statement:
    """A matrix is the product of two others, and of a bias that is added.

    Examples
    --------
    >>> forward = Statement.product(Notation())
    >>> forward.transposed.plain(Notation())
    'Y^T = X^T W^T'
    """

    left: StatedMatrix
    factors: tuple[StatedMatrix, StatedMatrix]
    bias: StatedMatrix | None = None

    @classmethod
    def product(cls, notation: Notation, *, has_bias: bool = False) -> "Statement":
        """Return what a layer is, as a convention writes it: Y = W X, Y = X W or Y = X Wᵀ."""
        first, second = map(StatedMatrix.read, notation.of_layer(None).factors("Y"))
        return cls(StatedMatrix("Y"), (first, second), StatedMatrix("b") if has_bias else None)

    @property
    def transposed(self) -> "Statement":
        """Both sides transposed: the factors have changed places."""
        first, second = self.factors
        bias = None if self.bias is None else self.bias.transposed
        return Statement(self.left.transposed, (second.transposed, first.transposed), bias)

    @property
    def all(self) -> tuple[StatedMatrix, ...]:
        """All matrices of it, from left to right."""
        return (self.left, *self.factors, *(() if self.bias is None else (self.bias,)))

    def plain(self, notation: Notation) -> str:
        """Return it as plain text for `gradviz.language.words.typeset`."""
        first, second = self.factors
        bias = "" if self.bias is None else f" + {self.bias.plain(notation)}"
        product = f"{first.plain(notation)} {second.plain(notation)}"
        return f"{self.left.plain(notation)} = {product}{bias}"


@dataclass(frozen=True, slots=True)
class Argument:
    """All that the derivation says, line by line.

    Attributes
    ----------
    forward : Statement
        The layer.
    transposed : Statement
        It, transposed.
    rule : Statement
        The rule for X_grad, in roles of the renamed matrices.
    meant : mapping of str to Factor
        What the new names stand for: for "W" that is Xᵀ.
    result : Statement
        What the rule says then, before it is transposed back.
    """

    forward: Statement
    transposed: Statement
    rule: Statement
    meant: Mapping[str, StatedMatrix]
    result: Statement

    @property
    def answer(self) -> Statement:
        """The rule for W_grad."""
        return self.result.transposed if self.is_turned_back else self.result

    @property
    def is_turned_back(self) -> bool:
        """Whether the rule for W_grad has to be transposed; that of Y = X Wᵀ stands already."""
        return self.result.left.is_transposed

    def named(self, factor: StatedMatrix, notation: Notation) -> str:
        """Return what a factor of the rule means as LaTeX, before anything is simplified."""
        meant = self.meant[factor.primal]
        if is_gradient(factor.role):
            return gradient_of(meant, notation)
        inner = meant.latex(notation)
        if not factor.is_transposed:
            return inner
        return f"{{({inner})}}{_T}" if meant.is_transposed else f"{{{inner}}}{_T}"


def gradient_of(factor: StatedMatrix, notation: Notation) -> str:
    """Return the gradient of a matrix as LaTeX; that of a transpose is not simplified."""
    if not factor.is_transposed:
        return latex_of(factor.role + _GRAD, notation)
    return f"({factor.latex(notation)})_{{\\mathrm{{grad}}}}"


def argument(notation: Notation, *, has_bias: bool = False) -> Argument:
    """Return the derivation of W_grad from X_grad in the convention of a notation.

    Examples
    --------
    >>> for convention in ("wx", "xw", "xwt"):
    ...     written = argument(Notation(convention=convention))
    ...     print(written.result.plain(Notation()), "so", written.answer.plain(Notation()))
    W_grad^T = X Y_grad^T so W_grad = Y_grad X^T
    W_grad^T = Y_grad^T X so W_grad = X^T Y_grad
    W_grad = Y_grad^T X so W_grad = Y_grad^T X
    """
    forward = Statement.product(notation, has_bias=has_bias)
    turned = forward.transposed
    meant = {
        form.role: found.transposed if form.is_transposed else found
        for form, found in zip(forward.all, turned.all, strict=True)
    }
    first, second = map(StatedMatrix.read, notation.of_layer(None).factors("X_grad"))
    rule = Statement(StatedMatrix("X_grad"), (first, second))
    left, *others = (_meaning(factor, meant) for factor in rule.all)
    return Argument(forward, turned, rule, meant, Statement(left, (others[0], others[1])))


def _meaning(factor: StatedMatrix, meant: Mapping[str, StatedMatrix]) -> StatedMatrix:
    found = meant[factor.primal]
    role = found.role + (_GRAD if is_gradient(factor.role) else "")
    return StatedMatrix(role, found.is_transposed != factor.is_transposed)


def latex_of(role: str, notation: Notation, *, is_transposed: bool = False) -> str:
    r"""Return what a matrix of the layer of a notation is called as LaTeX, words and all.

    Examples
    --------
    >>> from gradviz.engine.wiring import LayerNames
    >>> tied = LayerNames("linear", "W1", None, "X", "Y1")
    >>> latex_of("W_grad", Notation(layer=tied, is_share=True))
    '\\text{share of }W_{1\\,\\mathrm{grad}}'
    """
    if not (notation.is_share and role in SHARED):
        return latex_name(notation.name(role), is_transposed=is_transposed)
    whole = latex_of(role, replace(notation, is_share=False), is_transposed=is_transposed)
    before, after = notation.share(_PLACE).split(_PLACE)  # it stands where a language has it
    return "".join([_latex_text(before), whole, _latex_text(after)])


def _latex_text(words: str) -> str:
    return rf"\text{{{words}}}" if words else ""


def latex_name(name: str, *, is_transposed: bool = False, prime: str = "") -> str:
    r"""Return the name of a matrix as LaTeX.

    Examples
    --------
    >>> latex_name("W2_grad", is_transposed=True)
    '{W_{2\\,\\mathrm{grad}}}^{\\mathsf{T}}'
    >>> latex_name("X", prime="'")
    "X'"
    """
    stem = name.removesuffix(_GRAD)
    lowered = [stem[1:]] if stem[1:] else []
    lowered += [r"\mathrm{grad}"] if is_gradient(name) else []
    written = stem[0] + prime + ("_{" + r"\,".join(lowered) + "}" if lowered else "")
    return f"{{{written}}}{_T}" if is_transposed else written
