"""The one road to documents, pictures and files: for notebooks, the command line, the window.

Importing it loads NumPy and no Qt: what draws runs in a process of its own. All that `export` needs
here is loaded at once: a fork would find what another thread is just loading locked for ever.
"""

import os
from collections.abc import Mapping, Sequence
from typing import Protocol, Unpack, cast

from numpy.typing import ArrayLike

from gradviz.disk.destination import Destination, check_destination, is_path, write
from gradviz.engine.backprop import backprop
from gradviz.engine.checking.report import Report
from gradviz.engine.convention import Convention
from gradviz.engine.jacobians.chain import ChainJacobian
from gradviz.engine.jacobians.layer import Jacobian
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ActivationName, LossName
from gradviz.errors import GradvizError, InputError, ShapeError, meant
from gradviz.render.process.process import PAINTER
from gradviz.scene.export.heatmaps import Options, heatmaps
from gradviz.scene.export.picture import Picture, PictureOptions
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.scale import Scale
from gradviz.session.analysis import gradient_check, jacobian
from gradviz.session.document import Document, LossChoice
from gradviz.session.files import store
from gradviz.session.matrices.asked import Asked
from gradviz.session.matrices.block import matrix
from gradviz.session.matrices.exports import chosen, contents
from gradviz.session.matrices.formats import PICTURES, SUFFIXES, Format, format_of
from gradviz.session.reading.numerals import Decimal
from gradviz.session.source import Given, Source, as_document, as_passes
from gradviz.views.scales import scales_of

__all__ = [
    "Activation",
    "ActivationName",
    "ChainJacobian",
    "Convention",
    "Document",
    "Format",
    "GradvizError",
    "InputError",
    "Jacobian",
    "Linear",
    "LossName",
    "Network",
    "Passes",
    "Picture",
    "PictureOptions",
    "Report",
    "ShapeError",
    "Source",
    "backprop",
    "draw",
    "export",
    "gradient_check",
    "jacobian",
    "matrix",
    "open",
    "save",
    "write_picture",
]


class ExportOptions(PictureOptions, Given, total=False):
    """What `export` takes by name."""

    X: ArrayLike
    format: Format


class Encode(Protocol):
    """What draws a frame as the content of a file."""

    def __call__(self, frame: Frame, form: str, *, scale: float, transparent: bool) -> bytes: ...


def open(  # noqa: A001 - it is gv.open
    path: str | os.PathLike[str],
    convention: Convention | None = None,
    *,
    loss: LossChoice | None = None,
    seed: str | ArrayLike | None = None,
    decimal: Decimal | None = None,
) -> Document:
    r"""Open a session or a file of matrices.

    Parameters
    ----------
    path : path-like
        A ``.gradviz`` session, or matrices in ``.npz``, ``.npy`` or ``.csv``. Arrays are told
        by their names: W, X, b, T and Y_grad, of a network W1, b1, W2, ... and a text
        ``layers``, "linear,relu,linear"; or as Torch, Keras, Flax and scikit-learn name theirs.
        A single one becomes W. What `export` wrote opens as it was.
    convention : {"wx", "xw", "xwt"}, optional
        How the document is written from now on: as in Y = W X, Y = X W, or Y = X Wᵀ as
        torch.nn.Linear has it. Matrices that do not say it are laid out so; by default as in
        Y = W X.
    loss : str, optional
        What starts the backward pass, whatever the file says; with "seed" its Y_grad does.
        By default squared_error for a file with T, the seed for one with Y_grad, else sum.
    seed : str or array_like, optional
        In place of a loss: "ones", "one-hot", "random", or a matrix as large as Y.
    decimal : {".", ","}, optional
        The decimal sign of a ``.csv`` that can be read in two ways, as `matrix` has it.

    Returns
    -------
    Document
        Its `notes` say what was chosen and left out. Where the file has no X one is made up, as
        `made_up` says, and `export` writes only what needs none.

    Raises
    ------
    InputError
        If the file cannot be read, or is not as asked; the message says where and why.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp(), "weights.csv")
    >>> _ = path.write_text("2,-1,0.5\n1,3,-2\n")
    >>> open(path).W
    array([[ 2. , -1. ,  0.5],
           [ 1. ,  3. , -2. ]])
    """
    if not is_path(path):
        raise InputError(f"open needs a path: got {type(path).__name__}")
    return store.read(path, Asked(convention, loss, seed, decimal=decimal))


def save(
    source: Source,
    path: str | os.PathLike[str],
    X: ArrayLike | None = None,
    *,
    convention: Convention | None = None,
    **given: Unpack[Given],
) -> None:
    """Save a ``.gradviz`` session, which `open` and the window open: all of it or nothing.

    Parameters
    ----------
    source : Document, Passes, Network or array_like
        What `open` or `backprop` returned, or what `backprop` takes: a Network or W with its X.
    path : path-like
        Ends in ``.gradviz``.
    X : array_like, optional
        Beside a Network or W.
    convention : {"wx", "xw", "xwt"}, optional
        How it is written; by default as the source has it.
    **given
        Beside a Network or W: Y_grad, b, loss and target, as for `backprop`.

    Raises
    ------
    InputError, ShapeError
        If there is nothing to save, the suffix is another, or the file cannot be written; the old
        one is then as it was.
    """
    if not is_path(path):
        raise InputError(f"save needs a path in the second place: got {type(path).__name__}")
    suffix = os.path.splitext(os.fspath(path))[1]
    if suffix.lower() != store.SESSION_SUFFIX:
        remedy = "; did you mean gv.export?" if suffix.lower() in SUFFIXES else ""
        raise InputError(
            f"save writes sessions, {store.SESSION_SUFFIX}: got {suffix or 'no suffix'}{remedy}"
        )
    store.save(as_document("save", source, X, convention, **given), path)


def export(
    source: Source,
    out: Destination,
    what: str | Sequence[str] | None = None,
    **options: Unpack[ExportOptions],
) -> None:
    r"""Write chosen matrices to a file, as heatmaps or as numbers. The suffix says how.

    Parameters
    ----------
    source : Document, Passes, Network or array_like
        What `open` or `backprop` returned, or what `backprop` takes: a Network or W with its X,
        `X`, and Y_grad, b, loss or target. With a Document, colours follow its scale.
    out : path-like or file object
        ``.png``, ``.svg``, ``.pdf``: heatmaps side by side. ``.npz``: the arrays by name.
        ``.csv``: one matrix. ``.tex``: a ``bmatrix`` for each, which needs amsmath. A file object
        is open for bytes, such as a BytesIO, and `format` says how.
    what : str or sequence of str, optional
        "W_grad", or ("W_grad", "X_grad"): the matrices, in this order. By default all
        but products before their bias is added.
    **options
        `format` is "png", "svg", "pdf", "npz", "csv" or "tex", whatever the suffix is.
        `convention` says how matrices are laid out; by default as the source has it. For
        pictures also `size`, `theme`, `numbers`, `bars`, `transparent`, `scale` and `base`,
        as in `Picture`.

    Raises
    ------
    InputError
        If there is no such matrix, the suffix is unknown, an option is out of range, or the
        file cannot be written. A file that was there is then as it was.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
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
    _check_options(options)
    check_destination(out, "export")
    form = format_of(out, options.pop("format", None))
    X, given = options.pop("X", None), _given(options)
    passes = as_passes("export", source, X, options.get("convention"), **given)
    options.setdefault("convention", passes.convention)
    picture = Picture(**cast("PictureOptions", options))
    passes = passes.presented("wx")
    names = chosen(passes, what, source if isinstance(source, Document) else None)
    if form in PICTURES:
        scales = scales_of(source, passes) if isinstance(source, Document) else None
        write_picture(draw(passes, names, picture, scales), out, picture, encode, form)
    else:
        write(out, contents(passes, names, form, picture.convention))


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


def write_picture(
    frame: Frame,
    out: Destination,
    picture: Picture,
    encode: Encode = PAINTER.encode,
    form: Format | None = None,
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
    form : {"png", "svg", "pdf"}, optional
        By default as the suffix says.

    Raises
    ------
    InputError
        If the suffix is none of these, or the file cannot be written.
    GradvizError
        If Qt cannot run here; the message says what to install.
    """
    form = format_of(out, form)
    if form not in PICTURES:
        raise InputError(f"a picture is written as .{', .'.join(PICTURES)}: got .{form}")
    write(out, encode(frame, form, scale=picture.scale, transparent=picture.transparent))


def _check_options(options: ExportOptions) -> None:
    known = ExportOptions.__annotations__
    for name in options:
        if name not in known:
            raise InputError(
                f"export has no option {name!r}: there are {', '.join(known)}{meant(name, known)}"
            )


def _given(options: ExportOptions) -> Given:
    """Take out of the options what goes with a Network or W and X."""
    given = {name: options.pop(name, None) for name in Given.__annotations__}  # type: ignore[misc]  # each is one of ExportOptions
    return cast("Given", given)
