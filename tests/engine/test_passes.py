import dataclasses
from functools import partial

import numpy as np
import pytest

from gradviz.engine.backprop import backprop
from gradviz.engine.checking.check import gradient_check
from gradviz.engine.jacobians.linearization import one_sample
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.errors import InputError
from gradviz.refs import CellRef
from tests.engine.problems import assert_own

W, X, T = np.ones((2, 3)), np.ones((3, 4)), np.zeros((2, 4))
FULL = backprop(W, X, b=[1, 2], loss="mse", target=T)
BARE = backprop(W, X)
DEEP = Network([Linear(W), Linear(np.ones((5, 2)), np.ones(5))]).backprop(X)


def test_every_name_gives_its_matrix() -> None:
    assert FULL.names == ("W", "X", "b", "Y", "T", "Y_grad", "X_grad", "W_grad", "b_grad")
    shapes = [(2, 3), (3, 4), (2, 1), (2, 4), (2, 4), (2, 4), (3, 4), (2, 3), (2, 1)]
    assert [FULL.matrix(name).shape for name in FULL.names] == shapes
    for name in FULL.names:
        assert FULL.matrix(name) is FULL.matrix(name)
        np.testing.assert_array_equal(FULL.matrix(name), getattr(FULL, name), strict=True)
        assert FULL.matrix(name).dtype == np.float64
        assert not FULL.matrix(name).flags.writeable


def test_what_is_not_there_is_none_or_said() -> None:
    assert BARE.names == ("W", "X", "Y", "Y_grad", "X_grad", "W_grad")
    assert (BARE.b, BARE.b_grad, BARE.T) == (None, None, None)
    for name in ("b", "b_grad", "T", "Z", ""):
        with pytest.raises(InputError, match=r"here: there are W, X, Y, Y_grad, X_grad, W_grad$"):
            BARE.matrix(name)


def test_a_deeper_network_has_numbered_names() -> None:
    assert DEEP.Y.shape == DEEP.Y_grad.shape == (5, 4)
    assert DEEP.matrix("X") is DEEP.primals["X"]
    assert DEEP.matrix("b2_grad") is DEEP.cotangents["b2"]
    for name in ("W", "W_grad"):
        with pytest.raises(InputError, match=r"W is W1 or W2 here.*there are X, W1, W2, b2, Y1"):
            getattr(DEEP, name)
    assert all(DEEP.matrix(name).ndim == 2 for name in DEEP.names)


def test_a_cell_is_there_or_not() -> None:
    """An index below 0 is none, though NumPy would count it from the end."""
    inside = [CellRef("W", 0, 0), CellRef("W", 1, 2), CellRef("b_grad", 1, 0)]
    outside = [CellRef("W", *at) for at in ((-1, 0), (0, -1), (2, 0), (0, 3))]
    assert [FULL.has(ref) for ref in inside] == [True] * 3
    assert [FULL.has(ref) for ref in [*outside, CellRef("Z", 0, 0)]] == [False] * 5


def test_the_trace_in_order() -> None:
    assert [str(record) for record in FULL.records] == [
        "P1 = matmul(W1, X)",
        "Y1 = add_bias(P1, b1)",
        "l = mse(Y1, T)",
    ]
    assert [str(record) for record in BARE.records] == ["Y1 = matmul(W1, X)", "l = sum(Y1)"]
    seeded = backprop(W, X, Y_grad=T)
    assert [str(record) for record in seeded.records] == ["Y1 = matmul(W1, X)"]


def test_passes_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        FULL.loss = 0.0  # type: ignore[misc]  # what is frozen is tested
    with pytest.raises((AttributeError, TypeError)):  # Python 3.11 takes the wrong one here
        FULL.W = W  # type: ignore[misc]  # what is frozen is tested
    for mapping in (FULL.primals, FULL.cotangents, FULL.values, FULL.grads):
        with pytest.raises(TypeError):
            mapping["X"] = X  # type: ignore[index]  # what is frozen is tested
    for kept in (FULL.matrix("W_grad"), FULL.primals["X"], FULL.cotangents["X"], FULL.target):
        assert kept is not None
        with pytest.raises(ValueError, match="read-only"):
            kept[0, 0] = 1


TIED = Linear(np.arange(9.0).reshape(3, 3), [1, 2, 3])
NETWORK = Network([TIED, Activation("relu"), TIED, Activation("softmax")])
MIXED = NETWORK.backprop(X, loss="mse", target=np.zeros((3, 4)))


def test_who_writes_what() -> None:
    told = {
        "X": None, "W1": None, "b1": None, "T": None,
        "Y1": (0, "Y"), "Y2": (1, "Y"), "Y4": (3, "Y"),
        "Y4_grad": (3, "Y_grad"), "Y3_grad": (3, "X_grad"), "Y1_grad": (1, "X_grad"),
        "X_grad": (0, "X_grad"), "W1_grad": (0, "W_grad"), "b1_grad": (0, "b_grad"),
    }  # fmt: skip
    assert {name: MIXED.writer(name) for name in told} == told
    assert FULL.writer("Y_grad") == (0, "Y_grad")
    assert (MIXED.uses("W1"), MIXED.uses("b1"), MIXED.uses("X")) == ((0, 2), (0, 2), ())


@pytest.mark.parametrize("index", range(4))
def test_one_layer_of_a_network_by_itself_is_that_layer_alone(index: int) -> None:
    part, names = MIXED.local(index), MIXED.layers[index]
    layer = NETWORK.layers[index]
    alone = Network([layer]).backprop(MIXED.matrix(names.X), Y_grad=MIXED.grads[names.Y])
    for name in alone.names:
        np.testing.assert_array_equal(part.matrix(name), alone.matrix(name))
    assert part.matrix("X") is MIXED.primals[names.X]
    assert part.matrix("Y") is MIXED.primals[names.Y]
    assert part.matrix("X_grad") is MIXED.cotangents[names.X]
    is_last = index == 3
    assert part.loss == (MIXED.loss if is_last else None)
    assert part.loss_name == (MIXED.loss_name if is_last else None)
    assert part.target is (MIXED.target if is_last else None)
    assert part.is_one_layer
    assert part.local(0) is part


def test_one_layer_says_infinity_without_a_warning() -> None:
    """Of a matrix used twice each use computes its own share of the gradient."""
    layer = Linear([[1e200]], [1e200])
    part = Network([layer, layer]).backprop([[1e200, -1e200]], Y_grad=[[1e308, 1e308]]).local(0)
    assert not np.isfinite(part.matrix("W_grad")).any()
    assert not np.isfinite(part.matrix("b_grad")).any()


ARRAYS = ("W", "X", "b", "Y", "T", "Y_grad", "X_grad", "W_grad", "b_grad")
ONE_SAMPLE = one_sample(MIXED, 1).local(1)  # its columns are kept as parts of larger arrays


@pytest.mark.parametrize("name", ARRAYS)
def test_each_access_gives_an_array_of_your_own(name: str) -> None:
    kept = FULL.matrix(name).copy()
    assert_own(lambda: getattr(FULL, name))
    np.testing.assert_array_equal(FULL.matrix(name), kept, strict=True)


@pytest.mark.parametrize("passes", [FULL, BARE, DEEP, MIXED, MIXED.local(2), ONE_SAMPLE])
def test_so_does_each_access_by_name_in_any_network(passes: Passes) -> None:
    target = {} if passes.target is None else {"T": passes.target}
    for people, kept in (
        (passes.values, {**passes.primals, **target}),
        (passes.grads, passes.cotangents),
    ):
        assert list(people) == list(kept)
        for name in kept:
            np.testing.assert_array_equal(people[name], kept[name], strict=True)
            assert_own(partial(people.__getitem__, name))
            assert_own(lambda people=people, name=name: dict(people.items())[name])
    for name in ("X", "Y", "X_grad", "Y_grad"):
        assert_own(partial(getattr, passes, name))


def test_what_is_written_to_an_own_array_changes_no_gradient() -> None:
    fresh = backprop(W, X, b=[1, 2], loss="mse", target=T)
    before = {name: fresh.matrix(name).tobytes() for name in fresh.names}
    for name in ARRAYS:
        getattr(fresh, name)[:] = np.nan
    assert {name: fresh.matrix(name).tobytes() for name in fresh.names} == before
    assert gradient_check(fresh).passed
