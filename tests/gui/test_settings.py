"""What belongs to the user survives; what makes no sense is as at the first start."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from gradviz.gui.settings import (
    Settings,
    load_settings,
    recent_commands,
    recent_files,
    remember_command,
    remember_file,
    save_settings,
    saved_bytes,
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
    first = Settings(numbers=False)  # what is no "true" is off
    assert load_settings(store) == first


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


def test_saved_bytes_are_bytes_or_nothing(store: QSettings) -> None:
    assert saved_bytes(store, "geometry") is None
    store.setValue("geometry", "no bytes")
    assert saved_bytes(store, "geometry") is None
    store.setValue("geometry", QByteArray(b"\1\2"))
    assert saved_bytes(reopened(store), "geometry") == QByteArray(b"\1\2")
