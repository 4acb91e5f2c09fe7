"""Playing as arithmetic on a clock that is passed in: no ticks are counted, so nothing drifts."""

from dataclasses import dataclass, replace

SPEEDS = (0.25, 0.5, 1.0, 1.5, 2.0, 4.0)


@dataclass(frozen=True, slots=True)
class Playback:
    """Where a timeline stands, and how it moves.

    Attributes
    ----------
    duration : float
        Seconds, of the timeline.
    anchor : float
        Timeline seconds at `since`.
    since : float
        Clock seconds.
    speed : float
        Timeline seconds a clock second.
    direction : int
        1 forward, -1 backward.
    is_playing, is_looping : bool

    Examples
    --------
    >>> play = Playback(duration=10.0).played(now=100.0)
    >>> play.position(now=102.5)
    2.5
    >>> play.with_speed(2.0, now=102.5).position(now=103.5)
    4.5
    """

    duration: float
    anchor: float = 0.0
    since: float = 0.0
    speed: float = 1.0
    direction: int = 1
    is_playing: bool = False
    is_looping: bool = False

    def position(self, now: float) -> float:
        """Return the timeline seconds at a clock time."""
        if not self.is_playing:
            return self.anchor
        moved = self.anchor + self.direction * (now - self.since) * self.speed
        if self.is_looping:
            return moved % self.duration
        return min(max(moved, 0.0), self.duration)

    def has_ended(self, now: float) -> bool:
        """Tell whether playing has come to an end it does not go on from."""
        if not self.is_playing or self.is_looping:
            return False
        end = self.duration if self.direction > 0 else 0.0
        return self.position(now) == end

    def played(self, now: float, direction: int = 1) -> "Playback":
        """Start to play; from the other end when it stands at the end of that direction."""
        here = self.position(now)
        if direction > 0 and here >= self.duration:
            here = 0.0
        elif direction < 0 and here <= 0.0:
            here = self.duration
        return replace(self, anchor=here, since=now, direction=direction, is_playing=True)

    def paused(self, now: float) -> "Playback":
        """Stop where it is."""
        return replace(self, anchor=self.position(now), since=now, is_playing=False)

    def moved(self, seconds: float, now: float) -> "Playback":
        """Go to a time; what plays goes on playing from there."""
        return replace(self, anchor=min(max(seconds, 0.0), self.duration), since=now)

    def with_speed(self, speed: float, now: float) -> "Playback":
        """Change the speed without a jump."""
        return replace(self, anchor=self.position(now), since=now, speed=speed)

    def with_looping(self, is_looping: bool, now: float) -> "Playback":
        """Turn looping on or off without a jump."""
        return replace(self, anchor=self.position(now), since=now, is_looping=is_looping)

    def with_duration(self, duration: float, now: float) -> "Playback":
        """Fit to another timeline: at the end it stays at the end, elsewhere in proportion."""
        share = self.position(now) / self.duration
        return replace(self, duration=duration, anchor=share * duration, since=now)
