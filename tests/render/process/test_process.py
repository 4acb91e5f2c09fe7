"""Another process draws: the same pictures, and the same complaints."""

import os
from collections.abc import Callable

import pytest

from gradviz.errors import GradvizError, InputError
from gradviz.render import export
from gradviz.render.process import in_place
from gradviz.render.process import process as painter_process
from gradviz.render.process.process import PAINTER
from gradviz.scene.marks.frame import Frame
from tests.render import frames
from tests.render.test_painter import FRAMES

SMALL = Frame(30, 20, frames.GROUND, ())


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("form", ["png", "svg"])
@pytest.mark.parametrize("name", FRAMES)
def test_it_draws_what_is_drawn_in_place(name: str, form: str) -> None:
    for scale, transparent in ((1.0, False), (1.25, True)):
        there = PAINTER.encode(FRAMES[name](), form, scale=scale, transparent=transparent)
        here = export.encode(FRAMES[name](), form, scale=scale, transparent=transparent)
        assert there == here


@pytest.mark.usefixtures("qapp")
def test_a_pdf_differs_in_its_date_and_its_name_only() -> None:
    there, here = (draw(frames.product(), "pdf") for draw in (PAINTER.encode, in_place.encode))
    assert there.startswith(b"%PDF-")
    assert abs(len(there) - len(here)) < 8


@pytest.mark.parametrize("draw", [PAINTER.encode, in_place.encode])
def test_what_cannot_be_drawn_is_told_alike(qapp: object, draw: Callable[..., bytes]) -> None:
    with pytest.raises(InputError, match="got 'gif'"):
        draw(SMALL, "gif")
    with pytest.raises(InputError, match="30×20 at a scale of 1000 is 30000"):
        draw(SMALL, "png", scale=1000.0)


def test_what_is_wrong_with_the_system_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gradviz.render.system.picture_problem", lambda: "libEGL is missing")
    with pytest.raises(GradvizError, match="libEGL is missing"):
        in_place.encode(SMALL, "png")


def test_one_that_ends_again_and_again_is_told_with_its_last_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for code, told in (
        ("import sys; sys.exit('first\\nno memory\\n')", "ended twice: no memory$"),
        ("{path} {mark} {is_orphan}", "ended twice: .*Error"),
        ("import os; os._exit(3)", "without a word; perhaps there is not enough memory"),
    ):
        monkeypatch.setattr(painter_process, "_CODE", code)
        with pytest.raises(GradvizError, match=told) as raised:
            painter_process.PainterProcess().encode(SMALL, "png")
        assert "\n" not in str(raised.value)


def test_what_python_prints_when_it_starts_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    loud = "import os; os.write(1, b'hello ' * 9)\n" + painter_process._CODE
    monkeypatch.setattr(painter_process, "_CODE", loud)
    assert painter_process.PainterProcess().encode(SMALL, "png") == PAINTER.encode(SMALL, "png")


def test_no_end_of_a_pipe_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    def count() -> int:
        return len(os.listdir("/proc/self/fd"))

    monkeypatch.setattr(painter_process, "_CODE", "import os; os._exit(3)")
    before = count()
    with pytest.raises(GradvizError):
        painter_process.PainterProcess().encode(SMALL, "png")
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    monkeypatch.setattr("multiprocessing.spawn.get_executable", lambda: "/nowhere/python")
    with pytest.raises(GradvizError, match=r"cannot start .*/nowhere/python: No such file"):
        painter_process.PainterProcess().encode(SMALL, "png")
    assert count() == before
