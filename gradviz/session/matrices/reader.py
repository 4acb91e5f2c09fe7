"""Matrices from other programs: .npz, .npy and .csv; `holdings` says what they come to.

A single matrix is W whatever its name.
"""

import io
from contextlib import suppress
from dataclasses import replace
from io import BufferedIOBase
from typing import Any

from numpy.typing import NDArray

from gradviz.errors import GradvizError, InputError
from gradviz.messages.message import listed, say
from gradviz.session.files.progress import Progress, ignored
from gradviz.session.matrices import numpyfiles, textfiles
from gradviz.session.matrices.asked import Asked
from gradviz.session.matrices.foundnames import FoundNames
from gradviz.session.matrices.holdings import Holdings, bundled, plan
from gradviz.session.matrices.names import (
    CONVENTION,
    LAYERS,
    TEXTS,
    is_named,
    understood,
)
from gradviz.session.reading.lines import COMMAS_BETWEEN
from gradviz.session.reading.question import Question, Reading, SeveralReadingsError

_BY_NAME = say(
    "Commas separate the numbers, as the suffix .csv says; "
    'if they are decimal commas, say so (decimal ",").'
)
ALONE = FoundNames({"W": "W"}, {})


def from_npz(
    data: bytes | BufferedIOBase,
    name: str,
    asked: Asked | None = None,
    progress: Progress = ignored,
) -> Holdings:
    """Read the contents of an .npz file.

    Parameters
    ----------
    data : bytes or binary file
    name : str
        What to call the file in messages.
    asked : Asked, optional
    progress : callable, optional

    Raises
    ------
    InputError
        If it is damaged, nothing in it is W, it holds other things than real matrices, or sizes
        do not fit.
    """
    try:
        archive, asked = numpyfiles.Archive(_as_file(data)), asked or Asked()
        names = _names(archive)
        for given in names.given:
            archive.check(given)
        shapes = {given: archive.header(given).shape for given in names.given}
        texts = archive.arrays([name for name in names.given if name in TEXTS], ignored)
        laid_out = plan(shapes, texts, names, asked)
        arrays = archive.arrays([*names.given, *_readable(archive, names)], progress)
        return bundled(arrays, names, laid_out, asked)
    except GradvizError as error:
        raise InputError(say("{file}: {problem}", file=name, problem=error.message)) from None


def _names(archive: numpyfiles.Archive) -> FoundNames:
    """Return what the names in an archive mean."""
    shapes = dict[str, tuple[int, ...]]()
    is_alone = len(archive.names) == 1
    for name in archive.names:
        if is_alone or is_named(name):
            header = archive.header(name)
            if header.dtype.kind != "U" and name not in (LAYERS, CONVENTION):
                shapes[name] = header.shape
    return understood(archive.names, shapes)


def _readable(archive: numpyfiles.Archive, names: FoundNames) -> list[str]:
    """Return which of the arrays are read that only are compared."""
    found, entries = list[str](), sum(archive.header(name).entries for name in names.given)
    for name in names.brought:
        entries += archive.header(name).entries
        with suppress(GradvizError):
            archive.check(name)
            numpyfiles.check_entries((entries,))
            found.append(name)
    return found


def from_npy(
    data: bytes | BufferedIOBase,
    name: str,
    asked: Asked | None = None,
    progress: Progress = ignored,
) -> Holdings:
    """Read the contents of an .npy file: one matrix, W.

    Raises
    ------
    InputError
        If it is damaged or holds something else than a real matrix.
    """
    try:
        return _alone(numpyfiles.array_in(_as_file(data), progress), asked or Asked())
    except GradvizError as error:
        raise InputError(say("{file}: {problem}", file=name, problem=error.message)) from None


def from_csv(
    data: bytes | BufferedIOBase,
    name: str,
    asked: Asked | None = None,
    progress: Progress = ignored,
) -> Holdings:
    r"""Read a text of numbers: one matrix, W.

    The names of its columns and rows are left out, which a note of the document says. In a .csv
    that can be read in several ways commas separate the numbers, which another one says.

    Raises
    ------
    InputError
        If a cell is no number; rows are counted as the lines of numbers and names are.
    SeveralReadingsError
        If the text can be read in several ways, and `asked` does not say in which.

    Examples
    --------
    >>> from_csv(b"in1;in2\n1,5;2\n", "w.csv").document.W
    array([[1.5, 2. ]])
    """
    try:
        asked = asked or Asked()
        found = textfiles.reading_in(_as_file(data), progress, asked.decimal)
        reading = _chosen(found, name, asked) if isinstance(found, Question) else found
        held = _alone(reading.values, asked)
        notes = [*held.document.notes]
        if reading is not found and not asked.reading:
            notes.append(_BY_NAME)
        if reading.left_out:
            notes.append(say("Left out of W: {names}.", names=listed(reading.left_out)))
        return replace(held, document=replace(held.document, notes=tuple(notes)))
    except SeveralReadingsError:
        raise
    except GradvizError as error:
        raise InputError(say("{file}: {problem}", file=name, problem=error.message)) from None


def _chosen(question: Question, name: str, asked: Asked) -> Reading:
    """Return the reading asked for; else that of a .csv in which commas separate, as it says."""
    words = asked.reading or (str(COMMAS_BETWEEN) if name.lower().endswith(".csv") else "")
    found = [reading for reading in question.readings if str(reading.words) == words]
    if len(found) != 1:
        told = say("{file}: {problem}", file=name, problem=question.refusal().message)
        raise SeveralReadingsError(told, question)
    return found[0]


def _alone(W: NDArray[Any], asked: Asked) -> Holdings:
    return bundled({"W": W}, ALONE, asked.convention or asked.shown, asked)


def _as_file(data: bytes | BufferedIOBase) -> BufferedIOBase:
    return io.BytesIO(data) if isinstance(data, bytes) else data
