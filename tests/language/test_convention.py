"""The three conventions: which matrices are written transposed."""

import pytest

from gradviz.engine.convention import CONVENTION_TITLES, CONVENTIONS, Convention, is_flipped
from gradviz.language.notation import is_drawn_flipped

NAMES = ("W", "W_grad", "W2", "W12_grad", "X", "X_grad", "b", "b1_grad", "Y", "Y3_grad", "P1", "T")


@pytest.mark.parametrize(
    ("convention", "kept"), [("wx", NAMES), ("xw", ()), ("xwt", NAMES[:4])], ids=str
)
def test_which_matrices_keep_their_layout(convention: Convention, kept: tuple[str, ...]) -> None:
    assert tuple(name for name in NAMES if not is_flipped(convention, name)) == kept


def test_a_gradient_is_written_as_its_matrix_is() -> None:
    for convention in CONVENTIONS:
        for name in ("W", "X", "b2", "Y1"):
            assert is_flipped(convention, name) == is_flipped(convention, name + "_grad")


def test_every_convention_has_a_title_and_a_picture() -> None:
    assert tuple(CONVENTION_TITLES) == CONVENTIONS
    assert [is_drawn_flipped(convention) for convention in CONVENTIONS] == [False, True, True]
