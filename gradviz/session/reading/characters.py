"""The characters of a text: many ways to write a sign, made one."""

from gradviz.errors import InputError

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
_SHORTENED = ("...", "…", "⋮", "⋯", "⋱")


def plain_text(text: str) -> str:
    r"""Return a text with \n as the only line end, and the signs of ASCII for all others.

    Raises
    ------
    InputError
        If it was shortened with "...".
    """
    if "..." in text or (not text.isascii() and any(sign in text for sign in _SHORTENED)):
        raise InputError(f"the numbers were shortened with '...': print all of them, {_how(text)}")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ").replace("\v", " ")
    return text if text.isascii() else text.translate(_PLAIN)


def _how(text: str) -> str:
    if "tensor" in text:
        return 'in PyTorch after torch.set_printoptions(profile="full")'
    if " rows x " in text:
        return "in pandas with df.to_csv() or df.to_string()"
    return "in NumPy after np.set_printoptions(threshold=sys.maxsize)"
