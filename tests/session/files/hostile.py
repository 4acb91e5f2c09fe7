"""Files that ask for more than they can have: each is to be refused in one line, at once."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import numpy as np

from gradviz.session.document import example
from gradviz.session.files.file import to_json

MB = 1_000_000

Write: TypeAlias = Callable[[Path], object]


def repeated(piece: bytes, size: int, start: bytes = b"", end: bytes = b"") -> Write:
    """Return what writes a piece until there are so many bytes, block by block."""

    def write(path: Path) -> None:
        block = piece * max(MB // len(piece), 1)
        with path.open("wb") as file:
            file.write(start)
            for _ in range(size // len(block)):
                file.write(block)
            file.write(end)

    return write


def session(**changed: str) -> bytes:
    """Return the example as JSON, with texts in place of what some keys have."""
    content = json.loads(to_json(example()))
    marked = json.dumps(content | {key: f"<{key}>" for key in changed})
    for key, text in changed.items():
        marked = marked.replace(f'"<{key}>"', text)
    return marked.encode()


def within(key: str, piece: bytes, size: int, begin: str = "[[", close: str = "]]") -> Write:
    """Return what writes a session with a long list in one of its keys."""
    before, after = session(**{key: f"{begin}@{close}"}).split(b"@")
    return repeated(piece, size, before, after)


def names(count: int) -> Iterator[bytes]:
    return (b'"%d":1' % n for n in range(count))


def joined(start: bytes, parts: Iterator[bytes], end: bytes) -> Write:
    def write(path: Path) -> None:
        path.write_bytes(start + b",".join(parts) + end)

    return write


def npy_bytes(
    shape: tuple[int, ...], descr: str = "<f8", data: bytes = b"", **more: object
) -> bytes:
    header = repr({"descr": descr, "fortran_order": False, "shape": shape} | more).encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def npz(
    members: dict[str, bytes] | list[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED
) -> Write:
    def write(path: Path) -> None:
        items = members.items() if isinstance(members, dict) else members
        with zipfile.ZipFile(path, "w", compression) as archive:
            for name, data in items:
                archive.writestr(name, data)

    return write


def zeros(*names: str, side: int = 4096) -> Write:
    """Return what writes matrices of zeros: 128 MB each, and 130 KB in the file."""

    def write(path: Path) -> None:
        whole = io.BytesIO()
        np.save(whole, np.zeros((side, side)))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("one", whole.getvalue())
        stored = path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            info = archive.infolist()[0]
        start = 30 + len("one")
        packed = stored[start : start + info.compress_size]
        path.write_bytes(_archive(names, packed, info.CRC, info.file_size))

    return write


def _archive(
    names: tuple[str, ...], packed: bytes, crc: int, size: int, *, shared: bool = False
) -> bytes:
    """Return a zip file of members that all hold the same, without compressing it each time."""
    body, directory = bytearray(), bytearray()
    at = 0
    for name in names:
        coded = name.encode()
        fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(packed), size, len(coded), 0)
        if not (shared and body):
            at = len(body)
            body += b"PK\3\4" + fields + coded + packed
        directory += (
            b"PK\1\2"
            + struct.pack("<H", 20)
            + fields
            + struct.pack("<HHHII", 0, 0, 0, 0, at)
            + coded
        )
    end = struct.pack(
        "<HHHHIIH", 0, 0, len(names) & 0xFFFF, len(names) & 0xFFFF, len(directory), len(body), 0
    )
    return bytes(body + directory + b"PK\5\6" + end)


def many_members(count: int, name: str = "m{}") -> Write:
    def write(path: Path) -> None:
        path.write_bytes(_archive(tuple(name.format(n) for n in range(count)), b"", 0, 0))

    return write


def overlapping(path: Path) -> None:
    data = npy_bytes((2, 2), data=bytes(32))
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = compressor.compress(data) + compressor.flush()
    crc = zlib.crc32(data)
    path.write_bytes(_archive(("W.npy", "X.npy"), packed, crc, len(data), shared=True))


def lying(field: int, value: int) -> Write:
    """Return what writes an archive whose directory lies of a size: packed at 20, whole at 24."""

    def write(path: Path) -> None:
        npz({"W.npy": npy_bytes((2, 2), data=bytes(32))})(path)
        data = bytearray(path.read_bytes())
        at = data.index(b"PK\1\2") + field
        data[at : at + 4] = struct.pack("<I", value)
        path.write_bytes(bytes(data))

    return write


def bytes_of(data: bytes) -> Write:
    return lambda path: path.write_bytes(data)


def sparse(size: int, start: bytes = b"") -> Write:
    def write(path: Path) -> None:
        with path.open("wb") as file:
            file.write(start)
            file.truncate(size)

    return write


HUGE = 2**62
ROW = b"[" + b"1," * 15 + b"1],"
TANGENTS = ",".join(f'"d{n}": [[1]]' for n in range(200_000))

FILES: dict[str, Write] = {
    # sessions
    "brackets.gradviz": repeated(b"[", 250 * MB),
    "brackets closed.gradviz": repeated(b"[", 120 * MB, end=b"]" * 120 * MB),
    "objects.gradviz": repeated(b'{"a":', 250 * MB),
    "quoted brackets.gradviz": repeated(b'"[[",', 120 * MB, b'{"a": ['),
    "keys.gradviz": joined(b"{", names(2_000_000), b"}"),
    "keys of the view.gradviz": joined(
        session(view="{@}").partition(b"@")[0], names(2_000_000), b"}}"
    ),
    "names of tangents.gradviz": bytes_of(session(tangents="{" + TANGENTS + "}")),
    "ones.gradviz": repeated(b"1,", 120 * MB),
    "list of ones.gradviz": repeated(b"1,", 120 * MB, b"["),
    "row of ones.gradviz": within("X", b"1,", 120 * MB),
    "rows of ones.gradviz": within("X", ROW, 120 * MB, "[", "[1]]"),
    "empty rows.gradviz": within("X", b"[],", 120 * MB, "[", "[]]"),
    "nested rows.gradviz": within("X", b"[", 120 * MB),
    "race.gradviz": within("view", b"1,", 20 * MB, '{"race": [', "1]}"),
    "words.gradviz": within("X", b'"a",', 100 * MB),
    "one word.gradviz": within("loss", b"a", 200 * MB, '"', '"'),
    "spaces.gradviz": repeated(b" ", 250 * MB),
    "spaces in a list.gradviz": within("X", b" ", 200 * MB),
    "digits.gradviz": within("X", b"1", MB),
    "more digits.gradviz": within("X", b"1", 200 * MB),
    "many numbers with digits.gradviz": within("X", b"1" * 5000 + b",", 100 * MB, "[[", "1]]"),
    "large numbers.gradviz": within("X", b"1e99999999,", 20 * MB, "[[", "1]]"),
    "layers.gradviz": bytes_of(session(network="[" + '{"kind":"relu"},' * 500_000 + "{}]")),
    "positions.gradviz": bytes_of(session(view='{"steepest": {"inputs": [' + "1," * 9000 + "1]}}")),
    "nothing.gradviz": sparse(2**41),
    "zeros.gradviz": sparse(200 * MB),
    # archives
    "99 times W.npz": zeros(*(f"W{n}.npy" for n in range(1, 100))),
    "99 times the same W.npz": zeros(*["W.npy"] * 99),
    "does not fit.npz": zeros("W.npy", "X.npy", "T.npy", "b.npy"),
    "five.npz": zeros("W1.npy", "W2.npy", "W3.npy", "W4.npy", "X.npy", side=4095),
    "a layer more.npz": zeros("W1.npy", "W2.npy", "W3.npy", "W4.npy", "W6.npy"),
    "members.npz": many_members(1_000_000),
    "thousands.npz": many_members(2000),
    "overlapping.npz": overlapping,
    "smaller than said.npz": lying(24, 100),
    "larger than said.npz": lying(24, 0xFFFFFFF0),
    "packed larger.npz": lying(20, 0xFFFFFFF0),
    "signs.npz": npz({"\x1b[31mred\r\n\x07.npy": npy_bytes((1, 1)), "W.npy": npy_bytes((1, 1))}),
    "absolute.npz": npz({"/etc/passwd": b"", "../../W.npy": npy_bytes((1, 1))}),
    "nested.npz": npz({"W.npz": bytes(100), "X.npz": bytes(100)}),
    "bzip2.npz": npz({"W.npy": bytes(100)}, zipfile.ZIP_BZIP2),
    "layers.npz": npz(
        {"layers.npy": npy_bytes((4_000_000,), data=bytes(32 * MB)), "X.npy": npy_bytes((1, 1))}
    ),
    "no letters.npz": npz(
        {
            "layers.npy": npy_bytes((), "<U2", b"\xff" * 8),
            "X.npy": npy_bytes((1, 1), data=bytes(8)),
        }
    ),
    # arrays
    "long header.npy": bytes_of(
        b"\x93NUMPY\x02\x00" + struct.pack("<I", 10 * MB) + b"{" + b" " * 10 * MB
    ),
    "deep header.npy": bytes_of(
        b"\x93NUMPY\x01\x00" + struct.pack("<H", 9000) + b"(" * 9000 + bytes(64)
    ),
    "negative.npy": bytes_of(npy_bytes((-1, 4), data=bytes(64))),
    "twice negative.npy": bytes_of(npy_bytes((-2, -2), data=bytes(64))),
    "huge.npy": bytes_of(npy_bytes((HUGE, HUGE), data=bytes(64))),
    "huge and empty.npy": bytes_of(npy_bytes((HUGE, 0), data=bytes(64))),
    "overflow.npy": bytes_of(npy_bytes((2**32, 2**32), data=bytes(64))),
    "digits.npy": bytes_of(npy_bytes((10**4000, 10**4000), data=bytes(64))),
    "axes.npy": bytes_of(npy_bytes((1,) * 100, data=bytes(64))),
    "structured.npy": bytes_of(npy_bytes((2, 2), [("a", "<f8"), ("b", "|O")], bytes(64))),
    "version 3.npy": bytes_of(b"\x93NUMPY\x03\x00" + npy_bytes((2, 2), data=bytes(32))[8:]),
    "too large.npy": sparse(250 * MB, npy_bytes((4096, 4097))),
    "short.npy": bytes_of(npy_bytes((4096, 4096), data=bytes(64))),
    "fortran.npy": bytes_of(npy_bytes((4096, 4096), data=bytes(64), fortran_order=True)),
    # text
    "digits.csv": repeated(b"1", 200 * MB),
    "letters.csv": repeated(b"a", 200 * MB),
    "letter columns.csv": repeated(b"a,", 120 * MB),
    "ones.csv": repeated(b"1,", 120 * MB),
    "ones and spaces.txt": repeated(b"1 ", 120 * MB),
    "lines.csv": repeated(b"1\n", 20 * MB),
    "empty lines.csv": repeated(b"\n", 200 * MB),
    "columns.csv": repeated(b"1,", 2 * MB, end=b"x"),
    "commas.csv": repeated(b",", 200 * MB),
    "tabs.tsv": repeated(b"\t", 200 * MB),
    "semicolons.csv": repeated(b";", 200 * MB),
    "spaces.csv": repeated(b" ", 200 * MB),
    "comments.csv": repeated(b"#" * 99 + b"\n", 200 * MB),
    "quotes.csv": repeated(b'"', 200 * MB),
    "brackets.txt": repeated(b"[", 200 * MB),
    "parentheses.txt": repeated(b"(", 200 * MB),
    "ragged.csv": repeated(b"1," * 4094 + b"1\n", 30 * MB, b"1," * 4095 + b"1\n"),
    "two words.csv": repeated(b"word," * 15 + b"word\n", 80 * MB),
    "rules.txt": repeated(b"|---|\n", 3 * MB, b"| a |\n"),
    "UTF-16.csv": repeated(b"1\0", 200 * MB, b"\xff\xfe"),
    "half a letter of UTF-16.csv": bytes_of(b"\xff\xfe1\0,\0x\xd8"),
    "zeros.csv": sparse(200 * MB),
    "large numbers.csv": repeated(b"1e99999999,", 20 * MB),
    "digits with more.csv": bytes_of(b"1" * 10_000_000 + b"x,1"),
    "arithmetic.csv": joined(b"", (b"1/%d" % n for n in range(1, 400_000)), b"\n"),
    "different rows.csv": bytes_of(b"1,2\n" + b"3," * 10_000_000),
}
