"""What is happening to the bands of a gradient: which way they grow, and how large it all is."""

from gradviz.explain.magnitudes import magnitude, norm
from gradviz.language.english import listed
from gradviz.language.words import KIND_NAMES
from gradviz.scene.corner.equations import Spans
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.frame import Span
from gradviz.scene.marks.spans import loss_spans, typeset


def stream_caption(setting: Setting) -> tuple[Spans, Spans]:
    """Return what happens to the bands, and at rest the loss and the norms of what is tied.

    Parameters
    ----------
    setting : Setting
        Of the layer in which something moves.
    """
    theme, moment = setting.style.theme, setting.moment
    if setting.is_at_rest:
        told = "Where a band narrows the gradient gets smaller, where it widens it grows"
        loss = setting.network.loss
        numbers = () if loss is None else loss_spans(loss, theme)
        return typeset(told, theme.muted), (*numbers, *_wholes(setting))
    if moment.phase == 0 and moment.step == 0 and moment.progress == 0.0:
        start = "Press Space to watch the gradient grow or fade on its way back."
        return (Span(start, theme.muted, for_hands=True),), ()
    return typeset(_step(setting), theme.muted), ()


def _step(setting: Setting) -> str:
    """Return what the step that runs does to the bands."""
    X, Y, role = setting.name("X"), setting.name("Y"), setting.phase.role
    kind, layer = KIND_NAMES[setting.kind], setting.layer + 1
    if setting.phase.kind == "loss":
        what = "The seed" if setting.loss == "seed" else "The loss"
        return f"{what} gives the gradient at {Y}: there the bands begin"
    if role == "Y":
        return f"Layer {layer}, {kind}, makes {Y} of {X}: the outlines reach {Y}"
    if role == "X_grad":
        return f"Back through layer {layer}, {kind}: the bands grow on from {Y} to {X}"
    of = "weights" if role == "W_grad" else "bias"
    what = "its share of the gradient" if setting.is_shared(role) else "the gradient"
    return f"Layer {layer} sends {what} of its {of} aside"


def _wholes(setting: Setting) -> Spans:
    """Return how large the gradient of a matrix is that several layers have a share in."""
    spans: list[Span] = []
    theme, told = setting.style.theme, set()
    for layer in range(len(setting.network.layers)):
        local = setting.of_layer(layer)
        for role in ("W_grad", "b_grad"):
            if not _is_there(local, role) or local.name(role) in told:
                continue
            name = local.name(role)
            told.add(name)
            size = magnitude(norm(local.values(role)))
            layers = listed([str(n + 1) for n in local.sharing(role)])
            between = "   " if setting.network.loss is not None or spans else ""
            spans += typeset(f"{between}‖{name}‖ ≈ ", theme.muted)
            spans += typeset(size, theme.text, "semibold")
            spans += typeset(f", the shares of layers {layers} added", theme.muted)
    return tuple(spans)


def _is_there(setting: Setting, role: str) -> bool:
    has = setting.names.W if role == "W_grad" else setting.names.b
    return has is not None and setting.is_shared(role)
