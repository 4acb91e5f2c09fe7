"""The Cube view: one box of products, and its three sums on the three faces."""

from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from gradviz.engine.passes import Passes
from gradviz.engine.wiring import product_layer
from gradviz.language.notation import Notation
from gradviz.language.words import SUM_OVER, title_of
from gradviz.messages.message import Message, say, verbatim
from gradviz.refs import CellRef
from gradviz.scene.corner.pane import MATRICES
from gradviz.scene.corner.setting import Setting, setting_of
from gradviz.scene.corner.sharescale import scaled_to_shares
from gradviz.scene.layout.page import adapted, below, content_area, only_words, page
from gradviz.scene.marks.frame import Frame, Mark
from gradviz.session.looks.cube import CubeLook, ProductName, turned
from gradviz.timeline.easing import ease, span
from gradviz.timeline.phase import Phase
from gradviz.views.cube.box import box_axes, front, walls, ways
from gradviz.views.cube.captions import counted_range, cube_caption, no_product
from gradviz.views.cube.faces import Cube, face_label
from gradviz.views.cube.highlight import lit, ray
from gradviz.views.cube.layout import space_in
from gradviz.views.cube.motion import inside, used
from gradviz.views.cube.products import product_of
from gradviz.views.cube.timeline import CHANGES, KIND, TURN, slab
from gradviz.views.shown import Shown
from gradviz.views.still import Still

_ROOM = (560.0, 440.0)
"""What the view takes at text 1; in a smaller picture its texts are smaller."""
_HALF = 0.5
_BEFORE = {"X_grad": ("W", "X", "Y_grad"), "W_grad": MATRICES["X_grad"]}
"""What stands on the faces before a pass back begins."""

Faces: TypeAlias = tuple[tuple[str, float], ...]
"""Matrices by their roles, and how opaque they are."""


def cube_still(shown: Shown, options: CubeLook) -> Still:
    """Return the Cube view at a moment of a `cube_timeline`, ready to be lit up."""
    style = adapted(shown.style, _ROOM)
    layer = product_layer(shown.passes.layers, options.layer)
    area = content_area(style)
    if layer is None:
        return Still(only_words(no_product(shown.passes), style, 17))
    moment = shown.moment
    setting = scaled_to_shares(setting_of(shown.passes, moment, shown.scales, style, layer))
    space = space_in(area, setting.sizes, turned(options.turn, 0, 0), style.text)
    role, faces, share = _faces(setting, options.focus)
    drawn = Cube(setting, space, product_of(role, setting, moment))
    parts = _Parts(
        drawn,
        options,
        told=tuple(name for name, opacity in faces if opacity > _HALF),
        behind=(*walls(drawn), *ways(drawn)),
        box=(
            *(drawn.face(name, opacity) for name, opacity in faces),
            *_before(drawn, share),
            *inside(drawn, share),
            *used(drawn),
            *front(drawn),
            *box_axes(drawn),
        ),
        names=tuple(mark for name, opacity in faces for mark in face_label(name, drawn, opacity)),
    )
    return Still(_lit(parts, None), partial(_lit, parts))


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """What a picture is put together from, whatever is pointed at.

    The ray from what is pointed at comes between what is `behind` and the `box`, what lights up
    between the box and the `names`; `told` are the faces on which something can.
    """

    drawn: Cube
    options: CubeLook
    told: tuple[str, ...]
    behind: tuple[Mark, ...]
    box: tuple[Mark, ...]
    names: tuple[Mark, ...]


def _lit(parts: _Parts, ref: CellRef | None) -> Frame:
    """Return the picture with an entry pointed at, or none."""
    drawn, options, style = parts.drawn, parts.options, parts.drawn.setting.style
    words = cube_caption(drawn, ref, options.layer, is_still=options.focus is not None)
    marks = (
        *parts.behind,
        *ray(drawn, ref, parts.told),
        *parts.box,
        *lit(drawn, ref, parts.told),
        *parts.names,
        *below(words, style, content_area(style)),
    )
    return page(style, marks)


def cube_title(phase: Phase, notation: Notation) -> Message:
    """Return the short title of a phase, for a notation of its layer.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> from gradviz.views.cube.timeline import cube_timeline
    >>> phases = cube_timeline(backprop([[1]], [[2]])).phases
    >>> [str(cube_title(phase, Notation())) for phase in phases]
    ['Forward', 'Turn back', 'Backward to X', 'Backward to W']
    """
    return say("Turn back") if phase.kind == TURN else title_of(phase.role, "sum", notation)


def cube_key(phase: Phase, step: int, notation: Notation, passes: Passes) -> Message:
    """Return the name of the key frame that a step completes: "Y, k = 2".

    Parameters
    ----------
    phase : Phase
    step : int
    notation : Notation
    passes : Passes
        Of the network.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> from gradviz.views.cube.timeline import cube_timeline
    >>> p = backprop([[1, 2]], [[3], [4]])
    >>> print(cube_key(cube_timeline(p).phases[0], 1, Notation(), p))
    Y, k = 2
    """
    axis = SUM_OVER.get(phase.role)
    if axis is None or phase.kind != KIND:
        return verbatim(phase.name)
    names = passes.layers[phase.layer]
    (K, N), M = passes.matrix(names.X).shape, passes.matrix(names.Y).shape[0]
    planes = slab(step, phase.count, {"i": M, "j": N, "k": K}[axis])
    return say(
        "{matrix}, {axis} = {at}",
        matrix=phase.name,
        axis=axis,
        at=counted_range(planes, notation),
    )


def _faces(setting: Setting, focus: ProductName | None) -> tuple[str, Faces, float]:
    """Return the product that is shown, its matrices, and how far they have taken the faces."""
    phase, moment = setting.phase, setting.moment
    running: ProductName = "Y" if phase.kind == TURN else phase.role  # type: ignore[assignment]
    if focus is not None:
        return focus, tuple((role, 1.0) for role in MATRICES[focus]), 1.0
    now = MATRICES[running]
    if phase.kind == TURN:
        now, before, share = ("W", "X", "Y_grad"), MATRICES["Y"], ease(moment.progress)
    elif moment.step > 0 or phase.role == "Y":
        before, share = now, 1.0
    else:
        before = _BEFORE[running]
        share = ease(span(moment.progress, 0.0, CHANGES))
    comes, goes = span(share, 0.45, 1.0), 1.0 - span(share, 0.0, 0.55)
    faces = [(role, 1.0 if role in before else comes) for role in now]
    faces += [(role, goes) for role in before if role not in now]
    is_turn = phase.kind == TURN
    shown = tuple((role, opacity) for role, opacity in faces if opacity > 0.0)
    return running, shown, 1.0 if is_turn else share


def _before(drawn: Cube, share: float) -> tuple[Mark, ...]:
    """Return the planes of the product before, while they make way."""
    setting = drawn.setting
    if share >= 1.0 or drawn.product.role == "Y":
        return ()
    role = "Y" if drawn.product.role == "X_grad" else "X_grad"
    before = replace(drawn, product=product_of(role, setting, setting.moment))
    return inside(before, 1.0 - share)
