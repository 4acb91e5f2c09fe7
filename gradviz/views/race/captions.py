"""What is said of a race: while it runs, and who won and why."""

from gradviz.engine.jacobians.bracketing import Bracketing, ChainSizes, optimum, with_brackets
from gradviz.language.counts import grouped
from gradviz.language.numbers import number
from gradviz.messages.message import Message, joined, say
from gradviz.scene.corner.equations import Spans
from gradviz.scene.marks.spans import hint, told
from gradviz.scene.marks.style import Style
from gradviz.views.race.chain import (
    ChainNames,
    Item,
    chain_line,
    chain_spans,
    items_of,
    pair_of,
)
from gradviz.views.race.timeline import Race


def race_caption(
    race: Race, sizes: ChainSizes, seconds: float, names: ChainNames, style: Style
) -> tuple[Spans, Spans]:
    """Return two lines: what happens, and its numbers."""
    if seconds <= 0.0:
        start = say("Press Space: the same product, from both sides, at the same speed.")
        factors = [names.of(item) for item in items_of(sizes, race.left, 0)]
        whole = names.of(Item(0, len(factors) - 1, 1, 1))
        if len(factors) > 5:
            factors = [*factors[:2], "⋯", *factors[-2:]]
        equation = chain_spans(f"{whole} = {' '.join(factors)}", style.theme.text)
        return hint(start, style), equation
    if race.elapsed(seconds) >= race.ends[-1]:
        return told(verdict(sizes, race), style), told(_totals(race), style)
    left, right = (_side(race, order, sizes, seconds) for order in race.orders)
    happens = say("From the left: {left}; from the right: {right}", left=left, right=right)
    left_done, right_done = (grouped(race.lane(order, seconds).done) for order in race.orders)
    left_all, right_all = (grouped(order.multiplications) for order in race.orders)
    counts = say(
        "from the left <b>{left_done}</b> of {left_all}, "
        "from the right <b>{right_done}</b> of {right_all} multiplications",
        left_done=left_done,
        left_all=left_all,
        right_done=right_done,
        right_all=right_all,
    )
    return told(happens, style), told(counts, style)


def _side(race: Race, order: Bracketing, sizes: ChainSizes, seconds: float) -> Message:
    """Return what one lane does."""
    product = race.lane(order, seconds).product
    if product == len(order.products):
        return say("done")
    items = items_of(sizes, order, product)
    at = pair_of(items, order, product)
    left, right = items[at], items[at + 1]
    shapes = f"{left.shape} · {right.shape}"
    if left.rows == 1:
        if right.cols == 1:
            return say("a row times a column, {shapes}", shapes=shapes)
        return say("a row times a matrix, {shapes}", shapes=shapes)
    if right.cols == 1:
        return say("a matrix times a column, {shapes}", shapes=shapes)
    return say("a matrix times a matrix, {shapes}", shapes=shapes)


def verdict(sizes: ChainSizes, race: Race) -> Message:
    """Return who won, and what that is called.

    Examples
    --------
    >>> from gradviz.views.race.timeline import race_of
    >>> print(verdict((1, 4, 5, 3), race_of((1, 4, 5, 3))))
    One output, many inputs. Multiplying from the left wins: this is reverse mode, backpropagation.
    >>> print(verdict((8, 4, 5, 1), race_of((8, 4, 5, 1))))
    Few inputs, many outputs. Multiplying from the right wins: this is forward mode.
    >>> print(verdict((3, 3, 3, 3), race_of((3, 3, 3, 3))))
    Both sides cost the same: neither mode wins.
    """
    left, right = (order.multiplications for order in race.orders)
    if left == right:
        return say("Both sides cost the same: neither mode wins.")
    won = say("Multiplying from the right wins: this is forward mode.")
    if left < right:
        won = say("Multiplying from the left wins: this is reverse mode, backpropagation.")
    return joined([_reason(sizes[0], sizes[-1], is_left_cheaper=left < right), won])


def _reason(outputs: int, inputs: int, *, is_left_cheaper: bool) -> Message:
    if outputs == inputs == 1:
        return say("One output, one input: the sizes in between decide.")
    if is_left_cheaper and outputs < inputs:
        if outputs == 1:
            return say("One output, many inputs.")
        return say("Few outputs, many inputs.")
    if not is_left_cheaper and inputs < outputs:
        return say("Few inputs, many outputs.")
    return say("The sizes in between decide.")


def _totals(race: Race) -> Message:
    """Return "from the left 35 multiplications, from the right 72: 2.1× as many"."""
    left, right = (order.multiplications for order in race.orders)
    return say(
        "from the left <b>{left}</b> multiplications, "
        "from the right <b>{right}</b>: <b>{ratio}</b>",
        left=grouped(left),
        right=grouped(right),
        ratio=say("the same") if left == right else _ratio(left, right),
    )


def _ratio(left: int, right: int) -> Message:
    """Return how many times as many the second is, or the first if it is more.

    Examples
    --------
    >>> str(_ratio(20, 60)), str(_ratio(96, 36)), str(_ratio(1, 123456)), str(_ratio(100, 101))
    ('3× as many', 'the left 2.7× as many', 'about 123\u2009456× as many', '1.01× as many')
    """
    ratio = max(left, right) / min(left, right)
    if ratio - 1 < 0.005:
        return say("nearly the same")
    if ratio >= 100:
        times = grouped(round(ratio))
        if left > right:
            return say("the left about {times}× as many", times=times)
        return say("about {times}× as many", times=times)
    times = number(ratio, 3 if ratio < 1.05 else 2)
    if left > right:
        return say("the left {times}× as many", times=times)
    return say("{times}× as many", times=times)


def best_of_all(sizes: ChainSizes, race: Race, names: ChainNames) -> Message | None:
    """Return the cheapest order of all, where it is cheaper than from either side."""
    best = optimum(sizes)
    if best.multiplications >= min(order.multiplications for order in race.orders):
        return None
    count = grouped(best.multiplications)
    if names.count > 6:
        return say("cheapest of all orders: {count}", count=count)
    factors = [names.of(item) for item in items_of(sizes, race.left, 0)]
    order = chain_line(with_brackets(best, factors))
    return say("cheapest of all orders: {count}, {order}", count=count, order=order)
