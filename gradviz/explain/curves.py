"""What people ask about activations, answered with the numbers of a cell."""

from gradviz.explain.activations import slope_at
from gradviz.explain.question import Why
from gradviz.explain.subject import Subject
from gradviz.language.activations import CURVES
from gradviz.language.english import with_article
from gradviz.language.numbers import number
from gradviz.language.words import KIND_NAMES


def why_activation(s: Subject) -> Why:
    """Tell what an activation is good for."""
    kind, x = KIND_NAMES[s.kind], s.of("X").name
    if s.kind == "softmax":
        return Why(
            "Why does softmax look at the whole sample?",
            f"It turns the numbers of {s.line('Y', 'j')} into shares: each exp, divided by the sum "
            f"of them all. So {s.name} depends on every number of its sample, not on {x} alone: "
            "where one share grows, the others shrink. "
            "That is why the gradient mixes on its way back.",
        )
    curve = CURVES[s.kind]
    return Why(
        f"Why is there {with_article(kind)} here?",
        "Two linear layers in a row are one: their matrices multiply into a single matrix. "
        f"{curve.use.format(kind=kind[0].upper() + kind[1:], does=curve.does)} "
        f"Here it makes {s.told} of {x} = {number(s.value_of('X'))}.",
    )


def why_entry_by_entry(s: Subject) -> Why:
    """Tell why a gradient is multiplied entry by entry on its way through."""
    g = s.of("X_grad")
    kind, x, slope = KIND_NAMES[s.kind], s.of("X"), number(slope_at(s))
    others = "the other entries do not hear of it" if s.m * s.n > 1 else "there is no other"
    return Why(
        "Why is it multiplied entry by entry, with no matrix?",
        f"{kind[0].upper()}{kind[1:]} works on each number by itself: {x.name} goes into "
        f"{s.of('Y').name} only, and {others}. "
        f"Its Jacobian has the slopes on its diagonal and zeros elsewhere, {s.m * s.n}×{s.m * s.n} "
        "numbers, and a product with a diagonal matrix is a product entry by entry. "
        f"Here the slope at {x.name} = {x.told} is {slope}, so {g.name} is that much of "
        f"{s.of('Y_grad').name}: {g.told}. "
        "Seen as a picture, the slopes are a mask that the gradient passes through.",
    )


def why_mixed(s: Subject) -> Why:
    """Tell why softmax mixes the gradients of a sample."""
    p, g = s.of("Y"), s.of("Y_grad")
    return Why(
        "Why does softmax mix the gradients?",
        f"The shares of {s.of('Y').line('Y', 'j')} add up to 1, so raising {s.of('X').name} raises "
        f"{p.name} and lowers all others. "
        f"Each of these changes counts as Y_grad says; together that is {p.name} times the "
        f"distance of {g.name} from the mean of Y_grad in this sample, weighted by the shares. "
        "A number added to all gradients of the sample changes nothing, because the shares "
        "cannot all grow.",
    )
