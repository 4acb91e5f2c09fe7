"""What functions take by name: refused where it is unknown, and what goes with W and X apart."""

from collections.abc import Mapping
from typing import Any, cast

from gradviz.errors import InputError, meant
from gradviz.session.source import Given


def check_options(call: str, options: Mapping[str, Any], known: type) -> None:
    """Refuse an option that a function does not have.

    Parameters
    ----------
    call : str
        The function.
    options : mapping
        What it was given.
    known : type
        The TypedDict of what it takes.

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
    names = known.__annotations__
    for name in options:
        if name not in names:
            raise InputError(
                f"{call} has no option {name!r}: there are {', '.join(names)}{meant(name, names)}"
            )


def parted(options: Mapping[str, Any]) -> tuple[Given, dict[str, Any]]:
    """Return apart what goes with a Network or W and its X, and all else."""
    given = {name: options.get(name) for name in Given.__annotations__}
    rest = {name: value for name, value in options.items() if name not in given}
    return cast("Given", given), rest
