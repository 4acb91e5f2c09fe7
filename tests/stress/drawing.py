"""A document in every view: it is looked at from the start to the end, without a window."""

from typing import get_args

from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, passes
from gradviz.session.edits import set_view
from gradviz.session.looks.choices import ViewName
from gradviz.views.choice import view_of
from gradviz.views.request import Request

VIEWS: tuple[ViewName, ...] = get_args(ViewName)
SHARES = (0.0, 0.47, 1.0)


def draw(document: Document) -> list[Frame]:
    """Return the frames of every view at three times."""
    run = passes(document)
    frames = []
    for name in VIEWS:
        looked_at = set_view(document, view=name)
        view = view_of(looked_at, run)
        style = Style(900, 650, convention=document.convention)
        timeline = view.timeline
        for share in SHARES:
            seconds = share * timeline.duration
            frames.append(view.frame(Request(looked_at, run, seconds, style)))
    return frames
