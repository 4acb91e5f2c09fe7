"""The questions everyone asks about a cell, answered with the numbers of that cell."""

from collections.abc import Callable

from gradviz.engine.passes import Passes
from gradviz.explain.curves import why_activation, why_entry_by_entry, why_mixed
from gradviz.explain.question import Why, written_sum
from gradviz.explain.samples import why_columns_apart, why_one_bias
from gradviz.explain.subject import Subject, subject
from gradviz.explain.transposes import (
    why_batch_sum,
    why_not_inverse,
    why_uses_add,
    why_w_transposed,
    why_x_right,
)
from gradviz.language.english import named_value
from gradviz.language.losses import LOSS_WORDS
from gradviz.language.notation import Notation
from gradviz.messages.message import Message, Part, joined, say, say_many
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
    >>> print(*(why.question for why in whys(p, CellRef("X_grad", 0, 0))))
    Why is W transposed here? Why not the inverse?
    """
    s = subject(passes, ref, notation or Notation())
    return tuple(why(s) for why in _asked(s))


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
        "X": (why_columns_apart,),
        "b": (why_one_bias,),
    }[s.role]


def _why_y_grad(s: Subject) -> Why:
    question = say("Where does {Y_grad} come from?", Y_grad=s.called("Y_grad"))
    loss, here = s.passes.loss_name, named_value(s.name, s.value)
    if loss is None:
        return Why(question, _seed_words(s, here))
    words = LOSS_WORDS[loss]
    start = say(
        "It is where the way back starts: the derivative of the loss with respect to every entry "
        "of {Y}.",
        Y=s.called("Y"),
    )
    formula = say("In one line, {formula}.", formula=words.seed(s.called("Y")))
    why = words.why(s.output, s.cell("Y"), here)
    return Why(question, joined([start, why, formula, _what_follows(s)]))


def _seed_words(s: Subject, here: str) -> Message:
    return say(
        "The seed was typed in, so {here} is whatever was wanted there. A backward pass always "
        "starts from such a matrix, the size of {Y}, and it computes the gradients of "
        "l = ⟨{Y_grad}, {Y}⟩: every entry of {Y} times the number at the same place of the seed, "
        "all added up. So {y} counts {weight} times. With a loss, the seed is the derivative of "
        "that loss; a seed of a single 1 and zeros elsewhere asks about one entry of {Y} alone.",
        here=here,
        Y=s.called("Y"),
        Y_grad=s.called("Y_grad"),
        y=s.cell("Y"),
        weight=s.told,
    )


def _what_follows(s: Subject) -> Message:
    if not s.is_linear:
        return say(
            "It does not know how {Y} was made; that comes in on the way back.", Y=s.called("Y")
        )
    return say(
        "It does not know {W} or {X}; those come in with the next two steps, {X_grad} and "
        "{W_grad}.",
        W=s.called("W"),
        X=s.called("X"),
        X_grad=s.called("X_grad"),
        W_grad=s.called("W_grad"),
    )


def _why_no_jacobian(s: Subject) -> Why:
    outs, ins = s.m * s.n, s.k * s.n
    parts: dict[str, Part] = {role: s.called(role) for role in ("X", "Y", "X_grad", "Y_grad")}
    size = say(
        "The Jacobian of {Y} with respect to {X} has a row for each entry of {Y} and a column for "
        "each entry of {X}: {size} numbers here. Nobody builds it.",
        size=f"{outs}×{ins}",
        **parts,
    )
    row = say_many(
        "The loss is a single number, so its derivative with respect to {Y} is one row vector; "
        "that is the number in {Y_grad}.",
        "The loss is a single number, so its derivative with respect to {Y} is one row vector; "
        "its entries are those of {Y_grad}.",
        outs,
        **parts,
    )
    ways = say(
        "The backward pass multiplies this row by the Jacobian, a vector-Jacobian product (vjp), "
        "and gets another row, {X_grad}. The Jacobian times a column, a jvp, would go forward "
        "instead: how {Y} changes when {X} changes.",
        **parts,
    )
    return Why(
        say("Why a matrix like {Y}, and not a Jacobian?", **parts), joined([size, row, ways])
    )


def _why_sum_over_k(s: Subject) -> Why:
    parts: dict[str, Part] = {
        "w": s.running("W", "k"),
        "x": s.running("X", "k"),
        "y": s.name,
        "i": s.count("i"),
        "j": s.count("j"),
        "sum": written_sum(s),
    }
    factors = say(
        "{w} says how much of input k goes into output {i}, and {x} is input k of sample {j}.",
        **parts,
    )
    if s.passes.layers[0].b is None or s.role == "P":
        made = say(
            "{y} is all of output {i} for this sample, so every input counts with its own weight: "
            "{sum}.",
            **parts,
        )
    else:
        made = say(
            "{y} is all of output {i} for this sample, so every input counts with its own weight, "
            "and the bias comes on top: {sum}.",
            **parts,
        )
    gone = say(
        "k is the index that {W} and {X} share, and once it is summed over it is gone from {y}. "
        "The way back does the same: {x_grad} sums over i and {w_grad} over j. Each of the three "
        "sums over the one index that its answer does not have.",
        W=s.called("W"),
        X=s.called("X"),
        y=s.generic(s.role),
        x_grad=s.generic("X_grad"),
        w_grad=s.generic("W_grad"),
    )
    return Why(say("Why does it sum over k?"), joined([factors, made, gone]))


def _why_same(s: Subject) -> Why:
    return Why(
        say("Why does a bias not change the gradient that passes?"),
        say(
            "{y} is {p} plus {b}. When {p} rises by 1, {y} rises by 1, whatever the bias is. So "
            "both have the same gradient: {gradient}.",
            y=s.cell("Y"),
            p=s.cell("P"),
            b=s.cell("b"),
            gradient=named_value(s.name, s.value),
        ),
    )


def _why_shape(s: Subject) -> Why:
    gradient = s.of("W_grad")
    parts: dict[str, Part] = {role: s.called(role) for role in ("W", "X", "W_grad", "X_grad")}
    own = say(
        "Every entry of {W} has a slope of its own: {w} has {slope}, the rate at which the loss "
        "changes when this one entry moves and all others stay.",
        w=s.name,
        slope=named_value(gradient.name, gradient.value),
        **parts,
    )
    count = say_many(
        "There is {count} entry in {W}, so there is one slope, and it is written where its entry "
        "stands.",
        "There are {count} entries in {W}, so there are as many slopes, and each is written where "
        "its entry stands.",
        s.m * s.k,
        **parts,
    )
    step = say(
        "That is why a step of gradient descent can simply subtract: {W} − η·{W_grad}, entry by "
        "entry. The same holds for {X} and {X_grad}.",
        **parts,
    )
    return Why(say("Why does {W_grad} have the shape of {W}?", **parts), joined([own, count, step]))


def _why_no_target_gradient(s: Subject) -> Why:
    t, place = s.name, s.name[1:]
    slope = LOSS_WORDS[s.passes.loss_name or "seed"].target_slope
    moved = say(
        "There could be one: for {t} it would be {slope}. But T says what {Y} should be, and "
        "nobody lowers a loss by moving the goal.",
        t=t,
        slope=slope.format(place=place, gradient=s.of("Y_grad").name),
        Y=s.called("Y"),
    )
    return Why(say("Why is there no T_grad?"), joined([moved, _what_learns(s)]))


def _what_learns(s: Subject) -> Message:
    """Say what gradients are for."""
    if len(s.whole.layers) > 1:
        return say(
            "A gradient is computed for what can be learned, weights and biases, and for what the "
            "layers hand on, because the earlier ones learn from that."
        )
    return say(
        "A gradient is computed for what can be learned, {W} and {b}, and for {X}, because in a "
        "larger network {X} is the output of the layer before, which learns from {X_grad}.",
        W=s.called("W"),
        b=s.called("b"),
        X=s.called("X"),
        X_grad=s.called("X_grad"),
    )
