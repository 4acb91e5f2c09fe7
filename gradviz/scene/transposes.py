"""Why the products of the way back look as they do: what is transposed, and what adds up."""

import numpy as np

from gradviz.arrays import size
from gradviz.scene.numbers import number
from gradviz.scene.question import Question, Why, changes, shares

_SMALL = 64  # above, nobody can see whether W is orthogonal, and it takes long to find out


def why_w_transposed(q: Question) -> Why:
    """Tell why X_grad = Wᵀ Y_grad has Wᵀ, and has it on the left."""
    x, j, k = f"X[{q.row},{q.col}]", q.col, q.row
    weights = q.passes.W[:, q.ref.row].tolist()
    moves = changes(
        [(f"Y[{i + q.base},{j}]", weight) for i, weight in enumerate(weights)], q.m, "row"
    )
    return Why(
        "Why is W transposed here?",
        f"On the way forward, column {k} of W carries {x} into column {j} of Y: "
        f"when {x} rises by 1, {moves}. "
        f"{shares(q, q.m)} "
        f"This sum runs down column {k} of W, and a matrix product takes its left factor row by "
        f"row: column {k} of W has to become row {k} of Wᵀ. "
        "No weight is changed or undone; the gradient just goes back through the same "
        "connections, from output i to input k instead of from k to i. "
        "W stays on the left, because it works on each column of X by itself, forward and back.",
    )


def why_not_inverse(q: Question) -> Why:
    """Tell why it is Wᵀ and not W⁻¹."""
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
        f"comes back multiplied by {weight}, the same factor; an inverse would undo it instead. "
        f"{own}"
        "Only for an orthogonal W, a pure rotation or reflection, are Wᵀ and W⁻¹ the same.",
    )


def _orthogonal_words(q: Question) -> str:
    W = q.passes.W
    with np.errstate(all="ignore"):
        is_orthogonal = q.m <= _SMALL and np.allclose(W @ W.T, np.eye(q.m), atol=1e-9)
    if is_orthogonal:
        return f"This W is orthogonal, W Wᵀ = I, so here both happen to give {q.value}. "
    return (
        f"This W is {size(W)}, so an inverse would have the right shape too: shapes do not tell. "
    )


def why_x_right(q: Question) -> Why:
    """Tell why W_grad = Y_grad Xᵀ has Xᵀ, and has it on the right."""
    i, k = q.row, q.col
    w = f"W[{i},{k}]"
    inputs = q.passes.X[q.ref.col].tolist()
    moves = changes(
        [(f"Y[{i},{j + q.base}]", value) for j, value in enumerate(inputs)], q.n, "column"
    )
    return Why(
        "Why is X on the right, and transposed?",
        f"Row {i} of Y is row {i} of W times X: X works on the rows of W from the right, and it "
        "stays on the right on the way back. "
        f"When {w} rises by 1, {moves}. "
        f"{shares(q, q.n)} "
        f"This sum pairs row {i} of Y_grad with row {k} of X; a matrix product pairs rows with "
        f"columns, so row {k} of X has to become column {k} of Xᵀ. "
        "That is Y_grad Xᵀ, in this order whatever the sizes are: fitting shapes alone would "
        "not tell it from other products when two sizes are equal.",
    )


def why_batch_sum(q: Question) -> Why:
    """Tell why the gradient of W or b adds up over all samples."""
    primal = q.ref.name.removesuffix("_grad")
    cell, i = f"{primal}[{q.row},{q.col}]", q.row
    if q.n == 1:
        start = (
            "There is one sample, so the sum has a single term here; with more samples "
            f"{cell} would be used once for each, and a change of it would be felt in all of them."
        )
    else:
        start = (
            f"There is only one {primal}, and all {q.n} samples go through it: {cell} is used "
            f"once for each entry in row {i} of Y, and a change of it is felt in all of them."
        )
    copied = (
        " Copied to every column forward, summed over the columns backward."
        if primal == "b"
        else ""
    )
    return Why(
        "Why the sum over the batch?",
        f"{start} "
        "Small changes of the loss add up, so the gradients of the samples do too: "
        f"{q.sum}.{copied} "
        "Nothing is averaged at this point. "
        "If the loss is a mean, its 1/N is already inside Y_grad; dividing again would make the "
        "gradient too small.",
    )
