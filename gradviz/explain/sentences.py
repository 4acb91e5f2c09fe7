"""What one cell means, in plain sentences with the actual numbers."""

import math

import numpy as np

from gradviz.engine.graph.dependence import sources
from gradviz.engine.losses import is_of_softmax
from gradviz.engine.passes import Passes
from gradviz.explain.activations import output_words, passing_words
from gradviz.explain.residuals import probability
from gradviz.explain.slopes import slope_sentence, whole_step
from gradviz.explain.subject import GRADIENT_OF, Subject, subject
from gradviz.language.english import counted, listed, named_value
from gradviz.language.losses import LOSS_WORDS
from gradviz.language.notation import Notation
from gradviz.language.numbers import number
from gradviz.messages.line import Line, Run
from gradviz.refs import CellRef


def sentence(passes: Passes, ref: CellRef, notation: Notation | None = None) -> Line:
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
    >>> from gradviz.messages.line import plain
    >>> p = backprop([[2]], [[3]])
    >>> plain(sentence(p, CellRef("X_grad", 0, 0)))
    'As X[1,1] rises, l rises 2 times as fast. X[1,1] reaches the loss through Y[1,1], by way of \
W[1,1].'
    """
    s = subject(passes, ref, notation or Notation())
    if not math.isfinite(s.value):
        return _not_finite(s)
    if s.role in GRADIENT_OF:
        return _given(s)
    if s.role == "T":
        return (Run(_target(s)),)
    if s.role in ("Y", "P"):
        return (Run(_output(s)), *_slope(s.of(s.role + "_grad")))
    return (*_slope(s), Run(" " + _reach(s)))


def _reach(s: Subject) -> str:
    """Say by what way the number of a gradient reaches the loss."""
    if s.role == "Y_grad":
        return _origin(s)
    if s.role == "P_grad":
        return s.written(f"{s.of('P').name} only has {s.cell('b')} added to it on its way.")
    if not s.is_linear:
        return passing_words(s)
    if len(s.uses) > 1:
        return _reach_of_tied(s)
    reach = {"X_grad": _reach_of_x, "W_grad": _reach_of_w, "b_grad": _reach_of_b}[s.role]
    return s.written(reach(s))


def _slope(s: Subject) -> Line:
    """Say how the loss follows an entry; `s` is its gradient."""
    if not math.isfinite(s.value):
        return _not_finite(s)
    return slope_sentence(s)


def _reach_of_x(s: Subject) -> str:
    x, only = s.of("X").name, " only" if s.n > 1 else ""
    if s.m == 1:
        return f"{x} reaches the loss through {s.cell('Y')}{only}, by way of {s.cell('W')}."
    return (
        f"{x} reaches the loss through {s.line('Y', 'j')}{only}, "
        f"once through each {s.way('W', 'i')} of W's {s.way('W', 'k')} {s.count('k')}."
    )


def _reach_of_w(s: Subject) -> str:
    w, only = s.of("W").name, " only" if s.m > 1 else ""
    if s.n == 1:
        return f"{w} reaches the loss through {s.cell('Y')}{only}, by way of {s.cell('X')}."
    return (
        f"{w} reaches the loss through {s.line('Y', 'i')}{only}, "
        f"once through each {s.way('X', 'j')} of X's {s.way('X', 'k')} {s.count('k')}."
    )


def _reach_of_b(s: Subject) -> str:
    b, y = s.of("b").name, s.cell("Y")
    if s.n == 1:
        return f"{b} is added to {y} and to nothing else, so its gradient is that of {y}."
    return (
        f"{b} is added to every entry in {s.line('Y', 'i')}, so the {s.n} gradients there add up."
    )


def _reach_of_tied(s: Subject) -> str:
    """Say which layers share a W or b, and what each of them says of it."""
    primal = s.notation.name(s.role.removesuffix("_grad"))
    uses = [s.within(layer) for layer in s.uses]
    shares = []
    for use in uses:
        share = float(use.passes.matrix(use.role)[s.ref.row, s.ref.col]) + 0.0
        shares.append(f"{number(share)} from layer {use.layer + 1} (to {use.notation.name('Y')})")
    return (
        f"{primal} is used in {counted(len(uses), 'layer')}, and what each says of it adds up: "
        f"{listed(shares)}."
    )


def _origin(s: Subject) -> str:
    """Say where an entry of Y_grad comes from."""
    loss = s.passes.loss_name or "seed"
    told = LOSS_WORDS[loss].origin.format(
        where="" if s.passes.target is None else _beside_target(s),
        squares=counted(s.m * s.n, "square"),
        entries=counted(s.m * s.n, "entry"),
        size=s.m * s.n,
    )
    return s.written(told)


def _beside_target(s: Subject) -> str:
    """Say how far an entry of Y, or its probability, is from its target."""
    t = s.value_of("T")
    if is_of_softmax(s.passes.loss_name):
        return _share_of_probability(s, probability(s.passes, s.ref), t)
    y, y_name = s.value_of("Y"), s.of("Y").name
    if y == t:
        return f"{y_name} is exactly at its target, {number(t)}"
    side = "above" if y > t else "below"
    return f"{y_name} is {number(abs(y - t))} {side} its target, {number(t)}"


def _share_of_probability(s: Subject, p: float, t: float) -> str:
    start = f"Softmax turns {s.of('Y').name} into the probability {number(p)}; "
    start += f"the target is {number(t)}"
    if p == t:
        return f"{start}, exactly that"
    much = f"{number(abs(p - t))} too {'much' if p > t else 'little'}"
    if s.n == 1:
        return f"{start}, so it is {much}"
    return f"{start}, so it is {much}, and each of the {s.n} samples counts for 1/{s.n} of the loss"


def _output(s: Subject) -> str:
    """Say what an entry of Y is made of, with a space for what follows."""
    if not s.is_linear:
        return output_words(s) + " "
    top = "" if s.passes.layers[0].b is None or s.role == "P" else f", with {s.cell('b')} on top"
    if s.k == 1:
        made = f"{s.cell('W')} times {s.cell('X')}"
        if s.notation.order("Y")[0] == "X":
            made = f"{s.cell('X')} times {s.cell('W')}"
    else:
        lines = {"W": s.line("W", "i"), "X": s.line("X", "j")}
        first, second = s.notation.order("Y")
        made = f"{lines[first]} times {lines[second]}: the sum of {s.k} products"
    return f"{s.name} is {made}{top}. "


def _given(s: Subject) -> Line:
    """Say what raising an entry of W, X or b does to the loss."""
    gradient = s.of(GRADIENT_OF[s.role])
    if not math.isfinite(gradient.value):
        return _not_finite(gradient)
    return (*slope_sentence(gradient, with_gradient=True), *whole_step(s, gradient))


def _target(s: Subject) -> str:
    y, t, gradient = s.of("Y"), s.told, s.of("Y_grad")
    if not math.isfinite(gradient.value):
        return f"{s.name} is what {y.name} should become. {_not_finite(gradient)[0].text}"
    if is_of_softmax(s.passes.loss_name):
        start = (
            f"{s.name} = {t} is the probability that {s.way('T', 'i')} {s.count('i')} should get "
            f"in {s.way('T', 'j')} {s.count('j')}; softmax gives it "
            f"{number(probability(s.passes, s.ref))}."
        )
    else:
        start = f"{s.name} = {t} is what {y.name} should become; it is {y.told}."
    if gradient.value == 0:
        return f"{start} {gradient.name} = 0: nothing pulls there."
    way = "down" if gradient.value > 0 else "up"
    slope = named_value(gradient.name, gradient.value)
    return f"{start} {slope}: the loss falls as {y.name} goes {way}."


def _not_finite(s: Subject) -> Line:
    """Say which number at the root makes a cell NaN or infinite."""
    is_nan = math.isnan(s.value)
    what = "not a number (NaN)" if is_nan else f"infinite ({s.told})"
    here = s.ref_in_network
    found = _root(s.whole, here)
    root = subject(s.whole, found, s.notation)
    if found == here and not sources(s.whole, found):
        rest = ". It was typed in, and it spoils what is computed from it."
    elif not sources(s.whole, found):
        rest = f", because {root.name} is {root.told}."
    else:
        where = "its terms are" if found == here else f"those behind {root.name} are"
        rest = f": {where} too large for a computer, whose numbers end near 1.8e308."
    return (Run(f"{s.name} is {what}{rest}"),)


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
