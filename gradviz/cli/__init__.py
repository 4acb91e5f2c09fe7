"""The command line: ``gradviz [FILE]``, ``gradviz export``, ``gradviz check``.

Opening the window is told from the commands before typer is loaded: it would cost the first
paint 70 ms (typer 40, rich 30). pydantic is loaded only where a session is read.
"""

import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path

from gradviz.cli.codes import STOPPED, UNREAD, WRONG
from gradviz.disk.stamps import ABSENT, stamp_of
from gradviz.errors import GradvizError, one_line

COMMANDS = ("export", "check")


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
    if arguments[:1] == ["--"] or (arguments and _is_file(arguments[0])) or not arguments:
        files = arguments[1:] if arguments[:1] == ["--"] else arguments
        if len(files) > 1:
            raise GradvizError(f"the window opens one file: got {len(files)}: {' '.join(files)}")
        return _open_window(Path(files[0]) if files else None)
    from gradviz.gui.interrupts import noted

    with noted():  # Ctrl-C while Qt is loaded breaks it
        from gradviz.cli.commands import run

    return run(arguments)


def _is_file(argument: str) -> bool:
    return not argument.startswith("-") and argument not in COMMANDS


def _open_window(path: Path | None) -> int:
    from gradviz.render.system import window_problem

    document, known = None, ABSENT
    if path is not None:
        from gradviz import api
        from gradviz.session.store import is_quick

        if not is_quick(path) and sys.stderr is not None and sys.stderr.isatty():
            print(one_line(f"Reading {path.name}"), file=sys.stderr)  # the window comes after
        before = _status(path)
        document = api.open(path)
        with suppress(OSError):
            known = stamp_of(path)
        if _status(path) != before:
            known = ABSENT  # what was read is not known: to save over the file is asked about
    if problem := window_problem():
        raise GradvizError(problem)
    from gradviz.gui.interrupts import endings

    with endings() as interrupts:  # Qt is loaded here too: Ctrl-C in the middle of it breaks it
        from gradviz.gui.app import run

        return run(document, path, known, interrupts)


def _status(path: Path) -> tuple[int, ...]:
    """Return what changes with a file; nothing where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # who opens it says what is wrong with it
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _told(error: Exception) -> str:
    """Return what went wrong, on one line."""
    if isinstance(error, GradvizError):
        text = str(error)
    elif hasattr(error, "format_message"):  # of typer, for a wrong command line
        text = f"{error.format_message().rstrip('.')}; `gradviz --help` lists what there is"
    elif isinstance(error, MemoryError):
        text = "there is not enough memory for this"
    elif isinstance(error, OSError):
        text = str(error)
    else:
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(where.filename).name}, line {where.lineno}"
        text = (
            f"something inside gradviz broke ({type(error).__name__}: {error}; {place}): "
            "please report it with what you did"
        )
    return one_line(" ".join(text.split()))


def _give_up_output() -> None:
    """Let Python's last flush go nowhere instead of failing once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
