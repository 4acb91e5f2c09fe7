"""Matrices in LaTeX."""

import re

from gradviz.errors import InputError
from gradviz.messages.message import say
from gradviz.session.reading.brackets import quoted_start
from gradviz.session.reading.way import Way

_ENVIRONMENT = re.compile(r"\\begin\{(\w*matrix\*?|array)\}(?:\{[^{}]*\}|\[[^\[\]]*\])?")
_OUTER = r"\\(?:begin|end)\{(?:equation|align|gather|displaymath|math)\*?\}"
_BEFORE = re.compile(
    rf"(?:[\s$&]++|\\[\[(]|{_OUTER})*+"
    r"(?:(?:\\\w++\{\w++\}|\w++)(?:_(?:\w|\{[^{}]*+\}))?+\s*+&?+=\s*+)?+"
    r"(?:\\left\s*+(?:[(\[|.]|\\\{)\s*+)?+\Z"
)
_AFTER = re.compile(rf"\s*+(?:\\right\s*+(?:[)\]|.]|\\\}}))?+(?:[\s$.,;]++|\\[\])]|{_OUTER})*+\Z")
_SHORTENED = re.compile(r"\\[cdlv]?dots\b")
_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), r"(\1)/(\2)"),
    (re.compile(r"\\sqrt\s*\{([^{}]*)\}"), r"sqrt(\1)"),
    (re.compile(r"\\(?:text|mathrm|operatorname)\s*\{([^{}]*)\}"), r"\1"),
    (re.compile(r"\\[hv]?phantom\s*\{[^{}]*\}"), " "),
    (re.compile(r"\\infty\b"), "inf"),
    (re.compile(r"\\pi\b"), "pi"),
    (re.compile(r"(?<=[\d.])\s*+\\(?:cdot|times)\s*+10\^\{\s*+([+-]?\d++)\s*+\}"), r"e\1"),  # exact
    (re.compile(r"(?<![\w.])10\^\{\s*([+-]?\d+)\s*\}"), r"1e\1"),
    (re.compile(r"\\(?:cdot|times)\b"), "*"),
    (re.compile(r"\{,\}"), "."),
    (re.compile(r"(?<!\\)\\(?:[,;:! ]|hline\b|quad\b)|[${}]"), " "),
)


def is_latex(text: str) -> bool:
    """Tell whether a text is LaTeX."""
    return r"\begin{" in text or ("&" in text and r"\\" in text)


def way_of_latex(text: str) -> Way:
    r"""Return how a matrix in LaTeX is read.

    Its cells may be arithmetic: ``\frac{1}{3}`` and ``2 \times 10^{-3}`` are how numbers are
    written there.

    Raises
    ------
    InputError
        If there is no matrix, more than one, or something around it that changes it.
    """
    body = text
    found = _ENVIRONMENT.search(text)
    if found:
        body, end, rest = text[found.end() :].partition(rf"\end{{{found[1]}}}")
        if not end:
            raise InputError(say(r"\begin{{{name}}} has no \end{{{name}}}", name=found[1]))
        _check_around(text[: found.start()], rest)
    elif r"\begin{" in text:
        raise InputError(
            say(r"the LaTeX here is no matrix: take a \begin{{pmatrix}} or \begin{{bmatrix}}")
        )
    if _SHORTENED.search(body):
        raise InputError(say(r"the matrix was shortened with \dots: write all of its numbers"))
    for pattern, plain in _SIGNS[:1] * 2 + _SIGNS[1:]:  # fractions may nest once
        body = pattern.sub(plain, body)
    lines = re.split(r"\\\\(?:\[[^\[\]]*\])?|\\cr\b", body)
    if lines and not lines[-1].strip():
        lines.pop()
    return Way(lambda: (line.split("&") for line in lines), has_arithmetic=True)


def _check_around(before: str, after: str) -> None:
    if _ENVIRONMENT.search(after):
        raise InputError(say("there is more than one matrix here; take one at a time"))
    if not _BEFORE.match(before):
        raise InputError(
            say("{text} stands before the matrix; take the matrix alone", text=quoted_start(before))
        )
    if not _AFTER.match(after):
        raise InputError(
            say("{text} stands after the matrix; take the matrix alone", text=quoted_start(after))
        )
