"""Nothing that Qt calls in a class of ours raises into Qt: what broke is said, and Qt goes on.

Qt calls an override from C++, and often in the middle of Python that called Qt. PySide 6.11 on
Python 3.11 then ends the process with a segmentation fault if the exception was raised by C code,
as an IndexError, a ZeroDivisionError or a StopIteration mostly is. What a signal is connected to
needs no guard: PySide reports what is raised there by itself.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from types import FunctionType
from typing import Any, TypeVar

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QAccessible

_Class = TypeVar("_Class", bound=type)
_Method = Callable[..., Any]

_FOREIGN = ("PySide6", "Shiboken", "shiboken6", "pyqtgraph")
_EMPTY: dict[object, Callable[[], object]] = {
    **{kind: kind for kind in (bool, int, float, str, list, QRect, QRectF, QSize)},
    QAccessible.State: QAccessible.State,
    QAccessible.Role: lambda: QAccessible.Role.NoRole,
}
"""What is returned, by type, where a method raised and Qt has no answer; of others None."""


def guarded(made: _Class) -> _Class:
    """Guard every method with which a class overrides one of Qt's or pyqtgraph's."""
    foreign = [base for base in made.__mro__[1:] if base.__module__.startswith(_FOREIGN)]
    for name, method in list(vars(made).items()):
        if not isinstance(method, FunctionType) or name.startswith("_"):
            continue
        overridden = next((getattr(base, name) for base in foreign if hasattr(base, name)), None)
        if overridden is not None:
            setattr(made, name, guard(method, overridden))
    return made


def guard(method: _Method, overridden: _Method) -> _Method:
    """Return a method that never raises: what would be raised is reported.

    It then returns what the method that it overrides returns; where that is nothing, False or
    not to be had, nothing of the right type: None, False, 0, "".
    """
    returns = method.__annotations__.get("return")

    @wraps(method)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except Exception:
            report()
        if returns not in (None, bool):
            with suppress(Exception):  # some Qt leaves to its subclasses
                return overridden(*args, **kwargs)
        return _EMPTY[returns]() if returns in _EMPTY else None

    return run


def report() -> None:
    """Say what was just raised, as Python says what nobody catches."""
    sys.excepthook(*sys.exc_info())
