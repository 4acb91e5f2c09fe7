"""The window, opened from Python."""

from typing import cast

from numpy.typing import ArrayLike

from gradviz.engine.backprop import backprop
from gradviz.engine.passes import Passes
from gradviz.errors import GradvizError
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
    """
    document = _document(backprop(W, X, Y_grad=Y_grad, b=b, loss=loss, target=target))
    if problem := window_problem():
        raise GradvizError(problem)
    from gradviz.gui.app import run  # Qt: only now that it can start
    from gradviz.render.offscreen import end_application

    end_application()
    run(document)


def _document(passes: Passes) -> Document:
    loss = cast("LossChoice", passes.loss_name or "seed")
    seed = passes.Y_grad if loss == "seed" else None
    return new_document(passes.W, passes.X, b=passes.b, loss=loss, target=passes.T, seed=seed)
