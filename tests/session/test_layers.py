"""Edits of layers: whatever is done, sizes fit, ties hold and nothing else is lost."""

import contextlib
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.errors import GradvizError, InputError, ShapeError
from gradviz.refs import CellRef
from gradviz.session.document import (
    LOSS_CHOICES,
    MAX_LAYERS,
    Document,
    example,
    network_document,
    passes,
)
from gradviz.session.editable import editable
from gradviz.session.edits import (
    fill,
    resize,
    set_block,
    set_cell,
    set_convention,
    set_loss,
    set_matrix,
)
from gradviz.session.fills import FILLS, xavier
from gradviz.session.layers import (
    INITIALISERS,
    LAYER_KINDS,
    add_layer,
    initialise,
    move_layer,
    remove_layer,
    resize_layer,
    set_activation,
    set_layer_bias,
    tie_layers,
    with_parameters,
)
from gradviz.session.parameters import parameters

Bits = Callable[[Document], Hashable]
Edit = Callable[[Document], Document]


def deep() -> Document:
    """Return X 2×3, W1 4×2 with a bias, relu, W2 3×4, W3 1×3."""
    layers = (
        Linear(np.arange(8.0).reshape(4, 2), b=[1, 2, 3, 4]),
        Activation("relu"),
        Linear(np.arange(12.0).reshape(3, 4)),
        Linear([[1, 2, 3]]),
    )
    target = np.array([[7.0, 8.0, 9.0]])
    return network_document(Network(layers), np.ones((2, 3)), loss="mse", target=target)


def tied() -> Document:
    """Return X 2×3 and one square W1 2×2 used twice, around a relu."""
    shared = Linear([[1, 2], [3, 4]], b=[5, 6])
    return network_document(Network([shared, Activation("relu"), shared]), np.ones((2, 3)))


def kinds(document: Document) -> list[str]:
    return [names.W or names.kind for names in document.network.names]


def shapes(document: Document) -> dict[str, tuple[int, ...]]:
    return {name: document.matrix(name).shape for name in document.given}


# --- one at a time ------------------------------------------------------------------------


def test_a_new_layer_lets_everything_else_be() -> None:
    before = deep()
    after = add_layer(before, 2, "linear", seed=5)
    assert kinds(after) == ["W1", "relu", "W2", "W3", "W4"]
    assert after.matrix("W2").tolist() == xavier((4, 4), 5).tolist()
    for old, new in (("W1", "W1"), ("b1", "b1"), ("W2", "W3"), ("W3", "W4"), ("T", "T")):
        assert after.matrix(new) is before.matrix(old)


def test_what_follows_a_new_layer_takes_in_what_it_gives_out() -> None:
    after = add_layer(deep(), 2, "linear", width=6)
    assert shapes(after)["W2"] == (6, 4)
    assert after.matrix("W3").tolist() == np.pad(deep().matrix("W2"), ((0, 0), (0, 2))).tolist()
    last = add_layer(deep(), 4, "linear", width=2)
    assert last.target.tolist() == [[7, 8, 9], [0, 0, 0]]
    assert last.seed_name == "Y5_grad"


def test_the_columns_follow_when_a_layer_goes() -> None:
    after = remove_layer(deep(), 2)
    assert kinds(after) == ["W1", "relu", "W2"]
    assert after.matrix("W2").tolist() == [[1, 2, 3, 0]]
    without_last = remove_layer(deep(), 3)
    assert without_last.target.tolist() == [[7, 8, 9], [0, 0, 0], [0, 0, 0]]


def test_a_layer_keeps_its_rows_wherever_it_goes() -> None:
    after = move_layer(deep(), 2, 0)
    assert kinds(after) == ["W1", "W2", "relu", "W3"]
    assert after.matrix("W1").tolist() == [[0, 1], [4, 5], [8, 9]]
    assert after.matrix("W2").tolist() == np.pad(deep().matrix("W1"), ((0, 0), (0, 1))).tolist()
    assert after.matrix("b2").tolist() == [[1], [2], [3], [4]]


def test_an_activation_changes_its_function_and_nothing_else() -> None:
    after = set_activation(deep(), 1, "tanh")
    assert kinds(after) == ["W1", "tanh", "W2", "W3"]
    assert after.network.layers[0] is not None
    assert [after.matrix(n).tolist() for n in after.given] == [
        deep().matrix(n).tolist() for n in deep().given
    ]


def test_a_width_takes_its_neighbour_along() -> None:
    after = resize_layer(deep(), 0, 5)
    assert shapes(after) == {"X": (2, 3), "W1": (5, 2), "b1": (5, 1), "W2": (3, 5), "W3": (1, 3)}
    assert resize_layer(after, 1, 4).matrix("W2").tolist() == deep().matrix("W2").tolist()
    assert resize_layer(deep(), 3, 2).target.shape == (2, 3)
    assert resize(deep(), M=2, K=3, N=4).matrix("W1").shape == (4, 3)


def test_a_bias_comes_and_goes_by_layer() -> None:
    after = set_layer_bias(deep(), 2, True)
    assert after.matrix("b2").tolist() == [[0], [0], [0]]
    assert list(set_layer_bias(after, 0, False).given) == ["X", "W1", "W2", "b2", "W3"]
    everywhere = set_layer_bias(after, 3, True)
    assert list(everywhere.given) == ["X", "W1", "b1", "W2", "b2", "W3", "b3"]
    assert set_layer_bias(deep(), 0, True).matrix("b1").tolist() == [[1], [2], [3], [4]]
    assert list(set_layer_bias(deep(), 0, False).given) == ["X", "W1", "W2", "W3"]


def test_initialisers_make_all_weights_and_no_two_the_same() -> None:
    document = network_document(
        Network([Linear(np.eye(4), b=np.ones(4)) for _ in range(5)]), np.ones((4, 1))
    )
    for scheme in INITIALISERS:
        made = parameters(initialise(document, scheme, 3).network)
        weights = [made[f"W{n}"].tobytes() for n in range(1, 6)]
        others = parameters(initialise(document, scheme, 4).network)
        assert len({*weights, *(others[f"W{n}"].tobytes() for n in range(1, 6))}) == 10
        assert not any(made[f"b{n}"].any() for n in range(1, 6))


def test_many_parameters_are_set_at_once() -> None:
    before = deep()
    after = with_parameters(before, {"W1": np.ones((4, 2)), "b1": np.zeros((4, 1))})
    assert after.matrix("W1").tolist() == np.ones((4, 2)).tolist()
    assert not after.matrix("b1").any()
    assert after.network.layers[2] is before.network.layers[2]


def test_a_convention_changes_no_number(bits: Bits) -> None:
    after = set_convention(deep(), "xwt")
    assert after.convention == "xwt"
    assert after.network is not None
    assert bits(set_convention(after, "wx")) == bits(deep())


# --- shared matrices ----------------------------------------------------------------------


def test_a_shared_matrix_is_one_wherever_it_is_edited() -> None:
    document = set_cell(tied(), CellRef("W1", 0, 1), 9.0)
    assert document.network.layers[0] is document.network.layers[2]
    assert editable(document) == ("X", "W1", "b1")
    for edit in (
        lambda d: set_cell(d, CellRef("b1", 0, 0), 9.0),
        lambda d: fill(d, "W1", "normal", 1),
        lambda d: set_layer_bias(d, 0, False),
        lambda d: set_layer_bias(d, 2, False),
        lambda d: initialise(d, "he", 1),
        lambda d: resize_layer(d, 0, 5),
        lambda d: add_layer(d, 1, "linear"),
    ):
        layers = [layer for layer in edit(document).network.layers if isinstance(layer, Linear)]
        assert layers[0] is layers[-1]


def test_sizes_that_a_shared_matrix_joins_go_together() -> None:
    document = resize_layer(tied(), 2, 3)
    assert shapes(document) == {"X": (3, 3), "W1": (3, 3), "b1": (3, 1)}
    assert document.target.shape == (3, 3)
    assert resize(tied(), K=1).matrix("W1").tolist() == [[1]]


def test_two_layers_come_to_share_and_cease_to() -> None:
    document = add_layer(example(), 1, "linear", seed=3)
    document = tie_layers(add_layer(document, 2, "linear", seed=4), 2, 1)
    assert kinds(document) == ["W1", "W2", "W2"]
    assert document.matrix("W2").tolist() == xavier((2, 2), 3).tolist()
    apart = tie_layers(document, 2, None)
    assert kinds(apart) == ["W1", "W2", "W3"]
    assert apart.matrix("W3").tolist() == apart.matrix("W2").tolist()
    changed = set_cell(apart, CellRef("W3", 0, 0), 7.0)
    assert changed.matrix("W2").tolist() == apart.matrix("W2").tolist()


def test_layers_that_come_to_face_each_other_become_square() -> None:
    first, middle = Linear(np.ones((4, 3))), Linear(np.ones((3, 4)))
    document = network_document(Network([first, middle, first]), np.ones((3, 1)))
    after = remove_layer(document, 1)
    assert shapes(after) == {"X": (3, 1), "W1": (3, 3)}
    assert after.network.layers[0] is after.network.layers[1]


# --- refusals -----------------------------------------------------------------------------


def full() -> Document:
    return network_document(Network([Linear([[1.0]])] * MAX_LAYERS), np.ones((1, 1)))


@pytest.mark.parametrize(
    ("document", "edit", "message"),
    [
        (
            full(),
            lambda d: add_layer(d, 0, "relu"),
            "a network has at most 12 layers: remove one first",
        ),
        (
            deep(),
            lambda d: add_layer(d, 5, "relu"),
            "a layer can be put in at places 1 to 5: got 6",
        ),
        (
            deep(),
            lambda d: add_layer(d, 0, "conv"),
            "there is no layer 'conv'; there are linear, identity, relu, leaky_relu, sigmoid, "
            "tanh, softplus, gelu, silu, elu, hardtanh, softmax",
        ),
        (
            deep(),
            lambda d: add_layer(d, 0, "relu", width=3),
            "relu gives out as much as comes in: leave the width 3 out",
        ),
        (
            deep(),
            lambda d: add_layer(d, 0, "linear", width=65),
            "a width goes from 1 to 64 in the editor: got 65",
        ),
        (
            tied(),
            lambda d: add_layer(d, 1, "linear", width=3),
            "a width of 3 does not fit at place 2: what follows uses the matrix of an "
            "earlier layer and takes in 2; a width of 2 would fit",
        ),
        (
            example(),
            lambda d: remove_layer(d, 0),
            "a network needs at least one layer: add another before removing this one",
        ),
        (deep(), lambda d: remove_layer(d, 4), "there is no layer 5: the network has 4"),
        (deep(), lambda d: move_layer(d, 0, -1), "there is no layer 0: the network has 4"),
        (
            deep(),
            lambda d: set_activation(d, 0, "relu"),
            "layer 1 is linear, with a matrix of its own: add relu as a layer after it",
        ),
        (
            deep(),
            lambda d: set_activation(d, 1, "step"),
            "there is no activation 'step': there are identity, relu, leaky_relu, sigmoid, tanh, "
            "softplus, gelu, silu, elu, hardtanh, softmax",
        ),
        (
            deep(),
            lambda d: resize_layer(d, 2, 65),
            "the width of Y3 goes from 1 to 64 in the editor: got 65; larger matrices open from "
            ".npz, .npy and .csv files",
        ),
        (
            example(),
            lambda d: resize_layer(d, 0, 0),
            "M goes from 1 to 64 in the editor: got 0; larger matrices open from "
            ".npz, .npy and .csv files",
        ),
        (
            deep(),
            lambda d: set_layer_bias(d, 1, True),
            "layer 2 is relu: only a linear layer has a bias",
        ),
        (
            deep(),
            lambda d: tie_layers(d, 0, 1),
            "layer 2 is relu: only a linear layer has a matrix to share",
        ),
        (
            deep(),
            lambda d: tie_layers(d, 2, 0),
            "layers 3 and 1 cannot share a matrix: W2 is 3×4, W1 is 4×2; W2 would fit if it "
            "were 4×2",
        ),
        (
            deep(),
            lambda d: initialise(d, "pink"),
            "there is no initialiser 'pink'; there are xavier, he, orthogonal",
        ),
        (
            deep(),
            lambda d: initialise(d, "he", -1),
            "a seed is a whole number from 0: got -1",
        ),
        (
            deep(),
            lambda d: with_parameters(d, {"X": np.ones((2, 3))}),
            "the network has no parameter 'X'; there are W1, b1, W2, W3",
        ),
        (
            deep(),
            lambda d: with_parameters(d, {"W2": np.ones((2, 3))}),
            "W2 is 3×4: got 2×3",
        ),
        (
            tied(),
            lambda d: set_matrix(d, "W1", np.ones((2, 3))),
            "W1 needs as many rows as columns, because layers share a matrix: got 2×3; "
            "3×3 would fit",
        ),
        (
            tied(),
            lambda d: resize(d, M=3, K=4),
            "the width of X and the width of Y3 are one size in this network: got 4 and 3; "
            "give one of them",
        ),
        (
            deep(),
            lambda d: set_cell(d, CellRef("W", 0, 0), 1.0),
            "W cannot be edited: there is none of that name; there are X, W1, b1, W2, W3, T",
        ),
        (
            deep(),
            lambda d: set_cell(d, CellRef("b2", 0, 0), 1.0),
            "b2 cannot be edited: the layer has no bias; switch it on first",
        ),
        (
            deep(),
            lambda d: set_cell(d, CellRef("Y1_grad", 0, 0), 1.0),
            "Y1_grad cannot be edited: it is computed",
        ),
    ],
)
def test_says_what_does_not_fit(document: Document, edit: Edit, message: str) -> None:
    with pytest.raises((InputError, ShapeError)) as caught:
        edit(document)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("document", "edit"),
    [
        (deep(), lambda d: move_layer(d, 2, 2)),
        (deep(), lambda d: set_activation(d, 1, "relu")),
        (deep(), lambda d: resize_layer(d, 2, 3)),
        (deep(), lambda d: set_layer_bias(d, 0, True)),
        (deep(), lambda d: set_layer_bias(d, 2, False)),
        (deep(), lambda d: tie_layers(d, 2, 2)),
        (deep(), lambda d: tie_layers(d, 2, None)),
        (tied(), lambda d: tie_layers(d, 2, 0)),
        (tied(), lambda d: set_layer_bias(d, 0, True)),
        (initialise(deep(), "he", 2), lambda d: initialise(d, "he", 2)),
        (deep(), lambda d: with_parameters(d, {"W2": d.matrix("W2").copy()})),
        (deep(), lambda d: with_parameters(d, {})),
        (deep(), lambda d: set_convention(d, "wx")),
        (deep(), lambda d: resize(d, M=1, K=2, N=3)),
    ],
)
def test_an_edit_that_changes_nothing_is_the_same_object(document: Document, edit: Edit) -> None:
    assert edit(document) is document


# --- any number of them -------------------------------------------------------------------


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """Draw an edit, some of them of layers that are not there or out of bounds."""
    place, other = draw(st.integers(0, 6)), draw(st.integers(0, 6))
    width, seed = draw(st.integers(0, 6)), draw(st.integers(0, 99))
    scheme, loss = draw(st.sampled_from(INITIALISERS)), draw(st.sampled_from(LOSS_CHOICES))
    kind, on = draw(st.sampled_from(LAYER_KINDS)), draw(st.booleans())
    name = draw(st.sampled_from(["X", "W", "W1", "W2", "b1", "T", "Y_grad", "Y2_grad"]))
    value = draw(st.sampled_from([0.0, -0.0, 0.25, 1.0, np.nan, np.inf, 1e300]))
    options: dict[str, Any] = {"width": width} if on and kind == "linear" else {}
    block = np.full((1 + place % 3, 1 + other % 3), value)
    choices: list[Edit] = [
        lambda d: add_layer(d, place, kind, seed=seed, **options),
        lambda d: add_layer(d, place, "linear", seed=seed),
        lambda d: remove_layer(d, place),
        lambda d: move_layer(d, place, other),
        lambda d: set_activation(d, place, kind),
        lambda d: resize_layer(d, place, width),
        lambda d: set_layer_bias(d, place, on),
        lambda d: tie_layers(d, place, other),
        lambda d: tie_layers(d, place, None),
        lambda d: initialise(d, scheme, seed),
        lambda d: set_convention(d, CONVENTIONS[seed % 3]),
        lambda d: set_cell(d, CellRef(name, place % 2, other % 2), value),
        lambda d: set_block(d, name, place % 3, other % 3, block, grow=on),
        lambda d: set_matrix(d, name, block),
        lambda d: resize(d, M=width, N=1 + place),
        lambda d: fill(d, name, list(FILLS)[seed % len(FILLS)], seed),
        lambda d: set_loss(d, loss),
    ]
    return draw(st.sampled_from(choices))


@given(st.sampled_from([example, deep, tied]), st.lists(edits(), max_size=25))
def test_any_row_of_edits_keeps_a_document_whole(
    bits: Bits, start: Callable[[], Document], row: list[Edit]
) -> None:
    document = start()
    for edit in row:
        before, edited = bits(document), document
        with contextlib.suppress(GradvizError):  # some are out of bounds
            edited = edit(document)
        assert bits(document) == before
        assert (edited is document) == (bits(edited) == before)
        made = passes(edited)
        assert 1 <= len(edited.network.layers) <= MAX_LAYERS
        for name in edited.given:
            assert made.matrix(name) is edited.matrix(name)
            assert made.matrix(f"{name}_grad").shape == edited.matrix(name).shape
            assert max(edited.matrix(name).shape) <= 64
        assert made.Y.shape == edited.target.shape == edited.seed.shape
        document = edited


@given(st.lists(edits(), max_size=15), st.integers(0, 6), st.sampled_from(LAYER_KINDS))
def test_a_layer_put_in_and_taken_out_leaves_no_trace(
    bits: Bits, row: list[Edit], place: int, kind: str
) -> None:
    document = deep()
    for edit in row:
        with contextlib.suppress(GradvizError):
            document = edit(document)
    if place <= len(document.network.layers) < MAX_LAYERS:
        added = add_layer(document, place, kind)
        assert bits(added) != bits(document)
        assert bits(remove_layer(added, place)) == bits(document)
