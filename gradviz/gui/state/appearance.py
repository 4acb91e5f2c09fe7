"""How everything looks to this user, by their choices and by what the system says."""

import os
import sys

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from gradviz.engine.convention import Convention
from gradviz.gui.state.settings import Settings
from gradviz.gui.state.system_motion import SystemMotion
from gradviz.language.notation import Notation
from gradviz.messages.language import ENGLISH, Language, language
from gradviz.messages.message import Text, in_language
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT, Theme

_ASKS_QT = sys.platform in ("win32", "darwin")
"""Whether the language can be chosen there without the environment."""


def system_language() -> Language:
    """Return the language of the system, as far as gradviz speaks it.

    As for gettext, the environment decides where it says one.
    """
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if named := os.environ.get(variable):
            return language(named.split(":")[0].split(".")[0])
    if not _ASKS_QT:
        return ENGLISH
    from PySide6.QtCore import QLocale  # the names of all languages and countries: 10 ms

    return language(QLocale.system().name())


class Appearance(QObject):
    """The settings, and the theme and the motion that they come to.

    Parameters
    ----------
    settings : Settings
    parent : QObject

    Attributes
    ----------
    language : Language
        That of the system, until the program ends.
    """

    changed = Signal()
    """A setting has changed, or what the system says."""

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self.language = system_language()
        self.system_motion = SystemMotion(self)
        self.system_motion.changed.connect(self.changed)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_color_scheme_changed)

    @property
    def settings(self) -> Settings:
        """The choices of the user."""
        return self._settings

    def set_settings(self, settings: Settings) -> None:
        """Change the choices of the user."""
        if settings != self._settings:
            self._settings = settings
            self.changed.emit()

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        choice = self._settings.theme
        if choice == "system":
            scheme = QGuiApplication.styleHints().colorScheme()
            return LIGHT if scheme == Qt.ColorScheme.Light else DARK
        return LIGHT if choice == "light" else DARK

    def style(self, width: float, height: float, pixel: float, convention: Convention) -> Style:
        """Return the style of a picture of this size."""
        choices = self._settings
        return Style(
            width,
            height,
            self.theme,
            choices.numbers,
            choices.base,
            choices.text,
            pixel,
            convention,
            language=self.language,
        )

    def notation(self, convention: Convention) -> Notation:
        """Return how names and indices of cells are written."""
        return Notation(self._settings.base, convention, language=self.language)

    def write(self, text: Text) -> str:
        """Return a text in the language of the user."""
        return in_language(text, self.language)

    def is_motion_reduced(self) -> bool:
        """Tell whether key frames only are shown."""
        return self._settings.is_motion_reduced(self.system_motion.is_reduced)

    def _on_color_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self.changed.emit()
