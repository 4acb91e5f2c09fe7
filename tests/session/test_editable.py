"""What of a document can be edited, and which entry is no number."""

import numpy as np

from gradviz.arrays import as_matrix
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.refs import CellRef
from gradviz.session.document import example, network_document
from gradviz.session.editable import editable, problem
from gradviz.session.edits import set_cell, set_loss
from gradviz.session.layers import set_layer_bias


def test_names_what_can_be_edited() -> None:
    assert editable(example()) == ("W", "X", "T")
    assert editable(set_layer_bias(set_loss(example(), "seed"), 0, True)) == (
        "W",
        "X",
        "b",
        "Y_grad",
    )
    assert editable(set_loss(example(), "sum")) == ("W", "X")


def test_a_network_says_which_entry_is_not_finite() -> None:
    layers = Network([Linear(np.ones((4, 2))), Activation("relu"), Linear(np.ones((1, 4)))])
    document = network_document(layers, as_matrix(np.ones((2, 3)), "X"))
    document = set_cell(document, CellRef("W2", 0, 3), float("inf"))
    assert (
        str(problem(document)) == "W2[1,4] is inf: what is computed from it is not a finite number"
    )


def test_says_which_entry_is_not_finite() -> None:
    document = set_cell(example(), CellRef("X", 2, 1), float("nan"))
    assert str(problem(document)) == (
        "X[3,2] is nan: what is computed from it is not a finite number"
    )
    document = set_cell(document, CellRef("X", 2, 3), float("inf"))
    assert "X[2,1] is nan (and 1 more entry of X)" in str(problem(document, base=0))


def test_does_not_mind_what_the_loss_does_not_use() -> None:
    document = set_cell(example(), CellRef("T", 0, 0), float("nan"))
    assert problem(document) is not None
    assert problem(set_loss(document, "sum")) is None
