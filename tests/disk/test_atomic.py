import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gradviz.disk.atomic import write_atomically
from gradviz.disk.stamps import ABSENT, ChangedError, stamp
from gradviz.errors import InputError

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
        ("a.gradviz/b.gradviz", "is not a folder"),
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


# --- in which order


Call = tuple[str, str, int]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """Return what the system is asked for: call, file, and the permissions it then has."""
    made: list[Call] = []

    def watch(name: str, call: Callable[..., Any]) -> None:
        def watched(subject: Any, *rest: Any) -> Any:
            answer = call(subject, *rest)
            there = rest[0] if name == "replace" else subject
            status = os.stat(there)
            kind = "folder" if stat.S_ISDIR(status.st_mode) else "file"
            made.append((name, kind, stat.S_IMODE(status.st_mode)))
            return answer

        monkeypatch.setattr(os, name, watched)

    for name in ("write", "fchmod", "fsync", "replace"):
        watch(name, getattr(os, name))
    return made


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o666])
def test_content_then_permissions_then_the_disk_then_the_place_then_the_folder(
    target: Path, calls: list[Call], mode: int
) -> None:
    target.chmod(mode)
    write_atomically(target, NEW)
    assert calls == [
        ("write", "file", 0o600),  # nobody else reads what is not allowed yet
        ("fchmod", "file", mode),
        ("fsync", "file", mode),
        ("replace", "file", mode),
        ("fsync", "folder", stat.S_IMODE(target.parent.stat().st_mode)),
    ]


def test_every_piece_is_written_before_anything_is_put_onto_the_disk(
    target: Path, calls: list[Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:700]))
    write_atomically(target, NEW)
    assert [call for call, _kind, _mode in calls] == [
        *["write"] * 5, "fchmod", "fsync", "replace", "fsync",
    ]  # fmt: skip


# --- who may read it


def test_the_umask_holds_for_a_new_file_and_is_left_alone(tmp_path: Path) -> None:
    code = """
import os, sys
from gradviz.disk.atomic import write_atomically
os.umask(int(sys.argv[2], 8))
write_atomically(sys.argv[1], b"new")
sys.exit(os.umask(0))
"""
    for mask, mode in (("000", 0o666), ("022", 0o644), ("077", 0o600), ("027", 0o640)):
        path = tmp_path / mask
        done = subprocess.run([sys.executable, "-c", code, str(path), mask], check=False)
        assert done.returncode == int(mask, 8)
        assert stat.S_IMODE(path.stat().st_mode) == mode
    assert len(names(tmp_path)) == 4


def test_what_is_private_is_so_whatever_was_there(target: Path, tmp_path: Path) -> None:
    target.chmod(0o666)
    for path in (target, tmp_path / "new"):
        write_atomically(path, NEW, is_private=True)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may give files away")
def test_owner_and_group_stay(target: Path) -> None:
    os.chown(target, 12345, 23456)
    target.chmod(0o640)
    write_atomically(target, NEW)
    found = target.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (12345, 23456, 0o640)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may give files away")
def test_another_group_may_no_more_than_everybody(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.chown(target, -1, 23456)
    target.chmod(0o664)
    monkeypatch.setattr(os, "fchown", failing(errno.EPERM, 0))
    write_atomically(target, NEW)
    assert stat.S_IMODE(target.stat().st_mode) == 0o644


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="there are none")
def test_attributes_stay(target: Path) -> None:
    try:
        os.setxattr(target, "user.comment", b"mine")
    except OSError as error:
        pytest.skip(f"not in this file system: {error}")
    write_atomically(target, NEW)
    assert os.getxattr(target, "user.comment") == b"mine"


# --- what else may have happened to the file


def test_a_file_that_is_as_it_was_known_is_replaced(target: Path) -> None:
    os.utime(target, (1, 1))  # touched
    write_atomically(target, NEW, replaces=stamp(OLD))
    assert target.read_bytes() == NEW


def test_one_that_is_gone_is_written_again(target: Path) -> None:
    target.unlink()
    write_atomically(target, NEW, replaces=stamp(OLD))
    assert target.read_bytes() == NEW


@pytest.mark.parametrize("content", [b"", b"odl", b"another"])
def test_one_that_has_changed_stays_as_it_is(target: Path, content: bytes) -> None:
    times = target.stat()
    other = target.with_name("other")
    other.write_bytes(content)
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    os.replace(other, target)
    with pytest.raises(ChangedError, match=r"a\.gradviz has changed on the disk"):
        write_atomically(target, NEW, replaces=stamp(OLD))
    assert target.read_bytes() == content
    assert names(target.parent) == [target.name]


def test_one_that_has_come_is_not_replaced(target: Path) -> None:
    with pytest.raises(ChangedError):
        write_atomically(target, NEW, replaces=ABSENT)
    assert target.read_bytes() == OLD


COUNT = """
import sys
from pathlib import Path
from gradviz.disk.atomic import write_atomically
from gradviz.disk.stamps import ChangedError, stamp
path, left = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
while left:
    seen = path.read_bytes()
    try:
        write_atomically(path, b"%d" % (int(seen) + 1), replaces=stamp(seen))
    except ChangedError:
        continue
    left -= 1
"""


def test_of_two_in_a_race_neither_replaces_what_it_has_not_seen(tmp_path: Path) -> None:
    path = tmp_path / "count"
    path.write_bytes(b"0")
    command = [sys.executable, "-c", COUNT, str(path), "60"]
    racers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == b"ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write(b"go\n")
        racer.stdin.flush()
    assert [racer.wait(60) for racer in racers] == [0, 0]
    for racer in racers:
        racer.communicate()
    assert path.read_bytes() == b"120"
    assert names(tmp_path) == ["count"]
