"""The one thing widgets talk to: the document, its undo steps, the time, what is pointed at."""

import time
from collections.abc import Callable, Hashable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from gradviz.disk.stamps import ABSENT, Stamp
from gradviz.engine.passes import Passes
from gradviz.gui.state.anew import is_laid_out_anew
from gradviz.gui.state.appearance import Appearance
from gradviz.gui.state.current import Current
from gradviz.gui.state.foreground import Foreground
from gradviz.gui.state.player import Player
from gradviz.gui.state.saved import Saved
from gradviz.gui.state.settings import Settings
from gradviz.gui.state.tracer import Tracer
from gradviz.gui.state.undo import Replace, looked_at_as
from gradviz.language.notation import Notation
from gradviz.messages.message import Text
from gradviz.refs import CellRef
from gradviz.scene.layout.viewport import WHOLE, Viewport
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import Theme
from gradviz.session.document import Document
from gradviz.session.edits import set_view
from gradviz.session.growth import sizes_told
from gradviz.views.request import Request
from gradviz.views.view import View

_UNDO_LIMIT = 10_000


class Workspace(QObject):
    """State of a window, and the signals that tell of its changes.

    Parameters
    ----------
    document : Document
        What is open.
    settings : Settings
    clock : callable, optional
        Seconds that never run backwards; playing is arithmetic on them.
    """

    document_changed = Signal(object, object)
    """The old and the new Document; what is the same in both is the same object."""
    opened = Signal()
    """Another document is open: what was told of the old one is over."""
    pointed = Signal()
    """Another cell is hovered or pinned."""
    moved = Signal()
    """The time, or how it runs, or the focus has changed."""
    zoomed = Signal()
    """Another part of the picture is seen."""
    styled = Signal()
    """A setting has changed, or the system's theme."""
    said = Signal(object)
    """Something was done: a Message, one short sentence."""
    troubled = Signal(object)
    """Something could not be done, a Message: what was got, what was expected, what to do."""

    def __init__(
        self,
        document: Document,
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._current = Current(document)
        self.appearance = Appearance(settings, self)
        self.appearance.changed.connect(self.styled)
        self._viewport = WHOLE
        self._held: tuple[Document, Passes] | None = None
        self.hovered: CellRef | None = None
        self.pinned: CellRef | None = None
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(_UNDO_LIMIT)
        self.saved = Saved(self.undo_stack, self)
        is_reduced = self.appearance.is_motion_reduced
        self.player = Player(self.view.timeline, is_reduced, clock, self)
        self.tracer = Tracer(self._current, self.player, self.look_at, self)
        # before those who look at it hear that time moved
        self.foreground = Foreground(self._current, self.player, self.look_at, self)
        self.foreground.moved.connect(self.moved)
        self.player.moved.connect(self._on_time_moved)
        self.tracer.moved.connect(self.moved)

    # --- the document

    @property
    def document(self) -> Document:
        """What is open."""
        return self._current.document

    @property
    def passes(self) -> Passes:
        """The forward and the backward pass of the document."""
        return self._current.passes

    @property
    def view(self) -> View:
        """How the document is looked at."""
        return self._current.view

    def picture(self, style: Style, *, is_pointed: bool = True) -> Frame:
        """Return the picture of now in a style, with or without what is pointed at."""
        request = self.request(style)
        if not is_pointed:  # for a file: while it plays, not in the middle of a fade
            request = request.unpointed().at(self.view.timeline.settled(request.seconds))
        return self.view.frame(request)

    def turning(self, old: Document, style: Style, share: float) -> Frame | None:
        """Return the picture on the way from another document, 0..1; None where it just changes."""
        request = self.view.suited(self.request(style).unpointed())
        return self.view.turning(old, request, share)

    def request(self, style: Style) -> Request:
        """Return what makes the picture of now in a style."""
        return Request(
            self.document,
            self.passes,
            self.player.seconds,
            style,
            self._viewport,
            self.hovered or self.pinned,
            self.foreground.focus,
            self.foreground.chosen_layer,
            self.foreground.muted,
            self.tracer.trace,
            self._held,
        )

    def hold(self) -> None:
        """Let the picture know what it was when something in it was taken hold of."""
        self._held = self.document, self.passes

    def release(self) -> None:
        """Let go of it."""
        self._held = None
        self.moved.emit()

    def edit(self, new: Document, label: Text, merge: Hashable | None = None) -> None:
        """Replace the document, as one step that can be undone.

        Parameters
        ----------
        new : Document
            Nothing happens if it is the document that is open.
        label : Message
            What the step is called: "Type W[1,2]".
        merge : hashable, optional
            Edits in a row with equal keys become one step.
        """
        if new is not self.document:
            told = sizes_told(self.document, new)
            called = self.write(label)
            self.undo_stack.push(Replace(self._show_again, self.document, new, called, merge))
            if told:
                self.said.emit(told)

    def look_at(self, **choices: object) -> None:
        """Change how the document is looked at: saved with it, but no step to undo."""
        if is_laid_out_anew(self.document.view, choices):
            self._viewport = WHOLE
        is_other = choices.get("view", self.document.view.view) != self.document.view.view
        if is_other:
            self.tracer.end()
        was_opening = self.player.seconds >= self.view.opening
        self.show_document(set_view(self.document, **choices))
        if is_other or ("jacobian" in choices and was_opening):
            self.player.go_to(self.view.opening)
            self.player.pause()
        elif self.view.resumed() and not self.player.is_at_end:
            self.player.go_to_end(1)  # there it is seen

    def open(
        self,
        document: Document,
        path: Path | None,
        *,
        stamp: Stamp = ABSENT,
        is_modified: bool = False,
        run: Passes | None = None,
    ) -> None:
        """Show another document, at rest; the undo steps of the old one are gone.

        Parameters
        ----------
        document : Document
        path : Path or None
            The file it belongs to.
        stamp : Stamp, optional
            What that file is known to hold.
        is_modified : bool, optional
            Whether there is something in it that the file does not hold.
        run : Passes, optional
            Of the document, where somebody has made them already.
        """
        self.tracer.end()
        self.saved.begin(path, stamp, is_modified=is_modified)
        self._viewport = WHOLE
        self.pinned = self.hovered = None
        self.show_document(document, run)
        self.player.go_to(self.view.opening)
        self.player.pause()
        self.saved.changed.emit()
        self.opened.emit()
        self.pointed.emit()

    def show_document(self, document: Document, run: Passes | None = None) -> None:
        """Make a document the current one, without an undo step of its own."""
        old = self.document
        self._current.show(document, run)
        self.player.set_timeline(self.view.timeline)
        self._forget_missing()
        self.tracer.follow_edit()
        self.document_changed.emit(old, document)

    # --- pointing

    def hover(self, ref: CellRef | None) -> None:
        """Point at a cell, or at none."""
        if ref != self.hovered:
            self.hovered = ref
            self.pointed.emit()

    def pin(self, ref: CellRef | None) -> None:
        """Keep a cell explained, or none."""
        self.tracer.end()
        if ref != self.pinned:
            self.pinned = ref
            self.pointed.emit()

    def let_go(self) -> None:
        """Let go of one thing: of the trace, or else of the pinned cell."""
        if self.tracer.is_active:
            self.tracer.end()
        else:
            self.pin(None)

    # --- time

    @property
    def played(self) -> Player | Tracer:
        """What the keys of playing play and step: a trace, if there is one, or else the time."""
        return self.tracer if self.tracer.is_active else self.player

    # --- how it looks

    @property
    def settings(self) -> Settings:
        """The choices of the user."""
        return self.appearance.settings

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self.appearance.theme

    @property
    def text(self) -> float:
        """The factor on text sizes in pictures."""
        return self.settings.text

    def style(self, width: float, height: float, pixel: float = 1.0) -> Style:
        """Return the style of a picture of this size as the user wants it."""
        return self.appearance.style(width, height, pixel, self.document.convention)

    @property
    def notation(self) -> Notation:
        """How names and indices of cells are written."""
        return self.appearance.notation(self.document.convention)

    def write(self, text: Text) -> str:
        """Return a text in the language of the user."""
        return self.appearance.write(text)

    def name(self, ref: CellRef) -> str:
        """Return what people call an entry: "X_grad[2,1]", "J[3,4]"."""
        return self.view.name(ref, self.notation)

    @property
    def viewport(self) -> Viewport:
        """What is seen of the picture, and how large."""
        return self._viewport

    def see(self, viewport: Viewport) -> None:
        """Enlarge a part of the picture, or show all of it."""
        if viewport != self._viewport:
            self._viewport = viewport
            self.moved.emit()
            self.zoomed.emit()

    # --- inside

    def _on_time_moved(self) -> None:
        """Let the time have back what somebody set by hand at its end."""
        if not self.player.is_at_end and (choices := self.view.resumed()):
            self.look_at(**choices)
        self.moved.emit()

    def _show_again(self, document: Document) -> None:
        self.show_document(looked_at_as(self.document, document))

    def _forget_missing(self) -> None:
        """Let go of cells, layers and samples that the document no longer has."""
        self.foreground.forget_missing()
        for ref in (self.pinned, self.hovered):
            if ref is not None and not self.view.has(ref):
                self.pinned = self.hovered = None
                self.pointed.emit()
                return
