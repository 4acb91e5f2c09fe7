"""What is taken along by the clipboard: the picture, the passes as code."""

from PySide6.QtGui import QGuiApplication

from gradviz.gui.stage.pictures import Pictures
from gradviz.gui.state.workspace import Workspace
from gradviz.messages.message import say

_LEAST_SCALE = 2.0
"""Pixels a unit: a picture is pasted into slides and papers."""


def copy_picture(pictures: Pictures, workspace: Workspace) -> None:
    """Put the view as it stands on the clipboard."""
    from gradviz.render.export import image

    scale = max(_LEAST_SCALE, pictures.devicePixelRatioF())
    size = pictures.screen_size()
    style = workspace.style(size.width(), size.height(), 1 / scale)
    QGuiApplication.clipboard().setImage(image(pictures.frame_for(style), scale))
    workspace.said.emit(say("The picture is on the clipboard"))


def copy_code(workspace: Workspace) -> None:
    """Put both passes on the clipboard as code, in the convention in which they are shown."""
    from gradviz.language.snippet import as_code

    code = as_code(workspace.passes, workspace.notation)
    QGuiApplication.clipboard().setText(code + "\n")
    workspace.said.emit(say("The passes are on the clipboard as NumPy code"))
