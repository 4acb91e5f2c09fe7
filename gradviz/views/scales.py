"""The colour scales that a document asks for."""

from gradviz.engine.passes import Passes
from gradviz.scene.marks.scale import Scale, ScaleChoice, scales_for
from gradviz.session.document import Document


def scale_choice(document: Document) -> ScaleChoice:
    """Return which scales a document is shown with."""
    view = document.view
    return ScaleChoice(view.scale, view.limit, view.curve)


def scales_of(document: Document, passes: Passes) -> dict[str, Scale]:
    """Return the colour scale of every matrix of a document.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> from gradviz.session.document import passes as run
    >>> scales_of(example(), run(example()))["W"].limit
    3.0
    """
    matrices = {name: passes.matrix(name) for name in passes.names}
    return scales_for(matrices, scale_choice(document))
