"""Which view a document is looked at with."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import walk_packages

from gradviz import explain, views
from gradviz.engine.passes import Passes
from gradviz.session.document import Document
from gradviz.views.flow.view import FlowView
from gradviz.views.view import View

_LATE = (
    "numpy.ma",
    "numpy.strings",
    "gradviz.engine.steepest",
    "gradviz.scene.corner.captions",
    "zipfile",
)
"""What views and NumPy load only where it is used."""


def load() -> None:
    """Load all that a picture of any view needs, where nothing may be loaded later."""
    for package in (views, explain):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    for name in filter(find_spec, _LATE):  # NumPy 1 has no strings
        import_module(name)


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
    >>> [str(view.title(phase)) for phase in view.timeline.phases]
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
