"""What a message says in a language, and how its parts stand in it."""

from dataclasses import replace
from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.messages.language import Language
from gradviz.messages.line import Run, plain
from gradviz.messages.message import NOTHING, joined, listed, say, say_many, verbatim
from tests.pseudo import PSEUDO, unsaid

_WORDS = {
    "row {n} of {matrix}": "Zeile {n} von {matrix}",
    "{line:capital} slides <b>down</b>": "Nach unten gleitet <b>{line}</b>",
}


class _German(NullTranslations):
    def gettext(self, message: str) -> str:
        return _WORDS.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return {0: "keine Zeile", 1: "eine Zeile"}.get(n, "{count} Zeilen")


GERMAN = Language("de", _German())


def test_a_part_is_written_in_the_language_of_its_message() -> None:
    slides = say(
        "{line:capital} slides <b>down</b>", line=say("row {n} of {matrix}", n=2, matrix="J")
    )
    assert slides.line() == (Run("Row 2 of J slides "), Run("down", "strong"))
    assert slides.line(GERMAN) == (Run("Nach unten gleitet "), Run("Zeile 2 von J", "strong"))
    assert (str(slides), slides.text(GERMAN)) == (
        "Row 2 of J slides down",
        "Nach unten gleitet Zeile 2 von J",
    )


def test_a_count_decides_what_is_said() -> None:
    told = [say_many("{count} row", "{count} rows", count) for count in (0, 1, 2)]
    assert list(map(str, told)) == ["0 rows", "1 row", "2 rows"]
    assert [one.text(GERMAN) for one in told] == ["keine Zeile", "eine Zeile", "2 Zeilen"]


@pytest.mark.parametrize("name", ["x_grad", "b was", "ε"])
def test_no_name_gets_a_capital_letter(name: str) -> None:
    assert str(say("{start:capital} rises", start=name)) == f"{name} rises"
    assert str(say("{start:capital} rises", start=verbatim(name))) == f"{name} rises"
    assert str(say("{start:capital}.", start=say("{name} rises", name=name))) == f"{name} rises."


def test_a_capital_letter_finds_its_way_through_parts() -> None:
    inner = say("the {a}", a="W")
    assert str(say("{x:capital}!", x=say("{y} of it", y=inner))) == "The W of it!"
    assert str(say("{x:capital}!", x=listed([inner, "X"]))) == "The W and X!"


def test_an_axis_letter_keeps_its_colour_where_it_stands() -> None:
    line = say("sums over {k}: <b>{k} = {n}</b>", k=Run("k", "k"), n=2).line()
    assert line == (
        Run("sums over "),
        Run("k", "k"),
        Run(": "),
        Run("k", "k"),
        Run(" = 2", "strong"),
    )


@given(st.text())
def test_what_is_the_same_in_all_languages_is_never_translated(text: str) -> None:
    assert verbatim(text).text(GERMAN) == str(verbatim(text)) == text
    assert verbatim(text).text(PSEUDO) == text
    assert str(say("{file}: gone", file=text)) == f"{text}: gone"


@given(st.lists(st.text(), max_size=5), st.text(max_size=3))
def test_messages_are_joined_as_texts_are(texts: list[str], between: str) -> None:
    told = [text for text in texts if text]
    assert str(joined(map(verbatim, texts), between)) == between.join(told)
    assert bool(joined(map(verbatim, texts), between)) == bool(told)


def test_nothing_is_false_and_says_nothing() -> None:
    assert not NOTHING
    assert not verbatim("")
    assert str(NOTHING) == NOTHING.text(PSEUDO) == ""
    assert verbatim(0)
    assert str(say("{problem}{hint}", problem="off", hint=NOTHING)) == "off"


def test_equal_messages_are_equal_and_can_be_kept() -> None:
    one, other = (say("row {n}", n=n) for n in (1, 1))
    assert one == other
    assert hash(one) == hash(other)
    assert one != say("row {n}", n=2)
    assert one != replace(one, is_said=False)


def test_a_part_that_is_missing_is_told_to_the_programmer() -> None:
    with pytest.raises(KeyError):
        say("row {n}").text()


def test_the_language_that_nobody_speaks_tells_words_in_messages_from_others() -> None:
    told = say("{line:capital} slides", line=say("row {n} of {matrix}", n=2, matrix="J"))
    assert told.text(PSEUDO) == "⟦⟦Row 2 of J~~~⟧ slides~~~⟧"
    assert unsaid(told.text(PSEUDO)) == []
    assert unsaid(f"The {told.text(PSEUDO)} of X_grad is mean(Y − T)") == ["The"]
    assert plain(told.line(PSEUDO)) == told.text(PSEUDO)
