"""Every word in a picture is part of a message, so it can be read in another language."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from gradviz.engine.convention import Convention
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.rules import ACTIVATIONS, LOSSES
from gradviz.messages.message import Text, in_language
from gradviz.scene.marks.frame import Formula, Label
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, example, network_document
from gradviz.session.edits import set_view
from gradviz.session.looks.choice import OneOf
from gradviz.session.looks.choices import VIEWS, ViewName
from gradviz.session.looks.supply import Supply
from gradviz.views.view import View
from tests.pseudo import PSEUDO, unsaid
from tests.views.drawing import request_of, viewed

_STYLE = Style(1366.0, 768.0, language=PSEUDO)
_MOST_KEYS = 12
_LATEX_TEXT = re.compile(r"\\text\{([^}]*)\}")


def documents() -> Iterator[tuple[str, Document]]:
    X = np.array([[1.0, 2.0, -1.0], [0.0, -3.0, 2.0]])
    T = np.array([[0.2, 0.5, 0.9], [0.8, 0.5, 0.1]])
    tied = Linear([[1.0, 2.0], [-1.0, 3.0]], b=[1.0, -2.0])
    yield "example", example()
    yield "seed", network_document(Network([tied]), X=X, seed=T)
    for loss in LOSSES:
        network = Network([tied, Activation("relu"), tied])
        target = None if loss == "sum" else T
        yield f"tied, {loss}", network_document(network, X=X, loss=loss, target=target)
    for kind in ACTIVATIONS:
        layers = [Linear([[1.0, 2.0], [0.0, 1.0], [2.0, 1.0]]), Activation(kind)]
        network = Network([*layers, Linear([[1.0, 1, 1], [0, 2, 1]])])
        yield kind, network_document(network, X=X, loss="squared_error", target=T)


DOCUMENTS = dict(documents())


def choices(document: Document, view: ViewName) -> Iterator[Document]:
    """Return a document in a view, with each of its choices in turn, and in each convention."""
    first = set_view(document, view=view)
    yield first
    for convention in get_args(Convention):
        yield replace(first, convention=convention)
    supply, look = Supply(first.network, first.X), first.view.look(view)
    for choice in look.choices(supply):
        values = [e.value for e in choice.entries] if isinstance(choice, OneOf) else ()
        for value in values:
            chosen = look.choose(supply, choice.name, value)
            yield replace(first, view=replace(first.view, **{view: chosen}))


def texts(view: View) -> Iterator[tuple[str, str]]:
    """Return where each text of a view is, and the text."""
    timeline, steps = view.timeline, view.timeline.steps
    for key in range(0, steps + 1, max(1, steps // _MOST_KEYS)):
        for seconds in {timeline.key_time(key), max(0.0, timeline.key_time(key) - 0.2)}:
            request = request_of(view, seconds, _STYLE)
            for mark in view.frame(request).marks:
                if isinstance(mark, Label):
                    on_the_line = (span.text for span in mark.spans if not span.script)
                    yield f"label at {seconds:.1f} s", "".join(on_the_line)
                elif isinstance(mark, Formula):
                    yield f"formula at {seconds:.1f} s", " ".join(_LATEX_TEXT.findall(mark.latex))
            yield f"told at {seconds:.1f} s", written(view.told(request))
    for phase in timeline.phases:
        for title in view.titles(phase):
            yield "title", written(title)
    for key in range(steps + 1):
        yield "key frame", written(view.key(timeline.key(key), _STYLE.notation))


def written(text: Text) -> str:
    return in_language(text, PSEUDO)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_word_is_in_no_message(view: ViewName, name: str) -> None:
    found = set()
    for seen in choices(DOCUMENTS[name], view):
        found |= {
            f"{words}: {where}: {text}"
            for where, text in texts(viewed(seen))
            if (words := unsaid(text))
        }
    assert not found, "\n".join(sorted(found)[:40])
