"""What is happening, in one sentence with the actual numbers."""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeAlias

from gradviz.language.english import listed
from gradviz.language.losses import LOSS_WORDS
from gradviz.language.numbers import number
from gradviz.refs import CellRef, is_gradient
from gradviz.scene.corner.equations import Spans, of_lines, of_vector
from gradviz.scene.corner.pane import MATRICES
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.frame import Span
from gradviz.scene.marks.spans import loss_spans, typeset

MatrixNames: TypeAlias = AbstractSet[str]
"""Matrices by the names that they have in the network."""


def caption(
    setting: Setting, large: MatrixNames | None = None, small: MatrixNames = frozenset()
) -> tuple[Spans, Spans]:
    """Return two lines: what happens, and its numbers.

    Parameters
    ----------
    setting : Setting
    large, small : set of str, optional
        The matrices of the picture, by their names in the network, that can be dragged on and
        those that are shown small; by default all there are.
    """
    theme, moment = setting.style.theme, setting.moment
    large = frozenset(setting.network.names) if large is None else large
    if setting.is_at_rest:
        return _at_rest(setting, large)
    if moment.phase == 0 and moment.step == 0 and moment.progress == 0.0:
        start = "Press Space to watch the numbers travel, forward and back."
        return (Span(start, theme.muted, for_hands=True),), ()
    here = setting.of_layer(setting.phase.layer)
    there = large | small
    if not {here.name(role) for role in _at_work(here)} <= there:
        return typeset(f"Layer {here.layer + 1} is at work now: {_way(here)}", theme.muted), ()
    if here.phase.kind == "loss":
        return _loss(here, is_target_there="T" in there)
    if here.phase.kind == "linear":
        from gradviz.scene.corner.captions import product_caption  # nothing moves at the start

        return product_caption(here)
    from gradviz.views.flow.activation_captions import activation_caption

    return activation_caption(here)


def _at_work(setting: Setting) -> tuple[str, ...]:
    """Return the roles of the matrices that a phase works on."""
    role = setting.phase.role
    if setting.phase.kind == "loss":
        return ("Y", "Y_grad")
    if setting.phase.kind == "linear":
        return MATRICES["W_grad" if role == "b_grad" else role]
    return ("X", "Y") if role == "Y" else ("X_grad", "Y_grad")


def _loss(setting: Setting, *, is_target_there: bool) -> tuple[Spans, Spans]:
    from gradviz.explain.formula import formula_of
    from gradviz.explain.subject import Subject

    theme, passes, ref = setting.style.theme, setting.passes, setting.ref
    s = Subject(setting.network, setting.layer, passes, ref, setting.notation)
    size, sweep = passes.matrix("Y").size, setting.phase.sweep
    entry = "this entry" if sweep == "cells" else "each entry"
    one = "the" if sweep in ("cells", "columns") else "each"
    which = f"{one} {setting.notation.direction('Y', 'j')}"
    told = LOSS_WORDS[setting.loss].caption.format(entry=entry, size=size, which=which)
    if passes.target is not None and not is_target_there:
        told = f"So fast the loss rises with {entry} of Y: that is Y_grad"
    words = typeset(s.written(told), theme.muted)
    if sweep != "cells":
        return words, of_vector(setting)
    return words, of_lines(setting, formula_of(s).lines[1 if passes.target is None else -2 :])


def pointed_caption(setting: Setting, ref: CellRef, lit: int | None) -> tuple[Spans, Spans] | None:
    """Return what the shares of a pointed gradient come to; None for what is not shared.

    Parameters
    ----------
    setting : Setting
    ref : CellRef
        By its name in the network.
    lit : int or None
        The one layer whose corners are in the picture, counted from 0; None if all layers are.
    """
    uses = setting.network.uses(ref.name.removesuffix("_grad")) if is_gradient(ref.name) else ()
    if len(uses) < 2 or setting.muted:
        return None
    local = setting.of_layer(lit if lit in uses else uses[0])
    role = local.names.role(ref.name)
    if role is None:
        return None
    from gradviz.scene.corner.captions import shares_added

    whole = shares_added(local, CellRef(role, ref.row, ref.col))[1:]  # it follows nothing
    layers = listed([str(layer + 1) for layer in uses])
    words = f"The shares of layers {layers} add up"
    if lit in uses:
        share = float(local.passes.matrix(role)[ref.row, ref.col])
        words += f"; what is lit up gives that of layer {local.layer + 1}, {number(share + 0.0)}"
    return typeset(words, setting.style.theme.muted), whole


def _way(setting: Setting) -> str:
    """Return which way the numbers of a phase go."""
    return "the values go forward" if setting.phase.role == "Y" else "the gradients come back"


def _at_rest(setting: Setting, large: MatrixNames) -> tuple[Spans, Spans]:
    theme, loss = setting.style.theme, setting.network.loss
    which = _to_drag(setting, large)
    told = "Point at a cell to see where it comes from"
    told += f"; drag on {which} to change it." if which else "."
    words = tuple(replace(span, for_hands=True) for span in typeset(told, theme.muted))
    if loss is None:
        return words, ()
    return words, loss_spans(loss, theme)


def _to_drag(setting: Setting, large: MatrixNames) -> str:
    """Return what of a picture can be changed by dragging: "W or X"; "" if nothing can."""
    layers = setting.network.layers
    weights = sorted({layer.W for layer in layers if layer.W is not None} & large)
    inputs = ["X"] if "X" in large else []
    if len(weights) > 1:
        return " or ".join([*inputs, "a weight"])
    seed = "T" if setting.network.target is not None else f"{layers[-1].Y}_grad"
    is_seeded = seed == "T" or setting.network.loss is None
    rest = [seed] if seed in large and is_seeded else []
    return " or ".join([*weights, *inputs] or rest)
