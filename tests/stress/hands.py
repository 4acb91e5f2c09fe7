"""Doing moves on the real window, through the window system: as mouse and keyboard do."""

from contextlib import suppress
from functools import singledispatch

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHelpEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QMenu, QMenuBar

from gradviz.errors import GradvizError
from gradviz.refs import CellRef
from tests.stress import moves
from tests.stress.devices import BUTTONS, HELD, is_in_front, press, reach, type_letter
from tests.stress.expected import expected, opening
from tests.stress.places import find, fractions, path_of, point_in
from tests.stress.questions import look, reread, unwind
from tests.stress.world import World

_OPENING = QFileDialog.AcceptMode.AcceptOpen


def perform(world: World, move: moves.Move) -> list[str]:
    """Make a move, and return what is wrong with the window then."""
    if not world.is_open and not isinstance(move, moves.Open):
        world.open("example", (1360, 860))
    if world.asked and not isinstance(move, moves.Answer | moves.Open):
        world.answer("")
    told: list[str] = []
    world.doing(lambda: told.extend(_do(move, world)))
    world.settle()
    return told + world.faults()


@singledispatch
def _do(move: moves.Move, world: World) -> list[str]:
    """Make a move; return what is wrong with what came of it."""
    raise TypeError(f"no hand knows how to do {move!r} in {world!r}")


@_do.register
def _open(move: moves.Open, world: World) -> list[str]:
    with suppress(GradvizError):  # a bad file, which opens no window: the one there is closed
        world.open(move.what, move.size, move.crashed)
    return []


@_do.register
def _command(move: moves.Command, world: World) -> list[str]:
    if move.key:
        press(world, move.key)
        return []
    table = world.window.commands
    command = next((one for one in table.offered() if one.id == move.id), None)
    if command is None or world.front() is not world.window:
        return []
    told = expected(move.id, world)
    if move.id in {action.objectName() for action in table.actions()}:
        table.action(move.id).trigger()
    else:
        table.run(command)
    return [] if told is None or not world.is_open else told(world)


@_do.register
def _click(move: moves.Click, world: World) -> list[str]:
    place = reach(world, move.on, move.at)
    if place is not None:
        widget, at = place
        click = QTest.mouseDClick if move.twice else QTest.mouseClick
        click(widget.windowHandle(), BUTTONS[move.button], HELD[move.held], at)
    return []


@_do.register
def _drag(move: moves.Drag, world: World) -> list[str]:
    places = [reach(world, move.on, at) for at in move.through]
    through = [place for place in places if place is not None]
    if through:
        (first, start), button, held = through[0], BUTTONS[move.button], HELD[move.held]
        handle = first.windowHandle()
        QTest.mousePress(handle, button, held, start)
        for _, at in through[1:]:
            QTest.mouseMove(handle, at)
        QTest.mouseRelease(handle, button, held, through[-1][1])
    return []


@_do.register
def _hover(move: moves.Hover, world: World) -> list[str]:
    place = reach(world, move.on, move.at)
    widget = find(move.on)
    if place is not None and widget is not None:
        QTest.mouseMove(place[0].windowHandle(), place[1])
        if move.rests:
            at = point_in(widget, move.at)
            event = QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at))
            QApplication.sendEvent(widget, event)
    return []


@_do.register
def _wheel(move: moves.Wheel, world: World) -> list[str]:
    place, widget = reach(world, move.on, move.at), find(move.on)
    if place is not None and widget is not None:
        at = point_in(widget, move.at)
        event = QWheelEvent(
            QPointF(at),
            QPointF(widget.mapToGlobal(at)),
            QPoint(*move.pixels),
            QPoint(*move.turned),
            Qt.MouseButton.NoButton,
            HELD[move.held],
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)
    return []


@_do.register
def _pinch(move: moves.Pinch, world: World) -> list[str]:
    place, widget = reach(world, move.on, move.at), find(move.on)
    if place is not None and widget is not None:
        at, there = QPointF(point_in(widget, move.at)), QPointF(place[1])
        event = QNativeGestureEvent(
            Qt.NativeGestureType.ZoomNativeGesture,
            QPointingDevice.primaryPointingDevice(),
            2,
            at,
            there,
            there,
            move.by,
            QPointF(),
        )
        QApplication.sendEvent(widget, event)
    return []


@_do.register
def _key(move: moves.Key, world: World) -> list[str]:
    for _ in range(move.times):
        if not world.is_open or world.asked:
            break
        press(world, move.key)
    return []


@_do.register
def _write(move: moves.Write, world: World) -> list[str]:
    for letter in move.text:
        if not world.is_open or world.asked:
            break
        type_letter(world, letter)
    return []


@_do.register
def _paste(move: moves.Paste, world: World) -> list[str]:
    QGuiApplication.clipboard().setText(move.text)
    press(world, "Ctrl+V")
    return []


@_do.register
def _edit_cell(move: moves.EditCell, world: World) -> list[str]:
    stage, ref = world.window.stage, CellRef(move.name, move.row, move.col)
    if not stage.isVisible() or not world.window.workspace.view.has(ref):
        return []
    place = stage.place_of(ref)
    if place is None or world.front() is not world.window:
        return []
    _click(moves.Click(path_of(stage), fractions(stage, place.center()), twice=True), world)
    if stage.editor.ref is not None:
        stage.editor.selectAll()
        for letter in move.text:
            type_letter(world, letter)
    press(world, move.key)
    return []


@_do.register
def _choose(move: moves.Choose, world: World) -> list[str]:
    box = find(move.on)
    if isinstance(box, QComboBox) and box.isEnabled() and box.count() and is_in_front(world, box):
        index = min(int(move.share * box.count()), box.count() - 1)
        box.setCurrentIndex(index)
        box.activated.emit(index)
    return []


@_do.register
def _menu_entry(move: moves.MenuEntry, world: World) -> list[str]:
    if world.front() is not world.window:
        return []
    menu: QMenuBar | QMenu = world.window.menuBar()
    for title in move.menu:
        inner = next((one for one in menu.actions() if one.text() == title), None)
        found = None if inner is None else inner.menu()
        if not isinstance(found, QMenu):
            return []
        menu = found
        menu.aboutToShow.emit()
    entries = [entry for entry in menu.actions() if entry.isEnabled() and entry.menu() is None]
    if entries:
        entries[min(int(move.share * len(entries)), len(entries) - 1)].trigger()
    return []


@_do.register
def _resize(move: moves.Resize, world: World) -> list[str]:
    world.window.resize(move.width, move.height)
    return []


@_do.register
def _answer(move: moves.Answer, world: World) -> list[str]:
    is_read = bool(world.asked) and world.asked[-1].acceptMode() == _OPENING
    told = opening(move.name, world) if is_read else None
    world.answer(move.name)
    return [] if told is None else told(world)


@_do.register
def _drop(move: moves.Drop, world: World) -> list[str]:
    window = world.window
    if world.front() is not window:
        return []
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(world.folder / move.name))])
    middle, buttons = window.rect().center(), Qt.MouseButton.LeftButton
    copy, held = Qt.DropAction.CopyAction, HELD[""]
    enter = QDragEnterEvent(middle, copy, data, buttons, held)
    QApplication.sendEvent(window, enter)
    if not enter.isAccepted():
        return [f"the window takes no file: {move.name}"]
    told = opening(move.name, world)
    QApplication.sendEvent(window, QDropEvent(QPointF(middle), copy, data, buttons, held))
    return [] if told is None else told(world)


@_do.register
def _wait(move: moves.Wait, world: World) -> list[str]:
    world.pass_time(move.seconds)
    return []


@_do.register
def _undo(move: moves.Undo, world: World) -> list[str]:
    command = "undo" if move.times > 0 else "redo"
    faults: list[str] = []
    for _ in range(abs(move.times)):
        faults += _command(moves.Command(command), world)
    return faults


@_do.register
def _look(move: moves.Look, world: World) -> list[str]:
    return look(world, move.share, move.size)


@_do.register
def _unwind(_move: moves.Unwind, world: World) -> list[str]:
    return unwind(world)


@_do.register
def _reread(_move: moves.Reread, world: World) -> list[str]:
    return reread(world)
