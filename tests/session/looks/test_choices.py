"""An option is spelled once: choices, the file and the command line have each of them.

Total over all views: what is added to a look is asked for here without another word. That the bar
and the palette have them too, tests/gui/view_bar/test_bar.py asks.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from gradviz.engine.convention import CONVENTIONS
from gradviz.language.notation import Notation
from gradviz.session.document import Document, example
from gradviz.session.edits import set_view
from gradviz.session.files.asked_look import with_look
from gradviz.session.files.file import from_json, to_json
from gradviz.session.files.looks import to_content
from gradviz.session.looks.choice import Choice, OneOf, Whole
from gradviz.session.looks.choices import VIEWS, ViewChoices, ViewName
from gradviz.session.looks.supply import Supply
from gradviz.session.presets.documents import PRESETS

DOCUMENTS = {"example": example()} | {preset.id: preset.document() for preset in PRESETS}
DRAGGED: dict[str, set[str]] = {"adjoint": {"orthogonal"}, "cube": {"turn"}}
"""What is chosen in the picture alone: a slider, and from where the box is looked at."""


def offer_of(document: Document) -> Supply:
    notation = Notation(convention=document.convention)
    return Supply(document.network, document.X, notation)


def choices_of(document: Document, view: ViewName) -> tuple[Choice, ...]:
    return document.view.look(view).choices(offer_of(document))


def values_of(choice: Choice) -> list[object]:
    """Return values to choose: all of several, the ends of a number."""
    if isinstance(choice, OneOf):
        return [entry.value for entry in choice.entries]
    return [choice.least, choice.most]


def chosen(document: Document) -> Iterator[tuple[ViewName, str, object, Document]]:
    """Yield every choice that can be made: its view, its name, its value, the document then."""
    for view in VIEWS:
        look = document.view.look(view)
        for choice in choices_of(document, view):
            for value in values_of(choice):
                made = look.choose(offer_of(document), choice.name, value)
                yield view, choice.name, value, set_view(document, view=view, **{view: made})


def test_every_view_has_a_look() -> None:
    assert {field.name for field in fields(ViewChoices)} >= set(VIEWS)


def test_every_option_is_changed_by_a_choice_or_dragged_in_the_picture() -> None:
    changed: dict[str, set[str]] = {view: set(DRAGGED.get(view, set())) for view in VIEWS}
    for document in DOCUMENTS.values():
        for view, _, _, made in chosen(document):
            changed[view] |= differing(document.view.look(view), made.view.look(view))
    assert changed == {
        view: {field.name for field in fields(example().view.look(view))} for view in VIEWS
    }


def differing(one: Any, other: Any) -> set[str]:
    names = [field.name for field in fields(one)]
    return {name for name in names if getattr(one, name) != getattr(other, name)}


@pytest.mark.parametrize("view", VIEWS)
def test_every_word_that_an_option_can_be_is_an_entry(view: ViewName) -> None:
    kinds = get_type_hints(type(example().view.look(view)))
    offered: dict[str, set[object]] = {}
    for document in DOCUMENTS.values():
        for choice in choices_of(document, view):
            if words_of(kinds.get(choice.name)):
                offered.setdefault(choice.name, set()).update(values_of(choice))
    assert offered == {name: words_of(kinds[name]) for name in offered}


def words_of(kind: Any) -> set[object]:
    """Return the values of a Literal, and None where that is one too."""
    parts = [kind] if get_origin(kind) is Literal else get_args(kind)
    words = {word for part in parts if get_origin(part) is Literal for word in get_args(part)}
    return words | {None} if words and type(None) in parts else words


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_choice_is_kept_and_comes_back_from_its_file(name: str) -> None:
    for view, option, value, made in chosen(DOCUMENTS[name]):
        now = next(c for c in choices_of(made, view) if c.name == option)
        assert now.chosen == value, (view, option)
        again = from_json(to_json(made))
        assert again.view == made.view, (view, option)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_choice_can_be_made_on_the_command_line(name: str) -> None:
    document = DOCUMENTS[name]
    for view, option, _, made in chosen(document):
        before, after = (to_content(found.view.look(view)) for found in (document, made))
        told = {name: value for name, value in after.items() if value != before[name]}
        assert with_look(set_view(document, view=view), told).view == made.view, (view, option)


def test_every_option_stands_in_the_file_under_its_name() -> None:
    content = to_content(example().view)
    for view in VIEWS:
        own = to_content(example().view.look(view))
        there = content.get(view) if isinstance(content.get(view), dict) else content
        assert own.items() <= there.items(), view


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_chosen_is_among_the_entries_and_every_choice_has_words(name: str) -> None:
    for convention in CONVENTIONS:
        document = replace(DOCUMENTS[name], convention=convention)
        for view in VIEWS:
            found = choices_of(document, view)
            assert len({choice.name for choice in found}) == len(found)
            for choice in (*found, *document.view.choices()):
                assert choice.title
                assert choice.tip
                assert not str(choice.tip).endswith(".")
                if isinstance(choice, OneOf) and choice.is_open:
                    assert choice.chosen in [entry.value for entry in choice.entries]
                    assert all(entry.title for entry in choice.entries)
                    titles = [str(entry.title) for entry in choice.entries]
                    assert len(set(titles)) == len(titles)
                elif isinstance(choice, Whole):
                    assert choice.least <= choice.chosen <= choice.most


def test_what_has_commands_has_an_id_and_a_tip_for_each_entry() -> None:
    ids: list[str] = []
    for choice in (
        *example().view.choices(),
        *(choice for view in VIEWS for choice in choices_of(example(), view)),
    ):
        if isinstance(choice, OneOf) and choice.control != "list":
            ids += [entry.id for entry in choice.entries]
            assert all(entry.tip for entry in choice.entries)
    assert all(ids)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_columns_as_they_are_drawn_are_offered_as_columns(convention: str) -> None:
    document = replace(example(), convention=convention)  # type: ignore[arg-type]  # one of them
    is_flipped = Notation(convention=document.convention).is_drawn_flipped
    sweep = next(c for c in choices_of(document, "flow") if c.name == "sweep")
    order = next(c for c in choices_of(document, "jacobian") if c.name == "order")
    assert isinstance(sweep, OneOf)
    assert isinstance(order, OneOf)
    by_id = {entry.id: entry.value for entry in (*sweep.entries, *order.entries)}
    assert by_id["sweep-columns"] == ("rows" if is_flipped else "columns")
    assert by_id["vec-columns"] == ("C" if is_flipped else "F")
