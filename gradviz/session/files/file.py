"""The .gradviz format: a document as JSON, versioned and checked number by number.

Import it where it is used: pydantic takes 90 ms.

    {"format": "gradviz", "version": 3,
     "network": [{"kind": "linear", "W": [[2, -1, 0.5], [1, 3, -2]], "b": null},
                 {"kind": "relu"}, {"kind": "linear", "tied_to": 0}],
     "X": [[1], [3], [-2]], "loss": "squared_error", "target": [[-3], [13]],
     "seed": [[1], [1]], "convention": "wx", "view": {"arrangement": "focus", ...},
     "tangents": {"dX": [[1], [-1], [2]]}}

Matrices are those of Y = W X, whatever the convention is. A layer that is tied to an earlier
one, counted from 0, uses its W and b. NaN and the infinities are "NaN", "Infinity" and
"-Infinity". target, seed, convention, view, tangents and b may be left out; so is "made_up", but
for the ["X"] of a document whose X nobody gave, and "typed": a line for each entry that was typed
as something else than a plain number, "W 0 2 1/3". Every number comes back bit for bit. Version 1
knew one linear layer and no convention, version 2 one view; their files are read as they are.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from io import BufferedIOBase
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gradviz.arrays import Matrix, size
from gradviz.engine.layers import Activation, Layer
from gradviz.engine.network import Network
from gradviz.errors import GradvizError, InputError, ShapeError
from gradviz.messages.message import Message, say
from gradviz.session.document import MAX_LAYERS, Document, network_document
from gradviz.session.files.layers import to_layers
from gradviz.session.files.loader import Loader, Rehearsal
from gradviz.session.files.looks import made, to_content
from gradviz.session.files.models import (
    LayerModel,
    Rows,
    SessionModel,
)
from gradviz.session.files.outline import outlined
from gradviz.session.files.progress import Progress, ignored
from gradviz.session.files.rows import short
from gradviz.session.layers import LINEAR
from gradviz.session.looks.choices import ViewChoices
from gradviz.session.typed import from_lines, to_lines

FORMAT = "gradviz"
VERSION = 3


def to_json(document: Document) -> str:
    r"""Return the document as the text of a .gradviz file, one line for each row of a matrix.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> print("\n".join(to_json(example()).splitlines()[6:10]))
          "W": [
            [2.0, -1.0, 0.5],
            [1.0, 3.0, -2.0]
          ],
    """
    session = SessionModel.model_construct(
        format="gradviz",
        version=3,
        network=_layer_models(document.network.layers),
        X=document.X.tolist(),
        loss=document.loss,
        target=document.target.tolist(),
        seed=document.seed.tolist(),
        convention=document.convention,
        view=to_content(document.view),
        tangents={
            name: values.tolist()
            for name, values in document.tangents.items()
            if document.tangent(name) is values  # others have the size of what is gone
        },
    )
    if document.made_up:  # a field that is not set is not written
        session = session.model_copy(update={"made_up": sorted(document.made_up)})
    if lines := to_lines(document):
        session = session.model_copy(update={"typed": lines})
    text = session.model_dump_json(indent=2, exclude_unset=True)
    return re.sub(r"\[[^\[\]{}]*\]", _on_one_line, text) + "\n"


def _layer_models(layers: Sequence[Layer]) -> list[LayerModel]:
    models: list[LayerModel] = []
    for layer in layers:
        if isinstance(layer, Activation):
            given: dict[str, Any] = {"kind": layer.name}
        elif (first := layers.index(layer)) < len(models):
            given = {"kind": LINEAR, "tied_to": first}
        else:
            b = None if layer.b is None else layer.b.ravel().tolist()
            given = {"kind": LINEAR, "W": layer.W.tolist(), "b": b}
        models.append(LayerModel.model_construct(**given))
    return models


def from_json(
    text: str | bytes | BufferedIOBase, name: str = "session", progress: Progress = ignored
) -> Document:
    """Read the text of a .gradviz file.

    Parameters
    ----------
    text : str, bytes or binary file
        UTF-8.
    name : str
        What to call the file in messages.
    progress : callable, optional

    Raises
    ------
    InputError
        In one line: the file, the place in it counted from 0 as in the file, what is there
        and what was expected.

    Examples
    --------
    >>> from_json('{"format": "gradviz", "version": 4}', "new.gradviz")
    Traceback (most recent call last):
    gradviz.errors.InputError: new.gradviz: version 4 is newer than this gradviz (3); \
update gradviz
    """
    try:
        file = _as_file(text)
        _check_head(content := outlined(file, progress))
        session = SessionModel.model_validate(content)
        rehearsal = Rehearsal(file, progress)
        for matrix, place in _matrices(session):
            rehearsal.measure(matrix, place)
        if rehearsal.sizes:
            _to_document(session.model_copy(update={"loss": "sum"}), rehearsal)
        return _to_document(session, Loader(file, progress, rehearsal.sizes))
    except ValidationError as error:
        problem = told(error.errors(include_url=False)[0])
        raise InputError(say("{file}: {problem}", file=name, problem=problem)) from None
    except GradvizError as error:
        raise InputError(say("{file}: {problem}", file=name, problem=error.message)) from None


def _as_file(text: str | bytes | BufferedIOBase) -> BufferedIOBase:
    if isinstance(text, str):
        text = text.encode(errors="surrogatepass")
    return io.BytesIO(text) if isinstance(text, bytes) else text


def _matrices(session: SessionModel) -> Iterable[tuple[object, str]]:
    """Yield what a session says of each of its matrices, and where that stands."""
    for place, layer in enumerate(session.network):
        yield layer.W, f"network[{place}].W"
        yield layer.b, f"network[{place}].b"
    yield from ((getattr(session, name), name) for name in ("X", "target", "seed"))
    yield from ((rows, f"tangents.{name}") for name, rows in session.tangents.items())


def _check_head(content: object) -> None:
    """Say plainly what is wrong with files of other programs, versions and sizes."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise InputError(say('this is JSON, but no gradviz session: it has no "format": "gradviz"'))
    version = content.get("version")
    if isinstance(version, int) and version > VERSION:
        raise InputError(
            say(
                "version {version} is newer than this gradviz ({own}); update gradviz",
                version=version,
                own=VERSION,
            )
        )
    layers = content.get("network")
    if isinstance(layers, list) and not 1 <= len(layers) <= MAX_LAYERS:
        raise InputError(
            say(
                "network: a network has 1 to {most} layers: this one has {count}",
                most=MAX_LAYERS,
                count=len(layers),
            )
        )


def _to_document(session: SessionModel, loader: Loader) -> Document:
    X = loader.matrix(session.X, "X")
    network = Network(to_layers(session.network, X, loader))
    optional = {"target": session.target, "seed": session.seed}
    given = {key: loader.matrix(rows, key) for key, rows in optional.items() if rows is not None}
    document = network_document(network, X, loss=session.loss, **given)
    return replace(
        document,
        convention=session.convention,
        view=_to_view(session.view),
        tangents=_to_tangents(session.tangents, document, loader),
        stand_in=document.X if session.made_up else None,
        typed=from_lines(session.typed),
    )


def _to_view(given: BaseModel) -> ViewChoices:
    """Return how a document is looked at, as it was written."""
    try:
        return made(ViewChoices, given)
    except InputError as error:
        raise InputError(say("view: {problem}", problem=error.message)) from None


def _to_tangents(
    given: dict[str, Rows], document: Document, loader: Loader
) -> Mapping[str, Matrix]:
    """Return tangents, each of which has to be as large as what moves."""
    tangents = {}
    for name, rows in given.items():
        place, model = f"tangents.{name}", document.tangent(name)
        if model is None:
            raise InputError(
                say(
                    "{place}: there is no matrix {matrix} that moves",
                    place=place,
                    matrix=repr(name.removeprefix("d")),
                )
            )
        values = loader.matrix(rows, place)
        if values.shape != model.shape:
            raise ShapeError(
                say(
                    "{place} needs to be {needed}: it is {size}",
                    place=place,
                    needed=size(model),
                    size=size(values),
                )
            )
        tangents[name] = values
    return tangents


def told(error: ErrorDetails) -> Message:
    """Return one error of pydantic's as ``place: what is wrong``."""
    place = _place(error["loc"])
    given = short(error["input"])
    context = error.get("ctx", {})
    match error["type"]:
        case "value_error":  # raised by what checks an entry
            return say("{place}: {problem}", place=place, problem=context["error"].message)
        case "missing":
            return say("{place} is missing", place=place)
        case "extra_forbidden":
            return say("{place} is not known to this version of gradviz", place=place)
        case "literal_error":
            expected = context["expected"]
            return say(
                "{place}: needs {expected}: got {got}", place=place, expected=expected, got=given
            )
        case "list_type":
            return say("{place}: needs a list: got {got}", place=place, got=given)
        case "too_long":
            most = context["max_length"]
            return say("{place}: has more than {most} entries", place=place, most=most)
        case "bool_type":
            return say("{place}: needs true or false: got {got}", place=place, got=given)
        case "int_type":
            return say("{place}: needs a whole number: got {got}", place=place, got=given)
        case "string_type" | "string_unicode":
            return say("{place}: needs a word: got {got}", place=place, got=given)
        case _:
            return say(
                "{place}: needs an object with names in it: got {got}", place=place, got=given
            )


def _place(loc: tuple[int | str, ...]) -> str:
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc)
    return place.removeprefix(".")


def _on_one_line(found: re.Match[str]) -> str:
    return "[" + " ".join(found[0][1:-1].split()) + "]"
