"""What is asked before something is lost: changes that are not saved, or what others wrote."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from gradviz.errors import one_line

_Act = Callable[[], object]


def ask_about_changes(window: QWidget, path: Path | None, save: _Act, discard: _Act) -> None:
    """Ask whether to save what has changed; on Cancel nothing is done."""
    buttons = QMessageBox.StandardButton
    box = _question(window, f"Save the changes to {path.name if path else 'this session'}?")
    box.setInformativeText("Without saving they are lost.")
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)

    def on_finished(answer: int) -> None:
        if answer == buttons.Save.value:
            save()
        elif answer == buttons.Discard.value:
            discard()

    box.finished.connect(on_finished)
    box.open()


def ask_about_others(window: QWidget, path: Path, over: _Act, elsewhere: _Act) -> None:
    """Ask whether to save over what others wrote to a file, or elsewhere."""
    box = _question(window, f"{path.name} has changed on the disk.")
    box.setInformativeText(
        "Another window or program has written to it since it was opened. "
        "Saving over it loses what they wrote."
    )
    over_it = box.addButton("Save &over it", QMessageBox.ButtonRole.AcceptRole)
    save_as = box.addButton("Save &as…", QMessageBox.ButtonRole.ActionRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(save_as)

    def on_finished() -> None:
        if box.clickedButton() is over_it:
            over()
        elif box.clickedButton() is save_as:
            elsewhere()

    box.finished.connect(on_finished)
    box.open()


def _question(window: QWidget, text: str) -> QMessageBox:
    """Return a box without buttons that asks; it goes when it is answered."""
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle("gradviz")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(one_line(text))
    box.finished.connect(box.deleteLater)
    return box
