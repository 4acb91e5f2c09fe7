"""What is remembered by identity: the very same result, as long as there is room for it."""

import gc
from threading import Thread
from weakref import ref

import numpy as np
import pytest

from gradviz.arrays import Matrix, freeze
from gradviz.memo import by_identity


def counted(most: int = 8) -> tuple[list[float], "object"]:
    made: list[float] = []

    @by_identity(most)
    def total(values: Matrix, factor: float = 1.0, *, plus: float = 0.0) -> list[float]:
        made.append(factor)
        return [float(values.sum()) * factor + plus]

    return made, total


def arrays(count: int) -> list[Matrix]:
    return [freeze(np.full((2, 3), float(n))) for n in range(count)]


def test_the_same_arguments_give_the_very_same_result() -> None:
    made, total = counted()
    assert callable(total)
    one, alike = freeze(np.ones((2, 3))), freeze(np.ones((2, 3)))
    assert total(one) is total(one)
    assert total(one) is not total(alike)
    assert total(one, 2.0) is not total(one, 3.0)
    assert total(one, plus=1.0) == [7.0]
    assert total(one, plus=1.0) is total(one, plus=1.0)
    assert len(made) == 5


def test_an_array_is_not_kept_alive() -> None:
    _, total = counted()
    assert callable(total)
    values = freeze(np.ones((2, 3)))
    total(values)
    gone = ref(values)
    del values
    gc.collect()
    assert gone() is None


def test_what_was_made_of_an_array_that_is_gone_goes_with_the_next() -> None:
    @by_identity(1000)
    def doubled(values: Matrix) -> Matrix:
        return values * 2

    kept, other, values = np.ones(3), np.ones(3), np.ones(3)
    of_kept, of_gone = doubled(kept), ref(doubled(values))
    del values
    assert of_gone() is not None
    doubled(other)
    assert of_gone() is None
    assert doubled(kept) is of_kept


def test_the_weight_of_what_is_gone_is_free_again() -> None:
    @by_identity(4)
    def doubled(values: Matrix) -> Matrix:
        return values * 2

    kept = [np.ones(3) for _ in range(3)]
    results = [doubled(values) for values in kept]
    for _ in range(100):
        doubled(np.ones(3))
    assert all(doubled(v) is r for v, r in zip(kept, results, strict=True))


def test_an_array_in_the_place_of_one_that_is_gone_is_another() -> None:
    _, total = counted(1000)
    assert callable(total)
    for n in range(200):  # each dies at once, so that the next one takes its place in memory
        assert total(np.full((2, 3), float(n))) == [6.0 * n]


def test_what_was_not_asked_for_again_goes_first() -> None:
    made, total = counted(2)
    assert callable(total)
    one, two, three = arrays(3)
    kept = total(one)
    total(two)
    assert total(one) is kept
    total(three)
    assert total(one) is kept
    before = len(made)
    total(two)
    assert len(made) == before + 1


def test_the_latest_is_kept_however_much_it_weighs() -> None:
    made: list[int] = []

    @by_identity(10, weigh=lambda result: len(result))
    def lengthened(values: Matrix) -> str:
        made.append(len(made))
        return "x" * int(values[0, 0])

    light, heavy = freeze(np.full((1, 1), 4.0)), freeze(np.full((1, 1), 40.0))
    assert lengthened(light) is lengthened(light)
    assert lengthened(heavy) is lengthened(heavy)
    assert len(made) == 2
    lengthened(light)  # the heavy one made no room for it
    assert len(made) == 3
    lengthened(heavy)
    assert len(made) == 4


def test_one_that_raises_is_asked_again() -> None:
    @by_identity(2)
    def refused(values: Matrix) -> None:
        raise ValueError(values.shape)

    values = np.ones((1, 2))
    for _ in range(2):
        with pytest.raises(ValueError, match=r"\(1, 2\)"):
            refused(values)


def test_it_can_be_asked_from_many_threads() -> None:
    _, total = counted(3)
    assert callable(total)
    given, wrong = arrays(7), []

    def ask() -> None:
        for n in range(3000):
            values = given[n * 5 % 7]
            if total(values) != [float(values.sum())]:
                wrong.append(n)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
