"""The name of gradviz as it is written in the window."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QWidget


def wordmark(parent: QWidget) -> QLabel:
    """Return the name, in letters that keep their shape.

    It is not hinted: on screens without fractional pixels a hinter pulls the dot of a bold i down
    to its stem.
    """
    label = QLabel("gradviz", parent)
    label.setProperty("role", "wordmark")
    font = label.font()
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    label.setFont(font)
    return label
