"""How a document is to be looked at, asked for by names as a file has them.

Import it where it is used: pydantic takes 90 ms.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, replace

from pydantic import ValidationError

from gradviz.errors import InputError, meant
from gradviz.session.document import Document
from gradviz.session.files.file import told
from gradviz.session.files.looks import made, model_of, to_content
from gradviz.session.looks.choices import VIEWS, ViewChoices
from gradviz.session.looks.supply import Supply


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
                f"the {view.view} view has no option {name!r}: there are "
                f"{', '.join(names)}{meant(name, names)}"
            )
        place[name] = list(value) if isinstance(value, tuple) else value
    try:
        looked = made(ViewChoices, model_of(ViewChoices).model_validate(content))
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        words = re.findall(r"'([^']*)'", found.get("ctx", {}).get("expected", ""))
        raise InputError(told(found) + meant(found["input"], words)) from None
    _check_there(document, looked, asked)
    return replace(document, view=looked)


def _check_there(document: Document, looked: ViewChoices, asked: Mapping[str, object]) -> None:
    """Refuse a layer, a sample or a matrix that the document does not have."""
    look = looked.look(looked.view)
    given, there = (
        to_content(found) for found in (look, look.fitted(Supply(document.network, document.X)))
    )
    for name in asked:
        if name in given and given[name] != there[name]:
            raise InputError(
                f"the {looked.view} view of this document can have no {name} {given[name]!r}"
            )
