"""Pictures and numbers in files."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, Unpack

from numpy.typing import ArrayLike

from gradviz.api.frames import draw, view_at
from gradviz.api.options import check_options, parted
from gradviz.disk.destination import Destination, check_destination, write
from gradviz.errors import InputError
from gradviz.messages.message import say
from gradviz.render.process.process import PAINTER
from gradviz.scene.export.picture import Picture, PictureOptions
from gradviz.scene.marks.frame import Frame
from gradviz.session.document import Document
from gradviz.session.looks.choices import ViewName
from gradviz.session.matrices.exports import chosen, contents
from gradviz.session.matrices.formats import PICTURES, Format, FormatName, format_of, listed
from gradviz.session.source import Given, Source, as_document, as_passes
from gradviz.views.scales import scales_of


class ExportOptions(PictureOptions, Given, total=False):
    """What `export` takes by name."""

    X: ArrayLike
    format: FormatName
    view: ViewName
    at: float | str
    look: Mapping[str, object]


_ELSEWHERE = {"seconds": "at", "key": "at"}


class Encode(Protocol):
    """What draws a frame as the content of a file."""

    def __call__(self, frame: Frame, form: str, *, scale: float, transparent: bool) -> bytes:
        """Return the content."""
        ...


def export(
    source: Source,
    out: Destination,
    what: str | Sequence[str] | None = None,
    **options: Unpack[ExportOptions],
) -> None:
    r"""Write matrices as heatmaps or as numbers, or a view at a moment. The suffix says how.

    Parameters
    ----------
    source : Document, Passes, Network or array_like
        What `open` or `backprop` returned, or what `backprop` takes: a Network or W with its X,
        `X`, and Y_grad, b, loss or target. With a Document, colours follow its scale.
    out : path-like or file object
        ``.png``, ``.svg``, ``.pdf``: a picture, of heatmaps side by side or of a view. ``.npz``:
        the arrays by name. ``.csv``: one matrix. ``.tex``: a ``bmatrix`` for each, which needs
        amsmath. A file object is open for bytes, such as a BytesIO, and `format` says how.
    what : str or sequence of str, optional
        "W_grad", or ("W_grad", "X_grad"): the matrices, in this order. By default all
        but products before their bias is added.
    **options
        `format` is "png", or another of these without its dot, whatever the suffix is.
        `convention` says how matrices are laid out; by default as the source has it. For
        pictures also `size`, `theme`, `numbers`, `bars`, `transparent`, `scale` and `base`,
        as in `Picture`. `view` writes a view in place of matrices, at the moment `at`: seconds, or
        a key frame, "X_grad[2,1]" or "end"; by default all that it shows is there. `look` are
        options of the view. All three are as for `frame`.

    Raises
    ------
    InputError
        If there is no such matrix, view or moment, the suffix is unknown, an option is out of
        range, or the file cannot be written. A file that was there is then as it was.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from gradviz.engine.backprop import backprop
    >>> out = Path(tempfile.mkdtemp(), "gradients.tex")
    >>> export(backprop([[2, 0.5]], [[3], [4]]), out, what="W_grad")
    >>> print(out.read_text(), end="")
    \[
    W_{\text{grad}} = \begin{bmatrix}
      3 & 4
    \end{bmatrix}
    \]
    """
    export_drawn(PAINTER.encode, source, out, what, **options)


def export_drawn(
    encode: Encode,
    source: Source,
    out: Destination,
    what: str | Sequence[str] | None = None,
    **options: Unpack[ExportOptions],
) -> None:
    """Do what `export` does, with pictures drawn by `encode`: see `write_picture`."""
    check_options("export", options, ExportOptions, ("what",), _ELSEWHERE)
    check_destination(out, "export")
    form = format_of(out, options.get("format"))
    given, rest = parted(options)
    X, _ = rest.pop("X", None), rest.pop("format", None)
    view, at, look = (rest.pop(name, None) for name in ("view", "at", "look"))
    if view is not None:
        _check_view(form, what, options)
        document = as_document("export", source, X, rest.get("convention"), **given)
        picture = Picture(**{**rest, "convention": document.convention})
        frame = view_at(document, view, at, look, picture)
        write_picture(frame, out, picture, encode, form.name)
        return
    if at is not None or look is not None:
        raise InputError(say("a moment and a look are those of a view: say which, as in view=flow"))
    passes = as_passes("export", source, X, rest.get("convention"), **given)
    picture = Picture(**{"convention": passes.convention, **rest})
    passes = passes.presented("wx")
    names = chosen(passes, what, source if isinstance(source, Document) else None)
    if form.is_picture:
        scales = scales_of(source, passes) if isinstance(source, Document) else None
        write_picture(draw(passes, names, picture, scales), out, picture, encode, form.name)
    else:
        write(out, contents(passes, names, form, picture.convention))


def _check_view(form: Format, what: object, options: Mapping[str, Any]) -> None:
    """Refuse what does not go with a view."""
    if not form.is_picture:
        raise InputError(
            say(
                "a view is a picture, {suffixes}: got {suffix}",
                suffixes=listed(PICTURES),
                suffix=f".{form.name}",
            )
        )
    if what is not None:
        raise InputError(say("a view shows its own matrices: leave what out, or leave view out"))
    if "bars" in options:
        raise InputError(say("bars are those of heatmaps: leave bars out, or leave view out"))


def write_picture(
    frame: Frame,
    out: Destination,
    picture: Picture,
    encode: Encode = PAINTER.encode,
    form: FormatName | None = None,
) -> None:
    """Write a frame as PNG, SVG or PDF, whatever it shows.

    Needs no display, and loads nothing of Qt: another process draws, which the first picture
    starts and which ends with this one. Any thread may call it, and any child of a fork.

    Parameters
    ----------
    frame : Frame
    out : path-like or file object
    picture : Picture
    encode : callable, optional
        As `gradviz.render.process.in_place.encode`, for a process whose Qt is gradviz's own.
    form : str, optional
        The name of a format of pictures; by default as the suffix says.

    Raises
    ------
    InputError
        If the suffix is none of these, or the file cannot be written.
    GradvizError
        If Qt cannot run here; the message says what to install.
    """
    found = format_of(out, form)
    if not found.is_picture:
        raise InputError(
            say(
                "a picture is written as {suffixes}: got {suffix}",
                suffixes=listed(PICTURES),
                suffix=f".{found.name}",
            )
        )
    write(out, encode(frame, found.name, scale=picture.scale, transparent=picture.transparent))
