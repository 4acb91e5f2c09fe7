"""Ways to call `gradviz.export`, each a script of its own: points of a picture, from anywhere.

A script has `export(name)` at hand, which writes name.png, and says "done" when all is well. It is
started with ``-W error``; it has to end with 0, to say nothing else, and all pictures are the same.
"""

HEAD = """\
import gradviz as gv

def export(name, passes=gv.backprop([[1, 2]], [[3], [4]], Y_grad=[[1]])):
    gv.export(passes, f"{name}.png", size=(200, 100))
"""

THREADS = {
    "the first picture in a thread": """
from threading import Thread
thread = Thread(target=export, args=("a",)); thread.start(); thread.join()
export("b")
print("done")
""",
    "a later picture in a thread": """
from threading import Thread
export("a")
thread = Thread(target=export, args=("b",)); thread.start(); thread.join()
print("done")
""",
    "a thread for every picture": """
from threading import Thread
threads = [Thread(target=export, args=(n,)) for n in range(20)]
for thread in threads: thread.start()
export("main")
for thread in threads: thread.join()
print("done")
""",
    "one thread after the other": """
from threading import Thread
for n in range(5):
    thread = Thread(target=export, args=(n,)); thread.start(); thread.join()
print("done")
""",
    "a pool of threads": """
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(4) as pool:
    list(pool.map(export, range(12)))
print("done")
""",
    "asyncio.to_thread": """
import asyncio
async def main():
    await asyncio.gather(*(asyncio.to_thread(export, n) for n in range(6)))
    export("loop")
asyncio.run(main())
print("done")
""",
    "a thread that outlives the main one": """
import threading
def work():
    threading.main_thread().join()
    export("a"); export("b")
    print("done")
threading.Thread(target=work).start()
""",
    "a daemon thread while Python ends": """
import threading, time
begun = threading.Event()
def work():
    while True:
        export("a")
        begun.set()
threading.Thread(target=work, daemon=True).start()
begun.wait()
print("done")
""",
    "a QThread without an application": """
from PySide6.QtCore import QThread
class Work(QThread):
    def run(self): export("a")
work = Work(); work.start(); work.wait()
export("b")
print("done")
""",
}

_FORKS = """
import os
from threading import Thread
threads = [Thread(target=lambda n=n: [export(f"{n}-{k}") for k in range(3)]) for n in range(2)]
for thread in threads: thread.start()
children = []
for n in range(6):
    child = os.fork()
    if not child:
        export(f"child-{n}")
        os._exit(0)
    children.append(child)
for thread in threads: thread.join()
assert all(os.waitpid(child, 0)[1] == 0 for child in children)
print("done")
"""

PROCESSES = {
    "ProcessPoolExecutor that forks, after a picture": """
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
export("main")
with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
    list(pool.map(export, range(4)))
export("again")
print("done")
""",
    "ProcessPoolExecutor that forks, before a picture": """
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
    list(pool.map(export, range(4)))
export("main")
print("done")
""",
    "ProcessPoolExecutor that spawns": """
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
if __name__ == "__main__":
    export("main")
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(export, range(4)))
    print("done")
""",
    "a fork server": """
import multiprocessing
if __name__ == "__main__":
    export("main")
    child = multiprocessing.get_context("forkserver").Process(target=export, args=("child",))
    child.start(); child.join()
    print("done" if child.exitcode == 0 else child.exitcode)
""",
    "daemons of multiprocessing": """
import multiprocessing
export("main")
pool = multiprocessing.get_context("fork").Pool(2)
pool.map(export, range(4))
pool.terminate(); pool.join()
export("again")
print("done")
""",
    "os.fork after a picture": """
import os
export("main")
child = os.fork()
if not child:
    export("child")
    os._exit(0)
export("again")
assert os.waitpid(child, 0)[1] == 0
print("done")
""",
    "os.fork before a picture, in a thread": """
import os
from threading import Thread
def work():
    child = os.fork()
    if not child:
        export("child")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
thread = Thread(target=work); thread.start(); thread.join()
export("main")
print("done")
""",
    "a child that ends as Python does, and a child of it": """
import os, sys
export("a")
if not os.fork():
    export("b")
    if not os.fork():
        export("c")
        sys.exit()
    os.wait()
    sys.exit()
assert os.wait()[1] == 0
print("done")
""",
    "forks while threads draw": _FORKS,
    "forks while threads draw a view": """
def export(name, passes=gv.backprop([[1, 2]], [[3], [4]], Y_grad=[[1]])):
    gv.export(passes, f"{name}.png", view="cube", at="end", size=(200, 100))
"""
    + _FORKS,
    "waiting until there is no child left": """
import os
export("a")
if not os.fork(): os._exit(0)
try:
    while True: os.wait()
except ChildProcessError:
    export("b")
    print("done")
""",
    "a daemon that closes every file": """
import os
export("a")
read, write = os.pipe()
if not os.fork():
    os.setsid()
    if os.fork(): os._exit(0)
    os.closerange(3, write); os.closerange(write + 1, 256)
    export("b")
    os.write(write, b"done")
    os._exit(0)
os.close(write)
os.wait()
print(os.read(read, 9).decode())
os.close(read)
""",
    "children are nobody's business": """
import signal
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
export("a"); export("b")
print("done")
""",
    "whoever reaps every child": """
import os, signal
def reap(*_):
    try:
        while os.waitpid(-1, os.WNOHANG)[0]: pass
    except ChildProcessError: pass
signal.signal(signal.SIGCHLD, reap)
export("a"); export("b")
print("done")
""",
}

ENDS = {
    "at exit": """
import atexit
atexit.register(print, "done")
atexit.register(export, "a")
export("b")
atexit.register(export, "c")
""",
    "only at exit": """
import atexit
atexit.register(lambda: (export("a"), print("done")))
""",
    "in a handler of a signal, in the middle of a picture": """
import signal
export("warm"); pictures = iter(range(100))
def draw(*_): export(f"handler-{next(pictures)}")
signal.signal(signal.SIGALRM, draw)
for n in range(8):
    signal.setitimer(signal.ITIMER_REAL, 0.001 + 0.012 * n)
    for k in range(4): export(f"{n}-{k}")
signal.setitimer(signal.ITIMER_REAL, 0)
print("done")
""",
    "Ctrl-C in the middle of a picture": """
import os, signal, threading, time
interrupted = 0
for n in range(8):
    timer = threading.Timer(0.01 + 0.04 * n, os.kill, (os.getpid(), signal.SIGINT))
    end = time.monotonic() + 10  # whatever the machine: it is drawing when Ctrl-C comes
    timer.start()
    try:
        while time.monotonic() < end: export("a")
    except KeyboardInterrupt:
        interrupted += 1
    timer.join()
export("b")
print("done" if interrupted == 8 else interrupted)
""",
    "Ctrl-C at a terminal, which every process of the program gets": """
import os, signal
from gradviz.render.process.process import PAINTER
os.setsid()
export("a")
painter = PAINTER._idle
try: os.killpg(0, signal.SIGINT)
except KeyboardInterrupt: pass
export("b")
print("done" if PAINTER._idle is painter else "it was ended")
""",
    "its process is killed between pictures": """
import psutil
from gradviz.render.process.process import PAINTER
def kill():
    mark = repr(PAINTER._idle.mark)
    for process in psutil.process_iter(["cmdline"]):
        if any(mark in word for word in process.info["cmdline"] or ()):
            process.kill(); process.wait()
            return
    raise AssertionError("it is not there")
for n in range(3):
    export(n)
    kill()
export("last")
print("done")
""",
    "garbage that draws": """
import gc
class Odd:
    def __init__(self): self.me = self
    def __del__(self): export("garbage")
gc.disable()
Odd()
export("a")
gc.collect()
export("b")
print("done")
""",
}

PLACES = {
    "a folder that is gone": """
import os, pathlib, tempfile
home = pathlib.Path.cwd()
gone = tempfile.mkdtemp()
os.chdir(gone); os.rmdir(gone)
export(home / "a")
os.chdir(home)
export("b")
print("done")
""",
    "variables of another Qt": """
import os
os.environ |= {"QT_QPA_PLATFORM": "nonsense", "QT_QPA_PLATFORM_PLUGIN_PATH": "/nowhere",
    "QT_PLUGIN_PATH": "/nowhere", "QT_SCALE_FACTOR": "3", "QT_DEBUG_PLUGINS": "1",
    "PYTHONINSPECT": "1", "PYTHONVERBOSE": "1", "PYTHONPATH": "/nowhere"}
export("a")
del os.environ["PYTHONINSPECT"]
print("done")
""",
    "no folder for temporary files": """
import tempfile
def none(): raise FileNotFoundError("no usable temporary directory")
tempfile.gettempdir = tempfile._get_default_tempdir = none
tempfile.tempdir = None
export("a")
print("done")
""",
    "standard files are closed": """
import os
done = os.dup(1)
for descriptor in (0, 1, 2): os.close(descriptor)
export("a"); export("b")
os.write(done, b"done\\n")
os._exit(0)
""",
    "no process may be started": """
import resource
export("a")
from gradviz.render.process.process import PAINTER
PAINTER._close()
resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
held = []
try:
    while True: held.append(open("/dev/null"))
except OSError: pass
text = ""
try: export("a")
except gv.GradvizError as error: text = str(error)
for file in held: file.close()
assert "cannot start" in text and "\\n" not in text, text
export("b")
print("done")
""",
    "where it is a child, as on other systems": """
from gradviz.render.process import process as painter_process
painter_process._IS_ORPHAN = False
painter = painter_process.PainterProcess()
from gradviz.scene.marks.frame import Frame
frame = Frame(200, 100, (0, 0, 0, 255), ())
assert painter.encode(frame, "png") == painter.encode(frame, "png")
painter._close()
assert painter.encode(frame, "png")
print("done")
""",
    "a program that is no Python": """
import sys
kept, sys.frozen = sys.executable, True
try: export("a")
except gv.GradvizError as error:
    assert "multiprocessing.set_executable" in str(error) and "\\n" not in str(error), error
del sys.frozen
export("b")
print("done")
""",
    "what it cannot draw is told here": """
from gradviz.render.process.process import PAINTER
from gradviz.scene.marks.frame import Frame
for form, size, text in (("bmp", 100, "got 'bmp'"), ("png", 99999, "at most 16384 pixels")):
    try: PAINTER.encode(Frame(size, 100, (0, 0, 0, 255), ()), form)
    except gv.InputError as error: assert text in str(error), error
    else: raise AssertionError(form)
try: PAINTER.encode(Frame(100, 100, (0, 0, 0, 255), ("no mark",)), "png")
except RuntimeError as error: assert "Traceback" in str(error), error
export("a")
print("done")
""",
}

APPLICATIONS = {
    "beside a QCoreApplication": """
from PySide6.QtCore import QCoreApplication
export("a")
application = QCoreApplication([])
export("b")
print("done")
""",
    "in a slot of a running QApplication": """
import os; os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel("mine"); label.show()
def draw():
    export("a")
    label.close()
QTimer.singleShot(0, draw)
assert application.exec() == 0
export("b")
print("done")
""",
    "before a QApplication, which is ended and made again": """
import os; os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtWidgets import QApplication
export("a")
application = QApplication([]); export("b"); application.shutdown(); del application
application = QApplication([]); export("c")
print("done")
""",
    "in a thread of a program with windows": """
import os; os.environ["QT_QPA_PLATFORM"] = "offscreen"
from threading import Thread
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication
application = QApplication([])
class Told(QObject): done = Signal()
told = Told(); told.done.connect(application.quit)
thread = Thread(target=lambda: (export("a"), told.done.emit())); thread.start()
application.exec(); thread.join()
export("b")
print("done")
""",
}

MATPLOTLIB = """
import os; os.environ["QT_QPA_PLATFORM"] = "offscreen"
import warnings; warnings.filterwarnings("ignore", "Enum value", DeprecationWarning)
import logging; logging.getLogger("matplotlib").setLevel("ERROR")  # its fonts take long
import matplotlib; matplotlib._c_internal_utils.display_is_valid = lambda: True
matplotlib.use("QtAgg")
import matplotlib.pyplot as plt
def figure():
    made = plt.figure()
    timer = made.canvas.new_timer(100); timer.add_callback(plt.close, made); timer.start()
    return made, timer
"""

PLOTS = {
    "a picture, then matplotlib": f"""
export("a")
{MATPLOTLIB}
kept = figure()
plt.show()
export("b")
print("done")
""",
    "matplotlib, then a picture": f"""
{MATPLOTLIB}
kept = figure()
plt.show()
export("a")
kept = figure()
plt.show()
print("done")
""",
    "a picture beside a plot": f"""
{MATPLOTLIB}
kept = figure()
plt.show(block=False)
export("a")
plt.show()
print("done")
""",
}

WAYS = THREADS | PROCESSES | ENDS | PLACES | APPLICATIONS | PLOTS
