"""Numbers to export, what a file shows, and another Python to ask."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

import gradviz as gv

NUMBERS = gv.backprop(
    [[2, -1, 0.5], [1, 3, -2]], [[1, 0, 2, -1], [3, 1, 0, 2], [-2, 1, 1, 0]], b=[[0.1], [1 / 3]]
)


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as opened:
        return np.asarray(opened.convert("RGBA")).astype(int)


def run_python(code: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run code in a new interpreter that has no display."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {k: v for k, v in os.environ.items() if k not in hidden} | variables
    environment["PYTHONPATH"] = str(Path(gv.__file__).parent.parent)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True
    )
