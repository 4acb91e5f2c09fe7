from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gradviz.arrays import Matrix, as_matrix
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.errors import InputError, ShapeError
from gradviz.refs import CellRef
from gradviz.session.document import (
    LOSS_CHOICES,
    MAX_LAYERS,
    TARGETED,
    Document,
    LossChoice,
    example,
    network_document,
    new_document,
    passes,
)
from gradviz.session.editable import editable
from gradviz.session.edits import set_cell, set_loss
from gradviz.session.looks.choices import ViewChoices
from gradviz.session.looks.flow import FlowLook


def test_the_example_is_the_one_in_the_head() -> None:
    document = example()
    result = passes(document)
    assert (document.M, document.K, document.N) == (2, 3, 4)
    assert result.loss == 2.25
    assert result.Y.tolist() == [[-2, -0.5, 4.5, -4], [14, 1, 0, 5]]
    assert document.seed.tolist() == np.ones((2, 4)).tolist()


def test_what_it_holds_is_read_only_and_its_own() -> None:
    X = np.ones((3, 4))
    document = replace(example(), X=X)
    X[0, 0] = 7
    assert document.X[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        document.X[0, 0] = 2


def test_what_is_read_only_already_is_kept_as_it_is() -> None:
    document = example()
    assert replace(document, loss="sum").X is document.X


@pytest.mark.parametrize("loss", LOSS_CHOICES)
def test_every_loss_gives_passes(loss: str) -> None:
    document = set_loss(example(), loss)  # type: ignore[arg-type]  # what is wrong is tested, or a name from a list
    result = passes(document)
    assert result.X_grad.shape == document.X.shape
    assert (result.loss is None) == (loss == "seed")
    assert (result.T is not None) == (loss in TARGETED)


def test_the_seed_is_what_flows_back() -> None:
    document = set_cell(set_loss(example(), "seed"), CellRef("Y_grad", 1, 2), -3.0)
    assert passes(document).Y_grad.tolist() == document.seed.tolist()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("X", np.ones((2, 4)), "W is 2×3, X is 2×4"),
        ("target", np.ones((2, 3)), "T needs the size of Y = W X, 2×4: it is 2×3"),
        ("seed", np.ones((1, 4)), "Y_grad needs the size of Y = W X, 2×4: it is 1×4"),
        ("X", np.ones(3), "X needs two axes"),
    ],
)
def test_sizes_fit(field: str, value: Matrix, message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        replace(example(), **{field: value})  # type: ignore[arg-type]  # what is wrong is tested, or a name from a list


def test_refuses_a_loss_there_is_not() -> None:
    with pytest.raises(InputError, match=r"loss needs one of seed, sum, .*: got 'hinge'"):
        replace(example(), loss="hinge")  # type: ignore[arg-type]  # what is wrong is tested, or a name from a list


def test_refuses_a_target_that_does_not_suit_the_loss() -> None:
    with pytest.raises(InputError, match=r"cross_entropy needs .* T\[1,1\] is -3"):
        replace(example(), loss="cross_entropy")


def test_has_limits_in_depth() -> None:
    layer = Linear([[1.0]])
    X = as_matrix([[1.0]], "X")
    assert len(network_document(Network([layer] * MAX_LAYERS), X).network.layers) == 12
    with pytest.raises(InputError, match="at most 12 layers: this network has 13"):
        network_document(Network([layer] * 13), X)


def network(loss: LossChoice = "squared_error") -> Document:
    """Return X 2×3, W1 4×2 with a bias, relu, W2 1×4."""
    first, last = Linear(np.ones((4, 2)), b=[1, 2, 3, 4]), Linear(np.ones((1, 4)))
    layers = Network([first, Activation("relu"), last])
    return network_document(layers, as_matrix(np.ones((2, 3)), "X"), loss=loss)


def test_a_network_names_its_matrices_as_its_passes_do() -> None:
    assert editable(network()) == ("X", "W1", "b1", "W2", "T")
    assert editable(network("seed")) == ("X", "W1", "b1", "W2", "Y3_grad")
    document = network("seed")
    made = passes(document)
    for name in editable(document):
        assert made.matrix(name) is document.matrix(name)
    assert (document.M, document.K, document.N) == (1, 2, 3)
    assert document.target.shape == document.seed.shape == (1, 3)


def test_a_network_has_no_plain_W() -> None:
    message = "^W and b are those of one Linear alone; this network has W1, b1, W2$"
    with pytest.raises(InputError, match=message):
        network().W  # noqa: B018 - asking is what is tested
    with pytest.raises(InputError, match=message):
        network().b  # noqa: B018 - asking is what is tested
    with pytest.raises(InputError, match="no matrix 'W'; it keeps X, W1, b1, W2, T, Y3_grad"):
        network().matrix("W")


def test_an_activation_alone_is_a_network() -> None:
    document = network_document(Network([Activation("relu")]), as_matrix([[1, -1]], "X"))
    assert editable(document) == ("X",)
    assert (document.M, document.K, document.seed_name) == (1, 1, "Y_grad")
    assert passes(document).X_grad.tolist() == [[1, 0]]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("X", np.ones((3, 3)), "W1 @ X needs as many rows in X as W1 has columns: W1 is 4×2, X is"),
        ("target", np.ones((4, 3)), "T needs the size of Y3, 1×3: it is 4×3"),
        ("seed", np.ones((1, 2)), "Y3_grad needs the size of Y3, 1×3: it is 1×2"),
    ],
)
def test_sizes_fit_in_a_network(field: str, value: Matrix, message: str) -> None:
    with pytest.raises(ShapeError, match=f"^{message}"):
        replace(network(), **{field: value})  # type: ignore[arg-type]  # any field


def test_refuses_a_convention_there_is_not() -> None:
    with pytest.raises(InputError, match="convention needs one of wx, xw, xwt: got 'wtx'"):
        replace(example(), convention="wtx")  # type: ignore[arg-type]  # the wrong one


def test_finds_matrices_by_name() -> None:
    document = example()
    assert document.matrix("Y_grad") is document.seed
    with pytest.raises(InputError, match="no matrix 'b'; it keeps W, X, T, Y_grad"):
        document.matrix("b")


def test_refuses_products_larger_than_memory() -> None:
    with pytest.raises(InputError, match="Y = W X would be 100000×100000"):
        new_document(as_matrix(np.ones((100_000, 1)), "W"), as_matrix(np.ones((1, 100_000)), "X"))


@pytest.mark.parametrize(
    ("kind", "choices", "message"),
    [
        (
            FlowLook,
            {"arrangement": "pile"},
            "arrangement needs one of focus, triptych, column, gradients: got 'pile'",
        ),
        (FlowLook, {"sweep": "dots"}, "sweep needs one of cells, columns, rows, outer: got 'dots'"),
        (FlowLook, {"slots": "none"}, "slots needs one of both, values, gradients: got 'none'"),
        (ViewChoices, {"scale": "log"}, "scale needs one of matrix, shared, fixed: got 'log'"),
        (ViewChoices, {"curve": "sqrt"}, "curve needs one of linear, symlog: got 'sqrt'"),
        (ViewChoices, {"limit": 0.0}, "limit needs a finite number above 0: it is 0.0"),
        (ViewChoices, {"limit": float("nan")}, "limit needs a finite number above 0: it is nan"),
    ],
)
def test_refuses_views_there_are_not(
    kind: Callable[..., object], choices: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        kind(**choices)
