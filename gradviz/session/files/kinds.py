"""Which kinds of files are opened, and the suffixes by which they are told."""

from typing import Literal, TypeAlias

SESSION_SUFFIX = ".gradviz"
MATRIX_SUFFIXES = (".npz", ".npy", ".csv", ".tsv", ".txt")

FileKind: TypeAlias = Literal["session", "npz", "npy", "csv"]

KINDS: dict[str, FileKind] = {
    SESSION_SUFFIX: "session",
    ".json": "session",
    ".npz": "npz",
    ".npy": "npy",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
}
"""The kind of a file by its suffix."""
