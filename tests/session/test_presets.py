import numpy as np
import pytest

from gradviz.session.document import Document, passes
from gradviz.session.presets import PRESETS


def preset(name: str) -> Document:
    return next(preset.document() for preset in PRESETS if preset.id == name)


def test_presets_are_told_apart() -> None:
    assert len({preset.id for preset in PRESETS}) == len(PRESETS)
    assert len({preset.title for preset in PRESETS}) == len(PRESETS)
    assert PRESETS[0].id == "example"


@pytest.mark.parametrize("name", [preset.id for preset in PRESETS if preset.id != "ugly"])
def test_the_gradients_of_each_are_finite_and_not_all_zero(name: str) -> None:
    result = passes(preset(name))
    for grad in (result.X_grad, result.W_grad):
        assert np.isfinite(grad).all()
        assert grad.any()


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
