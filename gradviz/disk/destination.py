"""Where something is written: a path, or a file object that takes bytes."""

import io
import os
from typing import Protocol, TypeAlias, cast

from gradviz.disk.atomic import write_atomically
from gradviz.errors import InputError
from gradviz.messages.message import say


class Writable(Protocol):
    """A file that is open for bytes, a BytesIO, a socket: what has `write`."""

    def write(self, data: bytes, /) -> object:
        """Take all of `data`, or say how many bytes were taken."""
        ...


Destination: TypeAlias = str | os.PathLike[str] | Writable


def is_path(out: object) -> bool:
    """Tell whether a destination is a path."""
    return isinstance(out, str | os.PathLike) and isinstance(os.fspath(out), str)


def check_destination(out: object, call: str) -> None:
    """Refuse what nothing can be written to, before there is anything to write.

    Raises
    ------
    InputError
        If it is neither a path nor a file object that takes bytes now.
    """
    if is_path(out):
        return
    if not callable(getattr(out, "write", None)):
        raise InputError(
            say(
                "{call} writes to a path or a file object that takes bytes: got {type}",
                call=call,
                type=type(out).__name__,
            )
        )
    _write(cast("Writable", out), b"")


def write(out: Destination, data: bytes) -> None:
    """Write to a path, all of it or nothing, or to a file object, which is left open.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    if is_path(out):
        write_atomically(cast("str | os.PathLike[str]", out), data)
    else:
        _write(cast("Writable", out), data)


def _write(file: Writable, data: bytes) -> None:
    given: object = file
    if isinstance(given, io.TextIOBase):
        raise InputError(_TEXT)
    left = memoryview(data)
    try:
        while True:
            count = file.write(left.tobytes())
            if not isinstance(given, io.RawIOBase) or not isinstance(count, int):
                return
            left = left[count:]  # a raw file may take less at once
            if not left:
                return
    except TypeError:
        raise InputError(_TEXT) from None
    except (OSError, ValueError) as error:  # a full disk; closed, or open for reading only
        raise InputError(say("the file cannot be written: {reason}", reason=str(error))) from None


_TEXT = say(
    "the file is open for text, and what is exported is bytes: "
    'open it with mode "wb", or take its .buffer'
)
