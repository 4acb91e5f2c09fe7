"""Pictures as values: a view at a moment, and matrices as heatmaps."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil
from typing import Unpack

from numpy.typing import ArrayLike

from gradviz.api.options import check_options, parted
from gradviz.engine.passes import Passes
from gradviz.errors import InputError, quoted
from gradviz.forks import unforked
from gradviz.language.notation import Notation
from gradviz.messages.message import say
from gradviz.scene.export.heatmaps import Options, heatmaps
from gradviz.scene.export.picture import Picture, StyleOptions
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.scale import Scale
from gradviz.session.document import Document
from gradviz.session.document import passes as run
from gradviz.session.edits import set_view
from gradviz.session.looks.choices import ViewName
from gradviz.session.source import Given, Source, as_document
from gradviz.views.asked_time import seconds_at
from gradviz.views.choice import load, view_of
from gradviz.views.request import Request

with unforked():
    load()


_NAMED = ("view", "seconds", "key", "look")
_ELSEWHERE = {"at": say("seconds or key")}


class FrameOptions(StyleOptions, Given, total=False):
    """What `frame` takes by name besides the view and the moment."""


def frame(
    source: Source,
    X: ArrayLike | None = None,
    *,
    view: ViewName | None = None,
    seconds: float | None = None,
    key: str | None = None,
    look: Mapping[str, object] | None = None,
    **options: Unpack[FrameOptions],
) -> Frame:
    """Return the picture of a view at a moment: what the window shows then at this size.

    Parameters
    ----------
    source : Document, Passes, Network or array_like
        What `open` or `backprop` returned, or what `backprop` takes: a Network or W with its X.
    X : array_like, optional
        Beside a Network or W.
    view : {"flow", "jacobian", "race", "adjoint", "steepest", "cube", "derivation"}, optional
        By default the one that a Document is looked at with, else flow.
    seconds : float, optional
        Of the time that the view plays. By default, and without `key`, the time that the view
        opens at: all that it shows is there to be seen.
    key : str, optional
        In place of seconds a key frame, called as in the time bar of the window: "X_grad[2,1]",
        "row 2 of J added", or its first words, "row 2". "start" and "end" are always there.
    look : mapping of str to object, optional
        Options of the view by name, and those of all views: {"arrangement": "column"},
        {"wrt": "W", "sample": None}. What is not named is as the Document has it.
    **options
        `size`, `theme`, `numbers`, `scale`, `base` and `convention` as in `Picture`; beside a
        Network or W also Y_grad, b, loss and target, as for `backprop`.

    Raises
    ------
    InputError
        If there is no such view, moment or option.

    Examples
    --------
    >>> picture = frame([[2, 0.5]], [[3], [4]], view="jacobian", key="row 1", size=(800, 500))
    >>> picture.width, picture.height
    (800, 500)
    >>> {mark.ref for mark in picture.marks if getattr(mark, "ref", "")} >= {"J", "x_grad"}
    True
    """
    check_options("frame", options, FrameOptions, _NAMED, _ELSEWHERE)
    _check_moment(seconds, key)
    given, style = parted(options)
    document = as_document("frame", source, X, style.get("convention"), **given)
    picture = Picture(**{**style, "convention": document.convention})
    return view_at(document, view, key if seconds is None else seconds, look, picture)


def _check_moment(seconds: object, key: object) -> None:
    """Refuse a moment that is told twice, or in the wrong one of the two ways."""
    if seconds is not None and key is not None:
        raise InputError(say("frame takes seconds or a key, and got both: leave one out"))
    if isinstance(seconds, str):
        raise InputError(
            say("seconds is a number; a key frame is a key: got {given}", given=quoted(seconds))
        )
    if key is not None and not isinstance(key, str):
        raise InputError(
            say("key is the name of a key frame; a time is seconds: got {given}", given=quoted(key))
        )


def view_at(
    document: Document,
    view: ViewName | None,
    at: float | str | None,
    look: Mapping[str, object] | None,
    picture: Picture,
) -> Frame:
    """Return the picture of a view of a document at a moment, as `frame` has them."""
    if view is not None:
        document = set_view(document, view=view)
    if look is not None:
        with unforked():
            from gradviz.session.files.asked_look import with_look  # pydantic takes 90 ms
        document = with_look(document, look)
    passes = run(document)
    shown = view_of(document, passes)
    seconds = seconds_at(shown, at, Notation(picture.base, picture.convention))
    width, height = picture.size  # a file has whole pixels
    whole = replace(picture, size=(ceil(width), ceil(height)))
    return shown.frame(Request(document, passes, seconds, whole.style()))


def draw(
    passes: Passes,
    names: Sequence[str],
    picture: Picture,
    scales: Mapping[str, Scale] | None = None,
) -> Frame:
    """Return chosen matrices as heatmaps side by side.

    Parameters
    ----------
    passes : Passes
    names : sequence of str
    picture : Picture
    scales : mapping of str to Scale, optional
        For each name; by default every matrix fills its own.

    Raises
    ------
    InputError
        If there is no such matrix, or none is named.
    """
    options = Options(numbers=picture.numbers, bars=picture.bars)
    return heatmaps(passes, names, picture.style(), options, scales)
