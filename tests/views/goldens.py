"""Pictures as text that were read once, and what is drawn now held against them."""

import os
from pathlib import Path


def assert_golden(folder: Path, name: str, told: str) -> None:
    """Hold a picture as text against its golden; written anew with GRADVIZ_GOLDENS=write."""
    path = folder / f"{name}.txt"
    if os.environ.get("GRADVIZ_GOLDENS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(told, encoding="utf-8")
    assert path.exists(), f"no golden of that name: see the head of the test of {folder.name}"
    assert told == path.read_text(encoding="utf-8")
