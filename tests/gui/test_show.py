"""`gradviz.show` opens, ends and is interrupted wherever it is called: see `tests.stress`."""

import pytest

from tests.stress.interpreter import SHOWS, tried


@pytest.mark.parametrize("way", SHOWS)
def test_the_window_comes_and_goes(way: str) -> None:
    assert tried(way) == ""
