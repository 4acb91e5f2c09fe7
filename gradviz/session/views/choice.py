"""Which view a document is looked at with."""

from gradviz.engine.passes import Passes
from gradviz.session.document import Document
from gradviz.session.views.adjoint import AdjointView
from gradviz.session.views.cube import CubeView
from gradviz.session.views.derivation import DerivationView
from gradviz.session.views.flow import FlowView
from gradviz.session.views.jacobian import JacobianView
from gradviz.session.views.race import RaceView
from gradviz.session.views.steepest import SteepestView
from gradviz.session.views.view import View


def view_of(document: Document, passes: Passes) -> View:
    """Return the view that a document is looked at with.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> from gradviz.session.document import passes as run
    >>> from gradviz.session.edits import set_view
    >>> document = set_view(example(), view="jacobian")
    >>> view = view_of(document, run(document))
    >>> [view.title(phase) for phase in view.timeline.phases]
    ['from the left', 'dl', 'from the right', 'dl again']
    """
    match document.view.view:
        case "flow":
            return FlowView(document, passes)
        case "jacobian":
            return JacobianView(document, passes)
        case "race":
            return RaceView(document, passes)
        case "adjoint":
            return AdjointView(document, passes)
        case "steepest":
            return SteepestView(document, passes)
        case "cube":
            return CubeView(document, passes)
        case "derivation":
            return DerivationView(document, passes)
