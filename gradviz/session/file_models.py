"""What a .gradviz file holds, field by field, as pydantic checks it.

Import it where it is used: pydantic takes 90 ms.
"""

import json
import math
from dataclasses import asdict
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, PlainValidator

from gradviz.engine.vec import Order
from gradviz.scene.convention import Convention
from gradviz.scene.jacobiansetting import JacobianOptions
from gradviz.session.document import LossChoice
from gradviz.session.layers import LAYER_KINDS
from gradviz.session.view import Arrangement, Curve, Scale, Slots, Sweep, ViewChoices, ViewName

_SPELLED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def _number(value: object) -> float:
    """Return a JSON value as a float; pydantic puts the place in front of the message."""
    if isinstance(value, str) and value in _SPELLED:
        return _SPELLED[value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{short(value)} is not a number")
    if isinstance(value, float) and math.isinf(value):
        raise ValueError('beyond 1.8e308; an infinity is written "Infinity" or "-Infinity"')
    try:
        return float(value)
    except OverflowError:
        raise ValueError('beyond 1.8e308; write "Infinity" if that is meant') from None


def _kind(value: object) -> str:
    if not isinstance(value, str) or value not in LAYER_KINDS:
        raise ValueError(
            f"{short(value)} is no layer gradviz knows; there are {', '.join(LAYER_KINDS)}"
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


class JacobianModel(_Model):
    """`JacobianOptions`, field by field."""

    of: str = ""
    wrt: str = "X"
    order: Order = "F"
    sample: int | None = None


class ViewModel(_Model):
    """`ViewChoices`, field by field."""

    view: ViewName = "flow"
    arrangement: Arrangement = "focus"
    scale: Scale = "matrix"
    limit: Number = 1.0
    curve: Curve = "linear"
    sweep: Sweep = "cells"
    slots: Slots = "both"
    jacobian: JacobianModel | None = None


class SessionModel(_Model):
    """A whole file."""

    format: Literal["gradviz"]
    version: Literal[1, 2, 3]
    network: list[LayerModel]
    X: Rows
    loss: LossChoice
    target: Rows | None = None
    seed: Rows | None = None
    convention: Convention = "wx"
    view: ViewModel = ViewModel()
    tangents: dict[str, Rows] = {}


def to_view_model(view: ViewChoices) -> ViewModel:
    """Return how a document is looked at, as it is written."""
    choices = asdict(view)
    jacobian = JacobianModel.model_construct(**choices.pop("jacobian"))
    return ViewModel.model_construct(**choices, jacobian=jacobian)


def from_view_model(model: ViewModel) -> ViewChoices:
    """Return how a document is looked at, as it was written."""
    choices = model.model_dump(exclude={"jacobian"})
    if model.jacobian is not None:
        choices["jacobian"] = JacobianOptions(**model.jacobian.model_dump())
    return ViewChoices(**choices)


def short(value: object) -> str:
    """Return a value of a file as a message quotes it."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    text = json.dumps(value) if not isinstance(value, str) else repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
