"""Files as people have them: what is read is what they mean, by the formulas of their libraries."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gradviz.arrays import Matrix
from gradviz.errors import GradvizError
from gradviz.session.document import Document, passes
from gradviz.session.edits import set_matrix
from gradviz.session.matrices.asked import Asked, as_asked
from gradviz.session.matrices.holdings import Holdings
from gradviz.session.matrices.reader import from_npz

Array = NDArray[np.float64]
Forward = Callable[[Array, "dict[str, Array]"], Array]
"""From samples as rows, and the arrays of a file, to outputs as rows."""

chance = np.random.default_rng(11)


def made(*shape: int) -> Array:
    return chance.integers(-9, 10, shape) / 4.0


def npz(arrays: dict[str, Any]) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def held(arrays: dict[str, Any], **asked: Any) -> Holdings:
    return from_npz(npz(arrays), "m.npz", Asked(**asked))


def refused(arrays: dict[str, Any], **asked: Any) -> str:
    with pytest.raises(GradvizError) as caught:
        held(arrays, **asked)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def torch(*layers: str) -> Forward:
    """y = x Aᵀ + b, layer by layer."""

    def forward(x: Array, of: dict[str, Array]) -> Array:
        for layer in layers:
            x = x @ of[f"{layer}weight"].T + of.get(f"{layer}bias", np.zeros(1))
        return x

    return forward


def keras(*pairs: tuple[str, str]) -> Forward:
    """y = x K + b, layer by layer."""

    def forward(x: Array, of: dict[str, Array]) -> Array:
        for kernel, bias in pairs:
            x = x @ of[kernel] + of[bias]
        return x

    return forward


def of_torch(*layers: str) -> dict[str, Array]:
    """Return weights for 3 inputs, 4, 5, ... hidden numbers."""
    arrays = {}
    for n, layer in enumerate(layers, 3):
        arrays |= {f"{layer}weight": made(n + 1, n), f"{layer}bias": made(n + 1)}
    return arrays


def of_keras(*pairs: tuple[str, str]) -> dict[str, Array]:
    arrays = {}
    for n, (kernel, bias) in enumerate(pairs, 3):
        arrays |= {kernel: made(n, n + 1), bias: made(n + 1)}
    return arrays


def backwards(arrays: dict[str, Array]) -> dict[str, Array]:
    return dict(reversed(arrays.items()))


TORCH = [
    ("",),
    ("0.", "2."),
    ("0.", "2.", "10."),
    ("fc1.", "fc2.", "fc10."),
    ("layers.0.", "layers.1."),
    ("net.0.", "net.2."),
    ("model.fc.",),
    ("encoder.", "decoder."),
    ("module.fc1.", "module.fc2.", "module.out."),
    ("_orig_mod.linear1.", "_orig_mod.linear2."),
]
KERAS = [
    [("dense/kernel:0", "dense/bias:0"), ("dense_1/kernel:0", "dense_1/bias:0")],
    [(f"dense{n}/kernel:0", f"dense{n}/bias:0") for n in ("", "_1", "_2")],
    [(f"params/Dense_{n}/kernel", f"params/Dense_{n}/bias") for n in range(3)],
    [(f"mlp/~/linear_{n}/w", f"mlp/~/linear_{n}/b") for n in range(2)],
    [(f"coefs_{n}", f"intercepts_{n}") for n in range(3)],
    [("kernel", "bias")],
    [("dense/dense/kernel:0", "dense/dense/bias:0")],
]


def agrees(document: Document, arrays: dict[str, Array], forward: Forward) -> None:
    x = made(6, document.K)
    Y = passes(set_matrix(document, "X", x.T)).Y
    np.testing.assert_allclose(Y.T, forward(x, arrays), rtol=1e-12)


@pytest.mark.parametrize("layers", TORCH, ids=str)
def test_torch_state_dicts(layers: tuple[str, ...]) -> None:
    arrays = of_torch(*layers)
    found = held(arrays)
    assert found.document.convention == "xwt"
    agrees(found.document, arrays, torch(*layers))
    assert len(found.document.network.layers) == len(layers)


@pytest.mark.parametrize("pairs", KERAS, ids=str)
def test_kernels_that_are_in_by_out(pairs: list[tuple[str, str]]) -> None:
    arrays = of_keras(*pairs)
    found = held(arrays)
    assert found.document.convention == "xw"
    agrees(found.document, arrays, keras(*pairs))


@pytest.mark.parametrize("layers", [("fc1.", "fc2.", "fc10."), ("0.", "2.", "10.")], ids=str)
def test_numbers_tell_the_order_whatever_that_of_the_file_is(layers: tuple[str, ...]) -> None:
    arrays = of_torch(*layers)
    agrees(held(backwards(arrays)).document, arrays, torch(*layers))
    agrees(held(dict(sorted(arrays.items()))).document, arrays, torch(*layers))


def test_an_asked_convention_writes_what_is_read_another_way() -> None:
    arrays = of_keras(("kernel", "bias"))
    document = as_asked(held(arrays, convention="wx").document, Asked(convention="wx"))
    assert document.convention == "wx"
    agrees(document, arrays, keras(("kernel", "bias")))
    other = of_torch("")
    agrees(held(other, convention="xw").document, other, torch(""))


def test_scikit_learn_models_of_one_and_of_several_outputs() -> None:
    one = {"coef_": made(3), "intercept_": np.array(0.5)}
    agrees(held(one).document, one, lambda x, of: (x @ of["coef_"] + of["intercept_"])[:, None])
    several = {"coef_": made(4, 3), "intercept_": made(4)}
    agrees(held(several).document, several, lambda x, of: x @ of["coef_"].T + of["intercept_"])


HAND = [
    ["W1", "b1", "W2", "b2"],
    ["W0", "b0", "W1", "b1"],
    ["w1", "b1", "w2", "b2"],
    ["W_1", "b_1", "W_2", "b_2"],
    ["weights1", "bias1", "weights2", "bias2"],
    ["fc1_w", "fc1_b", "fc2_w", "fc2_b"],
    ["W2", "b2", "W3", "b3"],
]


@pytest.mark.parametrize("names", HAND[:-1], ids=str)
def test_names_by_hand(names: list[str]) -> None:
    arrays = dict(zip(names, [made(4, 3), made(4), made(2, 4), made(2)], strict=True))
    A, a, B, b = arrays.values()
    found = held(arrays)
    agrees(found.document, arrays, lambda x, of: (x @ A.T + a) @ B.T + b)
    assert found.document.convention == "wx"


def test_numbers_by_hand_begin_with_0_or_1() -> None:
    arrays = dict(zip(HAND[-1], [made(4, 3), made(4), made(2, 4), made(2)], strict=True))
    assert "W1 is missing; of the matrices of layers there is W2, W3" in refused(arrays)


W, X, G = made(2, 3), made(3, 4), made(2, 4)

GRADIENTS = [
    ("dW", "dX", "db"),
    ("dw", "dx", "db"),
    ("grad_W", "grad_X", "grad_b"),
    ("W.grad", "X.grad", "b.grad"),
    ("dLdW", "dLdX", "dLdb"),
    ("dL_dW", "dL_dX", "dL_db"),
    ("dl/dW", "dl/dX", "dl/db"),
    ("W_grad", "X_grad", "b_grad"),
    ("w_grad", "x_grad", "B_GRAD"),
    ("grads/W", "grads/X", "grads/b"),
    ("grad_weight", "grad_input", "grad_bias"),
]


@pytest.mark.parametrize("names", GRADIENTS, ids=str)
@pytest.mark.parametrize("seed", ["dY", "Y_grad", "dout", "grad_output", "upstream", "seed"])
def test_gradients_are_brought_by_the_names_of_the_passes(
    names: tuple[str, str, str], seed: str
) -> None:
    right = dict(zip(names, (G @ X.T, W.T @ G, G.sum(axis=1)), strict=True))
    found = held({"W": W, "x": X, "b": made(2), seed: G, **right})
    run = passes(found.document)
    assert found.document.loss == "seed"
    assert found.brought.keys() == {"W_grad", "X_grad", "b_grad"}
    for name, matrix in found.brought.items():
        np.testing.assert_allclose(matrix, run.matrix(name))
    assert found.document.notes == ()


@pytest.mark.parametrize(
    ("convention", "turned"), [("wx", set[str]()), ("xw", {"W", "X", "Y"}), ("xwt", {"X", "Y"})]
)
def test_what_is_brought_is_turned_as_it_is_laid_out(convention: Any, turned: set[str]) -> None:
    def laid_out(name: str, matrix: Matrix) -> Matrix:
        return matrix.T if name[0] in turned else matrix

    T = made(2, 4)
    right = {"W": W, "X": X, "T": T, "Y": W @ X, "Y_grad": W @ X - T}
    right |= {"W_grad": right["Y_grad"] @ X.T, "X_grad": W.T @ right["Y_grad"]}
    flipped = turned | ({"T"} if "X" in turned else set())
    turned = flipped
    found = held(
        {name: laid_out(name, matrix) for name, matrix in right.items()}, convention=convention
    )
    assert found.brought.keys() == {"Y", "Y_grad", "W_grad", "X_grad"}
    for name, matrix in found.brought.items():
        np.testing.assert_array_equal(matrix, right[name])


def test_a_gradient_that_is_transposed_comes_as_it_is() -> None:
    found = held({"W": W, "X": X, "Y_grad": G, "W_grad": (G @ X.T).T})
    assert found.brought["W_grad"].shape == (3, 2)


def test_a_network_brings_all_of_it() -> None:
    arrays = {"W1": made(4, 3), "b1": made(4), "W2": made(2, 4), "X": X, "T": made(2, 4)}
    arrays["layers"] = np.array("linear,relu,linear")  # type: ignore[assignment]
    run = passes(held(arrays).document)
    everything = {name: run.matrix(name) for name in run.names}
    found = held({**everything, "layers": arrays["layers"], "loss": np.array(run.loss)})
    computed = set(run.names) - {"W1", "b1", "W2", "X", "T"}
    assert found.brought.keys() == computed | {"l"}
    assert found.brought["l"].tolist() == [[run.loss]]
    for name in computed:
        assert found.brought[name].tobytes() == run.matrix(name).tobytes()


def test_the_output_of_a_network_may_have_no_number() -> None:
    found = held({"W1": made(4, 3), "W2": made(2, 4), "X": X, "Y": made(2, 4), "dY": G})
    assert found.brought.keys() == {"Y2"}
    assert found.document.seed.tolist() == G.tolist()


def test_what_is_not_understood_is_named() -> None:
    extra = {"step": np.array(7), "running_mean": made(2), "Z": made(2, 2), "b_grad": made(2)}
    found = held({"W": W, "X": X, "Y_grad": G, **extra})
    assert [*map(str, found.document.notes)] == [
        "Not understood, and left out: step, running_mean, Z, b_grad."
    ]
    assert found.brought == {}


def test_layers_of_other_kinds_are_left_out_and_named() -> None:
    arrays = {"conv1.weight": made(2, 3, 3, 3), "conv1.bias": made(2)}
    arrays |= {"bn1.weight": made(2), "bn1.bias": made(2), "bn1.running_var": made(2)}
    arrays |= {"scale.bias": made(2)}
    arrays |= {"fc.weight": made(4, 3), "fc.bias": made(4)}
    found = held(arrays)
    agrees(found.document, arrays, torch("fc."))
    assert str(found.document.notes[-1]) == (
        "Not understood, and left out: conv1.weight, conv1.bias, bn1.weight, bn1.bias, "
        "bn1.running_var, scale.bias."
    )


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"W": W, "w": W}, "W and w both mean W: leave one out"),
        ({"W": W, "x": X, "inputs": X}, "x and inputs both mean X: leave one out"),
        ({"W1": W, "fc.weight": W}, "fc.weight and W1 are named in two ways: name all W in one"),
        ({"W": W, "W1": W}, "there is W, of one layer, and W1, of a network: name one"),
        ({"A": W, "B": X}, "there is no W; there is A, B; gradviz reads W (or weight, kernel,"),
        ({"weight_ih_l0": W, "weight_hh_l0": W}, "there is no W; there is weight_ih_l0,"),
        ({"W": W, "X": X.T}, "with convention=xwt, Y = X Wᵀ (torch.nn.Linear), they fit"),
        ({"W": W.T, "X": X.T}, "with convention=xw, Y = X W, they fit"),
        ({"W": W, "X": X, "T": G, "loss": "hinge"}, "loss needs one of seed, sum, squared_error"),
        ({"W": W, "X": X, "loss": "mse"}, "the text loss says mse, which needs T: there is none"),
        ({"W": W, "X": X, "loss": "seed"}, "which needs Y_grad: there is none"),
        ({"W": W, "X": X, "convention": "wxt"}, "convention needs one of wx, xw, xwt: got 'wxt'"),
        ({"W1": W, "layers": np.array(["linear"], object)}, "layers is pickled"),
        ({"W1": W, "layers": np.array(b"linear")}, "layers needs real numbers: it holds |S6"),
        ({"W": W, "b3": made(2)}, "b3 is the bias of no layer; there is W, b3"),
        ({"W": W, "X": X, "labels": np.array([0, 1, 2, 0])}, "whole numbers from 0 to 1: got 2"),
    ],
)
def test_says_what_cannot_be_read_in_one_way(arrays: dict[str, Any], message: str) -> None:
    assert message in refused(arrays)


# --- arrays without names


def test_two_arrays_without_names_are_W_and_X() -> None:
    found = held({"arr_0": W, "arr_1": X})
    assert passes(found.document).Y.tolist() == (W @ X).tolist()
    assert str(found.document.notes[-1]) == (
        "The arrays have no names: arr_0 is taken for W, arr_1 for X."
    )


def test_weights_and_biases_without_names_tell_how_they_lie() -> None:
    arrays = [made(3, 4), made(4), made(4, 2), made(2)]  # model.get_weights() of Keras
    named = {f"arr_{n}": array for n, array in enumerate(arrays)}
    agrees(held(named).document, named, keras(("arr_0", "arr_1"), ("arr_2", "arr_3")))
    turned = {name: array.T for name, array in named.items()}
    agrees(held(turned).document, named, keras(("arr_0", "arr_1"), ("arr_2", "arr_3")))


def test_arrays_without_names_that_could_be_anything_are_refused() -> None:
    assert "arr_0 (3×3), arr_1 (3); save them with names" in refused(
        {"arr_0": made(3, 3), "arr_1": made(3)}
    )
    assert "arr_2 (2×4); save them with names" in refused({"arr_0": W, "arr_1": X, "arr_2": G})


# --- the loss, and what is said of it


def test_classes_are_a_target() -> None:
    found = held({"W": W, "X": X, "labels": np.array([0, 1, 1, 0])})
    assert found.document.target.tolist() == [[1, 0, 0, 1], [0, 1, 1, 0]]
    assert "one-hot" in str(found.document.notes[-1])
    one = held({"W": W[:1], "X": X, "labels": np.array([0, 1, 1, 0])})
    assert one.document.target.tolist() == [[0, 1, 1, 0]]


@pytest.mark.parametrize(
    ("T", "kind"),
    [
        ([[1, 0, 0, 1], [0, 1, 1, 0]], "one-hot columns"),
        ([[0.5, 0.25, 1, 0], [0.5, 0.75, 0, 1]], "columns of probabilities"),
        ([[0.5, 0.25, 1, 0], [0.5, 0.25, 0, 1]], None),
    ],
)
def test_classes_are_not_quietly_taken_for_numbers(T: Any, kind: str | None) -> None:
    found = held({"W": W, "X": X, "T": T}).document
    assert found.loss == "squared_error"
    said = (
        f"T has {kind}, and is taken for the target of squared_error; loss=cross_entropy takes "
        "it as classes."
    )
    assert (said in map(str, found.notes)) == (kind is not None)
    for asked in ("squared_error", "mse", "cross_entropy"):
        if kind or asked != "cross_entropy":
            document = held({"W": W, "X": X, "T": T}, loss=asked).document
            assert said not in map(str, document.notes)
    stated = held({"W": W, "X": X, "T": T, "loss": "squared_error"}).document
    assert stated.notes == ()


def test_a_missing_input_is_known_to_be_made_up() -> None:
    found = held({"W": W, "T": made(2, 4)}).document
    assert found.made_up == {"X"}
    assert any("There is no X" in str(note) for note in found.notes)
    assert set_matrix(found, "X", X).made_up == frozenset()
    assert held({"W": W, "X": X}).document.made_up == frozenset()


def test_a_loss_that_is_asked_for_needs_what_it_compares_with() -> None:
    assert "there is no T" in refused({"W": W, "X": X}, loss="mse")
    assert "there is no Y_grad to start from" in refused({"W": W, "X": X}, loss="seed")


@pytest.mark.parametrize("kind", ["f2", "f4", "f8"])
def test_what_is_brought_keeps_the_type_that_tells_how_far_it_is_rounded(kind: str) -> None:
    found = held({"W": W, "X": X, "W_grad": made(2, 3).astype(kind)})
    assert found.brought["W_grad"].dtype == kind
    assert not found.brought["W_grad"].flags.writeable


def test_a_slip_in_a_name_is_told_from_what_nobody_knows() -> None:
    found = held({"W": W, "X": X, "W_gard": made(2, 3), "wgrad": made(2, 3), "step": made(1, 1)})
    assert dict(found.mistyped) == {"W_gard": "W_grad", "wgrad": "W_grad"}
    assert "W_gard (did you mean W_grad?), wgrad (did you mean W_grad?), step." in " ".join(
        map(str, found.document.notes)
    )


def test_a_convention_that_names_decide_is_told() -> None:
    found = held({"weight": made(3, 3), "x": made(3, 3)}).document
    assert found.convention == "xwt"
    assert any("convention=wx reads it as Y = W X" in str(note) for note in found.notes)
    asked = held({"weight": made(3, 3), "x": made(3, 3)}, convention="xwt").document
    assert not any("convention=" in str(note) for note in asked.notes)
