"""Which Jacobian is shown: of what, by what, of which sample, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gradviz.engine.jacobians.vec import Order
from gradviz.engine.passes import Passes
from gradviz.engine.trace import Record, between
from gradviz.engine.wiring import LayerNames, numbered


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

    def fitted(
        self, layers: Sequence[LayerNames], operations: Sequence[Record], samples: int
    ) -> "JacobianOptions":
        """Return these choices as far as a network has what they name; the rest as by default.

        Examples
        --------
        >>> from gradviz.engine.backprop import backprop
        >>> p = backprop([[1]], [[1, 2]])
        >>> JacobianOptions("Y7", "W4", sample=9).fitted(p.layers, p.operations, 2)
        JacobianOptions(of='', wrt='X', order='F', sample=1)
        """
        of = self.of if self.of in outputs(layers) else ""
        wrt = self.wrt if self.wrt in inputs(layers, operations, of) else "X"
        sample = None if self.sample is None else min(max(self.sample, 0), samples - 1)
        return replace(self, of=of, wrt=wrt, sample=sample)

    def resolved(self, passes: Passes) -> "JacobianOptions":
        """Return these choices with what they leave to a network: the last output by its name.

        Examples
        --------
        >>> from gradviz.engine.backprop import backprop
        >>> JacobianOptions(sample=None).resolved(backprop([[1]], [[1, 2]]))
        JacobianOptions(of='Y', wrt='X', order='F', sample=None)
        """
        samples = passes.matrix("X").shape[1]
        fitting = self.fitted(passes.layers, passes.operations, samples)
        return replace(fitting, of=fitting.of or passes.layers[-1].Y)

    def of_all(self) -> "JacobianOptions":
        """Return the same for all samples."""
        return replace(self, sample=None)


def outputs(layers: Sequence[LayerNames]) -> tuple[str, ...]:
    """Return what can be differentiated: the output of each layer."""
    return tuple(layer.Y for layer in layers)


def inputs(
    layers: Sequence[LayerNames], operations: Sequence[Record], of: str = ""
) -> tuple[str, ...]:
    """Return by what an output can be differentiated: X, weights, biases, hidden outputs.

    Parameters
    ----------
    layers, operations
        Of a network, or of its passes.
    of : str, optional
        The output, by default the last.
    """
    names = ("X", *(n for layer in layers for n in (layer.W, layer.b, layer.Y) if n))
    reaching = dict.fromkeys(names)  # a matrix used twice comes once
    of = of or layers[-1].Y
    end = numbered(of, layers)
    return tuple(
        name for name in reaching if name != of and between(operations, numbered(name, layers), end)
    )
