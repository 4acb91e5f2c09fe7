"""How a document is looked at, as a file holds it: read off the dataclasses that say it.

Import it where it is used: pydantic takes 90 ms.
"""

from collections.abc import Iterator
from dataclasses import Field as DataclassField
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, create_model

from gradviz.errors import InputError
from gradviz.messages.message import say
from gradviz.session.files.rows import number
from gradviz.session.looks.choices import ViewChoices
from gradviz.session.looks.look import INLINE, LEFT_OUT, NAME

T = TypeVar("T")

_FIRST = ("view", "arrangement", "scale", "limit", "curve", "sweep", "slots")
"""What comes first in a file, in this order."""
MOST_PLACES = 64
"""A list of positions; what means something has at most as many as there are layers."""


class Checked(BaseModel):
    """What a file holds under names, each of them known, and nothing taken for something else."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, ser_json_inf_nan="strings")


def to_content(look: object) -> dict[str, Any]:
    """Return the fields of a frozen dataclass as a file has them.

    Examples
    --------
    >>> from gradviz.session.looks.cube import CubeLook
    >>> to_content(CubeLook(layer=1))
    {'layer': 1, 'yaw': 40.0, 'pitch': 28.0, 'focus': None}
    """
    found: dict[str, Any] = {}
    for field, name, _ in _held(type(look)):
        value = getattr(look, field.name)
        if field.metadata.get(INLINE):
            found |= to_content(value)
        elif is_dataclass(value):
            found[name] = to_content(value)
        else:
            found[name] = list(value) if isinstance(value, tuple) else value
    if isinstance(look, ViewChoices):
        found = {name: found[name] for name in (*_FIRST, *found)}
    return found


@cache
def model_of(kind: type) -> type[BaseModel]:
    """Return what a file may hold of a frozen dataclass; whatever is left out is as by default."""
    return create_model(kind.__name__, __base__=Checked, **_checks(kind))


def made(kind: type[T], given: BaseModel) -> T:
    """Return the frozen dataclass that a file holds.

    Raises
    ------
    InputError
        If the dataclass refuses a value.
    """
    values: dict[str, Any] = {}
    for field, name, hint in _held(kind):
        if field.metadata.get(INLINE):
            values[field.name] = made(hint, given)
        elif isinstance(value := getattr(given, name), BaseModel):
            values[field.name] = made(hint, value)
        elif value is None and LEFT_OUT in field.metadata:
            values[field.name] = field.metadata[LEFT_OUT]
        elif name in given.model_fields_set:
            values[field.name] = tuple(value) if isinstance(value, list) else value
    return kind(**values)


def _held(kind: type) -> Iterator[tuple[DataclassField[Any], str, Any]]:
    """Yield each field, what it is called in a file, and its type."""
    hints = get_type_hints(kind)
    for field in fields(kind):
        yield field, field.metadata.get(NAME, field.name), hints[field.name]


def _checks(kind: type) -> dict[str, Any]:
    """Return for each name what pydantic checks there."""
    found: dict[str, Any] = {}
    for field, name, hint in _held(kind):
        if field.metadata.get(INLINE):
            found |= _checks(hint)
        else:
            checked = _checked(hint)
            found[name] = (checked | None if LEFT_OUT in field.metadata else checked, None)
    return found


def _checked(hint: Any) -> Any:
    """Return a type as a file holds it: numbers that are not finite by name, tuples as lists."""
    if hint is float:
        return Annotated[float, PlainValidator(number)]
    if isinstance(hint, type) and is_dataclass(hint):
        return model_of(hint)
    options = get_args(hint)
    if get_origin(hint) is tuple:
        places = Annotated[list[int], Field(max_length=MOST_PLACES)]
        return places if ... in options else Annotated[places, AfterValidator(_pair)]
    return _checked(options[0]) | None if type(None) in options else hint


def _pair(places: list[int]) -> list[int]:
    if len(places) != 2:
        raise InputError(say("needs two positions"))
    return places
