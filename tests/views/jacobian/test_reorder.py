"""vec by columns, then by rows: the copies of a block spread out, and no number is lost."""

from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.engine.jacobians.vec import Order
from gradviz.scene.marks.frame import Cells, Frame, State
from gradviz.scene.marks.style import Style
from gradviz.views.jacobian.picture import jacobian_reordering
from tests.views.conftest import document
from tests.views.jacobian.jacobians import STYLE, Drawn, drawn, parts
from tests.views.sound import assert_clear

By = Literal["X", "W"]
ORDERS: tuple[Order, ...] = ("F", "C")


def between(made: Drawn, share: float, style: Style = STYLE) -> Frame:
    """Return the picture on the way to that of `made`."""
    seconds = made.during("right dl", 0, 1.0)
    return jacobian_reordering(made.shown(seconds, style), made.options, made.view.tangent, share)


def places(frame: Frame) -> dict[tuple[float, float], str]:
    """Return what is written where, to a tenth of a unit."""
    found = {}
    for mark in frame.marks:
        if isinstance(mark, Cells) and mark.ref != "dl" and mark.text is not None:
            for row, col in np.ndindex(mark.shape):
                if mark.state[row, col] != State.HIDDEN:
                    x, y = mark.x + col * mark.pitch_x, mark.y + row * mark.pitch_y
                    found[round(x, 1), round(y, 1)] = str(mark.text[row, col])
    return found


@pytest.mark.parametrize("wrt", ["X", "W"])
@pytest.mark.parametrize("order", ORDERS)
def test_it_leads_from_the_one_picture_to_the_other(wrt: By, order: Order) -> None:
    other: Order = "C" if order == "F" else "F"
    before, after = drawn(wrt=wrt, order=other), drawn(wrt=wrt, order=order)
    assert places(between(after, 0.0)) == places(before.whole())
    assert places(between(after, 1.0)) == places(after.whole())
    assert places(before.whole()) != places(after.whole())


@pytest.mark.parametrize("wrt", ["X", "W"])
@pytest.mark.parametrize("order", ORDERS)
def test_every_number_is_there_at_every_moment_and_none_jumps(wrt: By, order: Order) -> None:
    made = drawn(wrt=wrt, order=order)
    expected = sorted(places(made.whole()).values())
    width = parts(made.whole())["J"].pitch_x
    before: list[np.ndarray] | None = None
    for share in np.linspace(0, 1, 55):  # 0.9 seconds, 60 a second
        frame = between(made, float(share))
        moving = [m for m in frame.marks if isinstance(m, Cells) and not m.ref]
        told = [t for m in moving if m.text is not None for t in m.text.ravel().tolist()]
        assert sorted(told) == expected
        now = [
            np.array([m.x + c * m.pitch_x, m.y + r * m.pitch_y])
            for m in moving
            for r, c in np.ndindex(m.shape)
        ]
        if before is not None:
            steps = [float(np.hypot(*(b - a))) for a, b in zip(before, now, strict=True)]
            assert max(steps) < width
        before = now


@given(
    st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 6)),
    st.sampled_from(["X", "W"]),
    st.sampled_from(ORDERS),
    st.floats(0, 1),
    st.sampled_from([(640, 480), (1000, 700), (3840, 2160)]),
)
@settings(max_examples=60, deadline=None)
def test_nothing_lies_outside_on_the_way(
    shape: tuple[int, int, int], wrt: By, order: Order, share: float, size: tuple[int, int]
) -> None:
    assert_clear(between(drawn(document(shape), wrt=wrt, order=order), share, Style(*size)))


def test_what_cannot_be_followed_is_there_at_once() -> None:
    many = drawn(document((2, 2, 100)))
    assert set(parts(between(many, 0.5))) == {"y_grad", "J", "dx", "x_grad", "dy", "dl"}
    one = drawn(sample=1)
    assert set(parts(between(one, 0.5))) == {"y_grad", "J", "dx", "x_grad", "dy", "dl"}
    folding = drawn()
    frame = jacobian_reordering(
        folding.shown(folding.timeline.duration), folding.options, folding.view.tangent, 0.5
    )
    assert set(parts(frame)) == {"W", "X_grad", "Y_grad"}


def test_only_another_order_of_the_same_turns() -> None:
    before, after = drawn(order="F").document, drawn(order="C")
    asked = after.asked(after.during("right dl", 0, 1.0))
    assert after.view.turning(before, asked, 0.5) is not None
    assert after.view.turning(after.document, asked, 0.5) is None
    assert after.view.turning(drawn(order="F", wrt="W").document, asked, 0.5) is None
    assert after.view.turning(drawn(order="F", sample=1).document, asked, 0.5) is None
