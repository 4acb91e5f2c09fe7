"""The .gradviz format: a document as JSON, versioned and checked number by number.

This is the one module that needs pydantic; import it where it is used, it takes 90 ms.

    {"format": "gradviz", "version": 2,
     "network": [{"kind": "linear", "W": [[2, -1, 0.5], [1, 3, -2]], "b": null},
                 {"kind": "relu"}, {"kind": "linear", "tied_to": 0}],
     "X": [[1], [3], [-2]], "loss": "squared_error", "target": [[-3], [13]],
     "seed": [[1], [1]], "convention": "wx", "view": {"arrangement": "focus", ...}}

Matrices are those of Y = W X, whatever the convention is. A layer that is tied to an earlier
one, counted from 0, uses its W and b. NaN and the infinities are "NaN", "Infinity" and
"-Infinity". target, seed, convention, view and b may be left out. Every number comes back bit
for bit. Version 1 knew one linear layer and no convention; its files are read as they are.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any, Literal, TypeAlias

import numpy as np
from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationError
from pydantic_core import ErrorDetails
from pydantic_core import from_json as parse_json

from gradviz.arrays import Matrix, freeze, size
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.errors import GradvizError, InputError, ShapeError
from gradviz.scene.convention import Convention
from gradviz.session.document import MAX_LAYERS, Document, LossChoice, network_document
from gradviz.session.layers import LAYER_KINDS, LINEAR
from gradviz.session.view import Arrangement, Curve, Scale, Slots, Sweep, ViewChoices

FORMAT = "gradviz"
VERSION = 2

_SPELLED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def _number(value: object) -> float:
    """Return a JSON value as a float; pydantic puts the place in front of the message."""
    if isinstance(value, str) and value in _SPELLED:
        return _SPELLED[value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{_short(value)} is not a number")
    if isinstance(value, float) and math.isinf(value):
        raise ValueError('beyond 1.8e308; an infinity is written "Infinity" or "-Infinity"')
    try:
        return float(value)
    except OverflowError:
        raise ValueError('beyond 1.8e308; write "Infinity" if that is meant') from None


def _kind(value: object) -> str:
    if not isinstance(value, str) or value not in LAYER_KINDS:
        raise ValueError(
            f"{_short(value)} is no layer gradviz knows; there are {', '.join(LAYER_KINDS)}"
        )
    return value


Number: TypeAlias = Annotated[float, PlainValidator(_number)]
Rows: TypeAlias = list[list[Number]]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, ser_json_inf_nan="strings")


class LayerModel(_Model):
    """One layer: an activation, or linear with W as rows and b as M numbers, or `tied_to`."""

    kind: Annotated[str, PlainValidator(_kind)]
    W: Rows | None = None
    b: list[Number] | None = None
    tied_to: int | None = None


class ViewModel(_Model):
    """`ViewChoices`, field by field."""

    arrangement: Arrangement = "focus"
    scale: Scale = "matrix"
    limit: Number = 1.0
    curve: Curve = "linear"
    sweep: Sweep = "cells"
    slots: Slots = "both"


class SessionModel(_Model):
    """A whole file."""

    format: Literal["gradviz"]
    version: Literal[1, 2]
    network: list[LayerModel]
    X: Rows
    loss: LossChoice
    target: Rows | None = None
    seed: Rows | None = None
    convention: Convention = "wx"
    view: ViewModel = ViewModel()


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
        version=2,
        network=_layer_models(document.network.layers),
        X=document.X.tolist(),
        loss=document.loss,
        target=document.target.tolist(),
        seed=document.seed.tolist(),
        convention=document.convention,
        view=ViewModel.model_construct(**asdict(document.view)),
    )
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


def from_json(text: str | bytes, name: str = "session") -> Document:
    """Read the text of a .gradviz file.

    Parameters
    ----------
    text : str or bytes
        UTF-8.
    name : str
        What to call the file in messages.

    Raises
    ------
    InputError
        In one line: the file, the place in it counted from 0 as in the file, what is there
        and what was expected.

    Examples
    --------
    >>> from_json('{"format": "gradviz", "version": 3}', "new.gradviz")
    Traceback (most recent call last):
    gradviz.errors.InputError: new.gradviz: version 3 is newer than this gradviz (2); \
update gradviz
    """
    try:
        _check_head(content := _parsed(text))
        return _to_document(SessionModel.model_validate(content))
    except ValidationError as error:
        raise InputError(f"{name}: {_told(error.errors(include_url=False)[0])}") from None
    except GradvizError as error:
        raise InputError(f"{name}: {error}") from None


def _parsed(text: str | bytes) -> Any:
    data = text.encode(errors="surrogatepass") if isinstance(text, str) else text
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise InputError("the file is empty; a .gradviz session is JSON")
    if b"\0" in data:
        raise InputError("this is no text; a .gradviz session is JSON in UTF-8")
    try:
        return parse_json(data)
    except ValueError as error:
        raise InputError(f"this is no JSON: {error}") from None


def _check_head(content: object) -> None:
    """Say plainly what is wrong with files of other programs, versions and sizes."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise InputError('this is JSON, but no gradviz session: it has no "format": "gradviz"')
    version = content.get("version")
    if isinstance(version, int) and version > VERSION:
        raise InputError(
            f"version {version} is newer than this gradviz ({VERSION}); update gradviz"
        )
    layers = content.get("network")
    if isinstance(layers, list) and not 1 <= len(layers) <= MAX_LAYERS:
        raise InputError(
            f"network: a network has 1 to {MAX_LAYERS} layers: this one has {len(layers)}"
        )


def _to_document(session: SessionModel) -> Document:
    optional = {"target": session.target, "seed": session.seed}
    given = {key: _matrix(rows, key) for key, rows in optional.items() if rows is not None}
    X = _matrix(session.X, "X")
    network = Network(_to_layers(session.network, X))
    document = network_document(network, X, loss=session.loss, **given)
    view = ViewChoices(**session.view.model_dump())
    return replace(document, convention=session.convention, view=view)


def _to_layers(models: Sequence[LayerModel], X: Matrix) -> list[Layer]:
    layers: list[Layer] = []
    source, values = "X", X
    for place, model in enumerate(models):
        layer = _to_layer(model, layers)
        layers.append(layer)
        if isinstance(layer, Activation):
            continue
        name, W, width = f"network[{place}].W", layer.W, len(values)
        if W.shape[1] != width:
            raise ShapeError(
                f"{name} needs as many columns as {source} has rows: {source} is {size(values)}, "
                f"{name} is {size(W)}; {len(W)}×{width} would fit"
            )
        source, values = name, W
    return layers


def _to_layer(model: LayerModel, before: Sequence[Layer]) -> Layer:
    """Return one layer; messages name its place, which is behind those that come before."""
    here = f"network[{len(before)}]"
    if model.kind != LINEAR:
        for key in ("W", "b", "tied_to"):
            if getattr(model, key) is not None:
                raise InputError(f"{here}.{key}: {model.kind} has none; leave it out")
        return Activation(model.kind)
    if model.tied_to is None:
        if model.W is None:
            raise InputError(f"{here}.W is missing")
        entries = None if model.b is None else [[entry] for entry in model.b]
        b = None if entries is None else _matrix(entries, f"{here}.b")
        return Linear(_matrix(model.W, f"{here}.W"), b)
    if model.W is not None or model.b is not None:
        raise InputError(f"{here}: has tied_to and W or b; a layer has its own or another's")
    linear = {place: layer for place, layer in enumerate(before) if isinstance(layer, Linear)}
    if model.tied_to not in linear:
        there = ", ".join(map(str, linear)) or "none"
        raise InputError(
            f"{here}.tied_to: needs an earlier linear layer: got {model.tied_to}; there are {there}"
        )
    return linear[model.tied_to]


def _matrix(rows: Rows, place: str) -> Matrix:
    if not rows or not rows[0]:
        raise InputError(f"{place}: a matrix needs at least one row and one column")
    for n, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise InputError(
                f"{place}[{n}]: rows need one length: this one has {len(row)} numbers, "
                f"{place}[0] has {len(rows[0])}"
            )
    return freeze(np.array(rows, dtype=np.float64))


def _told(error: ErrorDetails) -> str:
    """Return one error of pydantic's as ``place: what is wrong``."""
    place = _place(error["loc"])
    given = _short(error["input"])
    context = error.get("ctx", {})
    match error["type"]:
        case "value_error":
            return f"{place}: {context['error']}"
        case "missing":
            return f"{place} is missing"
        case "extra_forbidden":
            return f"{place} is not known to this version of gradviz"
        case "literal_error":
            return f"{place}: needs {context['expected']}: got {given}"
        case "list_type":
            return f"{place}: needs a list: got {given}"
        case "int_type":
            return f"{place}: needs a whole number: got {given}"
        case _:
            return f"{place}: needs an object with names in it: got {given}"


def _place(loc: tuple[int | str, ...]) -> str:
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc)
    return place.removeprefix(".")


def _short(value: object) -> str:
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    text = json.dumps(value) if not isinstance(value, str) else repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _on_one_line(found: re.Match[str]) -> str:
    return "[" + " ".join(found[0][1:-1].split()) + "]"
