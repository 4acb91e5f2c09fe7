"""Gradient checks of random networks: no false alarm, and every planted error that can be found.

A network is made from nothing but its number and the seed. Right gradients may not be said to
differ, be they compared with differences or brought by somebody who adds in another order. Then
each gradient is spoilt by a ten-thousandth, cell by cell: it has to be found in every cell that
was said to agree.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.engine.checking.bounds import arithmetic
from gradviz.engine.checking.brought import judge_brought
from gradviz.engine.checking.check import TOLERANCE, gradient_check, judge_cells
from gradviz.engine.checking.verdicts import BELOW, CANNOT_TELL, KINK, Judged
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ACTIVATIONS, LOSSES
from gradviz.refs import is_gradient
from gradviz.values import Matrices

LOG = logging.getLogger(__name__)
PLANTED = 1e-4
_ENDS = ("seed", *LOSSES)


@dataclass
class Tally:
    """What came of all networks, counted in cells by differences.

    Attributes
    ----------
    cells, untold, kinks, faint : int
        How many there were; of how many nothing could be told; how many were on a kink; and how
        many agreed but were nothing beside the others.
    findable, found : int
        In how many a planted error had to be found, and was.
    brought, brought_found : int
        The same of gradients that are brought.
    failures : list of str
    """

    cells: int = 0
    untold: int = 0
    kinks: int = 0
    faint: int = 0
    findable: int = 0
    found: int = 0
    brought: int = 0
    brought_found: int = 0
    failures: list[str] = field(default_factory=list)


def run(count: int, seed: int) -> list[str]:
    """Check networks of all scales, and half as many of the ordinary kind."""
    wild = tally(range(count), seed, decades=8)
    usual = tally(range(count // 2), seed + 1, decades=0)
    for kind, of in (("all scales", wild), ("ordinary scales", usual)):
        LOG.info(
            "%s: %d cells, %d cannot be told, %d on a kink, %d faint; "
            "planted %d, found %d; brought %d, found %d",
            kind,
            *(
                of.cells,
                of.untold,
                of.kinks,
                of.faint,
                of.findable,
                of.found,
                of.brought,
                of.brought_found,
            ),
        )
    return [*wild.failures, *usual.failures]


def tally(numbers: Sequence[int], seed: int, decades: int) -> Tally:
    """Check the networks of these numbers, whose matrices are 10^±decades large."""
    total = Tally()
    for number in numbers:
        random = np.random.default_rng([seed, number])
        passes, twin = twins(random, decades)
        where = f"network {number} of seed {seed}, {decades} decades: {outline(passes)}"
        _check(passes, twin, random, total, where)
    return total


def outline(passes: Passes) -> str:
    """Return a network in one line."""
    kinds = " ".join(
        layer.kind
        if layer.W is None
        else "{}({}×{})".format(layer.W, *passes.matrix(layer.W).shape)
        for layer in passes.layers
    )
    return f"{kinds}, {passes.loss_name or 'seed'}"


def twins(random: np.random.Generator, decades: int) -> tuple[Passes, dict[str, Matrix]]:
    """Return passes, and their gradients as somebody has them who adds in another order."""
    layers, heights = _layers(random, decades)
    X = matrix(random, (heights[0], int(random.integers(1, 7))), decades)
    end = str(random.choice(_ENDS))
    given = matrix(random, (heights[-1], X.shape[1]), decades)
    if end == "cross_entropy":
        given = _shares(random, given.shape)
    options = _options(end, given)
    passes = Network(layers).backprop(X, **options)
    turned = {id(layer): _turned(layer) for layer in layers}
    other = Network([turned[id(layer)] for layer in layers]).backprop(
        X[::-1, ::-1], **_options(end, given[::-1, ::-1])
    )
    theirs = {
        key: grad[::-1] if key[0] == "b" else grad[::-1, ::-1]
        for key, grad in other.cotangents.items()
    }
    return passes, theirs


def matrix(random: np.random.Generator, shape: tuple[int, int], decades: int) -> Matrix:
    """Return random numbers of one scale, some of them 0, now and then whole ones."""
    made = random.normal(size=shape)
    if random.random() < 0.2:
        made = np.rint(2.0 * made)
    if random.random() < 0.2:
        made = made * (random.random(size=shape) < 0.7)
    if decades and random.random() < 0.2:  # within one matrix too
        made = made * 10.0 ** random.uniform(-decades, decades, size=shape)
    return made * 10.0 ** (random.uniform(-decades, decades) if decades else 0.0)


def _layers(random: np.random.Generator, decades: int) -> tuple[list[Layer], list[int]]:
    heights = [int(random.integers(1, 7))]
    layers: list[Layer] = []
    for _ in range(int(random.integers(1, 5))):
        again = [one for one in layers if isinstance(one, Linear) and one.W.shape[1] == heights[-1]]
        if random.random() < 0.4:
            layers.append(Activation.named(str(random.choice(ACTIVATIONS))))
            continue
        if again and random.random() < 0.3:
            layers.append(again[0])
        else:
            rows = int(random.integers(1, 7))
            b = matrix(random, (rows, 1), decades) if random.random() < 0.5 else None
            layers.append(Linear(matrix(random, (rows, heights[-1]), decades), b))
        heights.append(layers[-1].W.shape[0])
    return layers, heights


def _shares(random: np.random.Generator, shape: tuple[int, int]) -> Matrix:
    if random.random() < 0.5:
        return np.eye(shape[0])[:, random.integers(0, shape[0], size=shape[1])]
    made = random.random(size=shape) + 1e-3
    return made / made.sum(axis=0)


def _options(end: str, given: Matrix) -> dict[str, object]:
    if end == "seed":
        return {"Y_grad": given}
    return {"loss": end} if end == "sum" else {"loss": end, "target": given}


def _turned(layer: Layer) -> Layer:
    if not isinstance(layer, Linear):
        return layer
    return Linear(layer.W[::-1, ::-1], None if layer.b is None else layer.b[::-1])


def _check(
    passes: Passes, twin: dict[str, Matrix], random: np.random.Generator, total: Tally, where: str
) -> None:
    brought = {name: twin[passes.key(name)] for name in passes.names if is_gradient(name)}
    report = gradient_check(passes, **brought)
    for entry in report.entries:
        if entry.verdict == "differs":
            total.failures.append(f"{where}\nfalse alarm: {entry}")
    seed = passes.output if passes.loss_name is None else None  # what is given cannot be wrong
    for name in (name for name in brought if passes.key(name) != seed):
        _plant(passes, twin, name, random, total, where)


def _plant(
    passes: Passes,
    twin: Mapping[str, Matrix],
    name: str,
    random: np.random.Generator,
    total: Tally,
    where: str,
) -> None:
    """Spoil every cell of a gradient by itself, in the passes and in what is brought."""
    A = passes.cotangents[passes.key(name)]
    with np.errstate(all="ignore"):
        wrong = 1.0 + PLANTED * np.where(random.random(size=A.shape) < 0.5, -1.0, 1.0)
    key = passes.key(name)
    spoilt = replace(passes, cotangents=Matrices({**passes.cotangents, key: freeze(A * wrong)}))
    before, after = judged(passes, name), judged(spoilt, name)
    clear = (before.verdict == "agrees") & (before.reason == "") & (np.abs(before.analytic) > 0.0)
    found = after.verdict == "differs"
    is_kink, is_untold = before.reason == KINK, before.verdict == CANNOT_TELL
    total.cells += before.verdict.size
    total.untold += int((is_untold & ~is_kink).sum())
    total.kinks += int(is_kink.sum())
    total.faint += int((~is_untold & (before.reason == BELOW)).sum())
    total.findable += int(clear.sum())
    total.found += int((clear & found).sum())
    for at in np.flatnonzero(clear & ~found):
        total.failures.append(
            f"{where}\nplanted in {name} at {divmod(int(at), A.shape[1])} and not found"
        )
    told, _ = judge_brought(arithmetic(passes), name, twin[key] * wrong, TOLERANCE)
    total.brought += int((told.analytic != 0.0).sum())
    total.brought_found += int((told.verdict == "differs").sum())


def judged(passes: Passes, name: str) -> Judged:
    """Judge every cell of a gradient by differences."""
    cells = np.argwhere(np.ones(passes.matrix(name).shape))
    return judge_cells(arithmetic(passes), name, cells)[1]
