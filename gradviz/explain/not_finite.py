"""Which number at the root makes a cell NaN or infinite."""

import math

import numpy as np

from gradviz.engine.graph.dependence import sources
from gradviz.engine.passes import Passes
from gradviz.explain.subject import Subject, subject
from gradviz.messages.message import Message, say
from gradviz.refs import CellRef


def not_finite(s: Subject) -> Message:
    """Say which number at the root makes a cell NaN or infinite."""
    here = s.ref_in_network
    found = _root(s.whole, here)
    root = subject(s.whole, found, s.notation)
    what = say("infinite ({value})", value=s.told)
    if math.isnan(s.value):
        what = say("not a number (NaN)")
    if not sources(s.whole, found):
        if found == here:
            return say(
                "{cell} is {what}. It was typed in, and it spoils what is computed from it.",
                cell=s.name,
                what=what,
            )
        return say(
            "{cell} is {what}, because {root} is {value}.",
            cell=s.name,
            what=what,
            root=root.name,
            value=root.told,
        )
    if found == here:
        return say(
            "{cell} is {what}: its terms are too large for a computer, whose numbers end near "
            "1.8e308.",
            cell=s.name,
            what=what,
        )
    return say(
        "{cell} is {what}: the terms behind {root} are too large for a computer, whose numbers end "
        "near 1.8e308.",
        cell=s.name,
        what=what,
        root=root.name,
    )


def _root(passes: Passes, ref: CellRef) -> CellRef:
    """Follow the first source that is not finite back to where that begins."""
    for block in sources(passes, ref):
        part = passes.matrix(block.name)[
            block.rows.start : block.rows.stop, block.cols.start : block.cols.stop
        ]
        bad = np.argwhere(~np.isfinite(part))
        if bad.size:
            row, col = bad[0].tolist()
            found = CellRef(block.name, block.rows.start + row, block.cols.start + col)
            return _root(passes, found)
    return ref
