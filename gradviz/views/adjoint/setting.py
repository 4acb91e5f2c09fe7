"""Both halves of the adjoint exhibit, with their numbers, names, places and scales."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gradviz.arrays import Matrix
from gradviz.engine.jacobians.tangents import fitted_tangent
from gradviz.engine.passes import Passes
from gradviz.engine.wiring import LayerNames
from gradviz.messages.message import Message, joined, say, verbatim
from gradviz.scene.corner.equations import Spans
from gradviz.scene.corner.setting import Setting
from gradviz.scene.layout.page import content_area
from gradviz.scene.marks.cells import Look
from gradviz.scene.marks.frame import Span
from gradviz.scene.marks.grid import Grid
from gradviz.scene.marks.scale import Scale, fit
from gradviz.scene.marks.spans import told
from gradviz.scene.marks.style import Style
from gradviz.session.looks.adjoint import AdjointLook
from gradviz.views.adjoint.half import HalfMatrix, HalfSetting, Letters
from gradviz.views.adjoint.layout import AdjointPlaces, places
from gradviz.views.adjoint.names import AdjointNames
from gradviz.views.adjoint.numbers import Exhibit, exhibit
from gradviz.views.adjoint.timeline import BACK
from gradviz.views.shown import Shown

TANGENT = "dX"
"""What cells of dX are called when they are pointed at."""
STEP = "dY"
_BACK_MAP = "back"


@dataclass(frozen=True, slots=True, eq=False)
class AdjointScene:
    """Numbers, names and places; the right half is missing where the shapes do not fit."""

    numbers: Exhibit
    names: AdjointNames
    places: AdjointPlaces
    left: HalfSetting
    right: HalfSetting | None


def scene_of(
    shown: Shown, options: AdjointLook, layer: int, tangent: Matrix | None
) -> AdjointScene:
    """Return what the exhibit of a layer is drawn from."""
    passes, style = shown.passes, shown.style
    roles = passes.layers[layer]
    W, G = passes.matrix(roles.name("W")), passes.matrix(roles.name("Y_grad"))
    dX = fitted_tangent(tangent, *passes.matrix(roles.X).shape)
    numbers = exhibit(W, G, dX, options.by, options.orthogonal)
    notation = shown.notation.of_layer(roles)
    is_moved = options.orthogonal > 0.0
    names = AdjointNames(notation, options.by, is_moved, numbers.is_invertible)
    where = places(
        content_area(style), (*W.shape, dX.shape[1]), style, is_flipped=notation.is_drawn_flipped
    )
    scales = _scales(shown, roles, numbers, options)
    left = _left(shown, roles, numbers, names, where, scales)
    right = None if numbers.back is None else _right(shown, roles, numbers, names, where, scales)
    return AdjointScene(numbers, names, where, left, right)


def _scales(
    shown: Shown, roles: LayerNames, numbers: Exhibit, options: AdjointLook
) -> Mapping[str, Scale]:
    """Return scales by the names that matrices have here."""
    w, g = roles.name("W"), roles.name("Y_grad")
    is_shared = options.orthogonal == 0.0
    scale = (
        shown.scales[w] if is_shared and w in shown.scales else fit([numbers.forward.matrix("W")])
    )
    found = {
        w: scale,
        g: shown.scales[g] if g in shown.scales else fit([numbers.forward.matrix("Y_grad")]),
        TANGENT: fit([numbers.forward.matrix("X")]),
        STEP: fit([numbers.forward.matrix("Y")]),
    }
    if numbers.back is None:
        return found
    carried = roles.name("X_grad")
    is_gradient = is_shared and options.by == "transpose" and carried in shown.scales
    found[_BACK_MAP] = scale if options.by != "inverse" else fit([numbers.back.matrix("W")])
    found[BACK] = shown.scales[carried] if is_gradient else fit([numbers.back.matrix("Y")])
    return found


def _setting(
    shown: Shown, alone: Passes, names: LayerNames, scales: Mapping[str, Scale], style: Style
) -> Setting:
    """Return a product by itself as a layer of a network, under the names it has here."""
    network = replace(alone, layers=(names,))
    notation = shown.notation.of_layer(names)
    return Setting(network, 0, alone, shown.moment, scales, style, notation)


def _left(
    shown: Shown,
    roles: LayerNames,
    numbers: Exhibit,
    names: AdjointNames,
    where: AdjointPlaces,
    scales: Mapping[str, Scale],
) -> HalfSetting:
    alone = numbers.forward
    here = LayerNames("linear", roles.W, None, TANGENT, STEP)
    setting = _setting(shown, alone, here, scales, shown.style)
    half, style = where.left, shown.style
    w = HalfMatrix(
        alone.matrix("W"),
        half.corner.place("W"),
        setting.look("W"),
        names.forward,
        not names.is_moved,
    )
    x = HalfMatrix(
        alone.matrix("X"), half.corner.place("X"), setting.look("X"), verbatim(TANGENT), True
    )
    y = HalfMatrix(alone.matrix("Y"), half.corner.right, setting.look("Y"), verbatim(STEP), False)
    g = roles.name("Y_grad")
    seed = HalfMatrix(
        alone.matrix("Y_grad"), half.partner, Look.of(g, scales[g], style), names.seed, True
    )
    first, second = (x, w) if half.corner.is_flipped else (w, x)
    letters: Letters = ("j", "k", "k", "i") if half.corner.is_flipped else ("i", "k", "k", "j")
    forward, _, left_sum, _ = shown.moment.phases
    formula = joined((STEP, "=", names.forward_product))
    title = _title(say("Forward, then weighted:"), formula, style)
    return HalfSetting(
        half,
        setting,
        shown.style,
        letters,
        title,
        first,
        second,
        y,
        seed,
        forward,
        left_sum,
        numbers.left_terms,
    )


def _right(
    shown: Shown,
    roles: LayerNames,
    numbers: Exhibit,
    names: AdjointNames,
    where: AdjointPlaces,
    scales: Mapping[str, Scale],
) -> HalfSetting:
    alone = numbers.back
    assert alone is not None  # noqa: S101 - the caller has asked
    g, theme = roles.name("Y_grad"), shown.style.theme
    here = LayerNames("linear", _BACK_MAP, None, g, BACK)
    swapped = replace(shown.style, theme=replace(theme, i=theme.k, k=theme.i))  # sums over i
    setting = _setting(shown, alone, here, scales, swapped)
    half, is_flipped = where.right, where.right.corner.is_flipped
    carrier = _carrier(half.corner.place("W"), roles, numbers, names, setting)
    seed = HalfMatrix(
        alone.matrix("X"), half.corner.place("X"), setting.look("X"), names.seed, True
    )
    product = HalfMatrix(
        alone.matrix("Y"), half.corner.right, setting.look("Y"), names.back_product, False
    )
    look = Look.of(TANGENT, scales[TANGENT], shown.style)
    partner = HalfMatrix(numbers.forward.matrix("X"), half.partner, look, verbatim(TANGENT), True)
    letters: Letters
    if names.by == "W":
        letters = ("j", "i", "k", "i") if is_flipped else ("i", "k", "i", "j")
    else:
        letters = ("j", "i", "i", "k") if is_flipped else ("k", "i", "i", "j")
    _, back, _, right_sum = shown.moment.phases
    title = _title(say("Back, then weighted:"), names.back_product, shown.style)
    first, second = (seed, carrier) if is_flipped else (carrier, seed)
    return HalfSetting(
        half,
        setting,
        shown.style,
        letters,
        title,
        first,
        second,
        product,
        partner,
        back,
        right_sum,
        numbers.right_terms,
    )


def _title(words: Message, formula: Message, style: Style) -> Spans:
    """Return what a half does, and its product."""
    space = Span("  ", style.theme.muted)
    return (*told(words, style), space, *told(formula, style, style.theme.text))


def _carrier(
    grid: Grid, roles: LayerNames, numbers: Exhibit, names: AdjointNames, setting: Setting
) -> HalfMatrix:
    """Return the back-map; W and its transpose are W itself, which can be pointed at."""
    if names.is_moved or names.by == "inverse":
        return HalfMatrix(setting.passes.matrix("W"), grid, setting.look("W"), names.back, False)
    look = replace(setting.look("W"), name=roles.name("W"))
    if names.by == "transpose":
        grid = replace(grid, rows=grid.cols, cols=grid.rows, flipped=not grid.flipped)
    return HalfMatrix(numbers.forward.matrix("W"), grid, look, names.back, True)
