"""The formats that matrices are exported in, and how one is asked for."""

import os
from pathlib import Path
from typing import Literal, TypeAlias, cast, get_args

from gradviz.disk.destination import Destination, is_path
from gradviz.errors import InputError, meant

Format: TypeAlias = Literal["png", "svg", "pdf", "csv", "npz", "tex"]
FORMATS: tuple[Format, ...] = get_args(Format)
SUFFIXES = tuple(f".{form}" for form in FORMATS)
PICTURES: tuple[Format, ...] = ("png", "svg", "pdf")


def format_of(out: Destination, asked: object = None) -> Format:
    """Return how something is written: as is asked, or as the suffix of the path says.

    Raises
    ------
    InputError
        If there is no such format, or nothing says which.

    Examples
    --------
    >>> format_of("W.PNG"), format_of("W.png", "svg")
    ('png', 'svg')
    >>> format_of("W.pgn")
    Traceback (most recent call last):
    gradviz.errors.InputError: W.pgn: the suffix says how to export, \
.png, .svg, .pdf, .csv, .npz, .tex: got .pgn; did you mean .png?
    """
    if asked is not None:
        found = next((form for form in FORMATS if form == asked), None)
        if not isinstance(asked, str) or found is None:
            raise InputError(
                f"format is one of {', '.join(FORMATS)}: got {asked!r}{meant(asked, FORMATS)}"
            )
        return found
    if not is_path(out):
        raise InputError(f'a file object needs format="png", or another of {", ".join(FORMATS)}')
    path = Path(cast("str", out))
    suffix = path.suffix.lower()
    for form in FORMATS:
        if suffix == f".{form}":
            return form
    got = f"got {suffix}{meant(suffix, SUFFIXES)}" if suffix else "it has none"
    raise InputError(
        f"{os.fspath(path)}: the suffix says how to export, {', '.join(SUFFIXES)}: {got}"
    )
