"""What is said of a race: while it runs, and who won and why."""

from gradviz.engine.jacobians.bracketing import Bracketing, ChainSizes, optimum, with_brackets
from gradviz.language.numbers import number
from gradviz.scene.corner.equations import Spans
from gradviz.scene.marks.frame import Span
from gradviz.scene.marks.style import Style
from gradviz.views.race.chain import ChainNames, Item, chain_spans, items_of, pair_of
from gradviz.views.race.lane import grouped
from gradviz.views.race.timeline import Race


def race_caption(
    race: Race, sizes: ChainSizes, seconds: float, names: ChainNames, style: Style
) -> tuple[Spans, Spans]:
    """Return two lines: what happens, and its numbers."""
    theme = style.theme
    if seconds <= 0.0:
        told = "Press Space: the same product, from both sides, at the same speed."
        factors = [names.of(item) for item in items_of(sizes, race.left, 0)]
        whole = names.of(Item(0, len(factors) - 1, 1, 1))
        if len(factors) > 5:
            factors = [*factors[:2], "⋯", *factors[-2:]]
        equation = chain_spans(f"{whole} = {' '.join(factors)}", theme.text)
        return (Span(told, theme.muted, for_hands=True),), equation
    if race.elapsed(seconds) >= race.ends[-1]:
        return (Span(verdict(sizes, race), theme.muted),), _totals(race, style)
    left, right = (_side(race, order, sizes, seconds) for order in race.orders)
    told = f"From the left {left}; from the right {right}"
    counts = [race.lane(order, seconds).done for order in race.orders]
    line = tuple(
        part
        for name, count, order in zip(("left", "right"), counts, race.orders, strict=True)
        for part in (
            Span(f"{', ' if name == 'right' else ''}from the {name} ", theme.muted),
            Span(grouped(count), theme.text, "semibold"),
            Span(f" of {grouped(order.multiplications)}", theme.muted),
        )
    )
    return (Span(told, theme.muted),), (*line, Span(" multiplications", theme.muted))


def _side(race: Race, order: Bracketing, sizes: ChainSizes, seconds: float) -> str:
    """Return what one lane does."""
    product = race.lane(order, seconds).product
    if product == len(order.products):
        return "it is done"
    items = items_of(sizes, order, product)
    at = pair_of(items, order, product)
    left, right = items[at], items[at + 1]
    kind = "a row" if left.rows == 1 else "a matrix"
    other = "a column" if right.cols == 1 else "a matrix"
    return f"{kind} times {other}, {left.shape} · {right.shape}"


def verdict(sizes: ChainSizes, race: Race) -> str:
    """Return who won, and what that is called.

    Examples
    --------
    >>> from gradviz.views.race.timeline import race_of
    >>> verdict((1, 4, 5, 3), race_of((1, 4, 5, 3)))
    'One output, many inputs: from the left wins; this is reverse mode, backpropagation.'
    >>> verdict((8, 4, 5, 1), race_of((8, 4, 5, 1)))
    'Few inputs, many outputs: from the right wins; this is forward mode.'
    >>> verdict((3, 3, 3, 3), race_of((3, 3, 3, 3)))
    'The same from both sides: neither mode wins.'
    """
    left, right = (order.multiplications for order in race.orders)
    outputs, inputs = sizes[0], sizes[-1]
    if left == right:
        return "The same from both sides: neither mode wins."
    if left < right:
        few = "One output" if outputs == 1 else "Few outputs"
        mode = "from the left wins; this is reverse mode, backpropagation"
        reason = f"{few}, many inputs" if outputs < inputs else "The sizes in between decide"
    else:
        mode = "from the right wins; this is forward mode"
        reason = "Few inputs, many outputs" if inputs < outputs else "The sizes in between decide"
    if outputs == inputs == 1:
        reason = "One output, one input, and the sizes in between decide"
    return f"{reason}: {mode}."


def _totals(race: Race, style: Style) -> Spans:
    """Return "from the left: 35 multiplications, from the right: 72: 2.1× as many"."""
    theme = style.theme
    left, right = (order.multiplications for order in race.orders)
    spans = [
        Span("from the left: ", theme.muted),
        Span(grouped(left), theme.text, "semibold"),
        Span(" multiplications, from the right: ", theme.muted),
        Span(grouped(right), theme.text, "semibold"),
    ]
    if left == right:
        return (*spans, Span(": the same", theme.text))
    return (*spans, Span(f": {_ratio(left, right)}", theme.text, "semibold"))


def _ratio(left: int, right: int) -> str:
    """Return how many times as many the second is, or the first if it is more.

    Examples
    --------
    >>> _ratio(20, 60), _ratio(96, 36), _ratio(1, 123456), _ratio(100, 101)
    ('3× as many', 'the left 2.7× as many', 'about 123\u2009456× as many', '1.01× as many')
    """
    ratio = max(left, right) / min(left, right)
    digits = 3 if ratio < 1.05 else 2
    if ratio - 1 < 0.005:
        return "nearly the same"
    told = f"about {grouped(round(ratio))}" if ratio >= 100 else number(ratio, digits)
    return f"{'the left ' if left > right else ''}{told}× as many"


def best_of_all(sizes: ChainSizes, race: Race, names: ChainNames) -> str | None:
    """Return the cheapest order of all, where it is cheaper than from either side."""
    best = optimum(sizes)
    if best.multiplications >= min(order.multiplications for order in race.orders):
        return None
    told = f"cheapest of all orders: {grouped(best.multiplications)}"
    if names.count > 6:
        return told
    factors = [names.of(item) for item in items_of(sizes, race.left, 0)]
    return f"{told}, {with_brackets(best, factors)}"
