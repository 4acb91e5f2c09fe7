"""The matcher of the palette: what people type first comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.gui.commands.matching import match, ranked

TITLES = [
    "Export…",
    "Redo",
    "Reduced motion: On",
    "Focus",
    "Full screen",
    "Theme: Light",
    "Theme: Dark",
    "Step back",
    "Put panels back",
    "Colour scale: One for all",
    "New from: Vanishing gradient",
]


def found(query: str) -> list[str]:
    return [TITLES[place] for place, _ in ranked(query, ((title, "") for title in TITLES))]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("exp", "Export…"),
        ("EXP", "Export…"),
        ("red", "Redo"),  # the shorter of two prefixes
        ("fs", "Full screen"),  # beginnings of words before letters within
        ("dark", "Theme: Dark"),
        ("td", "Theme: Dark"),
        ("sb", "Step back"),
        ("back", "Step back"),
        ("gradient new", "New from: Vanishing gradient"),  # words in any order
        ("c s o", "Colour scale: One for all"),
    ],
)
def test_what_is_meant_comes_first(query: str, first: str) -> None:
    assert found(query)[0] == first


def test_letters_out_of_order_and_letters_that_are_not_there_do_not_match() -> None:
    assert match("kcab", "Step back") is None
    assert match("backx", "Step back") is None


def test_a_word_of_the_tip_finds_too_but_comes_behind_titles() -> None:
    entries = [("Loop", "Begin again at the end"), ("End", "Go there"), ("Again", "Once more")]
    assert [place for place, _ in ranked("again", entries)] == [2, 0]
    assert ranked("gain", entries)[0][0] == 2  # within a word of a tip nothing is found
    assert len(ranked("gain", entries)) == 1


def test_nothing_typed_keeps_everything_in_order() -> None:
    assert found("  ") == TITLES


def test_matched_letters_are_those_that_read_best() -> None:
    how = match("mo", "Reduced motion: On")
    assert how is not None
    assert how.letters == (8, 9)


@given(st.text(max_size=12), st.text(max_size=30), st.text(max_size=30))
def test_matched_letters_spell_the_query(query: str, title: str, tip: str) -> None:
    how = match(query, title, tip)
    if how is None:
        return
    assert list(how.letters) == sorted(set(how.letters))
    assert all(0 <= at < len(title) for at in how.letters)
    words = query.split()
    if len(words) == 1 and how.letters:
        assert len(how.letters) == len(words[0])


@given(st.text(st.characters(categories=["Ll"]), min_size=1, max_size=12))
def test_a_title_finds_itself(title: str) -> None:
    assert match(title, title) is not None
