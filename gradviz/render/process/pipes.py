"""Messages over a pipe: eight bytes tell how long one is."""

import os

_SIZE = 8
_MOST = 1 << 20
"""Bytes that are read at once."""


def send(descriptor: int, message: bytes) -> None:
    """Write a message.

    Raises
    ------
    OSError
        If nobody reads any more.
    """
    for part in (len(message).to_bytes(_SIZE), message):
        rest = memoryview(part)
        while rest:
            rest = rest[os.write(descriptor, rest) :]


def receive(descriptor: int) -> bytes:
    """Read a message.

    Raises
    ------
    EOFError
        If nobody writes any more.
    """
    return _read(descriptor, int.from_bytes(_read(descriptor, _SIZE)))


def read_past(mark: bytes, descriptor: int) -> None:
    """Read up to a mark, whatever comes before it.

    Raises
    ------
    EOFError
        If nobody writes any more.
    """
    said = _read(descriptor, len(mark))
    while said != mark:
        said = said[1:] + _read(descriptor, 1)


def _read(descriptor: int, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = os.read(descriptor, min(size - len(parts), _MOST))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)
