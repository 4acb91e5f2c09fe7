"""What there is to say of an entry that only the Jacobian view has: J, dX, dY and dl."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.jacobians.linearization import Linearization
from gradviz.engine.jacobians.vec import unravel
from gradviz.engine.passes import Passes
from gradviz.errors import InputError
from gradviz.explain.explanation import Explanation, Place
from gradviz.explain.slopes import moves
from gradviz.language.english import is_rounded, relation
from gradviz.language.lines import Part, bracketed, result_line
from gradviz.language.notation import SHARE, Notation
from gradviz.language.numbers import number, sum_of
from gradviz.messages.line import Line, Run, plain
from gradviz.messages.message import verbatim
from gradviz.refs import CellRef
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.views.jacobian.entries import behind, in_network, in_picture, part_of

_MOST = 400  # parts; of longer sums only the result is told


def cell_name(ref: CellRef, options: JacobianLook, notation: Notation) -> str:
    """Return what people call an entry: "J[3,4]", "dX[1,2]", "dl".

    Examples
    --------
    >>> cell_name(CellRef("J", 0, 2), JacobianLook("Y"), Notation())
    'J[1,3]'
    >>> cell_name(CellRef("dX", 0, 2), JacobianLook("Y"), Notation(convention="xw"))
    'dX[3,1]'
    """
    if ref.name == "dl":
        return "dl"
    if ref.name == "x_grad":
        if options.sample is None:
            return f"{SHARE}vec({options.wrt}_grad)[{notation.count(ref.col)}]"
        of_sample = notation.count(options.sample)
        return f"sample {of_sample}: vec({options.wrt}_grad)[{notation.count(ref.col)}]"
    if ref.name == "J":
        return f"J[{notation.count(ref.row)},{notation.count(ref.col)}]"
    if ref.name in (f"d{options.wrt}", f"d{options.of}"):
        return "d" + notation.cell(replace(ref, name=ref.name[1:]))
    return notation.cell(ref)


def explain_in_jacobian(
    passes: Passes,
    options: JacobianLook,
    lin: Linearization,
    ref: CellRef,
    notation: Notation,
) -> Explanation:
    """Explain an entry of J, dX, dY, or dl.

    Raises
    ------
    InputError
        If there is no such entry in the picture.
    """
    told = _Told(passes, options, lin, notation)
    if ref.name == "J":
        return told.of_jacobian(ref)
    if ref.name == "dl":
        return told.of_dl(ref)
    if ref.name == "x_grad":
        return told.of_part(ref)
    part, places = part_of(ref.name, options), in_picture(ref, passes, options)
    if part not in ("dx", "dy") or not places:
        raise InputError(f"the picture shows no {cell_name(ref, options, notation)}")
    return told.of_tangent(ref) if part == "dx" else told.of_moved(ref, places[0].row)


class _Told:
    """Says what an entry is; holds what every sentence is made from."""

    def __init__(
        self, passes: Passes, options: JacobianLook, lin: Linearization, notation: Notation
    ) -> None:
        self._passes = passes
        self._options = options
        self._lin = lin
        self._notation = notation

    def of_jacobian(self, ref: CellRef) -> Explanation:
        window = range(ref.row, ref.row + 1), range(ref.col, ref.col + 1)
        if not all(
            0 <= at < size for at, size in zip((ref.row, ref.col), self._lin.shape, strict=True)
        ):
            raise InputError("the picture shows no such entry of J")
        value = float(self._lin.jacobian.window(*window)[0, 0])
        moved, mover = self._place("dy", ref.row), self._place("dx", ref.col)
        out, into = moved.words[1:], mover.words[1:]
        source = behind(ref, self._passes, self._options)
        if not self._lin.jacobian.pattern.touched(*window)[0, 0]:
            sentence = f"{out} has nothing to do with {into}: never touched. No 0 is stored here."
            return self._explanation(
                ref, value, sentence, (_line(f"∂{out} / ∂{into}"), (Run("never touched"),)), ()
            )
        sentence = f"How fast {out} moves with {into} is {number(value)}."
        if math.isfinite(value):
            sentence = f"As {into} starts to rise, {out} {plain(moves(value))}."
        lines: list[Line] = [_line(f"∂{out} / ∂{into}")]
        comes: tuple[Place, ...] = (Place("the layers between them", None),)
        if source is not None:
            name = self._notation.cell(source)
            sentence += f" The slope is {name}."
            lines.append(_line(f"= {name}"))
            comes = (Place(name, source),)
        lines.append(_result(value))
        feeds = (self._place("x_grad", ref.col), moved)
        return self._explanation(ref, value, sentence, tuple(lines), (), comes, feeds)

    def of_tangent(self, ref: CellRef) -> Explanation:
        value = float(self._lin.tangent[self._at(ref)])
        name = self._name(ref)
        sentence = (
            f"So much {name[1:]} moves: dl and {self._options.of} follow, as long as it is little. "
            "It is yours to choose."
        )
        typed = (Place("what was typed in", None),)
        feeds = (Place(f"d{self._options.of}", None), Place("dl", CellRef("dl", 0, 0)))
        lines = (_result(value),)
        return self._explanation(ref, value, sentence, lines, (), typed, feeds)

    def of_moved(self, ref: CellRef, row: int) -> Explanation:
        pattern = self._lin.jacobian.pattern
        members = pattern.cols_of(int(pattern.row(np.array([row]))[0][0]))
        left = self._lin.jacobian.window(range(row, row + 1), members).ravel()
        right = self._lin.tangent_column[members.start : members.stop : members.step].ravel()
        names = [self._name_of(CellRef("dx", col, 0)) for col in members[:_MOST]]
        value = float(self._lin.moved_column[row, 0])
        along = f"d{self._options.wrt}"
        sentence = (
            f"So {self._name(ref)[1:]} moves, to first order, along {along}: a row of J times dx."
        )
        labels = [
            f"J[{self._notation.count(row)},{self._notation.count(col)}]·{name}"
            for col, name in zip(members, names, strict=False)
        ]
        lines, parts = self._sum(
            f"row {self._notation.count(row)} of J · dx", left, right, labels, value
        )
        comes = (Place(f"row {self._notation.count(row)} of J", CellRef("J", row, members.start)),)
        feeds = (Place("dl", CellRef("dl", 0, 0)),)
        return self._explanation(ref, value, sentence, lines, parts, comes, feeds)

    def of_part(self, ref: CellRef) -> Explanation:
        """Explain what one sample adds to an entry of the gradient of a weight."""
        notation, wrt = self._notation, self._options.wrt
        rows, cols = self._passes.matrix(wrt).shape
        at = (np.array([ref.col]), (int(rows), int(cols)), self._options.order)
        row, col = (int(n[0]) for n in unravel(*at))
        total = CellRef(f"{wrt}_grad", row, col)
        pattern = self._lin.jacobian.pattern
        members = pattern.rows_of(int(pattern.col(np.array([ref.col]))[0][0]))
        left = self._lin.cotangent_row[0, members.start : members.stop : members.step]
        right = self._lin.jacobian.window(members, range(ref.col, ref.col + 1)).ravel()
        value = float(self._lin.gradient_row[0, ref.col])
        sample = notation.count(self._options.sample or 0)
        column, goal = notation.count(ref.col), notation.cell(total)
        adds = f"sample {sample} adds to {goal}"
        if self._options.sample is None:
            adds = f"comes to {goal} through {self._options.of}"
        sentence = f"So much {adds}: y_gradᵀ times a column of J."
        labels = [
            f"{self._name_of(CellRef('y_grad', 0, at))}·J[{notation.count(at)},{column}]"
            for at in members[:_MOST]
        ]
        lines, parts = self._sum(f"y_gradᵀ · column {column} of J", left, right, labels, value)
        comes = (self._place("y_grad", members.start),)
        feeds = (Place(goal, total), Place("dl", CellRef("dl", 0, 0)))
        return self._explanation(ref, value, sentence, lines, parts, comes, feeds)

    def of_dl(self, ref: CellRef) -> Explanation:
        lin = self._lin
        left, right = lin.gradient_row.ravel(), lin.tangent_column.ravel()
        sentence = (
            "So the loss moves, to first order, when the input moves along dx. From the left it is "
            "x_gradᵀ dx, from the right y_gradᵀ dy: one number."
        )
        labels = [
            f"{self._name_of(CellRef('x_grad', 0, col))}·{self._name_of(CellRef('dx', col, 0))}"
            for col in range(min(len(left), _MOST))
        ]
        lines, parts = self._sum("x_gradᵀ · dx", left, right, labels, lin.dl)
        comes = (self._place("x_grad", 0), self._place("dx", 0))
        return self._explanation(ref, lin.dl, sentence, lines, parts, comes)

    # --- pieces

    def _explanation(
        self,
        ref: CellRef,
        value: float,
        sentence: str,
        lines: tuple[Line, ...],
        parts: tuple[Part, ...],
        comes_from: tuple[Place, ...] = (Place("nothing", None),),
        feeds: tuple[Place, ...] = (Place("nothing else", None),),
    ) -> Explanation:
        told = verbatim(sentence)
        return Explanation(
            ref, self._name(ref), value + 0.0, told, lines, parts, comes_from, feeds, None
        )

    def _name(self, ref: CellRef) -> str:
        return cell_name(ref, self._options, self._notation)

    def _name_of(self, cell: CellRef) -> str:
        return self._name(in_network(cell, self._passes, self._options))

    def _place(self, part: str, at: int) -> Place:
        cell = CellRef(part, 0, at) if part in ("x_grad", "y_grad") else CellRef(part, at, 0)
        ref = in_network(cell, self._passes, self._options)
        return Place(self._name(ref), ref)

    def _at(self, ref: CellRef) -> tuple[int, int]:
        """Return the place of an entry in the tangent, which may be that of one sample."""
        is_one = self._options.sample is not None and self._options.wrt[0] not in "Wb"
        return ref.row, 0 if is_one else ref.col

    def _sum(
        self,
        head: str,
        left: Matrix,
        right: Matrix,
        labels: Sequence[str],
        value: float,
    ) -> tuple[tuple[Line, ...], tuple[Part, ...]]:
        """Return a sum of products: in words, with its numbers, its result, and its parts."""
        if len(left) > len(labels):
            return (_line(head), _result(value)), ()
        pairs = [(number(float(a)), number(float(b))) for a, b in zip(left, right, strict=True)]
        written = sum_of(["·".join(map(bracketed, pair)) for pair in pairs])
        sign = relation(number(value), pairs)
        with np.errstate(all="ignore"):
            parts = tuple(
                Part(label, float(a) * float(b))
                for label, a, b in zip(labels, left, right, strict=True)
            )
        return (_line(head), _line(f"= {written}"), result_line(sign, value)), parts


def _line(text: str) -> Line:
    return (Run(text),)


def _result(value: float) -> Line:
    return result_line("≈" if is_rounded(value) else "=", value)
