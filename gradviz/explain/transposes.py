"""Why the products of the way back look as they do: what is transposed, and what adds up."""

import numpy as np

from gradviz.explain.question import Why, changes, shares, written_sum
from gradviz.explain.subject import Subject
from gradviz.language.notation import Axis, line_words
from gradviz.language.numbers import number
from gradviz.messages.message import NOTHING, Message, Part, joined, listed, say, say_many

_SMALL = 64  # above, nobody can see whether W is orthogonal, and it takes long to find out


def why_w_transposed(s: Subject) -> Why:
    """Tell why X_grad = Wᵀ Y_grad has Wᵀ, and has it on the side where W was."""
    x = s.cell("X")
    weights = s.passes.matrix("W")[:, s.at("k")]
    moves = [(s.cell("Y", i=i), weight) for i, weight in enumerate(weights)]
    carried = say(
        "On the way forward, {weights} carries {x} into {outputs}: when {x} rises by 1, {changes}.",
        weights=s.line("W", "k"),
        x=x,
        outputs=s.line("Y", "j"),
        changes=changes(moves, is_row=s.is_row("Y", "i")),
    )
    undone = say(
        "No weight is changed or undone; the gradient just goes back through the same "
        "connections, from output i to input k instead of from k to i."
    )
    question = say("Why is {W} not transposed here?", W=s.called("W"))
    if _is_transposed(s, "X_grad", "W"):
        question = say("Why is {W} transposed here?", W=s.called("W"))
    return Why(question, joined([carried, shares(s, s.m), _turned(s), undone, _stays(s)]))


def _turned(s: Subject) -> Message:
    """Say what has to become of the line of W that a sum runs along."""
    line, is_row, W = s.line("W", "k"), s.is_row("W", "k"), s.called("W")
    if not _is_transposed(s, "X_grad", "W"):
        return say(
            "This sum runs down {line}, and a matrix product takes its right factor column by "
            "column: {W} stands as it is, and {W}ᵀ is what it was on the way forward, {formula}.",
            line=line,
            W=W,
            formula=_raised(s.notation.formula("Y")),
        )
    turned = line_words(s.count("k"), f"{W}ᵀ", is_row=not is_row)
    if is_row:
        return say(
            "This sum runs along {line}, and a matrix product takes its right factor column by "
            "column: {line} has to become {turned}.",
            line=line,
            turned=turned,
        )
    return say(
        "This sum runs down {line}, and a matrix product takes its left factor row by row: {line} "
        "has to become {turned}.",
        line=line,
        turned=turned,
    )


def _stays(s: Subject) -> Message:
    W, X = s.called("W"), s.called("X")
    if _is_left(s, "X_grad", "W"):
        return say(
            "{W} stays on the left, because it works on each column of {X} by itself, forward and "
            "back.",
            W=W,
            X=X,
        )
    return say(
        "{W} stays on the right, because it works on each row of {X} by itself, forward and back.",
        W=W,
        X=X,
    )


def _raised(formula: str) -> str:
    return formula.replace("^T", "ᵀ")


def _is_transposed(s: Subject, product: str, role: str) -> bool:
    return s.factor(product, role).endswith("ᵀ")


def _is_left(s: Subject, product: str, role: str) -> bool:
    return s.notation.order(product)[0] == role


def why_not_inverse(s: Subject) -> Why:
    """Tell why it is Wᵀ and not W⁻¹."""
    W = s.called("W")
    inverse = f"({W}ᵀ)⁻¹" if _is_transposed(s, "Y", "W") else f"{W}⁻¹"
    asked = say(
        "The inverse, {inverse}, would answer another question: which {X} gives this {Y}? The "
        "gradient asks how strongly {x} affects the loss. It does so through {w} = {weight} in "
        "{y}, so the gradient of {y} comes back multiplied by {weight}, the same factor; an "
        "inverse would undo it instead.",
        inverse=inverse,
        X=s.called("X"),
        Y=s.called("Y"),
        x=s.cell("X"),
        w=s.cell("W", i=0),
        weight=number(float(s.passes.matrix("W")[0, s.at("k")])),
        y=s.cell("Y", i=0),
    )
    same = say(
        "Only for an orthogonal {W}, a pure rotation or reflection, are {back} and {inverse} the "
        "same.",
        W=W,
        back=f"{W}ᵀ" if _is_transposed(s, "X_grad", "W") else W,
        inverse=inverse,
    )
    return Why(say("Why not the inverse?"), joined([asked, _own_inverse(s), same]))


def _own_inverse(s: Subject) -> Message:
    """Say whether this W has an inverse, and whether it would do."""
    W = s.passes.matrix("W")
    parts: dict[str, Part] = {"W": s.called("W"), "size": s.size("W"), "gradient": s.told}
    if s.m != s.k:
        return say(
            "{W} is {size} here and has no inverse at all, yet every gradient exists.", **parts
        )
    with np.errstate(all="ignore"):
        is_orthogonal = s.m <= _SMALL and np.allclose(W @ W.T, np.eye(s.m), atol=1e-9)
    if is_orthogonal:
        return say(
            "This {W} is orthogonal, {W} {W}ᵀ = I, so here both happen to give {gradient}.", **parts
        )
    return say(
        "This {W} is {size}, so an inverse would have the right shape too: the shapes alone do not "
        "tell.",
        **parts,
    )


def why_x_right(s: Subject) -> Why:
    """Tell why W_grad = Y_grad Xᵀ has Xᵀ, and on which side of Y_grad it stands."""
    values = s.passes.matrix("X")[s.at("k")]
    moves = [(s.cell("Y", j=j), value) for j, value in enumerate(values)]
    moved = say(
        "When {w} rises by 1, {changes}.",
        w=s.cell("W"),
        changes=changes(moves, is_row=s.is_row("Y", "j")),
    )
    return Why(_side_question(s), joined([_where_x_stands(s), moved, shares(s, s.n), _paired(s)]))


def _side_question(s: Subject) -> Message:
    parts: dict[str, Part] = {"X": s.called("X"), "Y_grad": s.called("Y_grad")}
    if not _is_transposed(s, "W_grad", "X"):
        return say("Why is {X} on the right, and {Y_grad} transposed?", **parts)
    if _is_left(s, "W_grad", "X"):
        return say("Why is {X} on the left, and transposed?", **parts)
    return say("Why is {X} on the right, and transposed?", **parts)


def _paired(s: Subject) -> Message:
    """Say which lines a sum pairs, and which of them has to be turned for that."""
    turned = "X" if _is_transposed(s, "W_grad", "X") else "Y_grad"
    axis: Axis = "k" if turned == "X" else "i"
    return say(
        "This sum pairs {gradients} with {inputs}; a matrix product pairs rows with columns, so "
        "{line} has to become {turned}. That is {product}, in this order whatever the sizes are: "
        "fitting shapes alone would not tell it from other products when two sizes are equal.",
        gradients=s.line("Y_grad", "i"),
        inputs=s.line("X", "k"),
        line=s.line(turned, axis),
        turned=line_words(s.count(axis), f"{s.called(turned)}ᵀ", is_row=not s.is_row(turned, axis)),
        product=_raised(s.notation.product("W_grad")),
    )


def _where_x_stands(s: Subject) -> Message:
    parts: dict[str, Part] = {
        "line": s.line("Y", "i"),
        "product": s.product_of_line("Y", "i"),
        "X": s.called("X"),
        "W": s.called("W"),
        "W_grad": s.called("W_grad"),
        "Y_grad": s.called("Y_grad"),
    }
    if _is_left(s, "Y", "X") != _is_left(s, "W_grad", "X"):
        return say(
            "{line:capital} is {product}. {W_grad} has an output in each row and an input in each "
            "column, as {W} has them, so {Y_grad} comes first this time and {X}, with an input in "
            "each column, comes last.",
            **parts,
        )
    if _is_left(s, "W_grad", "X"):
        return say(
            "{line:capital} is {product}: {X} works on the columns of {W} from the left, and it "
            "stays on the left on the way back.",
            **parts,
        )
    return say(
        "{line:capital} is {product}: {X} works on the rows of {W} from the right, and it stays on "
        "the right on the way back.",
        **parts,
    )


def why_batch_sum(s: Subject) -> Why:
    """Tell why the gradient of W or b adds up over all samples."""
    primal = s.role.removesuffix("_grad")
    start = say_many(
        "There is {count} sample, so the sum has a single term here; with more samples {cell} "
        "would be used once for each, and changing it would change all of them.",
        "There is only one {matrix}, and the {count} samples all go through it: {cell} is used "
        "once for each entry of {outputs}, and changing it changes all of them.",
        s.n,
        matrix=s.called(primal),
        cell=s.cell(primal),
        outputs=s.line("Y", "i"),
    )
    added = say(
        "Small changes of the loss add up, so the gradients of the samples do too: {sum}.",
        sum=written_sum(s),
    )
    mean = say(
        "Nothing is averaged at this point. If the loss is a mean, its 1/N is already inside "
        "{Y_grad}; dividing again would make the gradient too small.",
        Y_grad=s.called("Y_grad"),
    )
    return Why(
        say("Why the sum over the batch?"),
        joined([start, added, _copied(s) if primal == "b" else NOTHING, mean]),
    )


def _copied(s: Subject) -> Message:
    if s.is_row("Y", "j"):
        return say("Copied to every row forward, summed over the rows backward.")
    return say("Copied to every column forward, summed over the columns backward.")


def why_uses_add(s: Subject) -> Why:
    """Tell why the gradients of a W or b that several layers share add up."""
    primal = s.role.removesuffix("_grad")
    uses = [s.within(layer) for layer in s.uses]
    sums = [
        say("{sum} in layer {layer}", sum=written_sum(use), layer=use.layer + 1) for use in uses
    ]
    shared = say_many(
        "There is one {matrix}, and {count} layer uses it, on the way to {outputs}.",
        "There is one {matrix}, and {count} layers use it, on the way to {outputs}.",
        len(uses),
        matrix=s.called(primal),
        outputs=listed([use.called("Y") for use in uses]),
    )
    added = say(
        "When {cell} moves, it moves in all of them at once, and each use counts: {sums}. "
        "Together that is {total}. This is the chain rule for a number that goes several ways: "
        "multiply along a way, add over the ways. If each layer had a matrix of its own, each "
        "would keep its part.",
        cell=s.cell(primal),
        sums=listed(sums),
        total=s.told,
    )
    return Why(say("Why do the gradients of its uses add up?"), joined([shared, added]))
