"""The fence around a process that gets random keys: it writes into one folder and nowhere else.

Three fences stand one behind the other. On Linux the kernel refuses every write outside the
folder (Landlock), to Qt's own code too; a process of root becomes nobody, if nobody can read what
it runs; and an audit hook ends Python where it is about to write elsewhere. Behind them `traces`
tells before and after whether anything changed.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path

TOP = Path(__file__).parents[2]
_HOME = {
    "HOME": "home",
    "XDG_CACHE_HOME": "home/cache",
    "XDG_CONFIG_HOME": "home/config",
    "XDG_DATA_HOME": "home/data",
    "XDG_STATE_HOME": "home/state",
    "XDG_RUNTIME_DIR": "home/runtime",
    "XDG_DATA_DIRS": "home/none",
    "XDG_CONFIG_DIRS": "home/none",
    "TMPDIR": "tmp",
}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PATHS = {  # which arguments of an event are paths that are written to
    "os.chmod": (0,),
    "os.chown": (0,),
    "os.link": (0, 1),
    "os.mkdir": (0,),
    "os.remove": (0,),
    "os.removexattr": (0,),
    "os.rename": (0, 1),
    "os.rmdir": (0,),
    "os.setxattr": (0,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.utime": (0,),
}
_PROGRAMS = ("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system", "subprocess.Popen")
_LANDLOCK = {"create": 444, "add": 445, "restrict": 446}
_ALL_WRITES = 0x7FF2  # every right of Landlock's third version but execute and the two to read
_TO_FILES = 0x4002  # write and truncate: what a rule on a file may give
_NO_NEW_PRIVILEGES = 38
_SYSTEM = ("/bin", "/etc", "/opt", "/srv", "/usr", "/var")


def scratch_environment(scratch: Path) -> dict[str, str]:
    """Return the environment of a process whose whole world is a folder; make what it needs."""
    for folder in {*_HOME.values(), "files"}:
        (scratch / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    # where Qt looks for the folder of documents
    (scratch / "home/config/user-dirs.dirs").write_text('XDG_DOCUMENTS_DIR="$HOME/../files"\n')
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return {
        **kept,
        **{name: str(scratch / folder) for name, folder in _HOME.items()},
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(TOP),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
    }


def close_in(scratch: Path, end: Callable[[str], None]) -> str:
    """Let this process write into a folder only, from now on; return which fences stand.

    Parameters
    ----------
    scratch : Path
    end : callable (text) -> None
        Ends the process at once, saying why: Python was about to write elsewhere.

    Raises
    ------
    SystemExit
        For root, if only the audit hook would stand: Qt's own code does not see that.
    """
    is_nobody = _become_nobody(scratch)
    is_locked = _lock(scratch)
    if _is_root() and not is_locked:
        raise SystemExit(
            "random keys are not pressed as root: this kernel has no Landlock, and nobody cannot "
            f"read {sys.prefix} or {TOP}; run it as another user"
        )
    _audit(scratch, end)
    stand = {"kernel": is_locked, "nobody": is_nobody, "audit": True}
    return ", ".join(name for name, stands in stand.items() if stands)


def traces() -> dict[str, tuple[int, int]]:
    """Return what a run has to leave as it is: the checkout, the top of home, of the system.

    Of a folder that others write to all the time only the names count.
    """
    found: dict[str, tuple[int, int]] = {}
    for folder, names, files in os.walk(TOP):
        names[:] = [name for name in names if not _is_ignored(name)]
        for name in files:
            if not _is_ignored(name):
                stat = Path(folder, name).lstat()
                found[str(Path(folder, name))] = stat.st_mtime_ns, stat.st_size
    home = Path(os.path.expanduser("~"))
    places = (Path("/"), *map(Path, _SYSTEM), home, TOP / ".git", TOP / ".venv")
    own = [home / place / "gradviz" for place in (".config", ".cache", ".local/share", "Documents")]
    return found | {str(name): (0, 0) for place in (*places, *own) for name in _names(place)}


def changes(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> list[str]:
    """Return what was made, changed or removed, by path."""
    return [
        f"{'made' if path not in before else 'removed' if path not in after else 'changed'}: {path}"
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    ]


def _is_ignored(name: str) -> bool:
    """Tell whether git ignores a file or folder of the checkout, where tools keep their own."""
    lines = (TOP / ".gitignore").read_text("utf-8").splitlines()
    return any(fnmatch(name, line.rstrip("/")) for line in (".git", *lines))


def _names(folder: Path) -> Iterator[Path]:
    try:
        yield from folder.iterdir()
    except OSError:  # not there, or not to be read
        return


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _become_nobody(scratch: Path) -> bool:
    """Give up root for good, where nobody can read what runs; tell whether that was done."""
    if not _is_root():
        return False
    import pwd  # only where there are such users

    qt = find_spec("PySide6")
    needed = (os.__file__, sys.executable, qt and qt.origin, TOP / "gradviz", scratch)
    if not all(path and _is_open_to_all(Path(path)) for path in needed):
        return False
    nobody = pwd.getpwnam("nobody")
    for folder, _, files in os.walk(scratch):
        for path in (folder, *(os.path.join(folder, name) for name in files)):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
    return True


def _is_open_to_all(path: Path) -> bool:
    """Tell whether anybody may go through all folders above a path."""
    above = [*path.absolute().parents, *path.resolve().parents]
    return all(folder.stat().st_mode & 0o001 for folder in above)


def _lock(scratch: Path) -> bool:
    """Let the kernel refuse writes outside a folder; False where it cannot.

    References
    ----------
    The Linux kernel's "Landlock: unprivileged access control", userspace-api/landlock.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(_LANDLOCK["create"], None, 0, 1) < 3:  # asks for the version
        return False
    wanted = struct.pack("<Q", _ALL_WRITES)
    rules = libc.syscall(_LANDLOCK["create"], wanted, len(wanted), 0)
    given = [(scratch, _ALL_WRITES)]
    given += [(Path(file), _TO_FILES) for file in ("/dev/null",) if os.path.exists(file)]
    for path, rights in given:
        descriptor = os.open(path, os.O_PATH)
        rule = struct.pack("<Qi", rights, descriptor)
        if libc.syscall(_LANDLOCK["add"], rules, 1, rule, 0):
            return False
        os.close(descriptor)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    is_locked = libc.syscall(_LANDLOCK["restrict"], rules, 0) == 0
    os.close(rules)
    return is_locked


def _audit(scratch: Path, end: Callable[[str], None]) -> None:
    """End the process where Python is about to write outside a folder, or to run a program."""
    inside = os.path.realpath(scratch) + os.sep

    def is_outside(path: object) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False  # an open file: it was judged when it was opened
        shown = os.fsdecode(path)
        real = os.path.join(os.path.realpath(os.path.dirname(shown)), os.path.basename(shown))
        return not (real + os.sep).startswith(inside) and shown != os.devnull

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _PROGRAMS:
            end(f"about to run a program: {event} {arguments}")
        if event == "open":
            path, _, flags = arguments
            if isinstance(flags, int) and flags & _WRITING and is_outside(path):
                end(f"about to write outside {inside}: {path!r}")
        for place in _PATHS.get(event, ()):
            if is_outside(arguments[place]):
                end(f"about to write outside {inside}: {event} {arguments}")

    sys.addaudithook(hook)
