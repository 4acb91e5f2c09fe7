"""The window, opened from Python."""

import sys
import threading
from typing import cast

from numpy.typing import ArrayLike

from gradviz.engine.backprop import backprop
from gradviz.engine.passes import Passes
from gradviz.errors import GradvizError
from gradviz.gui.interrupts import noted
from gradviz.render.system import window_problem
from gradviz.session.document import Document, LossChoice, new_document


def show(
    W: ArrayLike,
    X: ArrayLike,
    *,
    Y_grad: ArrayLike | None = None,
    b: ArrayLike | None = None,
    loss: str | None = None,
    target: ArrayLike | None = None,
) -> None:
    """Open the window on a layer; return when it is closed.

    Parameters
    ----------
    W, X, Y_grad, b, loss, target
        As for `gradviz.backprop`.

    Raises
    ------
    ShapeError, InputError
        As `gradviz.backprop` does.
    GradvizError
        If no window can be opened here; the message says how to go on.

    Notes
    -----
    A script, or a notebook's cell, waits until the window is closed::

        gv.show([[1, 2], [3, 4]], [[5], [6]], Y_grad=[[1], [0]])

    Ctrl-C, or a notebook's interrupt, closes it and raises `KeyboardInterrupt`; what was changed
    in it is offered by the next start. A QApplication that runs already is used and left as it
    was; otherwise one is made for as long as the window is open.
    """
    document = _document(backprop(W, X, Y_grad=Y_grad, b=b, loss=loss, target=target))
    if not _runs_application() and (problem := _problem()):
        raise GradvizError(problem)
    with noted() as interrupts:
        from gradviz.gui.guest import visit  # Qt: only now that it can start

        visit(document, interrupts)


def _runs_application() -> bool:
    """Tell whether somebody runs Qt already, without loading it."""
    loaded = sys.modules.get("PySide6.QtCore")
    return loaded is not None and loaded.QCoreApplication.instance() is not None


def _problem() -> str | None:
    """Say what keeps Qt from starting here, before it is loaded: it would end the process."""
    thread = threading.current_thread()
    if thread is not threading.main_thread():
        return (
            "Qt opens windows in the main thread only, and this is the thread "
            f"{thread.name!r}: call gradviz.show in the main one"
        )
    return window_problem()


def _document(passes: Passes) -> Document:
    loss = cast("LossChoice", passes.loss_name or "seed")
    return new_document(
        passes.matrix("W"),
        passes.matrix("X"),
        b=passes.matrix("b") if "b" in passes.names else None,
        loss=loss,
        target=passes.target,
        seed=passes.matrix("Y_grad") if loss == "seed" else None,
    )
