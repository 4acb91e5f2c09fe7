"""The characters of a text: many ways to write a sign, made one."""

import re

from gradviz.errors import InputError
from gradviz.messages.message import Message, say

NO_BREAK = "\u00a0"
"""What every space that keeps its neighbours together is written as: it may group thousands."""

_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_PLAIN = str.maketrans(
    {
        **_FULL_WIDTH,  # ，；．（ as they are typed in Chinese and Japanese
        **dict.fromkeys("−–﹣－‒", "-"),
        **dict.fromkeys("\u2007\u2008\u2009\u202f\u2060", NO_BREAK),
        **dict.fromkeys("\u2002\u2003\u3000", " "),
        **dict.fromkeys("\ufeff\u200b\u200e\u200f\u061c", ""),
        **dict.fromkeys("\u202a\u202b\u202c\u2066\u2067\u2068\u2069", ""),
        **dict.fromkeys("\u2028\u2029\x85", "\n"),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("’‘٬", "'"),  # the last one groups thousands in Arabic
        "٫": ".",
        "∞": "inf",
    }
)
_HOWS = (
    ("tensor", say('in PyTorch after torch.set_printoptions(profile="full")')),
    (" rows x ", say("in pandas with df.to_csv(index=False) or df.to_string()")),
    ("┆", say("in polars with print(df.write_csv())")),
    ("Matrix{", say("in Julia with show(stdout, A)")),
    ("Vector{", say("in Julia with show(stdout, A)")),
    ("", say("in NumPy after np.set_printoptions(threshold=sys.maxsize)")),
)
"""What is in a text, and how that one prints all numbers."""
_CONTINUED = re.compile(r"(?<=[\d.,;\[ \t])\.\.\.[ \t]*\r?\n")
_SHORTENED = ("...", "…", "⋮", "⋯", "⋱")


def plain_text(text: str) -> str:
    r"""Return a text with \n as the only line end, and the signs of ASCII for all others.

    Raises
    ------
    InputError
        If it was shortened with "...".
    """
    if "..." in text and "[" in text and ";" in text:  # MATLAB goes on in the next line; no print
        text = _CONTINUED.sub(" ", text)
    if "..." in text or (not text.isascii() and any(sign in text for sign in _SHORTENED)):
        raise InputError(_shortened(text))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ").replace("\v", " ")
    return text if text.isascii() else text.translate(_PLAIN)


def _shortened(text: str) -> Message:
    how = next(how for mark, how in _HOWS if mark in text)
    if _CONTINUED.search(text):
        return say(
            "the numbers were shortened with '...': print all of them, {how}; "
            "or join the lines, if a row continues",
            how=how,
        )
    return say("the numbers were shortened with '...': print all of them, {how}", how=how)
