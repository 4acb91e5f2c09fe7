"""What a user can do to the window, as values: a list of them replays, shrinks and prints.

Places are fractions of a widget, widgets are found by their path; whatever is not there when a
move is made is passed over. So every part of a list is a list that can be made, too.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Button: TypeAlias = Literal["left", "right", "middle"]
Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Open:
    """Close the window that is there, and open another: on a preset, or on a file to open with.

    `crashed` names a document that an earlier session left behind when it crashed.
    """

    what: str
    size: tuple[int, int] = (1360, 860)
    crashed: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """Do a command of the table by its id: as its menu entry does, or with one of its keys."""

    id: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Click:
    """Press and release a button of the mouse; twice for a double click."""

    on: str
    at: Point
    button: Button = "left"
    held: str = ""
    twice: bool = False


@dataclass(frozen=True, slots=True)
class Drag:
    """Press at the first point, go through all others, release at the last."""

    on: str
    through: tuple[Point, ...]
    button: Button = "left"
    held: str = ""


@dataclass(frozen=True, slots=True)
class Hover:
    """Move the mouse to a place, and rest there for its tip, if that is asked for."""

    on: str
    at: Point
    rests: bool = False


@dataclass(frozen=True, slots=True)
class Wheel:
    """Turn the wheel by eighths of a degree, or two fingers by pixels."""

    on: str
    at: Point
    turned: tuple[int, int]
    pixels: tuple[int, int] = (0, 0)
    held: str = ""


@dataclass(frozen=True, slots=True)
class Pinch:
    """Spread two fingers on a trackpad."""

    on: str
    at: Point
    by: float


@dataclass(frozen=True, slots=True)
class Key:
    """Press a key, as Qt writes it ("Alt+PgDown"), so many times, where the focus is."""

    key: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Write:
    """Type a text where the focus is."""

    text: str


@dataclass(frozen=True, slots=True)
class Paste:
    """Put a text on the clipboard and press Ctrl+V where the focus is."""

    text: str


@dataclass(frozen=True, slots=True)
class EditCell:
    """Double-click a cell of the picture, type an entry, and press a key."""

    name: str
    row: int
    col: int
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Choose:
    """Choose an entry of a field with a list, as a share of its length."""

    on: str
    share: float


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """Open a menu by its titles, and take an entry, as a share of its length."""

    menu: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Resize:
    """Make the window another size."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer the file dialog that was asked for, with a name in the scratch folder; "" cancels."""

    name: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Drop a file of the scratch folder on the window."""

    name: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Let the clock run, and what waits for it."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Undo:
    """Undo, or redo, several times."""

    times: int


@dataclass(frozen=True, slots=True)
class Look:
    """Make the picture at another time and size, and ask what there is to say of an entry."""

    share: float
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unwind:
    """Undo to the start, redo to the end, and come back: each document bit for bit."""


@dataclass(frozen=True, slots=True)
class Reread:
    """Save the document and read it: the same one, bit for bit."""


Move: TypeAlias = (
    Open
    | Command
    | Click
    | Drag
    | Hover
    | Wheel
    | Pinch
    | Key
    | Write
    | Paste
    | EditCell
    | Choose
    | MenuEntry
    | Resize
    | Answer
    | Drop
    | Wait
    | Undo
    | Look
    | Unwind
    | Reread
)
KINDS = {kind.__name__: kind for kind in Move.__args__}


def read_move(line: str) -> Move:
    """Return the move that a line of a log tells: its ``repr``."""
    return eval(line, {"__builtins__": {}}, KINDS)  # noqa: S307  # written by this very program
