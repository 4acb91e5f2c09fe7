"""What Qt needs from the system, looked at before Qt starts: Qt itself would end the process.

Nothing here imports Qt.
"""

import ctypes
import os
import shutil
import socket
import sys
from pathlib import Path

from gradviz.messages.message import Message, say

# A library Qt loads -> the Debian package that has it.
PICTURE = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WITHOUT_WINDOW = say(
    "without one, {command} makes pictures", command="`gradviz export FILE -o picture.png`"
)


def picture_problem() -> Message | None:
    """Say what keeps Qt from drawing pictures without a display, or None."""
    return _missing(PICTURE) if sys.platform == "linux" else None


def window_problem() -> Message | None:
    """Say what keeps Qt from opening a window, and how to go on, or None."""
    if sys.platform != "linux":
        return None
    wanted = os.environ.get("QT_QPA_PLATFORM", "")
    if not wanted:
        return _missing(PICTURE) if _answers_wayland() else _x11_problem()
    # names with options behind a colon, of which Qt takes the first that works
    problems = [_problem_of(name.partition(":")[0]) for name in wanted.split(";")]
    return None if None in problems else problems[0]


def _problem_of(platform: str) -> Message | None:
    """Return what keeps Qt from a platform that QT_QPA_PLATFORM names, or None."""
    match platform:
        case "xcb":
            return _x11_problem()
        case "wayland" | "wayland-egl" if _answers_wayland():
            return _missing(PICTURE)
        case "wayland" | "wayland-egl":
            return say(
                "QT_QPA_PLATFORM asks for {platform}, and no Wayland display answers: unset it, "
                "or say xcb; {otherwise}",
                platform=platform,
                otherwise=WITHOUT_WINDOW,
            )
        case "offscreen" | "vnc":
            return _missing(PICTURE)
        case _:
            return say(
                "QT_QPA_PLATFORM asks for {platform}, where gradviz has no window: unset it, "
                "or say xcb or wayland; {otherwise}",
                platform=repr(platform),
                otherwise=WITHOUT_WINDOW,
            )


def _x11_problem() -> Message | None:
    """Return what keeps Qt from the X display, or None."""
    if not os.environ.get("DISPLAY"):
        wayland = os.environ.get("WAYLAND_DISPLAY")
        if wayland:
            return _silent(wayland)
        return say(
            "gradviz needs a display to open its window; {otherwise}", otherwise=WITHOUT_WINDOW
        )
    return _missing(PICTURE | X11) or _silent_x11()


def _silent(display: str) -> Message:
    return say(
        "the display {display} does not answer; {otherwise}",
        display=display,
        otherwise=WITHOUT_WINDOW,
    )


def _missing(libraries: dict[str, str]) -> Message | None:
    absent = [name for name in libraries if not _loads(name)]
    if not absent:
        return None
    names = ", ".join(absent)
    if not shutil.which("apt-get"):
        return say(
            "gradviz needs {names}: install them with your system's package manager", names=names
        )
    packages = " ".join(sorted(libraries[name] for name in absent))
    command = f"sudo apt-get install -y --no-install-recommends {packages}"
    return say("gradviz needs {names}: {command}", names=names, command=command)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _answers_wayland() -> bool:
    display = os.environ.get("WAYLAND_DISPLAY")
    if not display:
        return False
    path = Path(os.environ.get("XDG_RUNTIME_DIR", ""), display)
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(str(path))
        except OSError:
            return False
    return True


def _silent_x11() -> Message | None:
    """Ask the X server as Qt does: it may be gone, or may not let us in."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if not failed:
        return None
    return _silent(os.environ["DISPLAY"])
