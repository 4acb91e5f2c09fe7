"""Why the products of the way back look as they do: what is transposed, and what adds up."""

import numpy as np

from gradviz.explain.question import Why, changes, shares, written_sum
from gradviz.explain.subject import Subject
from gradviz.language.english import counted, listed
from gradviz.language.numbers import number

_SMALL = 64  # above, nobody can see whether W is orthogonal, and it takes long to find out


def why_w_transposed(s: Subject) -> Why:
    """Tell why X_grad = Wᵀ Y_grad has Wᵀ, and has it on the side where W was."""
    x, w = s.cell("X"), s.line("W", "k")
    weights = s.passes.matrix("W")[:, s.at("k")]
    moves = [(s.cell("Y", i=i), weight) for i, weight in enumerate(weights)]
    side = _side(s, "X_grad", "W")
    return Why(
        f"Why is W{'' if _is_transposed(s, 'X_grad', 'W') else ' not'} transposed here?",
        f"On the way forward, {w} carries {x} into {s.line('Y', 'j')}: "
        f"when {x} rises by 1, {changes(moves, s.way('Y', 'i'))}. "
        f"{shares(s, s.m)} "
        f"This sum runs {'along' if s.way('W', 'k') == 'row' else 'down'} {w}, and a matrix "
        f"product takes its {side} factor {_by(side)}: {_turned(s)}. "
        "No weight is changed or undone; the gradient just goes back through the same "
        "connections, from output i to input k instead of from k to i. "
        f"W stays on the {side}, because it works on each {s.way('X', 'j')} of X by itself, "
        "forward and back.",
    )


def _turned(s: Subject) -> str:
    """Say what has to become of the line of W that a sum runs along."""
    line = s.line("W", "k")
    if not _is_transposed(s, "X_grad", "W"):
        return f"W stands as it is, and Wᵀ is what it was on the way forward, {_forward(s)}"
    other = "column" if s.way("W", "k") == "row" else "row"
    return f"{line} has to become {other} {s.count('k')} of Wᵀ"


def _forward(s: Subject) -> str:
    return s.notation.formula("Y").replace("^T", "ᵀ")


def _is_transposed(s: Subject, product: str, role: str) -> bool:
    return s.factor(product, role).endswith("ᵀ")


def _side(s: Subject, product: str, role: str) -> str:
    return "left" if s.notation.order(product)[0] == role else "right"


def _by(side: str) -> str:
    return "row by row" if side == "left" else "column by column"


def why_not_inverse(s: Subject) -> Why:
    """Tell why it is Wᵀ and not W⁻¹."""
    inverse = "(Wᵀ)⁻¹" if _is_transposed(s, "Y", "W") else "W⁻¹"
    start = f"The inverse, {inverse}," if inverse[0] == "(" else inverse
    back = "Wᵀ" if _is_transposed(s, "X_grad", "W") else "W"
    own = (
        f"W is {s.size('W')} here and has no inverse at all, yet every gradient exists. "
        if s.m != s.k
        else _orthogonal_words(s)
    )
    y, weight = s.cell("Y", i=0), number(float(s.passes.matrix("W")[0, s.at("k")]))
    return Why(
        "Why not the inverse?",
        f"{start} would answer another question: which X gives this Y? "
        f"The gradient asks how strongly {s.cell('X')} is felt in the loss. "
        f"It is felt through {s.cell('W', i=0)} = {weight} in {y}, so the gradient of {y} "
        f"comes back multiplied by {weight}, the same factor; an inverse would undo it instead. "
        f"{own}"
        f"Only for an orthogonal W, a pure rotation or reflection, are {back} and {inverse} the "
        "same.",
    )


def _orthogonal_words(s: Subject) -> str:
    W = s.passes.matrix("W")
    with np.errstate(all="ignore"):
        is_orthogonal = s.m <= _SMALL and np.allclose(W @ W.T, np.eye(s.m), atol=1e-9)
    if is_orthogonal:
        return f"This W is orthogonal, W Wᵀ = I, so here both happen to give {s.told}. "
    return (
        f"This W is {s.size('W')}, so an inverse would have the right shape too: shapes do not "
        "tell. "
    )


def why_x_right(s: Subject) -> Why:
    """Tell why W_grad = Y_grad Xᵀ has Xᵀ, and on which side of Y_grad it stands."""
    w = s.cell("W")
    values = s.passes.matrix("X")[s.at("k")]
    moves = [(s.cell("Y", j=j), value) for j, value in enumerate(values)]
    side = _side(s, "W_grad", "X")
    turned = "X" if _is_transposed(s, "W_grad", "X") else "Y_grad"
    pair = {"X": s.line("X", "k"), "Y_grad": s.line("Y_grad", "i")}
    is_row = s.way(turned, "k" if turned == "X" else "i") == "row"
    number_ = pair[turned].split()[1]
    return Why(
        f"Why is X on the {side}, and {'' if turned == 'X' else 'Y_grad '}transposed?",
        f"{_where_x_stands(s, side)} "
        f"When {w} rises by 1, {changes(moves, s.way('Y', 'j'))}. "
        f"{shares(s, s.n)} "
        f"This sum pairs {pair['Y_grad']} with {pair['X']}; a matrix product pairs rows with "
        f"columns, so {pair[turned]} has to become {'column' if is_row else 'row'} {number_} of "
        f"{turned}ᵀ. "
        f"That is {s.notation.product('W_grad').replace('^T', 'ᵀ')}, in this order whatever the "
        "sizes are: fitting shapes alone would not tell it from other products when two sizes are "
        "equal.",
    )


def _where_x_stands(s: Subject, side: str) -> str:
    line = s.line("Y", "i")
    start = f"{line[0].upper()}{line[1:]} is {s.product_of_line('Y', 'i')}"
    if _side(s, "Y", "X") == side:
        return (
            f"{start}: X works on the {s.way('W', 'i')}s of W from the {side}, and it stays on the "
            f"{side} on the way back."
        )
    return (
        f"{start}. W_grad has an output in each {s.way('W', 'i')} and an input in each "
        f"{s.way('W', 'k')}, as W has them, so Y_grad comes first this time and X, with an input "
        f"in each {s.way('X', 'k')}, comes last."
    )


def why_batch_sum(s: Subject) -> Why:
    """Tell why the gradient of W or b adds up over all samples."""
    primal = s.role.removesuffix("_grad")
    cell = s.cell(primal)
    if s.n == 1:
        start = (
            "There is one sample, so the sum has a single term here; with more samples "
            f"{cell} would be used once for each, and a change of it would be felt in all of them."
        )
    else:
        start = (
            f"There is only one {primal}, and all {s.n} samples go through it: {cell} is used "
            f"once for each entry in {s.line('Y', 'i')}, and a change of it is felt in all of them."
        )
    copied = (
        f" Copied to every {s.way('Y', 'j')} forward, summed over the {s.way('Y', 'j')}s backward."
        if primal == "b"
        else ""
    )
    return Why(
        "Why the sum over the batch?",
        f"{start} "
        "Small changes of the loss add up, so the gradients of the samples do too: "
        f"{written_sum(s)}.{copied} "
        "Nothing is averaged at this point. "
        "If the loss is a mean, its 1/N is already inside Y_grad; dividing again would make the "
        "gradient too small.",
    )


def why_uses_add(s: Subject) -> Why:
    """Tell why the gradients of a W or b that several layers share add up."""
    primal = s.notation.name(s.role.removesuffix("_grad"))
    uses = [s.within(layer) for layer in s.uses]
    outputs = listed([use.notation.name("Y") for use in uses])
    sums = listed([f"{written_sum(use)} in layer {use.layer + 1}" for use in uses])
    count = counted(len(uses), "layer")
    return Why(
        "Why do the gradients of its uses add up?",
        f"There is one {primal}, and {count} use it, on the way to {outputs}. "
        f"When {s.cell(s.role.removesuffix('_grad'))} moves, it moves in all of them at once, and "
        f"the loss feels each: {sums}. "
        f"Together that is {s.told}. "
        "This is the chain rule for a number that goes several ways: multiply along a way, add "
        "over the ways. "
        "If each layer had a matrix of its own, each would keep its part.",
    )
