"""What one cell means, in plain sentences with the actual numbers."""

import math
from dataclasses import dataclass

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.dependence import sources
from gradviz.engine.losses import loss_terms
from gradviz.engine.passes import Passes
from gradviz.refs import CellRef
from gradviz.scene.english import counted, equation
from gradviz.scene.formula import GRADIENT_OF, Line, Run, softmax
from gradviz.scene.numbers import number


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with what its sentences are made of; `m`, `k` and `n` are the sizes M, K and N."""

    passes: Passes
    ref: CellRef
    base: int

    @property
    def name(self) -> str:
        return self.ref.shown(self.base)

    @property
    def row(self) -> int:
        return self.ref.row + self.base

    @property
    def col(self) -> int:
        return self.ref.col + self.base

    @property
    def value(self) -> float:
        return float(self.passes.matrix(self.ref.name)[self.ref.row, self.ref.col]) + 0.0

    def of(self, name: str) -> "_Cell":
        """Return the cell at the same place of another matrix."""
        return _Cell(self.passes, CellRef(name, self.ref.row, self.ref.col), self.base)

    def at(self, name: str, row: int, col: int) -> str:
        """Return the name of a cell, given as people count."""
        return f"{name}[{row},{col}]"


def sentence(passes: Passes, ref: CellRef, base: int = 1) -> Line:
    """Return what a cell means; the number that matters most is strong.

    Parameters
    ----------
    passes : Passes
        Of one layer.
    ref : CellRef
        A cell of any of its matrices.
    base : int
        What rows and columns are counted from, 0 or 1.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> from gradviz.scene.formula import plain
    >>> p = backprop([[2]], [[3]])
    >>> plain(sentence(p, CellRef("X_grad", 0, 0)))
    'The loss rises by 2 for each unit that X[1,1] rises. X[1,1] reaches the loss through \
Y[1,1], by way of W[1,1].'
    """
    cell = _Cell(passes, ref, base)
    if not math.isfinite(cell.value):
        return _not_finite(cell)
    if ref.name in GRADIENT_OF:
        return _given(cell)
    if ref.name == "T":
        return (Run(_target(cell)),)
    if ref.name == "Y":
        return (Run(_output(cell)), *_slope(cell.of("Y_grad"), "Y"))
    primal = ref.name.removesuffix("_grad")
    reach = {"X": _reach_of_x, "W": _reach_of_w, "b": _reach_of_b, "Y": _origin}[primal]
    return (*_slope(cell, primal), Run(" " + reach(cell)))


def step_change(passes: Passes, ref: CellRef) -> float | None:
    """Return by how much l changes when one entry of W, X or b rises by 1.

    None where l is linear in every entry, so that the gradient tells it: the loss "sum" and a
    hand-made seed.
    """
    if passes.loss_name in (None, "sum"):
        return None
    Y: Matrix = passes.Y.copy()
    with np.errstate(all="ignore"):
        if ref.name == "X":
            Y[:, ref.col] += passes.W[:, ref.row]
        else:
            Y[ref.row] += 1.0 if ref.name == "b" else passes.X[ref.col]
        after, before = (_terms(passes, values) for values in (Y, passes.Y))
        return float((after - before).sum())


def _terms(passes: Passes, Y: Matrix) -> Matrix:
    return loss_terms(passes.loss_name or "sum", Y, passes.T)


def _slope(cell: _Cell, primal: str) -> Line:
    """Say how the loss follows an entry; `cell` holds the gradient."""
    value, name = cell.value, cell.of(primal).name
    if not math.isfinite(value):
        return _not_finite(cell)
    if value == 0:
        return (Run(f"The loss neither rises nor falls when {name} rises a little."),)
    verb = "rises" if value > 0 else "falls"
    return (
        Run(f"The loss {verb} by "),
        Run(number(abs(value)), "strong"),
        Run(f" for each unit that {name} rises."),
    )


def _reach_of_x(cell: _Cell) -> str:
    x, k, j = cell.of("X").name, cell.row, cell.col
    m, n = cell.passes.Y.shape
    only = " only" if n > 1 else ""
    if m == 1:
        way = cell.at("W", cell.base, k)
        return f"{x} reaches the loss through {cell.at('Y', cell.base, j)}{only}, by way of {way}."
    return (
        f"{x} reaches the loss through column {j} of Y{only}, "
        f"once through each row of W's column {k}."
    )


def _reach_of_w(cell: _Cell) -> str:
    w, i, k = cell.of("W").name, cell.row, cell.col
    m, n = cell.passes.Y.shape
    only = " only" if m > 1 else ""
    if n == 1:
        way = cell.at("X", k, cell.base)
        return f"{w} reaches the loss through {cell.at('Y', i, cell.base)}{only}, by way of {way}."
    return (
        f"{w} reaches the loss through row {i} of Y{only}, once through each column of X's row {k}."
    )


def _reach_of_b(cell: _Cell) -> str:
    b, i, n = cell.of("b").name, cell.row, cell.passes.Y.shape[1]
    if n == 1:
        y = cell.at("Y", i, cell.base)
        return f"{b} is added to {y} and to nothing else, so its gradient is that of {y}."
    return f"{b} is added to every entry in row {i} of Y, so the {n} gradients there add up."


def _origin(cell: _Cell) -> str:
    """Say where an entry of Y_grad comes from."""
    y, y_name = cell.of("Y").value, cell.of("Y").name
    m, n = cell.passes.Y.shape
    loss = cell.passes.loss_name
    if loss is None:
        return "This number is the seed: it was typed in. It stands for the loss l = ⟨Y_grad, Y⟩."
    if loss == "sum":
        return "The loss is the sum of all entries of Y, so it follows each of them one to one."
    if loss == "cross_entropy":
        return _share_of_probability(cell)
    t = cell.of("T").value
    if y == t:
        where = f"{y_name} is exactly at its target, {number(t)}"
    else:
        side = "above" if y > t else "below"
        where = f"{y_name} is {number(abs(y - t))} {side} its target, {number(t)}"
    if loss == "squared_error":
        return f"{where}; the slope of ½(Y − T)² is that distance itself, Y − T."
    return f"{where}; in a mean of {counted(m * n, 'square')} the slope is 2(Y − T)/{m * n}."


def _share_of_probability(cell: _Cell) -> str:
    p, t = softmax(cell.passes, cell.ref), cell.of("T").value
    n = cell.passes.Y.shape[1]
    start = (
        f"Softmax turns {cell.of('Y').name} into the probability {number(p)}; "
        f"the target is {number(t)}"
    )
    if p == t:
        return f"{start}, exactly that."
    much = f"{number(abs(p - t))} too {'much' if p > t else 'little'}"
    return (
        f"{start}, so it is {much}."
        if n == 1
        else (
            f"{start}, so it is {much}, and each of the {n} samples counts for 1/{n} of the loss."
        )
    )


def _output(cell: _Cell) -> str:
    """Say what an entry of Y is made of, with a space for what follows."""
    count = cell.passes.W.shape[1]
    top = "" if cell.passes.b is None else f", with {cell.at('b', cell.row, cell.base)} on top"
    if count == 1:
        made = f"{cell.at('W', cell.row, cell.base)} times {cell.at('X', cell.base, cell.col)}"
    else:
        made = f"row {cell.row} of W times column {cell.col} of X: the sum of {count} products"
    return f"{cell.name} is {made}{top}. "


def _given(cell: _Cell) -> Line:
    """Say what raising an entry of W, X or b does to the loss."""
    gradient = cell.of(GRADIENT_OF[cell.ref.name])
    if not math.isfinite(gradient.value):
        return _not_finite(gradient)
    slope = number(gradient.value)
    whole = step_change(cell.passes, cell.ref)
    told = f": {equation(gradient.name, gradient.value)}."
    if whole is None or number(whole) == slope:
        rest = " The loss is linear in it, so this holds for a step of any size."
        return (
            Run(f"Raising {cell.name} by 1 "),
            *_change(gradient.value),
            Run(told + (rest if whole is None else "")),
        )
    return (
        *_start(cell.name, gradient.value),
        Run(f"{told} A whole step of 1 "),
        *_change(whole),
        Run(", because the loss is curved; the smaller the step, the better the slope fits."),
    )


def _start(name: str, slope: float) -> Line:
    if slope == 0:
        return (Run(f"As {name} starts to rise, l stays where it is"),)
    verb = "rises" if slope > 0 else "falls"
    fast = Run(number(abs(slope)), "strong")
    return Run(f"As {name} starts to rise, l {verb} "), fast, Run(" times as fast")


def _change(amount: float) -> Line:
    if amount == 0:
        return (Run("does not change l"),)
    verb = "raises" if amount > 0 else "lowers"
    size = Run(number(abs(amount)), "strong")
    return (Run(f"{verb} l by "), size) if math.isfinite(amount) else (Run("makes l infinite"),)


def _target(cell: _Cell) -> str:
    y, t = cell.of("Y"), number(cell.value)
    gradient = cell.of("Y_grad")
    if not math.isfinite(gradient.value):
        return f"{cell.name} is what {y.name} should become. {_not_finite(gradient)[0].text}"
    if cell.passes.loss_name == "cross_entropy":
        start = f"{cell.name} = {t} is the probability that row {cell.row} should get in column "
        start += f"{cell.col}; softmax gives it {number(softmax(cell.passes, cell.ref))}."
    else:
        start = f"{cell.name} = {t} is what {y.name} should become; it is {number(y.value)}."
    if gradient.value == 0:
        return f"{start} {gradient.name} = 0: nothing pulls there."
    way = "down" if gradient.value > 0 else "up"
    slope = equation(gradient.name, gradient.value)
    return f"{start} {slope}: the loss falls as {y.name} goes {way}."


def _not_finite(cell: _Cell) -> Line:
    """Say which number at the root makes a cell NaN or infinite."""
    value = cell.value
    is_nan = math.isnan(value)
    what = "not a number (NaN)" if is_nan else f"infinite ({number(value)})"
    found = _root(cell.passes, cell.ref)
    root = _Cell(cell.passes, found, cell.base)
    if found == cell.ref and not sources(cell.passes, found):
        rest = ". It was typed in, and it spoils what is computed from it."
    elif not sources(cell.passes, found):
        rest = f", because {root.name} is {number(root.value)}."
    else:
        where = "its terms are" if found == cell.ref else f"those behind {root.name} are"
        rest = f": {where} too large for a computer, whose numbers end near 1.8e308."
    return (Run(f"{cell.name} is {what}{rest}"),)


def _root(passes: Passes, ref: CellRef) -> CellRef:
    """Follow the first source that is not finite back to where that begins."""
    for block in sources(passes, ref):
        part = passes.matrix(block.name)[
            block.rows.start : block.rows.stop, block.cols.start : block.cols.stop
        ]
        bad = np.argwhere(~np.isfinite(part))
        if bad.size:
            row, col = bad[0].tolist()
            found = CellRef(block.name, block.rows.start + row, block.cols.start + col)
            return _root(passes, found)
    return ref
