"""The table of commands: nothing dead, nothing twice, everything told and in a menu."""

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton

from gradviz.gui.commands.command import Command, CommandTable
from gradviz.gui.state.settings import Settings
from gradviz.gui.widgets.icons import icon
from gradviz.messages.language import ENGLISH
from gradviz.refs import CellRef
from gradviz.session.edits import set_cell
from gradviz.session.presets.documents import PRESETS

if TYPE_CHECKING:
    from tests.gui.conftest import User

Key, Held = Qt.Key, Qt.KeyboardModifier


def menus(user: "User") -> list[QMenu]:
    """Return all menus of the menu bar, those within others too."""
    found = []
    queue = [action.menu() for action in user.window.menuBar().actions()]
    while queue:
        menu = queue.pop()
        if isinstance(menu, QMenu):
            found.append(menu)
            queue += [action.menu() for action in menu.actions()]
    return found


def menu(user: "User", title: str) -> QMenu:
    found = next(m for m in menus(user) if m.title().replace("&", "") == title)
    found.aboutToShow.emit()
    return found


def command(name: str, *keys: str) -> Command:
    return Command(name, name.title(), f"Do {name}", lambda: None, keys)


# --- the table


def test_two_commands_may_not_share_an_id_or_a_key(qapp: QObject) -> None:
    with pytest.raises(ValueError, match="'copy'"):
        CommandTable([command("copy"), command("copy")], ENGLISH, qapp)
    with pytest.raises(ValueError, match="'cut'"):
        CommandTable([command("copy", "Ctrl+C"), command("cut", "Ctrl+X", "Ctrl+C")], ENGLISH, qapp)


def test_an_action_runs_its_command_and_follows_what_can_be_done(qapp: QObject) -> None:
    ran: list[int] = []
    table = CommandTable(
        [
            Command("add", "&Add…", "Add one", lambda: ran.append(1), enabled=lambda: len(ran) < 2),
            Command("odd", "Odd", "Odd", lambda: None, checked=lambda: len(ran) % 2 == 1),
        ],
        ENGLISH,
        qapp,
    )
    add, odd = table.action("add"), table.action("odd")
    assert not odd.isChecked()
    add.trigger()
    assert odd.isChecked()
    add.trigger()
    assert not add.isEnabled()
    add.trigger()
    assert ran == [1, 1]
    odd.trigger()  # what it shows follows what is, not what was clicked
    assert not odd.isChecked()


def test_sources_add_commands_that_are_offered_while_they_can_be_done(qapp: QObject) -> None:
    table = CommandTable([command("save", "Ctrl+S"), command("open")], ENGLISH, qapp)
    ran: list[str] = []
    extra = Command("more", "More", "Do more", lambda: ran.append("more"), enabled=lambda: not ran)
    table.add_source(lambda: [extra])
    assert [each.id for each in table.offered()] == ["save", "open", "more"]
    table.retitle("save", "Keep", "play", (0, 0, 0, 255))
    assert table.offered()[0].title == "Keep"
    table.run(extra)
    assert ran == ["more"]
    assert [each.id for each in table.offered()] == ["save", "open"]


def test_tips_name_the_command_its_key_and_what_it_does(qapp: QObject) -> None:
    table = CommandTable([command("save", "Ctrl+S"), command("open")], ENGLISH, qapp)
    assert table.action("save").toolTip() == "Save (Ctrl+S)\nDo save"
    assert table.action("open").toolTip() == "Open\nDo open"
    table.retitle("save", "Keep", "play", (0, 0, 0, 255))
    assert table.action("save").toolTip() == "Keep (Ctrl+S)\nDo save"


# --- the window's


def test_every_command_has_a_title_and_says_what_it_does(user: "User") -> None:
    for each in user.window.commands.commands:
        assert str(each.title).strip("& "), each.id
        assert str(each.tip)[0].isupper(), each.id
        assert not str(each.tip).endswith("."), each.id
        action = user.window.commands.action(each.id)
        assert str(each.tip) in action.toolTip()
        assert action.statusTip() == str(each.tip)


def test_every_command_is_in_exactly_one_menu(user: "User") -> None:
    shown = [action.objectName() for m in menus(user) for action in m.actions()]
    for each in user.window.commands.commands:
        assert shown.count(each.id) == 1, each.id


@pytest.mark.parametrize("ref", [CellRef("W", 0, 1), CellRef("Y", 1, 2), CellRef("X_grad", 2, 1)])
def test_commands_follow_what_is_pointed_at(user: "User", ref: CellRef) -> None:
    """Pointing asks a few commands only: those are all that depend on it."""

    def is_up_to_date() -> bool:
        table = user.window.commands
        return all(
            table.action(each.id).isEnabled() == each.enabled()
            and table.action(each.id).isChecked() == bool(each.checked and each.checked())
            for each in table.commands
        )

    for name in ("flow", "jacobian", "cube"):
        user.workspace.look_at(view=name)
        for point in (user.workspace.hover, user.workspace.pin):
            for at in (ref, None):
                point(at)
                assert is_up_to_date(), (name, point, at)


def test_no_two_commands_share_a_key_and_every_key_is_one(user: "User") -> None:
    keys = [key for each in user.window.commands.commands for key in each.keys]
    for key in keys:
        assert QKeySequence(key).toString() == key, key
    assert len(keys) == len(set(keys))
    assert {"Ctrl+Z", "Ctrl+S", "Ctrl+O", "Ctrl+E", "Space"} <= set(keys)


def test_no_two_entries_of_a_menu_share_a_letter(user: "User") -> None:
    bar = [action.text() for action in user.window.menuBar().actions()]
    for titles in [bar, *([a.text() for a in m.actions()] for m in menus(user))]:
        letters = [found[1].lower() for t in titles if (found := re.search("&(.)", t))]
        assert len(letters) == len(set(letters)), titles


def test_every_key_without_ctrl_or_alt_is_left_to_whoever_is_typing(user: "User") -> None:
    for action in user.window.commands.actions():
        for sequence in action.shortcuts():
            if not re.match(r"(Ctrl|Alt)\+|(Shift\+)?F\d|\?", sequence.toString()):
                assert action.shortcutContext() == Qt.ShortcutContext.WidgetShortcut, action.text()


def test_undo_and_redo_can_be_done_when_there_is_something_to(user: "User") -> None:
    undo, redo = (user.window.commands.action(name) for name in ("undo", "redo"))
    assert (undo.isEnabled(), redo.isEnabled()) == (False, False)
    new = set_cell(user.workspace.document, CellRef("W", 0, 0), 9.0)
    user.workspace.edit(new, "Type W[1,1]")
    assert (undo.isEnabled(), redo.isEnabled()) == (True, False)
    undo.trigger()
    assert (undo.isEnabled(), redo.isEnabled()) == (False, True)
    user.key(Key.Key_Y, Held.ControlModifier)
    assert user.workspace.document is new
    undo.trigger()
    user.key(Key.Key_Z, Held.ControlModifier | Held.ShiftModifier)
    assert user.workspace.document is new


def test_a_cell_can_be_let_go_of_while_one_is_pinned(user: "User") -> None:
    unpin = user.window.commands.action("unpin")
    assert not unpin.isEnabled()
    user.click(CellRef("W", 0, 0))
    assert unpin.isEnabled()
    unpin.trigger()
    assert user.workspace.pinned is None
    assert not unpin.isEnabled()


def test_every_menu_fits_a_screen_of_720(user: "User") -> None:
    """Below a title bar and the bar of the menus: one that is higher scrolls, or covers its bar."""
    for each in menus(user):
        each.aboutToShow.emit()
        assert not each.isEmpty(), each.title()
        assert each.sizeHint().height() <= 720 - 70, each.title()


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("numbers", Settings(), Settings(numbers=False)),
        ("count-from-1", Settings(), Settings(base=0)),
        ("large", Settings(), Settings(is_large=True)),
    ],
)
def test_settings_go_on_and_off(user: "User", name: str, before: Settings, after: Settings) -> None:
    action = user.window.commands.action(name)
    user.workspace.appearance.set_settings(before)
    was_on = action.isChecked()
    action.trigger()
    assert user.workspace.settings == after
    assert action.isChecked() is not was_on
    action.trigger()
    assert user.workspace.settings == before
    assert action.isChecked() is was_on


@pytest.mark.parametrize(
    "names",
    [
        ("focus", "triptych"),
        ("scale-matrix", "scale-shared"),
        ("curve-linear", "curve-symlog"),
        ("theme-system", "theme-light", "theme-dark"),
        ("motion-system", "motion-on", "motion-off"),
        ("speed-0.25", "speed-1", "speed-4"),
    ],
)
def test_of_choices_exactly_one_is_on_even_if_it_is_chosen_again(
    user: "User", names: tuple[str, ...]
) -> None:
    for chosen in (*names, names[-1], names[0]):
        user.window.commands.action(chosen).trigger()
        on = [name for name in names if user.window.commands.action(name).isChecked()]
        assert on == [chosen]


def test_choices_of_the_view_change_the_picture_and_are_no_steps_to_undo(user: "User") -> None:
    before = user.picture().tobytes()
    user.drag_up(CellRef("W", 0, 0), 40)
    for name in ("triptych", "scale-shared", "curve-symlog"):
        user.window.commands.action(name).trigger()
    assert user.picture().tobytes() != before
    user.key(Key.Key_Z, Held.ControlModifier)
    assert user.workspace.document.W[0, 0] == 2.0
    assert not user.workspace.undo_stack.canUndo()
    view = user.workspace.document.view
    assert (view.flow.arrangement, view.scale, view.curve) == ("triptych", "shared", "symlog")


def test_the_triptych_has_a_key(user: "User") -> None:
    user.key(Key.Key_2, Held.ControlModifier)
    assert user.workspace.document.view.flow.arrangement == "triptych"
    user.key(Key.Key_1, Held.ControlModifier)
    assert user.workspace.document.view.flow.arrangement == "focus"


def test_play_becomes_pause_and_back_with_its_icon_in_every_theme(user: "User") -> None:
    play = user.window.commands.action("play")

    def looks_like(name: str) -> bool:
        size = QSize(18, 18)
        wanted = icon(name, user.workspace.theme.text).pixmap(size).toImage()
        return bool(play.icon().pixmap(size).toImage() == wanted)

    for theme in ("dark", "light"):
        user.window.commands.action(f"theme-{theme}").trigger()
        assert (play.text(), looks_like("play")) == ("Play", True)
    user.workspace.player.play()
    for theme in ("dark", "light"):
        user.window.commands.action(f"theme-{theme}").trigger()
        assert (play.text(), looks_like("pause")) == ("Pause", True)
    user.workspace.player.pause()
    assert (play.text(), looks_like("play")) == ("Play", True)


def test_new_from_opens_every_preset(user: "User") -> None:
    actions = menu(user, "New from").actions()
    assert [action.text() for action in actions] == [str(preset.title) for preset in PRESETS]
    for action, preset in zip(actions, PRESETS, strict=True):
        action.trigger()
        network = preset.document().network
        assert len(user.workspace.document.network.layers) == len(network.layers)
        assert user.workspace.document.X.shape == preset.document().X.shape
        assert user.workspace.document.loss == preset.document().loss
        assert not user.workspace.saved.is_modified


def test_the_toolbar_has_buttons_for_undo_and_export(user: "User") -> None:
    named = {
        b.defaultAction().objectName(): b
        for b in user.window.findChildren(QToolButton)
        if isinstance(b.defaultAction(), QAction)
    }
    user.drag_up(CellRef("W", 0, 0), 40)
    QTest.mouseClick(named["undo"], Qt.MouseButton.LeftButton)
    assert user.workspace.document.W[0, 0] == 2.0
    assert named["export"].isVisible()


# --- dialogs


def test_copy_puts_the_picture_on_the_clipboard(user: "User") -> None:
    width, height = user.stage.width(), user.stage.height()
    user.key(Key.Key_C, Held.ControlModifier | Held.ShiftModifier)
    image = QApplication.clipboard().image()
    assert (image.width(), image.height()) == (2 * width, 2 * height)
    assert user.window.notice.text == "The picture is on the clipboard"


def test_copy_puts_the_passes_on_the_clipboard_as_they_are_written(user: "User") -> None:
    user.window.commands.action("convention-xwt").trigger()
    user.key(Key.Key_C, Held.ControlModifier | Held.AltModifier)
    code = QApplication.clipboard().text()
    assert code.startswith("import numpy as np\n\nW = np.array([[2.0, -1.0, 0.5], ")
    assert code.splitlines()[-5:] == [
        "Y = X @ W.T",
        "l = ((Y - T)**2).sum() / 2",
        "Y_grad = Y - T",
        "X_grad = Y_grad @ W",
        "W_grad = Y_grad.T @ X",
    ]
    assert user.window.notice.text == "The passes are on the clipboard as NumPy code"


def test_a_sweep_is_called_as_it_is_drawn(user: "User") -> None:
    """A flip about the diagonal makes rows of columns, in the picture and in the menu."""
    table = user.window.commands
    table.action("sweep-columns").trigger()
    assert user.workspace.document.view.flow.sweep == "columns"
    table.action("convention-xw").trigger()
    assert table.action("sweep-rows").isChecked()
    assert not table.action("sweep-columns").isChecked()
    table.action("sweep-columns").trigger()
    assert user.workspace.document.view.flow.sweep == "rows"
    assert table.action("sweep-columns").isChecked()


def test_ctrl_0_works_right_after_the_wheel(user: "User") -> None:
    middle = QPointF(user.stage.rect().center())
    user.stage.wheelEvent(
        QWheelEvent(
            middle,
            user.stage.mapToGlobal(middle),
            QPoint(),
            QPoint(0, 240),
            Qt.MouseButton.NoButton,
            Held.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
    )
    assert not user.workspace.viewport.is_whole
    user.key(Key.Key_0, Held.ControlModifier)
    assert user.workspace.viewport.is_whole
