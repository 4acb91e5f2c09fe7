"""What is opened, dropped, pasted and typed: good and bad, always the same."""

import json
from pathlib import Path

import numpy as np

from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.session.document import Document, example, network_document
from gradviz.session.edits import set_convention, set_view
from gradviz.session.files.file import to_json
from gradviz.session.files.store import save
from gradviz.session.looks.choices import VIEWS
from gradviz.session.presets.documents import PRESETS

TEXTS = (
    *("", " ", "\t", "\n", "0", "-1.5", "1e3", "1e400", "nan", "-inf", "1/3", "1/0", "sqrt(2)"),
    *("pi/4", "(", "2**3", "2^999", "1,5", "−3", "½", "0x10", "abc", "W", "1 2", "١٢", "\u202e1"),
    *("1\t2\n3\t4", "1,2,3\n4,5,6", "[[1, 2], [3, 4]]", "array([[1., 2.],\n       [3., 4.]])"),
    *("tensor([[1., nan]])", "[1 2; 3 4]", "1\t2\n3", "| 1 | 2 |\n|---|---|\n| 3 | 4 |"),
    *("1\t" * 70, "1\n" * 70, ("1\t" * 9 + "\n") * 9, "x" * 5000, "\0", "\ufffd", "🙂", "[[[1]]]"),
    *("1;2;3", '"1"\t"2"', "1e-320\t-0.0", "inf\tnan\n-inf\t0", "[", "[[1, 2], [3]]", "1 2\n\n3 4"),
)
"""For the clipboard and for entries."""

ENTRIES = (
    "3",
    "-1.5",
    "0",
    "1/3",
    "-2e-3",
    "sqrt(2)",
    "nan",
    "inf",
    "1e308",
    "-0.0",
    "x",
    "",
    "(1",
)
"""For a cell."""

NEW_NAMES = (
    "new",
    "new.gradviz",
    "new.csv",
    "new.png",
    "new.svg",
    "new.pdf",
    "no/such/new.gradviz",
)
"""Names to save under, beside those of all files that are there."""


def documents() -> dict[str, Document]:
    """Return what windows are opened on and files are made of, by name."""
    random = np.random.default_rng(10)
    found = {preset.id: preset.document() for preset in PRESETS}
    deep = [Linear(random.normal(size=(3, 3))) for _ in range(6)]
    layers = [layer for one in deep for layer in (one, Activation("tanh"))]
    found["deep"] = network_document(Network(tuple(layers)), random.normal(size=(3, 5)))
    tied = Network((deep[0], Activation("relu"), deep[0], Activation("softmax")))
    found["tied"] = network_document(tied, random.normal(size=(3, 2)), loss="mse")
    only = Network((Activation("gelu"),))
    found["no-matrix"] = network_document(only, random.normal(size=(2, 2)), loss="seed")
    dot = Network((Linear([[2.0]]),))
    found["dot"] = network_document(dot, np.ones((1, 1)), loss="squared_error")
    wide = Network((Linear(random.normal(size=(40, 30)), random.normal(size=(40, 1))),))
    found["large"] = network_document(wide, random.normal(size=(30, 50)))
    return found


def write_files(folder: Path) -> None:
    """Fill a folder with files to open: sessions in all views, matrices, and bad ones."""
    for name, document in documents().items():
        save(document, folder / f"{name}.gradviz")
    for view in VIEWS:
        for name in ("example", "deep", "tied"):
            shown = set_view(documents()[name], view=view, scale="shared", curve="symlog")
            save(set_convention(shown, "xwt"), folder / f"{view}-{name}.gradviz")
    _write_matrices(folder)
    _write_bad(folder)


def names_in(folder: Path) -> tuple[str, ...]:
    """Return what can be opened in a folder, in an order that does not change."""
    return tuple(sorted(path.name for path in folder.iterdir()))


def _write_matrices(folder: Path) -> None:
    np.savez(folder / "matrices.npz", W=np.ones((2, 3)), X=np.eye(3), T=np.zeros((2, 3)))
    np.savez(folder / "seeded.npz", W=np.ones((2, 3)), X=np.eye(3), Y_grad=np.ones((2, 3)))
    np.savez(folder / "misfit.npz", W=np.ones((2, 3)), X=np.ones((2, 3)))
    long = np.ones((120, 100))  # is read beside the window's work
    np.savez(folder / "long.npz", W=long, X=long[:100, :8])
    np.save(folder / "one.npy", np.arange(6.0).reshape(2, 3))
    np.save(folder / "cube.npy", np.ones((2, 2, 2)))
    (folder / "numbers.csv").write_text("1,2\n3,4\n")
    (folder / "words.csv").write_text("one,two\n3,x\n")
    (folder / "empty.csv").write_text("")


def _write_bad(folder: Path) -> None:
    """Write sessions that are no sessions, or whose options point at what is not there."""
    whole = to_json(example())
    (folder / "cut.gradviz").write_text(whole[: len(whole) // 2])
    (folder / "noise.gradviz").write_bytes(bytes(range(256)))
    (folder / "brackets.gradviz").write_text("[" * 5000)
    (folder / "unknown.abc").write_text("1")
    (folder / "folder.gradviz").mkdir()
    for view, options in {
        "cube": {"layer": 7},
        "derivation": {"layer": 7},
        "jacobian": {"of": "Y9", "wrt": "W9", "sample": 99},
        "adjoint": {"layer": 7},
        "steepest": {"of": "Y9", "sample": 99, "inputs": [70, 80], "outputs": [70, 80]},
        "race": {},
    }.items():
        kept = json.loads(whole)
        kept["view"]["view"] = view
        if view == "race":
            kept["view"]["race"] = [2] * 30
        else:
            kept["view"][view] |= options
        (folder / f"out-of-range-{view}.gradviz").write_text(json.dumps(kept))
