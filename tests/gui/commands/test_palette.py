"""The command palette: found by a few letters, run with Enter, gone with Escape."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTableView

from gradviz.engine.rules import LOSSES as RULES
from gradviz.gui.commands.palette import Palette
from gradviz.gui.commands.palette_rows import Row
from gradviz.gui.state.settings import Settings
from gradviz.refs import CellRef
from gradviz.session.edits import set_cell
from gradviz.session.presets.documents import PRESETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier


def opened_palette(user: "User") -> Palette:
    user.key(Key.Key_P, Held.ControlModifier | Held.ShiftModifier)
    user.settle()
    palette = user.window.findChild(Palette)
    assert isinstance(palette, Palette)
    assert palette.isVisible()
    return palette


def rows(palette: Palette) -> list[Row]:
    return palette.rows


def titles(palette: Palette) -> list[str]:
    return [row.title for row in rows(palette)]


def chosen(palette: Palette) -> str:
    assert palette.chosen is not None
    return palette.chosen.title


def test_it_offers_every_command_that_can_be_done_and_every_preset(user: "User") -> None:
    palette = opened_palette(user)
    offered = {row.command.id for row in rows(palette)}
    commands = user.window.commands.commands
    assert {each.id for each in commands if each.enabled()} <= offered
    assert {"undo", "unpin"} & offered == set()
    assert [title for title in titles(palette) if title.startswith("New from: ")] == [
        f"New from: {preset.title}" for preset in PRESETS
    ]


def test_what_becomes_possible_is_offered_the_next_time(user: "User") -> None:
    user.workspace.edit(set_cell(user.workspace.document, CellRef("W", 0, 0), 7.0), "Type")
    assert "Undo" in titles(opened_palette(user))


def test_titles_are_those_of_now_and_say_their_menu(user: "User") -> None:
    user.workspace.player.play()
    palette = opened_palette(user)
    assert "Pause" in titles(palette)
    assert {"Theme: Dark", "Reduced motion: On", "Speed: 2×"} <= set(titles(palette))
    assert len(set(titles(palette))) == len(titles(palette))


def test_typing_narrows_and_enter_runs(user: "User") -> None:
    palette = opened_palette(user)
    user.type("tript")
    assert chosen(palette) == "Arrangement: Triptych"
    user.key(Key.Key_Return)
    assert user.workspace.document.view.flow.arrangement == "triptych"
    assert not palette.isVisible()
    assert user.stage.hasFocus()
    palette = opened_palette(user)
    is_on = {row.command.id: row.is_on for row in rows(palette)}
    assert (is_on["triptych"], is_on["focus"], is_on["open"]) == (True, False, None)


def test_a_preset_is_opened_by_a_few_letters(user: "User") -> None:
    palette = opened_palette(user)
    user.type("new from one sample")
    title = chosen(palette).removeprefix("New from: ")
    preset = next(preset for preset in PRESETS if str(preset.title) == title)
    user.key(Key.Key_Enter)
    assert user.workspace.document.X.shape == preset.document().X.shape


def test_escape_closes_and_gives_the_focus_back(user: "User") -> None:
    table = user.window.findChild(QTableView)
    assert isinstance(table, QTableView)
    table.setFocus()
    palette = opened_palette(user)
    assert palette.entry.hasFocus()
    user.key(Key.Key_Escape)
    assert not palette.isVisible()
    assert table.hasFocus()


def test_its_key_again_keeps_it_open_and_it_begins_empty_each_time(user: "User") -> None:
    palette = opened_palette(user)
    user.type("abc")
    user.key(Key.Key_P, Held.ControlModifier | Held.ShiftModifier)
    assert palette.isVisible()
    assert palette.entry.selectedText() == "abc"
    user.key(Key.Key_Escape)
    assert opened_palette(user).entry.text() == ""


def test_keys_choose_and_go_around(user: "User") -> None:
    palette = opened_palette(user)
    all_titles = titles(palette)
    for key, expected in (
        (Key.Key_Down, 1),
        (Key.Key_Up, 0),
        (Key.Key_Up, -1),
        (Key.Key_Down, 0),
        (Key.Key_End, -1),
        (Key.Key_Home, 0),
        (Key.Key_Tab, 1),
        (Key.Key_Backtab, 0),
    ):
        user.key(key)
        assert chosen(palette) == all_titles[expected], key
    user.key(Key.Key_PageDown)
    page = palette.list.currentRow()
    assert 1 < page < len(all_titles) - 1
    user.key(Key.Key_PageUp)
    assert chosen(palette) == all_titles[0]
    assert palette.entry.hasFocus()


def test_a_click_runs_and_a_click_elsewhere_closes(user: "User") -> None:
    palette = opened_palette(user)
    user.type("triptych")
    place = palette.list.visualItemRect(palette.list.item(0)).center()
    QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, Held.NoModifier, place)
    assert user.workspace.document.view.flow.arrangement == "triptych"
    palette = opened_palette(user)
    user.window.transport.bar.setFocus()
    assert not palette.isVisible()
    assert user.window.transport.bar.hasFocus()


def test_what_fits_nothing_says_so_and_enter_does_nothing(user: "User") -> None:
    palette = opened_palette(user)
    user.type("qqq")
    assert titles(palette) == []
    assert any("qqq" in label.text() for label in palette.findChildren(QLabel))
    user.key(Key.Key_Return)
    assert palette.isVisible()


def test_what_was_used_last_comes_first_in_this_window_and_the_next(
    opened: "Callable[..., User]",
) -> None:
    user = opened()
    user.stage.setFocus()
    for words in ("triptych", "loop"):
        opened_palette(user)
        user.type(words)
        user.key(Key.Key_Return)
    assert titles(opened_palette(user))[:2] == ["Loop", "Arrangement: Triptych"]
    other = opened()
    other.window.activateWindow()
    other.stage.setFocus()
    assert titles(opened_palette(other))[:2] == ["Loop", "Arrangement: Triptych"]


@pytest.mark.parametrize("size", [(640, 480), (1024, 700), (1920, 1080)])
@pytest.mark.parametrize("is_large", [False, True])
def test_it_stays_within_the_window(user: "User", size: tuple[int, int], is_large: bool) -> None:
    user.workspace.appearance.set_settings(Settings(is_large=is_large))
    user.window.resize(*size)
    user.settle()
    palette = opened_palette(user)
    inside = user.window.rect().contains(palette.geometry())
    assert inside, (palette.geometry(), user.window.rect())
    user.window.resize(700, 500)
    user.settle()
    assert user.window.rect().contains(palette.geometry())


def test_typed_letters_are_strong_in_both_themes(user: "User") -> None:
    pictures = []
    for theme in ("light", "dark"):
        user.window.commands.action(f"theme-{theme}").trigger()
        for word in ("loop", "begin again"):  # found in the title, in the tip alone
            palette = opened_palette(user)
            user.type(word)
            assert chosen(palette) == "Loop"
            rect = palette.list.visualItemRect(palette.list.item(0))
            image = palette.list.viewport().grab(rect).toImage()
            wanted = user.workspace.theme.accent[:3]
            pictures.append(_count(image, wanted))
            user.key(Key.Key_Escape)
    in_title, in_tip, in_title_dark, in_tip_dark = pictures
    assert in_title > in_tip
    assert in_title_dark > in_tip_dark


def _count(image: QImage, color: tuple[int, ...]) -> int:
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    pixels = lines[:, : 3 * image.width()].reshape(image.height(), -1, 3).astype(int)
    # 40 pixels in: what is before is the mark, and the outline of the row is thin
    return int((np.abs(pixels[4:-4, 30:] - color).sum(axis=2) < 60).sum())


def test_a_screen_reader_is_told_what_is_chosen(user: "User") -> None:
    palette = opened_palette(user)
    user.type("triptych")
    told = QAccessible.queryAccessibleInterface(palette.entry)
    assert told.text(QAccessible.Text.Name) == "Find a command"
    said = told.text(QAccessible.Text.Description)
    assert said.startswith("Arrangement: Triptych, off, Ctrl+2. The three corners")


def test_what_is_pasted_is_cut_where_no_command_is_as_long(user: "User") -> None:
    """32,767 letters, Qt's own limit, took three seconds at every key."""
    user.window.dialogs.show_palette()
    palette = user.window.findChild(Palette)
    assert isinstance(palette, Palette)
    palette.entry.insert("ab" * 20_000)
    assert len(palette.entry.text()) == 100


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("huber", "Loss: mean Huber loss"),
        ("l1", "Loss: mean absolute error (l1)"),
        ("cross", "Loss: cross entropy"),
        ("silu", "Add a layer: silu"),
    ],
)
def test_losses_and_activations_are_found_by_their_names(
    user: "User", typed: str, found: str
) -> None:
    palette = opened_palette(user)
    user.type(typed)
    assert chosen(palette) == found
    user.key(Key.Key_Return)
    document = user.workspace.document
    assert typed in (document.loss.partition("_")[0], document.network.names[-1].kind)


def test_every_loss_is_offered_and_the_one_that_is_chosen_is_on(user: "User") -> None:
    user.window.commands.action("loss-l1").trigger()
    losses = [row for row in rows(opened_palette(user)) if row.title.startswith("Loss: ")]
    assert {row.command.id.removeprefix("loss-") for row in losses} == set(RULES)
    assert [row.command.id for row in losses if row.is_on] == ["loss-l1"]
