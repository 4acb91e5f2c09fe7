"""The one road to documents, pictures and files: for notebooks, the command line, the window.

Importing it loads NumPy and no Qt: what draws runs in a process of its own. All that `export` needs
here is loaded at once: a fork would find what another thread is just loading locked for ever.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias, Unpack, cast, overload

from numpy.typing import ArrayLike

from gradviz.disk.atomic import write_atomically
from gradviz.engine.backprop import backprop
from gradviz.engine.chain import ChainJacobian, chain_jacobian
from gradviz.engine.check import Report, gradient_check
from gradviz.engine.jacobian import Factor, Jacobian, layer_jacobian
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.vec import Order
from gradviz.errors import GradvizError, InputError, ShapeError
from gradviz.render.painter_process import PAINTER
from gradviz.scene.convention import Convention
from gradviz.scene.frame import Frame
from gradviz.scene.heatmaps import Options, heatmaps
from gradviz.scene.picture import Picture, PictureOptions
from gradviz.scene.scale import Scale
from gradviz.session import store
from gradviz.session.bundle import LAYERS, described
from gradviz.session.document import Document
from gradviz.session.document import passes as run
from gradviz.session.tables import WRITERS, presented, to_npz
from gradviz.session.views.scales import scales_of

__all__ = [
    "Activation",
    "ChainJacobian",
    "Convention",
    "Document",
    "GradvizError",
    "InputError",
    "Jacobian",
    "Linear",
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
    "open",
    "save",
    "write_picture",
]

Source: TypeAlias = Document | Passes


class Encode(Protocol):
    """What draws a frame as the content of a file."""

    def __call__(self, frame: Frame, form: str, *, scale: float, transparent: bool) -> bytes: ...


PICTURES = (".png", ".svg", ".pdf")
SUFFIXES = (*PICTURES, ".csv", ".npz", ".tex")


def open(  # noqa: A001 - it is gv.open
    path: str | os.PathLike[str], convention: Convention = "wx"
) -> Document:
    r"""Open a session or a file of matrices.

    Parameters
    ----------
    path : path-like
        A ``.gradviz`` session, or matrices in ``.npz``, ``.npy`` or ``.csv``. Arrays are told
        by their names W, X, b, T and Y_grad; a single one becomes W. A network has W1, b1,
        W2, ... and a text ``layers``, "linear,relu,linear".
    convention : {"wx", "xw", "xwt"}, optional
        How matrices in it are laid out, and the document is written from then on: as in
        Y = W X, Y = X W, or Y = X Wᵀ as torch.nn.Linear has it. A session says so itself.

    Raises
    ------
    InputError
        If the file cannot be read; the message says where and why.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "weights.csv")
    >>> _ = path.write_text("2,-1,0.5\n1,3,-2\n")
    >>> open(path).W
    array([[ 2. , -1. ,  0.5],
           [ 1. ,  3. , -2. ]])
    """
    return store.read(path, convention)


def save(document: Document, path: str | os.PathLike[str]) -> None:
    """Save a document as a ``.gradviz`` session: all of it or nothing.

    Raises
    ------
    InputError
        If there is no document, or the file cannot be written; the old one is then as it was.
    """
    if not isinstance(document, Document):
        raise InputError(
            f"save needs a Document, what open returned: got {type(document).__name__}; "
            "export writes Passes"
        )
    store.save(document, path)


@overload
def jacobian(
    W: Passes, X: None = None, wrt: str = "X", order: Order = "F", *, of: str | None = None
) -> ChainJacobian: ...
@overload
def jacobian(W: ArrayLike, X: ArrayLike, wrt: Factor = "X", order: Order = "F") -> Jacobian: ...
def jacobian(
    W: Passes | ArrayLike,
    X: ArrayLike | None = None,
    wrt: str = "X",
    order: Order = "F",
    *,
    of: str | None = None,
) -> Jacobian | ChainJacobian:
    """Return the Jacobian of Y = W X, or of a network, as an operator: nobody builds it.

    Parameters
    ----------
    W : array_like, shape (M, K), or Passes
        Weights; or what `backprop` returned, of a network of any depth.
    X : array_like, shape (K, N)
        Samples, beside weights; left out beside Passes.
    wrt : str, optional
        By what to differentiate: "X" or "W"; of a network "X", "W2", "b1", or a hidden "Y1".
    order : {"F", "C"}, optional
        How vec lays out a matrix: "F" stacks its columns, "C" its rows, as ``ravel()`` does.
    of : str, optional
        Of a network, what to differentiate: "Y2"; by default the last output.

    Returns
    -------
    Jacobian or ChainJacobian
        ``shape``, ``jvp(dX)``, ``vjp(G)``, ``window(rows, cols)``, ``dense()``, ``nbytes``.

    Raises
    ------
    ShapeError
        If W X cannot be multiplied, or an argument does not have two axes.
    InputError
        If there is no such matrix, the one does not depend on the other, or an entry is not a
        real number.

    Examples
    --------
    >>> jacobian([[1, 2], [3, 4]], [[1, 0], [0, 1]]).dense()
    array([[1., 2., 0., 0.],
           [3., 4., 0., 0.],
           [0., 0., 1., 2.],
           [0., 0., 3., 4.]])
    >>> p = Network([Linear([[2, 1]]), Activation("relu")]).backprop([[1], [1]])
    >>> jacobian(p, wrt="W1").dense()
    array([[1., 1.]])
    """
    if isinstance(W, Passes):
        if X is not None:
            raise InputError("jacobian of a network has its X already: leave X out")
        return chain_jacobian(W, wrt, of, order)
    if X is None:
        raise InputError(
            "jacobian needs W and X, or Passes, what backprop returned: "
            f"got {type(W).__name__}, and X is missing"
        )
    if of is not None:
        raise InputError("of belongs to a network; here it is Y = W X: leave it out")
    return layer_jacobian(W, X, cast("Factor", wrt), order)


def export(
    source: Source,
    out: str | os.PathLike[str],
    what: str | Sequence[str] | None = None,
    **options: Unpack[PictureOptions],
) -> None:
    r"""Write chosen matrices to a file, as heatmaps or as numbers. The suffix says how.

    Parameters
    ----------
    source : Document or Passes
        What `open` or `backprop` returned. With a Document, colours follow its scale.
    out : path-like
        ``.png``, ``.svg``, ``.pdf``: heatmaps side by side. ``.npz``: the arrays by name.
        ``.csv``: one matrix. ``.tex``: a ``bmatrix`` for each, which needs amsmath.
    what : str or sequence of str, optional
        "W_grad", or ("W_grad", "X_grad"): the matrices, in this order. By default all
        but products before their bias is added.
    **options
        `convention` says how matrices are laid out; by default as the document has it. For
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
    out: str | os.PathLike[str],
    what: str | Sequence[str] | None = None,
    **options: Unpack[PictureOptions],
) -> None:
    """Do what `export` does, with pictures drawn by `encode`: see `write_picture`."""
    if not isinstance(source, Source):
        raise InputError(
            "export needs a Document or Passes, what open or backprop returned: "
            f"got {type(source).__name__}"
        )
    if isinstance(source, Document):
        options.setdefault("convention", source.convention)
    picture = Picture(**options)
    passes = _passes(source)
    names = _names(passes, what)
    suffix = _suffix(out)
    if suffix in PICTURES:
        frame = draw(passes, names, picture, _scales(source, passes))
        write_picture(frame, out, picture, encode)
    else:
        write_atomically(out, _data(passes, names, suffix, picture.convention))


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
    frame: Frame, out: str | os.PathLike[str], picture: Picture, encode: Encode = PAINTER.encode
) -> None:
    """Write a frame as PNG, SVG or PDF, whatever it shows.

    Needs no display, and loads nothing of Qt: another process draws, which the first picture
    starts and which ends with this one. Any thread may call it, and any child of a fork.

    Parameters
    ----------
    frame : Frame
    out : path-like
    picture : Picture
    encode : callable, optional
        As `gradviz.render.in_place.encode`, for a process whose Qt is gradviz's own.

    Raises
    ------
    InputError
        If the suffix is none of these, or the file cannot be written.
    GradvizError
        If Qt cannot run here; the message says what to install.
    """
    suffix = _suffix(out)
    if suffix not in PICTURES:
        raise InputError(f"a picture is written as {', '.join(PICTURES)}: got {suffix}")
    form = suffix.removeprefix(".")
    drawn = encode(frame, form, scale=picture.scale, transparent=picture.transparent)
    write_atomically(out, drawn)


def _passes(source: Source) -> Passes:
    return run(source) if isinstance(source, Document) else source


def _scales(source: Source, passes: Passes) -> dict[str, Scale] | None:
    if isinstance(source, Passes):
        return None
    return scales_of(source, passes)


def _names(passes: Passes, what: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the names asked for, all of which exist; by default all but products before a bias."""
    if what is None:
        return tuple(name for name in passes.names if not name.startswith("P"))
    names = (what,) if isinstance(what, str) else what
    if not _are_names(names):
        raise InputError(
            f"what needs names of matrices: got {what!r}; there are {', '.join(passes.names)}"
        )
    for name in names:
        passes.matrix(name)
    return tuple(names)


def _are_names(given: object) -> bool:
    """Tell whether something is at least one name."""
    is_sequence = isinstance(given, Sequence) and len(given) > 0
    return is_sequence and all(isinstance(name, str) for name in cast("Sequence[object]", given))


def _data(passes: Passes, names: Sequence[str], suffix: str, convention: Convention) -> bytes:
    """Return matrices as numbers, laid out as people of a convention write them."""
    matrices = {name: presented(name, passes.matrix(name), convention) for name in names}
    parameters = {name for layer in passes.layers for name in (layer.W, layer.b) if name}
    is_network = len(passes.layers) > 1 or not parameters
    if suffix == ".npz" and is_network and parameters <= set(names):  # it can be opened again
        return to_npz(matrices, {LAYERS: described(passes.layers)})
    return WRITERS[suffix](matrices)


def _suffix(out: str | os.PathLike[str]) -> str:
    suffix = Path(out).suffix.lower()
    if suffix not in SUFFIXES:
        got = f"got {suffix}" if suffix else "it has none"
        raise InputError(
            f"{os.fspath(out)}: the suffix says how to export, {', '.join(SUFFIXES)}: {got}"
        )
    return suffix
