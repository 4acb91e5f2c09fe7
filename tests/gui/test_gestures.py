"""Random hands on the real window do no harm; and the machine that moves them can tell harm."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.stress import fence
from tests.stress.__main__ import main
from tests.stress.collector import collected, verdict
from tests.stress.gestures import script, try_moves
from tests.stress.job import Job
from tests.stress.memory import growth, in_use
from tests.stress.moves import (
    Answer,
    Command,
    Drop,
    EditCell,
    Key,
    Move,
    Open,
    Reread,
    Undo,
    Unwind,
)
from tests.stress.rounds import Round, play
from tests.stress.shrink import shrunk
from tests.stress.trouble import gist

CUBE_UNDO = (Command("view-cube"), Command("layer-add-relu"), Undo(1))
RACE = (Command("view-race"),)


def made(*moves: Move, planted: str = "", patience: float = 20.0) -> Round:
    return play(Job(moves=tuple(map(repr, moves)), planted=planted, patience=patience))


def test_random_moves_leave_nothing_wrong() -> None:
    assert try_moves(300, seed=1) == []


def test_moves_do_what_they_are_called() -> None:
    done = made(
        *(Command("layer-add-relu"), Command("layer-add-linear"), Undo(2), Undo(-1), Unwind()),
        *(EditCell("X", 0, 0, "1/3", "Return"), Command("view-cube", "Alt+6"), Key("Tab", 3)),
        *(Command("save"), Answer("new.gradviz"), Reread(), Drop("cut.gradviz")),
        *(Open("deep", (640, 480)), Command("convention-xw"), Command("preset-relu")),
    )
    assert done.fault == ""
    assert len(done.moves) == 15
    assert len(done.memory) == 1
    assert "audit" in done.fences


# --- what is planted is found


@pytest.mark.parametrize(
    ("planted", "moves", "told"),
    [
        ("index_error", CUBE_UNDO, "IndexError: "),
        ("one_bit", CUBE_UNDO, "undo to step 0 brought another document: X was "),
        ("old_passes", CUBE_UNDO, "the passes shown are not those of the document"),
        ("crash", RACE, "Segmentation fault"),
        ("hang", RACE, "Timeout"),
        ("write_outside", RACE, "about to write outside"),
    ],
)
def test_a_planted_fault_is_found(planted: str, moves: tuple[Move, ...], told: str) -> None:
    assert told in made(*moves, planted=planted, patience=4.0).fault
    assert not Path(tempfile.gettempdir(), "gradviz-stress-planted").exists()


@pytest.mark.timeout(300)
def test_a_planted_fault_is_found_at_random_shrunk_and_printed(tmp_path: Path) -> None:
    (failure,) = try_moves(60, seed=12, planted="index_error", seconds=40.0)
    assert "list index out of range" in failure
    program = failure[failure.index('"""') : failure.rindex("(seen")]
    moves = re.findall(r"^        (\w+\(.*\)),$", program, re.MULTILINE)
    assert 2 <= len(moves) <= 12
    (tmp_path / "again.py").write_text(program, "utf-8")
    done = subprocess.run(
        [sys.executable, tmp_path / "again.py"], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 1
    assert f"failed at move {len(moves)} of {len(moves)}" in done.stderr


def test_memory_that_goes_on_growing_is_told() -> None:
    warm = [90, 100, 150, 190, 195, 200, 201, 202, 200, 201]
    assert growth(warm) == ""
    assert growth([*warm, *(210 + n % 5 for n in range(10))]) == ""
    assert growth([*warm, *(210 + 10 * n for n in range(12))]) != ""


def test_what_is_given_back_is_not_in_use() -> None:
    before = in_use()
    held = [bytes(1000) for _ in range(100_000)]
    taken = in_use() - before
    assert taken > 90_000_000
    del held
    assert in_use() - before < taken / 2


# --- the fence


def test_what_changed_outside_is_told() -> None:
    before = {"kept": (1, 1), "gone": (1, 1), "written": (1, 1)}
    after = {"kept": (1, 1), "new": (1, 1), "written": (2, 1)}
    assert fence.changes(before, after) == ["removed: gone", "made: new", "changed: written"]


def test_every_file_of_the_checkout_is_watched() -> None:
    watched = fence.traces()
    assert str(Path(__file__)) in watched
    assert str(fence.TOP / "Makefile") in watched
    assert not any("__pycache__" in path for path in watched)


def test_the_kernel_refuses_what_python_does_not_see(tmp_path: Path) -> None:
    code = (
        "import ctypes, sys; from pathlib import Path; from tests.stress import fence\n"
        f"print(fence.close_in(Path({str(tmp_path / 'in')!r}), sys.exit))\n"
        "make = ctypes.CDLL(None, use_errno=True).mkdir\n"
        f"print(make({str(tmp_path / 'in/new').encode()!r}, 0o700))\n"
        f"print(make({str(tmp_path / 'out').encode()!r}, 0o700), ctypes.get_errno())"
    )
    (tmp_path / "in").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=fence.TOP
    )
    fences, inside, outside = done.stdout.splitlines()
    if "kernel" not in fences:
        pytest.skip("this kernel has no Landlock")
    assert (inside, outside) == ("0", "-1 13")
    assert not (tmp_path / "out").exists()


# --- the collector


def test_a_collection_comes_after_each_test(tmp_path: Path) -> None:
    (tmp_path / "test_cycles.py").write_text(
        "import gc, weakref\n"
        "class Ring:\n    def __init__(self): self.me = self\n"
        "left = []\n"
        "def test_leave(): gc.disable(); left.append(weakref.ref(Ring()))\n"
        "def test_find(): assert left[0]() is None\n"
        "def test_fail(): assert left == 'nothing'\n"
    )
    (failure,) = collected((str(tmp_path),))
    assert "test_fail" in failure


def test_a_test_that_waits_in_a_loop_of_qt_is_ended(tmp_path: Path) -> None:
    (tmp_path / "test_wait.py").write_text(
        "import pytest\n"
        "from PySide6.QtWidgets import QApplication, QDialog\n"
        "@pytest.mark.timeout(2)\n"
        "def test_wait():\n    application = QApplication([])\n    QDialog().exec()\n"
    )
    (failure,) = collected((str(tmp_path),))
    assert "test_wait" in failure


def test_a_suite_that_crashes_tells_where() -> None:
    errors = (
        'Fatal Python error: Segmentation fault\n\n  File "/a/gradviz/gui/look.py", line 7 in g'
    )
    (failure,) = verdict(-11, "....", errors)
    assert failure.startswith(
        "pytest ended with -11: Fatal Python error: Segmentation fault at gui"
    )


# --- the table


def test_what_is_tried_is_told_in_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gestures", "--count", "0"]) == 0
    assert re.search(r"gestures\W+0\W+0\W+0", capsys.readouterr().out)


def test_a_kind_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["gesture"])
    assert "there is no kind 'gesture'; there are gestures, files" in capsys.readouterr().err


# --- shrinking


def test_a_list_is_shrunk_to_what_is_needed() -> None:
    tried: list[int] = []

    def fails(part: object) -> bool:
        tried.append(len(part))  # type: ignore[arg-type]  # it is a list
        return {3, 40, 97} <= set(part)  # type: ignore[call-overload]  # it is a list

    assert shrunk(range(100), fails, 60.0) == [3, 40, 97]
    assert len(tried) < 80


def test_what_does_not_fail_again_is_not_shrunk() -> None:
    assert shrunk(range(9), lambda _part: False, 60.0) is None


def test_shrinking_ends_when_its_time_is_over() -> None:
    seconds = iter(range(1000))
    left = shrunk(range(100), lambda part: 0 in part, 5.0, lambda: float(next(seconds)))
    assert left is not None
    assert 1 < len(left) <= 100


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            'Traceback (most recent call last):\n  File "/a/tests/x.py", line 3, in f\n'
            '  File "/a/gradviz/gui/stage.py", line 7, in g\nIndexError: 12 of 9',
            "IndexError at gui/stage.py:7",
        ),
        (
            "Fatal Python error: Segmentation fault\n\nCurrent thread 0x00 (most recent first):\n"
            '  File "/a/gradviz/gui/stage.py", line 7 in g\n'
            '  File "/a/gradviz/gui/app.py", line 9 in run',
            "Fatal Python error: Segmentation fault at gui/stage.py:7",
        ),
        ("the document changed: X was [1], is [2]", "the document changed: X"),
        ("212 top-level widgets: QMenu", "# top-level widgets: QMenu"),
    ],
)
def test_a_fault_is_the_same_whatever_the_numbers(text: str, kind: str) -> None:
    assert gist(text) == kind


def test_a_script_holds_all_moves() -> None:
    program = script([repr(move) for move in CUBE_UNDO], "IndexError: 7", "index_error")
    compile(program, "script", "exec")
    assert all(f"        {move!r},\n" in program for move in CUBE_UNDO)
    assert program.startswith('"""IndexError: #"""\n')
    assert "    planted='index_error',\n)" in program
