"""What belongs to the user survives; what makes no sense is as at the first start."""

import errno
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QDateTime, QObject, QPoint, QSettings, QUrl

from gradviz.gui.state.settings import (
    Settings,
    load_settings,
    recent_commands,
    recent_files,
    remember_command,
    remember_file,
    save_bytes,
    save_settings,
    saved_bytes,
    user_store,
)


def reopened(store: QSettings) -> QSettings:
    store.sync()
    return QSettings(store.fileName(), QSettings.Format.IniFormat)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(theme="dark", base=0, numbers=False, is_large=True, reduced_motion="on"),
        Settings(theme="light", reduced_motion="off"),
    ],
)
def test_settings_survive(store: QSettings, settings: Settings) -> None:
    save_settings(store, settings)
    assert load_settings(reopened(store)) == settings


def test_what_makes_no_sense_is_as_at_the_first_start(store: QSettings) -> None:
    nonsense = {"theme": "pink", "base": "seven", "reduced_motion": "maybe"}
    for key, value in (nonsense | {"numbers": QByteArray(b"\0")}).items():
        store.setValue(key, value)
    assert load_settings(store) == Settings()


ODD: list[object] = [
    None, 3, -1, 1e300, math.nan, True, "", "x" * 1_000_000, "a\0b", "\n", [], [[]], [None, 3, {}],
    ["x"] * 100_000, {"a": [1]}, QByteArray(), QByteArray(b"\xff" * 1_000_000), QPoint(1, 2),
    QUrl("file:///"), QDateTime.currentDateTime(),
]  # fmt: skip


@pytest.mark.parametrize("value", ODD, ids=lambda value: f"{value!r:.20}")
def test_whatever_a_setting_holds_it_is_as_at_the_first_start(
    store: QSettings, value: object
) -> None:
    for key in ("theme", "numbers", "large", "reduced_motion", "geometry", "recent"):
        store.setValue(key, value)
    store.setValue("base", value if value not in (0, "0") else "x")
    for holding in (store, reopened(store)):
        is_said = value is True  # a flag that is set
        loaded = load_settings(holding)
        assert replace(loaded, is_large=False, reduced_motion="system") == Settings()
        assert loaded.is_large is is_said
        assert recent_files(holding) == []
        assert saved_bytes(holding, "geometry") is None


@pytest.mark.parametrize("data", ["panels", "geometry"])
def test_bytes_that_are_not_those_that_were_saved_are_none(store: QSettings, data: str) -> None:
    """Qt hangs or ends the process on a window's state in which a few bytes are others."""
    saved = QByteArray(bytes(range(200)))
    save_bytes(store, data, saved)
    assert saved_bytes(reopened(store), data) == saved
    sealed = bytes(store.value(data).data())
    random = Random(1)
    for _ in range(500):
        other = bytearray(sealed)
        match random.randrange(3):
            case 0:
                other[random.randrange(len(other))] ^= 1 << random.randrange(8)
            case 1:
                del other[random.randrange(len(other)) :]
            case _:
                other.insert(random.randrange(len(other)), random.randrange(256))
        if bytes(other) != sealed:
            store.setValue(data, QByteArray(bytes(other)))
            assert saved_bytes(store, data) is None


@pytest.mark.parametrize(("before", "after"), [("true", "on"), ("false", "system")])
def test_the_box_that_reduced_motion_was_is_understood(
    store: QSettings, before: str, after: str
) -> None:
    store.setValue("reduced_motion", before)
    assert load_settings(store).reduced_motion == after


@pytest.mark.parametrize("is_so_in_system", [False, True])
def test_motion_follows_the_system_unless_it_is_chosen(is_so_in_system: bool) -> None:
    assert Settings(reduced_motion="on").is_motion_reduced(is_so_in_system) is True
    assert Settings(reduced_motion="off").is_motion_reduced(is_so_in_system) is False
    assert Settings().is_motion_reduced(is_so_in_system) is is_so_in_system


def test_recent_commands_come_newest_first_once_each(store: QSettings) -> None:
    for name in "abcdefghij":
        remember_command(store, name)
    remember_command(store, "g")
    assert recent_commands(reopened(store)) == list("gjihfedc")


def test_large_text_is_larger() -> None:
    assert Settings(is_large=True).text > Settings().text == 1.0


def test_recent_files_come_newest_first_once_each_and_only_while_they_exist(
    store: QSettings, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{n}.gradviz" for n in range(12)]
    for path in paths:
        path.touch()
        remember_file(store, path)
    assert recent_files(store) == paths[:3:-1]
    remember_file(store, tmp_path / "folder" / ".." / "7.gradviz")
    expected = [paths[7], *(path for path in paths[:3:-1] if path != paths[7])]
    assert recent_files(reopened(store)) == expected
    paths[7].unlink()
    assert recent_files(store) == expected[1:]


def test_one_recent_file_is_read_back_as_one(store: QSettings, tmp_path: Path) -> None:
    path = tmp_path / "only.gradviz"
    path.touch()
    remember_file(store, path)
    assert recent_files(reopened(store)) == [path]


def test_saved_bytes_are_those_that_were_saved_or_nothing(store: QSettings) -> None:
    assert saved_bytes(store, "geometry") is None
    store.setValue("geometry", "no bytes")
    assert saved_bytes(store, "geometry") is None
    save_bytes(store, "geometry", QByteArray(b"\1\2"))
    assert saved_bytes(reopened(store), "geometry") == QByteArray(b"\1\2")


# --- recent files that cannot be reached


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ESTALE, errno.ETIMEDOUT])
def test_a_file_that_cannot_be_asked_for_is_not_listed_and_not_forgotten(
    store: QSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    away, here = tmp_path / "mount" / "away.gradviz", tmp_path / "here.gradviz"
    away.parent.mkdir()
    for path in (away, here):
        path.touch()
        remember_file(store, path)
    ask = os.stat

    def unreachable(path: Any, **how: Any) -> os.stat_result:
        if "mount" in os.fspath(path):
            raise OSError(number, os.strerror(number))
        return ask(path, **how)

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", unreachable)
        assert recent_files(store) == [here]
        remember_file(store, here)
        remember_file(store, away)
    assert recent_files(store) == [away, here]


@pytest.mark.parametrize("name", ["a\0b", "\udcff.gradviz", "x" * 5000, "loop/a", "", "/"])
def test_a_name_that_is_none_does_no_harm(store: QSettings, tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    fine = tmp_path / "fine.gradviz"
    fine.touch()
    remember_file(store, fine)
    remember_file(store, tmp_path / name)
    assert recent_files(reopened(store)) == [fine]


def test_a_working_folder_that_is_gone_does_no_harm(
    store: QSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    remember_file(store, Path("a.gradviz"))
    assert recent_files(store) == []


# --- a file that Qt cannot be given

START = """
import sys
from pathlib import Path
from PySide6.QtCore import QObject, QSettings
from gradviz.gui.state.settings import Settings, load_settings, recent_files, saved_bytes
from gradviz.gui.state.settings import user_store
QSettings.setDefaultFormat(QSettings.Format.IniFormat)
QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, sys.argv[1])
parent = QObject()
store, moved = user_store(parent)
assert load_settings(store) == Settings() and recent_files(store) == []
assert saved_bytes(store, "panels") is None and saved_bytes(store, "geometry") is None
store.setValue("theme", "dark")
store.sync()
print(moved.name if moved else moved, store.status().name)
"""

HARMFUL = [
    r"recent=@Variant(\0\0\0\xb\xff\xff\xff\xf0)",
    r"panels=@Variant(\0\0\0\x9\x7f\xff\xff\xff)",
    r"recent=a, @Variant(\0\0\0\xb\xff\xff\xff\xf0)",
    r'recent= "@Variant(\0\0\0\xb\xff\xff\xff\xf0)"',
    r"recent=\x40Variant(\0\0\0\xb\xff\xff\xff\xf0)",
    r"recent=\100Variant(\0\0\0\xb\xff\xff\xff\xf0)",
    r'recent=@Var"iant(\0\0\0\xb\xff\xff\xff\xf0)"',
    "recent=@Vari\\\nant(\\0\\0\\0\\xb\\xff\\xff\\xff\\xf0)",
    r"theme=@DateTime(\0\0\0\x10\0\0\0)",
    "theme=" + "x" * 1_000_001,
]


def start(folder: Path) -> str:
    """Return what a start with these settings says; in a process, as Qt would end this one."""
    command = [sys.executable, "-c", START, str(folder)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 0, ended.stderr[-500:]
    return ended.stdout.strip()


@pytest.mark.parametrize("line", HARMFUL, ids=lambda line: line[:24])
def test_a_file_that_ends_the_process_is_moved_aside(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gradviz" / "gradviz.ini"
    path.parent.mkdir()
    path.write_text(f"[General]\n{line}\n")
    path.with_name("gradviz.ini.unreadable").write_text("an older one")
    assert start(tmp_path) == "gradviz.ini.unreadable NoError"
    assert line in path.with_name("gradviz.ini.unreadable").read_text()
    assert "theme=dark" in path.read_text()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("name", ["gradviz/gradviz.ini", "gradviz.ini"])
@pytest.mark.parametrize("make", [os.mkdir, getattr(os, "mkfifo", None)])
def test_a_pipe_or_folder_in_place_of_the_settings_is_moved_aside(
    tmp_path: Path, name: str, make: Callable[[Path], None]
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    make(path)
    assert start(tmp_path) == "gradviz.ini.unreadable NoError"


def test_a_file_that_cannot_be_moved_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "gradviz" / "gradviz.ini"
    path.with_name("gradviz.ini.unreadable").mkdir(parents=True)
    path.write_text(f"[General]\n{HARMFUL[0]}\n")
    assert start(tmp_path) == "None NoError"
    assert HARMFUL[0] in path.read_text()


def test_what_gradviz_writes_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    form = QSettings.Format.IniFormat
    monkeypatch.setattr(QSettings, "defaultFormat", lambda: form)
    QSettings.setPath(form, QSettings.Scope.UserScope, str(tmp_path))
    odd = tmp_path / "@Variant(1), é\\x40Variant(2).gradviz"
    odd.touch()
    parent = QObject()
    store, _ = user_store(parent)
    save_settings(store, Settings(theme="dark", base=0, is_large=True))
    remember_file(store, odd)
    remember_file(store, tmp_path / "other")
    remember_command(store, "@Variant(")
    save_bytes(store, "panels", QByteArray(bytes(range(256)) * 9))
    store.sync()
    del store
    began = time.perf_counter()
    again, moved = user_store(parent)
    assert time.perf_counter() - began < 0.05
    assert moved is None
    assert load_settings(again) == Settings(theme="dark", base=0, is_large=True)
    assert recent_files(again) == [odd]
    assert recent_commands(again) == ["@Variant("]
    assert saved_bytes(again, "panels") == QByteArray(bytes(range(256)) * 9)
