"""What is happening to the bands of a gradient: which way they grow, and how large it all is."""

from gradviz.explain.magnitudes import magnitude, norm
from gradviz.language.words import KIND_NAMES
from gradviz.messages.message import Message, listed, say
from gradviz.scene.corner.equations import Spans
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.frame import Span
from gradviz.scene.marks.spans import hint, loss_spans, told


def stream_caption(setting: Setting) -> tuple[Spans, Spans]:
    """Return what happens to the bands, and at rest the loss and the norms of what is tied.

    Parameters
    ----------
    setting : Setting
        Of the layer in which something moves.
    """
    style, moment = setting.style, setting.moment
    if setting.is_at_rest:
        words = say("Where a band narrows, the gradient gets smaller; where it widens, it grows")
        loss = setting.network.loss
        numbers = () if loss is None else loss_spans(loss, style.theme)
        return told(words, style), (*numbers, *_wholes(setting))
    if moment.phase == 0 and moment.step == 0 and moment.progress == 0.0:
        start = say("Press Space to watch the gradient grow or fade on its way back.")
        return hint(start, style), ()
    return told(_step(setting), style), ()


def _step(setting: Setting) -> Message:
    """Return what the step that runs does to the bands."""
    X, Y, role = setting.name("X"), setting.name("Y"), setting.phase.role
    kind, layer = KIND_NAMES[setting.kind], setting.layer + 1
    if setting.phase.kind == "loss":
        if setting.loss == "seed":
            return say("The seed gives the gradient at {Y}: here the bands begin", Y=Y)
        return say("The loss gives the gradient at {Y}: here the bands begin", Y=Y)
    if role == "Y":
        return say(
            "Layer {layer}, {kind}, turns {X} into {Y}: the outlines reach {Y}",
            layer=layer,
            kind=kind,
            X=X,
            Y=Y,
        )
    if role == "X_grad":
        return say(
            "Back through layer {layer}, {kind}: the bands go on from {Y} to {X}",
            layer=layer,
            kind=kind,
            Y=Y,
            X=X,
        )
    return _aside(layer, role, is_shared=setting.is_shared(role))


def _aside(layer: int, role: str, *, is_shared: bool) -> Message:
    """Return what leaves to the W or the b of a layer."""
    if role == "W_grad" and is_shared:
        return say(
            "Layer {layer} sends its share of the gradient of its weights aside", layer=layer
        )
    if role == "W_grad":
        return say("Layer {layer} sends the gradient of its weights aside", layer=layer)
    if is_shared:
        return say("Layer {layer} sends its share of the gradient of its bias aside", layer=layer)
    return say("Layer {layer} sends the gradient of its bias aside", layer=layer)


def _wholes(setting: Setting) -> Spans:
    """Return how large the gradient of a matrix is that several layers have a share in."""
    spans: list[Span] = []
    names = set()
    for layer in range(len(setting.network.layers)):
        local = setting.of_layer(layer)
        for role in ("W_grad", "b_grad"):
            if not _is_there(local, role) or local.name(role) in names:
                continue
            name = local.name(role)
            names.add(name)
            whole = say(
                "‖{name}‖ ≈ <b>{size}</b>, the shares of layers {layers} added up",
                name=name,
                size=magnitude(norm(local.values(role))),
                layers=listed([n + 1 for n in local.sharing(role)]),
            )
            if setting.network.loss is not None or spans:
                spans.append(Span("   ", setting.style.theme.muted))
            spans += told(whole, setting.style)
    return tuple(spans)


def _is_there(setting: Setting, role: str) -> bool:
    has = setting.names.W if role == "W_grad" else setting.names.b
    return has is not None and setting.is_shared(role)
