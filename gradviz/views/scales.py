"""The colour scales that a document asks for."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from gradviz.engine.passes import Passes
from gradviz.scene.marks.scale import Scale, ScaleChoice, scales_for
from gradviz.session.document import Document


def scale_choice(document: Document) -> ScaleChoice:
    """Return which scales a document is shown with."""
    view = document.view
    return ScaleChoice(view.scale, view.limit, view.curve)


def scales_of(document: Document, passes: Passes) -> Mapping[str, Scale]:
    """Return the colour scale of every matrix of a document.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> from gradviz.session.document import passes as run
    >>> scales_of(example(), run(example()))["W"].limit
    3.0
    """
    return _scales(passes, scale_choice(document))


@lru_cache(maxsize=2)
def _scales(passes: Passes, choice: ScaleChoice) -> Mapping[str, Scale]:
    matrices = {name: passes.matrix(name) for name in passes.names}
    return MappingProxyType(scales_for(matrices, choice))
