"""Why both numbers of the adjoint exhibit agree, or why they do not."""

import numpy as np

from gradviz.messages.line import Run
from gradviz.messages.message import NOTHING, Message, joined, say, say_many
from gradviz.views.adjoint.names import AdjointNames
from gradviz.views.adjoint.numbers import Exhibit

_CHANCE = say("Equal for these numbers only: with another dX they differ.")


def verdict(numbers: Exhibit, names: AdjointNames) -> Message:
    """Return in a sentence or two why both numbers agree, or why they do not."""
    return {"transpose": _of_transpose, "W": _of_itself, "inverse": _of_inverse}[names.by](
        numbers, names
    )


def shape_of_W(numbers: Exhibit, names: AdjointNames) -> str:
    """Return the size of W as people write it."""
    first, second = numbers.forward.matrix("W").shape
    if names.notation.is_flipped("W"):
        first, second = second, first
    return f"{first}×{second}"


def _of_transpose(numbers: Exhibit, names: AdjointNames) -> Message:
    cells = (("W", names.W), ("Y", names.notation.name("Y_grad")), ("X", "dX"))
    product = " · ".join(
        f"{name}[{','.join(filter(None, names.notation.letters(role)))}]" for role, name in cells
    )
    if numbers.products == 1:
        return say("Both are the same product {product}.", product=product)
    return say_many(
        "Both are the sum of the same {count} product {product}, bracketed in two ways.",
        "Both are the sum of the same {count} products {product}, bracketed in two ways.",
        numbers.products,
        product=product,
    )


def _of_itself(numbers: Exhibit, names: AdjointNames) -> Message:
    if numbers.is_transpose:
        return say("{W} is symmetric: it is its own transpose.", W=names.W)
    if numbers.is_equal:
        return _CHANCE
    return say(
        "Not the transpose: here {k} of {W} runs along {i} of {seed}, and only the shapes fit.",
        k=Run("k", "k"),
        W=names.W,
        i=Run("i", "i"),
        seed=names.seed,
    )


def _of_inverse(numbers: Exhibit, names: AdjointNames) -> Message:
    if numbers.is_equal is None:
        return say("Not everything here is a finite number.")
    if names.is_inverse:
        return _of_true_inverse(numbers, names)
    W = names.W
    if numbers.is_orthogonal:
        rows, cols = numbers.forward.matrix("W").shape
        is_tall = rows == cols or (rows > cols) != names.notation.is_flipped("W")
        words = (
            say("The columns of {W} are orthonormal: its pseudo-inverse is its transpose.", W=W)
            if is_tall
            else say("The rows of {W} are orthonormal: its pseudo-inverse is its transpose.", W=W)
        )
    elif numbers.is_transpose:
        words = say("The pseudo-inverse of this {W} is its transpose.", W=W)
    elif numbers.is_equal:
        words = _CHANCE
    else:
        words = say("The pseudo-inverse undoes {W}; it does not carry a gradient back.", W=W)
    return joined((_why_none(numbers, names), words))


def _of_true_inverse(numbers: Exhibit, names: AdjointNames) -> Message:
    W = names.W
    if numbers.is_orthogonal:
        return say("The columns of {W} are orthonormal: its inverse is its transpose.", W=W)
    if numbers.is_transpose:
        return say("The inverse of this {W} is its transpose.", W=W)
    if numbers.is_equal:
        return _CHANCE
    return say("The inverse undoes {W}; it does not carry a gradient back.", W=W)


def _why_none(numbers: Exhibit, names: AdjointNames) -> Message:
    """Return why W has no inverse; nothing where it is not finite."""
    values = numbers.forward.matrix("W")
    if not np.isfinite(values).all():
        return NOTHING
    if values.shape[0] == values.shape[1]:
        return say("{W} is singular: it has no inverse.", W=names.W)
    return say("{W} is {shape}: it has no inverse.", W=names.W, shape=shape_of_W(numbers, names))
