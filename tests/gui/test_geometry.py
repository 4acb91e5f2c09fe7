"""The window fits the screen it opens on, and play and the time are always in it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize

from gradviz.gui.geometry import LEAST, first_size
from gradviz.gui.state.settings import Settings
from gradviz.session.looks.choices import VIEWS
from gradviz.session.presets.documents import PRESETS

if TYPE_CHECKING:
    from tests.gui.conftest import User

SCREENS = ((1280, 720), (1366, 768), (1440, 900), (1920, 1080), (2560, 1440), (3840, 2160))
DEEP = max((preset.document() for preset in PRESETS), key=lambda made: len(made.network.layers))


@pytest.mark.parametrize("screen", SCREENS)
def test_the_first_window_leaves_room_for_its_frame(screen: tuple[int, int]) -> None:
    available = QSize(*screen) - QSize(0, 40)  # a task bar
    size = first_size(available)
    assert size.width() <= available.width() - 10
    assert size.height() <= available.height() - 38
    assert size.expandedTo(LEAST) == size


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("which", ["example", "deep"])
def test_everything_fits_at_every_size_in_every_view_with_all_panels(
    opened: Callable[..., "User"], which: str, is_large: bool
) -> None:
    """A window may be made smaller than its layout needs: then the time would be cut off."""
    user = opened(DEEP if which == "deep" else None)
    window = user.window
    user.workspace.appearance.set_settings(Settings(is_large=is_large))
    for name in ("strip", "descent"):
        window.panels.toggle(name)
    for size in (LEAST, QSize(800, 560), QSize(900, 600), QSize(1120, 640), QSize(1280, 672)):
        window.resize(size)
        for view in VIEWS:
            window.commands.action(f"view-{view}").trigger()
            user.settle()
            needed = window.minimumSizeHint()
            is_told = f"{view} at {size.toTuple()} needs {needed.toTuple()}"
            assert needed.boundedTo(size) == needed, is_told
            inside = window.rect()
            for part in (window.transport, window.transport.bar, window.pictures):
                place = part.rect().translated(part.mapTo(window, part.rect().topLeft()))
                assert inside.contains(place), f"{part} of {is_told}"
                assert place.height() >= 40


STARTS = """
import json, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gradviz.gui import app
from gradviz.gui.main_window import MainWindow

def look():
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    screen = window.screen()
    bar = window.transport
    place = bar.rect().translated(bar.mapToGlobal(bar.rect().topLeft()))
    print(json.dumps({
        "screen": screen.availableGeometry().getRect(),
        "window": window.geometry().getRect(),
        "time": place.getRect(),
    }))
    if len(sys.argv) > 1:
        window.setGeometry(*map(int, sys.argv[1:]))
    QTimer.singleShot(50, window.close)

app.application()
QTimer.singleShot(300, look)
app.run()
"""


def started(
    tmp_path: Path, screens: list[tuple[int, int, int, int]], leave_at: tuple[int, ...] = ()
) -> dict[str, list[int]]:
    """Start on screens (x, y, width, height); tell where things are, and leave the window there."""
    made = [
        {"name": str(n), "x": x, "y": y, "width": width, "height": height, "logicalDpi": 96,
         "logicalBaseDpi": 96, "dpr": 1}
        for n, (x, y, width, height) in enumerate(screens)
    ]  # fmt: skip
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": made}))
    homes = {name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    done = subprocess.run(
        [sys.executable, "-c", STARTS, *map(str, leave_at)],
        env=os.environ | homes | {"QT_QPA_PLATFORM": f"offscreen:configfile={config}"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def is_within(inner: list[int], outer: list[int]) -> bool:
    return all(
        outer[n] <= inner[n] and inner[n] + inner[n + 2] <= outer[n] + outer[n + 2] for n in (0, 1)
    )


@pytest.mark.parametrize("screen", [(1280, 720), (1366, 768), (1920, 1080)])
def test_a_first_start_fits_the_screen(tmp_path: Path, screen: tuple[int, int]) -> None:
    found = started(tmp_path, [(0, 0, *screen)])
    assert found["screen"] == [0, 0, *screen]
    assert is_within(found["window"], found["screen"])
    assert is_within(found["time"], found["screen"])


@pytest.mark.parametrize(
    ("before", "left_at"),
    [
        ([(0, 0, 3840, 2160)], (100, 60, 3600, 2000)),  # a larger screen
        ([(0, 0, 1600, 1000), (1600, 0, 1600, 1000)], (1700, 40, 1400, 900)),  # one that is gone
        ([(0, 0, 1366, 768)], (600, 500, 1200, 700)),  # half of it beside the screen
    ],
)
def test_what_was_left_elsewhere_comes_back_onto_the_screen(
    tmp_path: Path, before: list[tuple[int, int, int, int]], left_at: tuple[int, ...]
) -> None:
    started(tmp_path, before, left_at)
    found = started(tmp_path, [(0, 0, 1366, 768)])
    assert found["screen"] == [0, 0, 1366, 768]
    assert is_within(found["window"], found["screen"])
    assert is_within(found["time"], found["screen"])


def test_panels_that_are_opened_get_the_height_they_need(user: "User") -> None:
    """On a small screen the first one kept all of it, and a chart was a line."""
    user.window.resize(1264, 672)
    for name in ("descent", "strip"):
        user.window.panels.toggle(name)
        user.settle()
    heights = [user.dock(name).height() for name in ("inspector", "strip", "descent")]
    assert min(heights) >= 90
    assert heights[1] >= 150
    assert heights[2] >= 180


def test_a_panel_that_is_opened_without_room_closes_those_at_the_other_side(
    user: "User",
) -> None:
    user.window.resize(LEAST)
    user.settle()
    user.window.panels.toggle("editors")
    user.settle()
    assert user.dock("editors").isVisible()
    user.window.panels.toggle("inspector")
    user.settle()
    assert user.dock("inspector").isVisible()
    assert not user.dock("editors").isVisible()
    assert user.window.minimumSizeHint().width() <= LEAST.width()
    user.window.resize(1400, 700)
    user.settle()
    assert user.dock("editors").isVisible()  # there is room again
