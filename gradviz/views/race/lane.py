"""One lane of a race: a chain being multiplied in one order, product after product."""

from dataclasses import dataclass
from itertools import pairwise

from gradviz.engine.jacobians.bracketing import Bracketing, ChainSizes
from gradviz.language.counts import HUGE, grouped, told_equal
from gradviz.language.numbers import sum_of
from gradviz.messages.message import joined, say, say_many
from gradviz.scene.corner.layout import Area
from gradviz.scene.layout.page import text_lines
from gradviz.scene.marks.chips import area_between, faded
from gradviz.scene.marks.frame import Arrow, Label, Mark, Polyline, Span
from gradviz.scene.marks.spans import told
from gradviz.scene.marks.style import Style
from gradviz.timeline.easing import ease
from gradviz.views.race.blocks import block, fading, lit
from gradviz.views.race.chain import (
    ChainNames,
    Item,
    chain_spans,
    items_of,
    name_room,
    pair_of,
    placed,
    text_width,
)
from gradviz.views.race.layout import LaneRoom, RacePlan
from gradviz.views.race.timeline import LaneMoment, Race

_SLOW = 14.0  # multiplications a second that can be watched one by one
_SMALLEST = 0.7  # names get no smaller than that, they are left out


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """What a lane is drawn from.

    Attributes
    ----------
    race : Race
    sizes : tuple of int
    is_left : bool
        Which of the two orders.
    room : LaneRoom
    plan : RacePlan
    style : Style
    names : ChainNames
    seconds : float
    """

    race: Race
    sizes: ChainSizes
    is_left: bool
    room: LaneRoom
    plan: RacePlan
    style: Style
    names: ChainNames
    seconds: float

    @property
    def order(self) -> Bracketing:
        """The order of this lane."""
        return self.race.left if self.is_left else self.race.right

    @property
    def moment(self) -> LaneMoment:
        """How far it has come."""
        return self.race.lane(self.order, self.seconds)

    @property
    def is_done(self) -> bool:
        """Whether its last product has ended."""
        return self.moment.product == len(self.order.products)

    def items(self, done: int) -> tuple[Item, ...]:
        """Return what is left of the chain after so many products."""
        return items_of(self.sizes, self.order, done)

    def places(self, items: tuple[Item, ...]) -> tuple[Area, ...]:
        """Return where they stand."""
        return placed(items, self.room.area, self.room.chain, self.plan.unit, self.style)

    def result(self, product: int) -> tuple[Item, Area]:
        """Return what a product comes to, and its place below its two factors."""
        made, items = self.order.products[product], self.items(product)
        places, at = self.places(items), pair_of(items, self.order, product)
        item = Item(made.first, made.last, made.rows, made.cols)
        unit, area = self.plan.unit, self.room.area
        across, down = unit.length(item.cols), unit.length(item.rows)
        middle = (places[at].x + places[at + 1].right) / 2
        x = min(max(middle - across / 2, area.x), area.right - across)
        snap = self.style.snap
        return item, Area(snap(x), snap(self.room.result - down / 2), across, down)


def lane_marks(lane: Lane) -> list[Mark]:
    """Return a lane at its time: its heading, the chain as it is now, and the running product."""
    moment = lane.moment
    marks = _heading(lane)
    share = _moved(lane, moment)
    if share < 1.0:
        return [*marks, *_moving(lane, moment.product, share)]
    items = lane.items(moment.product)
    places = lane.places(items)
    for item, area in zip(items, places, strict=True):
        marks += block(item, area, lane.plan.unit, lane.style.theme)
        marks += _name(lane, item, area)
    marks += _dots(lane, places)
    if lane.is_done:
        return [*marks, *_summed(lane, places[0])]
    return [*marks, *_product(lane, moment, items, places)]


def _moved(lane: Lane, moment: LaneMoment) -> float:
    """Return how far the result before has come on its way into the chain, 0..1."""
    if moment.product == 0:
        return 1.0
    return ease(moment.since / lane.race.moves(lane.order, moment.product))


def _moving(lane: Lane, product: int, share: float) -> list[Mark]:
    """Return the chain while the result of the product before takes the place of its factors."""
    before, after = lane.items(product - 1), lane.items(product)
    old, new = lane.places(before), lane.places(after)
    at = pair_of(before, lane.order, product - 1)
    item, area = lane.result(product - 1)
    theme, marks = lane.style.theme, list[Mark]()
    here = area_between(area, new[at], share)
    for n, (each, place) in enumerate(zip(before, old, strict=True)):
        if n in (at, at + 1):
            shrinking = area_between(place, here, share)
            marks += fading(shrinking, each, lane.plan.unit, theme, 1.0 - share)
            marks += faded(tuple(_name(lane, each, place)), 1.0 - 2.0 * share)
        else:
            goal = new[n if n < at else n - 1]
            marks += block(each, area_between(place, goal, share), lane.plan.unit, theme)
            marks += _name(lane, each, area_between(place, goal, share))
    marks += block(item, here, lane.plan.unit, theme)
    return [*marks, *faded(tuple(_name(lane, item, here)), 2.0 * share - 1.0)]


def _product(
    lane: Lane, moment: LaneMoment, items: tuple[Item, ...], places: tuple[Area, ...]
) -> list[Mark]:
    """Return the running product: what of it is computed, and from what the next entry is."""
    theme, unit = lane.style.theme, lane.plan.unit
    at = pair_of(items, lane.order, moment.product)
    inner = items[at].cols
    done = int(moment.within) // inner
    item, area = lane.result(moment.product)
    marks: list[Mark] = [*_brackets(lane, places, at), *_arrow(lane, places, at, area)]
    marks += block(item, area, unit, theme, done)
    marks += _told(lane, items[at], items[at + 1], area)
    if lane.seconds <= 0.0 or done >= item.rows * item.cols:
        return marks
    row, col = divmod(done, item.cols)
    rows, cols = range(row, row + 1), range(col, col + 1)
    left, right = (items[at], places[at]), (items[at + 1], places[at + 1])
    marks += lit(left[1], left[0], unit, rows, range(inner), theme.accent)
    if unit.is_celled:
        marks += lit(right[1], right[0], unit, range(inner), cols, theme.accent)
        marks += lit(area, item, unit, rows, cols, theme.bright)
    if unit.is_celled and lane.race.rate <= _SLOW:
        k = int(moment.within) % inner
        marks += lit(left[1], left[0], unit, rows, range(k, k + 1), theme.bright)
        marks += lit(right[1], right[0], unit, range(k, k + 1), cols, theme.bright)
    return marks


def _summed(lane: Lane, place: Area) -> list[Mark]:
    """Return what all products of a lane came to, under its last result."""
    text, area, total = lane.style.text, lane.room.area, lane.order.multiplications
    counts = [product.multiplications for product in lane.order.products]
    words = say_many(
        "<b>{total}</b> multiplication",
        "<b>{total}</b> multiplications",
        total,
        total=grouped(total),
    )
    if len(counts) > 1:
        terms = sum_of([grouped(count) for count in counts])
        words = joined([f"{terms} {told_equal(counts, total)}", words])
    x, y = area.x + area.width / 2, place.bottom + 26 * text
    spans = told(words, lane.style)
    return [Label(x, y, spans, 14 * text, "center", max_width=area.width)]


def _factors(left: Item, right: Item) -> str:
    return "·".join(grouped(n) if n >= HUGE else str(n) for n in (left.rows, left.cols, right.cols))


def _heading(lane: Lane) -> list[Mark]:
    theme, area = lane.style.theme, lane.room.area
    title = say("From the left") if lane.is_left else say("From the right")
    spans = (
        *told(title, lane.style, theme.text, "semibold"),
        Span("   ", theme.muted),
        *chain_spans(lane.names.bracketed(is_left=lane.is_left), theme.text),
    )
    largest = lane.order.largest
    words = say_many(
        "largest result on the way: {size} entry",
        "largest result on the way: {size} entries",
        largest,
        size=grouped(largest),
    )
    if not largest:
        words = say("no result on the way")
    lines = [(16.0, spans, 16.0), (36.0, told(words, lane.style), 12.5)]
    return [*text_lines(lines, area, lane.style)]


def name_of(
    names: ChainNames, item: Item, middle: float, y: float, room: float, style: Style
) -> list[Mark]:
    """Return the name of a matrix over its middle, if it can be read in so much room."""
    size = 14 * style.text
    spans = chain_spans(names.of(item), style.theme.text)
    if text_width(spans, size) * _SMALLEST > room:
        return []
    return [Label(middle, y, spans, size, "center", max_width=room)]


def _name(lane: Lane, item: Item, place: Area) -> list[Mark]:
    """Return the name over a matrix; all names of a row are on one line."""
    unit, area, style = lane.plan.unit, lane.room.area, lane.style
    y = min(lane.room.chain - unit.length(max(lane.sizes[:-1])) / 2, place.y) - 9 * style.text
    is_whole = item.last - item.first + 1 == lane.names.count
    room = area.width if is_whole else name_room(place, area, unit, style)
    return name_of(lane.names, item, place.x + place.width / 2, y, room, style)


def _dots(lane: Lane, places: tuple[Area, ...]) -> list[Mark]:
    theme, text = lane.style.theme, lane.style.text
    return [
        Label(
            (one.right + other.x) / 2,
            lane.room.chain + 5 * text,
            (Span("·", theme.muted, "semibold"),),
            16 * text,
            "center",
        )
        for one, other in pairwise(places)
    ]


def _brackets(lane: Lane, places: tuple[Area, ...], at: int) -> list[Mark]:
    """Return round brackets about the two factors that are being multiplied."""
    text, theme = lane.style.text, lane.style.theme
    high = max(places[at].height, places[at + 1].height) / 2 + 3 * text
    deep = 4 * text
    left, right = places[at].x - 4 * text, places[at + 1].right + 4 * text
    marks: list[Mark] = []
    for x, out in ((left, -deep), (right, deep)):
        shares = [n / 6 * 2 - 1 for n in range(7)]
        points = tuple(
            (x + out * (1 - share * share) - (out / 2), lane.room.chain + high * share)
            for share in shares
        )
        marks.append(Polyline(points, 2.0, theme.accent))
    return marks


def _arrow(lane: Lane, places: tuple[Area, ...], at: int, area: Area) -> list[Mark]:
    """Return the way from the two factors down to their product."""
    text, theme = lane.style.text, lane.style.theme
    middle = (places[at].x + places[at + 1].right) / 2
    x = min(max(middle, area.x + 2), area.right - 2)
    top = max(places[at].bottom, places[at + 1].bottom) + 5 * text
    end = area.y - 3 * text
    if end - top < 7 * text:
        return []
    top = max(top, end - 22 * text)
    return [Arrow((x, top), (x, end), 1.5, 6 * text, theme.muted)]


def _told(lane: Lane, left: Item, right: Item, area: Area) -> list[Mark]:
    """Return what the product takes, under its result."""
    theme, text, room = lane.style.theme, lane.style.text, lane.room.area
    needed = left.rows * left.cols * right.cols
    spans = (
        Span(f"{_factors(left, right)} {told_equal((), needed)} ", theme.muted),
        Span(grouped(needed), theme.text, "semibold"),
    )
    size = 13 * text
    width = min(text_width(spans, size), room.width)
    middle = area.x + area.width / 2
    x = min(max(middle, room.x + width / 2), room.right - width / 2)
    return [Label(x, area.bottom + 18 * text, spans, size, "center", max_width=room.width)]
