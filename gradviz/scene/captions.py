"""What is happening, in one sentence with the actual numbers."""

from gradviz.scene.activation_captions import activation_caption
from gradviz.scene.equations import Spans, of_lines, of_vector
from gradviz.scene.formula import formula_of
from gradviz.scene.frame import Span
from gradviz.scene.product_captions import product_caption
from gradviz.scene.setting import Setting
from gradviz.scene.subject import Subject
from gradviz.scene.words import loss_spans, typeset


def caption(setting: Setting) -> tuple[Spans, Spans]:
    """Return two lines: what happens, and its numbers."""
    theme, moment = setting.style.theme, setting.moment
    if setting.is_at_rest:
        return _at_rest(setting)
    if moment.phase == 0 and moment.step == 0 and moment.progress == 0.0:
        start = "Press Space to watch the numbers travel, forward and back."
        return (Span(start, theme.muted, for_hands=True),), ()
    here = setting.of_layer(setting.phase.layer)
    if here.phase.kind == "loss":
        return _loss(here)
    return product_caption(here) if here.phase.kind == "linear" else activation_caption(here)


def _loss(setting: Setting) -> tuple[Spans, Spans]:
    theme, passes, ref = setting.style.theme, setting.passes, setting.ref
    s = Subject(setting.network, setting.layer, passes, ref, setting.notation)
    size, sweep = passes.matrix("Y").size, setting.phase.sweep
    entry = "this entry" if sweep == "cells" else "each entry"
    told = {
        "seed": "The seed of the backward pass was typed in by hand",
        "sum": "Every entry of Y counts once in the loss, so each gradient is 1",
        "squared_error": (
            f"So fast the loss rises with {entry} of Y: its distance from the target"
        ),
        "mse": f"The mean over {size} entries shares the loss out: 2 (Y − T) / {size}",
        "cross_entropy": (
            f"Softmax turns {'the' if sweep in ('cells', 'columns') else 'each'} "
            f"{setting.notation.direction('Y', 'j')} into probabilities; what is above its target "
            "is too much"
        ),
    }[setting.loss]
    words = typeset(s.written(told), theme.muted)
    if sweep != "cells":
        return words, of_vector(setting)
    return words, of_lines(setting, formula_of(s).lines[1 if passes.target is None else -2 :])


def _at_rest(setting: Setting) -> tuple[Spans, Spans]:
    theme, loss = setting.style.theme, setting.network.loss
    which = "W or X" if len(setting.network.layers) == 1 else "X or a weight"
    told = f"Point at a cell to see where it comes from; drag on {which} to change it."
    words = (Span(told, theme.muted, for_hands=True),)
    if loss is None:
        return words, ()
    return words, loss_spans(loss, theme)
