"""What is missing is told before Qt starts, in a line that says how to go on."""

import runpy
import socket
import sys
from pathlib import Path

import pytest

from gradviz.render import system

TOP = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt brings all it needs")


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(variable, raising=False)


def test_the_libraries_are_those_that_the_setup_script_installs() -> None:
    script = runpy.run_path(str(TOP / ".ci/system-libraries"))
    assert script["NEEDS"]["window"] == system.PICTURE | system.X11


def test_no_display_says_how_to_make_pictures() -> None:
    problem = system.window_problem()
    assert problem is not None
    assert "needs a display" in str(problem)
    assert "gradviz export FILE -o picture.png" in str(problem)


def test_a_platform_without_windows_needs_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert system.window_problem() is None


@pytest.mark.parametrize("display", [":4242", "localhost:4242.0"])
def test_a_silent_x_server_is_told(monkeypatch: pytest.MonkeyPatch, display: str) -> None:
    monkeypatch.setenv("DISPLAY", display)
    problem = system.window_problem()
    assert problem is not None
    assert f"the display {display} does not answer" in str(problem)


def test_a_silent_wayland_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    problem = system.window_problem()
    assert problem is not None
    assert "wayland-7 does not answer" in str(problem)


def test_a_wayland_that_answers_is_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "w")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "w"))
        server.listen()
        assert system.window_problem() is None
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
        assert system.window_problem() is not None


@pytest.mark.parametrize(
    ("apt", "remedy"),
    [
        ("/usr/bin/apt-get", "sudo apt-get install -y --no-install-recommends libabsent1"),
        (None, "install them with your system's package manager"),
    ],
)
def test_missing_libraries_are_told_with_the_line_that_installs_them(
    monkeypatch: pytest.MonkeyPatch, apt: str | None, remedy: str
) -> None:
    monkeypatch.setitem(system.X11, "libabsent.so.1", "libabsent1")
    monkeypatch.setattr("shutil.which", lambda name: apt)
    monkeypatch.setenv("DISPLAY", ":4242")
    assert str(system.window_problem()) == f"gradviz needs libabsent.so.1: {remedy}"
    assert system.picture_problem() is None


@pytest.mark.parametrize(
    ("platform", "told"),
    [
        ("wayland", "no Wayland display answers: unset it, or say xcb"),
        ("wayland-egl", "no Wayland display answers"),
        ("nonsense", "asks for 'nonsense', where gradviz has no window"),
        ("xcbx", "asks for 'xcbx'"),
        ("eglfs:size=1", "asks for 'eglfs'"),
        ("minimal", "asks for 'minimal'"),
        ("linuxfb;nonsense", "asks for 'linuxfb'"),
    ],
)
def test_a_platform_that_cannot_be_is_told_before_qt_ends_the_process(
    monkeypatch: pytest.MonkeyPatch, platform: str, told: str
) -> None:
    """The X display answers, and Qt would not ask it."""
    monkeypatch.setattr(system, "_x11_problem", lambda: None)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert told in str(system.window_problem())


@pytest.mark.parametrize("platform", ["offscreen", "offscreen:x=1", "wayland;xcb", "nonsense;vnc"])
def test_of_several_platforms_one_that_works_is_enough(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(system, "_x11_problem", lambda: None)
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert system.window_problem() is None
