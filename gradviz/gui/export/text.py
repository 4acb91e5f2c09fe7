"""What a file of numbers will hold, as text."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from gradviz.arrays import size
from gradviz.engine.convention import Convention
from gradviz.engine.passes import Passes
from gradviz.gui.guard import guarded
from gradviz.messages.language import Language
from gradviz.messages.message import say
from gradviz.render.fonts import MONO
from gradviz.session.matrices.exports import contents
from gradviz.session.matrices.formats import Drawing, Format
from gradviz.session.matrices.tables import presented

_MOST = 10_000
"""Numbers that are shown: of more, which matrices they are."""


@guarded
class TextPreview(QPlainTextEdit):
    """A text to read and to scroll."""

    def __init__(self, language: Language, parent: QWidget) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName(say("Preview of the text").text(language))
        self.setStyleSheet(f'QPlainTextEdit {{ background: transparent; font-family: "{MONO}"; }}')


def preview_text(passes: Passes, names: Sequence[str], form: Format, convention: Convention) -> str:
    """Return the text that a file will hold; of an archive, and of large matrices, their sizes.

    Raises
    ------
    InputError
        If a format cannot hold so many matrices, or holds a picture.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> from gradviz.session.matrices.formats import format_named
    >>> p = backprop([[2, 0.5]], [[3], [4]])
    >>> print(preview_text(p, ["W_grad"], format_named("csv"), "wx"), end="")
    3.0,4.0
    >>> preview_text(p, ["W", "X_grad"], format_named("npz"), "wx").splitlines()
    ['W       1×2', 'X_grad  2×1']
    """
    matrices = {name: presented(name, passes.matrix(name), convention) for name in names}
    is_short = sum(values.size for values in matrices.values()) <= _MOST
    holds = form.holds
    is_refused = isinstance(holds, Drawing) or (holds.is_one and len(names) > 1)
    if is_refused or (is_short and form.is_text):
        return contents(passes, names, form, convention).decode()
    longest = max(map(len, names))
    return "\n".join(f"{name:<{longest}}  {size(values)}" for name, values in matrices.items())
