"""Light and dark: every colour gradviz uses, by what it is for."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from gradviz.refs import is_gradient
from gradviz.scene.marks.colormap import Diverging, blend
from gradviz.scene.marks.frame import Color

ThemeName: TypeAlias = Literal["dark", "light"]


def rgb(code: str) -> Color:
    """Return the opaque colour of a code such as "#1a2b3c".

    Examples
    --------
    >>> rgb("#ff8000")
    (255, 128, 0, 255)
    """
    red, green, blue = bytes.fromhex(code.removeprefix("#"))
    return (red, green, blue, 255)


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one look.

    Attributes
    ----------
    ground, panel, raised, pressed : Color
        From back to front: the stage, panels beside it, cards and fields, held controls.
    line, strong_line : Color
        Quiet and clear outlines.
    text, muted, faint : Color
        Text, second-rank text, and what is not computed yet.
    accent, on_accent : Color
        The one colour of focus and of the main action, and text on it.
    good, bad : Color
        Told together with a sign or a word, never alone.
    i, j, k : Color
        The three axes; they belong to neither palette.
    values, gradients : Diverging
        The two palettes.
    masks : Diverging
        That of local derivatives, which are neither: how much is let through.
    inks : tuple of Color
        Colours of numbers in cells.
    bright : Color
        The outline of the cell being written or pointed at.
    """

    name: ThemeName
    ground: Color
    panel: Color
    raised: Color
    pressed: Color
    line: Color
    strong_line: Color
    text: Color
    muted: Color
    faint: Color
    accent: Color
    on_accent: Color
    good: Color
    bad: Color
    i: Color
    j: Color
    k: Color
    values: Diverging
    gradients: Diverging
    masks: Diverging
    inks: tuple[Color, ...]
    bright: Color

    def axis(self, letter: str) -> Color:
        """Return the colour of axis "i", "j" or "k"."""
        return {"i": self.i, "j": self.j, "k": self.k}[letter]

    def palette(self, name: str) -> Diverging:
        """Return the palette of a matrix by its name; that of masks, which have none, for ""."""
        if not name:
            return self.masks
        return self.gradients if is_gradient(name) else self.values


DARK = Theme(
    name="dark",
    ground=rgb("#10141c"),
    panel=rgb("#161b25"),
    raised=rgb("#1d2431"),
    pressed=rgb("#2a3548"),
    line=rgb("#2a3240"),
    strong_line=rgb("#4a566a"),
    text=rgb("#edf1f7"),
    muted=rgb("#9aa6b8"),
    faint=rgb("#4d586b"),
    accent=rgb("#6aa7ff"),
    on_accent=rgb("#0b1220"),
    good=rgb("#6fd08c"),
    bad=rgb("#ff8577"),
    i=rgb("#30cdc8"),
    j=rgb("#ea5580"),
    k=rgb("#e6b43c"),
    values=Diverging(rgb("#2466d1"), rgb("#262d3a"), rgb("#bf5214")),
    gradients=Diverging(rgb("#6a28b0"), rgb("#262d3a"), rgb("#1a8656")),
    masks=Diverging(rgb("#5a4a52"), rgb("#161b25"), rgb("#5f6b7e")),
    inks=(rgb("#ffffff"), rgb("#05070b")),
    bright=rgb("#ffffff"),
)

LIGHT = Theme(
    name="light",
    ground=rgb("#ffffff"),
    panel=rgb("#f5f6f9"),
    raised=rgb("#ffffff"),
    pressed=rgb("#e3e9f3"),
    line=rgb("#dde1e8"),
    strong_line=rgb("#a9b2c0"),
    text=rgb("#171c26"),
    muted=rgb("#596477"),
    faint=rgb("#a3adbc"),
    accent=rgb("#1f66d6"),
    on_accent=rgb("#ffffff"),
    good=rgb("#137a3d"),
    bad=rgb("#c0291b"),
    i=rgb("#0c807c"),
    j=rgb("#961c50"),
    k=rgb("#946500"),
    values=Diverging(rgb("#6a9ff2"), rgb("#eef0f4"), rgb("#f08c4c")),
    gradients=Diverging(rgb("#b074f2"), rgb("#eef0f4"), rgb("#5ecf93")),
    masks=Diverging(rgb("#d9c8cf"), rgb("#f7f8fa"), rgb("#b9c2cf")),
    inks=(rgb("#0b0f16"), rgb("#ffffff")),
    bright=rgb("#0b0f16"),
)

THEMES = {theme.name: theme for theme in (DARK, LIGHT)}


def gradient_color(theme: Theme) -> Color:
    """Return the colour of a gradient's magnitude."""
    return blend(theme.gradients.positive, theme.text, 0.12)


def value_color(theme: Theme) -> Color:
    """Return the colour of a value's magnitude."""
    return blend(theme.values.positive, theme.text, 0.12)
