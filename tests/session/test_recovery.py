import subprocess
import sys
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path

import pytest

from gradviz.errors import InputError
from gradviz.session.document import Document, example
from gradviz.session.presets import PRESETS
from gradviz.session.recovery import Recovery

Bits = Callable[[Document], Hashable]

CRASH = """
import os, signal, sys
from gradviz.session.presets import PRESETS
from gradviz.session.recovery import Recovery
recovery = Recovery(sys.argv[1])
if len(sys.argv) > 2:
    recovery.write(PRESETS[0].document(), "first", 0.0)
    recovery.write(PRESETS[-1].document(), sys.argv[2] or None, float(sys.argv[3]))
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


@pytest.mark.parametrize("text", ["", "{", "[]", '{"origin": 3}', "[" * 100_000, "\udcff"])
def test_what_cannot_be_read_is_left_alone(recovery: Recovery, folder: Path, text: str) -> None:
    crash(folder, "", "1")
    (path,) = folder.glob("*.recovery")
    path.write_bytes(text.encode(errors="surrogateescape"))
    assert recovery.pending() == ()
    assert path.exists()


def test_says_that_a_folder_will_not_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot keep recovery files in"):
        Recovery(tmp_path / "file" / "folder")
