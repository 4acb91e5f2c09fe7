"""One after the other: choose a move or take the next, write it down, make it, look what came."""

import faulthandler
import gc
import traceback
from collections.abc import Iterator
from pathlib import Path

from tests.stress import planted
from tests.stress.chooser import Chooser
from tests.stress.hands import perform
from tests.stress.job import LOG, Job
from tests.stress.memory import in_use, keep_little
from tests.stress.moves import Move, Open, read_move
from tests.stress.trouble import Troubles
from tests.stress.world import World


def do(job: Job, scratch: Path) -> tuple[str, tuple[int, ...]]:
    """Make the moves of a job; return the first fault, "" for none, and the memory taken."""
    troubles = Troubles()
    world = World(scratch / "files")
    keep_little()
    if job.planted:
        getattr(planted, job.planted)()
    memory: list[int] = []
    with (scratch / LOG).open("w", encoding="utf-8", newline="\n") as log:
        for move in _moves(job, world):
            log.write(f"{move!r}\n")
            log.flush()
            faulthandler.dump_traceback_later(job.patience, exit=True)
            made = _made(world, move)
            faults = troubles.take() + made  # what was raised first: it tells of the cause
            faulthandler.cancel_dump_traceback_later()
            if faults:
                return "\n\n".join(faults), tuple(memory)
            if isinstance(move, Open):
                memory.append(in_use())
        faulthandler.dump_traceback_later(job.patience, exit=True)
        world.close()
        gc.collect()
        faulthandler.cancel_dump_traceback_later()
    return "\n\n".join(troubles.take()), tuple(memory)


def _made(world: World, move: Move) -> list[str]:
    try:
        return perform(world, move)
    except Exception:  # whatever the window raises is what is looked for
        return [traceback.format_exc().rstrip()]


def _moves(job: Job, world: World) -> Iterator[Move]:
    if job.moves:
        yield from map(read_move, job.moves)
        return
    chooser = Chooser(job.seed, world)
    for _ in range(job.count):
        yield chooser.next()
