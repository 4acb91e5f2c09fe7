"""Functions that remember the marks they made, as far as there is room for them."""

from collections.abc import Callable
from typing import ParamSpec

import numpy as np

from gradviz.memo import by_identity
from gradviz.scene.marks.frame import Cells

_P = ParamSpec("_P")

_BUDGET = 48_000_000
"""Bytes: several times what fills a large screen with cells of one pixel."""
_LEAST = 4_000  # bytes that even a small mark counts for


def recent(
    budget: int = _BUDGET, told: tuple[type, ...] = (np.ndarray,)
) -> Callable[[Callable[_P, Cells]], Callable[_P, Cells]]:
    """Let a pure function that makes cells remember them, up to a budget in bytes.

    The same arguments give the very same mark; `gradviz.memo.by_identity` says more.
    """
    return by_identity(budget, _bytes, told)


def _bytes(cells: Cells) -> int:
    text = 0 if cells.text is None else cells.text.nbytes
    return cells.fill.nbytes + cells.state.nbytes + cells.ink.nbytes + text + _LEAST
