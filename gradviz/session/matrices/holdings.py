"""What a file of matrices holds: a document, and what the document computes too.

How the arrays are laid out is what the file says, else what is asked for, else what their names
tell, else what is shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import Matrix, freeze
from gradviz.engine.convention import CONVENTION_TITLES, CONVENTIONS, Convention
from gradviz.engine.losses import target_problem
from gradviz.errors import GradvizError, InputError, ShapeError, nearest
from gradviz.messages.message import Message, say
from gradviz.session.document import TARGETED, Document
from gradviz.session.looks.choice import check_choice
from gradviz.session.matrices.arraynames import LOSS
from gradviz.session.matrices.asked import Asked
from gradviz.session.matrices.bundle import as_shown, check_arrays, to_document
from gradviz.session.matrices.foundnames import FoundNames, first_of
from gradviz.session.matrices.layerkinds import text_in
from gradviz.session.matrices.names import CONVENTION, LAYERS, outputs
from gradviz.session.matrices.tables import presented


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a file of matrices holds.

    Attributes
    ----------
    document : Document
        Knows in its `notes` what was chosen.
    brought : mapping of str to array
        What the file holds and the document computes, by the names of its passes, as in
        Y = W X: "Y", "W_grad", "Y_grad" where a loss starts the pass, "l" (1, 1). Sizes and
        types are those of the file: a gradient that is transposed, or float16, comes as it is.
    mistyped : mapping of str to str
        What is left out but may be meant for something that the document computes: "W_gard"
        for "W_grad".
    """

    document: Document
    brought: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    mistyped: Mapping[str, str] = field(default_factory=dict)


def plan(
    shapes: Mapping[str, tuple[int, ...]],
    texts: Mapping[str, NDArray[Any]],
    names: FoundNames,
    asked: Asked,
) -> Convention:
    """Return how arrays are laid out; refuse shapes that make no document before they are read.

    Parameters
    ----------
    shapes : mapping of str to tuple of int
        By their names in the file.
    texts : mapping of str to array
    names : FoundNames
        What the names in the file tell of the layout.
    asked : Asked

    Raises
    ------
    InputError, ShapeError
        As `to_document` does. Where another convention would do, the message says which.
    """
    laid_out = _layouts(texts, names, asked)
    count = outputs((*names.given, *names.brought))
    # Zeros take no memory until somebody writes to them; transposing does.
    zeros = {name: freeze(np.zeros(shape)) for name, shape in shapes.items() if name not in texts}
    layers = {name: texts[name] for name in texts if name == LAYERS}
    arrays = _given({**zeros, **layers}, names)
    for convention in laid_out:
        if _problem(arrays, convention, count) is None:
            return convention
    problem = _problem(arrays, laid_out[0], count)
    others = [other for other in CONVENTIONS if other not in laid_out]
    fitting = [o for o in others if _problem(arrays, o, count) is None]
    if isinstance(problem, ShapeError) and fitting and CONVENTION not in texts:
        raise ShapeError(_fit_otherwise(problem.message, fitting))
    raise problem or AssertionError


def _fit_otherwise(problem: Message, conventions: Sequence[Convention]) -> Message:
    """Return a problem with the conventions in which there would be none: one, or two."""
    first, *others = (f"convention={name}, {CONVENTION_TITLES[name]}" for name in conventions)
    if not others:
        return say("{problem}; with {convention}, they fit", problem=problem, convention=first)
    return say(
        "{problem}; with {convention}, or {other}, they fit",
        problem=problem,
        convention=first,
        other=others[0],
    )


def _layouts(
    texts: Mapping[str, NDArray[Any]], names: FoundNames, asked: Asked
) -> tuple[Convention, ...]:
    """Return in which conventions arrays may be laid out, the most likely one first."""
    if CONVENTION in texts:
        said = text_in(texts[CONVENTION])
        check_choice(CONVENTION, said, CONVENTIONS)
        return (cast("Convention", said),)
    if asked.convention is not None and asked.convention in (names.layouts or CONVENTIONS):
        return (asked.convention,)
    return names.layouts or (asked.shown,)


def _problem(
    arrays: Mapping[str, NDArray[Any]], convention: Convention, count: int
) -> GradvizError | None:
    """Return why arrays are no document; None if they are one."""
    check = to_document if convention == "wx" else check_arrays
    try:
        check(arrays, convention, count)
    except GradvizError as error:
        return error
    return None


def _given(arrays: Mapping[str, NDArray[Any]], names: FoundNames) -> dict[str, NDArray[Any]]:
    """Return arrays by what they are; the weights of a single output come without an axis."""
    found = {meaning: arrays[name] for name, meaning in names.given.items() if name in arrays}
    for name, meaning in names.given.items():
        if meaning == "W" and "coef" in name.lower() and found["W"].ndim == 1:
            found["W"] = found["W"][None, :]
    return found


def bundled(
    arrays: Mapping[str, NDArray[Any]], names: FoundNames, convention: Convention, asked: Asked
) -> Holdings:
    """Return what arrays are by their names in a file: a document, and what it computes itself.

    Parameters
    ----------
    arrays : mapping of str to array
    names : FoundNames
    convention : {"wx", "xw", "xwt"}
        How they are laid out, as `plan` found.
    asked : Asked

    Raises
    ------
    InputError, ShapeError
        As `to_document` does.
    """
    given = _given(arrays, names)
    if asked.loss is not None:
        given.pop(LOSS, None)
    count = outputs((*names.given, *names.brought))
    document = to_document(given, convention, count)
    if asked.loss in TARGETED and "T" not in given:
        raise InputError(
            say("the loss {loss} compares Y with a target: there is no T", loss=asked.loss)
        )
    if asked.loss == "seed" and asked.seed is None and "Y_grad" not in given:
        raise InputError(
            say(
                "there is no Y_grad to start from: ask for a seed, such as {seed}",
                seed="seed=ones",
            )
        )
    found = {name: arrays[name] for name in names.brought if name in arrays}
    if document.loss != "seed":
        found |= {name: arrays[name] for name, m in names.given.items() if m == "Y_grad"}
    meanings = {**names.brought, **{n: m for n, m in names.given.items() if n in found}}
    brought, lost = _brought(found, meanings, document, convention)
    left = [*names.left, *lost, *(name for name in names.brought if name not in arrays)]
    mistyped = _mistyped(names.left, document)
    laid_out = _laid_out(convention, asked, given)
    notes = (*_chosen(document, given, asked), *names.notes, *laid_out, *_left(left, mistyped))
    return Holdings(replace(document, notes=notes), brought, mistyped)


def _brought(
    arrays: Mapping[str, NDArray[Any]],
    meanings: Mapping[str, str],
    document: Document,
    convention: Convention,
) -> tuple[dict[str, NDArray[Any]], list[str]]:
    """Return what a document computes too, and the names in the file of what it does not."""
    brought, lost = dict[str, NDArray[Any]](), list[str]()
    known = _computed(document)
    for name, array in arrays.items():
        own = _own(meanings[name], document)
        values = array.reshape(1, 1) if own == "l" and array.size == 1 else array
        try:
            matrix = as_shown(values, own, convention)
        except GradvizError:
            lost.append(name)
            continue
        if own not in known:
            lost.append(name)
        else:
            written = matrix if own == "l" else presented(own, matrix, convention)
            brought[own] = _of_type(written, array.dtype)
    return brought, lost


def _of_type(matrix: Matrix, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return a matrix in the numbers that it has in its file, which tell how far it is rounded."""
    if dtype.kind != "f" or dtype.itemsize >= matrix.itemsize:
        return matrix
    array = matrix.astype(dtype)
    array.setflags(write=False)
    return array


def _mistyped(names: Sequence[str], document: Document) -> dict[str, str]:
    """Return what names may be meant for of all that a document computes."""
    known = _computed(document) - {"l"}
    near = {name: nearest(name, known) for name in names}
    return {name: meaning for name, meaning in near.items() if meaning is not None}


def _computed(document: Document) -> set[str]:
    """Return the names of all that a document computes."""
    known = {"l"} if document.loss != "seed" else set()
    for layer in document.network.names:
        given = (layer.W, layer.b, layer.X, layer.Y)
        known |= {f"{name}_grad" for name in given if name} | {layer.Y}
        if layer.b is not None:
            product = f"P{layer.Y[1:] or 1}"
            known |= {product, f"{product}_grad"}
    return known


def _own(meaning: str, document: Document) -> str:
    """Return what the passes of a document call a matrix: its W1_grad may be their W_grad."""
    stem, mark, tail = meaning.partition("_")
    if document.is_one_linear:
        return meaning if stem[0] == "P" else stem.removesuffix("1") + mark + tail
    if stem == "Y":
        return document.network.names[-1].Y + mark + tail
    return f"{stem}1{mark}{tail}" if stem in ("W", "b", "P") else meaning


def _chosen(
    document: Document, given: Mapping[str, NDArray[Any]], asked: Asked
) -> Iterator[Message]:
    """Yield what was chosen where the file does not say it."""
    if document.made_up:
        yield say("There is no X: one is made up.")
    if LOSS not in given and not asked.is_start_said and document.loss != "seed":
        yield _said_of_loss(document)
    if LAYERS not in given and len(document.network.layers) > 1:
        yield say(
            "The layers are taken for linear ones in a row; a text "
            '{text}, "linear,relu,linear", names activations between them.',
            text=LAYERS,
        )


def _said_of_loss(document: Document) -> Message:
    """Return which loss was taken, and which other might be meant."""
    if document.loss == "sum":
        return say("There is no T and no Y_grad: the loss is the sum of Y.")
    T = document.target
    if len(T) == 1 or target_problem("cross_entropy", T) is not None:
        return say("The loss is squared_error, as there is a T.")
    other = "loss=cross_entropy"
    if np.isin(T, (0.0, 1.0)).all():
        return say(
            "T has one-hot columns, and is taken for the target of squared_error; "
            "{loss} takes it as classes.",
            loss=other,
        )
    return say(
        "T has columns of probabilities, and is taken for the target of squared_error; "
        "{loss} takes it as classes.",
        loss=other,
    )


def _laid_out(
    convention: Convention, asked: Asked, given: Mapping[str, NDArray[Any]]
) -> Iterator[Message]:
    """Yield that names alone decided how matrices are laid out."""
    if CONVENTION not in given and asked.convention is None and convention != asked.shown:
        yield say(
            "The names are those of people who write {formula}, and so it is read; "
            "{convention} reads it as {other}.",
            formula=CONVENTION_TITLES[convention],
            convention=f"convention={asked.shown}",
            other=CONVENTION_TITLES[asked.shown],
        )


def _left(names: Sequence[str], mistyped: Mapping[str, str]) -> Iterator[Message]:
    if names:
        told = [
            say("{name} (did you mean {near}?)", name=name, near=mistyped[name])
            if name in mistyped
            else name
            for name in names
        ]
        yield say("Not understood, and left out: {names}.", names=first_of(told))
