import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gradviz.session import locks
from gradviz.session.locks import lock_abandoned, new_locked_file, try_lock

HOLD = """
import sys, time
from pathlib import Path
from gradviz.session.locks import new_locked_file
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
