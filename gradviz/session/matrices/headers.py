"""What the header of a NumPy array says, judged before a number of it is read."""

import io
import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib import format as npy

from gradviz.errors import InputError
from gradviz.messages.message import Text, say
from gradviz.session.matrices.names import TEXTS
from gradviz.session.widths import MAX_ENTRIES

HEAD_BYTES = 65_536
"""More than any header of an array of numbers has."""


@dataclass(frozen=True, slots=True)
class Header:
    """What an array is, and where in its file the numbers begin."""

    shape: tuple[int, ...]
    is_fortran: bool
    dtype: np.dtype[Any]
    length: int

    @property
    def entries(self) -> int:
        """How many numbers there are."""
        return math.prod(self.shape)

    @property
    def bytes(self) -> int:
        """How many bytes they have."""
        return self.entries * self.dtype.itemsize


def header_of(head: bytes, name: Text) -> Header:
    """Return what the first bytes of an array say."""
    stream = io.BytesIO(head)
    readers = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
    version = npy.read_magic(stream)
    if version not in readers:
        raise InputError(
            say(
                "NumPy's format {version} is not for matrices of numbers",
                version=f"{version[0]}.{version[1]}",
            )
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python 2's headers
        shape, is_fortran, dtype = readers[version](stream)
    header = Header(shape, is_fortran, dtype, stream.tell())
    if min(shape, default=0) < 0:
        raise InputError(
            say("{name} is no NumPy array, or a damaged one: its shape is negative", name=name)
        )
    return header


def check_header(header: Header, size: int, name: Text) -> None:
    """Refuse what is no matrix, or has no room in a file of `size` bytes."""
    _check_kind(header, name)
    if header.bytes > size - header.length:
        raise InputError(
            say(
                "{name} is no NumPy array, or a damaged one: it is shorter than its header says",
                name=name,
            )
        )


def _check_kind(header: Header, name: Text) -> None:
    dtype = header.dtype
    if dtype.hasobject:
        raise InputError(
            say(
                "{name} is pickled, and gradviz opens no pickles: they can run programs; "
                "save it as numbers, {code}",
                name=name,
                code="array.astype(float)",
            )
        )
    if name in TEXTS and header.bytes > HEAD_BYTES:
        raise InputError(say("the text {name} is too long", name=name))
    is_text = name in TEXTS and dtype.kind == "U" and dtype.itemsize
    if not is_text and dtype.kind not in "biuf":
        raise InputError(
            say("{name} needs real numbers: it holds {dtype}", name=name, dtype=str(dtype))
        )
    if len(header.shape) > 2:
        raise InputError(
            say(
                "{name} needs two axes, rows and columns: it has shape {shape}",
                name=name,
                shape=str(header.shape),
            )
        )
    if not header.entries:
        raise InputError(
            say(
                "{name} needs at least one row and one column: it has shape {shape}",
                name=name,
                shape=str(header.shape),
            )
        )
    if header.entries > MAX_ENTRIES:
        raise InputError(
            say(
                "{name} is {size}: a matrix has at most {most} entries",
                name=name,
                size="×".join(map(str, header.shape)),
                most=f"{MAX_ENTRIES:,}",
            )
        )
