"""The questions everyone asks about a cell, answered with the numbers of that cell."""

from dataclasses import dataclass

import numpy as np

from gradviz.arrays import size
from gradviz.engine.passes import Passes
from gradviz.refs import CellRef
from gradviz.scene.english import counted, listed
from gradviz.scene.numbers import factor, number
from gradviz.scene.sums import sum_for
from gradviz.scene.words import SEED_FORMULAS

_MOST = 3  # rows or columns that an answer goes through one by one


@dataclass(frozen=True, slots=True)
class Why:
    """A question as people ask it, and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class _Question:
    """What answers are made of: the cell as people count, and the sizes."""

    passes: Passes
    ref: CellRef
    base: int

    @property
    def row(self) -> int:
        return self.ref.row + self.base

    @property
    def col(self) -> int:
        return self.ref.col + self.base

    @property
    def m(self) -> int:
        return self.passes.W.shape[0]

    @property
    def k(self) -> int:
        return self.passes.W.shape[1]

    @property
    def n(self) -> int:
        return self.passes.X.shape[1]

    def gradient(self) -> str:
        """Return the product behind a gradient with its numbers: "(−1)·1 + 3·1 = 2"."""
        total = sum_for(self.passes, self.ref)
        pairs = zip(total.left.tolist(), total.right.tolist(), strict=True)
        terms = [
            f"{factor(left)}·{factor(right)}" if total.right_name else factor(left)
            for left, right in pairs
        ]
        shown = terms if len(terms) <= _MOST + 1 else [*terms[:_MOST], "…", terms[-1]]
        return " + ".join(shown)


def whys(passes: Passes, ref: CellRef, base: int = 1) -> tuple[Why, ...]:
    """Return what people ask about a cell, with answers in its own numbers.

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
    >>> p = backprop([[2]], [[3]])
    >>> [why.question for why in whys(p, CellRef("X_grad", 0, 0))]
    ['Why is W transposed here?', 'Why not the inverse?']
    """
    asked = {
        "Y": (_why_sum_over_k,),
        "Y_grad": (_why_y_grad, _why_no_jacobian),
        "X_grad": (_why_w_transposed, _why_not_inverse),
        "W_grad": (_why_x_right, _why_batch_sum),
        "b_grad": (_why_batch_sum,),
        "W": (_why_shape,),
        "X": (_why_columns_apart,),
        "b": (_why_one_bias,),
        "T": (_why_no_target_gradient,),
    }[ref.name]
    question = _Question(passes, ref, base)
    return tuple(why(question) for why in asked)


def _why_w_transposed(q: _Question) -> Why:
    x, j, k = f"X[{q.row},{q.col}]", q.col, q.row
    weights = q.passes.W[:, q.ref.row].tolist()
    changes = _changes(
        [(f"Y[{i + q.base},{j}]", weight) for i, weight in enumerate(weights)], q.m, "row"
    )
    return Why(
        "Why is W transposed here?",
        f"On the way forward, column {k} of W carries {x} into column {j} of Y: "
        f"when {x} rises by 1, {changes}. "
        "Each of these changes counts as much as the loss cares about that entry, which is what "
        f"Y_grad says, so the shares add up to {q.gradient()}. "
        f"This sum runs down column {k} of W, and a matrix product takes its left factor row by "
        f"row: column {k} of W has to become row {k} of Wᵀ. "
        "No weight is changed or undone; the gradient just goes back through the same "
        "connections, from output i to input k instead of from k to i. "
        "W stays on the left, because it works on each column of X by itself, forward and back.",
    )


def _why_not_inverse(q: _Question) -> Why:
    shape = size(q.passes.W)
    own = (
        f"W is {shape} here and has no inverse at all, yet every gradient exists. "
        if q.m != q.k
        else _orthogonal_words(q)
    )
    i, k, j = q.base, q.row, q.col
    weight = number(float(q.passes.W[0, q.ref.row]))
    return Why(
        "Why not the inverse?",
        "W⁻¹ would answer another question: which X gives this Y? "
        f"The gradient asks how strongly X[{k},{j}] is felt in the loss. "
        f"It is felt through W[{i},{k}] = {weight} in Y[{i},{j}], so the gradient of Y[{i},{j}] "
        f"counts {weight} times, not divided by {weight}. "
        f"{own}"
        "Only for an orthogonal W, a pure rotation or reflection, are Wᵀ and W⁻¹ the same.",
    )


def _orthogonal_words(q: _Question) -> str:
    W = q.passes.W
    with np.errstate(all="ignore"):
        is_orthogonal = bool(np.allclose(W @ W.T, np.eye(q.m), atol=1e-9))
    if is_orthogonal:
        return "The W on the screen happens to be orthogonal, so here both give the same numbers. "
    return "The W on the screen is square, so both products could be formed: only one is right. "


def _why_x_right(q: _Question) -> Why:
    i, k = q.row, q.col
    w = f"W[{i},{k}]"
    inputs = q.passes.X[q.ref.col].tolist()
    changes = _changes(
        [(f"Y[{i},{j + q.base}]", value) for j, value in enumerate(inputs)], q.n, "column"
    )
    return Why(
        "Why is X on the right, and transposed?",
        f"Row {i} of Y is row {i} of W times X: X works on the rows of W from the right, and it "
        "stays on the right on the way back. "
        f"When {w} rises by 1, {changes}. "
        "Each of these changes counts as much as Y_grad says there, so the shares add up to "
        f"{q.gradient()}. "
        f"This sum pairs row {i} of Y_grad with row {k} of X; a matrix product pairs rows with "
        f"columns, so row {k} of X has to become column {k} of Xᵀ. "
        "That is Y_grad Xᵀ, in this order whatever the sizes are: fitting shapes alone would "
        "not tell it from other products when two sizes are equal.",
    )


def _why_batch_sum(q: _Question) -> Why:
    primal = q.ref.name.removesuffix("_grad")
    cell, i = f"{primal}[{q.row},{q.col}]", q.row
    if q.n == 1:
        start = (
            "There is one sample, so the sum has a single term here. "
            f"With more samples {cell} would be used once for each of them"
        )
    else:
        start = (
            f"There is only one {primal}, and all {q.n} samples go through it: {cell} is used "
            f"{q.n} times, once for each entry in row {i} of Y"
        )
    copied = (
        " Copied to every column forward, summed over the columns backward."
        if primal == "b"
        else ""
    )
    return Why(
        "Why the sum over the batch?",
        f"{start}, and a change of it is felt in every one. "
        "Small changes of the loss add up, so the gradients of the samples do too: "
        f"{q.gradient()} = {_value(q)}.{copied} "
        "Nothing is averaged at this point. "
        "If the loss is a mean, its 1/N is already inside Y_grad; dividing again would make the "
        "gradient too small.",
    )


def _why_y_grad(q: _Question) -> Why:
    y, g = f"Y[{q.row},{q.col}]", _value(q)
    here = f"Y_grad[{q.row},{q.col}] = {g}"
    loss = q.passes.loss_name
    if loss is None:
        return Why(
            "Where does Y_grad come from?",
            f"The seed was typed in, so {here} is whatever was wanted there. "
            "A backward pass always starts from such a matrix, the size of Y, and it computes "
            "the gradients of l = ⟨Y_grad, Y⟩: every entry of Y times the number above it in the "
            f"seed, all added up. So {y} counts {g} times. "
            "With a loss, the seed is the derivative of that loss; a seed of a single 1 and "
            "zeros elsewhere asks about one entry of Y alone.",
        )
    made = {
        "sum": "The loss adds up all entries of Y, so each of them is felt one to one: "
        f"{here}, as everywhere else.",
        "squared_error": f"The loss is ½ Σ (Y − T)², in which {y} appears once; the derivative "
        f"of ½ (Y − T)² is Y − T, the square's 2 and the ½ cancel: {here}.",
        "mse": f"The loss is the mean of the {q.m * q.n} squares (Y − T)², in which {y} appears "
        f"once; the derivative of one square is 2 (Y − T), and the mean divides it by "
        f"{q.m * q.n}: {here}.",
        "cross_entropy": f"The loss is −Σ T log P / N with P = softmax of each column. {y} "
        "raises its own probability and lowers the others of its column; all of that together "
        f"comes to the plain difference P − T, shared by {counted(q.n, 'sample')}: {here}.",
    }[loss]
    return Why(
        "Where does Y_grad come from?",
        f"It is where the way back starts: the derivative of the loss by every entry of Y. {made} "
        f"In one line, {SEED_FORMULAS[loss]}. "
        "It does not know W or X; those come in with the next two steps, X_grad and W_grad.",
    )


def _why_no_jacobian(q: _Question) -> Why:
    outs, ins = q.m * q.n, q.k * q.n
    row = "its entries are those of Y_grad" if outs > 1 else "that is the number in Y_grad"
    return Why(
        "Why a matrix like Y, and not a Jacobian?",
        f"The Jacobian of Y by X has a row for each of the {counted(outs, 'entry')} of Y and a "
        f"column for each of the {counted(ins, 'entry')} of X: {outs}×{ins} numbers. "
        "Nobody builds it. "
        f"The loss is a single number, so its derivative by Y is one row vector; {row}. "
        "The backward pass multiplies this row onto the Jacobian from the left, a "
        "vector-Jacobian product (vjp), and gets another row, X_grad. "
        "Multiplying a column from the right, a jvp, would go forward instead: how Y changes "
        "when X changes.",
    )


def _why_sum_over_k(q: _Question) -> Why:
    return Why(
        "Why does it sum over k?",
        f"W[{q.row},k] says how much of input k goes into output {q.row}, and X[k,{q.col}] is "
        f"input k of sample {q.col}. "
        f"Y[{q.row},{q.col}] is all of output {q.row} for this sample, so every input counts "
        f"with its own weight: {q.gradient()}. "
        "k is the index that W and X share, and once it is summed over it is gone from Y[i,j]. "
        "The way back does the same: X_grad[k,j] sums over i and W_grad[i,k] over j. "
        "Each of the three sums over the one index that its answer does not have.",
    )


def _why_shape(q: _Question) -> Why:
    w, g = f"W[{q.row},{q.col}]", number(float(q.passes.W_grad[q.ref.row, q.ref.col]))
    return Why(
        "Why does W_grad have the shape of W?",
        f"Every entry of W has a slope of its own: {w} has W_grad[{q.row},{q.col}] = {g}, "
        "the rate at which the loss changes when this one entry moves and all others stay. "
        f"There are {counted(q.m * q.k, 'entry')} in W, so there are as many slopes, and each is "
        "written where its entry stands. "
        f"That is why a step of gradient descent can simply subtract: W − η·W_grad, entry by "
        "entry. The same holds for X and X_grad.",
    )


def _why_columns_apart(q: _Question) -> Why:
    x, j = f"X[{q.row},{q.col}]", q.col
    others = "the other samples" if q.n > 1 else "other samples, if there were any,"
    return Why(
        "Why do the columns of X never meet?",
        f"Column {j} of Y is W times column {j} of X, and no other column takes part: W works on "
        "each column by itself. "
        f"So {x} reaches the loss through column {j} of Y, and {others} do not touch its "
        "gradient inside this layer. "
        f"Column {j} of X_grad is therefore Wᵀ times column {j} of Y_grad. "
        "Written side by side, all these columns are one product: X_grad = Wᵀ Y_grad.",
    )


def _why_one_bias(q: _Question) -> Why:
    b = f"b[{q.row},{q.col}]"
    return Why(
        "Why is b one column, and Y is not?",
        f"b belongs to the layer, not to a sample: {b} is added to output {q.row} of every "
        f"sample, {counted(q.n, 'time')} here. "
        "NumPy calls this copying broadcasting. "
        f"The way back undoes the shape, not the number: the {counted(q.n, 'gradient')} in row "
        f"{q.row} of Y_grad add up to b_grad[{q.row},{q.col}]. "
        f"A b_grad as large as Y, {size(q.passes.Y)}, would mean that this sum was forgotten.",
    )


def _why_no_target_gradient(q: _Question) -> Why:
    t = f"T[{q.row},{q.col}]"
    slope = (
        f"for {t} it would be −log P[{q.row},{q.col}] / N"
        if q.passes.loss_name == "cross_entropy"
        else f"for {t} it would be −Y_grad[{q.row},{q.col}]"
    )
    return Why(
        "Why is there no T_grad?",
        f"There could be one: {slope}. "
        "But T says what Y should be, and nobody lowers a loss by moving the goal. "
        "A gradient is computed for what can be learned, W and b, and for X, because in a "
        "larger network X is the output of the layer before, which learns from X_grad.",
    )


def _changes(moves: list[tuple[str, float]], count: int, line: str) -> str:
    """Say by how much entries change: "Y[1,1] changes by −1 and Y[2,1] by 3"."""
    told = [
        f"{cell} {'changes ' if n == 0 else ''}by {number(value)}"
        for n, (cell, value) in enumerate(moves[:_MOST])
    ]
    if count > _MOST:
        told.append(f"so on for all {count} {line}s")
    return listed(told)


def _value(q: _Question) -> str:
    return number(float(q.passes.matrix(q.ref.name)[q.ref.row, q.ref.col]))
