"""The README tells the keys that the window has."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gradviz.gui.commands.view import ARRANGEMENT_IDS, VIEW_IDS

if TYPE_CHECKING:
    from tests.gui.conftest import User

README = Path(__file__).parents[2] / "README.md"
SAID = {
    "play, pause": ("play",),
    "step a key frame back, forward": ("step-back", "step-forward"),
    "to the start, to the end": ("go-start", "go-end"),
    "play backwards": ("play-back",),
    "undo, redo": ("undo", "redo"),
    "another view": VIEW_IDS,
    "in Flow": ARRANGEMENT_IDS,
    "trace a cell through the network": ("trace", "step-back", "step-forward"),
    "leave a trace, let go of a cell": ("unpin",),
    "step down the gradient, run many steps, watch the loss": (
        "descent-step", "descent-run", "show-descent",
    ),
    "zoom, pan, show all": ("zoom-all",),
    "copy the matrix of a cell": ("copy-matrix",),
    "export, copy the picture, copy both passes as NumPy code": (
        "export", "copy-picture", "copy-code",
    ),
    "open, save, save as": ("open", "save", "save-as"),
    "go from panel to panel": ("next-panel", "previous-panel"),
    "find any command": ("palette",),
    "all keys": ("keys",),
}  # fmt: skip
"""How a row of the README begins, and the commands whose keys it tells, in this order."""
ON_THE_SHEET_ONLY = {
    "new", "quit", "loop", "zoom-in", "zoom-out", "descent-stop", "layer-add-linear",
    "layer-remove", "layer-up", "layer-down", "show-editors", "show-inspector", "show-strip",
    "full-screen",
}  # fmt: skip
HELD = {"Shift", "Ctrl", "Alt"}
"""Keys that change what the mouse does are told in the row of the mouse."""
SIGNS = {"←": "Left", "→": "Right", "Enter": "Return"}


def rows() -> dict[str, list[str]]:
    """Return the keys of each row of the table, as Qt writes them; "a … c" stands for a, b, c."""
    text = README.read_text(encoding="utf-8")
    section = text.partition("## In the window")[2].partition("\n## ")[0]
    found = {}
    for left, right in re.findall(r"^\| (.+?) \| (.+?) \|$", section, re.MULTILINE):
        told = re.sub(r"`(\S+?)(\d)` … `\S+?(\d)`", _spelled_out, right)
        keys = [key for key in re.findall("`(.+?)`", told) if "=" not in key]
        found[left] = ["+".join(SIGNS.get(part, part) for part in key.split("+")) for key in keys]
    return found


def _spelled_out(found: re.Match[str]) -> str:
    numbers = range(int(found[2]), int(found[3]) + 1)
    return " ".join(f"`{found[1]}{number}`" for number in numbers)


def test_the_table_is_read(user: "User") -> None:
    assert rows()["undo, redo"] == ["Ctrl+Z", "Ctrl+Shift+Z"]
    assert rows()["all keys"] == ["F1"]
    assert sum(keys == [f"Alt+{n}" for n in range(1, 8)] for keys in rows().values()) == 1


@pytest.mark.parametrize("begins", SAID)
def test_keys_of_the_readme_do_what_it_says(user: "User", begins: str) -> None:
    told = [keys for left, keys in rows().items() if left.startswith(begins)]
    table = {command.id: command for command in user.window.commands.commands}
    assert told == [[table[name].keys[0] for name in SAID[begins]]]


def test_no_key_of_the_readme_is_left_unchecked() -> None:
    for left, keys in rows().items():
        if not any(left.startswith(begins) for begins in SAID):
            assert set(keys) <= HELD, left


def test_every_command_with_a_key_is_in_the_readme_or_known_to_be_left_to_the_sheet(
    user: "User",
) -> None:
    told = {name for names in SAID.values() for name in names}
    with_keys = {command.id for command in user.window.commands.commands if command.keys}
    assert with_keys == told | ON_THE_SHEET_ONLY
    assert not told & ON_THE_SHEET_ONLY
