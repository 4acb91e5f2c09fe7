"""What of a document is written to other files, and the texts that say what it is."""

from collections.abc import Sequence
from typing import cast

from gradviz.engine.convention import Convention
from gradviz.engine.passes import Passes
from gradviz.engine.rules import LOSSES
from gradviz.engine.wiring import LayerNames
from gradviz.errors import InputError
from gradviz.messages.message import Message, joined, say
from gradviz.session.document import Document
from gradviz.session.matrices.arraynames import LOSS
from gradviz.session.matrices.bundle import described
from gradviz.session.matrices.formats import Drawing, Format
from gradviz.session.matrices.names import CONVENTION, LAYERS
from gradviz.session.matrices.tables import presented
from gradviz.session.parameters import parameters


def chosen(
    passes: Passes, what: str | Sequence[str] | None, document: Document | None = None
) -> tuple[str, ...]:
    """Return the names of matrices that are asked for, as they are shown.

    Parameters
    ----------
    passes : Passes
    what : str or sequence of str, optional
        By default all but products before their bias is added.
    document : Document, optional
        Whose passes they are. What a made-up X comes into is not written: nobody gave it.

    Raises
    ------
    InputError
        If there is none of a name, or it comes from a made-up X.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1, 2]], [[3], [4]], b=[5])
    >>> chosen(p, None), chosen(p, ["W1_grad", "P"])
    (('W', 'X', 'b', 'Y', 'Y_grad', 'X_grad', 'W_grad', 'b_grad'), ('W_grad', 'P1'))
    """
    kept = owned(document) if document is not None and document.made_up else None
    if what is None:
        there = (name for name in passes.names if not name.startswith("P"))
        return tuple(name for name in there if kept is None or name in kept)
    given = (what,) if isinstance(what, str) else what
    if not _are_names(given):
        raise InputError(
            say(
                "what needs names of matrices: got {what}; there are {names}",
                what=repr(what),
                names=joined(passes.names, ", "),
            )
        )
    names = tuple(passes.name(name) for name in given)
    for name in names:
        if kept is not None and name not in kept:
            raise InputError(_made_up(name, kept))
    return names


def _made_up(name: str, kept: Sequence[str]) -> Message:
    if not kept:
        return say(
            "{matrix} comes from X, which the file does not have and is made up: give it an X",
            matrix=name,
        )
    return say(
        "{matrix} comes from X, which the file does not have and is made up: give it an X, "
        "or name {names}",
        matrix=name,
        names=joined(kept, ", "),
    )


def contents(passes: Passes, names: Sequence[str], form: Format, convention: Convention) -> bytes:
    r"""Return matrices as numbers in a file, laid out as people of a convention write them.

    Raises
    ------
    InputError
        If the format holds a picture, or one matrix and there are several.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> from gradviz.session.matrices.formats import format_of
    >>> contents(backprop([[1, 2]], [[3], [4]]), ["X"], format_of("X.csv"), "xw")
    b'3.0,4.0\n'
    """
    if isinstance(form.holds, Drawing):
        raise InputError(
            say("a {suffix} file holds a picture, not numbers", suffix=f".{form.name}")
        )
    if form.holds.is_one and len(names) > 1:
        raise InputError(
            say(
                "a {suffix} file holds one matrix, and {names} were asked for: "
                "name one, or take .npz, which holds them all",
                suffix=f".{form.name}",
                names=joined(names, ", "),
            )
        )
    matrices = {name: presented(name, passes.matrix(name), convention) for name in names}
    return form.holds.encode(matrices, texts(passes, names, convention))


def owned(document: Document) -> tuple[str, ...]:
    """Return the names of what was given and can be written though X was made up.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> owned(example())
    ('W', 'T')
    """
    target = ("T",) if document.loss in LOSSES and LOSSES[document.loss].needs_target else ()
    seed = (document.seed_name,) if document.loss == "seed" else ()
    return (*parameters(document.network), *target, *seed)


def texts(passes: Passes, names: Sequence[str], convention: Convention) -> dict[str, str]:
    """Return what the texts in an archive say of matrices: only what is true of these names.

    Parameters
    ----------
    passes : Passes
    names : sequence of str
        What is written.
    convention : {"wx", "xw", "xwt"}
        How it is laid out.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[1, 2]], [[3], [4]])
    >>> texts(p, ["W", "X"], "wx"), texts(p, ["X"], "xw")
    ({'convention': 'wx', 'loss': 'sum'}, {'convention': 'xw'})
    """
    said: dict[str, str] = {CONVENTION: convention}
    given = {name for layer in passes.layers for name in (layer.W, layer.b) if name}
    if not given <= set(names):
        return said
    if len(passes.layers) > 1 or not given:
        said[LAYERS] = described(passes.layers)
    if _start(passes, passes.layers[-1]) in ("", *names):
        said[LOSS] = passes.loss_name or "seed"
    return said


def _start(passes: Passes, last: LayerNames) -> str:
    """Return the matrix without which the backward pass does not start; "" if there is none."""
    if passes.loss_name is None:
        return last.name("Y_grad")
    return "T" if LOSSES[passes.loss_name].needs_target else ""


def _are_names(given: object) -> bool:
    """Tell whether something is at least one name."""
    is_sequence = isinstance(given, Sequence) and len(given) > 0
    return is_sequence and all(isinstance(name, str) for name in cast("Sequence[object]", given))
