"""Which Jacobian is shown: of what, with respect to what, of which sample, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gradviz.engine.jacobians.vec import Order
from gradviz.engine.passes import Passes
from gradviz.engine.trace import Record, between
from gradviz.engine.wiring import LayerNames, numbered
from gradviz.messages.message import say, verbatim
from gradviz.session.looks.choice import Alternative, Choice, OneOf
from gradviz.session.looks.look import LEFT_OUT, ViewLook
from gradviz.session.looks.supply import Supply

_MOST_SAMPLES = 400
"""Samples that a list names one by one."""


@dataclass(frozen=True, slots=True)
class JacobianLook(ViewLook):
    """Which Jacobian is shown.

    Attributes
    ----------
    of : str
        What is differentiated, "Y2"; "" for the last output.
    wrt : str
        With respect to what: "X", "W1", "Y1".
    order : {"F", "C"}
        How vec lays out matrices.
    sample : int or None
        The one sample that is looked at, counted from 0; None for all of them.
    """

    of: str = ""
    wrt: str = "X"
    order: Order = "F"
    sample: int | None = field(default=1, metadata={LEFT_OUT: None})

    def fitted(self, supply: Supply) -> "JacobianLook":
        """Return these choices as far as a network has what they name; the rest as by default.

        Examples
        --------
        >>> from gradviz.arrays import as_matrix
        >>> from gradviz.engine.layers import Linear
        >>> from gradviz.engine.network import Network
        >>> one = Supply(Network([Linear([[1]])]), as_matrix([[1, 2]], "X"))
        >>> JacobianLook("Y7", "W4", sample=9).fitted(one)
        JacobianLook(of='', wrt='X', order='F', sample=1)
        """
        network = supply.network
        return self._fitted(network.names, network.records, supply.samples)

    def resolved(self, passes: Passes) -> "JacobianLook":
        """Return these choices with what they leave to a network: the last output by its name.

        Examples
        --------
        >>> from gradviz.engine.backprop import backprop
        >>> JacobianLook(sample=None).resolved(backprop([[1]], [[1, 2]]))
        JacobianLook(of='Y', wrt='X', order='F', sample=None)
        """
        samples = passes.matrix("X").shape[1]
        fitting = self._fitted(passes.layers, passes.operations, samples)
        return replace(fitting, of=fitting.of or passes.layers[-1].Y)

    def choices(self, supply: Supply) -> tuple[Choice, ...]:
        """Return which Jacobian: of what, with respect to what, of which sample, how stacked."""
        layers, operations = supply.network.names, supply.network.records
        count = supply.notation.count
        listed = range(min(supply.samples, _MOST_SAMPLES))
        return (
            OneOf(
                "of",
                say("Of"),
                say("What is differentiated: the output of a layer"),
                tuple(Alternative(verbatim(name), name) for name in outputs(layers)),
                self.of or layers[-1].Y,
                say("of"),
            ),
            OneOf(
                "wrt",
                say("With respect to"),
                say("With respect to what: the input, a weight, a bias, a hidden output"),
                tuple(Alternative(verbatim(n), n) for n in inputs(layers, operations, self.of)),
                self.wrt,
                say("w.r.t."),
            ),
            OneOf(
                "sample",
                say("Samples"),
                say("One sample alone, or all of them: a block for each"),
                (
                    Alternative(say("all samples"), None),
                    *(Alternative(say("sample {sample}", sample=count(n)), n) for n in listed),
                ),
                self.sample,
            ),
            OneOf(
                "order",
                say("Vec"),
                say("How X and Y are stacked into vectors"),
                _orders(is_flipped=supply.notation.is_drawn_flipped),
                self.order,
                say("vec"),
                control="menu",
            ),
        )

    def choose(self, supply: Supply, name: str, value: object) -> "JacobianLook":
        """Return the same with a choice made; with "of" left open, it is the output of now."""
        of = self.of if name == "order" else self.of or supply.network.names[-1].Y
        return replace(self, **{"of": of, name: value})  # type: ignore[arg-type]  # by its name

    def of_all(self) -> "JacobianLook":
        """Return the same for all samples."""
        return replace(self, sample=None)

    def _fitted(
        self, layers: Sequence[LayerNames], operations: Sequence[Record], samples: int
    ) -> "JacobianLook":
        of = self.of if self.of in outputs(layers) else ""
        wrt = self.wrt if self.wrt in inputs(layers, operations, of) else "X"
        sample = None if self.sample is None else min(max(self.sample, 0), samples - 1)
        return replace(self, of=of, wrt=wrt, sample=sample)


def _orders(*, is_flipped: bool) -> tuple[Alternative, ...]:
    """Return the ways to stack a matrix into a vector, as people write the matrix."""
    columns, rows = ("C", "F") if is_flipped else ("F", "C")
    return (
        Alternative(
            say("By columns"),
            columns,
            say("Stack X and Y into vectors column by column: the zeros of J move"),
            "vec-columns",
        ),
        Alternative(
            say("By rows"),
            rows,
            say("Stack X and Y into vectors row by row: the zeros of J move"),
            "vec-rows",
        ),
    )


def outputs(layers: Sequence[LayerNames]) -> tuple[str, ...]:
    """Return what can be differentiated: the output of each layer."""
    return tuple(layer.Y for layer in layers)


def inputs(
    layers: Sequence[LayerNames], operations: Sequence[Record], of: str = ""
) -> tuple[str, ...]:
    """Return what an output can be differentiated with respect to: X, W, b, hidden outputs.

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
