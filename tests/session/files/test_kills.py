"""A short form of the kills, and that they would notice what they are for."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stress import kills

TOP = Path(__file__).parents[3]
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed this way there")

PLANTED = {
    "written in place": """
from pathlib import Path
def write_atomically(path, data, **_how):
    with open(path, "wb", buffering=0) as file:
        import os
        os.write(file.fileno(), data[:9])
        os.write(file.fileno(), data[9:])
from gradviz.session.files import recovery, store
recovery.write_atomically = store.write_atomically = write_atomically
""",
    "never cleared away": """
from gradviz.disk import atomic
atomic.clear_abandoned = lambda folder: None
""",
    "removed before it is replaced": """
import os
from gradviz.disk import atomic
kept = atomic._take_place
def take_place(temporary, target, replaces):
    if target.exists():
        os.unlink(target)
    kept(temporary, target, replaces)
atomic._take_place = take_place
""",
    "given up before it is saved": """
from gradviz.session.files import store
from gradviz.session.files.recovery import Recovery
kept = Recovery.write
def write(self, document, *rest):
    self.discard()
    kept(self, document, *rest)
Recovery.write = write
""",
    "locks that are not there": """
import os
from gradviz.disk import locks
from gradviz.session.files import recovery
recovery.lock_abandoned = lambda path: None
""",
}


@UNIX
def test_nothing_that_is_killed_tears_or_loses_anything() -> None:
    assert kills.run(35, seed=1) == []


@UNIX
@pytest.mark.parametrize("fault", PLANTED)
def test_kills_notice(fault: str, tmp_path: Path) -> None:
    code = f"""{PLANTED[fault]}
import json
from tests.stress import kills
kills.DEEDS.pop("export svg")
print(json.dumps(kills.main(42, 1)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])
