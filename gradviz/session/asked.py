"""What whoever opens a file says about it, beside what the file says itself."""

from dataclasses import dataclass, replace

from numpy.typing import ArrayLike

from gradviz.arrays import as_matrix, size
from gradviz.engine.losses import target_problem
from gradviz.errors import InputError, ShapeError, meant
from gradviz.scene.convention import CONVENTIONS, Convention
from gradviz.session.document import LOSS_CHOICES, Document, LossChoice
from gradviz.session.edits import set_convention, set_loss, set_matrix
from gradviz.session.seeds import SEED_KINDS, with_seed
from gradviz.session.tables import presented
from gradviz.session.view import check_choice

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

    Raises
    ------
    InputError
        If there is no such convention, loss or seed, or both a loss and a seed.
    """

    convention: Convention | None = None
    loss: LossChoice | None = None
    seed: str | ArrayLike | None = None
    shown: Convention = "wx"

    def __post_init__(self) -> None:
        if self.convention is not None:
            check_choice("convention", self.convention, CONVENTIONS)
        if self.loss is not None:
            check_choice("loss", self.loss, LOSS_CHOICES)
        check_choice("convention", self.shown, CONVENTIONS)
        if isinstance(self.seed, str) and self.seed not in MADE_SEEDS:
            raise InputError(
                f"there is no seed, and no file, {self.seed!r}; the seeds are "
                f"{', '.join(MADE_SEEDS)}{meant(self.seed, MADE_SEEDS)}"
            )
        if self.seed is not None and self.loss not in (None, "seed"):
            raise InputError(
                f"a loss and a seed both start the backward pass: got loss={self.loss} and a "
                "seed; leave one out"
            )

    @property
    def is_start_said(self) -> bool:
        """Whether it says what starts the backward pass."""
        return self.loss is not None or self.seed is not None


def as_asked(document: Document, asked: Asked) -> Document:
    """Return a document as it is asked for: ordinary edits, and a note where T is changed.

    Raises
    ------
    ShapeError, InputError
        If a seed does not have the size of the output.
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
        raise ShapeError(
            f"the seed needs the size of the output, {size(needed)}: it is {size(got)}"
        )
    return set_matrix(set_loss(document, "seed"), name, seed)


def _with_loss(document: Document, loss: LossChoice) -> Document:
    fault = target_problem(loss, document.target)
    changed = set_loss(document, loss)
    if fault is None:
        return changed
    note = f"{fault}; such columns of T have a 1 at their largest entry now."
    return replace(changed, notes=(*changed.notes, note))
