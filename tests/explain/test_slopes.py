"""What is said of slopes and whole steps is true: compared with the loss itself, moved."""

import re

import numpy as np
import pytest

from gradviz.engine.backprop import backprop
from gradviz.engine.checking.kinks import slopes_beside
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.losses import loss_terms
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ACTIVATIONS
from gradviz.engine.trace import forward
from gradviz.explain.sentences import sentence
from gradviz.language.numbers import MINUS
from gradviz.refs import CellRef
from tests.views.texts import cells, network, run

LOST = "What a whole step of 1 does is lost in rounding: l is too large beside it."
NUMBER = r"([\d.]+(?:e[−\d]+)?)"
MOVES = re.compile(rf"l (rises|falls) (?:{NUMBER} times as fast|just as fast)|l stays where it is")
CHANGES = re.compile(rf"(raises|lowers) l by {NUMBER}|(does not change) l|makes l (infinite|not a)")


def read(text: str) -> float:
    return float(text.replace(MINUS, "-"))


def slopes_told(text: str) -> list[float]:
    """Return how fast l moves, as a text says, once or for either side of a kink."""
    told = []
    for found in MOVES.finditer(text):
        size = read(found[2]) if found[2] else 1.0
        told.append(0.0 if found[1] is None else size if found[1] == "rises" else -size)
    return told


def loss_at(passes: Passes, ref: CellRef, step: float) -> float:
    """Return l with an entry moved, by running what follows it again."""
    key = passes.key(ref.name)
    made = [record.output for record in passes.operations]
    moved = passes.primals[key].copy()
    moved[ref.row, ref.col] += step
    kept = {name: value for name, value in passes.primals.items() if name not in made}
    if key in made:  # what leads to it is not what is asked
        kept |= {name: passes.primals[name] for name in made[: made.index(key)]}
    Y = forward(passes.operations, {**kept, key: moved})[passes.output]
    if passes.loss_name is None:
        return float(np.sum(passes.cotangents[passes.output] * Y))
    return float(loss_terms(passes.loss_name, Y, passes.target).sum())


def is_close(told: float, true: float, scale: float) -> bool:
    return abs(told - true) <= 6e-4 * abs(true) + 1e-5 * scale


@pytest.mark.parametrize("seed", range(60))
def test_what_is_said_of_every_cell_is_what_the_loss_does(seed: int) -> None:
    passes = network(seed)
    scale = 1.0 + abs(loss_at(passes, CellRef("X", 0, 0), 0.0))
    checked = 0
    for ref in cells(passes):
        if ref.name == "T":
            continue
        text = str(sentence(passes, ref))
        assert "for each unit" not in text
        primal = CellRef(ref.name.removesuffix("_grad"), ref.row, ref.col)
        told = slopes_told(text)
        epsilon = 1e-6
        ahead, here, behind = (loss_at(passes, primal, side * epsilon) for side in (1, 0, -1))
        if "is at a kink" in text:  # what a relu let not pass goes into another one
            assert is_close(told[0], (ahead - here) / epsilon, scale), text
            assert is_close(told[1], (behind - here) / epsilon, scale), text
            continue
        assert len(told) == 1
        assert is_close(told[0], (ahead - behind) / (2 * epsilon), scale), text
        if primal.name == ref.name and ref.name[0] in "WXb":
            check_whole_step(passes, ref, text, scale)
            checked += 1
    assert checked


def check_whole_step(passes: Passes, ref: CellRef, text: str, scale: float) -> None:
    """What a sentence says of a step of 1 is the true difference of l."""
    true = loss_at(passes, ref, 1.0) - loss_at(passes, ref, 0.0)
    if "for a step of any size" in text:
        for step in (1.0, -3.0, 100.0):
            moved = loss_at(passes, ref, step) - loss_at(passes, ref, 0.0)
            assert is_close(slopes_told(text)[0] * step, moved, scale * abs(step)), text
        assert "whole step" not in text
        return
    if LOST in text:
        assert max(abs(true), abs(slopes_told(text)[0])) < 1e-9 * scale
        return
    found = CHANGES.search(text[text.index("A whole step of 1") :])
    assert found is not None, text
    size = 0.0 if found[3] else read(found[2])
    assert is_close(size if found[1] == "raises" else -size, true, 1e-7 * scale), text
    is_same = text.endswith((", too.", " either."))
    assert is_same == ("because" not in text)


KINKED: list[tuple[str, list[Layer], list[list[float]]]] = [
    ("dead on the edge", [Linear([[3.0]]), Activation("relu")], [[0.0]]),
    ("leaky", [Linear([[3.0]]), Activation("leaky_relu"), Linear([[-2.0]])], [[0.0]]),
    ("one of two", [Linear([[1.0, -1.0], [2.0, 1.0]]), Activation("relu")], [[1.0], [1.0]]),
    ("two relus in a row", [Activation("relu"), Activation("relu")], [[0.0]]),
    (
        "both sides cancel",
        [Linear([[1.0], [-1.0]]), Activation("relu"), Linear([[1.0, -1.0]])],
        [[0.0]],
    ),
]


@pytest.mark.parametrize(("layers", "X"), [case[1:] for case in KINKED], ids=[c[0] for c in KINKED])
@pytest.mark.parametrize("loss", ["seed", "sum", "squared_error"])
def test_at_a_kink_both_sides_are_told(
    layers: list[Layer], X: list[list[float]], loss: str
) -> None:
    passes = run(Network(layers), np.array(X), loss, np.random.default_rng(1))
    kinks = 0
    for ref in cells(passes):
        if ref.name == "T" or ref.name.endswith("_grad"):
            continue
        text = str(sentence(passes, ref))
        told = slopes_told(text)
        here = loss_at(passes, ref, 0.0)
        above, falling = ((loss_at(passes, ref, side * 1e-7) - here) / 1e-7 for side in (1, -1))
        is_kink = abs(above + falling) > 1e-3 or abs(above - told[0]) > 1e-3
        assert not is_kink or "is at a kink" in text
        if "is at a kink" in text:
            kinks += 1
            assert told == pytest.approx([above, falling], abs=1e-3)
            assert (slopes_beside(passes, ref) or (0, 0))[1] == pytest.approx(above, abs=1e-3)
        else:
            assert told == pytest.approx([above], abs=1e-3)
    assert kinks


def test_a_step_that_rounding_swallows_is_not_told_as_none() -> None:
    huge = backprop([[1e20]], [[1.0]], loss="squared_error", target=[[1e20]])
    text = str(sentence(huge, CellRef("W", 0, 0)))
    assert "does not change l" not in text
    assert text.endswith(
        "What a whole step of 1 does is lost in rounding: l is too large beside it."
    )


def test_a_step_out_of_all_numbers_says_so() -> None:
    far = backprop([[1.5e154]], [[1e154]], loss="sum")
    assert "for a step of any size" in str(sentence(far, CellRef("X", 0, 0)))
    steep = backprop([[1.0]], [[1e200]], loss="squared_error", target=[[1e200]])
    assert "A whole step of 1 makes l infinite." in str(sentence(steep, CellRef("W", 0, 0)))


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_a_loss_that_no_entry_reaches_stays_where_it_is(kind: str) -> None:
    """Zero weights after an activation: every slope before them is 0, and so is every step."""
    net = Network([Linear([[1.0, 2.0]]), Activation(kind), Linear([[0.0]])])
    passes = net.backprop([[0.5], [0.25]], loss="squared_error", target=[[1.0]])
    text = str(sentence(passes, CellRef("W1", 0, 1)))
    assert text == (
        "As W1[1,2] starts to rise, l stays where it is: W1_grad[1,2] = 0. "
        "A whole step of 1 does not change l either."
    )
