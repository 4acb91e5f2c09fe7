from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.engine.backprop import backprop
from gradviz.engine.graph import paths as paths_module
from gradviz.engine.graph.links import LOSS_CELL
from gradviz.engine.graph.paths import Edge, Paths, trace_back
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.errors import InputError
from gradviz.refs import CellRef
from tests.engine.problems import SOME, Stack, stacks


def _edges(paths: Paths) -> list[Edge]:
    return [edge for step in paths.steps for edge in step.edges]


def _arriving(paths: Paths) -> dict[CellRef, float]:
    sums: dict[CellRef, float] = defaultdict(float)
    for edge in _edges(paths):
        sums[edge.end] += edge.contribution
    return sums


def _cell(passes: Passes, name: str, at: float) -> CellRef:
    matrix = passes.matrix(name)
    return CellRef(name, *divmod(int(at * matrix.size), matrix.shape[1]))


def _all_products(paths: Paths) -> list[float]:
    """The product of every path, by walking all of them."""
    outgoing = defaultdict(list)
    for edge in _edges(paths):
        outgoing[edge.start].append(edge)
    start, end = paths.steps[0].edges[0].start, paths.ref
    if not paths.ref.name.endswith("_grad"):
        start, end = paths.ref, LOSS_CELL

    def walk(cell: CellRef, product: float) -> list[float]:
        if cell == end:
            return [product]
        return [p for edge in outgoing[cell] for p in walk(edge.end, product * edge.factor)]

    return walk(start, 1.0)


def _traceable(stack: Stack, passes: Passes) -> list[str]:
    return [name for name in passes.names if name[0] in "XWbY"]


@given(stacks(most=5), st.data(), st.floats(0, 0.999))
@SOME
def test_contributions_add_up_to_every_gradient_on_the_way(
    stack: Stack, data: st.DataObject, at: float
) -> None:
    passes = stack.passes()
    gradients = [name for name in _traceable(stack, passes) if name.endswith("_grad")]
    ref = _cell(passes, data.draw(st.sampled_from(gradients)), at)
    paths = trace_back(passes, ref)
    sums = _arriving(paths)
    assert ref in sums
    for cell, total in sums.items():
        if cell.name[0] == "W" and cell != ref:
            raise AssertionError(f"{cell} is not on the way to {ref}")
        expected = passes.matrix(cell.name)[cell.row, cell.col]
        scale = np.abs(passes.matrix(cell.name)).max()
        assert total == pytest.approx(expected, rel=1e-12, abs=1e-12 * max(scale, 1e-3))


@given(stacks(most=5), st.data(), st.floats(0, 0.999))
@SOME
def test_what_a_value_sends_to_the_loss_is_its_gradient(
    stack: Stack, data: st.DataObject, at: float
) -> None:
    passes = stack.passes()
    values = [name for name in _traceable(stack, passes) if not name.endswith("_grad")]
    ref = _cell(passes, data.draw(st.sampled_from(values)), at)
    gradient = passes.matrix(f"{ref.name}_grad")
    paths = trace_back(passes, ref)
    scale = max(np.abs(gradient).max(), 1e-3)
    expected = pytest.approx(gradient[ref.row, ref.col], rel=1e-11, abs=1e-11 * scale)
    assert _arriving(paths)[LOSS_CELL] == expected
    assert sum(e.through for e in paths.steps[-1].edges) == expected


@given(stacks(most=4), st.data(), st.floats(0, 0.999))
@SOME
def test_walking_all_paths_finds_their_number_their_sum_and_the_strongest(
    stack: Stack, data: st.DataObject, at: float
) -> None:
    passes = stack.passes()
    ref = _cell(passes, data.draw(st.sampled_from(_traceable(stack, passes))), at)
    paths = trace_back(passes, ref)
    products = _all_products(paths)
    assert paths.count == len(products)
    name = ref.name.removesuffix("_grad")
    gradient = passes.matrix(f"{name}_grad")[ref.row, ref.col]
    largest = max(map(abs, products))
    assert sum(products) == pytest.approx(gradient, rel=1e-10, abs=1e-10 * max(largest, 1e-3))
    strongest = paths.strongest_path()
    assert abs(strongest.product) == pytest.approx(largest, rel=1e-12, abs=1e-300)
    ends = {strongest.cells[0], strongest.cells[-1]}
    assert ends == {LOSS_CELL, ref}
    assert set(strongest.edges) <= set(_edges(paths))


def test_the_weights_of_one_step_back_are_a_column() -> None:
    p = backprop(np.arange(6.0).reshape(2, 3), np.ones((3, 4)))
    paths = trace_back(p, CellRef("X_grad", 1, 2))
    weights = [edge.factor_ref for edge in paths.steps[-1].edges]
    assert weights == [CellRef("W", 0, 1), CellRef("W", 1, 1)]
    assert {edge.start.col for edge in paths.steps[-1].edges} == {2}  # one sample alone
    assert [edge.factor for edge in paths.steps[-1].edges] == [1, 4]


def test_a_gradient_of_weights_comes_from_all_samples() -> None:
    p = backprop(np.ones((2, 3)), np.arange(12.0).reshape(3, 4), b=[1, 1])
    edges = trace_back(p, CellRef("W_grad", 1, 2)).steps[-1].edges
    assert [edge.start for edge in edges] == [CellRef("Y_grad", 1, j) for j in range(4)]
    assert [edge.factor_ref for edge in edges] == [CellRef("X", 2, j) for j in range(4)]
    bias = trace_back(p, CellRef("b_grad", 1, 0)).steps[-1].edges
    assert [(edge.factor, edge.factor_ref) for edge in bias] == [(1, None)] * 4


def test_a_dead_relu_is_seen_to_block() -> None:
    network = Network([Linear([[1], [-1]]), Activation("relu"), Linear([[2, 3]])])
    paths = trace_back(network.backprop([[5]]), CellRef("X_grad", 0, 0))
    assert [step.layer for step in paths.steps] == [None, 2, 1, 0]
    relu = paths.steps[2].edges
    assert [(edge.is_blocked, edge.factor_ref) for edge in relu] == [
        (False, CellRef("Y1", 0, 0)),
        (True, CellRef("Y1", 1, 0)),
    ]
    assert [edge.is_blocked for edge in paths.steps[3].edges] == [False, True]
    weights = [str(edge.factor_ref) for edge in paths.steps[1].edges]
    assert weights == ["W2[0,0]", "W2[0,1]"]


def test_a_matrix_used_twice_is_reached_through_both_layers() -> None:
    layer = Linear([[2.0]])
    passes = Network([layer, layer]).backprop([[3.0]])
    paths = trace_back(passes, CellRef("W1_grad", 0, 0))
    into = [edge for edge in _edges(paths) if edge.end == CellRef("W1_grad", 0, 0)]
    assert {(edge.start.name, edge.contribution) for edge in into} == {
        ("Y2_grad", 6.0),
        ("Y1_grad", 6.0),
    }
    assert paths.count == 2


def test_of_a_large_step_the_strongest_edges_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    W1, W2 = random.normal(size=(30, 20)), random.normal(size=(40, 30))
    passes = Network([Linear(W1), Activation("tanh"), Linear(W2)]).backprop(
        random.normal(size=(20, 5))
    )
    ref = CellRef("X_grad", 3, 2)
    full = trace_back(passes, ref, limit=10_000).steps[1]
    some = trace_back(passes, ref, limit=50).steps[1]
    assert (len(full.edges), full.omitted) == (1200, 0)
    assert (len(some.edges), some.omitted) == (50, 1150)
    strongest = sorted(full.edges, key=lambda edge: -abs(edge.through))[:50]
    assert set(some.edges) == set(strongest)
    assert list(some.edges) == [edge for edge in full.edges if edge in set(strongest)]

    monkeypatch.setattr("gradviz.engine.graph.paths._WORK", 100)
    few = trace_back(passes, CellRef("W1_grad", 0, 0), limit=30)
    assert all(len(step.edges) + step.omitted >= 5 for step in few.steps)
    assert {edge.start.col for edge in few.steps[1].edges} <= set(range(5))
    assert paths_module.LIMIT > 50


def test_what_is_not_finite_can_be_traced() -> None:
    passes = Network([Linear([[np.inf, 1]]), Activation("sigmoid")]).backprop([[1], [np.nan]])
    paths = trace_back(passes, CellRef("X_grad", 0, 0))
    assert paths.count == 1
    assert np.isnan(paths.strongest_path().product)


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        (CellRef("T", 0, 0), "paths lead to X, W, b, Y and their gradients: T is none of these"),
        (CellRef("P1_grad", 0, 0), "P1_grad is none"),
        (CellRef("X", 5, 0), r"no cell X\[5,0\]: X is 1×1"),
        (CellRef("V", 0, 0), "no matrix 'V'"),
    ],
)
def test_what_cannot_be_traced(ref: CellRef, message: str) -> None:
    passes = Network([Linear([[1]], [0]), Linear([[1]])]).backprop([[1]], target=[[0]])
    with pytest.raises(InputError, match=message):
        trace_back(passes, ref)
