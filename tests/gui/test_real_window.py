"""A real window on a virtual screen, driven by a real mouse and real keys."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage

from gradviz.gui.main_window import MainWindow
from gradviz.refs import CellRef
from gradviz.views.flow.strip import card_at

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the virtual screen is that of X11")
TOOLS = ("Xvfb", "openbox", "xdotool")
PATIENCE = 30.0


@contextmanager
def running(
    command: list[str], environment: dict[str, str], **options: object
) -> Iterator["subprocess.Popen[str]"]:
    """Run a program until the block ends."""
    process = subprocess.Popen(command, env=environment, text=True, **options)  # type: ignore[call-overload]  # options are Popen's
    with process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def until(found: Callable[[], object], what: str) -> None:
    """Wait until something is there; fail with what was waited for."""
    end = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < end, f"waited {PATIENCE:.0f} s for {what}"
        time.sleep(0.05)


class Hands:
    """A mouse and a keyboard on the window of one process."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self.window = ""
        self.origin = (0, 0)

    def do(self, *words: object) -> str:
        done = subprocess.run(
            ["xdotool", *map(str, words)],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        return done.stdout if done.returncode == 0 else ""

    def find(self, name: str) -> str:
        return self.do("search", "--onlyvisible", "--name", name).split("\n")[0]

    def take(self, name: str) -> None:
        until(lambda: self.find(name), f"a window named {name}")
        self.window = self.find(name)
        self.do("windowactivate", "--sync", self.window)
        told = self.do("getwindowgeometry", "--shell", self.window)
        place = dict(line.split("=") for line in told.split())
        self.origin = (int(place["X"]), int(place["Y"]))

    def at(self, point: QPoint) -> tuple[int, int]:
        return self.origin[0] + point.x(), self.origin[1] + point.y()

    def click(self, point: QPoint, times: int = 1) -> None:
        self.do("mousemove", *self.at(point))
        self.do("click", "--repeat", times, "--delay", 60, 1)

    def drag(self, start: QPoint, end: QPoint) -> None:
        self.do("mousemove", *self.at(start), "mousedown", 1)
        for n in range(1, 6):
            x = start.x() + (end.x() - start.x()) * n // 5
            self.do("mousemove", *self.at(QPoint(x, end.y())), "sleep", 0.03)
        self.do("mouseup", 1)

    def keys(self, *names: str) -> None:
        self.do("key", "--delay", 40, *names)

    def write(self, text: str) -> None:
        self.do("type", "--delay", 15, text)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Give the environment of a virtual screen with a window manager."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    assert not missing, f"{', '.join(missing)}: `make test` installs them where it may"
    with ExitStack() as stack:
        read, write = os.pipe()
        server = [
            "Xvfb",
            "-displayfd",
            str(write),
            "-screen",
            "0",
            "1500x1000x24",
            "-nolisten",
            "tcp",
        ]
        stack.enter_context(
            running(server, dict(os.environ), pass_fds=[write], stderr=subprocess.DEVNULL)
        )
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        folders = {
            name: str(tmp_path / name.lower())
            for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")
        }
        for folder in folders.values():
            Path(folder).mkdir(mode=0o700)
        environment = {
            **os.environ,
            **folders,
            "DISPLAY": f":{number}",
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        stack.enter_context(running(["openbox"], environment, stderr=subprocess.DEVNULL))
        yield environment


def places(opened: Callable[..., object]) -> dict[str, QPoint]:
    """Return where things are in a window of the size that the first start has."""
    user = opened()
    window = user.window  # type: ignore[attr-defined]  # the fixture's own class
    assert isinstance(window, MainWindow)
    stage, bar = window.stage, window.transport.bar
    window.workspace.player.go_to_end(1)
    card = next(
        QPoint(x, 30) for x in range(20, stage.width()) if card_at(stage.frame(), x, 30) == "pane:Y"
    )
    window.workspace.foreground.set_focus("Y")
    cell = stage.place_of(CellRef("W", 0, 0))
    assert cell is not None
    end = window.workspace.player.timeline.duration
    inside = {
        "card": stage.mapTo(window, card + QPoint(12, 0)),
        "cell": stage.mapTo(window, cell.center().toPoint()),
        "end": bar.mapTo(window, QPoint(round(bar.x_at(end)), 26)),
        "middle": bar.mapTo(window, QPoint(round(bar.x_at(end / 2)), 26)),
    }
    window.workspace.player.go_to_end(1)
    return inside


def test_edit_scrub_export_save_and_close(
    screen: dict[str, str], tmp_path: Path, opened: Callable[..., object]
) -> None:
    where = places(opened)
    picture, session = tmp_path / "heatmaps.png", tmp_path / "edited.gradviz"
    hands = Hands(screen)
    with running([sys.executable, "-m", "gradviz"], screen, stderr=subprocess.PIPE) as process:
        hands.take("untitled.*gradviz")
        time.sleep(1.0)  # the window manager places it, the panels come
        hands.take("untitled.*gradviz")
        hands.keys("End")
        hands.click(where["card"])
        hands.click(where["cell"], times=2)
        hands.write("7/2")
        hands.keys("Return")

        hands.drag(where["end"], where["middle"])

        hands.keys("ctrl+e")
        hands.take("Export")
        hands.keys("Return")
        until(
            lambda: len(hands.do("search", "--onlyvisible", "--name", "Export").split()) > 1,
            "the dialog that asks for a file name",
        )
        time.sleep(0.5)
        hands.write(str(picture))
        hands.keys("Return")
        until(picture.exists, "the exported picture")
        hands.keys("Escape")

        hands.take("untitled.*gradviz")
        hands.keys("ctrl+s")
        hands.take("Save as")
        hands.write(str(session))
        hands.keys("Return")
        until(session.exists, "the saved session")

        hands.take("edited.*gradviz")
        hands.keys("ctrl+q")
        until(lambda: process.poll() is not None, "the end of the program")
        assert process.stderr is not None
        said = process.stderr.read()
    assert process.returncode == 0
    assert "Traceback" not in said
    assert json.loads(session.read_text())["network"][0]["W"][0] == [3.5, -1.0, 0.5]
    assert QImage(str(picture)).size().width() == 1600
