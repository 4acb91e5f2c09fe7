"""What whoever opens a file says about it, beside what the file says itself."""

from dataclasses import dataclass

from numpy.typing import ArrayLike

from gradviz.arrays import as_matrix, size
from gradviz.engine.convention import CONVENTIONS, Convention, is_flipped
from gradviz.engine.losses import target_problem
from gradviz.errors import InputError, ShapeError, meant
from gradviz.messages.message import NOTHING, joined, say
from gradviz.session.document import LOSS_CHOICES, Document, LossChoice
from gradviz.session.edits import set_convention, set_loss, set_matrix
from gradviz.session.looks.choice import check_choice
from gradviz.session.matrices.tables import presented
from gradviz.session.reading.numerals import DECIMALS, Decimal
from gradviz.session.seeds import SEED_KINDS, with_seed

MADE_SEEDS = tuple(kind for kind in SEED_KINDS if kind not in ("loss", "hand"))
"""The seeds that have a name and are made by it."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What is asked for; None leaves it to the file.

    Attributes
    ----------
    convention : {"wx", "xw", "xwt"}, optional
        How the document is written. A file of matrices that does not say it is laid out so too.
    loss : str, optional
        What starts the backward pass.
    seed : str or array_like, optional
        One of `MADE_SEEDS`, or Y_grad, laid out as the document is.
    shown : {"wx", "xw", "xwt"}
        How a file is laid out about which neither it nor `convention` says anything.
    decimal : {".", ","}, optional
        The decimal sign of a text.
    reading : str
        Which reading of a text that has several is meant, by its `words` in English; "" says
        nothing.

    Raises
    ------
    InputError
        If there is no such convention, loss or seed, or both a loss and a seed.
    """

    convention: Convention | None = None
    loss: LossChoice | None = None
    seed: str | ArrayLike | None = None
    shown: Convention = "wx"
    decimal: Decimal | None = None
    reading: str = ""

    def __post_init__(self) -> None:
        if self.convention is not None:
            check_choice("convention", self.convention, CONVENTIONS)
        if self.loss is not None:
            check_choice("loss", self.loss, LOSS_CHOICES)
        check_choice("convention", self.shown, CONVENTIONS)
        if self.decimal is not None:
            check_choice("decimal", self.decimal, DECIMALS)
        if isinstance(self.seed, str) and self.seed not in MADE_SEEDS:
            raise InputError(
                say(
                    "there is no seed, and no file, {seed}; the seeds are {seeds}{hint}",
                    seed=repr(self.seed),
                    seeds=joined(MADE_SEEDS, ", "),
                    hint=meant(self.seed, MADE_SEEDS),
                )
            )
        if self.seed is not None and self.loss not in (None, "seed"):
            raise InputError(
                say(
                    "a loss and a seed both start the backward pass: got {loss} and a seed; "
                    "leave one out",
                    loss=f"loss={self.loss}",
                )
            )

    @property
    def is_start_said(self) -> bool:
        """Whether it says what starts the backward pass."""
        return self.loss is not None or self.seed is not None


def as_asked(document: Document, asked: Asked) -> Document:
    """Return a document as it is asked for, by ordinary edits that leave T as it is.

    Raises
    ------
    ShapeError, InputError
        If a seed does not have the size of the output, or T is no target of the loss.
    """
    if asked.convention is not None:
        document = set_convention(document, asked.convention)
    if asked.loss is not None:
        document = _with_loss(document, asked.loss)
    if isinstance(asked.seed, str):
        return with_seed(document, asked.seed)
    if asked.seed is None:
        return document
    name, convention = document.seed_name, document.convention
    seed = presented(name, as_matrix(asked.seed, name), convention)
    if seed.shape != document.seed.shape:
        needed, got = (presented(name, m, convention) for m in (document.seed, seed))
        turned = seed.T.shape == document.seed.shape
        raise ShapeError(
            say(
                "the seed needs the size of the output, {size}: it is {got}{hint}",
                size=size(needed),
                got=size(got),
                hint=say("; its transpose would fit") if turned else NOTHING,
            )
        )
    return set_matrix(set_loss(document, "seed"), name, seed)


def _with_loss(document: Document, loss: LossChoice) -> Document:
    is_turned = is_flipped(document.convention, "T")
    if fault := target_problem(loss, document.target, "row" if is_turned else "column"):
        raise InputError(
            say(
                "{problem}; give T as probabilities, as classes counted from 0, or leave {loss} "
                "out",
                problem=fault,
                loss=f"loss={loss}",
            )
        )
    return set_loss(document, loss)
