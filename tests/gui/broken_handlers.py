"""A program: the real window, in which one handler after the other raises; it has to live on.

    python -m tests.gui.broken_handlers [class ...]

It prints of each handler whether Qt called it while it raised, or how it ended the process.
"""

import faulthandler
import importlib
import inspect
import json
import os
import pkgutil
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import partial, wraps
from types import TracebackType

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QMoveEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QWidget,
)

import gradviz.gui
from gradviz.gui import guard as guards
from gradviz.gui.app import application
from gradviz.gui.main_window import MainWindow
from gradviz.gui.tables.table import MatrixTable
from gradviz.gui.widgets.number_box import NumberBox
from gradviz.refs import CellRef
from gradviz.session.document import example
from gradviz.session.edits import set_cell
from gradviz.session.layers import add_layer

_KINDS = QEvent.Type
_LEFT, _NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
_PLAIN = Qt.KeyboardModifier.NoModifier


_KINDS_OF_FAULTS = 4


def fault(count: int) -> None:
    """Raise in one way after the other: three by C, one by Python."""
    match count % _KINDS_OF_FAULTS:
        case 1:
            [][0]
        case 2:
            count // 0
        case 3:
            next(iter(()))
        case _:
            raise ValueError("raised by Python")


def handlers() -> Iterator[tuple[type, str]]:
    """Return every guarded method, by its class and name."""
    for module in pkgutil.walk_packages(gradviz.gui.__path__, "gradviz.gui."):
        for made in vars(importlib.import_module(module.name)).values():
            if inspect.isclass(made) and made.__module__ == module.name:
                yield from ((made, name) for name in guarded_in(made))


def guarded_in(made: type) -> list[str]:
    return [
        name
        for name, method in vars(made).items()
        if inspect.isfunction(method) and method.__code__.co_filename == guards.__file__
    ]


def events_for(widget: QWidget) -> Iterator[QEvent]:
    """Return one of every kind of event that a widget may get."""
    middle = QPointF(widget.rect().center())
    on_screen = QPointF(widget.mapToGlobal(middle))
    yield QWheelEvent(
        middle, on_screen, QPoint(), QPoint(0, 120), _NO_BUTTON, _PLAIN,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    for kind, pressed in (
        (_KINDS.MouseMove, _NO_BUTTON),
        (_KINDS.MouseButtonPress, _LEFT),
        (_KINDS.MouseMove, _LEFT),
        (_KINDS.MouseButtonRelease, _LEFT),
        (_KINDS.MouseButtonDblClick, _LEFT),
    ):
        yield QMouseEvent(kind, middle, on_screen, _LEFT, pressed, _PLAIN)
    for key, text in ((Qt.Key.Key_A, "a"), (Qt.Key.Key_Down, ""), (Qt.Key.Key_Tab, "\t")):
        yield QKeyEvent(_KINDS.ShortcutOverride, key, _PLAIN, text)
        yield QKeyEvent(_KINDS.KeyPress, key, _PLAIN, text)
    yield QHelpEvent(_KINDS.ToolTip, middle.toPoint(), on_screen.toPoint())
    yield QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, middle.toPoint(), on_screen.toPoint(), _PLAIN
    )
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/nowhere.gradviz")])
    copy = Qt.DropAction.CopyAction
    yield QDragEnterEvent(middle.toPoint(), copy, mime, _LEFT, _PLAIN)
    yield QDragMoveEvent(middle.toPoint(), copy, mime, _LEFT, _PLAIN)
    yield QDropEvent(middle, copy, mime, _LEFT, _PLAIN)
    yield QResizeEvent(widget.size(), widget.size())
    yield QMoveEvent(widget.pos(), widget.pos())
    yield QFocusEvent(_KINDS.FocusIn)
    yield QFocusEvent(_KINDS.FocusOut)
    yield QShowEvent()
    yield QHideEvent()
    yield QEvent(_KINDS.Leave)
    yield QEvent(_KINDS.LayoutRequest)


def poke(widget: QWidget) -> None:
    """Let Qt call all that it may call of a widget."""
    for event in events_for(widget):
        QApplication.sendEvent(widget, event)
    widget.updateGeometry()
    parent = widget.parentWidget()
    if parent is not None and parent.layout() is not None:
        parent.layout().invalidate()
        parent.layout().activate()
    widget.grab()
    widget.repaint()
    if isinstance(widget, QAbstractScrollArea):
        for event in events_for(widget.viewport()):
            QApplication.sendEvent(widget.viewport(), event)
        for bar in (widget.verticalScrollBar(), widget.horizontalScrollBar()):
            bar.setValue(bar.value() + 1)
    if isinstance(widget, QAbstractItemView):
        poke_items(widget)
    if isinstance(widget, QAbstractSpinBox):
        widget.stepUp()
        widget.lineEdit().setText("")
        press(widget, Qt.Key.Key_Return)


def poke_items(view: QAbstractItemView) -> None:
    """Let Qt ask the model of a view, and edit in it."""
    model = view.model()
    if model is None:
        return
    model.layoutChanged.emit()
    index = model.index(0, 0)
    view.setCurrentIndex(index)
    view.keyboardSearch("a")
    view.sizeHintForIndex(index)
    if model.flags(index) & Qt.ItemFlag.ItemIsEditable:
        view.edit(index)
        for editor in view.viewport().findChildren(QLineEdit):
            editor.setText("7")
            press(editor, Qt.Key.Key_Return)
    view.doItemsLayout()
    view.grab()


def press(widget: QWidget, key: Qt.Key) -> None:
    QApplication.sendEvent(widget, QKeyEvent(_KINDS.KeyPress, key, _PLAIN))


class Faults:
    """Handlers that raise when they are told to.

    They are put in place before there is a window: PySide keeps the methods that it has found.
    """

    def __init__(self) -> None:
        self._broken: tuple[type, str] | None = None
        self.count = 0
        self.others: list[str] = []
        for made, name in handlers():
            kept = vars(made)[name].__wrapped__
            foreign = [b for b in made.__mro__[1:] if b.__module__.startswith(guards._FOREIGN)]
            overridden = next(getattr(base, name) for base in foreign if hasattr(base, name))
            switched = wraps(kept)(partial(self._called, made, name, kept))
            setattr(made, name, guards.guard(_as_function(switched), overridden))

    def _called(
        self, made: type, name: str, kept: Callable[..., object], *args: object, **kwargs: object
    ) -> object:
        if self._broken == (made, name):
            self.count += 1
            fault(self.count)
        return kept(*args, **kwargs)

    def hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not any(frame.name == fault.__name__ for frame in traceback.extract_tb(trace)):
            self.others.append("".join(traceback.format_exception(kind, error, trace)))

    def begin(self, made: type, name: str) -> None:
        """From now on let one handler raise, and no other."""
        self._broken, self.count = (made, name), 0


def _as_function(call: Callable[..., object]) -> Callable[..., object]:
    @wraps(call)
    def run(*args: object, **kwargs: object) -> object:
        return call(*args, **kwargs)

    return run


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def close_popups() -> None:
    """Close menus, which wait until they are closed."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()


def open_everything(window: MainWindow) -> None:
    """Show every panel, plot and dialog, so that every class has an instance."""
    for panel in window.panels.docks:
        panel.show()
    for view in ("steepest", "cube"):
        window.workspace.look_at(view=view)
        settle()
    window.dialogs.show_export()
    window.dialogs.show_keys()
    window.dialogs.show_palette()
    settle()
    window.workspace.look_at(view="flow")
    window.workspace.player.go_to_end(1)
    window.workspace.pin(CellRef("X_grad", 0, 0))
    settle()
    ask(window)


def ask(window: MainWindow) -> None:
    """Paste what can be read in two ways."""
    QApplication.clipboard().setText("1,5;2,5")
    table = window.findChildren(MatrixTable)[0]
    table.setCurrentIndex(table.matrix.index(0, 0))
    table.commands.paste()
    settle()


def use(window: MainWindow) -> None:
    """Do what calls handlers that no single event reaches."""
    workspace = window.workspace
    for value in (7.0, 8.0):
        workspace.edit(set_cell(workspace.document, CellRef("W1", 0, 0), value), "Try", merge="try")
    workspace.undo_stack.undo()
    workspace.undo_stack.redo()
    workspace.pin(CellRef("W1", 0, 0))
    window.stage.edit_cell(CellRef("W1", 0, 0), "1")
    settle()
    window.stage.editor.close_editor()
    ask(window)
    for box in window.findChildren(NumberBox):
        box.lineEdit().setText("2")
        press(box, Qt.Key.Key_Return)
    told = QAccessible.queryAccessibleInterface(window.stage)
    if told is not None:
        cell = told.child(0)
        found = [told.childCount(), told.text(QAccessible.Text.Description), told.focusChild()]
        found += [told.childAt(5, 5), told.indexOfChild(cell) if cell else -1]
        if cell is not None:
            found += [cell.isValid(), cell.rect(), cell.text(QAccessible.Text.Name), cell.state()]
    for view in ("steepest", "cube", "flow"):
        workspace.look_at(view=view)
        settle()
        window.grab()
    window.workspace.pin(CellRef("X_grad", 0, 0))
    window.dialogs.show_palette()
    window.training.run()
    settle()
    press(window, Qt.Key.Key_Escape)
    window.training.stop()
    window.resize(window.width() + 10, window.height())
    settle()
    window.resize(window.width() - 10, window.height())
    settle()


def is_called(window: MainWindow, made: type, faults: Faults) -> bool:
    """Use the window, a handler of a class being broken; tell whether Qt called it."""
    for widget in [w for w in QApplication.allWidgets() if isinstance(w, made)]:
        if faults.count < _KINDS_OF_FAULTS:
            poke(widget)
    settle()
    if not faults.count:
        use(window)
    for view in window.findChildren(QAbstractItemView):
        if not faults.count:
            poke_items(view)
    if not faults.count:
        window.close()
        window.show()
    settle()
    return faults.count > 0


def broken_one_by_one(made: type, faults: Faults) -> dict[str, str]:
    """Open the window, and break the handlers of a class; return what became of each."""
    application()
    document = example()
    for kind in ("relu", "linear") * 5:  # more layers than their list has room for
        document = add_layer(document, len(document.network.layers), kind)
    window = MainWindow(document)
    window.show()
    settle()
    open_everything(window)
    closer = QTimer(window)
    closer.timeout.connect(close_popups)
    closer.start(20)
    told = {}
    for name in guarded_in(made):
        faults.begin(made, name)
        told[name] = "called" if is_called(window, made, faults) else "never called"
        if faults.others:
            told[name] += f", and something else broke: {faults.others[0]}"
    return told


def main(chosen: list[str]) -> None:
    faults = Faults()
    told: dict[str, str] = {}
    for made in dict.fromkeys(made for made, _ in handlers()):
        if chosen and made.__name__ not in chosen:
            continue
        read, write = os.pipe()
        child = os.fork()  # before there is an application, of whose threads a fork has none
        if child == 0:
            faulthandler.dump_traceback_later(60, exit=True)
            sys.excepthook = faults.hook
            os.write(write, json.dumps(broken_one_by_one(made, faults)).encode())
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as answer:
            text = answer.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        found = json.loads(text) if status == 0 else {"": f"ended the process: {status}"}
        told |= {f"{made.__name__}.{name}": became for name, became in found.items()}
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    faulthandler.enable()
    main(sys.argv[1:])
