"""Spoiled files: each is a document that every view draws, or is refused in one line, at once.

Files of every format are spoiled byte by byte, and as what they are: JSON with other types, keys,
sizes and numbers, archives with other members, arrays with other headers.
"""

import io
import logging
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

import numpy as np

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.errors import LONGEST, InputError
from gradviz.session.document import Document, network_document
from gradviz.session.edits import set_convention, set_view
from gradviz.session.files.file import to_json
from gradviz.session.files.store import load_readers, read
from gradviz.session.layers import set_layer_bias
from gradviz.session.presets.documents import PRESETS
from tests.stress.drawing import VIEWS, draw
from tests.stress.mutations import BYTES, JSON, NUMPY, Mutation, other_array

SECONDS = 2.0
"""What reading a file may take."""
_LOG = logging.getLogger(__name__)
_LOG_EACH = 5000
_MUTATIONS: Mapping[str, Mutation] = {**BYTES, **JSON, **NUMPY, "other_array": other_array}
_FITTING: Mapping[str, tuple[str, ...]] = {
    ".gradviz": (*JSON, *JSON, *JSON, *BYTES),
    ".npz": ("members", "members", "members", *BYTES),
    ".npy": ("header", "header", "other_array", *BYTES),
    ".csv": tuple(BYTES),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A file of `sources`, and how it is spoiled, step by step; each step has a seed of its own."""

    source: str
    steps: tuple[tuple[str, int], ...]

    def data(self) -> bytes:
        data = sources()[self.source]
        for name, seed in self.steps:
            data = _MUTATIONS[name](data, Random(seed))
        return data


def run(count: int, seed: int) -> list[str]:
    """Read `count` spoiled files; return what came of those that were neither read nor refused."""
    load_readers()
    failures = []
    with tempfile.TemporaryDirectory(prefix="gradviz-files-") as folder:
        for n in range(count):
            case = chosen(n, seed)
            if fault := fault_of(case, Path(folder)):
                failures.append(shortest(case, fault, Path(folder)))
            if n % _LOG_EACH == _LOG_EACH - 1:
                _LOG.info("%d files, %d failures", n + 1, len(failures))
    return failures


def chosen(n: int, seed: int) -> Case:
    """Return case n of a seed."""
    random = Random(f"{seed} {n}")
    source = random.choice(tuple(sources()))
    names = _FITTING[Path(source).suffix]
    count = random.choice((1, 1, 1, 2, 3))
    steps = ((random.choice(names), random.getrandbits(32)) for _ in range(count))
    return Case(source, tuple(steps))


def fault_of(case: Case, folder: Path) -> str:
    """Return what is wrong with what came of a file; "" if nothing is."""
    path = folder / f"spoiled{Path(case.source).suffix}"
    path.write_bytes(case.data())
    begun = time.process_time()
    document = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)  # NumPy's
            document = read(path)
    except InputError as error:
        if not is_one_line(str(error)):
            return f"a message that is no line: {str(error)!r}"
    except Exception:
        return f"raised as it was read: {_last(traceback.format_exc())}"
    if (spent := time.process_time() - begun) > SECONDS:
        return f"took {spent:.1f} s to read"
    return "" if document is None else _fault_of_drawing(document)


def _fault_of_drawing(document: Document) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)  # NumPy's
            draw(document)
    except Exception:
        return f"raised as it was drawn: {_last(traceback.format_exc())}"
    return ""


def shortest(case: Case, fault: str, folder: Path) -> str:
    """Return a failure with as few steps as show it."""
    for step in case.steps:
        fewer = replace(case, steps=tuple(other for other in case.steps if other != step))
        if found := fault_of(fewer, folder):
            case, fault = fewer, found
    return f"{case!r}.data(), tests.stress.files: {fault}"


def is_one_line(message: str) -> bool:
    """Tell whether a message can be printed as it is."""
    return message.isprintable() and 0 < len(message) <= LONGEST


def _last(trace: str) -> str:
    """Return where an exception was raised, and what it says."""
    lines = [line.strip() for line in trace.splitlines() if line.strip()]
    places = [line for line in lines if line.startswith("File ")]
    return f"{lines[-1]} ({places[-1]})" if places else lines[-1]


# --- what is spoiled


@cache
def sources() -> Mapping[str, bytes]:
    """Return sound files of every format, small ones, by name."""
    return {
        **{f"{preset.id}.gradviz": _json(preset.document()) for preset in PRESETS},
        **{
            f"{name}.gradviz": _json(set_convention(set_view(_network(), view=name), "xwt"))
            for name in VIEWS
        },
        "large.gradviz": _json(_large()),
        "W.npy": _saved(np.save, np.arange(6.0).reshape(2, 3)),
        "fortran.npy": _saved(np.save, np.asfortranarray(np.arange(6, dtype=">i4").reshape(2, 3))),
        "network.npz": _archive(W1=np.eye(3), b1=np.ones(3), W2=np.ones((2, 3)), X=np.ones((3, 2)),
                                layers=np.array("linear,relu,linear"), T=np.zeros((2, 2))),
        "packed.npz": _archive(True, W=np.ones((2, 3)), X=np.ones((3, 4)), Y_grad=np.ones((2, 4))),
        "comma.csv": b"a,b,c\n1,2.5,-3e2\n4,nan,inf\n",
        "semicolon.csv": b"1,5;2;3\r\n4;5,25;6\r\n",
        "tabs.csv": "1\t2\t3\r\n4\t5\t6\r\n".encode("utf-16"),
        "spaces.csv": b"# by np.savetxt\n1.0 2.0\n3.0 0.3\n",
        "brackets.csv": b"array([[1., 2.],\n       [3., 4.]], dtype=float32)\n",
        "table.csv": b"| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n",
        "latex.csv": rb"\begin{pmatrix} 1 & \frac{1}{2} \\ 3 & 4 \end{pmatrix}",
    }  # fmt: skip


def _json(document: Document) -> bytes:
    return to_json(document).encode()


def _network() -> Document:
    shared = Linear([[1.0, -2.0], [0.5, 3.0]], b=[0.5, -1.0])
    network = Network([Linear([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), Activation("tanh"), shared,
                       Activation("softmax"), shared])  # fmt: skip
    X = np.arange(12.0).reshape(3, 4) / 6
    target = np.array([[1.0, 0.0, 0.5, 0.0], [0.0, 1.0, 0.5, 1.0]])
    return network_document(network, X, loss="mse", target=target)


def _large() -> Document:
    """Return a document whose matrices are read piece by piece."""
    made = np.random.Generator(np.random.PCG64(5)).standard_normal((60, 60))
    return set_layer_bias(network_document(Network([Linear(made)]), made), 0, True)


def _saved(save: Callable[..., None], array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    save(stream, array)
    return stream.getvalue()


def _archive(is_packed: bool = False, /, **arrays: np.ndarray) -> bytes:
    stream = io.BytesIO()
    (np.savez_compressed if is_packed else np.savez)(stream, **arrays)
    return stream.getvalue()
