"""Which Jacobian is shown: of what, by what, of which sample, in which order."""

from dataclasses import dataclass, replace

from gradviz.engine.passes import Passes
from gradviz.engine.trace import between
from gradviz.engine.vec import Order


@dataclass(frozen=True, slots=True)
class JacobianOptions:
    """Which Jacobian is shown.

    Attributes
    ----------
    of : str
        What is differentiated, "Y2"; "" for the last output.
    wrt : str
        By what: "X", "W1", "Y1".
    order : {"F", "C"}
        How vec lays out matrices.
    sample : int or None
        The one sample that is looked at, counted from 0; None for all of them.
    """

    of: str = ""
    wrt: str = "X"
    order: Order = "F"
    sample: int | None = 1

    def suited(self, passes: Passes) -> "JacobianOptions":
        """Return these choices as far as a network has what they name.

        Examples
        --------
        >>> from gradviz.engine.backprop import backprop
        >>> JacobianOptions("Y7", "W4", sample=9).suited(backprop([[1]], [[1, 2]]))
        JacobianOptions(of='Y', wrt='X', order='F', sample=1)
        """
        of = self.of if self.of in outputs(passes) else passes.layers[-1].Y
        wrt = self.wrt if self.wrt in inputs(passes, of) else "X"
        count = passes.values["X"].shape[1]
        sample = None if self.sample is None else min(max(self.sample, 0), count - 1)
        return replace(self, of=of, wrt=wrt, sample=sample)

    def of_all(self) -> "JacobianOptions":
        """Return the same for all samples."""
        return replace(self, sample=None)


def outputs(passes: Passes) -> tuple[str, ...]:
    """Return what can be differentiated: the output of each layer."""
    return tuple(layer.Y for layer in passes.layers)


def inputs(passes: Passes, of: str) -> tuple[str, ...]:
    """Return by what an output can be differentiated: X, weights, biases, hidden outputs."""
    names = ("X", *(n for layer in passes.layers for n in (layer.W, layer.b, layer.Y) if n))
    reaching = dict.fromkeys(names)  # a matrix used twice comes once
    end = passes.key(of)
    return tuple(
        name
        for name in reaching
        if name != of and between(passes.operations, passes.key(name), end)
    )
