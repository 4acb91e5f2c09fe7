"""What every view can be asked; by itself it shows the matrices of the network as they are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from gradviz.arrays import Matrix
from gradviz.engine.passes import Passes
from gradviz.language.notation import Axis, Notation
from gradviz.messages.message import NOTHING, Message
from gradviz.refs import CellRef, is_gradient, share_name, whole
from gradviz.scene.layout.large import numbers_first
from gradviz.scene.layout.viewport import WHOLE
from gradviz.scene.marks.frame import Frame, Point
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document
from gradviz.session.editable import is_editable
from gradviz.session.matrices.tables import presented
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Timeline
from gradviz.views.request import Request
from gradviz.views.scales import scales_of
from gradviz.views.shown import Shown
from gradviz.views.still import Still, Stills

if TYPE_CHECKING:
    from gradviz.explain.explanation import Explanation
    from gradviz.explain.question import Why

MOST_WRITTEN = 2**22
"""Entries of a matrix; nobody writes out larger ones."""
_MOST_TIMES = 12
"""So many phases, at most, are looked at to see what room large text has."""

Choices: TypeAlias = Mapping[str, object]
"""Choices of `ViewChoices` by name, as `set_view` takes them."""


@dataclass(frozen=True, slots=True)
class Grip:
    """Something in a picture that can be dragged, and is no number.

    Attributes
    ----------
    name : str
        Which one; the view knows.
    way : {"horizontal", "vertical", "diagonal", "anywhere", "turn"}
        Where it can be dragged.
    told : Message
        What dragging does; nothing where that needs no words.
    stops_time : bool
        Whether nothing plays on while it is held.
    is_at_once : bool
        Whether a press is a drag already.
    """

    name: str
    way: Literal["horizontal", "vertical", "diagonal", "anywhere", "turn"]
    told: Message
    stops_time: bool = False
    is_at_once: bool = False


@dataclass(frozen=True, slots=True)
class Entries:
    """Other numbers for entries that can be edited: what dragging makes of the document itself."""

    numbers: tuple[tuple[CellRef, float], ...]


@dataclass(frozen=True, eq=False)
class View:
    """One way to look at a document; each view says what it does otherwise.

    A cell of a picture is an entry of a matrix. Where a picture has names of its own for what it
    shows, `entry` and `cells` lead from one to the other.

    Attributes
    ----------
    document : Document
    passes : Passes
        Of the document.
    """

    document: Document
    passes: Passes

    # --- time

    @property
    def timeline(self) -> Timeline:
        """The phases of the view."""
        raise NotImplementedError

    @property
    def opening(self) -> float:
        """The time that the view is first shown at: where everything is there to be seen."""
        return self.timeline.duration

    def title(self, phase: Phase) -> Message:
        """Return what a phase is called in the time bar."""
        raise NotImplementedError

    def titles(self, phase: Phase) -> tuple[Message, ...]:
        """Return the same in full and in shorter words, for where there is little room."""
        return (self.title(phase),)

    def axis(self, phase: Phase) -> Axis | None:
        """Return the index whose colour a phase has in the time bar, if it sums over one."""
        del phase
        return None

    def key(self, key: tuple[Phase, int] | None, notation: Notation) -> Message:
        """Return what a key frame completes, as `Timeline.key` tells it."""
        raise NotImplementedError

    # --- the picture

    def frame(self, request: Request) -> Frame:
        """Return the picture that is asked for; where text is large, the numbers grow first.

        Raises
        ------
        ValueError
            If it is asked of another document, or of other passes.
        """
        if request.document is not self.document or request.passes is not self.passes:
            raise ValueError("a view draws its own document: make the request of it")
        return self.drawn(self.suited(request))

    def drawn(self, request: Request) -> Frame:
        """Return the picture with text as large as the style says, room or not."""
        return self._stills.still(request).lit(request.pointed)

    def still(self, request: Request) -> Still:
        """Return the same of a request in which nothing is pointed at, ready to be lit up."""
        raise NotImplementedError

    @cached_property
    def _stills(self) -> Stills:
        return Stills(self.still)

    def shown(self, request: Request) -> Shown:
        """Return what of a request the parts of a picture are drawn from."""
        return Shown(
            self.passes,
            self.timeline.at(request.seconds),
            scales_of(self.document, self.passes),
            request.style,
            request.viewport,
        )

    def suited(self, request: Request) -> Request:
        """Return the same with the text around numbers as large as there is room."""
        if request.style.text <= 1.0:
            return request
        plain = replace(request, pointed=None, viewport=WHOLE)

        def draw(style: Style, seconds: float) -> Frame:
            return self.drawn(plain.styled(style).at(seconds))

        passes, is_traced = self.passes, request.trace is not None
        sizes = tuple((name, passes.matrix(name).shape) for name in passes.names)
        kinds = tuple(layer.kind for layer in passes.layers)
        chosen = (request.focus, request.layer, request.muted)
        key = (self.document.view, kinds, sizes, chosen, is_traced)
        phases = self.timeline.phases
        times = tuple(phase.end for phase in phases[:: -(-len(phases) // _MOST_TIMES)])
        return request.styled(numbers_first(request.style, key, times, draw))

    def turning(self, old: Document, request: Request, share: float) -> Frame | None:
        """Return the picture on the way from other choices, 0..1; None where it just changes."""
        del old, request, share
        return None

    def grip_at(self, frame: Frame, at: Point) -> Grip | None:
        """Return what can be dragged at a point of the picture, besides numbers."""
        del frame, at
        return None

    def dragged(self, grip: Grip, start: Point, to: Point, frame: Frame) -> Choices | Entries:
        """Return what dragging from one point to another changes, as seen at the start."""
        del grip, start, to, frame
        return {}

    def released(self) -> Choices:
        """Return what a double click beside all cells changes, besides showing all."""
        return {}

    def resumed(self) -> Choices:
        """Return what the time takes back that leaves its end: what was set there by hand."""
        return {}

    def led(self, seconds: float) -> Choices:
        """Return options of this view that follow the time, as it has them then."""
        del seconds
        return {}

    def of_layer(self, layer: int) -> Choices:
        """Return what to choose for a layer of the network to be shown; nothing where none is."""
        del layer
        return {}

    def time_at(self, frame: Frame, at: Point) -> float | None:
        """Return the time that a click on what is no cell leads to."""
        del frame, at
        return None

    # --- cells

    @property
    def names(self) -> tuple[str, ...]:
        """The matrices of the picture, in reading order, as the picture calls them."""
        return self.passes.names

    def entry(self, ref: CellRef) -> CellRef:
        """Return the entry that a cell of the picture shows; a share, the one it is added to."""
        return whole(ref)

    def cells(self, ref: CellRef) -> tuple[CellRef, ...]:
        """Return the cells of the picture that show an entry, or a share of it."""
        layers = self.passes.uses(ref.name.removesuffix("_grad")) if is_gradient(ref.name) else ()
        shares = (share_name(ref.name, layer) for layer in layers if len(layers) > 1)
        return (ref, *(replace(ref, name=name) for name in shares))

    def given(self, ref: CellRef) -> CellRef | None:
        """Return what is edited where an entry is: itself, another one it is equal to, or None."""
        return ref if is_editable(self.document, ref.name) else None

    def shape(self, name: str) -> tuple[int, int] | None:
        """Return how large a matrix is, None if there is none of that name."""
        if name not in self.passes.names:
            return None
        rows, cols = self.passes.matrix(name).shape
        return int(rows), int(cols)

    def is_dragged_along(self, ref: CellRef) -> bool:
        """Tell whether dragging an entry of an enlarged picture moves the picture."""
        del ref
        return False

    def has(self, ref: CellRef) -> bool:
        """Tell whether there is such an entry."""
        shape = self.shape(ref.name)
        return shape is not None and 0 <= ref.row < shape[0] and 0 <= ref.col < shape[1]

    def value(self, ref: CellRef) -> float:
        """Return the number of an entry."""
        return float(self.passes.matrix(ref.name)[ref.row, ref.col])

    def matrix(self, name: str) -> Matrix | None:
        """Return a matrix as people of the convention write it; None if it is not there.

        One that is too large to be written out is not there either.
        """
        if name not in self.passes.names:
            return None
        return self.presented(name, self.passes.matrix(name))

    def presented(self, name: str, values: Matrix) -> Matrix | None:
        """Return a matrix of the network as it is written; None if it is too large for that."""
        is_small = values.size <= MOST_WRITTEN
        return presented(name, values, self.document.convention) if is_small else None

    def time_of(self, ref: CellRef, layer: int | None = None) -> float | None:
        """Return the time of the key frame that completes an entry; None if no step writes it.

        Where several layers write a share of it, that of `layer`, or else the last.
        """
        return self.timeline.time_of(ref, layer)

    # --- words

    def told(self, request: Request) -> Message:
        """Return what a picture says to who does not see it; nothing where its cells say it."""
        del request
        return NOTHING

    def name(self, ref: CellRef, notation: Notation) -> str:
        """Return what people call an entry."""
        return notation.cell(ref)

    def explain(self, ref: CellRef, notation: Notation, *, with_check: bool) -> "Explanation":
        """Return what there is to say of an entry.

        Raises
        ------
        InputError
            If there is no such entry.
        """
        from gradviz.explain.explanation import explain  # the start does not wait for it

        return explain(self.passes, ref, notation, with_check=with_check)

    def whys(self, ref: CellRef, notation: Notation) -> "tuple[Why, ...]":
        """Return what people ask about an entry."""
        from gradviz.explain.whys import whys

        return whys(self.passes, ref, notation) if self.passes.has(ref) else ()
