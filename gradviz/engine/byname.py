"""The matrices of passes by name, as people look them up."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gradviz.arrays import Matrix
from gradviz.engine.wiring import meanings
from gradviz.errors import UnknownNameError, meant
from gradviz.refs import is_gradient
from gradviz.values import Value

if TYPE_CHECKING:
    from gradviz.engine.passes import Passes

INITIALS = tuple("WXbYPT")
"""With what names of matrices begin."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ByName(Value, Mapping[str, Matrix]):
    """`Passes.values` or `Passes.grads`: a mapping that any name of a matrix opens.

    Each access gives an array of your own. It runs through every matrix once, by the name with
    a number.

    Attributes
    ----------
    passes : Passes
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

    passes: "Passes"
    is_gradients: bool

    def __getitem__(self, name: str) -> Matrix:
        if name not in self:
            raise self._missing(name)
        return self.passes.matrix(f"{name}_grad" if self.is_gradients else name).copy()

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str) or is_gradient(name):
            return False
        if name == "T":
            return not self.is_gradients and self.passes.target is not None
        kept = self.passes.cotangents if self.is_gradients else self.passes.primals
        return self.passes.key(name) in kept

    def __iter__(self) -> Iterator[str]:
        if self.is_gradients:
            yield from self.passes.cotangents
            return
        yield from self.passes.primals
        if self.passes.target is not None:
            yield "T"

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"ByName({dict(self)!r})"

    def _missing(self, name: object) -> UnknownNameError:
        stem = name.removesuffix("_grad") if isinstance(name, str) else ""
        if isinstance(name, str) and is_gradient(name) and stem in self.passes.grads:
            return UnknownNameError(
                f"{name!r} is the gradient of {stem}: take p.grads[{stem!r}] or p.matrix({name!r})"
            )
        return unknown(self.passes, name, self, "gradient of" if self.is_gradients else "value")


def unknown(
    passes: "Passes", name: object, known: Iterable[str] = (), kind: str = "matrix"
) -> UnknownNameError:
    """Return the error that says which names there are, of all matrices or of some kind."""
    names = tuple(known) or passes.names
    there = f"there are {', '.join(names)}"
    stem = name.removesuffix("_grad") if isinstance(name, str) else ""
    several = meanings(stem, passes.layers) if stem in ("W", "b", "P") else ()
    if len(several) > 1:
        return UnknownNameError(f"{stem} is {' or '.join(several)} here: say which; {there}")
    is_one = stem[:1] in INITIALS and (stem[1:].isdecimal() or not stem[1:])
    guess = "" if is_one else meant(name, names)  # a name that is right elsewhere is no slip
    return UnknownNameError(f"there is no {kind} {name!r} here: {there}{guess}")
