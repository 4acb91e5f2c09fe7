"""The Derivation view: how the rule for W_grad follows, step by step, with the numbers put in.

By transposing, out of the rule for X_grad; or by indices, both rules out of the chain rule.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from gradviz.engine.wiring import product_layer
from gradviz.language.notation import Notation
from gradviz.language.words import kind_name
from gradviz.messages.message import NOTHING, Message, say
from gradviz.refs import CellRef
from gradviz.scene.corner.equations import Spans
from gradviz.scene.corner.highlight import Grids, attention
from gradviz.scene.corner.layout import Area
from gradviz.scene.layout.page import adapted, below, content_area, only_words, page, text_lines
from gradviz.scene.marks.frame import Frame, Label, Mark, Weight
from gradviz.scene.marks.spans import told, typeset
from gradviz.scene.marks.style import Style
from gradviz.session.looks.derivation import DerivationLook
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Timeline
from gradviz.views.derivation import indices_steps, transposing_steps
from gradviz.views.derivation.indices import indices_picture
from gradviz.views.derivation.indices_captions import sentence_of
from gradviz.views.derivation.ladder import ladder, step_at, step_box
from gradviz.views.derivation.setting import Case
from gradviz.views.derivation.statement import argument
from gradviz.views.derivation.transposing import transposed_picture
from gradviz.views.shown import Shown
from gradviz.views.still import Still

_ROOM = (700.0, 480.0)  # what lines and picture take at text 1; they stand side by side
_ROOM_HIGH = (420.0, 760.0)  # one above the other
_LINES, _MOST = 0.4, 580.0  # of the width; scene units at text 1
_BETWEEN, _TITLE, _NOTE, _TAB = 24.0, 34.0, 18.0, 32.0

StepRooms: TypeAlias = tuple[Area, Area]
"""Where the lines are, and where the picture is."""
StepPicture: TypeAlias = tuple[tuple[Mark, ...], Grids, tuple[Spans, Spans]]
"""Marks, where matrices stand in them, and a caption."""


def derivation_still(shown: Shown, options: DerivationLook) -> Still:
    """Return the Derivation view at a moment of a `derivation_timeline`, ready to be lit up."""
    if options.by == "indices":  # what is pointed at is the entry that is derived

        def chosen(ref: CellRef | None) -> Frame:
            return _derivation(shown, options, ref).frame

        return Still(chosen(None), chosen)
    return _derivation(shown, options)


def _derivation(shown: Shown, options: DerivationLook, chosen: CellRef | None = None) -> Still:
    """Return one of the two derivations, and what lights up in it."""
    is_high = shown.style.height > 1.1 * shown.style.width
    style = adapted(shown.style, _ROOM_HIGH if is_high else _ROOM)
    shown = shown.styled(style)
    area = content_area(style)
    layer = product_layer(shown.passes.layers, options.layer)
    if layer is None:
        why = say("There is no matrix product in this network: add a linear layer")
        return Still(only_words(why, style, 17))
    case = Case.of(shown, layer, chosen)
    picture = _by_indices if options.by == "indices" else _by_transposing
    marks, grids, words = picture(case, options, _rooms(area, style, is_high=is_high))
    under = below(words, style, area)
    frame = page(style, marks + under)

    def light(ref: CellRef) -> Frame:
        if not shown.passes.has(ref):
            return frame
        lit = attention(shown.passes, ref, grids, style.theme)
        return replace(frame, marks=marks + lit + under)

    return Still(frame, light)


def derivation_title(phase: Phase, notation: Notation) -> Message:
    """Return the title of a phase, the heading of its step."""
    if phase.name in transposing_steps.HEADINGS:
        return transposing_steps.heading(phase.name, argument(notation))
    return indices_steps.HEADINGS.get(phase.name, say("Nothing to derive"))


def derivation_titles(phase: Phase, notation: Notation) -> tuple[Message, ...]:
    """Return the same in full and in shorter words."""
    title = derivation_title(phase, notation)
    is_rule = title != transposing_steps.HEADINGS.get(phase.name, title)
    short = say("The rule") if is_rule else transposing_steps.SHORT.get(phase.name, title)
    return title, short


def derivation_key(phase: Phase, step: int, notation: Notation) -> Message:
    """Return what a step of a derivation completes: "Transpose both sides", "Rename, 2 of 4".

    Parameters
    ----------
    phase : Phase
        Of a `derivation_timeline`.
    step : int
    notation : Notation
        Of the layer.
    """
    title = derivation_title(phase, notation)
    if phase.name in indices_steps.STEPS:
        title = say("{gradient}: {step}", gradient=notation.name(phase.role), step=title)
    if phase.count == 1:
        return title
    return say("{step}, {n} of {count}", step=title, n=step + 1, count=phase.count)


def derivation_at(frame: Frame, x: float, y: float) -> int | None:
    """Return the phase whose heading is under a point of a picture, or None."""
    return step_at(frame.marks, x, y)


def derivation_time(timeline: Timeline, phase: int) -> float:
    """Return the time at which a phase is complete: where a click on its heading leads."""
    found = timeline.phases[phase]
    return timeline.key_time(found.first + found.count)


def _rooms(area: Area, style: Style, *, is_high: bool) -> StepRooms:
    """Return where the lines are, and where the picture is."""
    between = _BETWEEN * style.text
    if is_high:
        height = area.height * 0.46
        rest = area.shrunk(top=height + between)
        return Area(area.x, area.y, area.width, height), rest
    width = min(area.width * _LINES, _MOST * style.text)
    return Area(area.x, area.y, width, area.height), area.shrunk(left=width + between)


def _by_transposing(case: Case, options: DerivationLook, rooms: StepRooms) -> StepPicture:
    """Return the derivation by transposing: its marks, where matrices stand, its caption."""
    lines, matrices = rooms
    said = argument(case.notation, has_bias=case.setting.sizes.has_bias)
    written, style = transposing_steps.lines_of(said, case.notation), case.setting.style
    under = _headed(case, lines)
    drawn, grids = transposed_picture(case, matrices)
    words = say("Where {formula} comes from", formula=case.notation.formula("W_grad"))
    marks = (
        *_title(case, words, options, lines),
        *ladder(written, transposing_steps.progress_of(case), under, style),
        *drawn,
    )
    return marks, grids, transposing_steps.caption_of(case, said)


def _by_indices(case: Case, options: DerivationLook, rooms: StepRooms) -> StepPicture:
    """Return the derivation by indices; its two halves are two sheets under one title."""
    lines, matrices = rooms
    chosen, style = indices_steps.entry_of(case), case.setting.style
    tabs = _headed(case, lines)
    under = tabs.shrunk(top=(_TAB + 8) * style.text)
    words = say("{entry}, out of the chain rule", entry=chosen.name(chosen.role))
    marks = (
        *_title(case, words, options, lines),
        *_tabs(case, tabs),
        *ladder(indices_steps.lines_of(chosen), indices_steps.progress_of(chosen), under, style),
        *indices_picture(chosen, matrices),
    )
    return marks, (), sentence_of(chosen)  # what is pointed at is the entry that is shown


def _title(case: Case, words: Message, options: DerivationLook, area: Area) -> Iterator[Mark]:
    """Yield what is derived for which layer, and why that is not the one asked for."""
    style, note = case.setting.style, _note(case, options.layer)
    yield from text_lines([(17, told(words, style, style.theme.text, "semibold"), 16)], area, style)
    if note:
        yield from text_lines([(37, told(note, style), 13)], area, style)


def _note(case: Case, wanted: int | None) -> Message:
    """Return which layer is shown, and why another one, where there are several."""
    layers = case.setting.network.layers
    if len(layers) == 1:
        return NOTHING
    n, count = case.setting.layer + 1, len(layers)
    if wanted is None or not 0 <= wanted < count or layers[wanted].is_linear:
        return say("Layer {n} of {count}", n=n, count=count)
    kind = kind_name(Notation(layer=layers[wanted]))
    return say(
        "Layer {n} of {count}: layer {wanted}, {kind}, is no product",
        n=n,
        count=count,
        wanted=wanted + 1,
        kind=kind,
    )


def _headed(case: Case, area: Area) -> Area:
    """Return what is left under the title."""
    height = _TITLE + (_NOTE if len(case.setting.network.layers) > 1 else 0.0)
    return area.shrunk(top=height * case.setting.style.text)


def _tabs(case: Case, area: Area) -> Iterator[Mark]:
    """Yield the headings of the two halves of the derivation by indices."""
    theme, text = case.setting.style.theme, case.setting.style.text
    width = (area.width - 8 * text) / 2
    for n, role in enumerate(("X_grad", "W_grad")):
        tab = Area(area.x + n * (width + 8 * text), area.y, width, _TAB * text)
        is_here = case.phase.role == role
        yield step_box(n * len(indices_steps.STEPS), tab, theme, is_here=is_here)
        weight: Weight = "semibold" if is_here else "regular"
        words = typeset(case.notation.formula(role), theme.text if is_here else theme.muted, weight)
        middle, y = tab.x + width / 2, tab.y + 0.66 * tab.height
        yield Label(middle, y, words, 14 * text, "center", max_width=width - 16 * text)
