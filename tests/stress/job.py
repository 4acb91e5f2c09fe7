"""What a process of moves has to do, what it found, and in which files both lie."""

from dataclasses import dataclass

LOG, JOB, REPORT, ERRORS = "moves.log", "job.json", "report.json", "errors.txt"
PATIENCE = 20.0
"""Seconds after which a move hangs."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a process has to do.

    Attributes
    ----------
    seed, count : int
        So many random moves of this seed, if there are no moves to make again.
    moves : tuple of str
        Moves as a log has them.
    planted : str
        A fault of `planted` to begin with; "" for none.
    patience : float
        Seconds that a move may take.
    """

    seed: int = 0
    count: int = 0
    moves: tuple[str, ...] = ()
    planted: str = ""
    patience: float = PATIENCE


@dataclass(frozen=True, slots=True)
class Report:
    """What a process found.

    Attributes
    ----------
    fences : str
        Which of them stood.
    fault : str
        What went wrong; "" if nothing did.
    memory : tuple of int
        Bytes in use after each window was opened.
    """

    fences: str = ""
    fault: str = ""
    memory: tuple[int, ...] = ()
