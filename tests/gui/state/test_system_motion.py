"""Reduced motion follows the system: Qt's hint, the desktop portal, or what macOS has stored."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtDBus import QDBusConnection, QDBusVariant
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from gradviz.gui.state import system_motion
from gradviz.gui.state.system_motion import (
    APPEARANCE,
    GNOME,
    PORTAL,
    PORTAL_INTERFACE,
    PORTAL_PATH,
    SystemMotion,
    hint_reduces_motion,
    mac_reduces_motion,
    platform_reduces_motion,
    portal_reduces_motion,
)

if TYPE_CHECKING:
    from tests.gui.conftest import User


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        (APPEARANCE, 1, True),
        (APPEARANCE, 0, False),
        (APPEARANCE, 7, False),  # "treated as no preference", says the portal
        (APPEARANCE, "1", None),
        (GNOME, False, True),
        (GNOME, True, False),
        (GNOME, 0, None),
        (("org.gnome.desktop.interface", "clock-format"), True, None),
    ],
)
def test_what_the_portal_answers(key: tuple[str, str], value: object, expected: bool) -> None:
    assert portal_reduces_motion(key, value) is expected
    assert portal_reduces_motion(key, QDBusVariant(QDBusVariant(value))) is expected


class _Preference(Enum):
    NoPreference = 0
    ReducedMotion = 1


@pytest.mark.parametrize("preference", _Preference)
def test_what_qt_hints_from_6_12_on(preference: _Preference) -> None:
    hints = SimpleNamespace(motionPreference=lambda: preference)
    assert hint_reduces_motion(hints) is (preference is _Preference.ReducedMotion)


@pytest.mark.parametrize(("value", "expected"), [(1, True), ("true", True), (0, False)])
def test_what_macos_has_stored(store: QSettings, value: object, expected: bool) -> None:
    assert mac_reduces_motion(store) is False
    store.setValue("reduceMotion", value)
    assert mac_reduces_motion(store) is expected


@pytest.mark.skipif(sys.platform != "linux", reason="the others have such a setting")
def test_where_nothing_can_be_known_there_is_motion(qapp: QObject) -> None:
    assert platform_reduces_motion() is False
    motion = SystemMotion(qapp)
    motion.ask_portal(QDBusConnection("no such bus"))
    assert motion.is_reduced is False
    motion.deleteLater()


PORTAL_PROCESS = """
import json, sys
from PySide6.QtCore import ClassInfo, QCoreApplication, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusVariant

address, name, path, interface, told = sys.argv[1:]

@ClassInfo({"D-Bus Interface": interface})
class Portal(QObject):
    @Slot(str, str, result=QDBusVariant)
    def Read(self, namespace, key):
        with open(told) as file:
            return QDBusVariant(json.load(file).get(key, "unknown"))

application = QCoreApplication([])
bus = QDBusConnection.connectToBus(address, "portal")
portal = Portal()
assert bus.registerObject(path, portal, QDBusConnection.RegisterOption.ExportAllSlots)
assert bus.registerService(name)
print("ready", flush=True)
application.exec()
"""


class Desktop:
    """A message bus of our own with a portal on it, both in other processes."""

    def __init__(self, bus: QDBusConnection, told: Path) -> None:
        self.bus = bus
        self._told = told

    def say(self, **told: object) -> None:
        names = {"animations": GNOME[1], "reduced": APPEARANCE[1]}
        self._told.write_text(json.dumps({names[key]: value for key, value in told.items()}))


@contextmanager
def running(*command: str) -> Iterator[str]:
    """Run a program until the block ends; give the first line that it writes."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@pytest.fixture
def desktop(qapp: QObject, tmp_path: Path) -> Iterator[Desktop]:
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("there is no dbus-daemon")
    told = tmp_path / "told.json"
    with running(daemon, "--session", "--nofork", "--print-address") as address:
        words = (address, PORTAL, PORTAL_PATH, PORTAL_INTERFACE, str(told))
        with running(sys.executable, "-c", PORTAL_PROCESS, *words) as line:
            assert line == "ready"
            yield Desktop(QDBusConnection.connectToBus(address, "asker"), told)
            QDBusConnection.disconnectFromBus("asker")


def test_a_desktop_is_asked_again_and_again(desktop: Desktop, qtbot: QtBot, qapp: QObject) -> None:
    motion = SystemMotion(qapp)
    for told, expected in (
        ({"animations": False}, True),  # a desktop that knows only the older setting
        ({"animations": True, "reduced": 0}, False),
        ({"animations": True, "reduced": 1}, True),
        ({}, False),
    ):
        desktop.say(**told)
        with qtbot.waitSignal(motion.changed):
            motion.ask_portal(desktop.bus)
        assert motion.is_reduced is expected
    with qtbot.assertNotEmitted(motion.changed):
        motion.ask_portal(desktop.bus)
    motion.deleteLater()


def test_a_portal_that_does_not_run_is_not_waited_for(qapp: QObject) -> None:
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("there is no dbus-daemon")
    with running(daemon, "--session", "--nofork", "--print-address") as address:
        bus = QDBusConnection.connectToBus(address, "asker")
        motion = SystemMotion(qapp)
        motion.ask_portal(bus)
        assert motion.is_reduced is False
        motion.deleteLater()
        QDBusConnection.disconnectFromBus("asker")


def test_who_comes_back_from_the_settings_is_followed(
    qtbot: QtBot, qapp: QGuiApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(SystemMotion, "ask", lambda _: asked.append("again"))
    monkeypatch.setattr(system_motion, "_hints", lambda: None)  # as before Qt 6.12
    motion = SystemMotion(qapp)
    motion.start()
    for state in (Qt.ApplicationState.ApplicationInactive, Qt.ApplicationState.ApplicationActive):
        qapp.applicationStateChanged.emit(state)
    assert asked == ["again", "again"]
    motion.deleteLater()


def test_the_window_follows_the_system_as_long_as_it_is_told_to(
    desktop: Desktop, qtbot: QtBot, user: "User"
) -> None:
    workspace = user.workspace
    between = workspace.player.timeline.key_time(3) + 0.1
    workspace.player.go_to(between)
    assert workspace.player.seconds == between
    desktop.say(reduced=1)
    with qtbot.waitSignal(workspace.styled):
        workspace.appearance.system_motion.ask_portal(desktop.bus)
    assert workspace.player.seconds == workspace.player.timeline.key_time(3)
    user.window.commands.action("motion-off").trigger()
    assert workspace.player.seconds == between
    user.window.commands.action("motion-system").trigger()
    assert workspace.player.seconds == workspace.player.timeline.key_time(3)
