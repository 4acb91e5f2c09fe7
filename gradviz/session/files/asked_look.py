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
            f'look needs options by name, {{"arrangement": "column"}}: got {quoted(asked)}'
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
                f"the {view.view} view has no option {quoted(name)}: there are "
                f"{', '.join(names)}{meant(name, names)}"
            )
        place[name] = _as_held(name, value)
        if name in _MATRICES and isinstance(value, str):
            place[name] = shown(value, document.network.names)
    try:
        looked = made(ViewChoices, model_of(ViewChoices).model_validate(content))
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        words = re.findall(r"'([^']*)'", found.get("ctx", {}).get("expected", ""))
        raise InputError(f"{told(found)}{meant(found['input'], words)}") from None
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
        raise InputError(f"{name}: this number is too large: got {quoted(value)}")
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
                f"the nearest is {there[name]!r}" if choice is None else _told(choice, name, supply)
            )
            words = [e.value for e in choice.entries] if isinstance(choice, OneOf) else []
            near = meant(given[name], [word for word in words if isinstance(word, str)])
            raise InputError(
                f"the {looked.view} view of this document can have no {name} "
                f"{quoted(given[name])}: {can_be}{near}"
            )


def _told(choice: Choice, name: str, supply: Supply) -> str:
    """Say what there is to choose."""
    counted = ", counted from 0" if name in _PLACES else ""
    if isinstance(choice, OneOf):
        values = [entry.value for entry in choice.entries]
        whole = [value for value in values if isinstance(value, int)]
        if len(whole) > 2 and whole == list(range(whole[0], whole[-1] + 1)):
            values = [value for value in values if value not in whole]
            # a list leaves out samples beyond some number
            last = supply.samples - 1 if name == "sample" else whole[-1]
            values.append(f"{whole[0]} to {last}")
        told = [str(value) for value in values[:_LISTED]]
        return f"there are {', '.join(told)}{counted}"
    pair = "two different ones of " if name in _MEMBERS else ""
    return f"there are {pair}{choice.least:g} to {choice.most:g}{counted}"
