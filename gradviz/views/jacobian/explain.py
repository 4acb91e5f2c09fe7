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
from gradviz.language.notation import Notation
from gradviz.language.numbers import number, sum_of
from gradviz.messages.line import Line, Run
from gradviz.messages.message import Message, joined, say, verbatim
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
            return notation.share(f"vec({options.wrt}_grad)[{notation.count(ref.col)}]")
        of_sample, entry = notation.count(options.sample), notation.count(ref.col)
        name = f"vec({options.wrt}_grad)[{entry}]"
        told = say("sample {sample}: {name}", sample=of_sample, name=name)
        return told.text(notation.language)
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
        name = cell_name(ref, options, notation)
        raise InputError(say("the picture shows no {name}", name=name))
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
            raise InputError(say("the picture shows no such entry of J"))
        value = float(self._lin.jacobian.window(*window)[0, 0])
        out, into = self._primal("dy", ref.row), self._primal("dx", ref.col)
        source = behind(ref, self._passes, self._options)
        if not self._lin.jacobian.pattern.touched(*window)[0, 0]:
            sentence = say(
                "{output} has nothing to do with {input}: never touched. No 0 is stored here.",
                output=out,
                input=into,
            )
            untouched = say("never touched").line(self._notation.language)
            lines = [_line(f"∂{out} / ∂{into}"), untouched]
            return self._explanation(ref, value, sentence, tuple(lines), ())
        sentence, lines = _slope(out, into, value), [_line(f"∂{out} / ∂{into}")]
        comes: tuple[Place, ...] = (Place(say("the layers between them"), None),)
        if source is not None:
            name = self._notation.cell(source)
            sentence = joined([sentence, say("The slope is {name}.", name=name)])
            lines.append(_line(f"= {name}"))
            comes = (_named(name, source),)
        lines.append(_result(value))
        feeds = (self._place("x_grad", ref.col), self._place("dy", ref.row))
        return self._explanation(ref, value, sentence, tuple(lines), (), comes, feeds)

    def of_tangent(self, ref: CellRef) -> Explanation:
        value = float(self._lin.tangent[self._at(ref)])
        sentence = say(
            "You choose how far {input} moves. For a small move, {output} and dl follow.",
            input=self._primal_of(ref),
            output=self._options.of,
        )
        typed = (Place(say("what was typed in"), None),)
        feeds = (_named(f"d{self._options.of}", None), _named("dl", CellRef("dl", 0, 0)))
        lines = (_result(value),)
        return self._explanation(ref, value, sentence, lines, (), typed, feeds)

    def of_moved(self, ref: CellRef, row: int) -> Explanation:
        pattern = self._lin.jacobian.pattern
        members = pattern.cols_of(int(pattern.row(np.array([row]))[0][0]))
        left = self._lin.jacobian.window(range(row, row + 1), members).ravel()
        right = self._lin.tangent_column[members.start : members.stop : members.step].ravel()
        names = [self._name_of(CellRef("dx", col, 0)) for col in members[:_MOST]]
        value = float(self._lin.moved_column[row, 0])
        sentence = say(
            "To first order, {output} moves this much along {direction}: a row of J times dx.",
            output=self._primal_of(ref),
            direction=f"d{self._options.wrt}",
        )
        labels = [
            f"J[{self._notation.count(row)},{self._notation.count(col)}]·{name}"
            for col, name in zip(members, names, strict=False)
        ]
        at = self._notation.count(row)
        head = say("row {row} of J · dx", row=at)
        lines, parts = self._sum(head, left, right, labels, value)
        comes = (Place(say("row {row} of J", row=at), CellRef("J", row, members.start)),)
        feeds = (_named("dl", CellRef("dl", 0, 0)),)
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
        sample, of = self._options.sample, self._options.of
        column, goal = notation.count(ref.col), notation.cell(total)
        if sample is None:
            sentence = say(
                "This much comes to {gradient} through {output}: y_gradᵀ times a column of J.",
                gradient=goal,
                output=of,
            )
        else:
            sentence = say(
                "Sample {sample} adds this much to {gradient}: y_gradᵀ times a column of J.",
                sample=notation.count(sample),
                gradient=goal,
            )
        labels = [
            f"{self._name_of(CellRef('y_grad', 0, at))}·J[{notation.count(at)},{column}]"
            for at in members[:_MOST]
        ]
        head = say("y_gradᵀ · column {column} of J", column=column)
        lines, parts = self._sum(head, left, right, labels, value)
        comes = (self._place("y_grad", members.start),)
        feeds = (_named(goal, total), _named("dl", CellRef("dl", 0, 0)))
        return self._explanation(ref, value, sentence, lines, parts, comes, feeds)

    def of_dl(self, ref: CellRef) -> Explanation:
        lin = self._lin
        left, right = lin.gradient_row.ravel(), lin.tangent_column.ravel()
        sentence = say(
            "To first order, the loss moves this much when the input moves along dx. "
            "From the left it is x_gradᵀ dx, from the right y_gradᵀ dy: one number."
        )
        labels = [
            f"{self._name_of(CellRef('x_grad', 0, col))}·{self._name_of(CellRef('dx', col, 0))}"
            for col in range(min(len(left), _MOST))
        ]
        lines, parts = self._sum(verbatim("x_gradᵀ · dx"), left, right, labels, lin.dl)
        comes = (self._place("x_grad", 0), self._place("dx", 0))
        return self._explanation(ref, lin.dl, sentence, lines, parts, comes)

    # --- pieces

    def _explanation(
        self,
        ref: CellRef,
        value: float,
        sentence: Message,
        lines: tuple[Line, ...],
        parts: tuple[Part, ...],
        comes_from: tuple[Place, ...] = (Place(say("nothing"), None),),
        feeds: tuple[Place, ...] = (Place(say("nothing else"), None),),
    ) -> Explanation:
        return Explanation(
            ref, self._name(ref), value + 0.0, sentence, lines, parts, comes_from, feeds, None
        )

    def _name(self, ref: CellRef) -> str:
        return cell_name(ref, self._options, self._notation)

    def _name_of(self, cell: CellRef) -> str:
        return self._name(in_network(cell, self._passes, self._options))

    def _place(self, part: str, at: int) -> Place:
        cell = CellRef(part, 0, at) if part in ("x_grad", "y_grad") else CellRef(part, at, 0)
        ref = in_network(cell, self._passes, self._options)
        return _named(self._name(ref), ref)

    def _primal(self, part: str, at: int) -> str:
        """Return what an entry of dx or dy is the motion of: "X[1,2]"."""
        return self._primal_of(in_network(CellRef(part, at, 0), self._passes, self._options))

    def _primal_of(self, tangent: CellRef) -> str:
        return self._notation.cell(replace(tangent, name=tangent.name.removeprefix("d")))

    def _at(self, ref: CellRef) -> tuple[int, int]:
        """Return the place of an entry in the tangent, which may be that of one sample."""
        is_one = self._options.sample is not None and self._options.wrt[0] not in "Wb"
        return ref.row, 0 if is_one else ref.col

    def _sum(
        self,
        head: Message,
        left: Matrix,
        right: Matrix,
        labels: Sequence[str],
        value: float,
    ) -> tuple[tuple[Line, ...], tuple[Part, ...]]:
        """Return a sum of products: in words, with its numbers, its result, and its parts."""
        if len(left) > len(labels):
            return (head.line(self._notation.language), _result(value)), ()
        pairs = [(number(float(a)), number(float(b))) for a, b in zip(left, right, strict=True)]
        written = sum_of(["·".join(map(bracketed, pair)) for pair in pairs])
        sign = relation(number(value), pairs)
        with np.errstate(all="ignore"):
            parts = tuple(
                Part(label, float(a) * float(b))
                for label, a, b in zip(labels, left, right, strict=True)
            )
        first = head.line(self._notation.language)
        return (first, _line(f"= {written}"), result_line(sign, value)), parts


def _slope(moved: str, mover: str, slope: float) -> Message:
    if math.isfinite(slope):
        return say("As {input} starts to rise, {moves}.", input=mover, moves=moves(moved, slope))
    return say(
        "The slope of {output} with respect to {input} is {slope}.",
        output=moved,
        input=mover,
        slope=number(slope),
    )


def _named(name: str, ref: CellRef | None) -> Place:
    return Place(verbatim(name), ref)


def _line(text: str) -> Line:
    return (Run(text),)


def _result(value: float) -> Line:
    return result_line("≈" if is_rounded(value) else "=", value)
