"""How a picture is to look: its size, its theme, and what is written in it."""

from dataclasses import dataclass

from gradviz.engine.convention import Convention
from gradviz.language.notation import Notation
from gradviz.messages.language import ENGLISH, Language
from gradviz.scene.marks.theme import DARK, Theme


@dataclass(frozen=True, slots=True)
class Style:
    """Everything a choreographer needs to know besides the numbers and the moment.

    Attributes
    ----------
    width, height : float
        Size of the picture, scene units.
    theme : Theme
    numbers : bool
        Whether cells carry their numbers.
    base : int
        What people count from: 1 as in mathematics, 0 as in code.
    text : float
        Factor on every text size; 1.35 is the large mode for projectors.
    digits : float, optional
        That of the numbers in cells, where they grow more than the text around them.
    pixel : float
        Size of one device pixel in scene units; edges of cells are placed on whole ones.
    convention : {"wx", "xw", "xwt"}
        How a layer is written, and so where its matrices stand.
    language : Language
        What words are written in.
    """

    width: float
    height: float
    theme: Theme = DARK
    numbers: bool = True
    base: int = 1
    text: float = 1.0
    pixel: float = 1.0
    convention: Convention = "wx"
    digits: float | None = None
    language: Language = ENGLISH

    @property
    def notation(self) -> Notation:
        """How names and indices of cells are written."""
        return Notation(self.base, self.convention, language=self.language)

    @property
    def growth(self) -> float:
        """How much more the numbers in cells grow than the text around them; at least 1."""
        return 1.0 if self.digits is None else max(self.digits / self.text, 1.0)

    @property
    def legible(self) -> float:
        """Factor on how large numbers become that have room to spare; at least 1."""
        return max(self.text * self.growth, 1.0)

    def snap(self, length: float) -> float:
        """Return `length` rounded to whole device pixels."""
        return round(length / self.pixel) * self.pixel

    def whole(self, pitch: float) -> float:
        """Return a pitch of cells rounded down to whole device pixels, if it is not tiny."""
        return pitch if pitch < 3 * self.pixel else int(pitch / self.pixel) * self.pixel
