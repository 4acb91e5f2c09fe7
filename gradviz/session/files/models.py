"""What a .gradviz file holds, field by field, as pydantic checks it.

Import it where it is used: pydantic takes 90 ms.
"""

from dataclasses import asdict
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from gradviz.engine.convention import Convention
from gradviz.engine.jacobians.vec import Order
from gradviz.errors import InputError
from gradviz.session.document import LossChoice
from gradviz.session.files.rows import number, short
from gradviz.session.layers import LAYER_KINDS
from gradviz.session.looks.adjoint import AdjointOptions, By
from gradviz.session.looks.choices import (
    Arrangement,
    Curve,
    Scale,
    Slots,
    Sweep,
    ViewChoices,
    ViewName,
)
from gradviz.session.looks.cube import DEFAULT_TURN, CubeOptions, ProductName, Turn, turned
from gradviz.session.looks.derivation import DerivationOptions, Way
from gradviz.session.looks.jacobian import JacobianOptions
from gradviz.session.looks.steepest import SteepestOptions

_PLAIN = ("view", "arrangement", "scale", "limit", "curve", "sweep", "slots")
"""Choices of a view that are a word or a number."""


def _kind(value: object) -> str:
    if not isinstance(value, str) or value not in LAYER_KINDS:
        raise ValueError(
            f"{short(value)} is no layer gradviz knows; there are {', '.join(LAYER_KINDS)}"
        )
    return value


Number: TypeAlias = Annotated[float, PlainValidator(number)]
Rows: TypeAlias = Any
"""Lists of numbers: `loader` reads and checks them, who can name an entry by its place."""
Places: TypeAlias = Annotated[list[int], Field(max_length=64)]
"""A few positions; what means something has at most as many as there are layers."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, ser_json_inf_nan="strings")


class LayerModel(_Model):
    """One layer: an activation, or linear with W as rows and b as M numbers, or `tied_to`."""

    kind: Annotated[str, PlainValidator(_kind)]
    W: Rows = None
    b: Rows = None
    tied_to: int | None = None


class JacobianModel(_Model):
    """`JacobianOptions`, field by field."""

    of: str = ""
    wrt: str = "X"
    order: Order = "F"
    sample: int | None = None


class AdjointModel(_Model):
    """`AdjointOptions` without its tangent, which is kept with the document."""

    by: By = "transpose"
    orthogonal: Number = 0.0
    layer: int | None = None


class SteepestModel(_Model):
    """`SteepestOptions`, field by field."""

    of: str | None = None
    sample: int = 0
    inputs: Places = [0, 1]
    outputs: Places = [0, 1]
    radius: Number | None = None
    angle: Number | None = None


class CubeModel(_Model):
    """`CubeOptions`, its turn in degrees."""

    layer: int | None = None
    yaw: Number = DEFAULT_TURN.yaw
    pitch: Number = DEFAULT_TURN.pitch
    focus: ProductName | None = None


class DerivationModel(_Model):
    """`DerivationOptions` without the entry, which is pointed at."""

    by: Way = "transposing"
    layer: int | None = None


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
    race: Places | None = None
    adjoint: AdjointModel = AdjointModel()
    steepest: SteepestModel = SteepestModel()
    cube: CubeModel = CubeModel()
    derivation: DerivationModel = DerivationModel()


class SessionModel(_Model):
    """A whole file."""

    format: Literal["gradviz"]
    version: Literal[1, 2, 3]
    network: list[LayerModel]
    X: Rows
    loss: LossChoice
    target: Rows = None
    seed: Rows = None
    convention: Convention = "wx"
    view: ViewModel = ViewModel()
    tangents: dict[str, Rows] = {}
    made_up: Annotated[list[Literal["X"]], Field(max_length=1)] = []
    typed: str = ""


def to_view_model(view: ViewChoices) -> ViewModel:
    """Return how a document is looked at, as it is written."""
    choices = {name: getattr(view, name) for name in _PLAIN}
    steepest = asdict(view.steepest)
    steepest |= {name: list(steepest[name]) for name in ("inputs", "outputs")}
    return ViewModel.model_construct(
        **choices,
        jacobian=JacobianModel.model_construct(**asdict(view.jacobian)),
        race=None if view.race is None else list(view.race),
        adjoint=AdjointModel.model_construct(
            by=view.adjoint.by, orthogonal=view.adjoint.orthogonal, layer=view.adjoint.layer
        ),
        steepest=SteepestModel.model_construct(**steepest),
        cube=CubeModel.model_construct(
            layer=view.cube.layer,
            yaw=view.cube.turn.yaw,
            pitch=view.cube.turn.pitch,
            focus=view.cube.focus,
        ),
        derivation=DerivationModel.model_construct(
            by=view.derivation.by, layer=view.derivation.layer
        ),
    )


def from_view_model(model: ViewModel) -> ViewChoices:
    """Return how a document is looked at, as it was written.

    Raises
    ------
    InputError
        Names the choice that there is not.
    """
    choices: dict[str, object] = {name: getattr(model, name) for name in _PLAIN}
    if model.jacobian is not None:
        choices["jacobian"] = JacobianOptions(**model.jacobian.model_dump())
    steepest, cube = model.steepest, model.cube
    for name in ("inputs", "outputs"):
        if len(getattr(steepest, name)) != 2:
            raise InputError(f"view.steepest.{name}: needs two positions")
    turn = turned(Turn(cube.yaw, cube.pitch), 0.0, 0.0)
    try:
        return ViewChoices(
            **choices,  # type: ignore[arg-type]  # checked by the models
            race=None if model.race is None else tuple(model.race),
            adjoint=AdjointOptions(**model.adjoint.model_dump()),
            steepest=SteepestOptions(
                **steepest.model_dump(exclude={"inputs", "outputs"}),
                inputs=(steepest.inputs[0], steepest.inputs[1]),
                outputs=(steepest.outputs[0], steepest.outputs[1]),
            ),
            cube=CubeOptions(cube.layer, turn, cube.focus),
            derivation=DerivationOptions(**model.derivation.model_dump()),
        )
    except InputError as error:
        raise InputError(f"view: {error}") from None
