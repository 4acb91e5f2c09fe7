"""How everything looks to a user, by their choices and by what the system says."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from gradviz.gui import app
from gradviz.gui.state import appearance
from gradviz.messages.language import ENGLISH, Language, language
from tests.pseudo import PSEUDO

VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)


def test_the_environment_says_which_language_the_window_speaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert appearance.system_language() is ENGLISH
    for variable in reversed(VARIABLES):  # the one that counts most comes last
        monkeypatch.setenv(variable, "tlh_XX.UTF-8")
        assert appearance.system_language() is ENGLISH
        monkeypatch.setenv(variable, "en_US.UTF-8")
        assert appearance.system_language() is language("en_US")
    monkeypatch.setenv("LANGUAGE", "en_GB:en_US:de")
    assert appearance.system_language() is ENGLISH


@pytest.mark.parametrize("name", ["C", "C.UTF-8", "POSIX", "../../etc", "de_DE@euro", ""])
def test_a_language_that_there_is_not_is_english(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("LANG", name)
    assert appearance.system_language() is ENGLISH


def test_elsewhere_the_system_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appearance, "_ASKS_QT", True)
    asked: list[str] = []

    def looked_up(code: str) -> Language:
        asked.append(code)
        return PSEUDO

    monkeypatch.setattr(appearance, "language", looked_up)
    assert appearance.system_language() is PSEUDO
    assert asked[0].isidentifier()  # as Qt has it, "C" or "en_US"


@pytest.mark.parametrize(("code", "close"), [("de", "Schließen"), ("fr", "Fermer")])
def test_qt_speaks_the_language_of_the_window(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, code: str, close: str
) -> None:
    def said() -> str:
        return QCoreApplication.translate("QPlatformTheme", "Close")

    installed: list[object] = []
    install = qapp.installTranslator
    monkeypatch.setattr(
        qapp, "installTranslator", lambda one: installed.append(one) or install(one)
    )
    app._have_qt_speak(ENGLISH, qapp)
    assert installed == []
    app._have_qt_speak(Language(code, ENGLISH.translations), qapp)
    (translator,) = installed
    assert said() == close
    qapp.removeTranslator(translator)
    assert said() == "Close"
