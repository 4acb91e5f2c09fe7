"""What an order of multiplication costs, against all orders there are, and against NumPy."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.jacobians.bracketing import (
    Bracketing,
    BracketProduct,
    from_left,
    from_right,
    optimum,
    with_brackets,
)
from gradviz.errors import InputError

chains = st.lists(st.integers(1, 9), min_size=3, max_size=8).map(tuple)


def every_order(
    sizes: tuple[int, ...], first: int, last: int
) -> Iterator[tuple[BracketProduct, ...]]:
    """Yield the products of every way to put brackets, by splitting in every place."""
    if first == last:
        yield ()
    for split in range(first, last):
        product = BracketProduct(
            first, split, last, sizes[first], sizes[split + 1], sizes[last + 1]
        )
        for left in every_order(sizes, first, split):
            for right in every_order(sizes, split + 1, last):
                yield (*left, *right, product)


@given(chains)
def test_no_order_is_cheaper_than_the_optimum(sizes: tuple[int, ...]) -> None:
    orders = [Bracketing(products) for products in every_order(sizes, 0, len(sizes) - 2)]
    catalan = {2: 1, 3: 2, 4: 5, 5: 14, 6: 42, 7: 132}[len(sizes) - 1]
    assert len(orders) == catalan
    assert optimum(sizes) in orders
    assert optimum(sizes).multiplications == min(order.multiplications for order in orders)


@given(chains)
def test_both_sides_are_orders_of_all_factors(sizes: tuple[int, ...]) -> None:
    orders = list(every_order(sizes, 0, len(sizes) - 2))
    assert from_left(sizes).products in orders
    assert from_right(sizes).products in orders


@given(chains, st.integers(0, 2**32 - 1))
def test_products_are_those_that_numpy_can_do_and_give_the_same(
    sizes: tuple[int, ...], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    factors = [rng.integers(-2, 3, (a, b)) for a, b in pairwise(sizes)]
    expected = np.linalg.multi_dot(factors)
    for order in (from_left(sizes), from_right(sizes), optimum(sizes)):
        done = {(n, n): factor for n, factor in enumerate(factors)}
        largest = 0
        for n, p in enumerate(order.products):
            left, right = done[p.first, p.split], done[p.split + 1, p.last]
            assert (left.shape, right.shape) == ((p.rows, p.inner), (p.inner, p.cols))
            done[p.first, p.last] = left @ right
            if n < len(order.products) - 1:
                largest = max(largest, (left @ right).size)
        assert (done[0, len(factors) - 1] == expected).all()
        assert order.largest == largest


def test_turning_a_chain_round_turns_the_sides_round() -> None:
    sizes = (2, 7, 3, 5)
    assert from_left(sizes).multiplications == from_right(sizes[::-1]).multiplications


def test_the_textbook_chain() -> None:
    # Cormen et al., section 14.2, figure 14.5
    sizes = (30, 35, 15, 5, 10, 20, 25)
    assert optimum(sizes).multiplications == 15_125
    assert with_brackets(optimum(sizes), ("A1", "A2", "A3", "A4", "A5", "A6")) == (
        "(A1 (A2 A3)) ((A4 A5) A6)"
    )


def test_a_row_from_the_left_never_makes_a_matrix() -> None:
    sizes = (1, 50, 60, 70, 80)
    assert from_left(sizes).largest == 70
    assert from_right(sizes).largest == 60 * 80


def test_of_two_factors_there_is_one_order_and_nothing_on_the_way() -> None:
    assert from_left((2, 3, 4)) == from_right((2, 3, 4)) == optimum((2, 3, 4))
    assert from_left((2, 3, 4)).largest == 0


@pytest.mark.parametrize("sizes", [(), (1, 2), (1, 0, 2), (1, -1, 3)])
def test_what_is_no_chain_is_refused(sizes: tuple[int, ...]) -> None:
    for order in (from_left, from_right, optimum):
        with pytest.raises(InputError, match="got"):
            order(sizes)
