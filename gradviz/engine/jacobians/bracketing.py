"""What a product of many matrices costs, by the order in which it is bracketed.

The result is the same for every order, the number of multiplications is not. Taken from the left
a chain of Jacobians is reverse mode, taken from the right it is forward mode; in between there
may be a cheaper order than both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from gradviz.errors import InputError
from gradviz.messages.message import say

ChainSizes: TypeAlias = tuple[int, ...]
"""s0, s1, ..., sn: factor number f, counted from 0, has s[f] rows and s[f + 1] columns."""


@dataclass(frozen=True, slots=True)
class BracketProduct:
    """One product of two matrices on the way.

    Attributes
    ----------
    first, split, last : int
        It multiplies what factors `first` to `split` came to with what those after it, up to
        `last`, came to; counted from 0.
    rows, inner, cols : int
        Its left factor is rows×inner, its right one inner×cols.
    """

    first: int
    split: int
    last: int
    rows: int
    inner: int
    cols: int

    @property
    def multiplications(self) -> int:
        """How many numbers are multiplied."""
        return self.rows * self.inner * self.cols

    @property
    def entries(self) -> int:
        """How many numbers its result has."""
        return self.rows * self.cols


@dataclass(frozen=True, slots=True)
class Bracketing:
    """One order of multiplying a chain: its products, one after another."""

    products: tuple[BracketProduct, ...]

    @property
    def multiplications(self) -> int:
        """Those of all products."""
        return sum(product.multiplications for product in self.products)

    @property
    def largest(self) -> int:
        """Entries of the largest result on the way, before the last; 0 where there is none."""
        return max((product.entries for product in self.products[:-1]), default=0)


def from_left(sizes: Sequence[int]) -> Bracketing:
    """Return ((A B) C) D: of few rows and many columns it is the cheap one.

    Parameters
    ----------
    sizes : sequence of int
        At least three: see `ChainSizes`.

    Examples
    --------
    >>> order = from_left((1, 4, 5, 3))
    >>> [product.multiplications for product in order.products], order.largest
    ([20, 15], 5)
    """
    checked = _checked(sizes)
    return Bracketing(tuple(_product(checked, 0, q - 1, q) for q in range(1, len(checked) - 1)))


def from_right(sizes: Sequence[int]) -> Bracketing:
    """Return A (B (C D)): of many rows and few columns it is the cheap one.

    Examples
    --------
    >>> order = from_right((1, 4, 5, 3))
    >>> [product.multiplications for product in order.products], order.largest
    ([60, 12], 12)
    """
    checked = _checked(sizes)
    last = len(checked) - 2
    return Bracketing(tuple(_product(checked, q, q, last) for q in range(last - 1, -1, -1)))


def optimum(sizes: Sequence[int]) -> Bracketing:
    """Return an order of fewest multiplications, by dynamic programming in O(n³) time.

    Of several the one whose last product is farthest left.

    References
    ----------
    .. [1] S. S. Godbole, "On efficient computation of matrix chain products", IEEE Transactions
       on Computers C-22 (1973) 864-866.
    .. [2] T. H. Cormen, C. E. Leiserson, R. L. Rivest and C. Stein, "Introduction to Algorithms",
       4th ed., MIT Press, 2022, section 14.2: matrix-chain multiplication.

    Examples
    --------
    >>> sizes = (9, 1, 9, 1, 9)
    >>> [order(sizes).multiplications for order in (from_left, optimum, from_right)]
    [243, 99, 243]
    """
    checked = _checked(sizes)
    splits = _splits(checked)

    def products(first: int, last: int) -> tuple[BracketProduct, ...]:
        if first == last:
            return ()
        split = splits[first, last]
        both = products(first, split) + products(split + 1, last)
        return (*both, _product(checked, first, split, last))

    return Bracketing(products(0, len(checked) - 2))


def with_brackets(order: Bracketing, names: Sequence[str]) -> str:
    """Return a chain with its brackets.

    Examples
    --------
    >>> with_brackets(from_left((1, 4, 5, 3)), ("a", "B", "C"))
    '(a B) C'
    >>> with_brackets(optimum((9, 1, 9, 1)), "ABC")
    'A (B C)'
    """
    told = {(n, n): name for n, name in enumerate(names)}
    for product in order.products:
        left = told[product.first, product.split]
        right = told[product.split + 1, product.last]
        told[product.first, product.last] = f"({left} {right})"
    return told[0, len(names) - 1][1:-1]


def _product(sizes: ChainSizes, first: int, split: int, last: int) -> BracketProduct:
    return BracketProduct(first, split, last, sizes[first], sizes[split + 1], sizes[last + 1])


@lru_cache(maxsize=256)
def _splits(sizes: ChainSizes) -> dict[tuple[int, int], int]:
    """Return after which factor the cheapest order of each stretch has its last product."""
    count = len(sizes) - 1
    costs = {(n, n): 0 for n in range(count)}
    splits: dict[tuple[int, int], int] = {}
    for length in range(1, count):
        for first in range(count - length):
            last = first + length
            costs[first, last], splits[first, last] = min(
                (
                    costs[first, split]
                    + costs[split + 1, last]
                    + _product(sizes, first, split, last).multiplications,
                    split,
                )
                for split in range(first, last)
            )
    return splits


def _checked(sizes: Sequence[int]) -> ChainSizes:
    if len(sizes) < 3:
        raise InputError(
            say("a product has at least two factors, so three sizes: got {count}", count=len(sizes))
        )
    if min(sizes) < 1:
        raise InputError(
            say(
                "a matrix has at least one row and one column: got a size {size}",
                size=str(min(sizes)),
            )
        )
    return tuple(sizes)
