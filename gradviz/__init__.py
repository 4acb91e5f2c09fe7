"""See the backward pass of a matrix product, number by number.

>>> import gradviz as gv
>>> p = gv.backprop([[2, -1], [1, 3]], [[1, 0], [3, 1]], Y_grad=[[1, 0], [0, -1]])
>>> p.X_grad
array([[ 2., -1.],
       [-1., -3.]])
>>> gv.gradient_check(p).passed
True

A name is loaded when it is first used: ``import gradviz`` by itself costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from gradviz.forks import unforked
from gradviz.version import __version__

if TYPE_CHECKING:
    from gradviz.api import (
        Activation,
        ActivationName,
        ChainJacobian,
        Convention,
        Document,
        Frame,
        GradvizError,
        InputError,
        Jacobian,
        Linear,
        LossName,
        Network,
        Passes,
        Report,
        ShapeError,
        backprop,
        export,
        frame,
        gradient_check,
        jacobian,
        matrix,
        open,  # noqa: A004 - gv.open
        save,
    )
    from gradviz.gui.show import show

__all__ = [
    "Activation",
    "ActivationName",
    "ChainJacobian",
    "Convention",
    "Document",
    "Frame",
    "GradvizError",
    "InputError",
    "Jacobian",
    "Linear",
    "LossName",
    "Network",
    "Passes",
    "Report",
    "ShapeError",
    "__version__",
    "backprop",
    "export",
    "frame",
    "gradient_check",
    "jacobian",
    "matrix",
    "open",
    "save",
    "show",
]

if not TYPE_CHECKING:  # so that a type checker knows which names there are, and which not

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        with unforked():
            home = import_module("gradviz.gui.show" if name == "show" else "gradviz.api")
        globals()[name] = getattr(home, name)
        return globals()[name]

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
