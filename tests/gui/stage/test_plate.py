"""What stays of the picture is painted once, and nobody can tell."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from gradviz.gui.stage import plate
from gradviz.gui.stage.plate import Plate
from gradviz.refs import CellRef
from gradviz.render.cells.rasters import Rasters
from gradviz.render.painter import paint
from gradviz.scene.marks.frame import Frame
from gradviz.scene.marks.style import Style
from gradviz.session.document import example
from tests.views.drawing import frame_of, viewed
from tests.views.test_resting import LOOKS, view_called
from tests.views.test_still import some_cells

if TYPE_CHECKING:
    from tests.gui.conftest import User

pytestmark = pytest.mark.usefixtures("qapp")

VIEW = viewed(example())
W11, Y13 = CellRef("W", 0, 0), CellRef("Y", 0, 2)


def frame(ref: CellRef | None = None, pixel: float = 1.0) -> Frame:
    return frame_of(VIEW, VIEW.opening, Style(640, 480, pixel=pixel), pointed=ref)


def pixels(image: QImage) -> NDArray[np.uint8]:
    shape = (image.height(), image.width(), 4)
    return np.frombuffer(image.constBits(), np.uint8).reshape(shape)[..., :3].copy()


def painted(
    shown: Frame, by: Plate | None, shift: float = 0.0, scale: float = 1.0
) -> NDArray[np.uint8]:
    """Return a picture on a device that begins elsewhere, by a plate or by the painter alone."""
    image = QImage(int(700 * scale), int(540 * scale), QImage.Format.Format_RGB32)
    image.fill(0)
    with QPainter(image) as painter:
        painter.scale(scale, scale)
        painter.translate(shift, shift)
        if by is None:
            paint(shown, painter, Rasters())
        else:
            by.paint(shown, painter)
    return pixels(image)


@pytest.mark.parametrize("name", LOOKS)
def test_every_view_is_painted_as_without_it(name: str) -> None:
    view, plate = view_called(name), Plate()
    for ref in (None, *some_cells(view), None):
        shown = frame_of(view, view.opening, Style(640, 480), pointed=ref)
        assert np.array_equal(painted(shown, plate, 17), painted(shown, None, 17))


@pytest.mark.parametrize("shift", [0.0, 17.0, 16.5])
@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
def test_wherever_the_device_begins(shift: float, scale: float) -> None:
    plate = Plate()
    for ref in (None, W11, Y13, None, W11):
        shown = frame(ref, 1.0 / scale)
        expected = painted(shown, None, shift, scale)
        assert np.array_equal(painted(shown, plate, shift, scale), expected)
        moved = painted(shown, None, shift + 1.0, scale)
        assert np.array_equal(painted(shown, plate, shift + 1.0, scale), moved)


def count(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows with the number of marks of every painting."""
    counted: list[int] = []

    def counting(shown: Frame, painter: QPainter, rasters: Rasters) -> None:
        counted.append(len(shown.marks))
        paint(shown, painter, rasters)

    monkeypatch.setattr(plate, "paint", counting)
    return counted


def test_pointing_paints_what_lights_up_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    counted, made = count(monkeypatch), Plate()
    for ref in (None, W11, Y13):
        painted(frame(ref), made)
    whole, lit = len(frame().marks), len(frame(Y13).marks) - len(frame().marks)
    assert counted[0] == whole
    assert counted[-1] < lit + 0.2 * whole
    counted.clear()
    made.clear()
    painted(frame(W11), made)
    assert counted == [len(frame(W11).marks)], "what was cleared is painted anew"


def test_a_film_is_not_kept(monkeypatch: pytest.MonkeyPatch, user: "User") -> None:
    counted = count(monkeypatch)
    user.workspace.look_at(view="flow")
    for _ in range(4):
        user.workspace.player.go_to(user.workspace.player.seconds * 0.9)
        user.stage.repaint()
        assert counted[-1] == len(user.stage.frame().marks)


def test_the_stage_shows_what_the_painter_paints(user: "User") -> None:
    stage = user.stage
    for view in ("flow", "jacobian", "cube", "adjoint", "derivation", "race"):
        user.workspace.look_at(view=view)
        user.settle()
        for ref in [None, *some_cells(user.workspace.view), None]:
            user.workspace.hover(ref)
            shown = user.workspace.picture(user.workspace.style(stage.width(), stage.height()))
            image = QImage(stage.width(), stage.height(), QImage.Format.Format_RGB32)
            with QPainter(image) as painter:
                paint(shown, painter, Rasters())
            assert np.array_equal(user.picture(), pixels(image)), f"{view}, {ref}"
