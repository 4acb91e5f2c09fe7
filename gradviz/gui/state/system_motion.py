"""What the system says about motion: whether its user wants less of it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

PORTAL = "org.freedesktop.portal.Desktop"
PORTAL_PATH = "/org/freedesktop/portal/desktop"
PORTAL_INTERFACE = "org.freedesktop.portal.Settings"
APPEARANCE = ("org.freedesktop.appearance", "reduced-motion")
GNOME = ("org.gnome.desktop.interface", "enable-animations")
_TIMEOUT_MS = 250
_CLIENT_AREA_ANIMATION = 0x1042  # SPI_GETCLIENTAREAANIMATION of winuser.h
_MAC_SETTINGS = Path.home() / "Library/Preferences/com.apple.universalaccess.plist"


class _Hints(Protocol):
    """What Qt knows from 6.12 on, as `QAccessibilityHints`."""

    def motionPreference(self) -> object: ...


class SystemMotion(QObject):
    """Whether the user of the system wants less motion, and when that changes.

    Qt says it from 6.12 on. Before, macOS and Windows are asked for their setting, and on other
    systems the desktop portal: at the start, and again whenever the user comes back to the
    application, perhaps from the settings. Where nothing can be known there is motion.

    Parameters
    ----------
    parent : QObject
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._is_reduced = False

    @property
    def is_reduced(self) -> bool:
        """Whether less motion is wanted, as far as it is known."""
        return self._is_reduced

    def start(self) -> None:
        """Ask, and follow from now on."""
        hints: Any = _hints()
        if hints is not None:
            hints.motionPreferenceChanged.connect(self._on_hint)
            self._on_hint()
            return
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_state_changed)
        self.ask()

    def ask(self) -> None:
        """Ask what the system says now."""
        if sys.platform in ("win32", "darwin"):
            self._set(platform_reduces_motion())
        else:
            from PySide6.QtDBus import QDBusConnection  # asked after the first picture

            self.ask_portal(QDBusConnection.sessionBus())

    def ask_portal(self, bus: "QDBusConnection") -> None:
        """Ask the desktop portal, if it runs; that takes a millisecond or two.

        Nothing of this object is given to the thread of the bus, neither for a later answer nor
        for the portal's signal: it would call into Python just when this goes, and wait for ever
        for an interpreter that waits for it.
        """
        if bus.isConnected():
            answers = [_portal_answer(bus, key) for key in (APPEARANCE, GNOME)]
            self._set(any(answers))

    # --- inside

    def _set(self, is_reduced: bool) -> None:
        if is_reduced != self._is_reduced:
            self._is_reduced = is_reduced
            self.changed.emit()

    def _on_hint(self) -> None:
        hints = _hints()
        self._set(hints is not None and hint_reduces_motion(hints))

    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.ask()


def hint_reduces_motion(hints: _Hints) -> bool:
    """Tell what Qt's hint says; which values there are is known by name alone before 6.12."""
    return getattr(hints.motionPreference(), "name", "") == "ReducedMotion"


def portal_reduces_motion(key: tuple[str, str], value: object) -> bool | None:
    """Tell what an answer of the desktop portal says; None if it says nothing.

    Parameters
    ----------
    key : tuple of str
        `APPEARANCE`: 1 is less motion, 0 no preference. `GNOME`: whether there are animations.
    value : object
        As it came, within variants.

    References
    ----------
    XDG Desktop Portal, "Settings", org.freedesktop.appearance.

    Examples
    --------
    >>> portal_reduces_motion(APPEARANCE, 1), portal_reduces_motion(GNOME, True)
    (True, False)
    >>> portal_reduces_motion(APPEARANCE, "much") is None
    True
    """
    from PySide6.QtDBus import QDBusVariant

    while isinstance(value, QDBusVariant):
        value = value.variant()
    if key == APPEARANCE and isinstance(value, int):
        return value == 1
    return not value if key == GNOME and isinstance(value, bool) else None


def platform_reduces_motion() -> bool:
    """Tell what the settings of macOS or Windows say now; False where they cannot be read."""
    if sys.platform == "win32":
        from ctypes import byref, c_int, windll

        has_animation = c_int(1)
        windll.user32.SystemParametersInfoW(_CLIENT_AREA_ANIMATION, 0, byref(has_animation), 0)
        return not has_animation.value
    return mac_reduces_motion(QSettings(str(_MAC_SETTINGS), QSettings.Format.NativeFormat))


def mac_reduces_motion(store: QSettings) -> bool:
    """Tell what the accessibility settings of macOS say."""
    return str(store.value("reduceMotion", "0")).lower() in ("1", "true")


def _portal_answer(bus: "QDBusConnection", key: tuple[str, str]) -> bool | None:
    """Return what the portal says of one setting; None if it does not run or does not know."""
    from PySide6.QtDBus import QDBus, QDBusMessage

    call = QDBusMessage.createMethodCall(PORTAL, PORTAL_PATH, PORTAL_INTERFACE, "Read")
    call.setAutoStartService(False)
    call.setArguments(list(key))
    reply = bus.call(call, QDBus.CallMode.Block, _TIMEOUT_MS)
    answers = reply.arguments()
    is_answer = reply.type() == QDBusMessage.MessageType.ReplyMessage and bool(answers)
    return portal_reduces_motion(key, answers[0]) if is_answer else None


def _hints() -> _Hints | None:
    hints = getattr(QGuiApplication.styleHints(), "accessibility", lambda: None)()
    return hints if hasattr(hints, "motionPreference") else None
