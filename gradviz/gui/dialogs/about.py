"""The dialog that says what gradviz is, and what it runs on."""

import platform

import numpy as np
import PySide6
from PySide6.QtCore import QSize, QSysInfo, Qt, qVersion
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gradviz.gui.widgets.icons import own_icon
from gradviz.gui.widgets.wordmark import wordmark
from gradviz.messages.language import Language
from gradviz.messages.message import Message, say
from gradviz.version import __version__

_ICON = 64  # logical pixels
_WHAT = say(
    "See the backward pass of a matrix product, number by number: what is transposed, in which "
    "order, and why."
)


def versions() -> str:
    """Return what a report of a bug should name, a line each; the same in all languages.

    Examples
    --------
    >>> [line.split()[0] for line in versions().splitlines()]
    ['gradviz', 'Python', 'Qt', 'PySide', 'NumPy', 'System']
    """
    named = (
        ("gradviz", __version__),
        ("Python", platform.python_version()),
        ("Qt", qVersion()),
        ("PySide", PySide6.__version__),
        ("NumPy", np.__version__),
        ("System", f"{_system()}, {QGuiApplication.platformName() or 'no screen'}"),
    )
    return "\n".join(f"{name:<8} {version}" for name, version in named)


class AboutDialog(QDialog):
    """The icon, the name, what it is for, the licence, and all versions to copy."""

    def __init__(self, language: Language, parent: QWidget) -> None:
        super().__init__(parent)
        self._language = language
        self.setWindowTitle(say("About gradviz").text(language))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = QLabel(self)
        picture.setPixmap(own_icon().pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF()))
        picture.setAccessibleName(say("The corner: X above Y, W at its left").text(language))
        name = wordmark(self)
        name.setProperty("role", "large-wordmark")
        self._versions = QLabel(versions(), self)
        self._versions.setProperty("role", "mono")
        self._versions.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._versions.setAccessibleName(say("Versions").text(language))
        texts = QVBoxLayout()
        texts.setSpacing(10)
        for text in (name, self._told(_WHAT), self._versions):
            texts.addWidget(text)
        texts.addWidget(self._told(say("Free software under the MIT licence.")))
        top = QHBoxLayout()
        top.setSpacing(20)
        top.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(texts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.setSpacing(18)
        column.addLayout(top)
        column.addWidget(self._buttons())

    def _told(self, message: Message) -> QLabel:
        label = QLabel(message.text(self._language), self)
        label.setWordWrap(True)
        label.setFixedWidth(380)
        return label

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close = box.button(QDialogButtonBox.StandardButton.Close)
        close.setText(say("Close").text(self._language))
        close.setIcon(QIcon())
        close.setDefault(True)
        close.setFocus()
        self._copy = QPushButton(say("C&opy versions").text(self._language), self)
        self._copy.clicked.connect(self._on_copy)
        box.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        box.rejected.connect(self.reject)
        return box

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(versions())
        self._copy.setText(say("Copied").text(self._language))


def _system() -> str:
    """Return the system and the processor; Python's platform would start a program to ask."""
    kernel = f"{QSysInfo.kernelType()} {QSysInfo.kernelVersion()}"
    return f"{QSysInfo.prettyProductName()} ({kernel}, {QSysInfo.currentCpuArchitecture()})"
