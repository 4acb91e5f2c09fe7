"""The one thing widgets talk to: the document, its undo steps, the time, what is pointed at."""

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import asdict
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QUndoCommand, QUndoStack

from gradviz.engine.passes import Passes
from gradviz.gui.settings import Settings
from gradviz.refs import CellRef
from gradviz.scene.cells import GRADIENTS
from gradviz.scene.flow import FlowOptions, PaneName, pane_of
from gradviz.scene.scale import Scale, ScaleChoice, scales_for
from gradviz.scene.style import Style
from gradviz.scene.theme import DARK, LIGHT, Theme
from gradviz.session.document import Document, passes
from gradviz.session.edits import set_view
from gradviz.timeline.playback import Playback
from gradviz.timeline.timeline import Timeline, timeline_of

_FRAME_MS = 16
_JUST_AFTER = 1e-3
"""Seconds: at the very start of a phase the step before has just ended."""
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
    pointed = Signal()
    """Another cell is hovered or pinned."""
    moved = Signal()
    """The time, or how it runs, or the focus has changed."""
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
        self._clock = clock
        self._document = document
        self._settings = settings
        self._passes = passes(document)
        self._scales = _scales(document, self._passes)
        self._timeline = timeline_of(self._passes)
        self._playback = Playback(self._timeline.duration)
        self._focus: PaneName | None = None
        self._focus_phase = 0
        self.path: Path | None = None
        self.hovered: CellRef | None = None
        self.pinned: CellRef | None = None
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(_UNDO_LIMIT)
        self.undo_stack.cleanChanged.connect(self._on_clean_changed)
        self._was_dirty = False
        self._ticker = QTimer(self)
        self._ticker.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticker.setInterval(_FRAME_MS)
        self._ticker.timeout.connect(self._on_tick)
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
            self.undo_stack.push(_Replace(self, self._document, new, label, merge))

    def look_at(self, **choices: str | float) -> None:
        """Change how the document is looked at: saved with it, but no step to undo."""
        self.show_document(set_view(self._document, **choices))

    def open(self, document: Document, path: Path | None, *, is_modified: bool = False) -> None:
        """Show another document; the undo steps of the old one are gone."""
        self.path = path
        self.undo_stack.clear()
        self._was_dirty = is_modified
        self.pinned = self.hovered = None
        self.show_document(document)
        self.filed.emit()
        self.pointed.emit()

    def mark_saved(self, path: Path) -> None:
        """Say that the document as it is now is what `path` holds."""
        self.path = path
        self._was_dirty = False
        self.undo_stack.setClean()
        self.filed.emit()

    def show_document(self, document: Document) -> None:
        """Make a document the current one, without an undo step of its own."""
        old, self._document = self._document, document
        self._passes = passes(document)
        self._scales = _scales(document, self._passes)
        timeline = timeline_of(self._passes)
        if timeline != self._timeline:
            self._timeline = timeline
            self._playback = self._playback.with_duration(timeline.duration, self._clock())
        self._forget_missing_cells()
        self.document_changed.emit(old, document)

    # --- pointing

    def hover(self, ref: CellRef | None) -> None:
        """Point at a cell, or at none."""
        if ref != self.hovered:
            self.hovered = ref
            self.pointed.emit()

    def pin(self, ref: CellRef | None) -> None:
        """Keep a cell explained, or none."""
        if ref != self.pinned:
            self.pinned = ref
            self.pointed.emit()

    # --- time

    @property
    def timeline(self) -> Timeline:
        """The timeline of the document."""
        return self._timeline

    @property
    def playback(self) -> Playback:
        """How the time runs."""
        return self._playback

    @property
    def seconds(self) -> float:
        """Where the timeline stands now; with reduced motion on a key frame."""
        position = self._playback.position(self._clock())
        if not self._settings.reduced_motion or position >= self._timeline.duration:
            return position
        return self._timeline.key_time(self._timeline.key_at(position))

    def play(self, direction: int = 1) -> None:
        """Start to play; from the beginning if it stands at the end."""
        self._run(self._playback.played(self._clock(), direction))

    def pause(self) -> None:
        """Stop where it is."""
        self._run(self._playback.paused(self._clock()))

    def toggle_playing(self) -> None:
        """Play or pause."""
        if self._playback.is_playing:
            self.pause()
        else:
            self.play()

    def go_to(self, seconds: float) -> None:
        """Go to a time; what plays goes on playing from there."""
        self._focus = None
        self._run(self._playback.moved(seconds, self._clock()))

    def step(self, direction: int) -> None:
        """Go to the next key frame or the previous one, and stop there."""
        timeline, now = self._timeline, self._playback.position(self._clock())
        target = timeline.next_key(now) if direction > 0 else timeline.previous_key(now)
        self._playback = self._playback.paused(self._clock())
        self.go_to(target)

    def go_to_end(self, direction: int) -> None:
        """Go to the start or to the end, and stop there."""
        self._playback = self._playback.paused(self._clock())
        self.go_to(self._timeline.duration if direction > 0 else 0.0)

    def set_speed(self, speed: float) -> None:
        """Play faster or slower."""
        self._run(self._playback.with_speed(speed, self._clock()))

    def set_looping(self, is_looping: bool) -> None:
        """Begin again at the end, or rest there."""
        self._run(self._playback.with_looping(is_looping, self._clock()))

    def show_pane(self, name: PaneName) -> None:
        """Make one corner the large one: at rest as it is, otherwise where it begins to move."""
        if self.seconds >= self._timeline.duration:
            self.set_focus(name)
            return
        phase = next(phase for phase in self._timeline.phases if pane_of(phase.name) == name)
        self.go_to(phase.start + _JUST_AFTER)

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
        return Style(width, height, self.theme, self.numbers, self.base, self.text, pixel)

    def scales(self) -> Mapping[str, Scale]:
        """Return the colour scale of every matrix."""
        return self._scales

    def flow_options(self, *, is_pointed: bool = True) -> FlowOptions:
        """Return how the Flow view is arranged now, with or without what is pointed at."""
        pointed = (self.hovered or self.pinned) if is_pointed else None
        return FlowOptions(self._document.view.arrangement, self._focus, pointed)

    def set_focus(self, name: PaneName) -> None:
        """Make one corner the large one, until the playing moves on to another phase."""
        self._focus = name
        self._focus_phase = self._timeline.at(self.seconds).phase
        self.moved.emit()

    # --- inside

    def _run(self, playback: Playback) -> None:
        self._playback = playback
        if playback.is_playing:
            self._ticker.start()
        else:
            self._ticker.stop()
        self.moved.emit()

    def _forget_missing_cells(self) -> None:
        for ref in (self.pinned, self.hovered):
            if ref is not None and not _exists(ref, self._passes):
                self.pinned = self.hovered = None
                self.pointed.emit()
                return

    def _on_tick(self) -> None:
        now = self._clock()
        if self._playback.has_ended(now):
            self._run(self._playback.paused(now))
            return
        if self._timeline.at(self.seconds).phase != self._focus_phase:
            self._focus = None
        self.moved.emit()

    def _on_clean_changed(self, _is_clean: bool) -> None:
        self.filed.emit()

    def _on_color_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self.styled.emit()


class _Replace(QUndoCommand):
    """The single undo step: swaps two documents."""

    def __init__(
        self,
        workspace: Workspace,
        old: Document,
        new: Document,
        label: str,
        merge: Hashable,
    ) -> None:
        super().__init__(label)
        self._workspace = workspace
        self._old = old
        self._new = new
        self._merge = merge

    def redo(self) -> None:
        self._show(self._new)

    def undo(self) -> None:
        self._show(self._old)

    def _show(self, document: Document) -> None:
        view = asdict(self._workspace.document.view)  # how it is looked at is no edit
        self._workspace.show_document(set_view(document, **view))

    def id(self) -> int:
        return -1 if self._merge is None else 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        # Qt asks only about commands with this one's id, so of this class
        if not isinstance(other, _Replace) or self._merge != other._merge:
            return False
        self._new = other._new
        self.setText(other.text())
        return True


def _exists(ref: CellRef, of: Passes) -> bool:
    if ref.name not in of.names:
        return False
    rows, cols = of.matrix(ref.name).shape
    return bool(ref.row < rows and ref.col < cols)


def _scales(document: Document, of: Passes) -> Mapping[str, Scale]:
    view = document.view
    matrices = {name: of.matrix(name) for name in of.names}
    return scales_for(matrices, GRADIENTS, ScaleChoice(view.scale, view.limit, view.curve))
