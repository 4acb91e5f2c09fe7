"""A race of two orders of multiplication: both do as many multiplications a second.

Key frames are the ends of products, in the order of time; a phase is what lies between two of
them. Where products end in quick succession the clock of both lanes goes slower, so that each
end can be seen: at every instant both lanes are equally fast.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from gradviz.engine.jacobians.bracketing import Bracketing, ChainSizes, from_left, from_right
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Timeline

SLOWEST = 10.0
"""Seconds that the lane with more multiplications takes,"""
_LONGEST = 16.0  # or up to so many,
_FASTEST = 1.2  # so that the other lane is not done sooner than that
_SHORTEST = 0.08  # seconds of a phase
_MOVE = 0.55  # seconds in which a result takes the place of its factors,
_MOST = 0.35  # but no more of the product that comes after


@dataclass(frozen=True, slots=True)
class LaneMoment:
    """How far one lane has come.

    Attributes
    ----------
    product : int
        The product that is running; as many as there are when all are done.
    done : int
        Multiplications so far, of the whole lane.
    within : float
        Multiplications of the running product; between two whole numbers one is under way.
    since : float
        Seconds since the product before it ended, or since the start.
    """

    product: int
    done: int
    within: float
    since: float


@dataclass(frozen=True, slots=True)
class Race:
    """Both orders of one chain, and when their products end.

    Attributes
    ----------
    left, right : Bracketing
    ends : tuple of int
        After how many multiplications, in each lane, some product ends; rising.
    timeline : Timeline
        A phase up to each of them, named "left", "right" or "both" by the lane whose product
        ends, with the number of that product as its layer.
    """

    left: Bracketing
    right: Bracketing
    ends: tuple[int, ...]
    timeline: Timeline

    @property
    def orders(self) -> tuple[Bracketing, Bracketing]:
        """The two lanes."""
        return self.left, self.right

    @property
    def rate(self) -> float:
        """Multiplications a second, of either lane, where the clock is not slowed down."""
        return max(
            (end - start) / phase.step
            for start, end, phase in zip(
                (0, *self.ends), self.ends, self.timeline.phases, strict=False
            )
        )

    def elapsed(self, seconds: float) -> float:
        """Return how many multiplications each lane has had time for; whole at key frames."""
        moment = self.timeline.at(seconds)
        end = self.ends[moment.phase]
        start = self.ends[moment.phase - 1] if moment.phase else 0
        return end if moment.progress == 1.0 else start + (end - start) * moment.progress

    def lane(self, order: Bracketing, seconds: float) -> LaneMoment:
        """Return how far one of the two orders has come at a time."""
        elapsed = self.elapsed(seconds)
        ends = tuple(accumulate(product.multiplications for product in order.products))
        product = sum(end <= elapsed for end in ends)
        start = ends[product - 1] if product else 0
        done = min(elapsed, ends[-1])
        return LaneMoment(product, int(done), done - start, seconds - self._time_of(start))

    def lasts(self, order: Bracketing, product: int) -> float:
        """Return the seconds that a product of a lane takes."""
        ends = (0, *accumulate(each.multiplications for each in order.products))
        return self._time_of(ends[product + 1]) - self._time_of(ends[product])

    def moves(self, order: Bracketing, product: int) -> float:
        """Return the seconds in which a result takes the place of its factors, in a lane.

        At the next key frame, of whichever lane, it is there.

        Parameters
        ----------
        order : Bracketing
            The lane.
        product : int
            The product that begins then; as many as there are when all are done.
        """
        begun = sum(each.multiplications for each in order.products[:product])
        following = self.ends.index(begun) + 1
        if following == len(self.ends):
            return _MOVE
        until = self.timeline.phases[following].step
        if product == len(order.products):
            return min(_MOVE, until)
        return min(_MOVE, _MOST * self.lasts(order, product), until)

    def finish(self, order: Bracketing) -> float:
        """Return the time at which a lane is done."""
        return self._time_of(order.multiplications)

    def _time_of(self, multiplications: int) -> float:
        """Return the time of one of the ends."""
        if multiplications == 0:
            return 0.0
        return self.timeline.phases[self.ends.index(multiplications)].end


def race_timeline(sizes: Sequence[int]) -> Timeline:
    """Return the timeline of a race.

    Parameters
    ----------
    sizes : sequence of int
        Outputs, and the columns of every factor; see `gradviz.engine.jacobians.bracketing.Sizes`.

    Examples
    --------
    >>> [(p.name, p.layer, round(p.end, 2)) for p in race_timeline((1, 4, 5, 3)).phases]
    [('left', 0, 2.78), ('left', 1, 4.86), ('right', 0, 8.33), ('right', 1, 10.0)]
    """
    return race_of(tuple(sizes)).timeline


@lru_cache(maxsize=16)
def race_of(sizes: ChainSizes) -> Race:
    """Return the race of a chain."""
    orders = from_left(sizes), from_right(sizes)
    ends: dict[int, list[tuple[str, int]]] = {}
    for name, order in zip(("left", "right"), orders, strict=True):
        for n, end in enumerate(accumulate(p.multiplications for p in order.products)):
            ends.setdefault(end, []).append((name, n))
    totals = [order.multiplications for order in orders]
    longest = min(max(SLOWEST, _FASTEST * max(totals) / min(totals)), _LONGEST)
    phases: list[Phase] = []
    start, before = 0.0, 0
    for first, end in enumerate(sorted(ends)):
        step = max(longest * (end - before) / max(totals), _SHORTEST)
        phases.append(_phase(orders, ends[end], start, step, first))
        start, before = phases[-1].end, end
    race = Race(*orders, tuple(sorted(ends)), Timeline(tuple(phases)))
    moving = [_moving(race, ends[end]) for end in race.ends[:-1]]  # after the last comes the rest
    fading = tuple(
        replace(phase, fades=((0.0, seconds / phase.step),))
        for phase, seconds in zip(phases[1:], moving, strict=True)
    )
    return replace(race, timeline=Timeline((phases[0], *fading)))


def _moving(race: Race, ended: list[tuple[str, int]]) -> float:
    """Return the seconds in which the results of some products that end take their places."""
    return max(race.moves(race.orders[lane == "right"], number + 1) for lane, number in ended)


def _phase(
    orders: tuple[Bracketing, Bracketing],
    ending: list[tuple[str, int]],
    start: float,
    step: float,
    first: int,
) -> Phase:
    """Return the phase at whose end some products end, of one lane or both."""
    lane, number = ending[0]
    product = orders[lane == "right"].products[number]
    name = lane if len(ending) == 1 else "both"
    rows, cols = product.rows, product.cols
    return Phase(name, name, number, "race", rows, cols, 1, "outer", start, step, first)
