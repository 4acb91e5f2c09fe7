"""Ways to open the window by `gradviz.show`, to leave it and to interrupt it, each a script.

A script has at hand `show()`, `opened(do)`, which calls `do(window)` in every window a moment after
its first picture, `interrupt()`, which is Ctrl-C, and `soon(do)`, which lets a thread do something
at a moment that is different in every run. It says "done" when all is well.
"""

HEAD = """\
import os, signal, sys, threading
os.environ["QT_QPA_PLATFORM"] = "offscreen"
import gradviz as gv
gv.show, gv.export  # loads NumPy, which Ctrl-C in the middle of it leaves unusable

MOMENT = float(os.environ["MOMENT"])

def show(W=((1, 2),)):
    gv.show(W, [[3], [4]], Y_grad=[[1]])

def interrupt():
    os.kill(os.getpid(), signal.SIGINT)

def soon(do, seconds=1.5):
    thread = threading.Timer(MOMENT * seconds, do)
    thread.daemon = True
    thread.start()
    return thread

def interrupted(do):
    try: do()
    except KeyboardInterrupt: return True
    return False

def opened(*steps, ms=60):
    \"\"\"Let each step have the next window.\"\"\"
    from PySide6.QtCore import QTimer
    from gradviz.gui.main_window import MainWindow
    remaining, make = list(steps), MainWindow.__init__
    def made(window, *args, **options):
        make(window, *args, **options)
        if remaining:
            step = remaining.pop(0)
            window.stage.appeared.connect(
                lambda: QTimer.singleShot(ms, window, lambda: step(window)))
    MainWindow.__init__ = made

def close(window):
    window.leave()

def edit(window):
    from gradviz.refs import CellRef
    from gradviz.session.edits import set_cell
    space = window.workspace
    space.edit(set_cell(space.document, CellRef("W", 0, 0), 7.0), "Type W[1,1]")

def windows():
    from PySide6.QtWidgets import QApplication
    return QApplication.topLevelWidgets()
"""

INTERRUPTS = {
    "Ctrl-C at any moment": """
assert interrupted(lambda: (soon(interrupt), show()))
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
assert interrupted(lambda: (soon(interrupt, 0.7), show()))
opened(close)
show()
print("done")
""",
    "Ctrl-C twice": """
def twice(): interrupt(); interrupt()
assert interrupted(lambda: (soon(twice), show()))
opened(close)
show()
print("done")
""",
    "Ctrl-C that another thread is given": """
threading.Thread(target=threading.Event().wait, daemon=True).start()
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # here, and in threads from now on
for _ in range(3):
    assert interrupted(lambda: (soon(interrupt), show()))
opened(close)
show()
print("done")
""",
    "Ctrl-C before the first picture": """
from gradviz.gui.main_window import MainWindow
shown = MainWindow.showEvent
def showEvent(window, event):
    shown(window, event)
    interrupt()
MainWindow.showEvent = showEvent
assert interrupted(show)
MainWindow.showEvent = shown
opened(close)
show()
print("done")
""",
    "Ctrl-C while it is made": """
from gradviz.gui import embedded as guest
interrupt_while, guest.stay = guest.stay, lambda *a: (interrupt(), interrupt_while(*a))
assert interrupted(show)
print("done")
""",
    "Ctrl-C where the caller has a handler": """
seen = []
def handler(number, frame): seen.append(frame.f_code.co_name)
signal.signal(signal.SIGINT, handler)
soon(interrupt)
show()
assert len(seen) == 1 and signal.getsignal(signal.SIGINT) is handler, seen
class Stop(Exception): pass
def raising(*_): raise Stop
signal.signal(signal.SIGINT, raising)
opened(lambda window: interrupt())
try: show()
except Stop: print("done")
""",
    "Ctrl-C where it is ignored": """
signal.signal(signal.SIGINT, signal.SIG_IGN)
opened(lambda window: (interrupt(), close(window)))
show()
assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
print("done")
""",
    "Ctrl-C in a coroutine": """
import asyncio
async def main():
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, told.set)
    opened(lambda window: (os.kill(os.getpid(), signal.SIGUSR1), close(window)),
        lambda window: interrupt())
    show()
    await asyncio.wait_for(told.wait(), 5)
    show()
    await asyncio.sleep(5)
assert interrupted(lambda: asyncio.run(main()))
print("done")
""",
    "Ctrl-C in a window that is open from a window": """
from PySide6.QtCore import QTimer
def inner(window):
    QTimer.singleShot(200, window, interrupt)
    show()
opened(inner)
assert interrupted(show) and not windows()
print("done")
""",
    "Ctrl-C with dialogs open": """
def export(window): window.dialogs.show_export(); interrupt()
def keys(window): window.dialogs.show_keys(); interrupt()
def palette(window): window.dialogs.show_palette(); interrupt()
def question(window): edit(window); window.close(); interrupt()
def file(window): window.files.choose_and_open(); interrupt()
def save(window): window.files.save_as(); interrupt()
def menu(window): window.menuBar().actions()[0].menu().popup(window.pos()); interrupt()
steps = (export, keys, palette, question, file, save, menu)
opened(*steps)
for step in steps: assert interrupted(show), step
assert not windows(), windows()
print("done")
""",
    "Ctrl-C while it plays, and while something is dragged or typed": """
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from gradviz.refs import CellRef
def play(window): window.workspace.player.play(); soon(interrupt, 0.5)
def drag(window):
    at = window.stage.place_of(CellRef("W", 0, 0)).center().toPoint()
    QTest.mousePress(window.stage, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QTest.mouseMove(window.stage, at - QPoint(0, 30))
    interrupt()
def type_(window): window.stage.edit_cell(CellRef("W", 0, 0), "1/"); interrupt()
steps = (play, drag, type_)
opened(*steps)
for step in steps: assert interrupted(show), step
print("done")
""",
    "what was changed when Ctrl-C came is offered again": """
told = []
def change(window):
    edit(window); window.files.findChild(QTimer).timeout.emit()
    interrupt()
def look(window):
    told.append(window.notice.text); window.notice.dismiss(); close(window)
from PySide6.QtCore import QTimer
opened(change, look)
assert interrupted(show)
show(((5, 6),))
assert "a session without a name open. What was not saved is kept" in told[0], told
print("done")
""",
}

ORDERS = {
    "whatever can run": """
W, X = [[2, -1], [1, 3]], [[1, 0], [3, 1]]
net = gv.Network([gv.Linear(W), gv.Activation("relu")])
p = gv.backprop(W, X, target=X, convention="xwt")
gv.save(p, "made.gradviz")
seen = []
def look(window):
    document = window.workspace.document
    seen.append((len(document.network.layers), document.convention, document.loss))
    window.leave()
opened(look, look, look, look)
gv.show(net, X, loss="mse", target=X)
gv.show(p)
gv.show(gv.open("made.gradviz"))
gv.show(W, X, convention="xw")
assert seen == [(2, "wx", "mse"), (1, "xwt", "squared_error"), (1, "xwt", "squared_error"),
    (1, "xw", "sum")], seen
print("done")
""",
    "one after the other": """
import gc, psutil
opened(lambda window: (window.dialogs.show_export(), close(window)), *[close] * 19, ms=0)
sizes = []
for n in range(20):
    show(((1, n),))
    gc.collect()
    sizes.append(psutil.Process().memory_info().rss / 2**20)
assert sizes[-1] - sizes[5] < 12, sizes
print("done")
""",
    "pictures before, beside and after": """
def pictures(name):
    gv.export(gv.backprop([[1, 2]], [[3], [4]]), f"{name}.png", size=(200, 100))
def beside(window):
    thread = threading.Thread(target=lambda: pictures("b"))
    thread.start()
    pictures("c")
    thread.join()
    close(window)
pictures("a")
opened(beside, close)
show()
pictures("d")
show()
print("done")
""",
    "an error in the window, and again": """
from contextlib import redirect_stderr
from io import StringIO
def broken(window):
    from PySide6.QtCore import QTimer
    QTimer.singleShot(0, lambda: 1 / 0)
    QTimer.singleShot(50, window, lambda: close(window))
hook = sys.excepthook
opened(broken, close)
with redirect_stderr(StringIO()) as told: show()
assert "ZeroDivisionError" in told.getvalue() and sys.excepthook is hook
for wrong in ([[1]], [["x"]]):
    try: show(wrong)
    except gv.GradvizError: pass
    else: raise AssertionError(wrong)
show()
print("done")
""",
    "in another thread it says so": """
told = []
def work():
    try: show()
    except gv.GradvizError as error: told.append(str(error))
def in_thread():
    thread = threading.Thread(target=work); thread.start(); thread.join()
in_thread()
assert "PySide6" not in sys.modules
opened(lambda window: (in_thread(), close(window)))
show()
assert len(told) == 2 and all("thread 'Thread-" in text for text in told), told
print("done")
""",
    "a window that nobody closed": """
from gradviz.gui.app import application
from gradviz.gui.main_window import MainWindow
from gradviz.session.document import example
kept = application()
window = MainWindow(example()); window.show()
for _ in range(5): kept.processEvents()
edit(window)
window.workspace.look_at(view="cube")
for _ in range(5): kept.processEvents()
print("done")
""",
    "Python ends in the window": """
def leave(window):
    print("done", flush=True)
    sys.exit(0)
opened(leave)
show()
""",
}

HOSTS = {
    "beside a QApplication, which stays as it was": """
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtGui import QPalette, QColor
from PySide6.QtWidgets import QApplication, QPushButton
application = QApplication(["host"])
application.setApplicationName("host"); application.setStyle("windows")
palette = QPalette(QColor("green")); application.setPalette(palette)
application.setStyleSheet("QPushButton { color: red }")
button = QPushButton("mine"); button.show()
def state():
    return (application.applicationName(), application.organizationName(),
        application.style().name(), application.palette(), application.styleSheet(),
        button.font(), button.palette(), button.grab().toImage(), sys.excepthook,
        application.quitOnLastWindowClosed())
before = state()
during = []
def look(window): during.append(state() [:-2] == before[:-2]); close(window)
opened(look, look)
show()
assert state() == before and during == [True]
QTimer.singleShot(0, lambda: (show(), button.close()))
assert application.exec() == 0
assert during == [True, True] and state()[:-1] == before[:-1]
print("done")
""",
    "a program without a window of its own goes on": """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
application = QApplication(["host"])
opened(close, close)
show()
steps = []
QTimer.singleShot(0, lambda: (show(), steps.append("shown")))
QTimer.singleShot(1500, lambda: (steps.append("alive"), application.exit(3)))
assert application.exec() == 3
assert steps == ["shown", "alive"], steps
print("done")
""",
    "the program ends while it is open": """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
application = QApplication(["host"])
opened(lambda window: (edit(window), application.exit(4)))
QTimer.singleShot(0, show)
assert application.exec() == 4
assert not windows()
print("done")
""",
    "a QApplication that is ended and made again": """
from PySide6.QtWidgets import QApplication
opened(close, close, close, close)
show()
application = QApplication(["host"])
show()
application.shutdown(); del application
application = QApplication(["host"])
show()
del application
show()
print("done")
""",
    "beside what shows no windows it says so": """
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
for kind in (QCoreApplication, QGuiApplication):
    application = kind(["host"])
    try: show()
    except gv.GradvizError as error: assert kind.__name__ in str(error), error
    else: raise AssertionError(kind)
    application.shutdown(); del application
opened(close)
show()
print("done")
""",
    "Ctrl-C beside a QApplication": """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
application = QApplication(["host"])
seen = []
def slot():
    seen.append(interrupted(show))
    application.exit(5)
seen.append(interrupted(lambda: (soon(interrupt, 0.5), show())))
opened(lambda window: interrupt())
QTimer.singleShot(0, slot)
assert application.exec() == 5 and seen == [True, True]
print("done")
""",
    "beside matplotlib, in every order": """
import warnings; warnings.filterwarnings("ignore", "Enum value", DeprecationWarning)
import logging; logging.getLogger("matplotlib").setLevel("ERROR")  # its fonts take long
import matplotlib; matplotlib._c_internal_utils.display_is_valid = lambda: True
matplotlib.use("QtAgg")
import matplotlib.pyplot as plt
def plot(block):
    made = plt.figure()
    timer = made.canvas.new_timer(100); timer.add_callback(plt.close, made); timer.start()
    plt.show(block=block)
    return made, timer
opened(close, close, close)
show()
plot(True)
show()
kept = plot(False)
show()
plt.show()
print("done")
""",
}

WAYS = INTERRUPTS | ORDERS | HOSTS
