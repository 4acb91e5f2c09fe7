"""Which view a document is looked at with."""

from importlib import import_module

from gradviz.engine.passes import Passes
from gradviz.session.document import Document
from gradviz.session.looks.choices import VIEWS
from gradviz.views.flow.view import FlowView
from gradviz.views.view import View


def load() -> None:
    """Load every view, where none may be loaded later."""
    for name in VIEWS:
        import_module(f"gradviz.views.{name}.view")


def view_of(document: Document, passes: Passes) -> View:
    """Return the view that a document is looked at with.

    Each is loaded when it is first asked for: the start does not wait for them.

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
            from gradviz.views.jacobian.view import JacobianView

            return JacobianView(document, passes)
        case "race":
            from gradviz.views.race.view import RaceView

            return RaceView(document, passes)
        case "adjoint":
            from gradviz.views.adjoint.view import AdjointView

            return AdjointView(document, passes)
        case "steepest":
            from gradviz.views.steepest.view import SteepestView

            return SteepestView(document, passes)
        case "cube":
            from gradviz.views.cube.view import CubeView

            return CubeView(document, passes)
        case "derivation":
            from gradviz.views.derivation.view import DerivationView

            return DerivationView(document, passes)
