"""JSON, parsed; what it does not understand is refused in one line."""

from typing import Any

from pydantic_core import from_json

from gradviz.errors import InputError
from gradviz.messages.message import say


def parsed(text: bytes, place: str = "", *, is_whole: bool = False) -> Any:
    """Return what JSON says.

    Parameters
    ----------
    text : bytes
        UTF-8.
    place : str
        What to call it in messages, "" for the file.
    is_whole : bool
        Whether lines and columns are those of the file.

    Raises
    ------
    InputError

    Examples
    --------
    >>> parsed(b"[1, 2,]", "X[3]")
    Traceback (most recent call last):
    gradviz.errors.InputError: X[3]: this is no JSON: trailing comma
    """
    try:
        return from_json(text)
    except ValueError as error:
        reason = str(error) if is_whole else str(error).partition(" at line ")[0]
        if not place:
            raise InputError(say("this is no JSON: {reason}", reason=reason)) from None
        raise InputError(
            say("{place}: this is no JSON: {reason}", place=place, reason=reason)
        ) from None
