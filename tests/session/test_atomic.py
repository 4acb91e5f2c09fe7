import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gradviz.errors import InputError
from gradviz.session.atomic import clear_abandoned, write_atomically
from gradviz.session.locks import new_locked_file

OLD, NEW = b"old", b"new" * 1000


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "a.gradviz"
    path.write_bytes(OLD)
    return path


def test_writes_new_files_and_replaces_old_ones(tmp_path: Path) -> None:
    path = tmp_path / "new.gradviz"
    for data in (OLD, NEW, b""):
        write_atomically(path, data)
        assert path.read_bytes() == data
        assert names(tmp_path) == ["new.gradviz"]


def test_a_new_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.touch()
    write_atomically(tmp_path / "new", NEW)
    assert (tmp_path / "new").stat().st_mode == other.stat().st_mode


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_keeps_the_permissions_there_are(target: Path, mode: int) -> None:
    target.chmod(mode)
    write_atomically(target, NEW)
    assert stat.S_IMODE(target.stat().st_mode) == mode


def test_follows_links(target: Path, tmp_path: Path) -> None:
    folder = tmp_path / "links"
    folder.mkdir()
    link = folder / "link.gradviz"
    link.symlink_to(Path("..") / target.name)
    write_atomically(link, NEW)
    assert link.is_symlink()
    assert target.read_bytes() == NEW
    assert names(folder) == ["link.gradviz"]


def test_writes_what_a_link_promises(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("not there yet")
    write_atomically(link, NEW)
    assert (tmp_path / "not there yet").read_bytes() == NEW


def test_writes_on_when_the_system_takes_less(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:7]))
    write_atomically(target, NEW)
    assert target.read_bytes() == NEW


def failing(number: int, after: int) -> Callable[..., Any]:
    """Return a system call that works `after` times and then fails."""
    left = iter(range(after))

    def call(descriptor: int, *rest: Any) -> int:
        if next(left, None) is None:
            raise OSError(number, os.strerror(number))
        return len(rest[0][:1])

    return call


@pytest.mark.parametrize(
    ("call", "number", "after", "message"),
    [
        ("open", errno.EACCES, 0, "no permission to write there"),
        ("open", errno.EROFS, 0, "the disk is read-only"),
        ("write", errno.ENOSPC, 0, "the disk is full"),
        ("write", errno.ENOSPC, 3, "the disk is full"),
        ("write", errno.EDQUOT, 1, "quota"),
        ("write", errno.EIO, 1, os.strerror(errno.EIO)),
        ("fchmod", errno.EPERM, 0, "no permission"),
        ("fsync", errno.EIO, 0, os.strerror(errno.EIO)),
        ("replace", errno.EACCES, 0, "no permission"),
    ],
)
def test_whatever_fails_the_old_file_is_whole(
    target: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    number: int,
    after: int,
    message: str,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing(number, after))
        with pytest.raises(InputError) as caught:
            write_atomically(target, NEW)
    assert str(caught.value).startswith(f"cannot save {target}: ")
    assert message in str(caught.value)
    assert target.read_bytes() == OLD
    assert names(target.parent) == [target.name]


def test_an_interrupt_leaves_the_old_file_and_no_other(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_atomically(target, NEW)
    assert target.read_bytes() == OLD
    assert names(target.parent) == [target.name]


def test_a_folder_that_cannot_be_synced_does_not_undo_the_save(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "no folders")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)
    write_atomically(target, NEW)
    assert target.read_bytes() == NEW


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "it is a folder"),
        ("missing/a.gradviz", "there is no folder"),
        ("a.gradviz/b.gradviz", "is no folder"),
        ("x" * 300, "the name is too long"),
        ("a\0b", "null byte"),
        ("pipe", "it is no regular file"),
        ("loop", os.strerror(errno.ELOOP)),
    ],
)
def test_says_why_a_place_will_not_do(
    target: Path, tmp_path: Path, name: str, message: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    before = names(tmp_path)
    with pytest.raises(InputError) as caught:
        write_atomically(tmp_path / name if name else tmp_path, NEW)
    assert message in str(caught.value)
    assert names(tmp_path) == before
    assert target.read_bytes() == OLD


def test_a_read_only_file_is_not_replaced(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(InputError, match="no permission"):
        write_atomically(target, NEW)
    assert target.read_bytes() == OLD


def test_long_names_fit(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 127)
    write_atomically(path, NEW)
    assert path.read_bytes() == NEW


def abandoned(target: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Leave a temporary file of `target` as a killed process does, and return its name."""
    before = set(names(target.parent))

    def killed(descriptor: int) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", killed)
        patch.setattr(Path, "unlink", lambda path, missing_ok=False: None)
        with pytest.raises(SystemExit):
            write_atomically(target, NEW)
    (left,) = set(names(target.parent)) - before
    return left


def test_what_a_killed_save_left_goes_with_the_next(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = abandoned(target, monkeypatch)
    other = abandoned(target.with_name("other"), monkeypatch)
    write_atomically(target, NEW)
    assert names(target.parent) == sorted([target.name, other])
    assert left != other


def test_what_is_being_written_is_not_cleared_away(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = abandoned(target, monkeypatch)
    prefix, suffix = left[:10], ".gradviz-tmp"
    descriptor, path = new_locked_file(target.parent, prefix, suffix)
    try:
        clear_abandoned(target)
        assert names(target.parent) == sorted([target.name, path.name])
    finally:
        os.close(descriptor)
    clear_abandoned(target)
    assert names(target.parent) == [target.name]
