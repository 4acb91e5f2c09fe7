"""What the window shows is what a file has: every view, at any moment, pixel by pixel."""

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QImage

import gradviz as gv
from gradviz import api
from gradviz.render.export import image
from gradviz.session.document import Document, example
from gradviz.session.edits import set_convention, set_view
from gradviz.session.looks.choices import VIEWS, ViewName
from gradviz.session.presets.documents import PRESETS
from tests.views.dump import dump

if TYPE_CHECKING:
    from tests.gui.conftest import User

SHARES = (0.0, 0.21, 0.5, 0.83, 0.7, 0.77, 1.0)
"""Also back: what was painted before may be painted on."""
HAS_GRIPS: tuple[ViewName, ...] = ("race", "adjoint", "steepest")
"""Views whose handles are always there: no moment of them is the same in a file."""


TIED = next(preset for preset in PRESETS if preset.id == "tied").document()
DOCUMENTS = {"example": example(), "tied": set_convention(TIED, "xw")}


def exported(document: Document, at: float, looks: api.PictureOptions) -> NDArray[np.uint8]:
    """Return the pixels of a file, made from the document alone."""
    out = io.BytesIO()
    gv.export(document, out, view=document.view.view, at=at, format="png", **looks)
    with Image.open(out) as opened:
        return np.asarray(opened.convert("RGB"))[..., ::-1]


def bgr(picture: QImage) -> NDArray[np.uint8]:
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    shape = (picture.height(), picture.width(), 4)
    return np.frombuffer(picture.constBits(), np.uint8).reshape(shape)[..., :3].copy()


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
@pytest.mark.parametrize("view", VIEWS)
def test_of_a_view(user: "User", document: Document, view: ViewName) -> None:
    document = set_view(document, view=view)
    workspace, stage = user.workspace, user.stage
    workspace.open(document, None)
    compared = 0
    for share in SHARES:
        seconds = share * workspace.player.timeline.duration
        workspace.player.go_to(seconds)
        user.settle()
        shown, size = stage.frame(), (stage.width(), stage.height())
        looks = api.PictureOptions(size=size, theme=workspace.theme.name)
        frame = gv.frame(document, seconds=seconds, size=size, theme=workspace.theme.name)
        assert dump(frame.printed()) == dump(shown.printed())
        taken_home = exported(document, seconds, looks)
        assert np.array_equal(taken_home, bgr(image(shown)))
        if dump(shown) == dump(shown.printed()):  # nothing in it is there for hands
            compared += 1
            assert np.array_equal(taken_home, user.picture())
    assert (compared > 0) == (view not in HAS_GRIPS)
