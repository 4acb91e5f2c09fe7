"""A picture of a document at a time, by the road that the window and files take."""

from typing import Any

from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, passes
from gradviz.views.choice import view_of
from gradviz.views.request import Request
from gradviz.views.view import View


def viewed(document: Document) -> View:
    """Return the view that a document is looked at with."""
    return view_of(document, passes(document))


def frame_of(view: View, seconds: float, style: Style, **asked: Any) -> Frame:
    """Return the picture of a view at a time; `asked` are fields of a Request."""
    return view.frame(request_of(view, seconds, style, **asked))


def request_of(view: View, seconds: float, style: Style, **asked: Any) -> Request:
    """Return what asks for a picture of a view; `asked` are further fields of it."""
    return Request(view.document, view.passes, seconds, style, **asked)
