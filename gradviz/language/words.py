"""What people call layers, losses and passes, and the formulas of passes as plain text."""

from gradviz.language.activations import ACTIVATION_WORDS
from gradviz.language.losses import LOSS_WORDS
from gradviz.language.notation import Axis, Notation
from gradviz.messages.message import Message, say
from gradviz.refs import CellRef

SUM_OVER: dict[str, Axis] = {"Y": "k", "X_grad": "i", "W_grad": "j", "b_grad": "j"}
"""Each pass sums over the one index that its answer does not have."""

KIND_NAMES = {"linear": "linear"} | {name: of.name for name, of in ACTIVATION_WORDS.items()}
"""What people call the kinds of layers: "leaky relu"."""


def title_of(role: str, loss: str, notation: Notation) -> Message:
    """Return the title of a pass through the layer of a notation.

    Parameters
    ----------
    role : str
        What is written: "Y", "X_grad", "W_grad", "b_grad", or "Y_grad" for what starts the way
        back, a loss or a seed.
    loss : str
        Its name, "seed" for a seed typed in by hand.
    notation : Notation

    Examples
    --------
    >>> from gradviz.engine.wiring import LayerNames
    >>> second = Notation(layer=LayerNames("relu", None, None, "Y1", "Y2"))
    >>> print(title_of("X_grad", "sum", Notation()), "/", title_of("X_grad", "sum", second))
    Backward to X / Through relu
    """
    if role == "Y_grad":
        return say("Seed") if loss == "seed" else say("Loss")
    if notation.layer is not None and not is_linear(notation):
        words = ACTIVATION_WORDS[notation.layer.kind]
        return words.title if role == "Y" else say("Through {kind}", kind=words.name)
    if role == "Y":
        return say("Forward")
    return say("Backward to {matrix}", matrix=notation.name(role.removesuffix("_grad")))


def is_linear(notation: Notation) -> bool:
    """Tell whether the layer of a notation is a product; without a layer, it is."""
    return notation.layer is None or notation.layer.is_linear


def kind_name(notation: Notation) -> str:
    """Return what people call the kind of the layer, "leaky relu"."""
    return KIND_NAMES["linear" if notation.layer is None else notation.layer.kind]


def role_formula(role: str, notation: Notation, *, has_bias: bool, loss: str) -> str:
    """Return the formula of a pass as plain text for `typeset`, in the language of the notation.

    Parameters
    ----------
    role : str
        "Y", "Y_grad", "X_grad", "W_grad" or "b_grad".
    notation : Notation
        Of the layer.
    has_bias : bool
    loss : str
        Its name, "seed" for a seed typed in by hand.

    Examples
    --------
    >>> role_formula("W_grad", Notation(convention="xwt"), has_bias=True, loss="sum")
    'W_grad = Y_grad^T X'
    """
    if role == "Y_grad":
        return seed_formula(loss, notation)
    if not is_linear(notation):
        return _activation_formula(role, notation)
    if role == "b_grad":
        return notation.written("b_grad = Σ Y_grad")
    return notation.formula(role, has_bias=has_bias)


def _activation_formula(role: str, notation: Notation) -> str:
    kind = kind_name(notation)
    if role == "Y":
        return notation.written(f"Y = {kind}(X)")
    if kind == "softmax":
        return notation.written("X_grad = Y ⊙ (Y_grad − Σ Y ⊙ Y_grad)")
    return notation.written(f"X_grad = {kind}′(X) ⊙ Y_grad")


def loss_formula(loss: str, notation: Notation) -> str:
    """Return what l is, in the names of the network: "l = ½ Σ (Y3 − T)²"."""
    return LOSS_WORDS[loss].formula(notation.name("Y")).text(notation.language)


def seed_formula(loss: str, notation: Notation) -> str:
    """Return what the gradient of the output is: "Y3_grad = Y3 − T"."""
    return LOSS_WORDS[loss].seed(notation.name("Y")).text(notation.language)


def known_indices(ref: CellRef, notation: Notation) -> dict[Axis | None, str]:
    """Return the indices of a cell of a role by their letters, as people count."""
    letters = notation.letters(ref.name)
    return dict(zip(letters, map(str, notation.index(ref.name, ref.row, ref.col)), strict=True))
