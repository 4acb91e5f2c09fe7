"""What the layer list says of each layer: values, made anew for every document."""

from dataclasses import dataclass

from gradviz.language.words import KIND_NAMES
from gradviz.messages.message import Message, joined, say, say_many, verbatim
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
    def title(self) -> Message:
        """What people call it: "Linear", "leaky relu"."""
        return say("Linear") if self.is_linear else verbatim(KIND_NAMES[self.kind])

    @property
    def matrices(self) -> str:
        """Its matrices, "W2 + b2"; with "= " before them where they are those of a layer above."""
        told = f"{self.W} + {self.b}" if self.b else self.W
        return f"= {told}" if self.is_tied else told

    @property
    def spoken(self) -> Message:
        """The row in words, for those who do not see it.

        Examples
        --------
        >>> print(LayerLine(3, "linear", "W1", "b1", True, 4, 4).spoken)
        layer 3, Linear, 4 to 4, W1 with bias b1, shared with an earlier layer
        """
        parts = [say("layer {layer}", layer=self.number), self.title]
        if not self.is_linear:
            return joined([*parts, str(self.size_out)], ", ")
        parts.append(say("{inputs} to {outputs}", inputs=self.size_in, outputs=self.size_out))
        if self.b:
            parts.append(say("{matrix} with bias {bias}", matrix=self.W, bias=self.b))
        else:
            parts.append(verbatim(self.W))
        if self.is_tied:
            parts.append(say("shared with an earlier layer"))
        return joined(parts, ", ")

    @property
    def tip(self) -> Message:
        """What the layer does, in a sentence."""
        if not self.is_linear:
            return say_many(
                "{output} is {kind} of what comes in, {count} row",
                "{output} is {kind} of what comes in, {count} rows",
                self.size_out,
                output=f"Y{self.number}",
                kind=self.title,
            )
        told = say_many(
            "Linear: {count} number in, {outputs} out, through {matrices}",
            "Linear: {count} numbers in, {outputs} out, through {matrices}",
            self.size_in,
            outputs=self.size_out,
            matrices=self._matrices_told,
        )
        if not self.is_tied:
            return told
        shared = say("The same matrix as in an earlier layer: its gradients add up")
        return joined([told, shared], "\n")

    @property
    def _matrices_told(self) -> Message:
        if self.b:
            return say("{matrix} and the bias {bias}", matrix=self.W, bias=self.b)
        return verbatim(self.W)


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
