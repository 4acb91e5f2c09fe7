"""A picture in which nothing is pointed at, made once for all that can be pointed at in it."""

from collections.abc import Callable
from dataclasses import dataclass

from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Frame
from gradviz.views.request import Request


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """A picture, and what it is as an entry in it is pointed at.

    Attributes
    ----------
    frame : Frame
        With nothing pointed at.
    light : callable, optional
        Returns the picture with an entry pointed at; all that stays the same in it are the very
        marks of `frame`. By default nothing ever lights up.
    """

    frame: Frame
    light: Callable[[CellRef], Frame] | None = None

    def lit(self, ref: CellRef | None) -> Frame:
        """Return the picture with an entry pointed at, or with none."""
        return self.frame if ref is None or self.light is None else self.light(ref)


class Stills:
    """The latest of the pictures of a view; whoever asks for it again is given the very same.

    Parameters
    ----------
    make : callable
        Returns the picture of a request with nothing pointed at.
    """

    def __init__(self, make: Callable[[Request], Still]) -> None:
        self._make = make
        self._latest: tuple[Request, Still] | None = None

    def still(self, request: Request) -> Still:
        """Return the picture of a request, whatever is pointed at."""
        wanted = request.unpointed()
        if self._latest is None or self._latest[0] != wanted:
            self._latest = wanted, self._make(wanted)
        return self._latest[1]
