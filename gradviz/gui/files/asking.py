"""What is asked before something is lost: changes that are not saved, or what others wrote."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from gradviz.errors import one_line
from gradviz.messages.language import Language
from gradviz.messages.message import Message, say

_Act = Callable[[], object]


def ask_about_changes(
    window: QWidget, language: Language, path: Path | None, save: _Act, discard: _Act
) -> None:
    """Ask whether to save what has changed; on Cancel nothing is done."""
    asked = say("Save the changes to this session?")
    if path is not None:
        asked = say("Save the changes to {file}?", file=path.name)
    box = _question(window, language, asked, say("Without saving they are lost."))
    buttons = QMessageBox.StandardButton
    for button, title in (
        (buttons.Save, say("Save")),
        (buttons.Discard, say("Discard")),
        (buttons.Cancel, say("Cancel")),
    ):
        box.addButton(button).setText(title.text(language))
    box.setDefaultButton(buttons.Save)

    def on_finished(answer: int) -> None:
        if answer == buttons.Save.value:
            save()
        elif answer == buttons.Discard.value:
            discard()

    box.finished.connect(on_finished)
    box.open()


def ask_about_others(
    window: QWidget, language: Language, path: Path, over: _Act, elsewhere: _Act
) -> None:
    """Ask whether to save over what others wrote to a file, or elsewhere."""
    box = _question(
        window,
        language,
        say("{file} has changed on the disk.", file=path.name),
        say(
            "Another window or program has written to it since it was opened. "
            "Saving over it loses what they wrote."
        ),
    )
    roles = QMessageBox.ButtonRole
    over_it = box.addButton(say("Save &over it").text(language), roles.AcceptRole)
    save_as = box.addButton(say("Save &as…").text(language), roles.ActionRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    cancel.setText(say("Cancel").text(language))
    box.setDefaultButton(save_as)

    def on_finished() -> None:
        if box.clickedButton() is over_it:
            over()
        elif box.clickedButton() is save_as:
            elsewhere()

    box.finished.connect(on_finished)
    box.open()


def _question(window: QWidget, language: Language, asked: Message, why: Message) -> QMessageBox:
    """Return a box without buttons that asks; it goes when it is answered."""
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle("gradviz")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(one_line(asked.text(language)))
    box.setInformativeText(why.text(language))
    box.finished.connect(box.deleteLater)
    return box
