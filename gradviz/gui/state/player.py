"""Where the time stands and how it runs: a playback, a clock, and a ticker while it plays."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gradviz.timeline.carry import carried, same_phase
from gradviz.timeline.phase import Phase
from gradviz.timeline.playback import Playback
from gradviz.timeline.setout import setting_out
from gradviz.timeline.timeline import Timeline

_FRAME_MS = 16


class Player(QObject):
    """The time of a workspace.

    Parameters
    ----------
    timeline : Timeline
    is_reduced : callable
        () -> bool: whether key frames only are shown.
    clock : callable, optional
        Seconds that never run backwards; playing is arithmetic on them.
    parent : QObject, optional
    """

    taken = Signal()
    """Somebody plays, or goes to a time: what was shown instead of it is over."""
    jumped = Signal()
    """Somebody goes to a time."""
    moved = Signal()
    """The time, or how it runs, has changed."""

    def __init__(
        self,
        timeline: Timeline,
        is_reduced: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._timeline = timeline
        self._is_reduced = is_reduced
        self._clock = clock
        self._playback = Playback(timeline.duration)
        self._chosen: Phase | None = None
        self._ticker = QTimer(self)
        self._ticker.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticker.setInterval(_FRAME_MS)
        self._ticker.timeout.connect(self._on_tick)

    # --- where it stands

    @property
    def timeline(self) -> Timeline:
        """The timeline of the document."""
        return self._timeline

    def set_timeline(self, timeline: Timeline) -> None:
        """Go on with the timeline of another document, where it shows the same."""
        if timeline != self._timeline:
            old, now = self._timeline, self._clock()
            seconds = carried(self._playback.position(now), old, timeline)
            self._timeline = timeline
            self._chosen = None if self._chosen is None else same_phase(self._chosen, timeline)
            if not self._playback.is_playing:
                seconds = timeline.settled(seconds)
            self._playback = self._playback.with_duration(timeline.duration, now)
            self._playback = self._playback.moved(seconds, now)

    @property
    def playback(self) -> Playback:
        """How the time runs."""
        return self._playback

    @property
    def now(self) -> float:
        """The seconds of the clock, which never run backwards."""
        return self._clock()

    @property
    def is_reduced(self) -> bool:
        """Whether key frames only are shown."""
        return self._is_reduced()

    @property
    def seconds(self) -> float:
        """Where the timeline stands now; with reduced motion on a key frame."""
        position = self._playback.position(self._clock())
        if not self._is_reduced() or position >= self._timeline.duration:
            return position
        return self._timeline.key_time(self._timeline.key_at(position))

    @property
    def is_at_end(self) -> bool:
        """Whether everything is computed, and nothing moves."""
        return self.seconds >= self._timeline.duration

    @property
    def phase(self) -> Phase:
        """The phase that the timeline stands in."""
        return self._timeline.phases[self.phase_index]

    @property
    def chosen(self) -> Phase | None:
        """The phase that was clicked and is what plays next; None once the time has moved."""
        return self._chosen

    @property
    def phase_index(self) -> int:
        """Which of the phases that is."""
        return self._timeline.at(self.seconds).phase

    # --- what can be done

    def play(self, direction: int = 1) -> None:
        """Start to play: the phase that is chosen; else from the beginning if it is at the end."""
        self.taken.emit()
        self._set_out(direction)
        self._run(self._playback.played(self._clock(), direction))

    def pause(self) -> None:
        """Stop where it is, or where the nearest picture is at rest."""
        now = self._clock()
        was_playing, playback = self._playback.is_playing, self._playback.paused(now)
        seconds = playback.position(now)
        settled = self._timeline.settled(seconds) if was_playing else seconds
        self._run(playback.moved(settled, now))

    def toggle(self) -> None:
        """Play or pause."""
        if self._playback.is_playing:
            self.pause()
        else:
            self.play()

    def choose(self, phase: Phase) -> None:
        """Let a phase be what plays next, wherever the time stands."""
        self._chosen = phase
        self.moved.emit()

    def go_to(self, seconds: float) -> None:
        """Go to a time; what plays goes on playing from there."""
        self._chosen = None
        self.taken.emit()
        self.jumped.emit()
        self._run(self._playback.moved(seconds, self._clock()))

    def settle(self) -> None:
        """Come to rest where no picture fades into another, if nothing plays."""
        now = self._clock()
        if not self._playback.is_playing:
            settled = self._timeline.settled(self._playback.position(now))
            self._run(self._playback.moved(settled, now))

    def step(self, direction: int) -> None:
        """Go to the next key frame or the previous one, of what is chosen, and stop there."""
        self._set_out(direction)
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

    # --- inside

    def _set_out(self, direction: int) -> None:
        """Go to where what is chosen begins; nothing is chosen any more."""
        now, chosen = self._clock(), self._chosen
        self._chosen = None
        seconds = setting_out(self._playback.position(now), chosen, direction)
        self._playback = self._playback.moved(seconds, now)

    def _run(self, playback: Playback) -> None:
        self._playback = playback
        if playback.is_playing:
            self._ticker.start()
        else:
            self._ticker.stop()
        self.moved.emit()

    def _on_tick(self) -> None:
        now = self._clock()
        if self._playback.has_ended(now):
            self._run(self._playback.paused(now))
        else:
            self.moved.emit()
