"""The rows of the command palette: which there are for what was typed, and how they look."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gradviz.gui.commands.command import Command, native, plain
from gradviz.gui.commands.matching import ranked
from gradviz.gui.guard import guarded
from gradviz.gui.state.workspace import Workspace
from gradviz.gui.widgets.look import qcolor
from gradviz.messages.language import Language
from gradviz.messages.message import NOTHING, in_language, joined, say
from gradviz.render.fonts import font

Index: TypeAlias = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
"""Under which role an item of the list holds its `Row`."""

_HEIGHT = 36
_LEFT = 38  # before the title, for the mark of what is on
_EDGE = 14
_BETWEEN = 14
_LEAST_TIP = 90  # less room than this is not worth a tip
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Row:
    """A command as the palette shows it, in the language of the user.

    Attributes
    ----------
    command : Command
    title : str
        With the menu it stands in, where its own title would say too little: "Theme: Dark".
    tip : str
        What it does.
    is_on : bool or None
        None for what is neither on nor off.
    spoken : str
        What a screen reader says.
    letters : tuple of int
        Which letters of the title were typed.
    """

    command: Command
    title: str
    tip: str
    is_on: bool | None
    spoken: str
    letters: tuple[int, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the first shortcut, one by one: ("Ctrl", "E")."""
        if not self.command.keys:
            return ()
        return tuple(native(self.command.keys[0]).replace("++", "+plus").split("+"))


@guarded
class RowPainter(QStyledItemDelegate):
    """Draws a row: mark, title with its typed letters strong, tip, keys."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace

    @property
    def height(self) -> int:
        """Height of a row, logical pixels."""
        return round(_HEIGHT * self._workspace.text)

    def _font(self, size: float, *, is_strong: bool = False) -> QFont:
        pixels = round(size * self._workspace.text)
        return font("sans", "semibold" if is_strong else "regular", pixels)

    def _draw_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, state = self._workspace.theme, option.state
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        if is_current or state & QStyle.StateFlag.State_MouseOver:
            color = qcolor(theme.pressed)
            color.setAlpha(255 if is_current else 110)
            place = QRectF(option.rect).adjusted(7, 1, -7, -1)
            painter.setPen(QPen(qcolor(theme.accent), 1.2) if is_current else Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _draw_mark(self, painter: QPainter, room: QRectF) -> None:
        """Draw a tick: this is on."""
        pen = QPen(qcolor(self._workspace.theme.accent), 2.0)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        x, y = room.left() + 18, room.center().y()
        painter.drawPolyline([QPointF(x, y), QPointF(x + 4, y + 4), QPointF(x + 11, y - 5)])

    def _draw_title(self, painter: QPainter, room: QRectF, row: Row) -> float:
        """Draw a title, cut off where the room ends; return where it ends."""
        x = room.left()
        fonts = {strong: self._font(14, is_strong=strong) for strong in (False, True)}
        colors = {False: self._workspace.theme.text, True: self._workspace.theme.accent}
        for text, is_strong in _pieces(row):
            metrics = QFontMetricsF(fonts[is_strong])
            left = room.right() - x
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, left)
            painter.setFont(fonts[is_strong])
            painter.setPen(qcolor(colors[is_strong]))
            painter.drawText(QRectF(x, room.top(), left, room.height()), _MIDDLE, shown)
            x += metrics.horizontalAdvance(shown)
            if shown != text:
                break
        return x

    def _draw_keys(self, painter: QPainter, room: QRectF, keys: tuple[str, ...]) -> float:
        """Draw keys at the right; return where they begin."""
        theme = self._workspace.theme
        face = self._font(11)
        metrics = QFontMetricsF(face)
        height = metrics.height() + 5
        x = room.right()
        painter.setFont(face)
        for key in reversed(keys):
            width = max(metrics.horizontalAdvance(key) + 11, height)
            x -= width
            cap = QRectF(x, room.center().y() - height / 2, width, height)
            painter.setPen(QPen(qcolor(theme.strong_line), 1))
            painter.setBrush(qcolor(theme.panel))
            painter.drawRoundedRect(cap, 4, 4)
            painter.setPen(qcolor(theme.muted))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
            x -= 4
        return x

    def _draw_tip(self, painter: QPainter, room: QRectF, row: Row, color: QColor) -> None:
        face = self._font(12)
        shown = QFontMetricsF(face).elidedText(row.tip, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(face)
        painter.setPen(color)
        painter.drawText(room, _MIDDLE, shown)

    # --- Qt

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter, option)
        room = QRectF(option.rect)
        if row.is_on:
            self._draw_mark(painter, room)
        room.adjust(_LEFT, 0, -_EDGE - 4, 0)
        room.setRight(self._draw_keys(painter, room, row.keys) - _BETWEEN)
        room.setLeft(self._draw_title(painter, room, row) + _BETWEEN)
        is_telling = not row.title.endswith(row.tip)
        if is_telling and room.width() >= _LEAST_TIP * self._workspace.text:
            self._draw_tip(painter, room, row, qcolor(self._workspace.theme.muted))
        painter.restore()


def rows_of(
    commands: Iterable[Command],
    contexts: Mapping[str, str],
    recent: Sequence[str],
    language: Language,
) -> list[Row]:
    """Return what is offered, the recently used first, in the order of `recent`."""
    rows = [_row(command, contexts.get(command.id, ""), language) for command in commands]
    places = {name: place for place, name in enumerate(recent)}
    return sorted(rows, key=lambda row: places.get(row.command.id, len(places)))


def fitting(rows: Sequence[Row], query: str) -> list[Row]:
    """Return the rows that fit what was typed, the best first, with the letters that do."""
    found = ranked(query, ((row.title, row.tip) for row in rows))
    return [replace(rows[place], letters=how.letters) for place, how in found]


def _row(command: Command, context: str, language: Language) -> Row:
    title, tip = plain(in_language(command.title, language)), in_language(command.tip, language)
    if context:
        title = say("{menu}: {command}", menu=context, command=title).text(language)
    is_on = None if command.checked is None else command.checked()
    state = {None: NOTHING, True: say("on"), False: say("off")}[is_on]
    keys = [native(key) for key in command.keys[:1]]
    name = joined([title, state, *keys], ", ")
    spoken = say("{command}. {tip}", command=name, tip=tip).text(language)
    return Row(command, title, tip, is_on, spoken)


def _pieces(row: Row) -> list[tuple[str, bool]]:
    """Return the title as pieces that were typed or not."""
    typed = set(row.letters)
    pieces: list[tuple[str, bool]] = []
    for at, letter in enumerate(row.title):
        is_typed = at in typed
        if pieces and pieces[-1][1] is is_typed:
            pieces[-1] = (pieces[-1][0] + letter, is_typed)
        else:
            pieces.append((letter, is_typed))
    return pieces
