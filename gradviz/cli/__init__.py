"""The command line: ``gradviz [FILE]``, ``gradviz export``, ``gradviz check``.

Opening the window is told from the commands before typer is loaded: it would cost the first
paint 70 ms (typer 40, rich 30). pydantic is loaded only where a session is read.
"""

import gc
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gradviz.cli.codes import STOPPED, UNREAD, WRONG
from gradviz.disk.stamps import ABSENT
from gradviz.errors import GradvizError, nearest, one_line
from gradviz.messages.message import say

COMMANDS = ("export", "check")
_HELP = "`gradviz --help`"


def main(arguments: list[str] | None = None) -> int:
    """Run gradviz; return the exit code.

    Parameters
    ----------
    arguments : list of str, optional
        What follows the name of the program; by default what it was started with.
    """
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        _give_up_output()
        return UNREAD
    except Exception as error:  # whatever it is, the user gets a line and no traceback
        text = _told(error)
        print(text if text.startswith("gradviz ") else f"gradviz: {text}", file=sys.stderr)
        return WRONG


def _run(arguments: list[str]) -> int:
    is_named = arguments[:1] == ["--"]
    if is_named or not arguments or _is_file(arguments[0]):
        return _open_window(arguments[1:] if is_named else arguments, is_named)
    from gradviz.gui.interrupts import noted

    with noted():  # Ctrl-C while Qt is loaded breaks it
        from gradviz.cli.commands import run

    return run(arguments)


def _is_file(argument: str) -> bool:
    return not argument.startswith("-") and argument not in COMMANDS


def _refuse_mistyped(first: str) -> None:
    """Say which command was meant by a file that is not there."""
    command = None if os.path.lexists(first) else nearest(first, COMMANDS)
    if command is not None:
        raise GradvizError(
            say(
                "no such file: {file}; did you mean {command}?",
                file=first,
                command=f"`gradviz {command}`",
            )
        )


def _open_window(arguments: list[str], is_named: bool) -> int:
    """Open the window on a file, or without one; `is_named` says that it can be no command."""
    from gradviz.render.system import window_problem

    if arguments and not is_named:
        _refuse_mistyped(arguments[0])
    files, asked = arguments, None
    if len(files) > 1:
        from gradviz.cli.options import with_options

        files, asked = with_options(arguments)
    if len(files) > 1:
        raise GradvizError(
            say(
                "the window opens one file: got {count}: {files}",
                count=len(files),
                files=" ".join(files),
            )
        )
    path = Path(files[0]) if files else None
    document, known = None, ABSENT
    if path is not None:
        from gradviz.session.files import store

        if not store.is_quick(path) and sys.stderr is not None and sys.stderr.isatty():
            told = str(say("Reading {file}", file=path.name))
            print(one_line(told), file=sys.stderr)  # the window comes after
        found = store.opened(path, asked)
        document, known = found.document, found.stamp
    if problem := window_problem():
        raise GradvizError(problem)
    from gradviz.gui.interrupts import endings

    with endings() as interrupts:  # Qt is loaded here too: Ctrl-C in the middle of it breaks it
        with _uncollected():
            from gradviz.gui.app import run

        return run(document, path, known, interrupts)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector from what imports make: none of it is garbage, and to look takes 60 ms.

    It looks at none of it later either, as it would at the first chance.
    """
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if is_on:
            gc.enable()


def _told(error: Exception) -> str:
    """Return what went wrong, on one line."""
    if isinstance(error, GradvizError):
        from gradviz.cli.options import as_options

        text = as_options(str(error))
    elif hasattr(error, "format_message"):  # of typer, for a wrong command line
        text = _of_typer(error.format_message())
    elif isinstance(error, MemoryError):
        text = str(say("there is not enough memory for this"))
    elif isinstance(error, OSError):
        text = str(error)
    else:
        where = traceback.extract_tb(error.__traceback__)[-1]
        told = say(
            "something inside gradviz broke ({error}; {file}, line {line}): "
            "please report it with what you did",
            error=f"{type(error).__name__}: {error}",
            file=Path(where.filename).name,
            line=str(where.lineno),
        )
        text = str(told)
    return one_line(" ".join(text.split()))


def _of_typer(text: str) -> str:
    """Return what typer says of a wrong command line, with what was meant or how to go on."""
    said, _, near = text.rstrip(".").partition(" (Possible option")
    if not near:
        told = say("{problem}; {command} lists what there is", problem=said, command=_HELP)
        return str(told)
    names = near.partition(": ")[2].rstrip(")").split(", ")
    meant = nearest(said.rpartition(" ")[2], names) or names[0]
    return str(say("{problem}; did you mean {name}?", problem=said, name=meant))


def _give_up_output() -> None:
    """Let Python's last flush go nowhere instead of failing once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
