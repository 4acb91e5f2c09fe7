"""The house: no circle of imports, nothing too large to be read, every test where it belongs."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
MOST_LINES = 320
MOST_FILES = 20

PROMISES = {
    "cli/test_slips.py",
    "cli/test_window.py",
    "engine/test_torch.py",
    "gui/files/test_opening_question.py",
    "gui/test_gestures.py",
    "gui/test_language.py",
    "gui/test_readme.py",
    "gui/test_real_window.py",
    "gui/test_same_pixels.py",
    "gui/test_states.py",
    "gui/views/test_jacobian.py",
    "gui/views/test_printed.py",
    "gui/views/test_steepest.py",
    "gui/views/test_tied.py",
    "gui/views/test_views.py",
    "gui/widgets/test_lists.py",
    "language/test_convention.py",
    "messages/test_catalogues.py",
    "messages/test_sources.py",
    "render/cells/test_cells.py",
    "render/cells/test_lone_cell.py",
    "render/test_pictures.py",
    "render/test_qt_sound.py",
    "scene/marks/test_quad.py",
    "scene/marks/test_vision.py",
    "session/files/test_hostile_files.py",
    "session/files/test_kills.py",
    "session/reading/test_nothing_vanishes.py",
    "session/reading/test_written_matrices.py",
    "test_calling.py",
    "test_entries.py",
    "test_house.py",
    "test_layers.py",
    "test_project.py",
    "test_round_trip.py",
    "test_sources.py",
    "test_system_libraries.py",
    "test_wheel.py",
    "views/test_captions.py",
    "views/test_keymarks.py",
    "views/test_language.py",
    "views/test_large_text.py",
    "views/test_matrix.py",
    "views/test_resting.py",
    "views/test_tangents.py",
    "views/test_tied.py",
    "views/test_views.py",
}
"""Tests of what several modules promise together; every other test is of one module."""


# --- circles


def modules(top: Path) -> dict[str, Path]:
    """Return every file of the package by the name under which it is imported."""
    found = {}
    for path in sorted((top / "gradviz").rglob("*.py")):
        parts = path.relative_to(top).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, known: dict[str, Path]) -> Iterator[tuple[str, int]]:
    """Yield the modules that a file names, with the line: for types and in functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((each.name, node.lineno) for each in node.names if each.name in known)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: name the module in full"
            for each in node.names:
                inner = f"{node.module}.{each.name}"
                name = inner if inner in known else str(node.module)
                if name in known:
                    yield name, node.lineno


def circle(top: Path) -> str:
    """Return a circle of imports in words; "" where there is none."""
    known = modules(top)
    graph = {name: dict(imports(path, known)) for name, path in known.items()}
    try:
        TopologicalSorter({name: named.keys() - {name} for name, named in graph.items()}).prepare()
    except CycleError as error:
        names = error.args[1][::-1]  # what imports comes first
        steps = (
            f"{known[name].relative_to(top)}, line {graph[name][to]}, imports {to}"
            for name, to in pairwise(names)
        )
        return ";\n".join(steps) + ": let the lower one take what it uses, not who has it"
    return ""


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circle(TOP) == ""


def test_nobody_is_handed_the_whole_window() -> None:
    known = modules(TOP)
    window = "gradviz.gui.main_window"
    takers = {name for name, path in known.items() if window in dict(imports(path, known))}
    assert takers == {"gradviz.gui.app", "gradviz.gui.embedded"}, "they open it; others take parts"


PLAIN = "from gradviz.b import B"
FOR_TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from gradviz.b import B"
LATE = "def late():\n    from gradviz import b"


@pytest.mark.parametrize("statement", [PLAIN, FOR_TYPES, LATE, "import gradviz.b"])
def test_a_circle_is_found_and_said(tmp_path: Path, statement: str) -> None:
    package = tmp_path / "gradviz"
    package.mkdir()
    for name, text in {
        "__init__": "",
        "a": statement,
        "b": "from gradviz.c import C\nB = C",
        "c": "import numpy\n\nfrom gradviz.d import D\nC = D",
        "d": "D = 1",
    }.items():
        (package / f"{name}.py").write_text(text, encoding="utf-8")
    assert circle(tmp_path) == ""
    (package / "d.py").write_text("D = 1\n\n\ndef late():\n    import gradviz.a", encoding="utf-8")
    said = circle(tmp_path)
    for step in (
        f"{Path('gradviz/a.py')}, line {statement.count(chr(10)) + 1}, imports gradviz.b",
        f"{Path('gradviz/b.py')}, line 1, imports gradviz.c",
        f"{Path('gradviz/c.py')}, line 3, imports gradviz.d",
        f"{Path('gradviz/d.py')}, line 5, imports gradviz.a",
    ):
        assert step in said


# --- sizes


def too_long(top: Path) -> dict[str, int]:
    """Return the files of the package that have too many lines, with their number."""
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files(top)}
    return {str(path.relative_to(top)): n for path, n in lines.items() if n > MOST_LINES}


def too_full(top: Path) -> dict[str, int]:
    """Return the folders of the package with too many files beside each other."""
    folders = {path.parent for path in files(top)}
    counts = {folder: len(list(folder.glob("*.py"))) for folder in folders}
    return {str(folder.relative_to(top)): n for folder, n in counts.items() if n > MOST_FILES}


def files(top: Path) -> list[Path]:
    return sorted((top / "gradviz").rglob("*.py"))


def test_no_file_is_too_long_and_no_folder_too_full() -> None:
    assert too_long(TOP) == {}
    assert too_full(TOP) == {}


def test_what_is_too_large_is_named(tmp_path: Path) -> None:
    package = tmp_path / "gradviz" / "scene"
    package.mkdir(parents=True)
    for n in range(MOST_FILES):
        (package / f"part{n}.py").write_text("\n" * MOST_LINES, encoding="utf-8")
    assert (too_long(tmp_path), too_full(tmp_path)) == ({}, {})
    (package / "more.py").write_text("\n" * (MOST_LINES + 1), encoding="utf-8")
    assert too_long(tmp_path) == {str(Path("gradviz/scene/more.py")): MOST_LINES + 1}
    assert too_full(tmp_path) == {str(Path("gradviz/scene")): MOST_FILES + 1}


# --- tests


def astray(top: Path) -> set[str]:
    """Return the tests that have no module in the same place of the package."""
    found = set()
    for path in (top / "tests").rglob("test_*.py"):
        place = path.relative_to(top / "tests")
        module = top / "gradviz" / place.parent / place.stem.removeprefix("test_")
        if not module.with_suffix(".py").exists() and not (module / "__init__.py").exists():
            found.add(place.as_posix())
    return found


def test_tests_lie_where_their_modules_lie() -> None:
    assert astray(TOP) - PROMISES == set(), "move it beside its module, or say what it keeps"
    assert PROMISES - astray(TOP) == set(), "not there, or no more than the test of a module"


def test_a_test_that_went_astray_is_named(tmp_path: Path) -> None:
    for name in ("gradviz/scene/frame.py", "gradviz/api/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    for name in ("scene/test_frame.py", "test_api.py", "test_frame.py"):
        (tmp_path / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / name).touch()
    assert astray(tmp_path) == {"test_frame.py"}
