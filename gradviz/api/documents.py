"""Documents in files: opened and saved."""

import os
from typing import Unpack

from numpy.typing import ArrayLike

from gradviz.disk.destination import is_path
from gradviz.engine.convention import Convention
from gradviz.errors import InputError
from gradviz.messages.message import NOTHING, say
from gradviz.session.document import Document, LossChoice
from gradviz.session.files import store
from gradviz.session.files.kinds import SESSION_SUFFIX
from gradviz.session.matrices.asked import Asked
from gradviz.session.matrices.formats import FORMATS
from gradviz.session.reading.numerals import Decimal
from gradviz.session.source import Given, Source, as_document


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
        raise InputError(say("open needs a path: got {type}", type=type(path).__name__))
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
        raise InputError(
            say("save needs a path in the second place: got {type}", type=type(path).__name__)
        )
    suffix = os.path.splitext(os.fspath(path))[1]
    if suffix.lower() != SESSION_SUFFIX:
        is_other = suffix.lower() in [f".{form.name}" for form in FORMATS]
        raise InputError(
            say(
                "save writes sessions, {wanted}: got {given}{hint}",
                wanted=SESSION_SUFFIX,
                given=suffix or say("no suffix"),
                hint=say("; did you mean {name}?", name="gv.export") if is_other else NOTHING,
            )
        )
    store.save(as_document("save", source, X, convention, **given), path)
