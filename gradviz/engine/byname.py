"""The matrices of passes by name, as people look them up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gradviz.arrays import Matrix
from gradviz.engine.convention import Convention, is_flipped
from gradviz.engine.wiring import LayerNames, meanings, numbered
from gradviz.errors import UnknownNameError, meant
from gradviz.messages.message import NOTHING, Message, either, joined, say
from gradviz.refs import is_gradient
from gradviz.values import Matrices, Value

INITIALS = tuple("WXbYPT")
"""With what names of matrices begin."""

Kind: TypeAlias = Literal["matrix", "value", "gradient"]
"""What names are looked up among."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ByName(Value, Mapping[str, Matrix]):
    """`Passes.values` or `Passes.grads`: a mapping that any name of a matrix opens.

    Each access gives an array of your own. It runs through every matrix once, by the name with
    a number.

    Attributes
    ----------
    layers : tuple of LayerNames
    kept : mapping of str to Matrix
        `Passes.primals` or `Passes.cotangents`.
    target : Matrix or None
        T, as it is kept, among values.
    convention : {"wx", "xw", "xwt"}
        How the matrices are given.
    is_gradients : bool

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1, 2]], [[3], [4]])
    >>> list(p.values), list(p.grads)
    (['X', 'W1', 'Y1'], ['Y1', 'W1', 'X'])
    >>> p.values["W"], p.values["W1"], "W" in p.values
    (array([[1., 2.]]), array([[1., 2.]]), True)
    """

    layers: tuple[LayerNames, ...]
    kept: Matrices
    target: Matrix | None
    convention: Convention
    is_gradients: bool

    def __getitem__(self, name: str) -> Matrix:
        found = self._find(name)
        if found is None:
            raise self._missing(name)
        return (found.T if is_flipped(self.convention, name) else found).copy()

    def __contains__(self, name: object) -> bool:
        return self._find(name) is not None

    def __iter__(self) -> Iterator[str]:
        yield from self.kept
        if self.target is not None:
            yield "T"

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"ByName({dict(self)!r})"

    def _find(self, name: object) -> Matrix | None:
        """Return what is kept under a name, as in Y = W X."""
        if not isinstance(name, str) or is_gradient(name):
            return None
        return self.target if name == "T" else self.kept.get(numbered(name, self.layers))

    def _missing(self, name: object) -> UnknownNameError:
        stem = name.removesuffix("_grad") if isinstance(name, str) else ""
        has_gradient = numbered(stem, self.layers) in self.kept
        if isinstance(name, str) and is_gradient(name) and has_gradient:
            return UnknownNameError(
                say(
                    "{name} is the gradient of {matrix}: take {one} or {other}",
                    name=repr(name),
                    matrix=stem,
                    one=f"p.grads[{stem!r}]",
                    other=f"p.matrix({name!r})",
                )
            )
        return unknown(name, self.layers, self, "gradient" if self.is_gradients else "value")


def unknown(
    name: object, layers: Sequence[LayerNames], known: Iterable[str], kind: Kind = "matrix"
) -> UnknownNameError:
    """Return the error that says which names there are, of all matrices or of some kind."""
    names = tuple(known)
    there = ", ".join(names)
    stem = name.removesuffix("_grad") if isinstance(name, str) else ""
    several = meanings(stem, layers) if stem in ("W", "b", "P") else ()
    if len(several) > 1:
        return UnknownNameError(
            say(
                "{name} is {either} here: say which; there are {names}",
                name=stem,
                either=either(several),
                names=there,
            )
        )
    is_one = stem[:1] in INITIALS and (stem[1:].isdecimal() or not stem[1:])
    guess = NOTHING if is_one else meant(name, names)  # a name that is right elsewhere is no slip
    return UnknownNameError(joined([_absent(repr(name), there, kind), guess], ""))


def _absent(name: str, names: str, kind: Kind) -> Message:
    match kind:
        case "matrix":
            return say("there is no matrix {name} here: there are {names}", name=name, names=names)
        case "value":
            return say("there is no value {name} here: there are {names}", name=name, names=names)
        case "gradient":
            return say(
                "there is no gradient of {name} here: there are {names}", name=name, names=names
            )
