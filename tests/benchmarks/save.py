"""Saving: the whole file to the disk, or nothing, beside the bare writing of the same bytes."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from gradviz.session.document import Document, example, new_document
from gradviz.session.files.store import read, save
from tests.benchmarks.promise import Floor, Row
from tests.benchmarks.turns import in_turns, medians

PROMISE = "save: all of it or nothing (to the disk before it is in place)"


def rows() -> list[Row]:
    """Measure the example and a layer of 64×64; nothing is promised of the time."""
    return [_saved("the example", example()), _saved("64×64", _square(64))]


def _saved(name: str, document: Document) -> Row:
    with TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "ours.gradviz", Path(folder) / "theirs"
        save(document, ours)
        data = ours.read_bytes()
        took = medians(
            in_turns(
                {
                    "save": lambda: save(document, ours),
                    "open": lambda: read(ours),
                    "the bytes alone, unsafely": lambda: theirs.write_bytes(data),
                },
                turns=15,
            )
        )
    floor = Floor("the bytes alone, unsafely", took["the bytes alone, unsafely"])
    peers = {"to open it": took["open"]}
    return Row(PROMISE, name, took["save"], floor, peers=peers)


def _square(n: int) -> Document:
    random = np.random.default_rng(n)
    W, X, T = (random.normal(size=(n, n)) for _ in range(3))
    return new_document(W, X, loss="squared_error", target=T)
