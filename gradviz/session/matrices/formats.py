"""The formats that matrices and pictures are exported in, and how one is asked for.

All that is known of a format is its entry in `FORMATS`: whoever offers, writes or explains formats
reads it there. One that holds a picture is drawn by the encoder of its name in
`gradviz.render.export`.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, cast

from gradviz.arrays import Matrix
from gradviz.disk.destination import Destination, is_path
from gradviz.errors import InputError, meant
from gradviz.messages.message import Message, either, joined, say
from gradviz.session.matrices.tables import to_csv, to_npz, to_tex

FormatName: TypeAlias = Literal["png", "svg", "pdf", "csv", "npz", "tex"]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a format is that holds a picture.

    Attributes
    ----------
    unit : {"pixels", "points"}
        What its sides are counted in.
    has_scale : bool
        Whether there is a choice of more pixels for the same picture.
    """

    unit: Literal["pixels", "points"] = "pixels"
    has_scale: bool = False


@dataclass(frozen=True, slots=True)
class MatrixFormat:
    """What a format is that holds matrices.

    Attributes
    ----------
    encode : callable
        (matrices by name, texts by name that say what they are) -> bytes.
    is_one : bool
        Whether it holds one matrix, and not several.
    is_text : bool
        Whether people can read it.
    """

    encode: Callable[[Mapping[str, Matrix], Mapping[str, str]], bytes]
    is_one: bool = False
    is_text: bool = True


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes
    ----------
    name : str
        What its suffix is after the dot.
    title : Message
        In a menu.
    told : Message
        In full, as a file dialog says it.
    holds : Drawing or MatrixFormat
    """

    name: FormatName
    title: Message
    told: Message
    holds: Drawing | MatrixFormat

    @property
    def is_picture(self) -> bool:
        """Whether it holds a picture, and not numbers."""
        return isinstance(self.holds, Drawing)

    @property
    def is_text(self) -> bool:
        """Whether it holds numbers as people read them."""
        return isinstance(self.holds, MatrixFormat) and self.holds.is_text


FORMATS: tuple[Format, ...] = (
    Format("png", say("PNG"), say("Portable network graphics"), Drawing(has_scale=True)),
    Format("svg", say("SVG"), say("Scalable vector graphics"), Drawing()),
    Format("pdf", say("PDF"), say("Portable document"), Drawing("points")),
    Format(
        "csv",
        say("CSV, one matrix"),
        say("Comma-separated values"),
        MatrixFormat(lambda matrices, _: to_csv(*matrices.values()), is_one=True),
    ),
    Format("npz", say("NPZ, for NumPy"), say("NumPy arrays"), MatrixFormat(to_npz, is_text=False)),
    Format("tex", say("TeX"), say("LaTeX"), MatrixFormat(lambda matrices, _: to_tex(matrices))),
)
"""All of them, in the order in which they are offered."""


PICTURES = tuple(form for form in FORMATS if form.is_picture)
"""Those that hold a picture."""


def format_named(name: FormatName) -> Format:
    """Return the format of a name."""
    return next(form for form in FORMATS if form.name == name)


def format_of(out: Destination, asked: object = None) -> Format:
    """Return how something is written: as is asked, or as the suffix of the path says.

    Raises
    ------
    InputError
        If there is no such format, or nothing says which.

    Examples
    --------
    >>> format_of("W.PNG").name, format_of("W.png", "svg").name
    ('png', 'svg')
    >>> format_of("W.pgn")
    Traceback (most recent call last):
    gradviz.errors.InputError: W.pgn: the suffix says how to export, \
.png, .svg, .pdf, .csv, .npz, .tex: got .pgn; did you mean .png?
    """
    names = [form.name for form in FORMATS]
    if asked is not None:
        if not isinstance(asked, str) or asked not in names:
            raise InputError(
                say(
                    "format is one of {names}: got {format}{hint}",
                    names=joined(names, ", "),
                    format=repr(asked),
                    hint=meant(asked, names),
                )
            )
        return next(form for form in FORMATS if form.name == asked)
    if not is_path(out):
        raise InputError(
            say(
                'a file object needs format="png", or another of {names}',
                names=joined(names, ", "),
            )
        )
    suffixes = [f".{name}" for name in names]
    suffix = Path(cast("str", out)).suffix.lower()
    if suffix in suffixes:
        return FORMATS[suffixes.index(suffix)]
    file, known = os.fspath(cast("str", out)), joined(suffixes, ", ")
    if not suffix:
        raise InputError(
            say(
                "{file}: the suffix says how to export, {suffixes}: it has none",
                file=file,
                suffixes=known,
            )
        )
    raise InputError(
        say(
            "{file}: the suffix says how to export, {suffixes}: got {suffix}{hint}",
            file=file,
            suffixes=known,
            suffix=suffix,
            hint=meant(suffix, suffixes),
        )
    )


def listed(formats: Sequence[Format] = FORMATS) -> Message:
    """Return the suffixes of formats as a sentence has them.

    Examples
    --------
    >>> print(listed(PICTURES))
    .png, .svg or .pdf
    """
    return either(f".{form.name}" for form in formats)
