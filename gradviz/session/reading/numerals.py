"""Numbers as text: with a decimal point or comma, with or without signs between thousands."""

import math
import re
from collections.abc import Callable
from typing import Literal, get_args

from gradviz.messages.message import Message, say
from gradviz.session.reading.characters import NO_BREAK

Decimal = Literal[".", ","]
DECIMALS: tuple[Decimal, ...] = get_args(Decimal)

_LONGEST = 400
"""Characters of a cell that may be written in another way than Python's."""
_TAIL = r"(?:[eE][+-]?\d+)?"
_EXPONENT = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(?:[dDf]|\*\^)([+-]?\d+)")
_OF_C = re.compile(r"([+-]?(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?)[fF]")
_PRECISION = re.compile(r"(?<=[\d.])`{1,2}(?:\d+\.?\d*)?")  # Mathematica's 1.5`20
_SPACED = re.compile(
    rf"[+-]?[1-9]\d{{0,2}}([ '{NO_BREAK}])\d{{3}}(?:\1\d{{3}})*(?:[.,]\d*)?{_TAIL}"
)
_BY_COMMA = re.compile(
    rf"[+-]?[1-9]\d{{0,2}}(?:(?:,\d{{3}})+|(?:,\d{{2}})+,\d{{3}})(?:\.\d*)?{_TAIL}"  # 12,34,567
)
_BY_POINT = re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:\.\d{{3}})+(?:,\d+)?{_TAIL}")
_NAMED = re.compile(r"([+-]?)(?:np|numpy|jnp|torch|math)\.(nan|inf)", re.IGNORECASE)
_WITH_COMMA = re.compile(rf"[+-]?\d*,\d+{_TAIL}")


class NotANumberError(ValueError):
    """A cell that is no number in this way of writing.

    Attributes
    ----------
    told : callable, optional
        Says why of the cell, as it is quoted; None where it is plainly none.
    """

    def __init__(self, told: Callable[[str], Message] | None = None) -> None:
        super().__init__()
        self.told = told


class Numerals:
    """Reads the cells of one text.

    Parameters
    ----------
    decimal : {".", ","}
        The decimal sign; the other one may stand between thousands, as may an apostrophe or a
        space that is inside of a cell.
    """

    def __init__(self, decimal: Decimal = ".") -> None:
        self.decimal = decimal
        self.has_whole = False  # a number without a decimal comma among those that have one
        self._has_grouped_fraction = False
        self._doubtful = ""

    @property
    def doubt(self) -> str:
        """A cell such as 1.234 among decimal commas, if none shows that points group; else ""."""
        return "" if self._has_grouped_fraction else self._doubtful

    def all_plain(self, cells: list[str]) -> list[float] | None:
        """Return the numbers of a row, fast; None if one needs a second look."""
        if self.decimal == ",":
            if any("." in cell or cell.endswith(",") for cell in cells):
                return None
            pointed = [cell.replace(",", ".") for cell in cells]
        else:
            pointed = cells
        try:
            values = list(map(float, pointed))
        except ValueError:
            return None
        if self.decimal == ",":
            self.has_whole = self.has_whole or any("," not in cell for cell in cells)
        return values if math.isfinite(sum(values)) else None

    def number(self, cell: str) -> float:
        """Return the number in a cell without spaces around it.

        Raises
        ------
        NotANumberError

        Examples
        --------
        >>> Numerals().number("1,234.5"), Numerals(",").number("1.234,5"), Numerals().number("1d2")
        (1234.5, 1234.5, 100.0)
        """
        if "`" in cell and len(cell) <= _LONGEST:
            cell = _PRECISION.sub("", cell, count=1)
        plain = self._with_point(cell) if len(cell) <= _LONGEST else cell
        if len(cell) <= _LONGEST and (found := _EXPONENT.fullmatch(plain)):
            plain = f"{found[1]}e{found[2]}"
        elif len(cell) <= _LONGEST and (found := _OF_C.fullmatch(plain)):
            plain = found[1]
        elif found := _NAMED.fullmatch(plain):  # as code writes them
            plain = f"{found[1]}{found[2]}"
        try:
            value = float(plain)
        except ValueError:
            raise NotANumberError from None
        if math.isinf(value) and "inf" not in plain.lower():
            raise NotANumberError(
                lambda cell: say("{cell} is too large; numbers reach to about 1.8e308", cell=cell)
            )
        return value

    def _with_point(self, cell: str) -> str:
        """Return a cell with a decimal point and nothing between thousands."""
        if found := _SPACED.fullmatch(cell):
            cell = cell.replace(found[1], "")
        if self.decimal == ".":
            if "," not in cell:
                return cell
            if not _BY_COMMA.fullmatch(cell):
                raise NotANumberError
            return cell.replace(",", "")
        if "." in cell:
            self._judge_points(cell)
            return cell.replace(".", "").replace(",", ".")
        if "," in cell and not _WITH_COMMA.fullmatch(cell):
            raise NotANumberError
        return cell.replace(",", ".")

    def _judge_points(self, cell: str) -> None:
        if not _BY_POINT.fullmatch(cell):
            raise NotANumberError(
                lambda cell: say(
                    "{cell} has a point where commas are decimal; write decimal points only",
                    cell=cell,
                )
            )
        if "," in cell or cell.count(".") > 1:
            self._has_grouped_fraction = True
        else:
            self._doubtful = self._doubtful or cell
