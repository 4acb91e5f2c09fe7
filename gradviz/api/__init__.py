"""The one road to documents, pictures and files: for notebooks, the command line, the window.

Importing it loads NumPy and no Qt: what draws runs in a process of its own. What is
loaded late is loaded `unforked`: a child would find what another thread is just loading locked.
"""

from gradviz.api.documents import open, save  # noqa: A004 - gv.open
from gradviz.api.exports import export, export_drawn, write_picture
from gradviz.api.frames import draw, frame
from gradviz.engine.backprop import backprop
from gradviz.engine.checking.report import Report
from gradviz.engine.convention import Convention
from gradviz.engine.jacobians.chain import ChainJacobian
from gradviz.engine.jacobians.layer import Jacobian
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.engine.passes import Passes
from gradviz.engine.rules import ActivationName, LossName
from gradviz.errors import GradvizError, InputError, ShapeError
from gradviz.scene.export.picture import Picture, PictureOptions
from gradviz.scene.marks.frame import Frame
from gradviz.session.analysis import gradient_check, jacobian
from gradviz.session.document import Document
from gradviz.session.matrices.block import matrix
from gradviz.session.matrices.formats import FormatName
from gradviz.session.source import Source

__all__ = [
    "Activation",
    "ActivationName",
    "ChainJacobian",
    "Convention",
    "Document",
    "FormatName",
    "Frame",
    "GradvizError",
    "InputError",
    "Jacobian",
    "Linear",
    "LossName",
    "Network",
    "Passes",
    "Picture",
    "PictureOptions",
    "Report",
    "ShapeError",
    "Source",
    "backprop",
    "draw",
    "export",
    "export_drawn",
    "frame",
    "gradient_check",
    "jacobian",
    "matrix",
    "open",
    "save",
    "write_picture",
]
