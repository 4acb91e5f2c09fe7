"""The options that say of a file what it may not say itself, for the window and the commands."""

import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

from gradviz.engine.convention import Convention
from gradviz.errors import InputError, one_line, quoted
from gradviz.messages.message import say
from gradviz.session.document import LossChoice
from gradviz.session.files.store import Opened, read_array
from gradviz.session.matrices.asked import MADE_SEEDS, Asked
from gradviz.session.reading.numerals import Decimal

ASKED = ("--convention", "--loss", "--seed", "--decimal")


def asked_by(
    convention: str | None, loss: str | None, seed: str | None, decimal: str | None = None
) -> Asked:
    """Return what options ask for; a seed may be a file.

    Raises
    ------
    InputError
        If there is no such choice, or the file is no matrix.
    """
    is_file = seed is not None and seed not in MADE_SEEDS and os.path.isfile(seed)
    return Asked(
        cast("Convention | None", convention),
        cast("LossChoice | None", loss),
        read_array(cast("str", seed)) if is_file else seed,
        decimal=cast("Decimal | None", decimal),
    )


def moment_by(at: str | None, key: str | None, *, is_end: bool) -> float | str | None:
    """Return the moment of a view that options ask for; None where they leave it to the view.

    Raises
    ------
    InputError
        If there are several, or the time is no number.
    """
    asked: list[float | str] = [
        moment for moment in (at, key, "end" if is_end else None) if moment is not None
    ]
    if len(asked) > 1:
        raise InputError(say("--at, --key and --end each say when: give one of them"))
    if at is not None:
        return number_by("--at", at)
    return asked[0] if asked else None


def number_by(option: str, text: str) -> float:
    """Return the number that an option has.

    Raises
    ------
    InputError
        If it is none.

    Examples
    --------
    >>> number_by("--at", "2.5")
    2.5
    """
    try:
        return float(text)
    except ValueError:
        raise InputError(
            say(
                "{option} needs a number, for example 2.5: got {given}",
                option=option,
                given=quoted(text),
            )
        ) from None


def look_by(texts: Sequence[str]) -> dict[str, object]:
    """Return options of a view, NAME=VALUE each: the value as JSON, or a word without quotes.

    Raises
    ------
    InputError
        If a text has no name.

    Examples
    --------
    >>> look_by(["wrt=W", "sample=null", "inputs=[0, 2]"])
    {'wrt': 'W', 'sample': None, 'inputs': [0, 2]}
    """
    found: dict[str, object] = {}
    for text in texts:
        name, mark, value = (part.strip() for part in text.partition("="))
        if not (name and mark):
            raise InputError(
                say(
                    "--look needs NAME=VALUE, for example arrangement=column: got {given}",
                    given=repr(text),
                )
            )
        try:
            found[name] = json.loads(value)
        except (ValueError, RecursionError):
            found[name] = value
    return found


def with_options(arguments: list[str]) -> tuple[list[str], Asked]:
    """Take the options out of what follows the name of the program; return what is left, too.

    Raises
    ------
    InputError
        If an option has no value, or there is no such choice.

    Examples
    --------
    >>> left, asked = with_options(["m.npz", "--convention", "xwt", "--loss=mse"])
    >>> left, asked.convention, asked.loss
    (['m.npz'], 'xwt', 'mse')
    """
    left, values, rest = list[str](), dict[str, str](), iter(arguments)
    for argument in rest:
        name, mark, value = argument.partition("=")
        if name not in ASKED:
            left.append(argument)
            continue
        values[name] = value if mark else next(rest, "")
        if not values[name]:
            raise InputError(
                say(
                    "{option} needs a value; {command} lists them",
                    option=name,
                    command="`gradviz check --help`",
                )
            )
    return left, asked_by(*(values.get(name) for name in ASKED))


def as_options(text: str) -> str:
    """Return a message with what it asks for as it is written on the command line.

    Examples
    --------
    >>> as_options("T has one-hot columns; loss=cross_entropy takes it as classes.")
    'T has one-hot columns; --loss cross_entropy takes it as classes.'
    """
    return re.sub(r"\b(convention|loss|seed|view)=(?=\w)", r"--\1 ", text)


def notes(opened: Opened, file: Path) -> tuple[str, ...]:
    """Return what is said on stderr of how a file was taken, a line each."""
    return tuple(
        one_line(f"gradviz: {file.name}: {as_options(str(note))}") for note in opened.notes
    )


def refuse_itself(out: Path, *read: str | Path | None) -> None:
    """Refuse to write over a file that is read, whatever way leads to it.

    Raises
    ------
    InputError
    """
    for source in read:
        if source is None:
            continue
        is_same = False
        with suppress(OSError, ValueError):  # one of them is not there
            is_same = os.path.samefile(source, out)
        if is_same:
            raise InputError(
                say(
                    "-o {out} is the file {file} that is read: write to another one",
                    out=str(out),
                    file=str(source),
                )
            )
