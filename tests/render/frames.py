"""Frames that show all that can be drawn, made by hand, without any choreographer."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gradviz.scene.marks.frame import (
    Arrow,
    Box,
    Cells,
    Color,
    Frame,
    Gradation,
    Label,
    Mark,
    Polyline,
    Span,
    State,
)

GROUND: Color = (15, 20, 29, 255)
TEXT: Color = (232, 236, 242, 255)
INK: Color = (12, 14, 18, 255)
FAINT: Color = (110, 122, 142, 255)
TEAL: Color = (46, 196, 182, 255)
GOLD: Color = (232, 178, 60, 255)
_NEGATIVE, _ZERO, _POSITIVE = (63, 108, 190), (38, 45, 58), (226, 125, 60)


def fills(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return a colour for each value: blue below zero, orange above, full at ±1."""
    place = np.clip(np.nan_to_num(values), -1, 1)[..., np.newaxis]
    low, zero, high = (np.array(color, dtype=float) for color in (_NEGATIVE, _ZERO, _POSITIVE))
    rgb = np.where(place < 0, zero + (low - zero) * -place, zero + (high - zero) * place)
    opaque = np.full((*values.shape, 1), 255.0)
    return np.concatenate([rgb, opaque], axis=-1).round().astype(np.uint8)


def cells(
    values: NDArray[np.float64],
    x: float = 0.0,
    y: float = 0.0,
    pitch: float = 60.0,
    *,
    gap: float | None = None,
    numbers: bool = True,
) -> Cells:
    """Return a matrix of filled cells with its numbers, gaps and corners by the size of a cell."""
    gap = (3.0 if pitch >= 30 else 1.0 if pitch >= 6 else 0.0) if gap is None else gap
    text = np.char.mod("%.4g", values) if numbers else None
    return Cells(
        x=x,
        y=y,
        pitch_x=pitch,
        pitch_y=pitch,
        gap=gap,
        radius=min(7.0, pitch * 0.12) if gap else 0.0,
        fill=fills(values / max(1.0, float(np.nanmax(np.abs(values), initial=0.0)))),
        state=np.full(values.shape, State.FILLED, dtype=np.uint8),
        text=None if text is None else np.char.replace(text, "-", "−"),
        ink=(values > 2.5).astype(np.uint8),
        inks=(TEXT, INK),
        font_size=pitch * 0.28,
        line=FAINT,
        ref="W",
    )


def in_states(mark: Cells, states: NDArray[np.uint8]) -> Cells:
    """Return cells in other states; only what is filled keeps its number."""
    text = mark.text
    if text is not None:
        text = np.where((states == State.EMPTY) | (states == State.HIDDEN), "", text)
    return replace(mark, state=states, text=text)


def all_states(pitch: float, x: float = 0.0, y: float = 0.0, *, numbers: bool = True) -> Cells:
    """Return five cells, one in each state, above five others in the opposite order."""
    values = np.array([[0.0, 1.5, np.nan, 3.0, 0.0], [0.0, 3.0, np.nan, -1.5, 0.0]])
    states = np.array([[0, 1, 2, 3, 4], [4, 3, 2, 1, 0]], dtype=np.uint8)
    return in_states(cells(values, x, y, pitch, numbers=numbers), states)


def product() -> Frame:
    """Return the corner of the start-up example, half way through its backward pass."""
    W = np.array([[2, -1, 0.5], [1, 3, -2]])
    G = np.array([[1, -0.5, 0.5, 0], [1, -1, 0, 1]])
    X_grad = np.array([[3, 0, 0, 0], [2, 0, 0, 0], [0, 0, 0, 0]], dtype=float)
    states = np.where(X_grad == 0, State.EMPTY, State.FILLED).astype(np.uint8)
    ghost = replace(cells(W[:, 1:2], 178, 250, 60), opacity=0.6)
    white = (255, 255, 255, 255)
    marks: tuple[Mark, ...] = (
        Box(4, 4, 512, 412, 10, (26, 32, 44, 255), (58, 68, 86, 255), 1),
        cells(W, 40, 250),
        cells(G, 240, 250),
        in_states(cells(X_grad, 240, 50), states),
        ghost,
        Box(240, 110, 57, 57, 7, stroke=white, stroke_width=2.5),
        Arrow((268.5, 246), (268.5, 172), 5, 14, TEAL),
        Polyline(((40, 240), (217, 240)), 2.5, GOLD),
        Gradation(490, 60, 10, 160, ((63, 108, 190, 255), (38, 45, 58, 255), (226, 125, 60, 255))),
        title("X", "grad", 30, 36),
        caption(260, 400),
    )
    return Frame(520, 420, GROUND, marks)


def title(name: str, script: str, x: float, y: float) -> Label:
    """Return "X_grad = Wᵀ Y_grad" with its scripts lowered and raised."""
    spans = (
        Span(name, TEXT, "semibold"),
        Span(script, TEXT, "semibold", script=-1),
        Span(" = W", FAINT),
        Span("T", FAINT, script=1),
        Span(" Y", FAINT),
        Span(script, FAINT, script=-1),
    )
    return Label(x, y, spans, 17)


def caption(x: float, y: float) -> Label:
    """Return a sentence with numbers in it, centred."""
    spans = (
        Span("the products add down ", TEXT),
        Span("i", TEAL, "semibold"),
        Span(": ", TEXT),
        Span("(−1)·1 + 3·1 = 2", TEXT, family="mono"),
    )
    return Label(x, y, spans, 14.5, "center")


def states() -> Frame:
    """Return all states at sizes down to where nothing has room any more."""
    marks = (
        all_states(60, 20, 20),
        all_states(24, 20, 156),
        all_states(12, 160, 156, numbers=False),
        all_states(7, 240, 156, numbers=False),
        all_states(5, 290, 156, numbers=False),
        all_states(3, 20, 216, numbers=False),
        all_states(1.5, 60, 216, numbers=False),
        replace(all_states(24, 100, 216), opacity=0.35),
        title("Y", "grad", 240, 250),
    )
    return Frame(340, 280, GROUND, marks)


def shapes() -> Frame:
    """Return every other mark, translucent ones on top of each other included."""
    cold, warm = (63, 108, 190, 255), (226, 125, 60, 255)
    marks: tuple[Mark, ...] = (
        Box(20, 20, 90, 60, 12, (40, 60, 90, 255), TEAL, 3),
        Box(60.5, 50.5, 90, 60, 0, (200, 90, 60, 120)),
        Box(170, 20, 60, 60, 8, stroke=GOLD, stroke_width=2, opacity=0.4),
        Arrow((30, 140), (150, 140), 4, 14, GOLD),
        Arrow((30, 160), (150, 190), 10, 20, TEAL, opacity=0.4),
        Arrow((200, 190), (200, 184), 6, 14, TEAL),
        Polyline(((170, 110), (200, 150), (230, 110)), 6, GOLD, opacity=0.5),
        Polyline(((250, 30),), 8, TEAL),
        Gradation(250, 60, 12, 130, (cold, GROUND, warm)),
        Gradation(20, 205, 160, 10, (cold, GROUND, warm), opacity=0.7),
        Label(290, 210, (Span("right ½ Σ (Y−T)²", TEXT),), 13.5, "right"),
    )
    return Frame(300, 230, GROUND, marks)
