"""The one thing widgets talk to: the document, its undo steps, the time, what is pointed at."""

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QUndoStack

from gradviz.disk.stamps import ABSENT, Stamp
from gradviz.engine.passes import Passes
from gradviz.gui.state.foreground import Foreground
from gradviz.gui.state.player import Player
from gradviz.gui.state.settings import Settings
from gradviz.gui.state.system_motion import SystemMotion
from gradviz.gui.state.tracer import Tracer
from gradviz.gui.state.undo import Replace
from gradviz.language.notation import Notation
from gradviz.refs import CellRef
from gradviz.scene.layout.viewport import WHOLE, Viewport
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.scale import Scale
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT, Theme
from gradviz.session.document import Document, has_same_numbers, passes
from gradviz.session.edits import set_view
from gradviz.session.growth import sizes_told
from gradviz.views.choice import view_of
from gradviz.views.flow.picture import FlowOptions
from gradviz.views.scales import scale_choice, scales_of
from gradviz.views.shown import Shown
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
    filed = Signal()
    """The path or the modified mark has changed."""
    said = Signal(str)
    """Something was done, in one short sentence."""
    troubled = Signal(str)
    """Something could not be done: what was got, what was expected, what to do."""

    def __init__(
        self,
        document: Document,
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._settings = settings
        self._passes = passes(document)
        self._scales = scales_of(document, self._passes)
        self._viewport = WHOLE
        self.path: Path | None = None
        self.stamp = ABSENT
        self.system_motion = SystemMotion(self)
        self.system_motion.changed.connect(self.styled)
        self.hovered: CellRef | None = None
        self.pinned: CellRef | None = None
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(_UNDO_LIMIT)
        self.undo_stack.cleanChanged.connect(self._on_clean_changed)
        self._was_dirty = False
        self._view = view_of(document, self._passes)
        self.player = Player(self._view.timeline, lambda: self.is_motion_reduced, clock, self)
        self.tracer = Tracer(self)
        self.player.taken.connect(self.tracer.end)
        self.foreground = Foreground(self)  # before those who look at it hear that time moved
        self.foreground.moved.connect(self.moved)
        self.player.moved.connect(self.moved)
        self.tracer.moved.connect(self.moved)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_color_scheme_changed)

    # --- the document

    @property
    def document(self) -> Document:
        """What is open."""
        return self._document

    @property
    def passes(self) -> Passes:
        """The forward and the backward pass of the document."""
        return self._passes

    @property
    def view(self) -> View:
        """How the document is looked at."""
        return self._view

    def picture(self, style: Style, *, is_pointed: bool = True) -> Frame:
        """Return the picture of now in a style, with or without what is pointed at."""
        options = self.flow_options(is_pointed=is_pointed)
        shown = self._shown(style, options.pointed)
        if not is_pointed:  # for a file: while it plays, not in the middle of a fade
            shown = replace(shown, seconds=shown.timeline.settled(shown.seconds))
        return self._view.picture(shown, options)

    def turning(self, old: Document, style: Style, share: float) -> Frame | None:
        """Return the picture on the way from another document, 0..1; None where it just changes."""
        shown = self._view.suited(self._shown(style, None), self.flow_options(is_pointed=False))
        return self._view.turning(old, shown, share)

    def _shown(self, style: Style, pointed: CellRef | None) -> Shown:
        return Shown(
            self._passes,
            self.player.timeline,
            self.player.seconds,
            self._scales,
            style,
            pointed,
            self._viewport,
        )

    @property
    def is_modified(self) -> bool:
        """Whether there is something that is not saved."""
        return self._was_dirty or not self.undo_stack.isClean()

    def edit(self, new: Document, label: str, merge: Hashable | None = None) -> None:
        """Replace the document, as one step that can be undone.

        Parameters
        ----------
        new : Document
            Nothing happens if it is the document that is open.
        label : str
            What the step is called: "Type W[1,2]".
        merge : hashable, optional
            Edits in a row with equal keys become one step.
        """
        if new is not self._document:
            told = sizes_told(self._document, new)
            self.undo_stack.push(Replace(self, self._document, new, label, merge))
            if told:
                self.said.emit(told)

    def look_at(self, **choices: object) -> None:
        """Change how the document is looked at: saved with it, but no step to undo."""
        if choices.keys() & {"view", "arrangement", "jacobian"}:
            self._viewport = WHOLE
        is_other = choices.get("view", self._document.view.view) != self._document.view.view
        if is_other:
            self.tracer.end()
        was_opening = self.player.seconds >= self._view.opening
        self.show_document(set_view(self._document, **choices))
        if is_other or ("jacobian" in choices and was_opening):
            self.player.pause()
            self.player.go_to(self._view.opening)

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
        self.path, self.stamp = path, stamp
        self._viewport = WHOLE
        self.undo_stack.clear()
        self._was_dirty = is_modified
        self.pinned = self.hovered = None
        self.show_document(document, run)
        self.player.pause()
        self.player.go_to(self._view.opening)
        self.filed.emit()
        self.opened.emit()
        self.pointed.emit()

    def mark_saved(self, path: Path, stamp: Stamp = ABSENT) -> None:
        """Say that the document as it is now is what `path` holds, as `stamp` tells."""
        self.path, self.stamp = path, stamp
        self._was_dirty = False
        self.undo_stack.setClean()
        self.filed.emit()

    def show_document(self, document: Document, run: Passes | None = None) -> None:
        """Make a document the current one, without an undo step of its own."""
        old = self._document
        # all that may break is made first: what is shown then stays as it was, all of it
        if run is None:
            run = self._passes if has_same_numbers(old, document) else passes(document)
        is_as_scaled = run is self._passes and scale_choice(old) == scale_choice(document)
        scales = self._scales if is_as_scaled else scales_of(document, run)
        view = view_of(document, run)
        timeline = view.timeline
        self._document, self._passes, self._scales, self._view = document, run, scales, view
        self.player.set_timeline(timeline)
        self._forget_missing()
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

    def step(self, direction: int) -> None:
        """Step what is shown to its next or previous key frame: a trace, or the time."""
        self.played.step(direction)

    @property
    def played(self) -> Player | Tracer:
        """What the keys of playing play and step: a trace, if there is one, or else the time."""
        return self.tracer if self.tracer.is_active else self.player

    # --- how it looks

    @property
    def settings(self) -> Settings:
        """The choices of the user."""
        return self._settings

    def set_settings(self, settings: Settings) -> None:
        """Change the choices of the user."""
        if settings != self._settings:
            self._settings = settings
            self.styled.emit()

    @property
    def is_motion_reduced(self) -> bool:
        """Whether key frames only are shown."""
        return self._settings.is_motion_reduced(self.system_motion.is_reduced)

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        choice = self._settings.theme
        if choice == "system":
            scheme = QGuiApplication.styleHints().colorScheme()
            return LIGHT if scheme == Qt.ColorScheme.Light else DARK
        return LIGHT if choice == "light" else DARK

    @property
    def base(self) -> int:
        """What people count from."""
        return self._settings.base

    @property
    def numbers(self) -> bool:
        """Whether cells carry their numbers."""
        return self._settings.numbers

    @property
    def text(self) -> float:
        """The factor on text sizes in pictures."""
        return self._settings.text

    def style(self, width: float, height: float, pixel: float = 1.0) -> Style:
        """Return the style of a picture of this size as the user wants it."""
        convention = self._document.convention
        return Style(
            width, height, self.theme, self.numbers, self.base, self.text, pixel, convention
        )

    @property
    def notation(self) -> Notation:
        """How names and indices of cells are written."""
        return Notation(self.base, self._document.convention)

    def name(self, ref: CellRef) -> str:
        """Return what people call an entry: "X_grad[2,1]", "J[3,4]"."""
        return self._view.name(ref, self.notation)

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

    def scales(self) -> Mapping[str, Scale]:
        """Return the colour scale of every matrix."""
        return self._scales

    def flow_options(self, *, is_pointed: bool = True) -> FlowOptions:
        """Return how the Flow view is arranged now, with or without what is pointed at."""
        view = self._document.view
        return FlowOptions(
            arrangement=view.arrangement,
            focus=self.foreground.focus,
            layer=self.foreground.chosen_layer,
            pointed=(self.hovered or self.pinned) if is_pointed else None,
            slots=view.slots,
            muted=self.foreground.muted,
            trace=self.tracer.trace,
            viewport=self._viewport,
        )

    # --- inside

    def _forget_missing(self) -> None:
        """Let go of cells, layers and samples that the document no longer has."""
        self.foreground.forget_missing()
        for ref in (self.pinned, self.hovered):
            if ref is not None and not self._view.has(ref):
                self.pinned = self.hovered = None
                self.pointed.emit()
                return

    def _on_clean_changed(self, _is_clean: bool) -> None:
        self.filed.emit()

    def _on_color_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self.styled.emit()
