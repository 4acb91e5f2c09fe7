"""What the name of one array says: which role it has, of which layer.

By gradviz and by others: ``W1``, ``fc1.weight``, ``dense_1/kernel:0``, ``coefs_0``, ``dW``,
``inputs``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gradviz.engine.convention import Convention

OF_TORCH: tuple[Convention, ...] = ("xwt", "wx")
"""In which conventions W is out × in, the usual one first."""
OF_JAX: tuple[Convention, ...] = ("xw",)
"""In which W is in × out."""

_LEAVES: tuple[tuple[str, str], ...] = (
    ("W", "w|weights?|kernels?|coefs?"),
    ("b", "b|bias|biases|intercepts?"),
    ("X", "x|inputs?|features?"),
    ("Y", "y|outputs?|y_?hat|y_?pred|predictions?|logits"),
    ("T", "t|targets?|labels?|y_?true"),
    ("Y_grad", "seed|cotangent|upstream|dout"),
)
_LEAF = re.compile(
    r"(?:(?P<stem>.+?)_)??(?:"
    + "|".join(f"(?P<R{index}>{words})" for index, (_, words) in enumerate(_LEAVES))
    + r")(?:_?(?P<number>\d{1,3}))?_?",
    re.IGNORECASE,
)
_GRAD_PLACE = re.compile(r"grads?|gradients?", re.IGNORECASE)
_GRAD_LEAF = re.compile(
    r"(?:d(?:l|loss)_?d_?|d_?|grad_?)(?P<after>[a-z]\w*)|(?P<before>\w+?)_grad(?:ient)?",
    re.IGNORECASE,
)
_OWN = re.compile(r"(?P<role>[WXbYP])(?P<number>[1-9]\d?)?(?P<grad>_grad)?|T")
LOSS = "loss"
"""The name of a text, and of the number that it says how to compute."""

Key = tuple[str, int | None]
"""Which layer an array belongs to: where it stands, "fc1", and its number, 1 in "W1"."""


@dataclass(frozen=True, slots=True)
class NamePart:
    """What one name says by itself.

    Attributes
    ----------
    role : str
        "W", "b", "X", "Y", "P", "T", "Y_grad" or "l".
    key : (str, int or None)
    is_grad : bool
    layouts : tuple of str
        The conventions in which such weights are written, the usual one first; empty for any.
    """

    role: str
    key: Key = ("", None)
    is_grad: bool = False
    layouts: tuple[Convention, ...] = ()


def part(name: str) -> NamePart | None:
    """Return what a name says by itself; None if it says nothing.

    Examples
    --------
    >>> part("fc1.weight")
    NamePart(role='W', key=('fc1', None), is_grad=False, layouts=('xwt', 'wx'))
    >>> part("dW2"), part("running_mean")
    (NamePart(role='W', key=('', 2), is_grad=True, layouts=()), None)
    """
    if name in ("l", LOSS):
        return NamePart("l")
    if own := _OWN.fullmatch(name):
        number = None if own["number"] is None else int(own["number"])
        return NamePart(own["role"] or "T", ("", number), own["grad"] is not None)
    *path, last = re.split(r"[./]+", re.sub(r":\d+$", "", name).strip("./"))
    if is_grad := bool(path) and _GRAD_PLACE.fullmatch(last) is not None:  # W.grad
        last = path.pop()
    elif path and (_GRAD_PLACE.fullmatch(path[0]) or path == ["dl"]):  # grads/W, dl/dW
        is_grad = bool(path.pop(0))
    marked = _GRAD_LEAF.fullmatch(last)
    if marked and (found := _placed(path, marked["after"] or marked["before"], name, True)):
        return found
    return _placed(path, last, name, is_grad)


def _placed(path: Sequence[str], last: str, name: str, is_grad: bool) -> NamePart | None:
    """Return what a name says, split into where its array stands and what it is there."""
    leaf = _LEAF.fullmatch(last)
    if leaf is None:
        return None
    index = next(n for n in range(len(_LEAVES)) if leaf[f"R{n}"])
    role, word = _LEAVES[index][0], leaf[f"R{index}"].lower()
    number = None if leaf["number"] is None else int(leaf["number"])
    key = "/".join([*path, *filter(None, [leaf["stem"]])]), number
    if role == "Y_grad":
        return None if is_grad or any(key) else NamePart("Y", ("", None), True)
    is_alone = key == ("", None)
    is_told = role in ("W", "b") or is_alone or (role == "Y" and not key[0])
    if not is_told or (is_grad and role == "T"):
        return None
    return NamePart(role, key, is_grad, _layouts(role, word, "/" if path and "/" in name else ""))


def _layouts(role: str, word: str, between: str) -> tuple[Convention, ...]:
    if role != "W":
        return ()
    if word.startswith("kernel") or word == "coefs" or (between and word == "w"):
        return OF_JAX
    return OF_TORCH if word in ("weight", "coef") else ()
