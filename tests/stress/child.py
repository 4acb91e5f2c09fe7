"""The process that makes moves: fenced, watched, and it writes down each move before it is made.

``python -m tests.stress.child SCRATCH`` reads its job there and leaves its log there.
"""

import faulthandler
import json
import os
import sys
import traceback
from dataclasses import asdict
from pathlib import Path

from tests.stress.fence import close_in
from tests.stress.job import JOB, REPORT, Job, Report


def main(scratch: Path) -> int:
    """Do the job that lies in a folder; return 1 where something went wrong."""
    job = Job(**json.loads((scratch / JOB).read_text("utf-8")))
    report = scratch / REPORT

    def end(text: str) -> None:
        report.write_text(json.dumps(asdict(Report(fault=text))), "utf-8")
        os._exit(1)

    os.chdir(scratch)
    fences = close_in(scratch, end)
    faulthandler.enable()
    from tests.stress.doing import do  # Qt: only behind the fence

    try:
        fault, memory = do(job, scratch)
    except Exception:
        end(f"the machine itself broke\n{traceback.format_exc()}")
    report.write_text(json.dumps(asdict(Report(fences, fault, memory))), "utf-8")
    sys.stderr.flush()
    os._exit(1 if fault else 0)  # what a window leaves to the end of Python is not looked at here


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
