"""The whole suite of the window with a collection of garbage after each test.

PySide can end objects in an order that Qt does not bear, at a collection many tests later. Here it
comes at once. As a plugin of pytest (``-p tests.stress.collector``) this module collects.
"""

import gc
import os
import re
import subprocess
import sys
import tempfile

import pytest

from tests.stress.fence import TOP
from tests.stress.trouble import gist

_SUITE = ("tests/gui", "--ignore=tests/gui/test_gestures.py")  # whose windows are elsewhere
# a thread ends a test that waits in a loop of Qt's, which a signal does not reach
_OPTIONS = "-q -p tests.stress.collector -p no:cacheprovider --timeout-method=thread --color=no"
_SECONDS = 3600.0


def run(count: int, seed: int) -> list[str]:
    """Run the suite `count` times; return what failed, or where the process ended.

    Parameters
    ----------
    count : int
    seed : int
        Not used: the suite has an order of its own.
    """
    del seed
    return [fault for _ in range(count) for fault in collected(_SUITE)]


def collected(tests: tuple[str, ...]) -> list[str]:
    """Run tests with a collection after each; return what failed."""
    command = [sys.executable, "-X", "faulthandler", "-m", "pytest", *_OPTIONS.split(), *tests]
    with tempfile.TemporaryDirectory(prefix="gradviz-stress-") as home:
        environment = os.environ | {"HOME": home, "QT_QPA_PLATFORM": "offscreen"}
        try:
            done = subprocess.run(
                command,
                cwd=TOP,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return [f"pytest did not end within {_SECONDS:.0f} s"]
    return verdict(done.returncode, done.stdout, done.stderr)


def verdict(code: int, told: str, errors: str) -> list[str]:
    """Return what pytest says failed, or how its process ended."""
    if code == 0:
        return []
    failed = re.findall(r"^(?:FAILED|ERROR) .*$", told, re.MULTILINE)
    if code == 1 and failed:
        return failed
    last = "\n".join(told.splitlines()[-5:])
    return [f"pytest ended with {code}: {gist(errors)}\n{last}\n{errors[-3000:]}"]


@pytest.hookimpl(trylast=True)
def pytest_runtest_logfinish() -> None:
    """Collect once a test, and all that it used, is over."""
    gc.collect()
