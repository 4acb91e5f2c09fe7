"""The window, opened from Python."""

import sys
import threading
from typing import Unpack

from numpy.typing import ArrayLike

from gradviz.engine.convention import Convention
from gradviz.errors import GradvizError, quoted
from gradviz.gui.interrupts import noted
from gradviz.messages.message import Text, say
from gradviz.render.system import window_problem
from gradviz.session.source import Given, Source, as_document


def show(
    source: Source,
    X: ArrayLike | None = None,
    *,
    convention: Convention | None = None,
    **given: Unpack[Given],
) -> None:
    """Open the window on a layer or a network; return when it is closed.

    Parameters
    ----------
    source : array_like, Network, Passes or Document
        W, shape (M, K), or a network, each with its X; or what `backprop` or `open` returned.
    X : array_like, shape (K, N), optional
        Beside W or a Network.
    convention : {"wx", "xw", "xwt"}, optional
        How W and X are laid out, and the window writes them; by default as the source has it.
    **given
        Beside W or a Network: Y_grad, b, loss and target, as for `gradviz.backprop`.

    Raises
    ------
    ShapeError, InputError
        As `gradviz.backprop` does, or if there is nothing to show.
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
    document = as_document("show", source, X, convention, **given)
    if not _runs_application() and (problem := _problem()):
        raise GradvizError(problem)
    with noted() as interrupts:
        from gradviz.gui.embedded import visit  # Qt: only now that it can start

        visit(document, interrupts)


def _runs_application() -> bool:
    """Tell whether somebody runs Qt already, without loading it."""
    loaded = sys.modules.get("PySide6.QtCore")
    return loaded is not None and loaded.QCoreApplication.instance() is not None


def _problem() -> Text | None:
    """Say what keeps Qt from starting here, before it is loaded: it would end the process."""
    thread = threading.current_thread()
    if thread is not threading.main_thread():
        return say(
            "Qt opens windows in the main thread only, and this is the thread {thread}: call "
            "gradviz.show in the main one",
            thread=quoted(thread.name),
        )
    return window_problem()
