"""Equal to PyTorch of the same names: to numbers it left in a file, and, if there, to itself."""

import json
from functools import partial
from typing import Any

import numpy as np
import pytest

from gradviz.arrays import as_matrix
from gradviz.engine.backprop import backprop
from gradviz.engine.descent import Descent, start
from gradviz.engine.jacobians.chain import chain_jacobian
from gradviz.engine.jacobians.layer import layer_jacobian
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.engine.rules import ACTIVATIONS, LOSSES, RULES
from gradviz.errors import InputError
from tests.engine import make_torch_numbers as torch_numbers
from tests.engine.descents import run

NUMBERS = json.loads(torch_numbers.FILE.read_text(encoding="utf-8"))


def _network(problem: dict[str, Any]) -> Network:
    weights = [Linear(weight["W"], weight["b"]) for weight in problem["weights"]]
    layers: list[Layer] = [
        weights[layer - 1] if isinstance(layer, int) else Activation(layer)
        for layer in problem["layers"]
    ]
    return Network(layers)


def _ending(problem: dict[str, Any]) -> dict[str, Any]:
    if problem["loss"] == "seed":
        return {"Y_grad": problem["T"]}
    target = None if problem["loss"] == "sum" else problem["T"]
    return {"loss": problem["loss"], "target": target}


def _assert_same(got: Any, expected: Any) -> None:
    np.testing.assert_allclose(got, np.array(expected, dtype=float), rtol=1e-9, atol=1e-12)


def _assert_equal(problem: dict[str, Any], answer: dict[str, Any]) -> None:
    state = start(_network(problem), problem["X"], **_ending(problem))
    passes = state.passes
    _assert_same(state.loss, answer["l"])
    keys = ["X", *(f"Y{n}" for n in range(1, len(problem["layers"]) + 1))]
    for key, value, gradient in zip(keys, answer["values"], answer["value_grads"], strict=True):
        _assert_same(passes.values[key], value)
        _assert_same(passes.grads[key], gradient)
    for number, gradients in enumerate(answer["weight_grads"], start=1):
        for letter, gradient in gradients.items():
            if gradient is not None:
                _assert_same(passes.grads[f"{letter}{number}"], gradient)
    if "sgd" not in answer:
        return
    sgd = answer["sgd"]
    states = list(run(state, Descent(sgd["rate"], sgd["momentum"]), 4))
    _assert_same([state.loss for state in states], sgd["losses"])
    for number, weights in enumerate(sgd["weights"], start=1):
        for letter, matrix in weights.items():
            if matrix is not None:
                _assert_same(states[-1].passes.values[f"{letter}{number}"], matrix)


@pytest.mark.parametrize("case", NUMBERS["networks"], ids=lambda case: str(case["layers"]))
def test_networks_equal_the_numbers_that_torch_left(case: dict[str, Any]) -> None:
    _assert_equal(case, case["answer"])


def test_the_numbers_cover_everything() -> None:
    used = {layer for case in NUMBERS["networks"] for layer in case["layers"]}
    assert used >= set(ACTIVATIONS)
    losses = {case["loss"] for case in NUMBERS["networks"]}
    assert losses == {"seed", *LOSSES}
    assert any(case["layers"].count(1) > 1 for case in NUMBERS["networks"])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_equal_torch_where_they_may_go_wrong(name: str) -> None:
    case = NUMBERS["edges"][name]
    X = np.array(case["X"])
    G = np.zeros(X.shape)
    G[0] = 1.0
    with np.errstate(all="ignore"):
        _assert_same(RULES[name].forward(X), case["Y"])
        _assert_same(RULES[name].vjp(G, X)[0], case["X_grad"])


def test_networks_equal_torch_itself() -> None:
    pytest.importorskip("torch")
    for network in torch_numbers.NETWORKS:
        for seed in range(100, 110):
            problem = torch_numbers.problem(*network, seed)
            _assert_equal(problem, torch_numbers.solved(problem))


def test_torch_takes_what_backprop_gives_without_a_warning() -> None:
    """It warns of arrays that cannot be written to; warnings are errors in these tests."""
    torch: Any = pytest.importorskip("torch")
    p = backprop([[1, 2], [3, 4]], [[1, 0], [2, 5]], b=[1, 2], loss="mse", target=np.eye(2))
    deep = Network([Linear(np.eye(2), [1, 2]), Activation("softmax")]).backprop(np.eye(2))
    J, chain = layer_jacobian(p.W, p.X), chain_jacobian(deep)
    names = ("W", "X", "b", "Y", "T", "Y_grad", "X_grad", "W_grad", "b_grad")
    taken = [
        *(partial(getattr, p, name) for name in names),
        *(partial(getattr, deep, name) for name in ("X", "Y", "X_grad", "Y_grad")),
        *(partial(deep.values.__getitem__, name) for name in deep.values),
        *(partial(deep.grads.__getitem__, name) for name in deep.grads),
        *(made.dense for made in (J, chain)),
        *(partial(made.window, range(2), range(3)) for made in (J, chain)),
        *(partial(made.jvp, np.eye(2)) for made in (J, chain)),
        *(partial(made.vjp, np.eye(2)) for made in (J, chain)),
    ]
    for take in taken:
        for convert in (torch.as_tensor, torch.from_numpy, torch.tensor, torch.from_dlpack):
            tensor = convert(take())
            assert tensor.dtype == torch.float64
            np.testing.assert_array_equal(tensor.numpy(), take())
            tensor.add_(1.0)  # in place
            assert not np.array_equal(tensor.numpy(), take())


def test_a_layer_of_torch_is_taken_as_it_is() -> None:
    """Its parameters have a graph, its bias one axis, and W is out × in: convention="xwt"."""
    torch: Any = pytest.importorskip("torch")
    layer = torch.nn.Linear(3, 2).double()
    X = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
    T = torch.randn(4, 2, dtype=torch.float64)
    Y = layer(X)
    loss = torch.nn.functional.mse_loss(Y, T)
    loss.backward()
    p = backprop(layer.weight, X, b=layer.bias, loss="mse", target=T, convention="xwt")
    _assert_same(p.loss, loss.item())
    _assert_same(p.Y, Y.detach().numpy())
    _assert_same(p.X_grad, X.grad.numpy())
    _assert_same(p.W_grad, layer.weight.grad.numpy())
    assert p.b_grad is not None
    _assert_same(p.b_grad.ravel(), layer.bias.grad.numpy())

    def run(weight: Any) -> Any:
        return torch.nn.functional.linear(X, weight, layer.bias)

    theirs = torch.autograd.functional.jacobian(run, layer.weight).reshape(8, 6)
    _assert_same(chain_jacobian(p, wrt="W", order="C").dense(), theirs.numpy())


def test_numbers_of_torch_of_every_kind() -> None:
    torch: Any = pytest.importorskip("torch")
    numbers = torch.tensor([[1.0, 2.5], [-3.0, 4.0]])
    kinds = ["float64", "float32", "float16", "bfloat16", "float8_e4m3fn", "float8_e5m2"]
    for tensor in (numbers.to(getattr(torch, kind)) for kind in kinds):
        for given in (tensor, tensor.clone().requires_grad_(), torch.nn.Parameter(tensor.clone())):
            np.testing.assert_array_equal(as_matrix(given, "W"), numbers)
            np.testing.assert_array_equal(as_matrix(given.t(), "W"), numbers.t())
            np.testing.assert_array_equal(as_matrix(list(given), "W"), numbers)
    refused = {
        "cpu": numbers.to("meta"),
        "to_dense": numbers.to_sparse(),
        "real": numbers.to(torch.complex64),
        ".weight": torch.nn.Linear(2, 2),
    }
    for remedy, given in refused.items():
        with pytest.raises(InputError, match=remedy):
            as_matrix(given, "W")
