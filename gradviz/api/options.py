"""What functions take by name: refused where it is unknown, and what goes with W and X apart."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from gradviz.errors import InputError, meant, quoted
from gradviz.messages.message import Text, say
from gradviz.session.source import Given

_NONE: Mapping[str, Text] = MappingProxyType({})


def check_options(
    call: str,
    options: Mapping[str, Any],
    known: type,
    named: Sequence[str] = (),
    elsewhere: Mapping[str, Text] = _NONE,
) -> None:
    """Refuse an option that a function does not have.

    Parameters
    ----------
    call : str
        The function.
    options : mapping
        What it was given.
    known : type
        The TypedDict of what it takes.
    named : sequence of str
        What it takes besides.
    elsewhere : mapping of str to str or Message
        Options of other functions, and what they are here.

    Raises
    ------
    InputError
        Says what there is.

    Examples
    --------
    >>> check_options("export", {"targte": 1}, Given)
    Traceback (most recent call last):
    gradviz.errors.InputError: export has no option 'targte': \
there are b, Y_grad, loss, target; did you mean target?
    """
    names = (*named, *known.__annotations__)
    for name in options:
        if name not in names:
            here = elsewhere.get(name)
            near = meant(name, names) if here is None else say("; did you mean {name}?", name=here)
            raise InputError(
                say(
                    "{call} has no option {name}: there are {names}{hint}",
                    call=call,
                    name=quoted(name),
                    names=", ".join(names),
                    hint=near,
                )
            )


def parted(options: Mapping[str, Any]) -> tuple[Given, dict[str, Any]]:
    """Return apart what goes with a Network or W and its X, and all else."""
    given = {name: options.get(name) for name in Given.__annotations__}
    rest = {name: value for name, value in options.items() if name not in given}
    return cast("Given", given), rest
