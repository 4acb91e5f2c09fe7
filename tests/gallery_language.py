"""The pictures of the gallery in a language that nobody speaks: its words are longer by 40 %.

What is cut off in them would be cut off in a language with long words; what has no brackets
goes through no message.
"""

from typing import TYPE_CHECKING
from unittest.mock import patch

from gradviz.gui.state import appearance
from gradviz.refs import CellRef
from gradviz.session.document import example
from gradviz.session.edits import set_view
from gradviz.session.looks.choices import VIEWS
from tests.pseudo import PSEUDO

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.gallery import Gallery

SIZES = {"narrow": (1024, 700), "usual": (1366, 768), "wide": (1920, 1080)}
_SHARES = (0.0, 0.37, 1.0)


def in_pseudo(made: "Callable[[], Gallery]") -> None:
    """Take the window in each view, and the dialogs."""
    with patch.object(appearance, "language", lambda _code: PSEUDO):
        gallery = made()
    gallery.theme("light")
    for size, (width, height) in SIZES.items():
        gallery.window.resize(width, height)
        for view in VIEWS:
            gallery.show(set_view(example(), view=view))
            duration = gallery.window.workspace.player.timeline.duration
            for share in _SHARES if size == "usual" else _SHARES[-1:]:
                gallery.window.workspace.player.go_to(share * duration)
                gallery.take(f"{size}-{view}-{share:.2f}")
            if gallery.window.workspace.view.has(cell := CellRef("X_grad", 1, 0)):
                gallery.window.workspace.pin(cell)
                gallery.take(f"{size}-{view}-pinned")
                gallery.window.workspace.pin(None)
    gallery.show(example())
    for name in ("keys", "export", "about"):
        gallery.take_dialog(f"dialog-{name}", getattr(gallery.window.dialogs, f"show_{name}"))
    gallery.close()
