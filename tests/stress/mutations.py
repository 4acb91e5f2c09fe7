"""Ways to spoil data, each the same for a seed: of bytes, of JSON, of NumPy's files."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import numpy as np

Mutation = Callable[[bytes, Random], bytes]

TOKENS = (
    b"", b"\0", b"\n", b"\r\n", b",", b";", b"\t", b"[", b"]", b"{", b"}", b'"', b":", b"-", b".",
    b"null", b"true", b"NaN", b"nan", b"inf", b"1e999", b"-0.0", b"1e308", b"9" * 400, b"0x1f",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"PK\3\4", b"PK\5\6", b"\x93NUMPY", b"1,5",
    b"\x1b[31m", b"\\u001b", b"\\u202e", b"#", b"1/3", b"abc", b"...", b"[[1]]", b"|---|",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 3, 7, 64, 2**31, 2**63, -(2**63), 10**30, 10**400, 0.5, -0.0,
    1e-320, 1e308, -1e308, "NaN", "Infinity", "-Infinity", "", "X", "W", "Y", "flow", "relu",
    "linear", "softmax", "cross_entropy", "seed", "sum", "mse", "xw", "xwt", "a\x1b[31m\n\r\x07",
    "\u202e", [], {}, [[]], [1], [[1]], [[1, 2], [3]], [[1, 2], [3, 4]], [[0] * 9] * 9, {"a": 1},
)  # fmt: skip
CHOICES: tuple[Any, ...] = (
    None, -1, 0, 1, 2, 3, 7, 99, 0.0, 45.5, -900.0, 1e300, "NaN", "", "X", "W1", "W2", "b1", "Y1",
    "Y2", "Y", "X_grad", "W_grad", "flow", "jacobian", "race", "adjoint", "steepest", "cube",
    "derivation", "F", "C", "column", "triptych", "gradients", "indices", "random", "orthogonal",
    [0, 0], [1, 0], [5, 9], [2, 1, 0], [0, 1, 2, 3],
)  # fmt: skip


# --- bytes


def bits(data: bytes, random: Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8))):
        if spoiled:
            spoiled[random.randrange(len(spoiled))] ^= 1 << random.randrange(8)
    return bytes(spoiled)


def cut_off(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def chunk_gone(data: bytes, random: Random) -> bytes:
    start, stop = _chunk(data, random)
    return data[:start] + data[stop:]


def chunk_again(data: bytes, random: Random) -> bytes:
    start, stop = _chunk(data, random)
    return data[:stop] + data[start:stop] * random.choice((1, 1, 3, 40)) + data[stop:]


def chunk_elsewhere(data: bytes, random: Random) -> bytes:
    start, stop = _chunk(data, random)
    place = random.randrange(len(data) + 1)
    return data[:place] + data[start:stop] + data[place:]


def token(data: bytes, random: Random) -> bytes:
    place = random.randrange(len(data) + 1)
    over = random.choice((0, 0, 1, 2))
    return data[:place] + random.choice(TOKENS) + data[place + over :]


def _chunk(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(start + random.choice((1, 2, 8, 60, 500)), len(data))


BYTES: Mapping[str, Mutation] = {
    made.__name__: made for made in (bits, cut_off, chunk_gone, chunk_again, chunk_elsewhere, token)
}


# --- JSON


def value(data: bytes, random: Random) -> bytes:
    """Put another value somewhere."""
    return _changed(
        data, random, lambda holder, key: holder.__setitem__(key, random.choice(VALUES))
    )


def key_gone(data: bytes, random: Random) -> bytes:
    return _changed(data, random, lambda holder, key: holder.__delitem__(key))


def key_other(data: bytes, random: Random) -> bytes:
    def rename(holder: Any, key: Any) -> None:
        if isinstance(holder, dict):
            holder[random.choice(("X", "W", "b", "tied_to", "view", "dX", "\x1b\n"))] = holder.pop(
                key
            )

    return _changed(data, random, rename)


def key_twice(data: bytes, random: Random) -> bytes:
    marks = [place for place, letter in enumerate(data) if letter == ord("{")]
    if not marks:
        return data
    place = random.choice(marks) + 1
    key = random.choice((b"loss", b"X", b"view", b"kind", b"W", b"version"))
    told = json.dumps(random.choice(VALUES)).encode()
    return data[:place] + b'"' + key + b'": ' + told + b"," + data[place:]


def item_again(data: bytes, random: Random) -> bytes:
    def repeat(holder: Any, key: Any) -> None:
        if isinstance(holder, list):
            holder[key:key] = [holder[key]] * random.choice((1, 1, 2, 12))

    return _changed(data, random, repeat)


def other_place(data: bytes, random: Random) -> bytes:
    """Put what stands in one place into another."""
    content = _loaded(data)
    places = list(_places(content))
    if len(places) < 2:
        return data
    (holder, key), (other, there) = random.sample(places, 2)
    holder[key] = json.loads(json.dumps(other[there]))
    return json.dumps(content).encode()


def choice(data: bytes, random: Random) -> bytes:
    """Choose something else in the view."""
    content = _loaded(data)
    view = content.get("view") if isinstance(content, dict) else None
    places = list(_places(view)) if isinstance(view, dict) else []
    if not places:
        return data
    holder, key = random.choice(places)
    holder[key] = random.choice(CHOICES)
    return json.dumps(content).encode()


def _changed(data: bytes, random: Random, change: Callable[[Any, Any], object]) -> bytes:
    content = _loaded(data)
    places = list(_places(content))
    if not places:
        return data
    change(*random.choice(places))
    return json.dumps(content).encode()


def _loaded(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _places(value: Any) -> Any:
    """Yield every holder with every key, outer ones before inner ones."""
    if isinstance(value, dict | list):
        keys = list(value) if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield value, key
            yield from _places(value[key])


JSON: Mapping[str, Mutation] = {
    made.__name__: made
    for made in (value, key_gone, key_other, key_twice, item_again, other_place, choice, choice)
}


# --- NumPy's files

SHAPES = (
    "(2, 3)", "(3, 2)", "(6,)", "()", "(0, 3)", "(-1, 6)", "(1, 1, 6)", "(2, 3L)", "(4096, 4096)",
    f"({2**62}, {2**62})", "(True, 6)", "(2.0, 3)",
)  # fmt: skip
KINDS = (
    "'<f8'", "'>f8'", "'<i4'", "'<f2'", "'|b1'", "'|O'", "'<U2'", "'<U0'", "'<c16'", "'<M8[s]'",
    "[('a', '<f8')]", "'<f16'", "'V8'", "None", "'|S8'", "('<f8', (2,))",
)  # fmt: skip


def header(data: bytes, random: Random) -> bytes:
    """Have a header of an array say something else."""
    start = data.find(b"{'descr'")
    stop = data.find(b"}", start)
    if start < 0 or stop < 0:
        return data
    order = random.choice(("True", "False", "1"))
    shape, kind = random.choice(SHAPES), random.choice(KINDS)
    said = f"{{'descr': {kind}, 'fortran_order': {order}, 'shape': {shape}, }}".encode()
    room = stop + 1 - start
    return data[:start] + said.ljust(room)[: max(room, len(said))] + data[stop + 1 :]


def members(data: bytes, random: Random) -> bytes:
    """Write an archive anew with members that are swapped, renamed, doubled, spoiled or packed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = [(name, archive.read(name)) for name in archive.namelist()]
    except Exception:  # it is spoiled already
        return data
    made = io.BytesIO()
    names = ("W.npy", "X.npy", "T.npy", "Y_grad.npy", "b.npy", "W1.npy", "W2.npy", "layers.npy",
             "Y2.npy", "readme.txt", "\x1b[31m\n.npy", "/W.npy", ".npy")  # fmt: skip
    if found:
        place = random.randrange(len(found))
        name, held = found[place]
        match random.randrange(5):
            case 0:
                found[place] = (random.choice(names), held)
            case 1:
                found.append((random.choice(names), held))
            case 2:
                found[place] = (name, random.choice(tuple(BYTES.values()))(held, random))
            case 3:
                found[place] = (name, header(held, random))
            case _:
                found[place] = (name, random.choice(found)[1])
    packing = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(made, "w", packing) as archive:
        for name, held in dict(found).items():
            archive.writestr(name, held)
    return made.getvalue()


def other_array(data: bytes, random: Random) -> bytes:
    """Return another array, whatever there was."""
    shape = random.choice(((2, 3), (3, 2), (6,), (), (2, 0), (1, 1), (40, 2), (1, 2, 3)))
    kind = random.choice(("f8", "f4", "f2", ">f8", "i8", "u1", "?", "c16", "U3", "g", "S2"))
    made = io.BytesIO()
    entries = np.array([random.choice((0, 1, -2, 3.5, np.nan, np.inf)) for _ in range(80)])
    with np.errstate(all="ignore"):
        array = np.resize(entries, shape).astype(kind)
    np.save(made, np.asfortranarray(array) if random.random() < 0.5 else array)
    return made.getvalue()


NUMPY: Mapping[str, Mutation] = {made.__name__: made for made in (header, members)}
