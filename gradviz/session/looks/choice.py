"""What can be chosen in a view: one of several, a whole number, a real number."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from gradviz.errors import InputError, meant
from gradviz.messages.message import NOTHING, Message, joined, say

Control: TypeAlias = Literal["list", "buttons", "menu", "commands"]
"""How one of several is chosen in the bar of its view: from a list; with a button for each; from
a button that opens a menu; or not there, but in the menus of the window."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of several things to choose.

    Attributes
    ----------
    title : Message
        What it is called; "&" stands before the letter that chooses it in a menu.
    value : object
        What is kept if it is chosen.
    tip : Message
        One sentence; nothing where the title says it all.
    id : str
        What menus and buttons call it; "" for an entry of a list.
    keys : tuple of str
        Shortcuts, as Qt writes them.
    """

    title: Message
    value: object
    tip: Message = NOTHING
    id: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice of one of several.

    Attributes
    ----------
    name : str
        Of the option, as `ViewLook.choose` takes it.
    title : Message
        For screen readers and the palette.
    tip : Message
        For who rests on it.
    entries : tuple of Alternative
    chosen : object
        The value of an entry.
    caption : Message
        Stands before it in the bar; nothing for what needs none.
    control : {"list", "buttons", "menu", "commands"}
        A list can change with the network, what has commands cannot.
    is_open : bool
        Whether there is anything to choose.
    """

    name: str
    title: Message
    tip: Message
    entries: tuple[Alternative, ...]
    chosen: object
    caption: Message = NOTHING
    control: Control = "list"
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Whole:
    """A choice of a whole number; `name`, `title`, `tip` and `caption` are those of `OneOf`.

    Attributes
    ----------
    chosen : int
    least, most : int
        Between which it can be.
    base : int
        What is kept as 0 is shown as this.
    """

    name: str
    title: Message
    tip: Message
    chosen: int
    least: int
    most: int
    caption: Message = NOTHING
    base: int = 0

    @property
    def is_open(self) -> bool:
        """Whether there is anything to choose."""
        return self.least < self.most


@dataclass(frozen=True, slots=True)
class Real:
    """A choice of a real number; `name`, `title`, `tip` and `caption` are those of `OneOf`.

    Attributes
    ----------
    chosen : float
    least, most : float
        Between which it can be.
    unit : {"", "°"}
        "°" for an angle, which is kept in radians and shown in degrees, and goes round.
    """

    name: str
    title: Message
    tip: Message
    chosen: float
    least: float
    most: float
    caption: Message = NOTHING
    unit: Literal["", "°"] = ""

    @property
    def is_open(self) -> bool:
        """Whether there is anything to choose."""
        return self.least < self.most


Choice: TypeAlias = OneOf | Whole | Real


def check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    """Refuse a value that is none of the choices.

    Raises
    ------
    InputError
        Lists the choices.
    """
    if not isinstance(value, str) or value not in choices:
        raise InputError(
            say(
                "{name} needs one of {names}: got {value}{hint}",
                name=name,
                names=joined(choices, ", "),
                value=repr(value),
                hint=meant(value, choices),
            )
        )
