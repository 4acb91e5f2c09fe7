"""What people ask about samples: why they stay apart, and share one bias."""

from gradviz.explain.question import Why
from gradviz.explain.subject import Subject
from gradviz.messages.message import Message, Part, joined, say, say_many


def why_columns_apart(s: Subject) -> Why:
    """Tell why a sample meets no other on its way."""
    X, is_row = s.called("X"), s.is_row("X", "j")
    back = say(
        "{line:capital} is therefore {product}.",
        line=s.line("X_grad", "j"),
        product=s.product_of_line("X_grad", "j"),
    )
    formula = s.notation.formula("X_grad").replace("^T", "ᵀ")
    if is_row:
        question = say("Why do the rows of {X} never meet?", X=X)
        together = say(
            "Written one below the other, all these rows are one product: {formula}.",
            formula=formula,
        )
    else:
        question = say("Why do the columns of {X} never meet?", X=X)
        together = say(
            "Written side by side, all these columns are one product: {formula}.", formula=formula
        )
    return Why(question, joined([_line_alone(s), _samples_apart(s), back, together]))


def _line_alone(s: Subject) -> Message:
    """Say what a sample of Y is made of."""
    parts: dict[str, Part] = {
        "line": s.line("Y", "j"),
        "product": s.product_of_line("Y", "j"),
        "b": s.called("b"),
        "W": s.called("W"),
    }
    has_bias = s.passes.layers[0].b is not None
    if s.is_row("X", "j") and has_bias:
        return say(
            "{line:capital} is {product}, plus {b}; no other row takes part, because {W} works on "
            "each row by itself.",
            **parts,
        )
    if s.is_row("X", "j"):
        return say(
            "{line:capital} is {product}; no other row takes part, because {W} works on each row "
            "by itself.",
            **parts,
        )
    if has_bias:
        return say(
            "{line:capital} is {product}, plus {b}; no other column takes part, because {W} works "
            "on each column by itself.",
            **parts,
        )
    return say(
        "{line:capital} is {product}; no other column takes part, because {W} works on each column "
        "by itself.",
        **parts,
    )


def _samples_apart(s: Subject) -> Message:
    return say_many(
        "So {x} reaches the loss through {line}, and other samples, if there were any, would not "
        "touch its gradient inside this layer.",
        "So {x} reaches the loss through {line}, and the other samples do not touch its gradient "
        "inside this layer.",
        s.n,
        x=s.name,
        line=s.line("Y", "j"),
    )


def why_one_bias(s: Subject) -> Why:
    """Tell why all samples have one bias."""
    b = s.called("b")
    question = say("Why is {b} a single column?", b=b)
    if s.notation.is_flipped("b"):
        question = say("Why is {b} a single row?", b=b)
    belongs = say_many(
        "{b} belongs to the layer, not to a sample: {cell} is added to output {i} of every sample, "
        "{count} time here. NumPy calls this copying broadcasting.",
        "{b} belongs to the layer, not to a sample: {cell} is added to output {i} of every sample, "
        "{count} times here. NumPy calls this copying broadcasting.",
        s.n,
        b=b,
        cell=s.name,
        i=s.count("i"),
    )
    back = say_many(
        "With {count} sample there is nothing to add up on the way back; with more, their "
        "gradients in {line} would add up to {b_grad}.",
        "The way back does the reverse: the {count} gradients in {line} add up to {b_grad}. A "
        "{B_grad} as large as {Y}, {size}, would mean that this sum was forgotten.",
        s.n,
        line=s.line("Y_grad", "i"),
        b_grad=s.of("b_grad").name,
        B_grad=s.called("b_grad"),
        Y=s.called("Y"),
        size=s.size("Y"),
    )
    shape = say("A gradient always has the shape of what it is the gradient of.")
    return Why(question, joined([belongs, back, shape]))
