"""Random moves on the real window, against the documents that it has to hold.

A move is a value (`moves`), chosen at random of what the window offers (`chooser`), made through
the window system (`hands`) in a process that can write into a scratch folder only (`fence`). After
each the window is compared with documents made by the pure functions of the session (`model`). What
fails is made again in fresh processes until the list is as short as it gets.
"""

import logging
import time
from collections import Counter
from collections.abc import Sequence

from tests.stress.fence import changes, traces
from tests.stress.job import Job
from tests.stress.memory import growth
from tests.stress.rounds import Round, play
from tests.stress.shrink import shrunk
from tests.stress.trouble import gist

_LOG = logging.getLogger(__name__)
_MOVES_A_ROUND = 20_000
_SECONDS_TO_SHRINK = 600.0
_MOST_KINDS = 20

_SCRIPT = '''\
"""{told}"""

from tests.stress.gestures import replay
from tests.stress.moves import *  # noqa: F403

replay(
    [
{moves}
    ]{planted}
)
'''


def run(count: int, seed: int) -> list[str]:
    """Make random moves; return what failed, each with the script that shows it.

    Parameters
    ----------
    count : int
        How many moves.
    seed : int
    """
    before = traces()
    failures = try_moves(count, seed)
    if left := changes(before, traces()):
        told = "\n  ".join(left[:20])
        failures.append(f"outside the scratch folder (was it you?), {len(left)} files:\n  {told}")
    return failures


def try_moves(
    count: int, seed: int, *, planted: str = "", seconds: float = _SECONDS_TO_SHRINK
) -> list[str]:
    """Make random moves, on a window with a fault of `planted` if one is named.

    `seconds` is how long the list of one that fails may be shrunk.
    """
    found: dict[str, str] = {}
    times: Counter[str] = Counter()
    made, rounds, begun = 0, 0, time.monotonic()
    while made < count and len(found) < _MOST_KINDS:
        rounds += 1
        wanted = min(_MOVES_A_ROUND, count - made)
        job = Job(1_000_003 * seed + rounds, wanted, planted=planted)
        done = play(job)
        made += max(len(done.moves), 1)
        fault = done.fault or growth(done.memory)
        if fault:
            times[gist(fault)] += 1
            if gist(fault) not in found:
                found[gist(fault)] = _told(job, done, fault, seconds)
                _LOG.info("%s", found[gist(fault)])
        _LOG.info(
            "%d moves, %.0f s, %d kinds of faults", made, time.monotonic() - begun, len(found)
        )
    return [f"{text}\n(seen {times[kind]} times)" for kind, text in found.items()]


def replay(moves: Sequence[object], planted: str = "") -> None:
    """Make moves again and tell what comes of it.

    Raises
    ------
    SystemExit
        With what went wrong, if anything did.
    """
    done = play(Job(moves=tuple(map(repr, moves)), planted=planted))
    if done.fault:
        raise SystemExit(f"{done.fault}\n\nfailed at move {len(done.moves)} of {len(moves)}")


def script(moves: Sequence[str], fault: str, planted: str = "") -> str:
    """Return a program that makes moves again."""
    told = gist(fault).replace("\\", "").replace('"""', "")
    lines = "\n".join(f"        {move}," for move in moves)
    extra = f",\n    planted={planted!r}," if planted else ""
    return _SCRIPT.format(told=told, moves=lines, planted=extra)


def _told(job: Job, done: Round, fault: str, seconds: float) -> str:
    """Return a fault with the shortest way to see it again, as far as there is one."""
    kind = gist(fault)

    def fails(moves: Sequence[str]) -> bool:
        again = Job(moves=tuple(moves), planted=job.planted)
        return gist(play(again).fault) == kind

    moves = shrunk(done.moves, fails, seconds) if done.fault else None
    if moves is None:
        again = f"seed {job.seed}, {len(done.moves)} moves; it did not come a second time"
        return f"{fault}\n\n{again}; the last were\n" + "\n".join(done.moves[-5:])
    return f"{fault}\n\nshown by {len(moves)} moves:\n\n{script(moves, fault, job.planted)}"
