"""What a network offers to be chosen from: its layers, its sizes, its names."""

from dataclasses import dataclass, field

from gradviz.arrays import Matrix
from gradviz.engine.network import Network
from gradviz.engine.wiring import layer_title, product_layer
from gradviz.language.notation import Notation
from gradviz.messages.message import say
from gradviz.session.looks.choice import Alternative, OneOf
from gradviz.session.widths import widths


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """A network and its input, as far as the choices of a view depend on them.

    Attributes
    ----------
    network : Network
    X : Matrix, shape (K, N)
    notation : Notation
        How names and positions are written where they are offered.
    """

    network: Network
    X: Matrix
    notation: Notation = field(default_factory=Notation)

    @property
    def samples(self) -> int:
        """N: the columns of X."""
        return int(self.X.shape[1])

    @property
    def heights(self) -> dict[str, int]:
        """The rows of X and of every output, by name, in forward order."""
        names = ("X", *(layer.Y for layer in self.network.names))
        return dict(zip(names, widths(self.network.layers, int(self.X.shape[0])), strict=True))

    def layer(self, chosen: int | None) -> int | None:
        """Return a layer that is there: beyond the last, the last."""
        return None if chosen is None else min(max(chosen, 0), len(self.network.layers) - 1)

    def layer_choice(self, chosen: int | None) -> OneOf:
        """Return the choice of a product of the network; `chosen` fits."""
        layers = self.network.names
        products = tuple(
            Alternative(layer_title(layers, n), n)
            for n, layer in enumerate(layers)
            if layer.is_linear
        )
        return OneOf(
            "layer",
            say("Layer"),
            say("Which product of the network is shown"),
            products,
            product_layer(layers, chosen),
            say("layer"),
            is_open=len(products) > 1,
        )
