"""The adjoint identity: ⟨Y_grad, W dX⟩ = ⟨Wᵀ Y_grad, dX⟩, as two numbers that stay equal.

At the left a small step dX goes forward through W and is weighted by Y_grad; at the right Y_grad
goes back and is weighted by dX. The two sums are the same, whatever the numbers are, for one
back-map only: the transpose. With W itself, or its inverse, they part; as W is made orthogonal,
its inverse becomes its transpose, and they meet again.
"""

from dataclasses import replace

from gradviz.arrays import Matrix
from gradviz.engine.wiring import product_layer
from gradviz.language.notation import Notation, line_words
from gradviz.messages.message import Message, joined, say, verbatim
from gradviz.refs import CellRef
from gradviz.scene.corner.highlight import attention
from gradviz.scene.layout.page import adapted, below, content_area, only_words, page
from gradviz.scene.marks.chips import cell_area, outline
from gradviz.scene.marks.frame import Frame, Label, Mark
from gradviz.scene.marks.spans import told
from gradviz.scene.marks.style import Style
from gradviz.session.looks.adjoint import AdjointLook
from gradviz.timeline.phase import Phase
from gradviz.views.adjoint.captions import adjoint_caption, number_marks, number_place
from gradviz.views.adjoint.half import side_marks, summing
from gradviz.views.adjoint.layout import NEEDS
from gradviz.views.adjoint.setting import STEP, TANGENT, AdjointScene, scene_of
from gradviz.views.adjoint.slider import slider_marks
from gradviz.views.adjoint.timeline import BACK, FORWARD, LEFT_SUM, RIGHT_SUM
from gradviz.views.shown import Shown
from gradviz.views.still import Still


def adjoint_still(shown: Shown, options: AdjointLook, tangent: Matrix | None = None) -> Still:
    """Return the exhibit, ready to be lit up; `shown` has a moment of the same layer.

    The slider is a line with the ref "slider", see `slider_at`; cells of dX have the ref "dX".
    `tangent` is dX, by default small whole numbers; one of another size is made to fit.
    """
    style = adapted(shown.style, NEEDS)
    layer = product_layer(shown.passes.layers, options.layer)
    if layer is None:
        why = say("No layer of this network is linear: there is no W to carry anything back.")
        return Still(only_words(why, style, 16))
    scene = scene_of(shown.styled(style), options, layer, tangent)
    area = content_area(style)
    marks = [*side_marks(scene.left)]
    if scene.right is None:
        marks.append(_missing(scene, style))
    else:
        marks += side_marks(scene.right)
    marks += number_marks(scene.places, scene.numbers, scene.names, scene.left, scene.right)
    for is_left, side in ((True, scene.left), (False, scene.right)):
        if side is not None:
            x, y = number_place(scene.places, style, is_left=is_left)
            marks += summing(side, (x + 20 * style.text, y - 7 * style.text))
    marks += slider_marks(scene.places.slider, options.orthogonal, style)
    caption = adjoint_caption(scene.left, scene.right, scene.numbers, scene.names)
    words = below(caption, style, area)
    frame = page(style, (*marks, *words))

    def light(ref: CellRef) -> Frame:
        return replace(frame, marks=(*marks, *_pointed(shown, scene, ref), *words))

    return Still(frame, light)


def _missing(scene: AdjointScene, style: Style) -> Label:
    """Return what stands in the place of a right half that cannot be."""
    area, product = scene.places.right.area, scene.names.back_product
    words = say("{product} cannot be multiplied: the shapes do not fit", product=product)
    x, y = area.x + area.width / 2, area.y + area.height / 2
    return Label(x, y, told(words, style), 15 * style.text, "center", max_width=area.width)


def _pointed(shown: Shown, scene: AdjointScene, ref: CellRef) -> tuple[Mark, ...]:
    """Return what lights up where a cell is pointed at, in both halves."""
    grids = scene.left.grids + (() if scene.right is None else scene.right.grids)
    if ref.name != TANGENT:
        return (
            attention(shown.passes, ref, grids, shown.style.theme) if shown.passes.has(ref) else ()
        )
    return tuple(
        outline(cell_area(grid, ref.row, ref.col), shown.style.theme.bright, 2.5, grid.radius)
        for name, grid in grids
        if name == TANGENT and ref.row < grid.rows and ref.col < grid.cols
    )


def adjoint_title(phase: Phase) -> Message:
    """Return the title of a phase.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> from gradviz.views.adjoint.timeline import adjoint_timeline
    >>> [str(adjoint_title(phase)) for phase in adjoint_timeline(backprop([[1]], [[2]])).phases]
    ['Forward: dY', 'Back', 'Sum with Y_grad', 'Sum with dX']
    """
    return {
        FORWARD: say("Forward: {step}", step=STEP),
        BACK: say("Back"),
        LEFT_SUM: say("Sum with {partner}", partner="Y_grad"),
        RIGHT_SUM: say("Sum with {partner}", partner=TANGENT),
    }[phase.name]


def adjoint_key(phase: Phase, step: int, notation: Notation) -> Message:
    """Return the name of a key frame: the cell or the column that a step completes.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> from gradviz.views.adjoint.timeline import adjoint_timeline
    >>> first, *_, last = adjoint_timeline(backprop([[1, 2]], [[2], [3]])).phases
    >>> print(adjoint_key(first, 0, Notation()), "/", adjoint_key(last, 1, Notation()))
    dY[1,1] / term [2,1] of the right sum
    """
    rows, cols = phase.block(step)
    role = "Y" if phase.name in (FORWARD, LEFT_SUM) else "X"
    name = {
        FORWARD: verbatim(STEP),
        BACK: say("the product going back"),
        LEFT_SUM: say("the left sum"),
        RIGHT_SUM: say("the right sum"),
    }[phase.name]
    if phase.sweep == "columns":
        return line_words(notation.count(cols.start), name, is_row=notation.is_flipped(role))
    first, second = notation.index(role, rows.start, cols.start)
    at = f"[{first},{second}]"
    if phase.kind == "sum":
        return say("term {at} of {sum}", at=at, sum=name)
    if phase.name == BACK:
        return say("entry {at} of {product}", at=at, product=name)
    return joined((name, at), "")
