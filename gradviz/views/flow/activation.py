"""An activation: what goes in and what comes out above, and the gradient passing back below."""

from gradviz.language.words import KIND_NAMES, role_formula, title_of
from gradviz.messages.message import say
from gradviz.scene.corner.layout import LARGEST_PITCH, Area
from gradviz.scene.corner.matrix import Placed, matrix_name, named, written_cells
from gradviz.scene.corner.setting import Setting
from gradviz.scene.layout.namebar import under
from gradviz.scene.layout.page import text_lines
from gradviz.scene.marks.frame import Arrow, Label, Mark, Span
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.spans import told, typeset
from gradviz.views.flow.passage import MASK, derivative_of, mask_look, passage

_HEADER, _GAP_X, _GAP_Y, _FOOT = 84.0, 96.0, 74.0, 60.0
_WIDEST = 1.8
_LOW_HEADER = 36.0  # title and formulas in one line
_SMALL = 26.0  # cells that are lower than this get the room of the second line


def activation_pane(setting: Setting, area: Area) -> tuple[tuple[Mark, ...], Placed]:
    """Return the marks of an activation at the moment of a setting, and where matrices stand."""
    text = setting.style.text
    places = _places(setting, area.shrunk(top=_HEADER * text))
    is_low = places["Y"].pitch_y < _SMALL
    if is_low:
        places = _places(setting, area.shrunk(top=_LOW_HEADER * text))
    places = {role: setting.seen(grid) for role, grid in places.items()}
    matrices = {role: grid for role, grid in places.items() if role != MASK}
    marks: list[Mark] = [written_cells(role, grid, setting) for role, grid in matrices.items()]
    if not setting.is_enlarged:
        marks += _heading(setting, area, is_low=is_low)
        for role, grid in matrices.items():
            room = grid.right - grid.x + _GAP_X * text * 0.8
            marks += matrix_name(role, setting, under(grid, setting.style), room)
    marks += mask_marks(setting, places[MASK])
    marks += _ways(setting, places)
    marks += passage(setting, places)
    return tuple(marks), named(tuple(matrices.items()), setting)


def mask_marks(setting: Setting, grid: Grid) -> tuple[Mark, ...]:
    """Return the local derivatives of an activation as far as its input is known.

    Softmax has none.
    """
    mask = derivative_of(setting)
    if mask is None:
        return ()
    written = setting.written("X")
    look = mask_look(setting)
    return (setting.cells(mask, grid, look, None if written is None else written.mask),)


def _places(setting: Setting, area: Area) -> dict[str, Grid]:
    style, sizes, text = setting.style, setting.sizes, setting.style.text
    is_flipped = setting.notation.is_drawn_flipped
    rows, cols = (sizes.N, sizes.M) if is_flipped else (sizes.M, sizes.N)
    gap_x, gap_y = (style.snap(gap * text) for gap in (_GAP_X, _GAP_Y))
    gap_x = style.snap(min(gap_x, area.width * 0.12))
    room = area.shrunk(bottom=_FOOT * text, left=20, right=20)
    high = min((room.height - gap_y) / (2 * rows), LARGEST_PITCH * text)
    wide = min((room.width - 2 * gap_x) / (3 * cols), high * _WIDEST)
    high = min(high, wide * 1.2)
    high, wide = style.whole(max(high, 0.01)), style.whole(max(wide, 0.01))
    x = style.snap(room.x + (room.width - 3 * cols * wide - 2 * gap_x) / 2)
    y = style.snap(room.y + (room.height - 2 * rows * high - gap_y) / 2)
    step, down = cols * wide + gap_x, rows * high + gap_y

    def grid(col: int, row: int) -> Grid:
        place = (x + col * step, y + row * down)
        return Grid(*place, wide, high, sizes.M, sizes.N, flipped=is_flipped)

    return {
        "X": grid(0, 0),
        "Y": grid(2, 0),
        "X_grad": grid(0, 1),
        MASK: grid(1, 1),
        "Y_grad": grid(2, 1),
    }


def _heading(setting: Setting, area: Area, *, is_low: bool) -> tuple[Mark, ...]:
    theme, notation = setting.style.theme, setting.notation
    title = told(title_of("Y", setting.loss, notation), setting.style, theme.text, "semibold")
    formulas = [
        role_formula(role, notation, has_bias=False, loss=setting.loss) for role in ("Y", "X_grad")
    ]
    written = typeset(";     ".join(formulas), theme.text)
    if is_low:
        spans = (*title, Span("     ", theme.muted), *written)
        return text_lines([(18, spans, 16)], area, setting.style)
    return text_lines([(20, title, 17), (50, written, 19)], area, setting.style)


def _ways(setting: Setting, places: dict[str, Grid]) -> tuple[Mark, ...]:
    """Return which way numbers go, and what they meet on it."""
    theme, text = setting.style.theme, setting.style.text
    color = theme.strong_line
    kind = KIND_NAMES[setting.kind]
    marks: list[Mark] = []
    forward = places["X"].right + 14, places["Y"].x - 14
    y = (places["X"].y + places["X"].bottom) / 2
    marks.append(Arrow((forward[0], y), (forward[1], y), 2.0, 12.0, color))
    middle = (forward[0] + forward[1]) / 2
    name = (Span(kind, theme.muted, "semibold"),)
    marks.append(Label(middle, y - 10 * text, name, 15 * text, "center"))
    y = (places["X_grad"].y + places["X_grad"].bottom) / 2
    if derivative_of(setting) is None:
        back = places["Y_grad"].x - 14, places["X_grad"].right + 14
        marks.append(Arrow((back[0], y), (back[1], y), 2.0, 12.0, color))
        mixes = told(say("mixes each sample"), setting.style, weight="semibold")
        marks.append(Label(middle, y - 10 * text, mixes, 15 * text, "center"))
        return tuple(marks)
    mask = places[MASK]
    for start, end in (
        (places["Y_grad"].x - 14, mask.right + 14),
        (mask.x - 14, places["X_grad"].right + 14),
    ):
        if start - end > 20:
            marks.append(Arrow((start, y), (end, y), 2.0, 12.0, color))
    x = (mask.x + mask.right) / 2
    spans = typeset(setting.notation.written(f"{kind}′(X)"), theme.muted, "semibold")
    room = mask.right - mask.x + 60 * text
    marks.append(Label(x, mask.bottom + 24 * text, spans, 16 * text, "center", max_width=room))
    return tuple(marks)
