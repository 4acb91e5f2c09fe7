from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.errors import InputError, ShapeError
from gradviz.session.document import Document, example, network_document, passes
from gradviz.session.editable import editable
from gradviz.session.layers import set_layer_bias
from gradviz.session.matrices import reader as matrices
from gradviz.session.matrices.asked import Asked
from gradviz.session.matrices.bundle import to_document
from gradviz.session.matrices.names import outputs, understood
from gradviz.session.matrices.tables import presented, to_npz


def from_npz(data: bytes, name: str, convention: Convention = "wx") -> Document:
    return matrices.from_npz(data, name, Asked(shown=convention)).document


Refusal = Callable[..., str | None]

W = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
X = np.arange(12.0).reshape(3, 4)


def kinds(document: Document) -> list[str]:
    return [names.W or names.kind for names in document.network.names]


def deep() -> Document:
    first, last = Linear(np.arange(12.0).reshape(4, 3), b=[1, 2, 3, 4]), Linear(np.ones((2, 4)))
    network = Network([first, Activation("relu"), last])
    return network_document(network, X, loss="squared_error", target=np.ones((2, 4)))


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize(
    "document", [set_layer_bias(example(), 0, True), deep()], ids=["layer", "network"]
)
def test_what_a_convention_exports_it_reads_back(
    document: Document, convention: Convention
) -> None:
    made = passes(document)
    shown = {name: presented(name, made.matrix(name), convention) for name in made.names}
    text = np.array([layer.kind for layer in made.layers])
    again = from_npz(to_npz(shown | {"layers": text}), "all.npz", convention)
    assert again.convention == convention
    assert kinds(again) == kinds(document)
    for name in (*document.given, "T"):
        assert again.matrix(name).tobytes() == document.matrix(name).tobytes()
    assert again.loss == "squared_error"
    assert again.seed.tobytes() == made.Y_grad.tobytes()


def test_torch_lays_its_arrays_out_as_xwt() -> None:
    document = to_document({"W": W, "X": X.T, "b": np.array([7.0, 8.0])}, "xwt")
    assert document.W.tolist() == W.tolist()
    assert document.X.tolist() == X.tolist()
    assert document.matrix("b").tolist() == [[7], [8]]
    assert passes(document).Y.T.tolist() == (X.T @ W.T + [7, 8]).tolist()


def test_samples_first_and_weights_second() -> None:
    document = to_document({"W": W.T, "X": X.T, "T": np.ones((4, 2))}, "xw")
    assert passes(document).Y.T.tolist() == (X.T @ W.T).tolist()
    assert document.target.shape == (2, 4)


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ("linear,relu,linear", ["W1", "relu", "W2"]),
        (["linear", "softmax", "linear"], ["W1", "softmax", "W2"]),
        ("W2 tanh W1", ["W1", "tanh", "W2"]),  # named anew, in order
        (None, ["W1", "W2"]),
    ],
)
def test_a_network_says_what_its_layers_are(layers: Any, expected: list[str]) -> None:
    arrays: dict[str, Any] = {"W1": np.eye(3), "W2": np.eye(3), "X": X}
    if layers is not None:
        arrays["layers"] = np.array(layers)
    assert kinds(to_document(arrays)) == expected


def test_a_matrix_named_twice_is_tied() -> None:
    layers = np.array("W1,relu,W1")
    document = to_document({"W1": np.eye(3), "b1": np.ones(3), "X": X, "layers": layers})
    assert document.network.layers[0] is document.network.layers[2]
    assert editable(document) == ("X", "W1", "b1")


def test_a_network_without_an_input_gets_one() -> None:
    document = to_document({"W1": np.ones((2, 5)), "W2": np.ones((1, 2))})
    assert document.X.shape == (5, 4)


ONES = {"W1": np.ones((4, 3)), "W2": np.ones((2, 4)), "X": X}


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        (
            ONES | {"layers": np.array("linear,conv,linear")},
            "layers: 'conv' is no layer gradviz knows; there are linear, identity, relu, "
            "leaky_relu, sigmoid, tanh, softplus, gelu, silu, elu, hardtanh, softmax",
        ),
        (
            ONES | {"layers": np.array("linear,linear,linear")},
            "W3 is missing; of the matrices of layers there is W1, W2",
        ),
        (
            ONES | {"layers": np.array("linear,relu")},
            "W2 is used by no layer; layers says linear, relu",
        ),
        (
            {"W1": W, "W3": W, "X": X},
            "W2 is missing; of the matrices of layers there is W1, W3",
        ),
        ({"W": W, "W2": W, "X": X}, "there is W, of one layer, and W2, of a network: name one"),
        (
            ONES | {"b3": np.ones(2)},
            "b3 is the bias of no layer; there is W1, W2, X, b3",
        ),
        (
            {"layers": np.array("relu"), "T": X},
            "there is no X, and no W that says how large it is",
        ),
    ],
)
def test_refuses_networks_that_are_not_told(arrays: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        to_document(arrays)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("convention", "arrays", "message"),
    [
        (
            "xw",
            {"W": W, "X": X.T},
            "W needs 3 rows, one for each column that comes in: X is 4×3, W is 2×3",
        ),
        (
            "xwt",
            {"W": W.T, "X": X.T},
            "W needs 3 columns, one for each column that comes in: X is 4×3, W is 3×2",
        ),
        (
            "xwt",
            {"W1": W, "W2": W, "X": X.T},
            "W2 needs 2 columns, one for each column that comes in: W1 is 2×3, W2 is 2×3",
        ),
        (
            "xw",
            {"W": W.T, "X": X.T, "b": np.ones((2, 1))},
            "b needs one entry for each column of W, in a row: W is 3×2, so b is 1×2; it is 2×1",
        ),
        (
            "xwt",
            {"W": W, "X": X.T, "T": np.ones((2, 4))},
            "T needs the size of the output, 4×2: it is 2×4",
        ),
    ],
)
def test_says_what_does_not_fit_as_the_convention_has_it(
    convention: Convention, arrays: dict[str, Any], message: str
) -> None:
    with pytest.raises(ShapeError) as caught:
        to_document(arrays, convention)
    assert str(caught.value) == message


def test_an_export_of_a_network_does_not_open_as_another() -> None:
    made = passes(deep())
    with pytest.raises(InputError) as caught:
        from_npz(to_npz({name: made.matrix(name) for name in made.names}), "all.npz")
    assert str(caught.value) == (
        "all.npz: there are 3 outputs, up to Y3, but 2 layers: say what they are in a text "
        'layers, such as "linear,relu,linear"'
    )


NAMES = ["W", "W1", "W2", "b", "b1", "b2", "X", "T", "Y_grad", "Y2_grad", "Y3", "layers", "V"]


@given(st.data())
def test_any_arrays_are_a_document_or_a_message(refusal: Refusal, data: st.DataObject) -> None:
    arrays: dict[str, Any] = {}
    for name in data.draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=7)):
        shape = data.draw(st.sampled_from([(2, 2), (2, 2), (2, 2), (2, 3), (1, 2), (2,), (2, 1)]))
        texts = ["linear", "linear,relu,linear", "W1,W1", "relu", "", "1", "W9,tanh"]
        is_text = name == "layers" and data.draw(st.booleans())
        arrays[name] = np.array(data.draw(st.sampled_from(texts))) if is_text else np.ones(shape)
    archive = to_npz(arrays)
    for convention in CONVENTIONS:
        message = refusal(from_npz, archive, "m.npz", convention)
        if message is None:
            document = from_npz(archive, "m.npz", convention)
            assert document.convention == convention
            assert passes(document).Y.shape == document.target.shape
        else:
            assert message.startswith("m.npz: ")
            assert "\n" not in message


def test_what_was_computed_is_left() -> None:
    names = ["W", "X", "b", "Y", "T", "Y_grad", "X_grad", "W_grad", "b_grad"]
    assert list(understood(names).given) == ["W", "X", "b", "T", "Y_grad"]
    assert outputs(["Y1", "Y12_grad", "Y2"]) == 12
    assert outputs(names) == 0
