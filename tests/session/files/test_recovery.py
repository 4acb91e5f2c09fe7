import json
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path

import pytest

from gradviz.disk.stamps import Stamp
from gradviz.errors import InputError
from gradviz.session.document import Document, example
from gradviz.session.files.crashed import read_crashed
from gradviz.session.files.recovery import Recovery
from gradviz.session.presets.documents import PRESETS

Bits = Callable[[Document], Hashable]

CRASH = """
import os, signal, sys
from gradviz.session.presets.documents import PRESETS
from gradviz.session.files.recovery import Recovery
recovery = Recovery(sys.argv[1])
if len(sys.argv) > 2:
    recovery.write(PRESETS[0].document(), "first", 0.0)
    recovery.write(PRESETS[-1].document(), sys.argv[2] or None, float(sys.argv[3]))
os.kill(os.getpid(), signal.SIGKILL)
"""


OPEN = """
import os, signal, sys
from gradviz.session.presets.documents import PRESETS
from gradviz.session.files.recovery import Recovery
folder, kept, *paths = sys.argv[1:]
recovery = Recovery(folder)
for path in paths:
    recovery.opens(None if path == "None" else path)
if int(kept):
    recovery.write(PRESETS[0].document(), paths[-1], 1.0)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "recovery"


@pytest.fixture
def recovery(folder: Path) -> Iterator[Recovery]:
    recovery = Recovery(folder)
    yield recovery
    recovery.close()


def crash(folder: Path, *arguments: str) -> None:
    """Let another process write, and kill it."""
    answer = subprocess.run(
        [sys.executable, "-c", CRASH, str(folder), *arguments], capture_output=True, check=False
    )
    assert answer.returncode == -9, answer.stderr


def crash_with(folder: Path, *opened: Path | str, kept: bool = False) -> None:
    """Let another process open files, the last of which is open as it is killed."""
    arguments = [str(folder), str(int(kept)), *map(str, opened)]
    answer = subprocess.run([sys.executable, "-c", OPEN, *arguments], check=False)
    assert answer.returncode == -9


def test_what_a_killed_process_wrote_last_is_found(
    recovery: Recovery, folder: Path, bits: Bits
) -> None:
    crash(folder, "lessons/a.gradviz", "1.5")
    crash(folder, "", "2.5")
    latest, earlier = recovery.pending()
    assert bits(latest.document) == bits(PRESETS[-1].document())
    assert (latest.origin, latest.saved_at) == (None, 2.5)
    assert (earlier.origin, earlier.saved_at) == (Path("lessons/a.gradviz"), 1.5)


def test_it_is_offered_until_it_is_dismissed(recovery: Recovery, folder: Path) -> None:
    crash(folder, "", "1")
    (crashed,) = recovery.pending()
    assert [other.path for other in recovery.pending()] == [crashed.path]
    recovery.dismiss(crashed)
    assert recovery.pending() == ()
    assert not crashed.path.exists()


def test_it_is_offered_to_one_instance_at_a_time(folder: Path) -> None:
    crash(folder, "", "1")
    first, second = Recovery(folder), Recovery(folder)
    assert len(first.pending()) == 1
    assert second.pending() == ()
    first.close()
    assert len(second.pending()) == 1
    second.close()


def test_a_running_instance_is_not_offered_as_crashed(recovery: Recovery, folder: Path) -> None:
    other = Recovery(folder)
    other.write(example(), None, 1.0)
    assert other.path.exists()
    assert recovery.pending() == ()
    assert other.pending() == ()
    other.close()


def test_an_orderly_end_leaves_nothing(folder: Path) -> None:
    recovery = Recovery(folder)
    recovery.write(example(), None, 1.0)
    recovery.close()
    assert list(folder.iterdir()) == []


def test_a_crash_with_nothing_unsaved_is_cleared_away(recovery: Recovery, folder: Path) -> None:
    crash(folder)
    assert recovery.pending() == ()
    assert len(list(folder.iterdir())) == 1  # its own lock


def test_discarding_keeps_the_process_ready_to_write(recovery: Recovery) -> None:
    recovery.write(example(), None, 1.0)
    recovery.discard()
    assert not recovery.path.exists()
    recovery.write(example(), None, 2.0)
    assert recovery.path.exists()


HUGE_NUMBER = '{"origin": null, "saved_at": 1e999, "session": ""}'
NO_PLACE = '{"origin": null, "saved_at": 1, "known": [1], "session": "{}"}'


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "3", '{"origin": 3}', "[" * 100_000, "\udcff", HUGE_NUMBER, NO_PLACE],
)
def test_what_cannot_be_read_is_named_once_and_set_aside(
    recovery: Recovery, folder: Path, text: str
) -> None:
    crash(folder, "", "1")
    (path,) = folder.glob("*.recovery")
    content = text.encode(errors="surrogateescape")
    path.write_bytes(content)
    assert recovery.pending() == ()
    (aside,) = recovery.set_aside
    assert aside.read_bytes() == content
    assert not path.exists()
    assert len(list(folder.glob("*.lock"))) == 1  # its own
    assert recovery.pending() == ()
    assert recovery.set_aside == ()
    again = Recovery(folder)
    assert again.pending() == ()
    assert again.set_aside == ()
    again.close()
    assert aside.exists()


@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "huge"])
def test_what_is_no_recovery_file_is_set_aside_unread(
    recovery: Recovery, folder: Path, kind: str
) -> None:
    path = folder / "abc.recovery"
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "link":
            path.symlink_to("/dev/zero")
        case _:
            path.touch()
            os.truncate(path, 1 << 40)
    assert recovery.pending() == ()
    assert recovery.set_aside == (folder / "abc.unreadable",)
    assert recovery.pending() == ()


@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "dangling link", "loop", "socket"])
@pytest.mark.parametrize("has_file", [False, True])
def test_a_lock_that_is_no_file_stops_nothing(
    folder: Path, tmp_path: Path, kind: str, has_file: bool
) -> None:
    crash(folder, "", "1")
    lock = folder / "abc.lock"
    target = tmp_path / "target"
    match kind:
        case "folder":
            lock.mkdir()
        case "pipe":
            os.mkfifo(lock)
        case "link":
            target.write_text("another's")
            lock.symlink_to(target)
        case "dangling link":
            lock.symlink_to(target)
        case "loop":
            lock.symlink_to(lock)
        case _:
            os.mknod(lock, stat.S_IFSOCK | 0o600)
    if has_file:
        shutil.copy(next(folder.glob("*.recovery")), folder / "abc.recovery")
    recovery = Recovery(folder)
    assert not recovery.opens(tmp_path / "a.gradviz")
    assert [crashed.path.stem != "abc" for crashed in recovery.pending()] == [True]
    recovery.close()
    assert (folder / "abc.recovery").exists() == has_file
    assert target.exists() == (kind == "link")


MANY = "[" + "{}," * 40_000 + "{}]"


@pytest.mark.parametrize(
    "text",
    [
        MANY,
        f'{{"origin": null, "saved_at": 1, "session": {MANY}}}',
        f'{{"origin": null, "saved_at": 1, "session": "{{}}", "a": {MANY}}}',
        f'{{"origin": null, "saved_at": 1, "session": "{{}}", "a": {MANY}, "b": ""}}',
        f'{{"origin": null, "saved_at": 1, "a": {MANY}, "session": "{{}}"}}',
        f'{{"origin": {{"session": "", "a": {MANY}, "session": "{{}}"}}',
    ],
)
def test_of_another_structure_nothing_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    path = tmp_path / "abc.recovery"
    path.write_text(text)
    built: list[object] = []
    loads = json.loads

    def noticed(data: str | bytes) -> object:
        built.append(found := loads(data))
        return found

    monkeypatch.setattr(json, "loads", noticed)
    assert read_crashed(path) is None
    assert len(repr(built)) < 1000


def test_what_is_larger_than_any_session_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "abc.recovery"
    path.touch()
    os.truncate(path, 512 * 1024 * 1024 + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it is read"))
    assert read_crashed(path) is None


@pytest.mark.parametrize("origin", ["", ".", "/", "..", "a/..", "a\0b"])
def test_what_names_no_file_is_a_session_without_a_name(
    recovery: Recovery, origin: str, bits: Bits
) -> None:
    recovery.write(example(), origin, 1.0)
    crashed = read_crashed(recovery.path)
    assert crashed is not None
    assert crashed.origin is None
    assert bits(crashed.document) == bits(example())


def test_a_name_is_kept_whatever_is_in_it(recovery: Recovery) -> None:
    name = 'a "session": "b\\", \n\udcff' + "ü" * 4000
    recovery.write(example(), name, 1.0)
    crashed = read_crashed(recovery.path)
    assert crashed is not None
    assert crashed.origin == Path(name)


def test_of_many_only_the_newest_are_read_and_the_others_wait(folder: Path) -> None:
    crash(folder, "", "1")
    (first,) = folder.glob("*.recovery")
    for number in range(59):
        path = folder / f"{number}.recovery"
        shutil.copy(first, path)
        os.utime(path, (number + 1, number + 1))
    os.utime(first, (100, 100))
    recovery = Recovery(folder)
    found = recovery.pending()
    assert {crashed.path.stem for crashed in found} == {first.stem, *map(str, range(10, 59))}
    assert len(recovery.pending()) == 50
    for crashed in found:
        recovery.dismiss(crashed)
    recovery.close()
    recovery = Recovery(folder)
    assert {crashed.path.stem for crashed in recovery.pending()} == set(map(str, range(10)))
    recovery.close()


def test_what_was_set_aside_goes_after_a_month(folder: Path) -> None:
    now = time.time()
    Recovery(folder).close()
    (folder / "abc.recovery").write_text("torn")
    for days, is_there in ((0, True), (29, True), (31, False)):
        recovery = Recovery(folder, clock=lambda days=days: now + days * 86400)  # type: ignore[misc]
        recovery.pending()
        assert (folder / "abc.unreadable").exists() == is_there
        recovery.close()
    assert list(folder.iterdir()) == []


def test_what_lost_its_lock_file_is_found_still(folder: Path, bits: Bits) -> None:
    crash(folder, "", "1")
    for lock in folder.glob("*.lock"):
        lock.unlink()
    recovery = Recovery(folder)
    (crashed,) = recovery.pending()
    assert bits(crashed.document) == bits(PRESETS[-1].document())
    recovery.dismiss(crashed)
    recovery.close()
    assert list(folder.iterdir()) == []


# --- which file was open


def test_a_file_that_was_open_at_a_crash_is_told_of_once(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "deadly.gradviz"
    crash_with(folder, path)
    recovery = Recovery(folder)
    assert recovery.pending() == ()
    assert not recovery.opens(tmp_path / "other.gradviz")
    assert recovery.opens(path)
    assert not recovery.opens(path)
    recovery.close()
    assert list(folder.iterdir()) == []


def test_it_is_told_of_by_whatever_way_the_file_is_reached(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "deadly.gradviz"
    path.touch()
    (tmp_path / "link").symlink_to(path)
    crash_with(folder, path)
    recovery = Recovery(folder)
    assert recovery.opens(os.path.join(os.path.relpath(tmp_path), ".", "link"))
    recovery.close()


def test_a_start_with_another_file_does_not_forget_it(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "deadly.gradviz"
    crash_with(folder, path)
    for _ in range(3):
        recovery = Recovery(folder)
        recovery.opens(None)
        recovery.pending()
        recovery.close()
    recovery = Recovery(folder)
    assert recovery.opens(path)
    recovery.close()
    assert list(folder.iterdir()) == []


def test_an_orderly_end_or_a_running_gradviz_is_no_crash(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "fine.gradviz"
    for _ in range(2):
        orderly = Recovery(folder)
        assert not orderly.opens(path)
        orderly.close()
    running, other = Recovery(folder), Recovery(folder)
    assert not running.opens(path)
    assert not other.opens(path)
    running.close()
    other.close()


def test_who_is_told_to_end_blames_no_file(folder: Path, tmp_path: Path) -> None:
    """As a window does that knows that its process is ended from outside."""
    path = tmp_path / "fine.gradviz"
    crash_with(folder, path, "None")
    recovery = Recovery(folder)
    recovery.pending()
    assert not recovery.opens(path)
    recovery.close()


def test_a_note_goes_after_a_month(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "deadly.gradviz"
    crash_with(folder, path)
    late = time.time() + 31 * 86400
    recovery = Recovery(folder, clock=lambda: late)
    recovery.pending()
    assert not recovery.opens(path)
    recovery.close()


def test_a_session_thrown_away_leaves_its_note_and_one_brought_back_does_not(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "deadly.gradviz"
    crash_with(folder, path, kept=True)
    recovery = Recovery(folder)
    (crashed,) = recovery.pending()
    recovery.dismiss(crashed)
    recovery.close()
    recovery = Recovery(folder)
    assert recovery.opens(path)
    recovery.close()
    crash_with(folder, path, kept=True)
    recovery = Recovery(folder)
    (crashed,) = recovery.pending()
    assert recovery.opens(path)  # as whoever brings it back does
    recovery.dismiss(crashed)
    recovery.close()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000, "\udcff.gradviz", "", "/"])
def test_any_name_can_be_noted(recovery: Recovery, path: str) -> None:
    assert not recovery.opens(path)


# --- the folder


def test_it_remembers_what_the_file_was(recovery: Recovery, folder: Path, bits: Bits) -> None:
    other = Recovery(folder)
    other.write(example(), "a.gradviz", 1.0, Stamp(3, "abc"))
    crashed = read_crashed(other.path)
    assert crashed is not None
    assert crashed.known == Stamp(3, "abc")
    assert bits(crashed.document) == bits(example())
    other.close()


@pytest.mark.skipif(os.name == "nt", reason="there are no such permissions")
def test_nobody_else_may_look(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    mask = os.umask(0)
    try:
        recovery = Recovery(folder)
        recovery.opens(folder)
        recovery.write(example(), None, 1.0)
    finally:
        os.umask(mask)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    recovery.close()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may give files away")
def test_the_folder_of_another_user_is_left_alone(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o755)
    os.chown(folder, 12345, -1)
    with pytest.raises(InputError, match="the folder belongs to another user"):
        Recovery(folder)
    assert list(folder.iterdir()) == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755


@pytest.mark.parametrize("goes", ["folder", "lock"])
def test_what_goes_while_it_runs_is_made_again(folder: Path, bits: Bits, goes: str) -> None:
    recovery = Recovery(folder)
    recovery.opens(folder / "a.gradviz")
    recovery.write(example(), None, 1.0)
    if goes == "folder":
        shutil.rmtree(folder)
    else:
        next(iter(folder.glob("*.lock"))).unlink()
    recovery.write(PRESETS[-1].document(), None, 2.0)
    crashed = read_crashed(recovery.path)
    assert crashed is not None
    assert bits(crashed.document) == bits(PRESETS[-1].document())
    other = Recovery(folder)
    assert recovery.path not in [session.path for session in other.pending()]  # it runs
    other.close()
    recovery.close()
    assert list(folder.glob("*.lock")) == []


def test_a_folder_that_cannot_be_made_again_is_told_each_time(folder: Path) -> None:
    recovery = Recovery(folder)
    shutil.rmtree(folder)
    folder.write_text("in the way")
    for _ in range(2):
        with pytest.raises(InputError, match="cannot keep recovery files in"):
            recovery.write(example(), None, 1.0)
    folder.unlink()
    recovery.write(example(), None, 2.0)
    assert recovery.path.exists()
    recovery.close()
    assert list(folder.iterdir()) == []


def test_says_that_a_folder_will_not_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot keep recovery files in"):
        Recovery(tmp_path / "file" / "folder")
