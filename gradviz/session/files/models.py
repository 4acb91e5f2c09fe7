"""What a .gradviz file holds, field by field, as pydantic checks it.

Import it where it is used: pydantic takes 90 ms.
"""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, GetPydanticSchema, PlainSerializer, PlainValidator

from gradviz.engine.convention import Convention
from gradviz.errors import InputError
from gradviz.messages.message import joined, say
from gradviz.session.document import LossChoice
from gradviz.session.files.looks import Checked, model_of
from gradviz.session.files.rows import short
from gradviz.session.layers import LAYER_KINDS
from gradviz.session.looks.choices import ViewChoices


def _kind(value: object) -> str:
    if not isinstance(value, str) or value not in LAYER_KINDS:
        raise InputError(
            say(
                "{value} is no layer gradviz knows; there are {kinds}",
                value=short(value),
                kinds=joined(LAYER_KINDS, ", "),
            )
        )
    return value


Rows: TypeAlias = Any
"""Lists of numbers: `loader` reads and checks them, who can name an entry by its place."""
ViewContent: TypeAlias = Annotated[
    Any,
    GetPydanticSchema(lambda _source, handler: handler(model_of(ViewChoices))),
    PlainSerializer(lambda content: content),
]
"""`ViewChoices`, field by field."""


class LayerModel(Checked):
    """One layer: an activation, or linear with W as rows and b as M numbers, or `tied_to`."""

    kind: Annotated[str, PlainValidator(_kind)]
    W: Rows = None
    b: Rows = None
    tied_to: int | None = None


class SessionModel(Checked):
    """A whole file."""

    format: Literal["gradviz"]
    version: Literal[1, 2, 3]
    network: list[LayerModel]
    X: Rows
    loss: LossChoice
    target: Rows = None
    seed: Rows = None
    convention: Convention = "wx"
    view: ViewContent = model_of(ViewChoices)()
    tangents: dict[str, Rows] = Field(default_factory=dict)
    made_up: list[Literal["X"]] = Field(default_factory=list, max_length=1)
    typed: str = ""
