"""An activation or a loss is one entry in the engine and one in how people write it.

Everything that the product says, draws, checks or saves of one is asked of all of them here: an
entry that misses a part fails.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

import gradviz
import gradviz as gv
from gradviz import cli
from gradviz.arrays import Matrix
from gradviz.engine.checking.check import gradient_check
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ACTIVATIONS, ELEMENTWISE, LOSSES, RULES, ActivationName, LossName
from gradviz.explain.explanation import explain
from gradviz.explain.whys import whys
from gradviz.language.activations import ACTIVATION_WORDS, CURVES
from gradviz.language.loss_sentences import Output
from gradviz.language.losses import LOSS_WORDS
from gradviz.language.notation import Notation
from gradviz.language.words import KIND_NAMES, loss_formula, role_formula, seed_formula
from gradviz.messages.line import plain
from gradviz.refs import CellRef
from gradviz.session.document import LOSS_CHOICES, Document, network_document, new_document
from gradviz.session.document import passes as passes_of

PACKAGE = Path(gradviz.__file__).parent
ODD = [1e4, -1e4, np.nan, np.inf, -np.inf]


# --- the names


def test_the_names_are_those_of_the_tables() -> None:
    assert get_args(ActivationName) == ACTIVATIONS
    assert set(ACTIVATIONS) == {*ELEMENTWISE, "softmax"} == set(ACTIVATION_WORDS)
    assert set(ELEMENTWISE) == set(CURVES)
    assert set(ACTIVATIONS) < set(RULES)
    assert get_args(LossName) == tuple(LOSSES)
    assert set(LOSS_WORDS) == {"seed", *LOSSES} == set(LOSS_CHOICES)


SPELLED: dict[str, set[str]] = {
    "session/document.py": {"squared_error"},  # the example
    "session/presets/documents.py": {"squared_error", "cross_entropy"},
    "session/presets/networks.py": {"squared_error", "cross_entropy", "relu", "tanh"},
    "engine/losses.py": {"squared_error"},  # what a target alone asks for
    "session/matrices/bundle.py": {"squared_error"},
    "session/seeds.py": {"squared_error"},
    "gui/editors/seeds.py": {"squared_error"},
    "session/targets.py": {"cross_entropy"},  # the only one whose targets are probabilities
    "session/matrices/holdings.py": {"cross_entropy"},
    "session/entry.py": {"tanh"},  # what can be typed into a cell
    "language/snippet.py": {"sigmoid"},  # a function of the code
}
"""Where a name stands in a file that is none of its entries, and why."""

ENTRIES = ("engine/rules.py", "language/activations.py", "language/losses.py")
AMBIGUOUS = {"identity", "softmax", "sum"}  # words that mean something else as well


def test_no_other_file_spells_a_name() -> None:
    names = {*ACTIVATIONS, *LOSSES} - AMBIGUOUS
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        texts = [
            node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        if place not in ENTRIES and (spelled := names & set(texts)):
            found[place] = spelled
    assert found == SPELLED


# --- activations


def through(kind: str, X: Matrix, loss: str = "mse") -> Passes:
    """Return passes through one activation, with a target of its size."""
    T = np.linspace(-1.3, 1.7, X.size).reshape(X.shape)
    return Network([Activation.named(kind)]).backprop(X, loss=loss, target=T)  # type: ignore[arg-type]  # a name of one


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_nothing_overflows(kind: str) -> None:
    X = np.array([[1e4, -1e4, 745.0, -745.0, 30.0, -30.0, 1e300, -1e300]])
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        Y = RULES[kind].forward(X)
        assert np.isfinite(Y).all()
        small = X[:, :6]
        assert np.isfinite(RULES[kind].vjp(np.ones(small.shape), small)[0]).all()


@pytest.mark.parametrize("kind", ELEMENTWISE)
@pytest.mark.parametrize("beside", [0.0, 1e-12, -1e-12, 1e-7, -1e-7, 3e-3, -3e-3])
def test_the_check_knows_where_it_is_bent(kind: str, beside: float) -> None:
    """A right gradient never fails, on a kink or beside it, and a wrong one does, unless on one."""
    rule = ELEMENTWISE[kind]
    for bent in (*rule.kinks, *rule.joints, 0.0):
        passes = through(kind, np.array([[bent + beside, 0.4, -1.9]]))
        report = gradient_check(passes)
        assert report.passed, str(report)
        told = {entry.name: entry.words for entry in report.entries}["X_grad"]
        jump = rule.jump(bent) if bent in rule.kinks else 0.0
        on_kink = beside == 0.0 and jump > 1e-6
        assert told == ("cannot tell: on a kink" if on_kink else "agrees")
        wrong = passes.X_grad + np.array([[0.0, 1e-3, 0.0]])
        assert not gradient_check(passes, X_grad=wrong).passed


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_the_check_raises_no_alarm_at_odd_numbers(kind: str) -> None:
    for value in ODD:
        report = gradient_check(through(kind, np.array([[value, 0.5], [0.3, value]])))
        assert report.passed, str(report)


@pytest.mark.parametrize("kind", ACTIVATIONS)
@pytest.mark.parametrize("x", [-2.5, -1.0, -0.3, 0.0, 0.7, 1.0, 3.0, 40.0, *ODD])
def test_everything_is_said_of_an_activation(kind: str, x: float) -> None:
    layers: list[Layer] = [Activation.named(kind), Linear([[1.0, -2.0]])]
    passes = Network(layers).backprop([[x], [0.5]], Y_grad=[[3.0]])
    name, told = KIND_NAMES[kind], []
    for ref in (CellRef("Y1", 0, 0), CellRef("X", 0, 0)):
        gradient = CellRef(f"{ref.name}_grad", 0, 0)
        about = [explain(passes, cell, with_check=False) for cell in (ref, gradient)]
        told += [one.sentence for one in about]
        told += [plain(line) for one in about for line in one.formula]
        told += [str(why.answer) for cell in (ref, gradient) for why in whys(passes, cell)]
    assert all(told)
    assert any(name in text for text in told) or not np.isfinite(x)
    notation = Notation(layer=passes.layers[0])
    assert name in role_formula("Y", notation, has_bias=False, loss="seed")


# --- losses


def with_loss(loss: str, Y: Matrix, T: Matrix) -> Passes:
    target = T if LOSSES[loss].needs_target else None
    if LOSSES[loss].of_softmax:
        target = np.abs(T) / np.abs(T).sum(axis=0)
    return Network([Activation("identity")]).backprop(Y, loss=loss, target=target)  # type: ignore[arg-type]  # a name of one


def cells_of(passes: Passes) -> Iterator[CellRef]:
    for name in passes.names:
        rows, cols = passes.matrix(name).shape
        yield from (CellRef(name, row, col) for row in range(rows) for col in range(cols))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("beside", [0.0, 1e-12, -1e-12, 1e-7, -1e-7, 3e-3, -3e-3])
def test_the_check_knows_where_a_loss_is_bent(loss: str, beside: float) -> None:
    rule, T = LOSSES[loss], np.array([[0.25, 3.0], [1.5, 0.5]])
    for bent in (*rule.kinks, *rule.joints, 0.0):
        Y = T + np.array([[bent + beside, 0.4], [-1.9, 2.5]])
        passes = with_loss(loss, Y, T)
        report = gradient_check(passes)
        assert report.passed, str(report)
        told = {entry.name: entry.words for entry in report.entries}["Y_grad"]
        on_kink = bent in rule.kinks and beside == 0.0
        assert told == ("cannot tell: on a kink" if on_kink else "agrees")
        wrong = passes.Y_grad + np.array([[0.0, 1e-3], [0.0, 0.0]])
        assert not gradient_check(passes, Y_grad=wrong).passed


def test_at_a_kink_of_the_loss_a_gradient_may_be_what_either_slope_says() -> None:
    passes = with_loss("l1", np.array([[2.0, 5.0]]), np.array([[2.0, 1.0]]))
    np.testing.assert_array_equal(passes.Y_grad, [[0.0, 0.5]])
    for own, told in ((-0.5, "on a kink"), (0.5, "on a kink"), (0.3, "on a kink"), (0.0, "agrees")):
        words = str(
            gradient_check(passes, Y_grad=[[own, 0.5]], X_grad=[[own, 0.5]]).entries[-1].words
        )
        assert told in words
    assert gradient_check(passes, X_grad=[[0.51, 0.5]]).entries[-1].words == "differs"


@pytest.mark.parametrize("loss", LOSSES)
def test_the_check_raises_no_alarm_at_odd_outputs(loss: str) -> None:
    T = np.array([[0.25, 1.0], [0.75, 0.5]])
    for value in ODD:
        report = gradient_check(with_loss(loss, np.array([[value, 0.5], [0.3, 2.0]]), T))
        assert report.passed, str(report)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("y", [0.25, 0.5, 3.0, -7.0, 1.25, *ODD])
def test_everything_is_said_of_a_loss(loss: str, y: float) -> None:
    passes = with_loss(loss, np.array([[y, 0.5], [0.3, 2.0]]), np.array([[0.25, 1.0], [0.75, 0.5]]))
    for ref in cells_of(passes):
        found = explain(passes, ref, with_check=False)
        told = [found.sentence, *(plain(line) for line in found.formula)]
        told += [str(why.answer) for why in whys(passes, ref)]
        assert all(told)
        assert not any("{" in text for text in told)
        if found.parts and np.isfinite(found.value):
            total = sum(part.value for part in found.parts)
            assert total == pytest.approx(found.value, rel=1e-9, abs=1e-12)
    assert loss_formula(loss, Notation()).startswith("l = ")
    assert seed_formula(loss, Notation()).startswith("Y_grad = ")


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_an_activation_says_what_its_slope_is_where_it_is_bent(kind: str) -> None:
    rule = ELEMENTWISE.get(kind)
    kinks = () if rule is None else rule.kinks
    beside = [np.array([[kink - 1e-9, kink + 1e-9]]) for kink in kinks]
    is_bent = rule is not None and any(np.ptp(rule.derivative(X)) > 1e-6 for X in beside)
    assert bool(kind in CURVES and CURVES[kind].at_kink) == is_bent


@pytest.mark.parametrize("loss", LOSS_CHOICES)
def test_a_loss_says_what_it_is(loss: str) -> None:
    words = LOSS_WORDS[loss]
    assert all(says("Y") for says in (words.name, words.title, words.formula, words.seed))
    output = Output("Y", 6, 2, is_row=False)
    assert words.caption(output)
    if loss != "cross_entropy":  # the distance from the target says all there is
        assert words.origin(output)
    if loss == "seed":
        return
    rule = LOSSES[loss]
    assert words.why(output, "Y[1,1]", "Y_grad[1,1] = 1")
    assert all((words.value_code, words.seed_code, words.signs))
    assert len(words.signs) == 1 + rule.needs_target
    assert bool(words.slope) == rule.needs_target
    assert bool(words.at_kink) == bool(rule.kinks)
    assert bool(words.bowl) == rule.is_quadratic


# --- files, the command line, the page that says how to begin


def documents() -> Iterator[Document]:
    X, T = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([[0.25, 1.0], [0.75, 0.0]])
    for kind in ACTIVATIONS:
        yield network_document(Network([Linear(np.eye(2)), Activation.named(kind)]), X, target=T)
    for loss in LOSS_CHOICES:
        yield new_document(np.eye(2), X, loss=loss, target=T)


def test_each_comes_back_from_a_file_of_its_own(tmp_path: Path) -> None:
    for number, document in enumerate(documents()):
        gv.save(document, tmp_path / f"{number}.gradviz")
        assert_same(gv.open(tmp_path / f"{number}.gradviz"), document)


def test_each_comes_from_a_file_of_numpy(tmp_path: Path) -> None:
    for number, document in enumerate(documents()):
        kinds = [names.kind for names in document.network.names]
        given: dict[str, Any] = {"T": document.target, "Y_grad": document.seed, "X": document.X}
        given |= {"W": np.eye(2), "loss": document.loss, "layers": ",".join(kinds)}
        np.savez(tmp_path / f"{number}.npz", **given)
        assert_same(gv.open(tmp_path / f"{number}.npz"), document)


def assert_same(back: Document, document: Document) -> None:
    assert [one.kind for one in back.network.names] == [one.kind for one in document.network.names]
    assert back.loss == document.loss
    np.testing.assert_array_equal(passes_of(back).X_grad, passes_of(document).X_grad)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_command_line_takes_every_loss(loss: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", W=np.eye(2), X=[[1.0, 2.0], [3.0, 5.0]], T=[[1.0, 0], [0, 1.0]])
    assert cli.main(["check", str(tmp_path / "m.npz"), "--loss", loss]) == 0
