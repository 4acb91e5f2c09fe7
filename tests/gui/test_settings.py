"""What belongs to the user survives; what makes no sense is as at the first start."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from gradviz.gui.settings import (
    Settings,
    load_settings,
    recent_files,
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
        Settings(theme="dark", base=0, numbers=False, is_large=True, reduced_motion=True),
        Settings(theme="light"),
    ],
)
def test_settings_survive(store: QSettings, settings: Settings) -> None:
    save_settings(store, settings)
    assert load_settings(reopened(store)) == settings


def test_what_makes_no_sense_is_as_at_the_first_start(store: QSettings) -> None:
    for key, nonsense in (("theme", "pink"), ("base", "seven"), ("numbers", QByteArray(b"\0"))):
        store.setValue(key, nonsense)
    first = Settings(numbers=False)  # what is no "true" is off
    assert load_settings(store) == first


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
