import numpy as np
import pytest

from gradviz.session.document import MAX_LAYERS, Document, passes
from gradviz.session.parameters import parameters
from gradviz.session.presets.documents import PRESETS
from gradviz.session.presets.networks import NETWORK_PRESETS


def preset(name: str) -> Document:
    return next(preset.document() for preset in PRESETS if preset.id == name)


def test_presets_are_told_apart() -> None:
    assert len({preset.id for preset in PRESETS}) == len(PRESETS)
    assert len({str(preset.title) for preset in PRESETS}) == len(PRESETS)
    assert PRESETS[0].id == "example"


@pytest.mark.parametrize("name", [preset.id for preset in PRESETS if preset.id != "ugly"])
def test_the_gradients_of_each_are_finite_and_not_all_zero(name: str) -> None:
    result = passes(preset(name))
    for name in result.names:
        if name.startswith(("X_grad", "W")) and name.endswith("_grad"):
            assert np.isfinite(result.matrix(name)).all()
            assert result.matrix(name).any()


def gradient_norms(name: str) -> list[float]:
    """Return how large the gradient of each layer's output is, from the first to the last."""
    result = passes(preset(name))
    return [float(np.linalg.norm(result.matrix(layer.name("Y_grad")))) for layer in result.layers]


def test_networks_are_of_a_size_that_can_be_looked_at() -> None:
    for choice in NETWORK_PRESETS:
        document = choice.document()
        assert 2 <= len(document.network.layers) <= MAX_LAYERS
        assert document.N <= 4
        assert max(max(W.shape) for W in parameters(document.network).values()) <= 6


def test_one_row_of_the_relu_network_is_dead_and_its_numbers_are_whole() -> None:
    result = passes(preset("relu"))
    dead = (result.matrix("Y1") <= 0).all(axis=1)
    assert dead.tolist() == [False, False, True]
    assert not result.matrix("W1_grad")[dead].any()
    assert result.matrix("Y2_grad")[dead].all()
    assert result.loss == 4.0
    for name in result.names:
        assert (result.matrix(name) == result.matrix(name).round()).all()
        assert np.abs(result.matrix(name)).max() < 20
    assert (result.matrix("Y1") != 0).all()  # nowhere on the kink


def test_small_weights_let_the_gradient_vanish() -> None:
    norms = gradient_norms("vanishing")
    assert norms == sorted(norms)
    assert norms[-1] / norms[0] > 500


def test_large_weights_let_it_explode() -> None:
    norms = gradient_norms("exploding")
    assert norms[0] / norms[-1] > 50


@pytest.mark.parametrize("name", ["xavier", "he"])
def test_weights_of_the_right_size_keep_it(name: str) -> None:
    norms = gradient_norms(name)
    assert max(norms) / min(norms) < 4


def test_the_three_tanh_stacks_differ_in_W_alone() -> None:
    vanishing, exploding, xavier = map(preset, ("vanishing", "exploding", "xavier"))
    for other in (exploding, xavier):
        assert other.network.names == vanishing.network.names
        assert other.X.tolist() == vanishing.X.tolist()
        assert other.target.tolist() == vanishing.target.tolist()


def test_orthogonal_layers_keep_every_length() -> None:
    norms = gradient_norms("orthogonal-stack")
    np.testing.assert_allclose(norms, norms[0], rtol=1e-12)


def test_the_gradient_of_a_tied_W_is_the_sum_of_its_uses() -> None:
    result = passes(preset("tied"))
    parts = [result.local(use).W_grad for use in result.uses("W1")]
    assert len(parts) == 2
    assert all(part.any() for part in parts)
    assert result.matrix("W1_grad").tolist() == sum(parts).tolist()


def test_columns_of_a_gradient_below_softmax_sum_to_zero() -> None:
    result = passes(preset("softmax"))
    np.testing.assert_allclose(result.matrix("Y1_grad").sum(axis=0), 0, atol=1e-15)


def test_no_preset_takes_softmax_twice() -> None:
    for choice in NETWORK_PRESETS:
        document = choice.document()
        kinds = [names.kind for names in document.network.names]
        assert document.loss != "cross_entropy" or kinds[-1] != "softmax"


def test_square_lets_every_wrong_product_fit() -> None:
    document = preset("square")
    result = passes(document)
    W, G, X = document.W, result.Y_grad, document.X
    for left, right in [(W, G), (G, W.T), (G.T, W), (X, G)]:
        wrong = left @ right
        assert wrong.shape == result.X_grad.shape
        assert not np.allclose(wrong, result.X_grad)


def test_orthogonal_lets_the_inverse_pass() -> None:
    document = preset("orthogonal")
    result = passes(document)
    np.testing.assert_allclose(np.linalg.inv(document.W) @ result.Y_grad, result.X_grad)


def test_identity_hands_the_gradient_on() -> None:
    result = passes(preset("identity"))
    assert result.X_grad.tobytes() == result.Y_grad.tobytes()


def test_copies_add_up() -> None:
    one, four = passes(preset("one-sample")), passes(preset("copies"))
    np.testing.assert_array_equal(four.W_grad, 4 * one.W_grad)


def test_ugly_has_one_of_each() -> None:
    document = preset("ugly")
    result = passes(document)
    entries = np.concatenate([document.W.ravel(), document.seed.ravel(), result.Y.ravel()])
    assert np.isnan(entries).any()
    assert np.isposinf(entries).any()
    assert np.isneginf(entries).any()
    assert {1e-9, 1e12} <= set(entries)
