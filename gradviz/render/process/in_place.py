"""Pictures drawn here, in a process that is gradviz's own and draws in its main thread."""

from functools import lru_cache
from typing import TYPE_CHECKING

from gradviz.errors import GradvizError

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

    from gradviz.scene.marks.frame import Frame


def encode(frame: "Frame", form: str, *, scale: float = 1.0, transparent: bool = False) -> bytes:
    """Return a frame as the content of a file; needs no display.

    Where no Qt application runs, one without windows is made, for as long as the process lives.

    Parameters
    ----------
    frame, form, scale, transparent
        As for `gradviz.render.export.encode`.

    Raises
    ------
    InputError
        If the format is another, or the size cannot be drawn.
    GradvizError
        If Qt cannot run here; the message says what to install.
    """
    from gradviz.render.system import picture_problem

    if problem := picture_problem():
        raise GradvizError(problem)
    from PySide6.QtGui import QGuiApplication  # only now that it can be loaded

    from gradviz.render.export import encode as drawn

    if QGuiApplication.instance() is None:
        _application()
    return drawn(frame, form, scale=scale, transparent=transparent)


@lru_cache(maxsize=1)
def _application() -> "QGuiApplication":
    from PySide6.QtGui import QGuiApplication

    return QGuiApplication(["gradviz", "-platform", "offscreen"])
