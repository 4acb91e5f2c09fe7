import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.arrays import as_matrix
from gradviz.engine.jacobians.layer import Jacobian
from gradviz.engine.jacobians.layer import layer_jacobian as jacobian
from gradviz.errors import InputError, ShapeError
from tests.engine.problems import SOME, assert_own, sizes

choices = st.tuples(st.sampled_from(["X", "W"]), st.sampled_from(["F", "C"]))


@st.composite
def operators(draw: st.DrawFn) -> Jacobian:
    M, K, N = draw(sizes), draw(sizes), draw(sizes)
    random = np.random.default_rng(draw(st.integers(0, 9999)))
    wrt, order = draw(choices)
    return jacobian(random.normal(size=(M, K)), random.normal(size=(K, N)), wrt, order)


@given(operators())
@SOME
def test_dense_is_what_differences_say(J: Jacobian) -> None:
    at = {"W": J.W, "X": J.X}
    base, moved = J.W @ J.X, at[J.wrt]
    columns = []
    for flat in range(moved.size):
        step = np.zeros(moved.size)
        step[flat] = 1.0  # Y is linear in each factor, so a step of 1 is exact
        changed = {**at, J.wrt: moved + step.reshape(moved.shape, order=J.order)}
        columns.append((changed["W"] @ changed["X"] - base).ravel(order=J.order))
    assert J.shape == J.dense().shape
    np.testing.assert_allclose(J.dense(), np.array(columns).T, atol=1e-12)


@given(operators())
@SOME
def test_dense_is_the_kronecker_product(J: Jacobian) -> None:
    M, N = J.W.shape[0], J.X.shape[1]
    expected = {
        ("X", "F"): np.kron(np.eye(N), J.W),
        ("W", "F"): np.kron(J.X.T, np.eye(M)),
        ("X", "C"): np.kron(J.W, np.eye(N)),
        ("W", "C"): np.kron(np.eye(M), J.X.T),
    }[J.wrt, J.order]
    np.testing.assert_array_equal(J.dense(), expected)
    assert J.nbytes == expected.nbytes


@given(operators(), st.data())
@SOME
def test_a_window_is_a_part_of_dense(J: Jacobian, data: st.DataObject) -> None:
    rows, cols = (data.draw(st.slices(length)) for length in J.shape)
    dense = J.dense()
    np.testing.assert_array_equal(J.window(rows, cols), dense[rows, cols])
    row_range, col_range = (
        range(*one.indices(length)) for one, length in zip((rows, cols), J.shape, strict=True)
    )
    np.testing.assert_array_equal(J.window(row_range, col_range), dense[rows, cols])


@given(operators(), st.integers(0, 9999))
@SOME
def test_both_products(J: Jacobian, seed: int) -> None:
    random = np.random.default_rng(seed)
    shape = (J.X if J.wrt == "X" else J.W).shape
    dx, G = random.normal(size=shape), random.normal(size=(J.W.shape[0], J.X.shape[1]))
    dense, order = J.dense(), J.order
    np.testing.assert_allclose(
        J.jvp(dx).ravel(order=order), dense @ dx.ravel(order=order), atol=1e-12
    )
    np.testing.assert_allclose(  # the row vector multiplied from the left
        J.vjp(G).ravel(order=order), G.ravel(order=order) @ dense, atol=1e-12
    )
    assert np.vdot(G, J.jvp(dx)) == pytest.approx(np.vdot(J.vjp(G), dx), rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("order", ["F", "C"])
@pytest.mark.parametrize("wrt", ["X", "W"])
def test_a_huge_jacobian_costs_only_its_window(wrt: str, order: str) -> None:
    n = 1024
    A = np.arange(n * n, dtype=float).reshape(n, n)
    J = jacobian(A, A, wrt, order)
    assert J.shape == (n * n, n * n)
    assert J.nbytes == 8 * n**4
    tracemalloc.start()
    window = J.window(range(n * n - 50, n * n), slice(-50, None))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert window.shape == (50, 50)
    assert window.any()
    assert most < 200_000
    with pytest.raises(
        InputError, match=r"1048576×1048576 Jacobian takes 8\.0 TiB.*64\.0 MiB.*window"
    ):
        J.dense()
    with pytest.raises(InputError, match=r"a window of 3000×1048576 takes 23\.4 GiB"):
        J.window(range(3000), slice(None))


@given(operators(), st.booleans())
@SOME
def test_what_is_returned_is_an_array_of_your_own(J: Jacobian, is_kept: bool) -> None:
    tangent, G = np.ones(getattr(J, J.wrt).shape), np.ones((J.W.shape[0], J.X.shape[1]))
    if is_kept:  # a frozen matrix goes in as it is, and must not come out
        tangent, G = as_matrix(tangent, "dX"), as_matrix(G, "Y_grad")
    for take in (
        J.dense,
        lambda: J.window(slice(0, 2), slice(None, None, 2)),
        lambda: J.jvp(tangent),
        lambda: J.vjp(G),
    ):
        assert_own(take)
    assert (tangent == 1).all()
    assert (G == 1).all()


def test_a_nan_stays_in_its_place() -> None:
    J = jacobian([[np.nan, 1], [2, 3]], np.ones((2, 2)))
    np.testing.assert_array_equal(
        J.dense(), [[np.nan, 1, 0, 0], [2, 3, 0, 0], [0, 0, np.nan, 1], [0, 0, 2, 3]]
    )
    assert np.isnan(J.jvp(np.full((2, 2), np.inf))).any()


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (
            lambda: jacobian(np.ones((2, 3)), np.ones((4, 4))),
            ShapeError,
            "W is 2×3, X is 4×4",
        ),
        (
            lambda: jacobian([[1]], [[1]], wrt="Y"),
            InputError,
            "wrt of a Jacobian needs one of 'X', 'W': got 'Y'",
        ),
        (
            lambda: jacobian([[1]], [[1]], order="K"),
            InputError,
            "order of a Jacobian needs one of 'F', 'C': got 'K'",
        ),
        (lambda: jacobian([[1]], [[1]]).jvp([[1, 2]]), ShapeError, "X is 1×1, dX is 1×2"),
        (
            lambda: jacobian([[1]], [[1]]).vjp([[1, 2]]),
            ShapeError,
            "W @ X is 1×1, Y_grad is 1×2",
        ),
        (
            lambda: jacobian([[1]], [[1]]).window(range(2), range(1)),
            InputError,
            r"rows=range\(0, 2\) reaches outside: the Jacobian is 1×1",
        ),
        (
            lambda: jacobian([[1]], [[1]]).window(range(1), range(-1, 1)),
            InputError,
            r"cols=range\(-1, 1\) reaches outside: the Jacobian is 1×1",
        ),
        (lambda: jacobian([[1]], [[1]]).window(0, range(1)), InputError, "slice or a range"),
    ],
)
def test_misuse_is_explained(build, error: type[Exception], message: str) -> None:  # type: ignore[no-untyped-def]  # functions of many kinds
    with pytest.raises(error, match=message):
        build()
