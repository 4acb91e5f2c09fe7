"""Which move comes next: at random, of what the window offers at the moment."""

from collections.abc import Callable
from random import Random

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QMenu, QMenuBar, QWidget

from gradviz.refs import CellRef
from gradviz.session.looks.choices import VIEWS
from tests.stress import moves
from tests.stress.material import ENTRIES, NEW_NAMES, TEXTS, documents, names_in
from tests.stress.moves import Button, Move, Point
from tests.stress.places import cell_in, fractions, path_of
from tests.stress.world import World

MOVES_PER_WINDOW = 200
_SMALLEST, _LARGEST = (640, 480), (3840, 2160)
_USUAL = ((1360, 860), (1600, 1000), (900, 700), (640, 480))
_HELD = ("", "", "", "", "Shift", "Ctrl", "Alt")
_BUTTONS: tuple[Button, ...] = ("left", "left", "left", "left", "right", "middle")
_KEYS = (
    *("Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown", "Tab", "Backtab", "Return"),
    *("Enter", "Esc", "Space", "Del", "Backspace", "F2", "F6", "Ins", "Menu"),
    *"0123456789-.()=?+*/abejlnpstwxz",
)
_MODIFIED = (
    *("Alt+Left", "Alt+Right", "Alt+Up", "Alt+Down", "Alt+PgUp", "Alt+PgDown", "Shift+F6"),
    *("Shift+Left", "Shift+Down", "Shift+Tab", "Shift+Return", "Ctrl+A", "Ctrl+C", "Ctrl+X"),
    *("Ctrl+V", "Ctrl+Home", "Ctrl+End", "Ctrl+Left", "Ctrl+Backspace", "Shift+Space", "Ctrl+D"),
    *("Ctrl+Return", "Ctrl+Shift+Return", "Alt+F", "Alt+E", "Ctrl+Tab", "Shift+F10", "Ctrl+Del"),
)


class Chooser:
    """Chooses moves, always the same for a seed and a window that behaves the same.

    Parameters
    ----------
    seed : int
    world : World
        Where the moves will be made.
    """

    def __init__(self, seed: int, world: World) -> None:
        self._random = Random(seed)
        self._world = world
        self._made = 0
        self._to_type = 0
        kinds: dict[Callable[[], Move], int] = {
            self._command: 24,
            self._key: 16,
            self._click: 16,
            self._on_picture: 14,
            self._edit_cell: 8,
            self._drag: 8,
            self._hover: 5,
            self._choose: 7,
            self._wait: 7,
            self._undo: 6,
            self._write: 3,
            self._paste: 3,
            self._wheel: 4,
            self._menu_entry: 3,
            self._resize: 2,
            self._drop: 1,
            self._look: 4,
            self._unwind: 1,
            self._reread: 1,
        }
        self._kinds, self._weights = list(kinds), list(kinds.values())

    def next(self) -> Move:
        """Return the next move."""
        self._made += 1
        if not self._world.is_open or self._made % MOVES_PER_WINDOW == 1:
            return self._open()
        if self._world.asked:
            return self._answer()
        if self._to_type > 0:
            self._to_type -= 1
            return self._random.choice((self._key, self._key, self._write, self._paste))()
        if self._world.front() is not self._world.window and self._chance(0.7):
            return self._random.choice((self._click, self._click, self._key, self._leave))()
        return self._random.choices(self._kinds, self._weights)[0]()

    # --- windows and files

    def _open(self) -> Move:
        names = (*documents(), *(f"{view}-{n}.gradviz" for view in VIEWS for n in ("deep", "tied")))
        what, size = self._random.choice(names), self._random.choice(_USUAL)
        crashed = self._random.choice(tuple(documents())) if self._chance(0.2) else ""
        return moves.Open(what, size, crashed)

    def _answer(self) -> Move:
        there = names_in(self._world.folder)
        return moves.Answer(self._random.choice(("", "", *NEW_NAMES, *NEW_NAMES, *there)))

    def _drop(self) -> Move:
        return moves.Drop(self._random.choice((*names_in(self._world.folder), "gone.gradviz")))

    def _resize(self) -> Move:
        if self._chance(0.5):
            return moves.Resize(*self._random.choice(_USUAL))
        low, high = _SMALLEST, _LARGEST
        return moves.Resize(*(self._random.randint(a, b) for a, b in zip(low, high, strict=True)))

    # --- commands

    def _command(self) -> Move:
        offered = [one for one in self._world.window.commands.offered() if one.id != "quit"]
        command = self._random.choice(offered)
        if command.keys and self._chance(0.5):
            return moves.Command(command.id, self._random.choice(command.keys))
        return moves.Command(command.id) if self._chance(0.995) else moves.Command("quit")

    def _undo(self) -> Move:
        return moves.Undo(self._random.choice((1, 1, 2, 3, 5, -1, -2, -5)))

    def _menu_entry(self) -> Move:
        menu: QMenuBar | QMenu = self._world.window.menuBar()
        titles: list[str] = []
        while True:
            inner = [one for one in menu.actions() if isinstance(one.menu(), QMenu)]
            if not inner or (titles and self._chance(0.2)):
                return moves.MenuEntry(tuple(titles), self._share())
            chosen = self._random.choice(inner)
            titles.append(chosen.text())
            menu = chosen.menu()

    # --- mouse

    def _click(self) -> Move:
        widget = self._widget()
        self._stay()
        return moves.Click(path_of(widget), self._point(), *self._how(), self._chance(0.15))

    def _drag(self) -> Move:
        stage = self._picture()
        widget = stage if self._chance(0.6) and stage.isVisible() else self._widget()
        first = self._cell_point() if widget is stage and self._chance(0.6) else self._point()
        near = [
            (round(first[0] + self._random.gauss(0, 0.1), 4), round(first[1] + y, 4))
            for y in (self._random.gauss(0, 0.1) for _ in range(self._random.randint(1, 4)))
        ]
        return moves.Drag(path_of(widget), (first, *near), *self._how())

    def _on_picture(self) -> Move:
        picture = self._picture()
        if self._world.front() is not self._world.window or not picture.isVisible():
            return self._click()
        at = self._cell_point() if self._chance(0.7) else self._point()
        self._stay()
        return moves.Click(path_of(picture), at, *self._how(), self._chance(0.15))

    def _stay(self) -> None:
        """Go on where the click was, by keys."""
        self._to_type = self._random.choice((0, 0, 0, 1, 2, 5))

    def _hover(self) -> Move:
        picture = self._picture()
        if picture.isVisible() and self._chance(0.7):
            return moves.Hover(path_of(picture), self._cell_point(), self._chance(0.4))
        return moves.Hover(path_of(self._widget()), self._point(), self._chance(0.4))

    def _wheel(self) -> Move:
        widget = self._picture() if self._chance(0.6) else self._widget()
        path = path_of(widget)
        if self._chance(0.2):
            return moves.Pinch(path, self._point(), round(self._random.gauss(0, 0.5), 3))
        turned = (0, self._random.choice((-1200, -120, -15, 15, 120, 1200)))
        pixels = (self._random.randint(-90, 90), self._random.randint(-90, 90))
        two = pixels if self._chance(0.3) else (0, 0)
        return moves.Wheel(path, self._point(), turned, two, self._random.choice(_HELD))

    def _choose(self) -> Move:
        boxes = [box for box in self._visible() if isinstance(box, QComboBox)]
        if not boxes:
            return self._command()
        return moves.Choose(path_of(self._random.choice(boxes)), self._share())

    # --- keys

    def _key(self) -> Move:
        keys = _KEYS if self._chance(0.6) else _MODIFIED
        return moves.Key(self._random.choice(keys), self._random.choice((1, 1, 1, 2, 5)))

    def _leave(self) -> Move:
        return moves.Key("Esc")

    def _write(self) -> Move:
        text = self._random.choice((*ENTRIES, *TEXTS))[:40]
        return moves.Write(text + self._random.choice(("", "", "\n", "\t")))

    def _paste(self) -> Move:
        return moves.Paste(self._random.choice(TEXTS))

    def _edit_cell(self) -> Move:
        ref = self._cell()
        if ref is None:
            return self._command()
        key = self._random.choice(("Return", "Return", "Return", "Tab", "Shift+Tab", "Esc", "F6"))
        return moves.EditCell(ref.name, ref.row, ref.col, self._random.choice(ENTRIES), key)

    # --- time and checks

    def _wait(self) -> Move:
        return moves.Wait(self._random.choice((0.0, 0.016, 0.1, 0.5, 2.0, 10.0)))

    def _look(self) -> Move:
        sizes = ((200, 150), (640, 480), (1600, 1000), (3000, 400))
        return moves.Look(self._share(), self._random.choice(sizes))

    def _unwind(self) -> Move:
        return moves.Unwind()

    def _reread(self) -> Move:
        return moves.Reread()

    # --- what there is

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _share(self) -> float:
        return round(self._random.random() * 0.9999, 4)

    def _point(self) -> Point:
        return self._share(), self._share()

    def _how(self) -> tuple[Button, str]:
        return self._random.choice(_BUTTONS), self._random.choice(_HELD)

    def _picture(self) -> QWidget:
        return self._world.window.pictures.picture

    def _cell(self) -> CellRef | None:
        """Return an entry that the picture shows; None if it shows none."""
        stage, share = self._world.window.stage, self._random.random()
        if self._picture() is not stage:
            return None
        found = cell_in(stage.frame(), share)
        return None if found is None else self._world.window.workspace.view.entry(found)

    def _cell_point(self) -> Point:
        """Return where some cell is drawn; any point where it is not."""
        stage, ref = self._world.window.stage, self._cell()
        place = None if ref is None else stage.place_of(ref)
        return self._point() if place is None else fractions(stage, QPointF(place.center()))

    def _visible(self) -> list[QWidget]:
        front = self._world.front()
        return [front, *(part for part in front.findChildren(QWidget) if part.isVisible())]

    def _widget(self) -> QWidget:
        """Return a widget that is seen: mostly one that takes keys, a list or a table."""
        seen, kind = self._visible(), self._random.random()
        if kind < 0.2:
            views = [one.viewport() for one in seen if isinstance(one, QAbstractItemView)]
            return self._random.choice(views or seen)
        if kind < 0.6:
            taking = [one for one in seen if one.focusPolicy() != Qt.FocusPolicy.NoFocus]
            return self._random.choice(taking or seen)
        return self._random.choice(seen)
