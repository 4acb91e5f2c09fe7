"""What the layer list says of each layer: values, made anew for every document."""

from dataclasses import dataclass

from gradviz.language.words import KIND_NAMES
from gradviz.session.document import Document
from gradviz.session.widths import widths


@dataclass(frozen=True, slots=True)
class LayerLine:
    """One row of the layer list.

    Attributes
    ----------
    number : int
        Counted from 1, as the Y of the layer is.
    kind : str
        "linear", or the name of an activation.
    W, b : str
        The names of its matrices, "" where it has none.
    is_tied : bool
        Whether its W is that of a layer before it.
    size_in, size_out : int
        Rows that come in and go out.
    """

    number: int
    kind: str
    W: str
    b: str
    is_tied: bool
    size_in: int
    size_out: int

    @property
    def is_linear(self) -> bool:
        """Whether it has a matrix."""
        return self.kind == "linear"

    @property
    def title(self) -> str:
        """What people call it: "Linear", "leaky relu"."""
        return "Linear" if self.is_linear else KIND_NAMES[self.kind]

    @property
    def matrices(self) -> str:
        """Its matrices, "W2 + b2"; with "= " before them where they are those of a layer above."""
        told = f"{self.W} + {self.b}" if self.b else self.W
        return f"= {told}" if self.is_tied else told

    @property
    def spoken(self) -> str:
        """The row in words, for those who do not see it.

        Examples
        --------
        >>> LayerLine(3, "linear", "W1", "b1", True, 4, 4).spoken
        'layer 3, Linear, 4 to 4, W1 with bias b1, shared with a layer before'
        """
        parts = [f"layer {self.number}", self.title]
        parts.append(f"{self.size_in} to {self.size_out}" if self.is_linear else f"{self.size_out}")
        if self.is_linear:
            parts.append(f"{self.W} with bias {self.b}" if self.b else self.W)
        if self.is_tied:
            parts.append("shared with a layer before")
        return ", ".join(parts)

    @property
    def tip(self) -> str:
        """What the layer does, in a sentence."""
        if not self.is_linear:
            return f"Y{self.number} = {self.title} of what comes in, {self.size_out} rows"
        told = f"Linear: {self.size_in} numbers in, {self.size_out} out, by {self.W}"
        if self.b:
            told += f" and the bias {self.b}"
        shared = "\nThe same matrix as in a layer before: its gradients add up"
        return told + shared * self.is_tied


def layer_lines(document: Document) -> tuple[LayerLine, ...]:
    """Return a line for each layer.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> from gradviz.session.layers import add_layer
    >>> for line in layer_lines(add_layer(example(), 1, "relu")):
    ...     print(line.number, line.title, line.matrices, line.size_in, line.size_out)
    1 Linear W1 3 2
    2 relu  2 2
    """
    names, sizes = document.network.names, widths(document.network.layers, document.K)
    matrices = [layer.W or "" for layer in names]
    return tuple(
        LayerLine(
            number=n + 1,
            kind=layer.kind,
            W=matrices[n],
            b=layer.b or "",
            is_tied=bool(matrices[n]) and matrices[n] in matrices[:n],
            size_in=sizes[n],
            size_out=sizes[n + 1],
        )
        for n, layer in enumerate(names)
    )
