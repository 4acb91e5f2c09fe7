"""How a picture stands in each convention; what a convention is stands in the engine's module."""

from gradviz.engine.convention import CONVENTION_TITLES as CONVENTION_TITLES
from gradviz.engine.convention import CONVENTIONS as CONVENTIONS
from gradviz.engine.convention import Convention as Convention
from gradviz.engine.convention import is_flipped as is_flipped


def is_drawn_flipped(convention: Convention) -> bool:
    """Tell whether a picture is the one of Y = W X flipped about its diagonal.

    Then X stands left of Y and the weights above it, in "xwt" too: what is drawn there is Wᵀ.
    """
    return convention != "wx"
