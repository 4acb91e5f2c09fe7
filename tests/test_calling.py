"""`gradviz.export` works from wherever it is called, and nothing is said: see `tests.stress`."""

import pytest

from tests.stress.interpreter import EXPORTS, tried


@pytest.mark.parametrize("way", EXPORTS)
def test_a_picture_is_written(way: str) -> None:
    assert tried(way) == ""
