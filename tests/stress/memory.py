"""How much memory a process has in use: what grows must be told from what was never given back."""

import ctypes
import gc
import os
import sys
from collections.abc import Sequence
from types import FunctionType

import psutil

from gradviz.scene.marks import recent

_KEPT = 2_000_000
_FIELDS = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
_WARM = 10
"""Windows after which memory has to stay as it is."""
_MOST_GROWTH = 1.4
"""What may be in use at last, beside what was after the warming up."""


class _Allocated(ctypes.Structure):
    """What glibc tells of its heap, as mallinfo2(3) has it."""

    _fields_ = [(name, ctypes.c_size_t) for name in _FIELDS.split()]  # of ctypes


def in_use() -> int:
    """Return the bytes in use, without those that the heap holds free: they come and go."""
    gc.collect()
    return int(psutil.Process().memory_info().rss) - _free()


def keep_little() -> None:
    """Let what remembers marks be full early, so that what grows after that is a leak."""
    for kept in gc.get_objects():
        if isinstance(kept, FunctionType) and kept.__module__ == "gradviz.memo":
            cells = dict(zip(kept.__code__.co_freevars, kept.__closure__ or (), strict=False))
            if {"most", "weigh"} <= cells.keys() and cells["weigh"].cell_contents is recent._bytes:
                cells["most"].cell_contents = _KEPT


def growth(memory: Sequence[int]) -> str:
    """Return by how much the memory in use has grown, "" if it has not."""
    if len(memory) < 2 * _WARM:
        return ""
    warm, last = max(memory[:_WARM]), min(memory[-3:])
    if last <= _MOST_GROWTH * warm:
        return ""
    told = " ".join(f"{size / 2**20:.0f}" for size in memory)
    return f"memory grows, MB after each window: {told}"


def _free() -> int:
    if sys.platform != "linux" or "glibc" not in (os.confstr("CS_GNU_LIBC_VERSION") or ""):
        return 0
    ask = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if ask is None:  # before glibc 2.33
        return 0
    ask.restype = _Allocated
    return int(ask().fordblks)
