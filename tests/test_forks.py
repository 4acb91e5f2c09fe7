"""A child that is forked off finds nothing locked that another thread was just loading."""

import os
from pathlib import Path

import pytest

from tests.api.calling import run_python

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")

_SPIED = """
import io, sys
import gradviz as gv
from gradviz.forks import _ALONE

loose = set()

class Spy:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if not _ALONE._is_owned():
            loose.add(name)

sys.meta_path.insert(0, Spy)
"""

_PICTURES = """
from itertools import product
W, X = [[2, 0.5], [1, -1]], [[3, 1], [4, 2]]
network = gv.Network([gv.Linear(W), gv.Activation("relu"), gv.Linear(W)])
views = "flow jacobian race adjoint steepest cube derivation".split()
for source, view, key in product((W, network), views, ("start", "end", None)):
    gv.frame(source, X, view=view, key=key)
ways = product(("focus", "triptych", "column", "gradients"), ("cells", "columns", "outer"))
for (way, sweep), seconds in product(ways, (0.1, 1.2, 3.3, 7.1)):
    look = {"arrangement": way, "sweep": sweep}
    gv.frame(network, X, view="flow", seconds=seconds, look=look)
gv.frame(W, X, view="jacobian", look={"sample": None}, seconds=3.0)
gv.frame(W, X, view="derivation", look={"by": "indices"}, seconds=3.0)
try:
    gv.frame(W, X, key="X_gard[1,1]")
except gv.InputError:
    pass
"""

_FILES = """
for form in ("csv", "npz", "tex", "png", "svg", "pdf"):
    gv.export([[2, 0.5]], io.BytesIO(), "W", X=[[3], [4]], format=form)
gv.save([[1]], "a.gradviz", [[1]])
gv.open("a.gradviz")
"""


@pytest.mark.parametrize("made", [_PICTURES, _FILES], ids=["pictures", "files"])
def test_no_fork_comes_between_what_is_loaded_late(made: str, tmp_path: Path) -> None:
    done = run_python(f"{_SPIED}{made}\nprint(sorted(loose))", tmp_path)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "[]", "")


def test_a_fork_waits_for_what_is_loading(tmp_path: Path) -> None:
    code = """
import os
from threading import Event, Thread
from gradviz.forks import unforked

begun, ended, loaded = Event(), Event(), []

def load():
    with unforked():
        begun.set()
        ended.wait(0.3)
        loaded.append(True)

thread = Thread(target=load)
thread.start()
begun.wait()
child = os.fork()
if not child:
    with unforked():
        os._exit(0 if loaded else 1)
assert os.waitpid(child, 0)[1] == 0
thread.join()
"""
    done = run_python(code, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_fork_while_all_is_loaded_for_the_first_time(tmp_path: Path) -> None:
    """Hooks of what is loaded meanwhile run after the fork, and not before it."""
    code = """
import os, time
from threading import Thread
import gradviz as gv

def work():
    gv.frame([[2]], [[3]], view="derivation", look={"by": "transposing"})

thread = Thread(target=work)
thread.start()
time.sleep(0.1)
child = os.fork()
if not child:
    work()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
thread.join()
"""
    done = run_python(code, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
