"""What an edit made larger or smaller, in words."""

from collections.abc import Iterator
from itertools import takewhile

import numpy as np

from gradviz.arrays import Matrix, size
from gradviz.session.document import Document
from gradviz.session.editable import editable
from gradviz.session.matrices.tables import presented


def sizes_told(old: Document, new: Document) -> str:
    """Say which matrices have another size now, as people of the convention see them.

    Parameters
    ----------
    old, new : Document
        Before and after an edit.

    Returns
    -------
    str
        Without a full stop; "" if no size has changed, or it is another document altogether.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> from gradviz.session.edits import resize, set_block
    >>> sizes_told(example(), set_block(example(), "W", 1, 0, [[5, 6, 7]] * 2, grow=True))
    'W is now 3×3, T got a row of zeros'
    >>> sizes_told(example(), resize(example(), N=3))
    'X and T lost a column'
    """
    if old.convention != new.convention:
        return ""
    told: dict[str, list[str]] = {}
    for name, was in _kept(old, new).items():
        before = presented(was, old.matrix(was), old.convention)
        after = presented(name, new.matrix(name), new.convention)
        if before.shape != after.shape:
            told.setdefault(_change(before, after), []).append(name)
    ordered = sorted(told.items(), key=lambda change: not change[0].startswith("is now"))
    return ", ".join(f"{_listed(names)} {what}" for what, names in ordered)


def _kept(old: Document, new: Document) -> dict[str, str]:
    """Return, for every matrix that was there before, the name that it had."""
    if old.network.names == new.network.names:
        return {name: name for name in editable(new)}
    layers = {id(layer) for layer in old.network.layers}
    is_other = all(id(layer) not in layers for layer in new.network.layers)
    if is_other and old.matrix("X") is not new.matrix("X"):
        return {}
    found: dict[str, str] = {}
    for before, after in _kept_layers(old, new):
        names, were = new.network.names[after], old.network.names[before]
        for name, was in ((names.W, were.W), (names.b, were.b)):
            if name is not None and was is not None:
                found.setdefault(name, was)
    ends = [name for name in ("X", "T") if name in editable(old) and name in editable(new)]
    return found | {name: name for name in ends}


def _kept_layers(old: Document, new: Document) -> Iterator[tuple[int, int]]:
    """Return pairs of layers, before and after; one put in or taken out is in none."""
    pairs = zip(old.network.layers, new.network.layers, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] is pair[1], pairs))
    added = len(new.network.layers) - len(old.network.layers)
    for before in range(len(old.network.layers)):
        after = before if before < same else before + added
        is_gone = same <= before < same - added
        if not is_gone:
            yield before, after


def _change(before: Matrix, after: Matrix) -> str:
    rows, cols = (min(pair) for pair in zip(before.shape, after.shape, strict=True))
    expected = np.zeros(after.shape)
    expected[:rows, :cols] = before[:rows, :cols]
    if not np.array_equal(expected, after, equal_nan=True):
        return f"is now {size(after)}"
    steps = [int(now) - int(was) for was, now in zip(before.shape, after.shape, strict=True)]
    lines = list(zip(steps, ("row", "column"), strict=True))
    got = " and ".join(_lines(step, line) for step, line in lines if step > 0)
    lost = " and ".join(_lines(step, line) for step, line in lines if step < 0)
    return " and ".join(filter(None, (got and f"got {got} of zeros", lost and f"lost {lost}")))


def _lines(step: int, line: str) -> str:
    return f"a {line}" if abs(step) == 1 else f"{abs(step)} {line}s"


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
