"""Rows of cells to a matrix: numbers, the names of rows and columns, and what is wrong where."""

import io
from array import array
from collections.abc import Callable

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.errors import InputError, ShapeError
from gradviz.messages.message import Message, say, say_many
from gradviz.session.entry import parse_entry
from gradviz.session.reading.faults import check_gaps, check_shape, in_cell, ragged
from gradviz.session.reading.firstcolumn import numbers_in
from gradviz.session.reading.heads import are_names, first_and_last, is_name
from gradviz.session.reading.nonnumbers import why_not
from gradviz.session.reading.numerals import NotANumberError
from gradviz.session.reading.question import Reading
from gradviz.session.reading.way import MisfitError, Way

COMMAS_NEEDED = say("if commas are decimal, every number needs one: 2,0")
A_ROW, A_COLUMN = say("a row"), say("a column")
"""What a list with one axis may be."""
NUMBERS_ROWS = say("the first column numbers the rows")
IS_ENTRIES = say("the first column belongs to the matrix")
"""What a first column without a heading may be."""

TellCount = Callable[[int], None]
"""Is told after each row how many numbers there are so far."""


def read_by(way: Way, told: TellCount) -> tuple[Reading, ...]:
    """Read a text in one way; two readings where a column without a heading may be either.

    Raises
    ------
    MisfitError
    """
    if way.numbers and (values := _at_once(way)) is not None:
        told(values.size)
        return (Reading(freeze(values), way.words, way.how, _sign(way), way.left_out),)
    grid = _Grid(way)
    for cells in way.rows():
        grid.add(cells)
        told(grid.count)
    return grid.readings()


def _at_once(way: Way) -> Matrix | None:
    """Return a text of nothing but finite numbers, at NumPy's speed; None if it needs a look."""
    try:
        values = np.loadtxt(
            io.StringIO(way.numbers),
            delimiter=way.separator.strip(" ") or None,
            comments=None,
            ndmin=2,
        )
    except ValueError:
        return None
    return values if values.size and np.isfinite(values).all() else None


class _Grid:
    """The rows so far."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._numerals = way.numerals()
        self._numbers = array("d")
        self._known: dict[str, float] = {}
        self._width = 0
        self._row = self._first = 0  # counted from 1: the last row, and the first with numbers
        self._gaps: list[int] = []
        self._is_after_gap = self._has_trailing = self._has_corner = False
        self._names: list[str] = []
        self._name_of_index = ""
        self._labels: list[str] | None = None

    @property
    def count(self) -> int:
        """How many numbers there are so far."""
        return len(self._numbers)

    def add(self, cells: list[str]) -> None:
        """Add a row; an empty one is an empty line."""
        if not cells:
            self._is_after_gap = self._first > 0
            return
        if self._is_after_gap:
            self._gaps.append(self._row)
            self._is_after_gap = False
        self._row += 1
        if self._first and len(cells) == self._whole + 1:
            cells = self._without_trailing(cells)
        elif not self._first and len(cells) != len(self._names):
            cells = self._without_end(cells)
        if self._names_index(cells):
            return
        self._begin_labels(cells)
        values = None if self._needs_look else self._plain(cells)
        if values is None and (values := self._looked_at(cells)) is None:
            return
        self._first = self._first or self._row
        self._width = self._width or len(values)
        if len(values) != self._width:
            raise ragged(self._first, self._whole, self._row, len(cells))
        self._numbers.fromlist(values)

    def readings(self) -> tuple[Reading, ...]:
        """Return what the rows are, all of them together."""
        if not self._numbers:
            raise MisfitError(InputError(self._nothing()), (self._row + 1, 0))
        check_gaps(self._gaps, len(self._numbers) // self._width, self._width)
        column = self._doubtful()
        if self._way.needs_commas and self._width == 1 and self._numerals.has_whole:
            raise MisfitError(InputError(COMMAS_NEEDED))
        if self._numerals.doubt:
            doubt = self._numerals.doubt
            raise MisfitError(
                InputError(
                    say(
                        "{number} beside decimal commas can be read in two ways; "
                        "write decimal points only, and nothing between thousands",
                        number=repr(doubt),
                    )
                ),
                (self._row + 1, 0),
            )
        values = self._scaled()
        way, left_out = self._way, (*self._way.left_out, *self._left_out())
        if way.is_vector:
            return Reading(values, A_ROW), Reading(freeze(values.T.copy()), A_COLUMN)
        if not column:
            return (Reading(values, way.words, way.how, _sign(way), left_out),)
        whole = freeze(np.hstack([np.array(column)[:, None] * self._way.factor, values]))
        return (
            Reading(values, NUMBERS_ROWS, left_out=left_out),
            Reading(whole, IS_ENTRIES, left_out=way.left_out),
        )

    # --- names

    @property
    def _whole(self) -> int:
        """How many cells a row has, the name of the row too."""
        return self._width + (self._labels is not None)

    @property
    def _needs_look(self) -> bool:
        return not self._first and self._row > 1 and bool(self._names) and self._labels is None

    def _names_index(self, cells: list[str]) -> bool:
        """Take the name of an index, which pandas prints alone in a line below the head."""
        if self._row != 2 or len(cells) != 1 or not self._names or self._way.separator != " ":
            return False
        self._name_of_index = cells[0] if is_name(cells[0]) else ""
        return bool(self._name_of_index)

    def _begin_labels(self, cells: list[str]) -> None:
        """Find out, at the first row below the names of columns, whether rows have names too."""
        if not self._way.has_names or self._labels is not None:
            return
        is_second = self._row == self._first + 1 == 2
        if is_second and len(cells) == self._width + 1 and self._counts_columns(cells[0]):
            self._names = [f"{value:g}" for value in self._numbers]
            self._numbers, self._first, self._width = array("d"), 0, 0
            self._labels = []
        elif self._names and not self._first:
            count = len(self._names)
            has_corner = not self._names[0] or bool(self._name_of_index)
            has_label = has_corner or is_name(cells[0].strip())
            if len(cells) == count + 1 or (len(cells) == count > 1 and has_label):
                self._labels = []
                self._has_corner = has_corner
                self._names = self._names[len(self._names) + 1 - len(cells) :]
            elif self._name_of_index:
                raise MisfitError(in_cell(2, 1, why_not(self._name_of_index)), (2, 1))

    def _counts_columns(self, label: str) -> bool:
        """Tell whether the only row so far, 0 1 2, stands above columns, beside the row `label`."""
        is_range = self._numbers.tolist() == list(range(len(self._numbers)))
        return is_range and (self._way.is_print or is_name(label.strip()))

    def _doubtful(self) -> list[float]:
        """Return the numbers of a first column that may be one of the matrix."""
        return numbers_in(
            self._labels or [],
            self._numerals,
            self._first,
            has_corner=self._has_corner,
            is_print=self._way.is_print,
        )

    def _holds_names(self, cells: list[str]) -> bool:
        has_commas = self._way.separator == " " and any("," in cell for cell in cells)
        return self._way.has_names and not has_commas and are_names(cells)

    def _plain(self, cells: list[str]) -> list[float] | None:
        if self._labels is None:
            return self._numerals.all_plain(cells)
        values = self._numerals.all_plain(cells[1:])
        if values is not None:
            self._labels.append(cells[0].strip())
        return values

    def _looked_at(self, cells: list[str]) -> list[float] | None:
        """Return the numbers of a row, cell by cell; None if it holds names."""
        cells = [cell.strip() for cell in cells]
        if self._row == 1 and self._holds_names(cells):
            self._names = cells
            return None
        skipped = 0
        if self._labels is not None:
            self._labels.append(cells[0])
            cells, skipped = cells[1:], 1
        return [self._number(cell, k) for k, cell in enumerate(cells, start=1 + skipped)]

    def _number(self, cell: str, column: int) -> float:
        if (known := self._known.get(cell)) is not None:
            return known
        why: Message | None = None
        try:
            return self._numerals.number(cell)
        except NotANumberError as reason:
            if reason.told is not None:
                why = reason.told(_short(cell))
        if self._way.has_arithmetic:
            try:
                self._known[cell] = parse_entry(cell)
            except InputError as refusal:
                why = refusal.message
            else:
                return self._known[cell]
        raise MisfitError(in_cell(self._row, column, why or why_not(cell)), (self._row, column))

    # --- what is wrong

    def _without_end(self, cells: list[str]) -> list[str]:
        """Return a first row, or one below it, without the cell behind its last separator."""
        if not self._way.separator or len(cells) < 2 or cells[-1].strip():
            return cells
        self._has_trailing = True
        return cells[:-1]

    def _without_trailing(self, cells: list[str]) -> list[str]:
        """Return a row without the empty cell behind its last separator."""
        if not cells[-1].strip():
            return cells[:-1]
        if self._has_trailing:
            error = in_cell(self._first, self._whole + 1, why_not(""))
            raise MisfitError(error, (self._row, self._whole + 1))
        return cells

    def _nothing(self) -> Message:
        if self._names and self._row:
            held = _short(" ".join(self._names).strip())
            return say(
                "there is nothing to read: row 1 holds {names}, and no numbers follow", names=held
            )
        return say("there are no numbers in this text")

    # --- the whole

    def _scaled(self) -> Matrix:
        if self._names and len(self._names) != self._width:
            told = say_many(
                "rows need one length: row 1 has {count} name, row {row} has {other} entries",
                "rows need one length: row 1 has {count} names, row {row} has {other}",
                len(self._names),
                row=self._first,
                other=self._width,
            )
            raise MisfitError(ShapeError(told), (self._first, 0))
        found = np.frombuffer(self._numbers).reshape(-1, self._width)
        check_shape(self._way.shape, *found.shape)
        with np.errstate(all="ignore"):
            scaled = found * self._way.factor
        if np.isfinite(found[~np.isfinite(scaled)]).any():
            raise MisfitError(
                InputError(
                    say(
                        "the numbers are too large to be multiplied by {factor}",
                        factor=f"{self._way.factor:g}",
                    )
                )
            )
        return freeze(scaled)

    def _left_out(self) -> list[Message]:
        found: list[Message] = []
        if self._names:
            names = first_and_last(self._names)
            found.append(say("the names of the columns ({names})", names=names))
        if self._labels:
            names = first_and_last(self._labels)
            found.append(say("the names of the rows ({names})", names=names))
        return found


def _sign(way: Way) -> str:
    return way.decimal if way.separator else ""


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")
