"""Reads files as a process of its own, and says of each how long that took and how much memory.

Each file is read by a child of this process that has imported all that reading needs. What is
told is the time it computed, and the peak of its memory above where it began.
"""

import json
import os
import resource
import sys
import time
import traceback

from gradviz.errors import GradvizError
from gradviz.session.files import store


def main() -> None:
    """Read the files that are named on standard input, one a line, and print what came of each."""
    store.load_readers()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            print(json.dumps(outcome(line.rstrip("\n"))), flush=True)
            os._exit(0)
        os.waitpid(child, 0)


def outcome(path: str) -> dict[str, object]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    try:
        store.read(path)
        told, is_refused = "", False
    except GradvizError as error:
        told, is_refused = str(error), True
    except BaseException:
        told, is_refused = traceback.format_exc(), False
    seconds = time.process_time() - started
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    return {"told": told, "is_refused": is_refused, "seconds": seconds, "megabytes": grown / 1024}


if __name__ == "__main__":
    main()
