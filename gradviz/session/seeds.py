"""The seed lab: what the backward pass can be started with."""

from typing import Literal, TypeAlias, get_args

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.errors import InputError
from gradviz.messages.message import Message, say
from gradviz.session.document import Document, LossChoice
from gradviz.session.edits import set_loss, set_matrix
from gradviz.session.fills import ones, uniform, zeros

SeedKind: TypeAlias = Literal["loss", "ones", "one-hot", "random", "hand"]
"""Where Y_grad comes from."""

SEED_KINDS: tuple[SeedKind, ...] = get_args(SeedKind)

SEED_NAMES: dict[SeedKind, Message] = {
    "loss": say("from the loss"),
    "ones": say("all ones"),
    "one-hot": say("one-hot"),
    "random": say("random"),
    "hand": say("by hand"),
}
SEED_TIPS: dict[SeedKind, Message] = {
    "loss": say("Y_grad comes from the loss"),
    "ones": say("Ones everywhere: what y.sum().backward() starts with"),
    "one-hot": say("One cell is 1, all others are 0: this reads one row of the Jacobian"),
    "random": say("Small numbers with one decimal"),
    "hand": say("Y_grad is typed in"),
}

_WIDEST = 3.0  # of random seeds: numbers that can be multiplied in the head


def seed_of(
    kind: str, shape: tuple[int, int], at: tuple[int, int] = (0, 0), random_state: int = 0
) -> Matrix:
    """Return a seed, the cotangent that is fed in at the output.

    Parameters
    ----------
    kind : {"ones", "one-hot", "random"}
        1 everywhere, which is y.sum().backward(); 1 in one cell, which reads one row of the
        Jacobian; numbers from -3 to 3 with one decimal.
    shape : (int, int)
        (M, N), that of Y.
    at : (int, int)
        The cell that is 1 in a one-hot, counted from 0.
    random_state : int
        The same one gives the same numbers.

    Raises
    ------
    InputError
        If there is no such kind, or no such cell.

    Examples
    --------
    >>> seed_of("one-hot", (2, 3), (1, 0))
    array([[0., 0., 0.],
           [1., 0., 0.]])
    >>> seed_of("random", (2, 3), random_state=1)
    array([[ 0.1,  2.7, -2.1],
           [ 2.7, -1.1, -0.5]])
    """
    if kind == "ones":
        return ones(shape)
    if kind == "random":
        return freeze(np.round(_WIDEST * uniform(shape, random_state), 1) + 0.0)  # no -0.0
    if kind != "one-hot":
        raise InputError(
            say("there is no seed {kind}; there are ones, one-hot, random", kind=repr(kind))
        )
    row, col = at
    if not (0 <= row < shape[0] and 0 <= col < shape[1]):
        raise InputError(
            say(
                "a one-hot seed needs a cell of Y, which is {rows}×{cols}: got row {row}, "
                "column {col}, counted from 0",
                rows=shape[0],
                cols=shape[1],
                row=row,
                col=col,
            )
        )
    values = zeros(shape).copy()
    values[row, col] = 1.0
    return freeze(values)


def with_seed(
    document: Document,
    kind: str,
    at: tuple[int, int] = (0, 0),
    random_state: int = 0,
    *,
    loss: LossChoice = "squared_error",
) -> Document:
    """Return the document with another start of the backward pass, as one edit.

    Parameters
    ----------
    document : Document
    kind : str
        One of `SEED_KINDS`. "hand" takes the seed as it was last typed in, "loss" goes back to a
        loss; a document that has one keeps it.
    at, random_state
        As for `seed_of`.
    loss : str
        The loss that "loss" goes back to: the one the document had last.

    Returns
    -------
    Document
        The very same object where nothing changes.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> lab = with_seed(example(), "one-hot", (0, 2))
    >>> lab.loss, lab.seed.tolist()
    ('seed', [[0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
    >>> with_seed(lab, "loss", loss="mse").loss
    'mse'
    """
    if kind == "loss":
        return set_loss(document, loss) if document.loss == "seed" else document
    if kind == "hand":
        return set_loss(document, "seed")
    values = seed_of(kind, (document.M, document.N), at, random_state)
    return set_matrix(set_loss(document, "seed"), document.seed_name, values)


def kind_of(document: Document) -> SeedKind:
    """Return which start a document has, as far as its numbers tell: "hand" for any others.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> kind_of(example()), kind_of(with_seed(example(), "ones"))
    ('loss', 'ones')
    """
    if document.loss != "seed":
        return "loss"
    seed = document.seed
    if (seed == 1.0).all() and seed.size > 1:
        return "ones"
    if np.count_nonzero(seed) == 1 and seed.sum() == 1.0:
        return "one-hot"
    return "hand"
