import errno
import fcntl
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gradviz.disk import locks
from gradviz.disk.atomic import write_atomically
from gradviz.disk.locks import held_folder, lock_abandoned, new_locked_file, try_lock
from gradviz.disk.stamps import ABSENT

HOLD = """
import sys, time
from pathlib import Path
from gradviz.disk.locks import new_locked_file
print(new_locked_file(Path(sys.argv[1]), "held-", ".lock")[1], flush=True)
time.sleep(60)
"""


def test_a_lock_is_held_until_it_is_closed(tmp_path: Path) -> None:
    descriptor, path = new_locked_file(tmp_path, "a-", ".lock")
    assert path.name.startswith("a-")
    assert lock_abandoned(path) is None
    os.close(descriptor)
    again = lock_abandoned(path)
    assert again is not None
    os.close(again)


def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        path = Path(process.stdout.readline().strip())
        assert lock_abandoned(path) is None
        process.send_signal(signal.SIGKILL)
        process.wait()
    descriptor = lock_abandoned(path)
    assert descriptor is not None
    os.close(descriptor)


def test_what_is_not_there_is_not_locked(tmp_path: Path) -> None:
    assert lock_abandoned(tmp_path / "missing") is None


@pytest.mark.skipif(sys.platform == "win32", reason="no open file goes there")
@pytest.mark.parametrize("comes_again", [False, True])
def test_no_lock_is_taken_on_a_file_that_is_gone_by_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, comes_again: bool
) -> None:
    path = tmp_path / "a.lock"
    path.touch()

    def cleared_away_first(descriptor: int, how: int) -> None:
        path.unlink()
        if comes_again:
            (tmp_path / "b").touch()
            (tmp_path / "b").rename(path)
        return flock(descriptor, how)

    flock = fcntl.flock
    monkeypatch.setattr(fcntl, "flock", cleared_away_first)
    assert lock_abandoned(path) is None
    assert path.exists() == comes_again


@pytest.mark.skipif(sys.platform == "win32", reason="every file system has them there")
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL, errno.EBADF])
def test_where_there_are_no_locks_it_goes_on_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def unknown(descriptor: int, how: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", unknown)
    descriptor, path = new_locked_file(tmp_path, "", ".lock")
    os.close(descriptor)
    assert list(tmp_path.iterdir()) == [path]
    assert lock_abandoned(path) is None  # nobody knows whether it is
    write_atomically(tmp_path / "file", b"new", replaces=ABSENT)
    assert (tmp_path / "file").read_bytes() == b"new"


def test_two_do_not_hold_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_PATIENCE", 0.0)
    with held_folder(tmp_path) as one, held_folder(tmp_path) as other:
        assert one is not None
        assert other is not None
        assert not try_lock(other)
    with held_folder(tmp_path) as again:
        assert again is not None
        assert try_lock(again)  # it was free, and is held once


def test_a_folder_that_is_gone_is_not_held(tmp_path: Path) -> None:
    with held_folder(tmp_path / "missing") as folder:
        assert folder is None


@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "link to a pipe", "loop", "socket"])
def test_only_a_file_is_locked(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.lock"
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "link":
            path.symlink_to(tmp_path / "other")
            (tmp_path / "other").touch()
        case "link to a pipe":
            path.symlink_to(tmp_path / "other")
            os.mkfifo(tmp_path / "other")
        case "loop":
            path.symlink_to(path)
        case _:
            os.mknod(path, stat.S_IFSOCK | 0o600)
    assert lock_abandoned(path) is None


def test_a_file_cleared_away_before_it_was_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cleared_away_once(descriptor: int) -> bool:
        monkeypatch.setattr(locks, "try_lock", try_lock)
        (path,) = tmp_path.iterdir()
        path.unlink()
        return try_lock(descriptor)

    monkeypatch.setattr(locks, "try_lock", cleared_away_once)
    descriptor, path = new_locked_file(tmp_path, "", ".lock")
    assert path.exists()
    assert list(tmp_path.iterdir()) == [path]
    os.close(descriptor)
