"""Ways to call gradviz from Python that ended the interpreter once, or would with another design.

Every way is a script in a process of its own. It fails if that does not end with 0, if anything is
on stderr, if it does not say that it is done, or if its pictures are not all the same.
"""

import logging
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.stress.export_ways import HEAD as EXPORT_HEAD
from tests.stress.export_ways import WAYS as EXPORT_WAYS
from tests.stress.show_ways import HEAD as SHOW_HEAD
from tests.stress.show_ways import WAYS as SHOW_WAYS

TOP = Path(__file__).parents[2]
PATIENCE = 90.0
"""Seconds that a way may take, on a machine that has other things to do."""
OFFSCREEN = "This plugin does not support "
"""What Qt says where there is no window manager to ask."""
EXPORTS = {name: EXPORT_HEAD + way for name, way in EXPORT_WAYS.items()}
SHOWS = {name: SHOW_HEAD + way for name, way in SHOW_WAYS.items()}
SCRIPTS = EXPORTS | SHOWS

_LOGGER = logging.getLogger(__name__)


def run(count: int, seed: int) -> list[str]:
    """Try every way `count` times, two at a time; return what failed.

    Parameters
    ----------
    count : int
    seed : int
        Of the order, and of the moments at which something happens.
    """
    chance = Random(seed)
    failures: list[str] = []
    for n in range(count):
        names = chance.sample(sorted(SCRIPTS), len(SCRIPTS))
        moments = [chance.random() for _ in names]
        with ThreadPoolExecutor(2) as pool:
            failures += [told for told in pool.map(tried, names, moments) if told]
        _LOGGER.info("round %d of %d: %d failures", n + 1, count, len(failures))
    return failures


def tried(name: str, moment: float = 0.5) -> str:
    """Try a way; return what went wrong, or "".

    Parameters
    ----------
    name : str
    moment : float
        From 0 to 1: how early or late something happens, where a way leaves that open.
    """
    with TemporaryDirectory(prefix="way-") as folder:
        trouble = _trouble(SCRIPTS[name], Path(folder), moment)
    return f"{name} (moment {moment:.3f}): {trouble}" if trouble else ""


def _trouble(script: str, folder: Path, moment: float) -> str:
    (folder / "way.py").write_text(script)
    home = folder / "home"
    home.mkdir()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("QT_", "XDG_", "DISPLAY"))},
        "HOME": str(home),
        "PYTHONPATH": str(TOP),
        "MOMENT": str(moment),
    }
    command = [sys.executable, "-W", "error", "way.py"]
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired as late:
        return f"hangs\n{late.stderr or ''}"
    said = "".join(line for line in done.stderr.splitlines(True) if not line.startswith(OFFSCREEN))
    if (done.returncode, done.stdout, said) != (0, "done\n", ""):
        return f"ends with {done.returncode}, says {done.stdout!r}\n{said}"
    pictures = {path.read_bytes() for path in folder.glob("*.png")}
    return f"{len(pictures)} different pictures" if len(pictures) > 1 else ""
