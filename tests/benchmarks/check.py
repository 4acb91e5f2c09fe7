"""What a gradient check costs beside bare central differences: two forward passes a number."""

import numpy as np

from gradviz.engine.checking.check import check_cell, gradient_check
from gradviz.engine.losses import loss_terms
from gradviz.engine.passes import Passes
from gradviz.engine.trace import forward
from gradviz.refs import CellRef, is_gradient
from gradviz.session.document import example, passes
from tests.benchmarks.promise import Floor, Row
from tests.benchmarks.turns import in_turns, medians

PROMISE = "check: of the example, beside two forward passes for each number and no more"
_TURNS, _CALLS = 300, 1


def rows() -> list[Row]:
    """Measure the check of the example, and that of a single cell as the window makes it."""
    of = passes(example())
    took = medians(
        in_turns(
            {
                "check": lambda: gradient_check(of),
                "bare differences": lambda: _bare(of),
                "one cell": lambda: check_cell(of, CellRef("X_grad", 1, 0)),
            },
            _TURNS,
            _CALLS,
        )
    )
    bare = Floor("bare differences", took["bare differences"])
    return [
        Row(PROMISE, "check of all gradients", took["check"], bare),
        Row(PROMISE, "check of one cell", took["one cell"], bare),
    ]


def _bare(of: Passes) -> list[float]:
    """Return a slope for every number: (l(x + h) − l(x − h)) / 2h."""
    names = [name for name in of.names if is_gradient(name)]
    return [
        (_loss(of, of.key(name), row, col, 1e-6) - _loss(of, of.key(name), row, col, -1e-6)) / 2e-6
        for name in names
        for row, col in np.ndindex(of.matrix(name).shape)
    ]


def _loss(of: Passes, key: str, row: int, col: int, by: float) -> float:
    made = {record.output for record in of.operations}
    known = {name: matrix for name, matrix in of.primals.items() if name not in made}
    known[key] = of.primals[key].copy()
    known[key][row, col] += by
    Y = forward(of.operations, known)[of.output]
    assert of.loss_name is not None
    return float(loss_terms(of.loss_name, Y, of.target).sum())
