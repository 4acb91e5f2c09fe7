"""A matrix that is copied and pasted back is the same to the bit, however it is written."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gradviz.arrays import Matrix
from gradviz.session.matrices.block import parse_block
from gradviz.session.matrices.writing import WRITINGS

numbers = st.floats(width=64) | st.sampled_from([0.0, -0.0, 1.0, 0.1, 1e-9, -1e22, 1e23, 5e-324])
matrices = arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=numbers)
SPECIAL = np.array([[float("nan"), float("inf")], [-float("inf"), -0.0]])


@pytest.mark.parametrize("writing", WRITINGS, ids=lambda each: each.id)
@given(values=matrices)
@example(values=SPECIAL)
@example(values=np.array([[1.234, 5.0]]))
@example(values=np.array([[1.5]]))
@example(values=np.array([[1.0], [2.0]]))
def test_what_is_written_is_read_back_to_the_bit(writing, values: Matrix) -> None:  # type: ignore[no-untyped-def]  # a Writing
    back = parse_block(writing.write(values))
    assert back.shape == values.shape
    assert np.array_equal(np.signbit(back), np.signbit(values)) or np.isnan(values).any()
    assert np.array_equal(back, values, equal_nan=True)


def test_each_is_what_its_program_reads() -> None:
    values = np.array([[1.5, float("nan")], [-float("inf"), 2.0]])
    written = {each.id: each.write(values) for each in WRITINGS}
    assert written["tabs"] == "1.5\tnan\n-inf\t2.0"
    assert written["csv"] == "1.5,nan\n-inf,2.0"
    ran = eval(written["numpy"], {"np": np})  # noqa: S307  # the code that was just written
    assert np.array_equal(ran, values, equal_nan=True)
    assert written["torch"].startswith("torch.tensor([[1.5, torch.nan],\n")
    assert written["torch"].endswith("[-torch.inf, 2.0]], dtype=torch.float64)")
    assert written["matlab"] == "[1.5 NaN; -Inf 2.0]"
    assert written["latex"].splitlines()[1] == r"  1.5 & \text{NaN} \\"
    assert written["markdown"].splitlines()[-1] == "| -inf | 2.0 |"


def test_titles_and_words_are_all_different() -> None:
    assert len({each.title for each in WRITINGS}) == len({each.told for each in WRITINGS}) == 7
