"""Dependencies point down: what each layer may not even load, and that the linter would say so."""

import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
PACKAGE = TOP / "gradviz"
LINTER = Path(sysconfig.get_path("scripts"), "lint-imports")

# Imports modules in turn and tells which of them was the first to load something unwanted.
WATCH = """
import importlib, json, sys
modules, unwanted = json.loads(sys.argv[1])
culprits = {}
for module in modules:
    importlib.import_module(module)
    for name in unwanted:
        if name in sys.modules:
            culprits.setdefault(name, module)
print(json.dumps(culprits))
"""


def modules(layer: str) -> list[str]:
    """Return the names of all modules of a package, or of the one module `layer`."""
    files = sorted((PACKAGE / layer).rglob("*.py")) or [PACKAGE / f"{layer}.py"]
    parts = [file.relative_to(TOP).with_suffix("").parts for file in files]
    return [".".join(p[:-1] if p[-1] == "__init__" else p) for p in parts]


def culprits(imported: list[str], *unwanted: str) -> dict[str, str]:
    """Return what of `unwanted` a new interpreter loads, and the module that brings it in."""
    command = [sys.executable, "-c", WATCH, json.dumps([imported, unwanted])]
    answer = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(answer.stdout)
    return found


@pytest.mark.parametrize(
    "layer",
    [
        "arrays",
        "disk",
        "engine",
        "errors",
        "explain",
        "language",
        "messages",
        "refs",
        "resources",
        "scene",
        "session",
        "timeline",
        "views",
    ],
)
def test_layers_below_render_load_no_qt(layer: str) -> None:
    assert culprits(modules(layer), "PySide6", "shiboken6", "pyqtgraph") == {}


def test_render_loads_no_widgets() -> None:
    assert culprits(modules("render"), "PySide6.QtWidgets", "pyqtgraph") == {}


def test_only_the_file_modules_load_pydantic() -> None:
    of_files = {
        f"gradviz.session.files.{n}" for n in ("asked_look", "file", "layers", "looks", "models")
    }
    others = [name for name in modules("session") if name not in of_files]
    assert culprits(others, "pydantic") == {}


def test_importing_gradviz_loads_nothing_slow() -> None:
    assert culprits(["gradviz"], "PySide6", "pyqtgraph", "pydantic", "typer") == {}


def test_a_culprit_is_named() -> None:
    loaded = culprits(["gradviz.errors", "PySide6.QtCore"], "PySide6", "pyqtgraph")
    assert loaded == {"PySide6": "PySide6.QtCore"}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(LINTER), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_imports_keep_the_contracts() -> None:
    answer = lint_imports(TOP)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "0 broken" in answer.stdout


@pytest.mark.parametrize(
    ("module", "statement", "contract"),
    [
        ("engine/wrong.py", "import gradviz.scene", "Imports point down"),
        ("session/wrong.py", "import gradviz.render", "Imports point down"),
        ("render/wrong.py", "import gradviz.gui", "Imports point down"),
        ("wrong.py", "", "Imports point down"),
        ("scene/wrong.py", "from PySide6.QtGui import QColor", "know no Qt"),
        ("render/wrong.py", "import pyqtgraph", "Plots live in gradviz.gui"),
        ("session/wrong.py", "import pydantic", "Files are checked in one place"),
    ],
)
def test_a_wrong_import_breaks_its_contract(
    tmp_path: Path, module: str, statement: str, contract: str
) -> None:
    shutil.copytree(PACKAGE, tmp_path / "gradviz", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    (tmp_path / "gradviz" / module).write_text(statement, encoding="utf-8")
    answer = lint_imports(tmp_path)
    assert answer.returncode == 1, answer.stdout
    broken = [line for line in answer.stdout.splitlines() if " BROKEN" in line]
    assert any(contract in line for line in broken), answer.stdout


@pytest.mark.parametrize(
    "statement",
    ["from PySide6.QtWidgets import QWidget", "from PySide6 import QtWidgets", "import pyqtgraph"],
)
def test_ruff_keeps_widgets_and_plots_in_gui(statement: str) -> None:
    def complaints(file: str) -> str:
        command = [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--stdin-filename"]
        answer = subprocess.run(
            [*command, file, "-"], cwd=TOP, input=statement, capture_output=True, text=True
        )
        return answer.stdout

    assert "TID251" in complaints("gradviz/render/wrong.py")
    assert "TID251" not in complaints("gradviz/gui/right.py")
