"""Moves in processes of their own: what they found, whatever became of the process."""

import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.stress.fence import scratch_environment
from tests.stress.job import ERRORS, JOB, LOG, REPORT, Job, Report

_SECONDS_A_MOVE = 2.0
_START = 60.0
"""Seconds: a process that takes longer than its moves might has lost its own watchdog."""


@dataclass(frozen=True, slots=True)
class Round:
    """What came of a job.

    Attributes
    ----------
    moves : tuple of str
        Those that were made, as the log has them; the last is the one that failed.
    fault : str
        What went wrong; "" if nothing did.
    memory : tuple of int
        Bytes in use after each window was opened.
    fences : str
        What stood around the process.
    """

    moves: tuple[str, ...]
    fault: str
    memory: tuple[int, ...] = ()
    fences: str = ""


def play(job: Job) -> Round:
    """Do a job in a process that can write only into a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="gradviz-stress-", ignore_cleanup_errors=True) as made:
        scratch = Path(made).resolve()
        environment = scratch_environment(scratch)
        (scratch / JOB).write_text(json.dumps(asdict(job)), "utf-8")
        count = len(job.moves) or job.count
        code = _run(scratch, environment, _START + _SECONDS_A_MOVE * count)
        return _read(scratch, code)


def _run(scratch: Path, environment: dict[str, str], seconds: float) -> int:
    command = [sys.executable, "-m", "tests.stress.child", str(scratch)]
    with (scratch / ERRORS).open("wb") as errors:
        try:
            return subprocess.run(
                command,
                cwd=scratch,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
                timeout=seconds,
            ).returncode
        except subprocess.TimeoutExpired:
            errors.write(f"killed after {seconds:.0f} s\n".encode())
            return 1


def _read(scratch: Path, code: int) -> Round:
    log, told = scratch / LOG, scratch / REPORT
    moves = tuple(log.read_text("utf-8").splitlines()) if log.exists() else ()
    errors = (scratch / ERRORS).read_text("utf-8", errors="replace").strip()
    report = Report(**json.loads(told.read_text("utf-8"))) if told.exists() else Report()
    fault = report.fault or errors
    if code and not fault:
        fault = f"the process ended with {code} and said nothing"
    return Round(moves, fault, tuple(report.memory), report.fences)
