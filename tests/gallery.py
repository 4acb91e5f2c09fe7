"""`make gallery`: a picture of every view, dialog and state worth looking at, in build/gallery.

Windows come from the real window, offscreen, in light and dark and in three sizes; films are
strips of frames in order. Child processes take those at 200 %, and in long words.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

import numpy as np
from PySide6.QtCore import QEvent, QSettings, QStandardPaths
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from gradviz.gui.app import application
from gradviz.gui.files.files import told_of
from gradviz.gui.main_window import MainWindow
from gradviz.gui.state.workspace import Workspace
from gradviz.refs import CellRef
from gradviz.render.export import image
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.scene.marks.theme import DARK, LIGHT
from gradviz.session.document import LOSS_CHOICES, Document, example, new_document
from gradviz.session.edits import set_loss, set_view
from gradviz.session.files.store import save
from gradviz.session.layers import set_layer_bias
from gradviz.session.looks.flow import FlowLook
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.session.presets.documents import PRESETS
from tests.gallery_language import in_pseudo
from tests.gallery_networks import networks, trace_picture
from tests.gallery_views import enlarged, views

OUT = Path(__file__).parent.parent / "build" / "gallery"
PICTURES = OUT.parents[1] / "assets" / "pictures"
PARTS = ("windows", "states", "documents", "dialogs", "films", "networks", "views")
SIZES = {"narrow": (1024, 700), "middle": (1360, 860), "wide": (1920, 1080)}


def ugly() -> Iterator[tuple[str, Document]]:
    """Return documents that are hard to draw."""
    rng = np.random.default_rng(5)

    def made(m: int, k: int, n: int) -> Document:
        return new_document(
            rng.normal(size=(m, k)).round(2), rng.normal(size=(k, n)).round(2), loss="sum"
        )

    yield "1x1", made(1, 1, 1)
    yield "1x12", made(1, 12, 1)
    yield "12x1", made(12, 1, 12)
    yield "8x8", made(8, 8, 8)
    yield "64x64", made(64, 64, 64)
    yield "1x64", made(1, 64, 3)
    yield "zeros", new_document(np.zeros((2, 3)), np.zeros((3, 4)), loss="sum")
    huge = np.array([[1e-9, 1e12, -3.0], [0.1234567, -1e12, 1e-9]])
    yield "magnitudes", new_document(huge, rng.normal(size=(3, 4)), loss="sum")
    yield (
        "symlog",
        set_view(new_document(huge, rng.normal(size=(3, 4)), loss="sum"), curve="symlog"),
    )
    odd = np.array([[np.nan, np.inf, 1.0], [-np.inf, 2.0, 0.0]])
    yield "nan", new_document(odd, rng.normal(size=(3, 4)).round(1), loss="sum")


class Gallery:
    """Takes pictures of one window."""

    def __init__(self, out: Path) -> None:
        self.out = out
        out.mkdir(parents=True, exist_ok=True)
        self.app = application()
        self.window = MainWindow(example())
        self.window.show()
        self.settle()

    def settle(self) -> None:
        for _ in range(4):
            self.app.processEvents()

    def theme(self, name: str) -> None:
        space = self.window.workspace
        space.appearance.set_settings(replace(space.settings, theme=name))

    def show(self, document: Document, seconds: float | None = None) -> None:
        space = self.window.workspace
        space.open(document, None)
        space.player.pause()
        space.player.go_to(space.player.timeline.duration if seconds is None else seconds)

    def take(self, name: str, widget: QWidget | None = None) -> None:
        self.settle()
        (widget or self.window).grab().save(str(self.out / f"{name}.png"))

    def moments(self) -> dict[str, float]:
        phases = self.window.workspace.player.timeline.phases
        return {p.name: p.start + (p.count // 2 + 0.62) * p.step for p in phases}

    def film(self, name: str, times: list[float], size: tuple[int, int] = (760, 560)) -> None:
        """Take a strip of frames of the stage, in order."""
        frames = []
        for seconds in times:
            self.window.workspace.player.go_to(seconds)
            frames.append(self.window.stage.frame_for(Style(*size)))
        self.strip(name, frames)

    def strip(self, name: str, frames: list[Frame]) -> None:
        """Take frames side by side."""
        strip([image(frame, 1.0) for frame in frames]).save(str(self.out / f"{name}.png"))

    def windows(self, sizes: dict[str, tuple[int, int]]) -> None:
        for theme in ("dark", "light"):
            self.theme(theme)
            for size, (width, height) in sizes.items():
                self.window.resize(width, height)
                self.settle()
                self.show(example())
                self.take(f"window-{theme}-{size}-rest")
                self.show(example(), self.moments()["X_grad"])
                self.take(f"window-{theme}-{size}-playing")

    def states(self) -> None:
        self.window.resize(*SIZES["middle"])
        for theme in ("dark", "light"):
            self.theme(theme)
            for name, seconds in self.moments().items():
                self.show(example(), seconds)
                self.take(f"state-{theme}-{name}")
            self.show(example(), 0.0)
            self.take(f"state-{theme}-start")
            self.show(set_view(example(), flow=FlowLook("triptych")), self.moments()["W_grad"])
            self.take(f"state-{theme}-triptych")
            self.show(example())
            self.window.workspace.hover(CellRef("X_grad", 1, 0))
            self.take(f"state-{theme}-hover")
            self.window.workspace.hover(None)
            self.window.workspace.pin(CellRef("W", 1, 2))
            self.take(f"state-{theme}-pin")
            self.window.stage.edit_cell(CellRef("W", 1, 2), "1/0")
            self.window.stage.editor.take_over()
            self.take(f"state-{theme}-bad-entry")
            self.window.stage.editor.close_editor()
            self.told(theme)

    def told(self, theme: str) -> None:
        """Take what is said over the picture, and a picture that broke."""
        self.window.workspace.troubled.emit("row 3, column 2: 'abc' is not a number")
        self.take(f"state-{theme}-trouble")
        self.window.notice.dismiss()
        opening = self.window.files.opening
        opening.began.emit("Reading weights-of-a-large-network.npz")
        opening.progressed.emit(0.4)
        self.take(f"state-{theme}-reading")
        opening.ended.emit()
        self.window.workspace.troubled.emit(told_of(Path("cube.gradviz")))
        self.take(f"state-{theme}-opened-in-flow")
        self.window.notice.dismiss()
        with patch.object(Workspace, "picture", side_effect=IndexError), patch("sys.excepthook"):
            self.window.workspace.moved.emit()
            self.take(f"state-{theme}-broken")
        self.window.workspace.moved.emit()

    def documents(self) -> None:
        for theme in ("dark", "light"):
            self.theme(theme)
            for name, document in ugly():
                self.show(document)
                self.take(f"data-{theme}-{name}")
                self.show(document, self.moments()["X_grad"])
                self.take(f"data-{theme}-{name}-playing")
            for preset in PRESETS:
                self.show(preset.document())
                self.take(f"preset-{theme}-{preset.id}")
            for loss in LOSS_CHOICES:
                self.show(
                    set_loss(set_layer_bias(example(), 0, True), loss), self.moments()["Y_grad"]
                )
                self.take(f"loss-{theme}-{loss}")

    def dialogs(self) -> None:
        self.show(example())
        for theme in ("dark", "light"):
            self.theme(theme)
            for name, opened in (
                ("export", self.window.dialogs.show_export),
                ("keys", self.window.dialogs.show_keys),
                ("about", self.window.dialogs.show_about),
                ("open", self.window.files.choose_and_open),
                ("save-as", self.window.files.save_as),
                ("changed-on-disk", self._save_over_another),
            ):
                self.take_dialog(f"dialog-{theme}-{name}", opened)

    def _save_over_another(self) -> None:
        """Save to a file that somebody else has written to."""
        path = self.out.parent / "shared.gradviz"
        save(example(), path)
        self.window.workspace.saved.mark(path)  # as what was not there
        self.window.files.save()

    def take_dialog(self, name: str, opened: Callable[[], None]) -> None:
        opened()
        self.settle()
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            raise RuntimeError(f"{name}: no dialog opened")
        self.take(name, dialog)
        dialog.close()
        self.settle()

    def films(self) -> None:
        for name, document in (("", example()), ("bias-", set_layer_bias(example(), 0, True))):
            self.show(document)
            space = self.window.workspace
            for phase in space.player.timeline.phases:
                shown = [phase.start + phase.step * (1 + n / 6) for n in range(12)]
                self.film(f"film-{name}{phase.name}", shown)
            ends = [space.player.timeline.phases[1].end + n * 0.05 for n in range(8)]
            self.film(f"film-{name}change", ends)

    def readme(self) -> None:
        """Take the pictures of the README; they are committed."""
        self.out = PICTURES
        PICTURES.mkdir(exist_ok=True)
        self.theme("dark")
        self.window.resize(1360, 860)
        phase = self.window.workspace.player.timeline.phases[2]
        self.show(example(), phase.start + 1.68 * phase.step)
        self.window.workspace.pin(CellRef("X_grad", 1, 0))
        self.take("backward-to-x")
        self.window.workspace.pin(None)
        self.show(set_view(example(), flow=FlowLook("triptych")))
        self.window.workspace.player.go_to(
            self.window.workspace.player.timeline.phases[3].start + 2.0
        )
        style = Style(1500, 560, LIGHT, pixel=0.5)
        image(self.window.stage.frame_for(style), 1.0).save(str(PICTURES / "triptych.png"))
        image(trace_picture(self), 1.0).save(str(PICTURES / "trace.png"))
        whole = JacobianLook(sample=None)
        self._view(
            "jacobian", set_view(example(), view="jacobian", jacobian=whole), "left", 3, 0.62
        )
        self._view("cube", set_view(example(), view="cube"), "X_grad", 1, 0.55)

    def _view(self, name: str, document: Document, phase: str, step: int, progress: float) -> None:
        """Take a view within a step of a phase, told by its kind or by what it writes."""
        self.show(document)
        phases = self.window.workspace.player.timeline.phases
        found = next(one for one in phases if phase in (one.kind, one.name))
        self.window.workspace.player.go_to(found.start + (step + progress) * found.step)
        style = Style(1200, 760, DARK, pixel=0.5)
        image(self.window.stage.frame_for(style), 1.0).save(str(PICTURES / f"{name}.png"))

    def close(self) -> None:
        self.window.workspace.open(example(), None)
        self.window.close()
        self.window.deleteLater()  # while the application is there: as late as its end is too late
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self.settle()


def strip(frames: list[QImage], columns: int = 3) -> QImage:
    """Return frames in order, row after row."""
    width, height = frames[0].width() + 6, frames[0].height() + 6
    rows = -(-len(frames) // columns)
    sheet = QImage(columns * width, rows * height, QImage.Format.Format_RGB32)
    sheet.fill(0x777777)
    painter = QPainter(sheet)
    for n, frame in enumerate(frames):
        painter.drawImage(n % columns * width, n // columns * height, frame)
    painter.end()
    return sheet


def main(parts: list[str]) -> None:
    """Take all pictures, or those of the parts named."""
    home = OUT / ".home"
    shutil.rmtree(home, ignore_errors=True)  # nothing is offered that another run left behind
    os.environ["HOME"] = str(home)
    QStandardPaths.setTestModeEnabled(True)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    settings = OUT / ".settings"
    shutil.rmtree(settings, ignore_errors=True)  # as at the first start
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(settings))
    if parts == ["--200"]:
        gallery = Gallery(OUT / "200")
        gallery.windows({"middle": (1100, 760)})
        enlarged(gallery)
        gallery.close()
        return
    if parts == ["--pseudo"]:
        in_pseudo(partial(Gallery, OUT / "pseudo"))
        return
    gallery = Gallery(OUT)
    for part in parts or PARTS:
        if part == "windows":
            gallery.windows(SIZES)
        elif part == "networks":
            networks(gallery)
        elif part == "views":
            views(gallery, ugly())
        else:
            getattr(gallery, part)()
    gallery.close()
    if not parts:
        for part, scale in (("--200", "2"), ("--pseudo", "1")):
            child = [sys.executable, "-m", "tests.gallery", part]
            subprocess.run(child, env={**os.environ, "QT_SCALE_FACTOR": scale}, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
