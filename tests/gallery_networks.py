"""The pictures of the gallery that show networks: every arrangement, sweep and convention."""

from dataclasses import replace
from typing import TYPE_CHECKING

from gradviz.engine.convention import CONVENTIONS
from gradviz.engine.graph.paths import trace_back
from gradviz.gui.commands.palette import Palette
from gradviz.refs import CellRef
from gradviz.scene.layout.transition import transition
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, example
from gradviz.session.edits import set_convention, set_view
from gradviz.session.layers import set_layer_bias
from gradviz.session.looks.flow import FlowLook
from gradviz.session.presets.documents import PRESETS
from gradviz.timeline.phase import SWEEPS
from gradviz.timeline.trace import STEP, Trace

if TYPE_CHECKING:
    from tests.gallery import Gallery

ARRANGEMENTS = ("focus", "triptych", "column", "gradients")


def networks(gallery: "Gallery") -> None:
    """Take all of them."""
    _arrangements(gallery)
    _conventions(gallery)
    _panels(gallery)
    _films(gallery)


def _preset(name: str) -> Document:
    return next(preset for preset in PRESETS if preset.id == name).document()


def _arrangements(gallery: "Gallery") -> None:
    for theme in ("dark", "light"):
        gallery.theme(theme)
        for name in ("relu", "vanishing", "exploding", "tied", "softmax"):
            for arrangement in ARRANGEMENTS:
                document = set_view(_preset(name), flow=FlowLook(arrangement))
                gallery.show(document)
                duration = gallery.window.workspace.player.timeline.duration
                gallery.take(f"network-{theme}-{name}-{arrangement}-rest")
                gallery.show(document, duration * 0.7)
                gallery.take(f"network-{theme}-{name}-{arrangement}-playing")
        for size, (width, height) in {"narrow": (1024, 700), "wide": (1920, 1080)}.items():
            gallery.window.resize(width, height)
            gallery.show(set_view(_preset("relu"), flow=FlowLook("column")))
            gallery.take(f"network-{theme}-column-{size}")
        gallery.window.resize(1360, 860)


def _conventions(gallery: "Gallery") -> None:
    gallery.theme("dark")
    for convention in CONVENTIONS:
        for name, document in (("one", example()), ("relu", _preset("relu"))):
            made = set_convention(document, convention)
            for arrangement in ("focus", "triptych", "column"):
                gallery.show(set_view(made, flow=FlowLook(arrangement)))
                duration = gallery.window.workspace.player.timeline.duration
                gallery.window.workspace.player.go_to(duration * 0.75)
                gallery.take(f"convention-{convention}-{name}-{arrangement}")


def _panels(gallery: "Gallery") -> None:
    window, space = gallery.window, gallery.window.workspace
    for theme in ("dark", "light"):
        gallery.theme(theme)
        gallery.show(set_view(_preset("vanishing"), flow=FlowLook("gradients")))
        window.panels.toggle("strip")
        gallery.take(f"panel-{theme}-strip")
        window.panels.toggle("strip")
        window.dialogs.show_palette()
        palette = window.findChild(Palette)
        gallery.take(f"palette-{theme}")
        if palette is not None:
            palette.close_palette()
        gallery.show(set_view(_preset("relu"), flow=FlowLook("column")))
        window.stage.navigation.zoom(2.5, None, window.stage.frame())
        gallery.take(f"zoom-{theme}-column")
        space.pin(CellRef("X_grad", 1, 2))
        space.tracer.start(CellRef("X_grad", 1, 2))
        space.played.step(1)
        space.played.step(1)
        gallery.take(f"trace-{theme}-window")
        space.pin(None)


def _films(gallery: "Gallery") -> None:
    gallery.theme("dark")
    for sweep in SWEEPS[1:]:
        gallery.show(set_view(example(), flow=FlowLook(sweep=sweep)))
        for phase in gallery.window.workspace.player.timeline.phases:
            shown = [phase.start + phase.step * (1 + n / 9) for n in range(9)]
            gallery.film(f"film-{sweep}-{phase.name}", shown)
    gallery.show(set_view(set_layer_bias(_preset("relu"), 0, True), flow=FlowLook("column")))
    for phase in gallery.window.workspace.player.timeline.phases:
        shown = [phase.start + phase.step * (1 + n / 9) for n in range(9)]
        gallery.film(f"film-column-{phase.name}", shown)
    for name in ("relu", "softmax"):
        gallery.show(_preset(name))
        for phase in gallery.window.workspace.player.timeline.phases:
            if phase.kind not in ("linear", "loss"):
                shown = [phase.start + phase.step * (1 + n / 9) for n in range(9)]
                gallery.film(f"film-{name}-{phase.name}", shown)
    _trace_film(gallery)
    _flip_film(gallery)


def _trace_film(gallery: "Gallery") -> None:
    gallery.show(_preset("relu"))
    paths = trace_back(gallery.window.workspace.passes, CellRef("X_grad", 1, 2))
    shown = [STEP * (n + 0.5) * len(paths.steps) / 9 for n in range(9)]
    gallery.strip("film-trace", [_frame(gallery, trace=Trace(paths, s)) for s in shown])


def trace_picture(gallery: "Gallery") -> Frame:
    """Return the picture of the README: all paths to one cell of X_grad."""
    gallery.show(_preset("relu"))
    space = gallery.window.workspace
    paths = trace_back(space.passes, CellRef("X_grad", 0, 0))
    request = space.request(Style(1100, 820)).unpointed()
    return space.view.frame(replace(request, trace=Trace(paths, 100.0)))


def _flip_film(gallery: "Gallery") -> None:
    for arrangement in ("focus", "column"):
        ends = []
        for convention in ("wx", "xw"):
            document = set_view(example(), flow=FlowLook(arrangement))
            gallery.show(set_convention(document, convention))  # type: ignore[arg-type]  # literal
            ends.append(_frame(gallery, convention=convention))
        frames = [transition(ends[0], ends[1], n / 8) for n in range(9)]
        gallery.strip(f"film-flip-{arrangement}", frames)


def _frame(gallery: "Gallery", trace: Trace | None = None, convention: str = "wx") -> Frame:
    space = gallery.window.workspace
    style = replace(Style(760, 560), convention=convention)
    return space.view.frame(replace(space.request(style).unpointed(), trace=trace))
