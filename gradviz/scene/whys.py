"""The questions everyone asks about a cell, answered with the numbers of that cell."""

from gradviz.arrays import size
from gradviz.engine.passes import Passes
from gradviz.refs import CellRef
from gradviz.scene.english import counted, equation
from gradviz.scene.question import Question, Why
from gradviz.scene.transposes import why_batch_sum, why_not_inverse, why_w_transposed, why_x_right
from gradviz.scene.words import SEED_FORMULAS


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
        "X_grad": (why_w_transposed, why_not_inverse),
        "W_grad": (why_x_right, why_batch_sum),
        "b_grad": (why_batch_sum,),
        "W": (_why_shape,),
        "X": (_why_columns_apart,),
        "b": (_why_one_bias,),
        "T": (_why_no_target_gradient,),
    }[ref.name]
    question = Question(passes, ref, base)
    return tuple(why(question) for why in asked)


def _why_y_grad(q: Question) -> Why:
    y, g = f"Y[{q.row},{q.col}]", q.value
    here = equation(f"Y_grad[{q.row},{q.col}]", float(q.passes.Y_grad[q.ref.row, q.ref.col]))
    loss = q.passes.loss_name
    if loss is None:
        return Why(
            "Where does Y_grad come from?",
            f"The seed was typed in, so {here} is whatever was wanted there. "
            "A backward pass always starts from such a matrix, the size of Y, and it computes "
            "the gradients of l = ⟨Y_grad, Y⟩: every entry of Y times the number at the "
            f"same place of the seed, all added up. So {y} counts {g} times. "
            "With a loss, the seed is the derivative of that loss; a seed of a single 1 and "
            "zeros elsewhere asks about one entry of Y alone.",
        )
    made = {
        "sum": "The loss adds up all entries of Y, so each of them is felt one to one: "
        f"{here}, as everywhere else.",
        "squared_error": f"The loss is ½ Σ (Y − T)², in which {y} appears once; the derivative "
        f"of ½ (Y − T)² is Y − T, the square's 2 and the ½ cancel: {here}.",
        "mse": f"The loss is the mean of {counted(q.m * q.n, 'square')} (Y − T)², in which {y} "
        f"appears once; the derivative of one square is 2 (Y − T), and the mean divides it by "
        f"{q.m * q.n}: {here}.",
        "cross_entropy": f"The loss is −Σ T log P / N with P = softmax of each column. "
        f"Raising {y} raises its own probability and lowers the others in its column; all of that "
        f"together comes to the plain difference P − T, divided by N = {q.n}: {here}.",
    }[loss]
    return Why(
        "Where does Y_grad come from?",
        f"It is where the way back starts: the derivative of the loss by every entry of Y. {made} "
        f"In one line, {SEED_FORMULAS[loss]}. "
        "It does not know W or X; those come in with the next two steps, X_grad and W_grad.",
    )


def _why_no_jacobian(q: Question) -> Why:
    outs, ins = q.m * q.n, q.k * q.n
    row = "its entries are those of Y_grad" if outs > 1 else "that is the number in Y_grad"
    return Why(
        "Why a matrix like Y, and not a Jacobian?",
        f"The Jacobian of Y by X has a row for each entry of Y and a column for each entry of "
        f"X: {outs}×{ins} numbers here. "
        "Nobody builds it. "
        f"The loss is a single number, so its derivative by Y is one row vector; {row}. "
        "The backward pass multiplies this row onto the Jacobian from the left, a "
        "vector-Jacobian product (vjp), and gets another row, X_grad. "
        "Multiplying a column from the right, a jvp, would go forward instead: how Y changes "
        "when X changes.",
    )


def _why_sum_over_k(q: Question) -> Why:
    bias = "" if q.passes.b is None else ", and the bias comes on top"
    return Why(
        "Why does it sum over k?",
        f"W[{q.row},k] says how much of input k goes into output {q.row}, and X[k,{q.col}] is "
        f"input k of sample {q.col}. "
        f"Y[{q.row},{q.col}] is all of output {q.row} for this sample, so every input counts "
        f"with its own weight{bias}: {q.sum}. "
        "k is the index that W and X share, and once it is summed over it is gone from Y[i,j]. "
        "The way back does the same: X_grad[k,j] sums over i and W_grad[i,k] over j. "
        "Each of the three sums over the one index that its answer does not have.",
    )


def _why_shape(q: Question) -> Why:
    w, slope = f"W[{q.row},{q.col}]", float(q.passes.W_grad[q.ref.row, q.ref.col])
    gradient = equation(f"W_grad[{q.row},{q.col}]", slope)
    return Why(
        "Why does W_grad have the shape of W?",
        f"Every entry of W has a slope of its own: {w} has {gradient}, "
        "the rate at which the loss changes when this one entry moves and all others stay. "
        f"There are {counted(q.m * q.k, 'entry')} in W, so there are as many slopes, and each is "
        "written where its entry stands. "
        f"That is why a step of gradient descent can simply subtract: W − η·W_grad, entry by "
        "entry. The same holds for X and X_grad.",
    )


def _why_columns_apart(q: Question) -> Why:
    x, j = f"X[{q.row},{q.col}]", q.col
    bias = "" if q.passes.b is None else ", plus b"
    others = "the other samples" if q.n > 1 else "other samples, if there were any,"
    return Why(
        "Why do the columns of X never meet?",
        f"Column {j} of Y is W times column {j} of X{bias}, and no other takes part: W works on "
        "each column by itself. "
        f"So {x} reaches the loss through column {j} of Y, and {others} do not touch its "
        "gradient inside this layer. "
        f"Column {j} of X_grad is therefore Wᵀ times column {j} of Y_grad. "
        "Written side by side, all these columns are one product: X_grad = Wᵀ Y_grad.",
    )


def _why_one_bias(q: Question) -> Why:
    b = f"b[{q.row},{q.col}]"
    back = (
        "With one sample there is nothing to add up on the way back; with more, their gradients "
        f"in row {q.row} of Y_grad would add up to b_grad[{q.row},{q.col}]. "
        if q.n == 1
        else f"The way back does the reverse, the {q.n} gradients in row {q.row} of Y_grad add up "
        f"to b_grad[{q.row},{q.col}]. "
        f"A b_grad as large as Y, {size(q.passes.Y)}, would mean that this sum was forgotten. "
    )
    return Why(
        "Why is b a single column?",
        f"b belongs to the layer, not to a sample: {b} is added to output {q.row} of every "
        f"sample, {counted(q.n, 'time')} here. "
        "NumPy calls this copying broadcasting. "
        f"{back}"
        "A gradient always has the shape of what it is the gradient of.",
    )


def _why_no_target_gradient(q: Question) -> Why:
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
