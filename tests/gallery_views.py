"""The pictures of the gallery that show the views beside Flow, with what is chosen in them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import Document, example
from gradviz.session.edits import set_convention, set_view
from gradviz.session.looks import choices
from gradviz.session.looks.adjoint import AdjointLook
from gradviz.session.looks.cube import CubeLook, Turn
from gradviz.session.looks.derivation import DerivationLook
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.session.looks.race import RaceLook
from gradviz.session.presets.documents import PRESETS

if TYPE_CHECKING:
    from tests.gallery import Gallery

VIEWS = tuple(view for view in choices.VIEWS if view != "flow")
SIZES = {"tiny": (640, 480), "narrow": (1024, 700), "middle": (1360, 860), "wide": (1920, 1080)}
_FRAMES = 12  # of a film
_SHARES = (0.3, 1.0)  # of the duration: while it plays, and at rest


def views(gallery: "Gallery", ugly: Iterable[tuple[str, Document]]) -> None:
    """Take all of them.

    Parameters
    ----------
    gallery : Gallery
    ugly : iterable of (str, Document)
        Documents that are hard to draw, with their names.
    """
    documents = dict(ugly)
    for theme in ("dark", "light"):
        gallery.theme(theme)
        for name, document in _shown().items():
            _windows(gallery, f"{theme}-{name}", document)
            _ugly(gallery, f"{theme}-{name}", document, documents)
        for name, document in _choices().items():
            gallery.show(document)
            gallery.take(f"choice-{theme}-{name}")
        _pointing(gallery, theme)
    gallery.theme("dark")
    _conventions(gallery)
    _films(gallery)


def enlarged(gallery: "Gallery") -> None:
    """Take the windows again, for a screen of another scale."""
    gallery.theme("dark")
    gallery.window.resize(*SIZES["middle"])
    for name, document in _shown().items():
        gallery.show(document)
        gallery.take(f"view-dark-{name}")


def preset(name: str) -> Document:
    """Return a preset by its id."""
    return next(preset for preset in PRESETS if preset.id == name).document()


def _shown() -> dict[str, Document]:
    """Return the example in every view; a race needs a chain."""
    return {
        name: set_view(preset("relu") if name == "race" else example(), view=name) for name in VIEWS
    }


def _go_to(gallery: "Gallery", share: float) -> None:
    player = gallery.window.workspace.player
    player.go_to(share * player.timeline.duration)


def _frame(gallery: "Gallery", size: tuple[int, int]) -> Frame:
    space = gallery.window.workspace
    return gallery.window.pictures.frame_for(space.style(*size))


def _windows(gallery: "Gallery", name: str, document: Document) -> None:
    for size, (width, height) in SIZES.items():
        gallery.window.resize(width, height)
        gallery.settle()
        gallery.show(document)
        for share in _SHARES:
            _go_to(gallery, share)
            moment = "rest" if share == 1.0 else "playing"
            gallery.take(f"view-{name}-{size}-{moment}")
    gallery.window.resize(*SIZES["middle"])


def _ugly(gallery: "Gallery", name: str, like: Document, documents: dict[str, Document]) -> None:
    """Take strips of documents that are hard to draw, while they play and at rest."""
    deep = {name: preset(name) for name in ("vanishing", "softmax", "tied", "classifier")}
    hard = deep if like.view.view == "race" else {**documents, **deep}  # one layer is no race
    for share in _SHARES:
        frames = []
        for document in hard.values():
            gallery.show(replace(document, view=replace(document.view, view=like.view.view)))
            _go_to(gallery, share)
            frames.append(_frame(gallery, (620, 460)))
        moment = "rest" if share == 1.0 else "playing"
        gallery.strip(f"view-{name}-data-{moment}", frames)


def _choices() -> dict[str, Document]:
    """Return documents in which something is chosen that is not chosen by itself."""
    square, relu = preset("square"), preset("relu")

    def jacobian(document: Document, options: JacobianLook) -> Document:
        return set_view(document, view="jacobian", jacobian=options)

    def adjoint(document: Document, options: AdjointLook) -> Document:
        return set_view(document, view="adjoint", adjoint=options)

    def cube(options: CubeLook) -> Document:
        return set_view(example(), view="cube", cube=options)

    return {
        "jacobian-X-columns": jacobian(example(), JacobianLook(sample=None)),
        "jacobian-X-rows": jacobian(example(), JacobianLook(sample=None, order="C")),
        "jacobian-W-columns": jacobian(example(), JacobianLook(wrt="W", sample=None)),
        "jacobian-W-rows": jacobian(example(), JacobianLook(wrt="W", sample=None, order="C")),
        "jacobian-network": jacobian(relu, JacobianLook(sample=0)),
        "jacobian-layer": jacobian(relu, JacobianLook("Y2", "W1", sample=None)),
        "race-wide": set_view(example(), view="race", race=RaceLook((1, 4, 5, 3))),
        "race-narrow": set_view(example(), view="race", race=RaceLook((5, 4, 3, 1))),
        "race-dragged": set_view(example(), view="race", race=RaceLook((2, 300, 4096, 7, 60))),
        "adjoint-W": adjoint(square, AdjointLook("W")),
        "adjoint-inverse": adjoint(square, AdjointLook("inverse")),
        "adjoint-orthogonal": adjoint(square, AdjointLook("inverse", 1.0)),
        "adjoint-layer": adjoint(relu, AdjointLook(layer=2)),
        "cube-left": cube(CubeLook(turn=Turn(-50.0, 20.0))),
        "cube-behind": cube(CubeLook(turn=Turn(150.0, 60.0))),
        "cube-edge": cube(CubeLook(turn=Turn(0.0, 15.0))),
        "cube-Y": cube(CubeLook(focus="Y")),
        "derivation-indices": set_view(
            example(), view="derivation", derivation=DerivationLook("indices")
        ),
        "derivation-layer": set_view(
            relu, view="derivation", derivation=DerivationLook("indices", layer=2)
        ),
        "steepest-network": set_view(relu, view="steepest"),
    }


def _pointing(gallery: "Gallery", theme: str) -> None:
    """Take what is lit up, and what is said, where somebody points."""
    for name, cell in (("adjoint", "X_grad"), ("cube", "W_grad"), ("derivation", "W_grad")):
        gallery.show(_shown()[name])
        gallery.window.workspace.hover(CellRef(cell, 1, 1))
        gallery.take(f"hover-{theme}-{name}")
        gallery.window.workspace.hover(None)


def _conventions(gallery: "Gallery") -> None:
    for name, document in _shown().items():
        frames = []
        for convention in ("wx", "xw", "xwt"):
            for share in (0.3, 0.7, 1.0):
                gallery.show(set_convention(document, convention))  # type: ignore[arg-type]
                _go_to(gallery, share)
                frames.append(_frame(gallery, (760, 560)))
        gallery.strip(f"view-convention-{name}", frames)


def _films(gallery: "Gallery") -> None:
    for name, document in _filmed():
        gallery.show(document)
        phases = gallery.window.workspace.player.timeline.phases
        for part, group in _parts(len(phases)):
            start, end = phases[group.start].start, phases[group.stop - 1].end
            times = [start + (end - start) * n / (_FRAMES - 1) for n in range(_FRAMES)]
            _film(gallery, f"film-{name}{part}", times)
    _turn(gallery)


def _parts(count: int) -> Iterator[tuple[str, range]]:
    """Yield the phases of one film: many are shown in some films of a few each."""
    each = 2 if count > 2 else count
    for first in range(0, count, each):
        part = f"-{first // each + 1}" if count > each else ""
        yield part, range(first, min(first + each, count))


def _filmed() -> Iterator[tuple[str, Document]]:
    """Yield documents whose whole time is looked at frame by frame."""
    for wrt in ("X", "W"):
        for order in ("F", "C"):
            options = JacobianLook(wrt=wrt, order=order, sample=None)  # type: ignore[arg-type]
            yield f"jacobian-{wrt}-{order}", set_view(example(), view="jacobian", jacobian=options)
    yield "race-network", set_view(preset("relu"), view="race")
    yield "race-wide", set_view(example(), view="race", race=RaceLook((1, 4, 5, 3)))
    yield "race-narrow", set_view(example(), view="race", race=RaceLook((5, 4, 3, 1)))
    yield "adjoint", set_view(example(), view="adjoint")
    yield "cube", set_view(example(), view="cube")
    for by in ("transposing", "indices"):
        options = DerivationLook(by)  # type: ignore[arg-type]
        yield f"derivation-{by}", set_view(example(), view="derivation", derivation=options)
    yield "steepest", set_view(example(), view="steepest")


def _film(gallery: "Gallery", name: str, times: Iterable[float]) -> None:
    frames = []
    for seconds in times:
        gallery.window.workspace.player.go_to(seconds)
        frames.append(_frame(gallery, (760, 560)))
    gallery.strip(name, frames)


def _turn(gallery: "Gallery") -> None:
    """Take the box turned once round."""
    frames = []
    for n in range(_FRAMES):
        options = CubeLook(turn=Turn(-180.0 + 360.0 * n / _FRAMES, 15.0 + 4.0 * n))
        gallery.show(set_view(example(), view="cube", cube=options))
        frames.append(gallery.window.pictures.frame_for(Style(760, 560)))
    gallery.strip("film-cube-turn", frames)
