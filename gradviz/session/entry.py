"""One entry as people type it: 3, -2e-3, 1/3, sqrt(2), pi/4, nan. Parsed, never evaluated."""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from gradviz.errors import InputError
from gradviz.messages.message import Message, joined, say

MAX_LENGTH = 200
"""Characters an entry may have."""

MAX_DEPTH = 64
"""How deep an entry may nest."""

EXAMPLES = say("1.5, -2e-3, 1/3, sqrt(2), pi/4, nan or inf")

CONSTANTS: Mapping[str, float] = MappingProxyType(
    {"pi": math.pi, "e": math.e, "tau": math.tau, "inf": math.inf, "nan": math.nan}
)
FUNCTIONS: Mapping[str, Callable[[float], float]] = MappingProxyType(
    {
        "sqrt": math.sqrt,
        "cbrt": math.cbrt,
        "exp": math.exp,
        "log": math.log,
        "ln": math.log,
        "log2": math.log2,
        "log10": math.log10,
        "sin": math.sin,
        "cos": math.cos,
        "tan": math.tan,
        "tanh": math.tanh,
        "abs": abs,
    }
)

_BINARY: Mapping[type[ast.operator], Callable[[float, float], float]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.Pow: math.pow,
    }
)
_UNARY: Mapping[type[ast.unaryop], Callable[[float], float]] = MappingProxyType(
    {ast.UAdd: operator.pos, ast.USub: operator.neg}
)
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("−–－﹣‒", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        **dict.fromkeys("×·⋅∙", "*"),
        "÷": "/",
        "∕": "/",
        "⁄": "/",
        "^": "**",
        "π": "pi",
        "∞": "inf",
        "√": "sqrt",
    }
)
_ODD = re.compile(r"\\|(?:[\d.][jJ]?|\b0[xXoObB]\w*?)(?:and|else|for|i[fns]|not|or)")
r"""What Python warns of as it parses: \d in quotes, 1if. Warnings are the whole process's: to have
them ignored for a while is nothing that a thread may do."""


class _RefusalError(Exception):
    """Why an expression has no value: told of the entry, as `parse_entry` quotes it."""

    def __init__(self, told: Callable[[str], Message]) -> None:
        super().__init__()
        self.told = told


def parse_entry(text: str) -> float:
    """Read one number or one piece of arithmetic.

    Allowed are numbers, ``+ - * / ** ^``, parentheses, the names in `CONSTANTS` and the
    functions in `FUNCTIONS`; the typographic − × ÷ π ∞ √( ) are read as what they look like.

    Parameters
    ----------
    text : str
        At most `MAX_LENGTH` characters; spaces around it do not count.

    Raises
    ------
    InputError
        If it is empty, too long, not arithmetic, or has no real value. NaN and infinities
        are values when they are written as such, not when they are the result of 1/0 or
        of an overflow.

    Examples
    --------
    >>> parse_entry("1/4"), parse_entry("−2e-3"), parse_entry("pi/4")
    (0.25, -0.002, 0.7853981633974483)
    >>> parse_entry("abc")
    Traceback (most recent call last):
    gradviz.errors.InputError: 'abc' is not a number; \
write one such as 1.5, -2e-3, 1/3, sqrt(2), pi/4, nan or inf
    """
    entry = text.strip()
    if not entry:
        raise InputError(
            say("there is no number here; write one such as {examples}", examples=EXAMPLES)
        )
    if len(entry) > MAX_LENGTH:
        raise InputError(
            say(
                "an entry has at most {most} characters: {entry} has {count}",
                most=MAX_LENGTH,
                entry=_quoted(entry),
                count=len(entry),
            )
        )
    plain = entry.translate(_PLAIN)
    try:
        return _from_literal(plain) if _is_literal(plain) else _from_arithmetic(plain)
    except _RefusalError as refusal:
        raise InputError(refusal.told(_quoted(entry))) from None


def _quoted(entry: str) -> str:
    return repr(entry if len(entry) <= 40 else entry[:37] + "...")


def _is_literal(plain: str) -> bool:
    try:
        float(plain)
    except ValueError:
        return False
    return True


def _from_literal(plain: str) -> float:
    value = float(plain)
    if math.isinf(value) and "inf" not in plain.lower():
        raise _too_large()
    return value


def _from_arithmetic(plain: str) -> float:
    if _ODD.search(plain):
        raise _not_a_number(plain)
    try:
        tree = ast.parse(plain.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise _not_a_number(plain) from None
    return _value(tree.body, plain, MAX_DEPTH)


def _value(node: ast.expr, plain: str, depth: int) -> float:
    if depth == 0:
        raise _RefusalError(
            lambda entry: say(
                "{entry} is nested too deeply; at most {most} levels are read",
                entry=entry,
                most=MAX_DEPTH,
            )
        )
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return _finite(float, number)
        case ast.Name(id=name):
            return _constant(name, plain)
        case ast.UnaryOp(op=sign, operand=operand) if type(sign) in _UNARY:
            return _UNARY[type(sign)](_value(operand, plain, depth - 1))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _BINARY:
            a, b = (_value(side, plain, depth - 1) for side in (left, right))
            return _finite(_BINARY[type(sign)], a, b)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
            return _finite(_function(name), _value(argument, plain, depth - 1))
    raise _not_a_number(plain)


def _constant(name: str, plain: str) -> float:
    value = CONSTANTS.get(name, CONSTANTS.get(name.lower()))
    if value is not None:
        return value
    if name in FUNCTIONS:
        raise _RefusalError(
            lambda entry: say(
                "{entry} needs an argument in parentheses: {example}",
                entry=entry,
                example=f"{name}(2)",
            )
        )
    if name == plain:
        raise _not_a_number(plain)
    raise _RefusalError(
        lambda entry: say(
            "{entry} has an unknown name {name}; known are {names}",
            entry=entry,
            name=repr(name),
            names=joined(CONSTANTS, ", "),
        )
    )


def _function(name: str) -> Callable[[float], float]:
    if name not in FUNCTIONS:
        raise _RefusalError(
            lambda entry: say(
                "{entry} has an unknown function {name}; known are {names}",
                entry=entry,
                name=repr(name),
                names=joined(FUNCTIONS, ", "),
            )
        )
    return FUNCTIONS[name]


def _finite(function: Callable[..., float], *arguments: float) -> float:
    """Apply `function`; finite arguments must not end in an infinity."""
    try:
        value = function(*arguments)
    except ZeroDivisionError:
        raise _RefusalError(
            lambda entry: say(
                "{entry} divides by zero; write inf, -inf or nan if that is meant", entry=entry
            )
        ) from None
    except OverflowError:
        raise _too_large() from None
    except ValueError:
        raise _RefusalError(
            lambda entry: say("{entry} has no real value; write nan if that is meant", entry=entry)
        ) from None
    if math.isinf(value) and (function is float or all(map(math.isfinite, arguments))):
        raise _too_large()
    return value


def _too_large() -> _RefusalError:
    return _RefusalError(
        lambda entry: say(
            "{entry} is too large; numbers reach to about 1.8e308, beyond that write inf",
            entry=entry,
        )
    )


def _not_a_number(plain: str) -> _RefusalError:
    whole, comma, part = plain.partition(",")
    if comma and whole.strip(" +-").isdecimal() and part.isdecimal():
        return _RefusalError(
            lambda entry: say(
                "{entry} is not a number; write a decimal point: {number}",
                entry=entry,
                number=f"{whole}.{part}",
            )
        )
    return _RefusalError(
        lambda entry: say(
            "{entry} is not a number; write one such as {examples}",
            entry=entry,
            examples=EXAMPLES,
        )
    )
