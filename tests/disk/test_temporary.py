"""What killed processes leave goes with the next file written beside it, and nothing else does."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gradviz.disk.atomic import write_atomically
from gradviz.disk.temporary import clear_abandoned, new_temporary

KILLED = """
import os, signal, sys
from gradviz.disk.atomic import write_atomically
setattr(os, sys.argv[2], lambda *rest: os.kill(os.getpid(), signal.SIGKILL))
write_atomically(sys.argv[1], b"new")
"""


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def kill(target: Path, call: str) -> None:
    """Let a process write to a file, and kill it where it calls the system."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(target), call], check=False)
    assert done.returncode == -9


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed this way there")
@pytest.mark.parametrize("call", ["write", "fchmod", "fsync", "replace"])
@pytest.mark.parametrize("is_there", [True, False])
def test_what_a_killed_process_left_goes_with_the_next_file_written_there(
    tmp_path: Path, call: str, is_there: bool
) -> None:
    target = tmp_path / "a.gradviz"
    if is_there:
        target.write_bytes(b"old")
    kill(target, call)
    left = [name for name in names(tmp_path) if name != target.name]
    assert left
    if is_there:
        assert target.read_bytes() == b"old"
    write_atomically(tmp_path / "b.png", b"another")
    assert names(tmp_path) == (["a.gradviz", "b.png"] if is_there else ["b.png"])


def test_what_is_being_written_is_not_cleared_away(tmp_path: Path) -> None:
    descriptor, path = new_temporary(tmp_path)
    clear_abandoned(tmp_path)
    assert path.exists()
    os.close(descriptor)
    clear_abandoned(tmp_path)
    assert names(tmp_path) == []


def test_files_of_others_stay(tmp_path: Path) -> None:
    mine = [".hidden", ".a.tmp", "gradviz-tmp", "a.gradviz-tmp", ".gradviz-tmp.txt"]
    for name in mine:
        (tmp_path / name).write_bytes(b"mine")
    (tmp_path / ".folder.gradviz-tmp").mkdir()
    (tmp_path / ".link.gradviz-tmp").symlink_to(tmp_path / ".hidden")
    clear_abandoned(tmp_path)
    assert {*mine, ".folder.gradviz-tmp"} <= set(names(tmp_path))
    assert (tmp_path / ".hidden").read_bytes() == b"mine"


@pytest.mark.skipif(os.name == "nt", reason="there are no such permissions")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        descriptor, path = new_temporary(tmp_path)
    finally:
        os.umask(mask)
    os.close(descriptor)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
