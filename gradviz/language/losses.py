"""Each loss as people write it: its name, its formulas, its code, and what is said of it.

What it computes is its entry in `gradviz.engine.rules`; a loss is these two and no more. The
texts have named parts in braces, which are filled in with the names and numbers of an entry.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class LossWords:
    """A loss as people write it.

    Attributes
    ----------
    name : str
        What they call it.
    title : str
        The same where it is chosen; "{Y}" is the output.
    formula, seed : str
        l and Y_grad, in the letters of one layer.
    value_code, seed_code : str
        The same in NumPy; "{samples}" is the axis along which the numbers of one sample run,
        "{count}" the other.
    signs : tuple of str
        What stands between Y, T and Y_grad where they are drawn side by side.
    caption : str
        What happens as Y_grad is written. Parts: "{entry}", this or each entry; "{size}", how
        many there are; "{which}", the sample or each.
    origin : str
        Where the number of an entry comes from. Parts: "{where}", how far from its target it is;
        "{squares}", "{entries}", how many there are; "{size}".
    why : str
        Why Y_grad is what it is. Parts: "{y}", the entry; "{here}", its gradient; "{squares}",
        "{entries}", "{size}"; "{way}", how a sample is written; "{n}", how many there are.
    slope : str
        The gradient of an entry; "{d}" stands for the difference y − t, "{size}" for M·N.
    times : callable
        From a difference to what it is multiplied by in it; None where it is no multiple of it.
    target_slope : str
        What T_grad would be. Parts: "{gradient}", that of the entry of Y; "{place}", "[1,2]".
    kinked, at_kink : str
        What in it has a kink, and what its slope there is taken to be.
    bowl : str
        How steeply l bends, at most, as W moves, where it is a bowl.
    """

    name: str
    title: str
    formula: str
    seed: str
    value_code: str
    seed_code: str
    caption: str
    origin: str
    why: str = ""
    signs: tuple[str, ...] = ("→",)
    slope: str = ""
    times: Callable[[float], int | None] = lambda d: None  # noqa: ARG005 - whatever it is
    target_slope: str = "−{gradient}"
    kinked: str = ""
    at_kink: str = ""
    bowl: str = ""


LOSS_WORDS: Mapping[str, LossWords] = MappingProxyType(
    {
        "squared_error": LossWords(
            name="squared error",
            title="squared error  ½ Σ ({Y}−T)²",
            formula="l = ½ Σ (Y − T)²",
            seed="Y_grad = Y − T",
            value_code="l = (({Y} - T)**2).sum() / 2",
            seed_code="{Y_grad} = {Y} - T",
            caption="So fast the loss rises with {entry} of Y: its distance from the target",
            origin="{where}; the slope of ½(Y − T)² is that distance itself, Y − T.",
            why="The loss is ½ Σ (Y − T)², in which {y} appears once; the derivative of "
            "½ (Y − T)² is Y − T, the square's 2 and the ½ cancel: {here}.",
            signs=("−", "="),
            slope="{d}",
            times=lambda d: 1,  # noqa: ARG005 - whatever it is
            bowl="λmax(X Xᵀ)",
        ),
        "mse": LossWords(
            name="mean squared error",
            title="mean squared error",
            formula="l = mean (Y − T)²",
            seed="Y_grad = 2 (Y − T) / (M N)",
            value_code="l = (({Y} - T)**2).mean()",
            seed_code="{Y_grad} = 2 * ({Y} - T) / {Y}.size",
            caption="The mean over {size} entries shares the loss out: 2 (Y − T) / {size}",
            origin="{where}; in a mean of {squares} the slope is 2(Y − T)/{size}.",
            why="The loss is the mean of {squares} (Y − T)², in which {y} appears once; the "
            "derivative of one square is 2 (Y − T), and the mean divides it by {size}: {here}.",
            signs=("−", "→"),
            slope="2 · ({d}) / {size}",
            times=lambda d: 2,  # noqa: ARG005 - whatever it is
            bowl="(2 λmax(X Xᵀ) / MN)",
        ),
        "huber": LossWords(
            name="Huber loss",
            title="mean Huber loss",
            formula="l = mean huber(Y − T)",
            seed="Y_grad = clip(Y − T, −1, 1) / (M N)",
            value_code="l = np.where(np.abs({Y} - T) < 1, ({Y} - T)**2 / 2, np.abs({Y} - T) - 0.5)"
            ".mean()",
            seed_code="{Y_grad} = np.clip({Y} - T, -1, 1) / {Y}.size",
            caption="The distance from the target, cut off at −1 and 1, is divided by {size}",
            origin="{where}; up to a distance of 1 the slope is Y − T, beyond it 1 or −1, and the "
            "mean over {entries} divides it by {size}.",
            why="The loss is a mean over {entries}, of ½ (Y − T)² within 1 of the target and of "
            "|Y − T| − ½ beyond; {y} appears in one of them. Its derivative is Y − T, cut off at "
            "−1 and 1, and the mean divides it by {size}: {here}. So an entry that is far off "
            "pulls no harder than one that is off by 1.",
            signs=("−", "→"),
            slope="clip({d}, −1, 1) / {size}",
            times=lambda d: 1 if abs(d) <= 1 else None,
        ),
        "l1": LossWords(
            name="mean absolute error",
            title="mean absolute error (l1)",
            formula="l = mean |Y − T|",
            seed="Y_grad = sign(Y − T) / (M N)",
            value_code="l = np.abs({Y} - T).mean()",
            seed_code="{Y_grad} = np.sign({Y} - T) / {Y}.size",
            caption="However far off {entry} is, only the sign of Y − T counts, divided by {size}",
            origin="{where}; the slope is the sign of Y − T, 0 at the target itself, and the mean "
            "over {entries} divides it by {size}.",
            why="The loss is the mean of |Y − T| over {entries}, in one of which {y} appears; the "
            "derivative of |Y − T| is 1 above the target and −1 below, and at the target itself "
            "it is taken to be 0. The mean divides it by {size}: {here}. So Y_grad does not tell "
            "how far off an entry is.",
            signs=("−", "→"),
            slope="sign({d}) / {size}",
            kinked="the absolute error",
            at_kink="0, between the two",
        ),
        "cross_entropy": LossWords(
            name="cross entropy",
            title="cross entropy",
            formula="l = cross entropy",
            seed="Y_grad = (softmax Y − T) / N",
            value_code="l = -np.sum(T * log_softmax({Y}, axis={samples}), where=T != 0)"
            " / {Y}.shape[{count}]",  # a log of 0 counts where T does
            seed_code="{Y_grad} = (softmax({Y}, axis={samples}) - T) / {Y}.shape[{count}]",
            caption="Softmax turns {which} into probabilities; what is above its target is too "
            "much",
            origin="{where}.",
            why="The loss is −Σ T log P / N with P = softmax of each {way}. Raising {y} raises "
            "its own probability and lowers the others in its {way}; all of that together comes "
            "to the plain difference P − T, divided by N = {n}: {here}.",
            signs=("", "→"),
            slope="({d}) / {size}",
            times=lambda d: 1,  # noqa: ARG005 - whatever it is
            target_slope="−log P{place} / N",
        ),
        "sum": LossWords(
            name="sum of Y",
            title="sum of {Y}",
            formula="l = Σ Y",
            seed="Y_grad = 1",
            value_code="l = {Y}.sum()",
            seed_code="{Y_grad} = np.ones_like({Y})",
            caption="Every entry of Y counts once in the loss, so each gradient is 1",
            origin="The loss is the sum of all entries of Y, so it follows each of them one to "
            "one.",
            why="The loss adds up all entries of Y, so each of them is felt one to one: {here}, "
            "as everywhere else.",
        ),
        "seed": LossWords(
            name="typed in by hand",
            title="seed: {Y}_grad by hand",
            formula="Y_grad typed in",
            seed="Y_grad, by hand",
            value_code="",
            seed_code="",
            caption="The seed of the backward pass was typed in by hand",
            origin="This number is the seed: it was typed in. It stands for the loss "
            "l = ⟨Y_grad, Y⟩.",
        ),
    }
)
