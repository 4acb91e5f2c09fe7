"""Reading a pasted block of 1000×1000 numbers, beside `numpy.loadtxt` on the same text."""

import io

import numpy as np

import gradviz as gv
from tests.benchmarks.promise import Floor, Row
from tests.benchmarks.turns import in_turns, medians

PROMISE = "read a pasted block of 1000×1000 numbers"

_SEPARATORS = {"tabs": "\t", "commas": ",", "spaces": " "}


def rows() -> list[Row]:
    """Measure the block between tabs, which is what spreadsheets copy, and between other signs."""
    values = np.random.default_rng(1).standard_normal((1000, 1000))
    return [_read(values, name, sign) for name, sign in _SEPARATORS.items()]


def _read(values: np.ndarray, name: str, separator: str) -> Row:
    buffer = io.StringIO()
    np.savetxt(buffer, values, fmt="%.4f", delimiter=separator)
    text = buffer.getvalue()
    took = medians(
        in_turns(
            {
                "matrix": lambda: gv.matrix(text),
                "numpy.loadtxt": lambda: np.loadtxt(io.StringIO(text), delimiter=separator),
            },
            turns=9,
        )
    )
    floor = Floor("numpy.loadtxt", took["numpy.loadtxt"])
    return Row(PROMISE, f"between {name}", took["matrix"], floor)
