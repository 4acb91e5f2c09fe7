"""What is happening, in one sentence with the actual numbers."""

from collections.abc import Set as AbstractSet
from typing import TypeAlias

from gradviz.language.losses import LOSS_WORDS
from gradviz.language.numbers import number
from gradviz.messages.message import Message, listed, say
from gradviz.refs import CellRef, is_gradient
from gradviz.scene.corner.equations import Spans, of_lines, of_vector
from gradviz.scene.corner.pane import MATRICES
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.spans import hint, loss_spans, told

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
    style, moment = setting.style, setting.moment
    large = frozenset(setting.network.names) if large is None else large
    if setting.is_at_rest:
        return _at_rest(setting, large)
    if moment.phase == 0 and moment.step == 0 and moment.progress == 0.0:
        return hint(say("Press Space to watch the numbers travel, forward and back."), style), ()
    here = setting.of_layer(setting.phase.layer)
    there = large | small
    if not {here.name(role) for role in _at_work(here)} <= there:
        return told(_elsewhere(here), style), ()
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

    passes, ref = setting.passes, setting.ref
    s = Subject(setting.network, setting.layer, passes, ref, setting.notation)
    message = LOSS_WORDS[setting.loss].caption(s.output)
    if passes.target is not None and not is_target_there:
        message = say("{Y}_grad: how fast the loss changes with each entry of {Y}", Y=s.output.Y)
    words = told(message, setting.style)
    if setting.phase.sweep != "cells":
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
    layers = listed([layer + 1 for layer in uses])
    if lit in uses:
        share = float(local.passes.matrix(role)[ref.row, ref.col])
        words = say(
            "The shares of layers {layers} add up; that of layer {layer}, lit up here, is {share}",
            layers=layers,
            layer=local.layer + 1,
            share=number(share + 0.0),
        )
    else:
        words = say("The shares of layers {layers} add up", layers=layers)
    return told(words, setting.style), whole


def _elsewhere(setting: Setting) -> Message:
    """Return what another layer than those in the picture does."""
    layer = setting.layer + 1
    if setting.phase.role == "Y":
        return say("Layer {layer} is at work now: the values go forward", layer=layer)
    return say("Layer {layer} is at work now: the gradients come back", layer=layer)


def _at_rest(setting: Setting, large: MatrixNames) -> tuple[Spans, Spans]:
    style, loss = setting.style, setting.network.loss
    entry = _to_drag(setting, large)
    if entry is None:
        words = say("Point at a cell to see where it comes from.")
    else:
        words = say(
            "Point at a cell to see where it comes from; drag {entry} to change it.", entry=entry
        )
    return hint(words, style), () if loss is None else loss_spans(loss, style.theme)


def _to_drag(setting: Setting, large: MatrixNames) -> Message | None:
    """Return what of a picture can be changed by dragging; None if nothing can."""
    layers = setting.network.layers
    weights = sorted({layer.W for layer in layers if layer.W is not None} & large)
    inputs = ["X"] if "X" in large else []
    if len(weights) > 1:
        return say("a weight or an entry of X") if inputs else say("a weight")
    seed = "T" if setting.network.target is not None else f"{layers[-1].Y}_grad"
    is_seeded = seed == "T" or setting.network.loss is None
    rest = [seed] if seed in large and is_seeded else []
    match [*weights, *inputs] or rest:
        case [name]:
            return say("an entry of {name}", name=name)
        case [W, X]:
            return say("an entry of {W} or {X}", W=W, X=X)
        case _:
            return None
