"""The languages that gradviz can be read in: English as it is written, others by a catalogue."""

import re
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations

from gradviz.resources import asset

_FOLDER = "languages"
_CODE = re.compile(r"[a-z]{2,3}(?:_[A-Z]{2})?")


@dataclass(frozen=True, eq=False, slots=True)
class Language:
    """A language, told by identity.

    Attributes
    ----------
    code : str
        As gettext names it: "en", "en_US".
    translations : NullTranslations
        A message that it does not have stays English.
    """

    code: str
    translations: NullTranslations

    def text(self, one: str, many: str | None = None, count: int = 1) -> str:
        """Return a message in this language, still with its named parts in braces.

        Parameters
        ----------
        one : str
            In English.
        many : str, optional
            In English, if it depends on a count.
        count : int
        """
        if many is None:
            return self.translations.gettext(one) if one else one  # "" asks for the catalogue
        return self.translations.ngettext(one, many, count)


ENGLISH = Language("en", NullTranslations())
"""The language of the source."""


def languages() -> tuple[str, ...]:
    """Return the codes of all languages that are shipped, English first."""
    return ("en", *sorted(path.parent.name for path in asset(_FOLDER).glob("*/*.mo")))


@cache
def language(code: str) -> Language:
    """Return the language of a code, or else the nearest: "de" for "de_AT", English for none.

    Examples
    --------
    >>> language("en").code, language("tlh_XX").code
    ('en', 'en')
    """
    for name in (code, code.partition("_")[0]):
        path = asset(_FOLDER) / name / "gradviz.mo"
        if _CODE.fullmatch(name) and path.is_file():
            with path.open("rb") as file:
                return Language(name, GNUTranslations(file))
    return ENGLISH
