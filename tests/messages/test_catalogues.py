"""What `.ci/messages` finds in the source and in catalogues, and what a catalogue comes to."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest
from babel.messages.pofile import read_po

from gradviz.messages.language import ENGLISH, language, languages
from gradviz.messages.message import say

TOP = Path(__file__).parents[2]
SOURCE = '''"""Rows."""
told = say("row {n} of {matrix}", n=1, matrix="W")
many = say_many("{count} row", "{count} rows", 3)
'''


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one file of source, and a catalogue in German."""
    copytree(TOP / ".ci", tmp_path / ".ci")
    (tmp_path / "gradviz").mkdir()
    (tmp_path / "gradviz" / "rows.py").write_text(SOURCE)
    assert run(tmp_path, "new", "de") == (0, "")
    assert run(tmp_path, "update") == (0, "")
    return tmp_path


def run(checkout: Path, *arguments: str) -> tuple[int, str]:
    """Run the command; return its exit code and what it tells."""
    command = [sys.executable, checkout / ".ci" / "messages", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def translate(checkout: Path, english: str, german: str) -> None:
    path = checkout / "assets" / "languages" / "de" / "gradviz.po"
    text = path.read_text()
    before = f'msgid "{english}"\nmsgstr ""'
    assert before in text
    path.write_text(text.replace(before, f'msgid "{english}"\nmsgstr "{german}"'))


def test_a_catalogue_has_what_is_said_and_where(checkout: Path) -> None:
    with (checkout / "assets" / "languages" / "gradviz.pot").open("rb") as file:
        template = read_po(file)
    found = {message.id: message.locations for message in template if message.id}
    place = [("gradviz/rows.py", None)]
    assert found == {"row {n} of {matrix}": place, ("{count} row", "{count} rows"): place}


def test_what_fits_passes(checkout: Path) -> None:
    translate(checkout, "row {n} of {matrix}", "{matrix}, <b>Zeile</b> {n}")
    assert run(checkout, "check") == (0, "")
    assert run(checkout, "update") == (0, "")
    assert "Zeile" in (checkout / "assets" / "languages" / "de" / "gradviz.po").read_text()


@pytest.mark.parametrize(
    ("german", "told"),
    [
        ("Zeile {nr} von {matrix}", "has parts that its message has not: ['nr']"),
        ("Zeile {n von {matrix}", "cannot read"),
        ("<b>Zeile {n} von {matrix}", "opens and closes <b> unevenly"),
    ],
)
def test_a_translation_that_would_fail_is_told(checkout: Path, german: str, told: str) -> None:
    translate(checkout, "row {n} of {matrix}", german)
    code, text = run(checkout, "check")
    assert code == 1
    assert "assets/languages/de/gradviz.po" in text
    assert told in text


def test_what_is_new_or_gone_in_the_source_is_told_until_it_is_updated(checkout: Path) -> None:
    (checkout / "gradviz" / "rows.py").write_text(SOURCE.replace("row {n} of", "line {n} of"))
    code, text = run(checkout, "check")
    assert code == 1
    assert "gradviz.pot lacks 'line {n} of {matrix}'" in text
    assert "de/gradviz.po has 'row {n} of {matrix}', which nobody says" in text
    assert run(checkout, "update") == (0, "")
    assert run(checkout, "check") == (0, "")


def test_a_language_is_found_by_its_code_or_the_nearest() -> None:
    assert languages()[0] == "en"
    for code in languages():
        assert language(code).code == code
    assert language("en_GB") is language("tlh") is language("../en") is language("") is ENGLISH


def test_american_english_differs_where_it_should() -> None:
    american = language("en_US")
    assert american.code == "en_US"
    assert say("{n} rows", n=3).text(american) == "3 rows"  # what it does not have stays
