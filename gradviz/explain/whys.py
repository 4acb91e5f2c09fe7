"""The questions everyone asks about a cell, answered with the numbers of that cell."""

from collections.abc import Callable

from gradviz.engine.passes import Passes
from gradviz.explain.curves import why_activation, why_entry_by_entry, why_mixed
from gradviz.explain.question import Why, written_sum
from gradviz.explain.subject import Subject, subject
from gradviz.explain.transposes import (
    why_batch_sum,
    why_not_inverse,
    why_uses_add,
    why_w_transposed,
    why_x_right,
)
from gradviz.language.english import counted, named_value
from gradviz.language.losses import LOSS_WORDS
from gradviz.language.notation import Notation
from gradviz.language.words import seed_formula
from gradviz.messages.line import plain
from gradviz.refs import CellRef


def whys(passes: Passes, ref: CellRef, notation: Notation | None = None) -> tuple[Why, ...]:
    """Return what people ask about a cell, with answers in its own numbers.

    Parameters
    ----------
    passes : Passes
        Of a network of any depth.
    ref : CellRef
        A cell of any of its matrices.
    notation : Notation, optional
        How people write it.

    Returns
    -------
    tuple of Why
        One or two.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[2]], [[3]])
    >>> [why.question for why in whys(p, CellRef("X_grad", 0, 0))]
    ['Why is W transposed here?', 'Why not the inverse?']
    """
    s = subject(passes, ref, notation or Notation())
    told = (why(s) for why in _asked(s))
    return tuple(Why(s.written(why.question), s.written(why.answer)) for why in told)


def _asked(s: Subject) -> tuple[Callable[[Subject], Why], ...]:
    if s.role in ("Y_grad", "T"):
        return {"Y_grad": (_why_y_grad, _why_no_jacobian), "T": (_why_no_target_gradient,)}[s.role]
    if not s.is_linear:
        back = why_mixed if s.kind == "softmax" else why_entry_by_entry
        return (why_activation,) if s.role == "Y" else (back,)
    if len(s.uses) > 1 and s.role.endswith("_grad"):
        return (why_uses_add, why_x_right if s.role == "W_grad" else why_batch_sum)
    return {
        "Y": (_why_sum_over_k,),
        "P": (_why_sum_over_k,),
        "P_grad": (_why_same,),
        "X_grad": (why_w_transposed, why_not_inverse),
        "W_grad": (why_x_right, why_batch_sum),
        "b_grad": (why_batch_sum,),
        "W": (_why_shape,),
        "X": (_why_columns_apart,),
        "b": (_why_one_bias,),
    }[s.role]


def _why_y_grad(s: Subject) -> Why:
    y, g = s.cell("Y"), s.told
    here = named_value(s.name, s.value)
    loss = s.passes.loss_name
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
    made = LOSS_WORDS[loss].why.format(
        y=y,
        here=here,
        squares=counted(s.m * s.n, "square"),
        entries=counted(s.m * s.n, "entry"),
        size=s.m * s.n,
        way=s.way("Y", "j"),
        n=s.n,
    )
    return Why(
        "Where does Y_grad come from?",
        f"It is where the way back starts: the derivative of the loss by every entry of Y. {made} "
        f"In one line, {seed_formula(loss, s.notation)}. "
        f"{_what_follows(s)}",
    )


def _what_follows(s: Subject) -> str:
    if not s.is_linear:
        return "It does not know how Y was made; that comes in on the way back."
    return "It does not know W or X; those come in with the next two steps, X_grad and W_grad."


def _why_no_jacobian(s: Subject) -> Why:
    outs, ins = s.m * s.n, s.k * s.n
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


def _why_sum_over_k(s: Subject) -> Why:
    bias = "" if s.passes.layers[0].b is None or s.role == "P" else ", and the bias comes on top"
    i, j = s.count("i"), s.count("j")
    return Why(
        "Why does it sum over k?",
        f"{plain(s.running('W', 'k'))} says how much of input k goes into output {i}, and "
        f"{plain(s.running('X', 'k'))} is input k of sample {j}. "
        f"{s.name} is all of output {i} for this sample, so every input counts "
        f"with its own weight{bias}: {written_sum(s)}. "
        f"k is the index that W and X share, and once it is summed over it is gone from "
        f"{s.generic(s.role)}. "
        f"The way back does the same: {s.generic('X_grad')} sums over i and "
        f"{s.generic('W_grad')} over j. "
        "Each of the three sums over the one index that its answer does not have.",
    )


def _why_same(s: Subject) -> Why:
    y, p = s.cell("Y"), s.cell("P")
    return Why(
        "Why does a bias not change the gradient that passes?",
        f"{y} is {p} plus {s.cell('b')}. "
        f"When {p} rises by 1, {y} rises by 1, whatever the bias is. "
        f"So the loss feels both alike: {named_value(s.name, s.value)}.",
    )


def _why_shape(s: Subject) -> Why:
    w, gradient = s.name, named_value(s.of("W_grad").name, s.of("W_grad").value)
    return Why(
        "Why does W_grad have the shape of W?",
        f"Every entry of W has a slope of its own: {w} has {gradient}, "
        "the rate at which the loss changes when this one entry moves and all others stay. "
        f"There are {counted(s.m * s.k, 'entry')} in W, so there are as many slopes, and each is "
        "written where its entry stands. "
        f"That is why a step of gradient descent can simply subtract: W − η·W_grad, entry by "
        "entry. The same holds for X and X_grad.",
    )


def _why_columns_apart(s: Subject) -> Why:
    way, line, back = s.way("X", "j"), s.line("Y", "j"), s.line("X_grad", "j")
    bias = "" if s.passes.layers[0].b is None else ", plus b"
    others = "the other samples" if s.n > 1 else "other samples, if there were any,"
    together = "side by side" if way == "column" else "one below the other"
    return Why(
        f"Why do the {way}s of X never meet?",
        f"{_capital(line)} is {s.product_of_line('Y', 'j')}{bias}, and no other takes part: W "
        f"works on each {way} by itself. "
        f"So {s.name} reaches the loss through {line}, and {others} do not touch its "
        "gradient inside this layer. "
        f"{_capital(back)} is therefore {s.product_of_line('X_grad', 'j')}. "
        f"Written {together}, all these {way}s are one product: "
        f"{s.notation.formula('X_grad').replace('^T', 'ᵀ')}.",
    )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _why_one_bias(s: Subject) -> Why:
    b, gradient, line = s.name, s.of("b_grad").name, s.line("Y_grad", "i")
    back = (
        "With one sample there is nothing to add up on the way back; with more, their gradients "
        f"in {line} would add up to {gradient}. "
        if s.n == 1
        else f"The way back does the reverse, the {s.n} gradients in {line} add up "
        f"to {gradient}. "
        f"A b_grad as large as Y, {s.size('Y')}, would mean that this sum was forgotten. "
    )
    return Why(
        f"Why is b a single {'row' if s.notation.is_flipped('b') else 'column'}?",
        f"b belongs to the layer, not to a sample: {b} is added to output {s.count('i')} of every "
        f"sample, {counted(s.n, 'time')} here. "
        "NumPy calls this copying broadcasting. "
        f"{back}"
        "A gradient always has the shape of what it is the gradient of.",
    )


def _why_no_target_gradient(s: Subject) -> Why:
    t, place = s.name, s.name[1:]
    loss = s.passes.loss_name or "seed"
    slope = LOSS_WORDS[loss].target_slope.format(place=place, gradient=s.of("Y_grad").name)
    learns = (
        "A gradient is computed for what can be learned, W and b, and for X, because in a "
        "larger network X is the output of the layer before, which learns from X_grad."
        if len(s.whole.layers) == 1
        else "A gradient is computed for what can be learned, weights and biases, and for what "
        "the layers hand on, because the earlier ones learn from that."
    )
    return Why(
        "Why is there no T_grad?",
        f"There could be one: for {t} it would be {slope}. "
        "But T says what Y should be, and nobody lowers a loss by moving the goal. "
        f"{learns}",
    )
