"""What an edit made larger or smaller, in words."""

import numpy as np

from gradviz.arrays import Matrix, size
from gradviz.session.document import Document, editable
from gradviz.session.tables import presented


def sizes_told(old: Document, new: Document) -> str:
    """Say which matrices have another size now, as people of the convention see them.

    Parameters
    ----------
    old, new : Document
        Before and after an edit.

    Returns
    -------
    str
        Without a full stop; "" if no size has changed, or other layers are there.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> from gradviz.session.edits import resize, set_block
    >>> sizes_told(example(), set_block(example(), "W", 1, 0, [[5, 6, 7]] * 2, grow=True))
    'W is now 3×3, T got a row of zeros'
    >>> sizes_told(example(), resize(example(), N=3))
    'X and T lost a column'
    """
    if old.network.names != new.network.names or old.convention != new.convention:
        return ""
    told: dict[str, list[str]] = {}
    for name in editable(new):
        before = presented(name, old.matrix(name), old.convention)
        after = presented(name, new.matrix(name), new.convention)
        if before.shape != after.shape:
            told.setdefault(_change(before, after), []).append(name)
    ordered = sorted(told.items(), key=lambda change: not change[0].startswith("is now"))
    return ", ".join(f"{_listed(names)} {what}" for what, names in ordered)


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
