"""Writes torch_numbers.json, what PyTorch says of a few networks, for test_torch.py.

Not run by the tests, which need no PyTorch. To renew the file, in an environment with torch::

    python -m tests.engine.make_torch_numbers

PyTorch has samples as rows: everything is transposed on its way in and out. Its cross_entropy
takes classes along axis 1, which are then our rows.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).with_name("torch_numbers.json")
EDGES = [0.0, -0.0, 1e-9, -1e-9, 3.0, -3.0, 20.0, 20.5, -40.0, 1000.0, -1000.0]
ODD = [float("nan"), float("inf"), float("-inf")]
ACTIVATIONS = (
    "identity", "relu", "leaky_relu", "sigmoid", "tanh", "softplus", "gelu", "softmax",
    "silu", "elu", "hardtanh",
)  # fmt: skip
# sizes of the weights (a star: with a bias), activations, and numbers: a weight used again
NETWORKS: tuple[tuple[tuple[Any, ...], str, int], ...] = (
    (((3, 2, "*"), "relu", (2, 3)), "squared_error", 4),
    (((4, 3, "*"), "leaky_relu", (4, 4, "*"), "sigmoid", 2, "tanh", (2, 4)), "mse", 3),
    (((5, 2), "softplus", (3, 5, "*"), "gelu"), "seed", 2),
    (((3, 4, "*"), "tanh", (3, 3, "*"), "gelu", (3, 3, "*")), "cross_entropy", 5),
    (((3, 3, "*"), "softmax", 1, "relu", 1), "cross_entropy", 2),
    (((1, 1), "identity", 1, "sigmoid", 1), "sum", 1),
    (("tanh", (2, 3), "softmax"), "squared_error", 4),
    (("softmax",), "seed", 3),
    (((1, 4, "*"),), "mse", 1),
    (((3, 3, "*"), *("gelu", 1) * 5, "softplus"), "mse", 2),
    (((4, 3, "*"), "silu", (3, 4, "*"), "elu", (2, 3)), "huber", 4),
    (((3, 2, "*"), "hardtanh", (3, 3), "silu", (2, 3, "*")), "l1", 5),
    (("elu", (2, 3), "hardtanh"), "seed", 3),
)


def problem(spec: tuple[Any, ...], loss: str, samples: int, seed: int) -> dict[str, Any]:
    """Return a network with round numbers: layers, weights, X, the loss and T (or the seed)."""
    random = np.random.default_rng(seed)

    def numbers(*shape: int) -> list[list[float]]:
        return random.normal(size=shape).round(2).tolist()

    weights: list[dict[str, Any]] = []
    layers: list[str | int] = []
    for layer in spec:
        if isinstance(layer, tuple):
            weights.append(
                {"W": numbers(*layer[:2]), "b": numbers(layer[0], 1) if "*" in layer else None}
            )
            layers.append(len(weights))
        else:
            layers.append(layer)
    rows = [len(weights[layer - 1]["W"]) for layer in layers if isinstance(layer, int)]
    height = rows[-1] if rows else 3
    T: Any = numbers(height, samples)
    if loss == "cross_entropy":
        T = (np.exp(T) / np.exp(T).sum(axis=0)).tolist()
    width = len(weights[0]["W"][0]) if weights else height
    X = numbers(width, samples)
    return {"layers": layers, "weights": weights, "X": X, "loss": loss, "T": T}


def solved(problem: dict[str, Any], rate: float = 0.05, momentum: float = 0.9) -> dict[str, Any]:
    """Return what PyTorch says: the loss, every gradient, and four steps of torch.optim.SGD."""
    import torch

    def tensor(matrix: Any) -> Any:
        return torch.tensor(matrix, dtype=torch.float64)

    linear = []
    for weight in problem["weights"]:
        rows, cols = np.shape(weight["W"])
        module = torch.nn.Linear(cols, rows, bias=weight["b"] is not None, dtype=torch.float64)
        with torch.no_grad():
            module.weight.copy_(tensor(weight["W"]))
            if weight["b"] is not None:
                module.bias.copy_(tensor(weight["b"])[:, 0])
        linear.append(module)
    X = tensor(problem["X"]).T.clone().requires_grad_()
    T = tensor(problem["T"]).T
    parameters = [parameter for module in linear for parameter in module.parameters()]

    def run() -> tuple[Any, list[Any]]:
        values = [X]
        for layer in problem["layers"]:
            function = linear[layer - 1] if isinstance(layer, int) else _activation(layer)
            values.append(function(values[-1]))
            values[-1].retain_grad()
        return _loss(problem["loss"], values[-1], T), values

    loss, values = run()
    loss.backward()
    answer = {
        "l": loss.item(),
        "values": [value.detach().T.tolist() for value in values],
        "value_grads": [value.grad.T.tolist() for value in values],
        "weight_grads": [_parts(module, lambda p: p.grad) for module in linear],
    }
    if parameters:
        optimiser = torch.optim.SGD(parameters, lr=rate, momentum=momentum)
        losses = []
        for _ in range(4):
            optimiser.zero_grad()
            loss, _ = run()
            loss.backward()
            optimiser.step()
            losses.append(run()[0].item())
        after = [_parts(module, lambda p: p.detach()) for module in linear]
        answer["sgd"] = {"rate": rate, "momentum": momentum, "losses": losses, "weights": after}
    return answer


def edges(name: str) -> dict[str, Any]:
    """Return an activation at numbers where it may go wrong, and its gradient there."""
    import torch

    numbers = [*EDGES, *ODD]
    rows = [numbers, [1.0] * len(numbers)] if name == "softmax" else [numbers]
    X = torch.tensor(rows, dtype=torch.float64).T.clone()
    # sample by sample: in a long row elu and hardtanh have another gradient at NaN
    samples = [sample.clone().requires_grad_() for sample in X.split(1)]
    Y = [_activation(name)(sample) for sample in samples]
    for one in Y:
        one[:, 0].sum().backward()
    X_grad = torch.cat([sample.grad for sample in samples])
    return {"X": rows, "Y": torch.cat(Y).detach().T.tolist(), "X_grad": X_grad.T.tolist()}


def _parts(module: Any, part: Any) -> dict[str, Any]:
    b = None if module.bias is None else part(module.bias)[:, None].tolist()
    return {"W": part(module.weight).tolist(), "b": b}


def _activation(name: str) -> Any:
    import torch

    return {
        "identity": torch.nn.Identity(),
        "relu": torch.nn.ReLU(),
        "leaky_relu": torch.nn.LeakyReLU(),
        "sigmoid": torch.nn.Sigmoid(),
        "tanh": torch.nn.Tanh(),
        "softplus": torch.nn.Softplus(),
        "gelu": torch.nn.GELU(),
        "softmax": torch.nn.Softmax(dim=1),
        "silu": torch.nn.SiLU(),
        "elu": torch.nn.ELU(),
        "hardtanh": torch.nn.Hardtanh(),
    }[name]


def _loss(name: str, Y: Any, T: Any) -> Any:
    import torch
    from torch.nn import functional

    return {
        "seed": lambda: (T * Y).sum(),
        "sum": lambda: Y.sum(),
        "squared_error": lambda: functional.mse_loss(Y, T, reduction="sum") / 2,
        "mse": lambda: functional.mse_loss(Y, T),
        "huber": lambda: torch.nn.HuberLoss()(Y, T),
        "l1": lambda: torch.nn.L1Loss()(Y, T),
        "cross_entropy": lambda: functional.cross_entropy(Y, T),
    }[name]()


def main() -> None:
    problems = [problem(*network, seed) for seed, network in enumerate(NETWORKS)]
    networks = [{**one, "answer": solved(one)} for one in problems]
    lines = [json.dumps(network, separators=(",", ":")) for network in networks]
    at_edges = [
        f'"{name}":{json.dumps(edges(name), separators=(",", ":"))}' for name in ACTIVATIONS
    ]
    text = '{"networks":[\n' + ",\n".join(lines) + '\n],\n"edges":{\n' + ",\n".join(at_edges)
    FILE.write_text(text + "\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
