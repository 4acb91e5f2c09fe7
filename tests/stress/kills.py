"""SIGKILL at any moment while files are written: each is the old one or the new one, none is lost.

One process that has loaded what is needed forks another for every case, which is killed: at one
of its calls of the system, before, after or in the middle of it, or whenever the time has come.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, NoReturn

from gradviz.errors import GradvizError
from tests.stress.deeds import DEEDS, STEPS

TOP = Path(__file__).parents[2]
_LOG = logging.getLogger(__name__)
_CALLS = (
    "open", "write", "read", "fsync", "fchmod", "fchown", "replace", "unlink", "close",
    "ftruncate", "lseek", "mkdir", "utime", "chmod",
)  # fmt: skip
HOW = ("before", "before", "after", "after", "middle", "time")


@dataclass(frozen=True, slots=True)
class Case:
    """What is done, and where it is killed.

    Attributes
    ----------
    what : str
        One of `DEEDS`.
    at : int
        The call of the system, counted from 1; 0 where the time decides.
    how : {"before", "middle", "after", "time"}
        On which side of the call; "middle" writes half of what is written.
    delay : float
        Seconds, where the time decides.
    """

    what: str
    at: int
    how: str
    delay: float = 0.0


def run(count: int, seed: int) -> list[str]:
    """Kill `count` processes; return what was torn or lost, and what was left behind."""
    command = [sys.executable, "-m", "tests.stress.kills", str(count), str(seed)]
    with tempfile.TemporaryDirectory(prefix="gradviz-kills-") as home:
        environment = os.environ | {"HOME": home, "TMPDIR": home, "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(
            command, cwd=TOP, env=environment, stdout=subprocess.PIPE, text=True, check=False
        )
    if done.returncode != 0:
        return [f"{' '.join(command[1:])} ended with {done.returncode}"]
    failures: list[str] = json.loads(done.stdout.splitlines()[-1])
    return failures


def cases(count: int, seed: int) -> list[Case]:
    """Return what is tried: all deeds in turn, each killed anywhere within what it does."""
    random = Random(seed)
    lengths = {what: measured(what) for what in DEEDS}
    made = []
    for n in range(count):
        what = list(DEEDS)[n % len(DEEDS)]
        calls, seconds = lengths[what]
        how = random.choice(HOW)
        at = 0 if how == "time" else random.randint(1, calls)
        delay = round(random.uniform(0, seconds), 4) if how == "time" else 0.0
        made.append(Case(what, at, how, delay))
    return made


def tried(case: Case) -> str:
    """Do what a case says, kill it, and return what is wrong then; "" if nothing is."""
    with tempfile.TemporaryDirectory(prefix="case-") as made:
        folder = Path(made)
        deed = DEEDS[case.what]
        deed.prepare(folder)
        finished, code = killed(case, folder)
        is_right = code == -signal.SIGKILL or (case.how == "time" and code == 0)
        try:
            problem = deed.problem(folder, finished) if is_right else f"it ended with {code}"
        except (OSError, GradvizError) as error:
            problem = f"what was there is not to be read: {error}"
    if not problem:
        return ""
    return f"{problem}, after {finished} of {STEPS} steps: tests.stress.kills.tried({case})"


# --- killing


def killed(case: Case, folder: Path) -> tuple[int, int]:
    """Do what a case says in a process that is killed; return the steps it did, and its code."""
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        _act(case, folder, told)
    os.close(told)
    if case.how == "time":
        time.sleep(case.delay)  # a random moment, not something that is waited for
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(heard, "rb") as pipe:
        return max(pipe.read(), default=0), os.waitstatus_to_exitcode(status)


def measured(what: str) -> tuple[int, float]:
    """Return how many calls of the system a deed makes, and how many seconds it takes."""
    with tempfile.TemporaryDirectory(prefix="case-") as made:
        folder = Path(made)
        DEEDS[what].prepare(folder)
        heard, told = os.pipe()
        child = os.fork()
        if child == 0:
            begun = time.perf_counter()
            count = Killer(Case(what, 0, "time"))
            with count:
                DEEDS[what].act(folder, lambda n: None)
            os.write(told, json.dumps([count.calls, time.perf_counter() - begun]).encode())
            os._exit(0)
        os.close(told)
        os.waitpid(child, 0)
        with os.fdopen(heard, "rb") as pipe:
            calls, seconds = json.loads(pipe.read())
        return calls, seconds


def _act(case: Case, folder: Path, told: int) -> NoReturn:
    write = os.write
    code = 0
    try:
        with Killer(case):
            DEEDS[case.what].act(folder, lambda n: void(write(told, bytes([n]))))
    except BaseException:  # whatever it is, this process ends here
        traceback.print_exc()
        code = 1
    os._exit(code)


class Killer:
    """Counts calls of the system while it is entered, and dies at one of them."""

    def __init__(self, case: Case) -> None:
        self.calls = 0
        self._case = case
        self._kept: dict[str, Callable[..., Any]] = {}

    def __enter__(self) -> None:
        for name in _CALLS:
            self._kept[name] = getattr(os, name)
            setattr(os, name, partial(self._call, name))

    def __exit__(self, *_error: object) -> None:
        for name, call in self._kept.items():
            setattr(os, name, call)

    def _call(self, name: str, *arguments: Any, **named: Any) -> Any:
        self.calls += 1
        call, is_here = self._kept[name], self.calls == self._case.at
        if is_here and self._case.how == "before":
            _die()
        if is_here and self._case.how == "middle" and name == "write":
            descriptor, data = arguments
            call(descriptor, data[: len(data) // 2])
            _die()
        answer = call(*arguments, **named)
        if is_here:
            _die()
        return answer


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def void(_answer: object) -> None:
    """Forget what a function returns."""


def main(count: int, seed: int) -> list[str]:
    """Try all cases in this process, which is to have no threads: it forks."""
    failures = []
    for n, case in enumerate(cases(count, seed), 1):
        if failure := tried(case):
            failures.append(failure)
        if n % 50 == 0:
            _LOG.info("%d of %d kills, %d failures", n, count, len(failures))
    return failures


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
