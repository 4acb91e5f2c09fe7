"""How a document is to be looked at, asked for by names as a file has them.

Import it where it is used: pydantic takes 90 ms.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import fields, replace

import numpy as np
from pydantic import ValidationError

from gradviz.engine.wiring import shown
from gradviz.errors import InputError, meant, quoted
from gradviz.messages.message import Message, Part, joined, say
from gradviz.session.document import Document
from gradviz.session.files.file import told
from gradviz.session.files.looks import MOST_PLACES, made, model_of, to_content
from gradviz.session.looks.choice import Choice, OneOf
from gradviz.session.looks.choices import VIEWS, ViewChoices
from gradviz.session.looks.supply import Supply

_MATRICES = ("of", "wrt")
"""Options that are names of matrices."""
_PLACES = ("sample", "layer", "inputs", "outputs")
"""Options that are positions."""
_MEMBERS = {"inputs": "across", "outputs": "y_across"}
"""How a choice calls the first of an option that is a pair."""
_MOST_BITS = 1024
"""Of a whole number that a float can hold."""
_LISTED = 20


def with_look(document: Document, asked: Mapping[str, object]) -> Document:
    """Return a document whose view is looked at as is asked.

    Parameters
    ----------
    document : Document
    asked : mapping of str to object
        Options of its view, and those of all views, by the names that a file gives them. What is
        not named stays as it is.

    Raises
    ------
    InputError
        If there is no such option, or it cannot have the value.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> with_look(example(), {"arrangement": "column", "scale": "shared"}).view.flow.arrangement
    'column'
    >>> with_look(example(), {"arangement": "column"})
    Traceback (most recent call last):
    gradviz.errors.InputError: the flow view has no option 'arangement': there are \
scale, limit, curve, arrangement, sweep, slots; did you mean arrangement?
    """
    if not isinstance(asked, Mapping):
        raise InputError(
            say(
                'look needs options by name, {{"arrangement": "column"}}: got {got}',
                got=quoted(asked),
            )
        )
    view = document.view
    content, own = to_content(view), to_content(view.look(view.view))
    held = content.get(view.view)
    of_all = [field.name for field in fields(view) if field.name not in ("view", *VIEWS)]
    places = (own, held if isinstance(held, dict) else content), (of_all, content)
    for name, value in asked.items():
        place = next((place for names, place in places if name in names), None)
        if place is None:
            names = (*of_all, *own)
            raise InputError(
                say(
                    "the {view} view has no option {name}: there are {names}{hint}",
                    view=view.view,
                    name=quoted(name),
                    names=joined(names, ", "),
                    hint=meant(name, names),
                )
            )
        place[name] = _as_held(name, value)
        if name in _MATRICES and isinstance(value, str):
            place[name] = shown(value, document.network.names)
    try:
        looked = made(ViewChoices, model_of(ViewChoices).model_validate(content))
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        words = re.findall(r"'([^']*)'", found.get("ctx", {}).get("expected", ""))
        hint = meant(found["input"], words)
        raise InputError(say("{problem}{hint}", problem=told(found), hint=hint)) from None
    _check_there(document, looked, asked)
    return replace(document, view=looked)


def _as_held(name: str, value: object) -> object:
    """Return a value as a file has it: NumPy's as Python's, rows of numbers as lists."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple | range):
        return [_entry(name, entry) for entry in value[: MOST_PLACES + 1]]
    return _entry(name, value)


def _entry(name: str, value: object) -> object:
    """Return the same of what is no row."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        raise InputError(
            say("{name}: this number is too large: got {got}", name=name, got=quoted(value))
        )
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def _check_there(document: Document, looked: ViewChoices, asked: Mapping[str, object]) -> None:
    """Refuse a layer, a sample or a matrix that the document does not have."""
    look, supply = looked.look(looked.view), Supply(document.network, document.X)
    fitting = look.fitted(supply)
    given, there = to_content(look), to_content(fitting)
    choices = {choice.name: choice for choice in fitting.choices(supply)}
    for name in asked:
        if name in given and given[name] != there[name]:
            choice = choices.get(_MEMBERS.get(name, name))
            can_be = (
                say("the nearest is {value}", value=repr(there[name]))
                if choice is None
                else _told(choice, name, supply)
            )
            words = [e.value for e in choice.entries] if isinstance(choice, OneOf) else []
            near = meant(given[name], [word for word in words if isinstance(word, str)])
            raise InputError(
                say(
                    "the {view} view of this document can have no {name} {value}: {can_be}{hint}",
                    view=looked.view,
                    name=name,
                    value=quoted(given[name]),
                    can_be=can_be,
                    hint=near,
                )
            )


def _told(choice: Choice, name: str, supply: Supply) -> Message:
    """Say what there is to choose."""
    if isinstance(choice, OneOf):
        values = [entry.value for entry in choice.entries]
        told: list[Part] = [str(value) for value in values]
        whole = [value for value in values if isinstance(value, int)]
        if len(whole) > 2 and whole == list(range(whole[0], whole[-1] + 1)):
            others = [str(value) for value in values if value not in whole]
            # a list leaves out samples beyond some number
            last = supply.samples - 1 if name == "sample" else whole[-1]
            told = [*others, say("{first} to {last}", first=whole[0], last=last)]
        there = joined(told[:_LISTED], ", ")
        if name in _PLACES:
            return say("there are {values}, counted from 0", values=there)
        return say("there are {values}", values=there)
    least, most = f"{choice.least:g}", f"{choice.most:g}"
    if name in _MEMBERS:
        return say(
            "there are two different ones of {first} to {last}, counted from 0",
            first=least,
            last=most,
        )
    if name in _PLACES:
        return say("there are {first} to {last}, counted from 0", first=least, last=most)
    return say("there are {first} to {last}", first=least, last=most)
