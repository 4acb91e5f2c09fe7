"""A language that nobody speaks: each message is bracketed and longer by 40 %.

What is seen in it without brackets did not go through a message, and what is cut off would be
cut off in a language with long words.
"""

import re
from gettext import NullTranslations
from string import Formatter

from gradviz.messages.language import Language

OPEN, CLOSE = "⟦", "⟧"
_LONGER = 0.4
_PAD, _WORDS = "~", 8  # letters of a word that is added


class _Longer(NullTranslations):
    def gettext(self, message: str) -> str:
        letters = sum(len(literal) for literal, *_ in Formatter().parse(message))
        longer = max(1, round(letters * _LONGER))
        words = [_PAD * min(_WORDS, longer - n) for n in range(0, longer, _WORDS + 1)]
        return f"{OPEN}{message}{' '.join(words)}{CLOSE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


PSEUDO = Language("pseudo", _Longer())

_NAMES = re.compile(
    r"(?:vec|diag|exp|log|max|mean|clip|sign|softmax|sigmoid|tanh|relu|gelu|silu|elu|huber|hardtanh"
    r"|softplus|leaky|identity|NaN|inf|rank|min|cos|sin|grad|linear|target)\b"
)
_WORD = re.compile(r"[A-Za-z]{3,}")


def unsaid(text: str) -> list[str]:
    """Return the words of a text in this language that are in no message."""
    depth, outside = 0, []
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        outside.append(character if depth == 0 else " ")
    assert depth == 0, f"brackets are cut off: {text}"
    return _WORD.findall(_NAMES.sub(" ", re.sub(r"_grad|<[^>]*>|&\w+;", " ", "".join(outside))))
