"""What one cell means, in plain sentences with the actual numbers."""

import math

from gradviz.engine.passes import Passes
from gradviz.explain.activations import output_words, passing_words
from gradviz.explain.not_finite import not_finite
from gradviz.explain.slopes import slope_sentence, whole_step
from gradviz.explain.subject import GRADIENT_OF, Subject, subject
from gradviz.explain.targets import beside_target, target_words
from gradviz.language.losses import LOSS_WORDS
from gradviz.language.notation import Notation
from gradviz.language.numbers import number
from gradviz.messages.message import Message, Part, joined, listed, say, say_many
from gradviz.refs import CellRef


def sentence(passes: Passes, ref: CellRef, notation: Notation | None = None) -> Message:
    """Return what a cell means; the number that matters most is strong.

    Parameters
    ----------
    passes : Passes
        Of a network of any depth.
    ref : CellRef
        A cell of any of its matrices.
    notation : Notation, optional
        How people write it.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> p = backprop([[2]], [[3]])
    >>> print(sentence(p, CellRef("X_grad", 0, 0)))
    As X[1,1] rises, l rises 2 times as fast. X[1,1] reaches the loss through Y[1,1], by way of \
W[1,1].
    """
    s = subject(passes, ref, notation or Notation())
    if not math.isfinite(s.value):
        return not_finite(s)
    if s.role in GRADIENT_OF:
        return _given(s)
    if s.role == "T":
        return target_words(s)
    if s.role in ("Y", "P"):
        return joined([_output(s), _slope(s.of(s.role + "_grad"))])
    return joined([_slope(s), _reach(s)])


def _reach(s: Subject) -> Message:
    """Say by what way the number of a gradient reaches the loss."""
    if s.role == "Y_grad":
        return _origin(s)
    if s.role == "P_grad":
        return say("{p} only has {b} added to it on its way.", p=s.of("P").name, b=s.cell("b"))
    if not s.is_linear:
        return passing_words(s)
    if len(s.uses) > 1:
        return _reach_of_tied(s)
    return {"X_grad": _reach_of_x, "W_grad": _reach_of_w, "b_grad": _reach_of_b}[s.role](s)


def _slope(s: Subject) -> Message:
    """Say how the loss follows an entry; `s` is its gradient."""
    if not math.isfinite(s.value):
        return not_finite(s)
    return slope_sentence(s)


def _reach_of_x(s: Subject) -> Message:
    x, is_only = s.of("X").name, s.n > 1
    if s.m == 1:
        return _by_way_of(x, s.cell("Y"), s.cell("W"), is_only=is_only)
    return _through_line(x, s.line("Y", "j"), s.line("W", "k"), is_only=is_only)


def _reach_of_w(s: Subject) -> Message:
    w, is_only = s.of("W").name, s.m > 1
    if s.n == 1:
        return _by_way_of(w, s.cell("Y"), s.cell("X"), is_only=is_only)
    return _through_line(w, s.line("Y", "i"), s.line("X", "k"), is_only=is_only)


def _by_way_of(cell: str, y: str, factor: str, *, is_only: bool) -> Message:
    if is_only:
        return say(
            "{cell} reaches the loss through {y} only, by way of {factor}.",
            cell=cell,
            y=y,
            factor=factor,
        )
    return say(
        "{cell} reaches the loss through {y}, by way of {factor}.", cell=cell, y=y, factor=factor
    )


def _through_line(cell: str, outputs: Message, factors: Message, *, is_only: bool) -> Message:
    if is_only:
        return say(
            "{cell} reaches the loss through {outputs} only, once by way of each entry of "
            "{factors}.",
            cell=cell,
            outputs=outputs,
            factors=factors,
        )
    return say(
        "{cell} reaches the loss through {outputs}, once by way of each entry of {factors}.",
        cell=cell,
        outputs=outputs,
        factors=factors,
    )


def _reach_of_b(s: Subject) -> Message:
    b, y = s.of("b").name, s.cell("Y")
    if s.n == 1:
        return say(
            "{b} is added to {y} and to nothing else, so its gradient is that of {y}.", b=b, y=y
        )
    return say_many(
        "{b} is added to every entry of {outputs}, so the {count} gradient there is its own.",
        "{b} is added to every entry of {outputs}, so the {count} gradients there add up.",
        s.n,
        b=b,
        outputs=s.line("Y", "i"),
    )


def _reach_of_tied(s: Subject) -> Message:
    """Say which layers share a W or b, and what each of them says of it."""
    uses = [s.within(layer) for layer in s.uses]
    shares = []
    for use in uses:
        share = float(use.passes.matrix(use.role)[s.ref.row, s.ref.col]) + 0.0
        shares.append(
            say(
                "{share} from layer {layer} (to {output})",
                share=number(share),
                layer=use.layer + 1,
                output=use.called("Y"),
            )
        )
    return say_many(
        "{matrix} is used in {count} layer: {shares}.",
        "{matrix} is used in {count} layers, and their shares of its gradient add up: {shares}.",
        len(uses),
        matrix=s.called(s.role.removesuffix("_grad")),
        shares=listed(shares),
    )


def _origin(s: Subject) -> Message:
    """Say where an entry of Y_grad comes from."""
    origin = LOSS_WORDS[s.passes.loss_name or "seed"].origin(s.output)
    if s.passes.target is None:
        return origin
    return joined([beside_target(s), origin])


def _output(s: Subject) -> Message:
    """Say what an entry of Y is made of."""
    if not s.is_linear:
        return output_words(s)
    is_one = s.k == 1
    made: dict[str, Part] = (
        {"W": s.cell("W"), "X": s.cell("X")}
        if is_one
        else {"W": s.line("W", "i"), "X": s.line("X", "j")}
    )
    left, right = (made[role] for role in s.notation.order("Y"))
    parts: dict[str, Part] = {"y": s.name, "left": left, "right": right, "b": s.cell("b")}
    has_bias = s.passes.layers[0].b is not None and s.role != "P"
    if is_one and has_bias:
        return say("{y} is {left} times {right}, with {b} on top.", **parts)
    if is_one:
        return say("{y} is {left} times {right}.", **parts)
    if has_bias:
        return say_many(
            "{y} is {left} times {right}: the sum of {count} product, with {b} on top.",
            "{y} is {left} times {right}: the sum of {count} products, with {b} on top.",
            s.k,
            **parts,
        )
    return say_many(
        "{y} is {left} times {right}: the sum of {count} product.",
        "{y} is {left} times {right}: the sum of {count} products.",
        s.k,
        **parts,
    )


def _given(s: Subject) -> Message:
    """Say what raising an entry of W, X or b does to the loss."""
    gradient = s.of(GRADIENT_OF[s.role])
    if not math.isfinite(gradient.value):
        return not_finite(gradient)
    return joined([slope_sentence(gradient, with_gradient=True), whole_step(s, gradient)])
