"""The checkout itself: what may lie in it, what may stand in it, and that its parts agree."""

import re
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

import gradviz

TOP = Path(__file__).parent.parent
TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "assets",
    "constraints.txt",
    "gradviz",
    "pyproject.toml",
    "tests",
}
IGNORED = [
    ".git",
    *(line.rstrip("/") for line in (TOP / ".gitignore").read_text("utf-8").splitlines()),
]
# Written in pieces where this file would otherwise hold what it forbids.
FORBIDDEN = {
    "an address of a package index": r"https?://\S*(?:/simp" r"le\b|pyp" r"i\.|artifactory|devpi)",
    "a setting for a package index": r"(?:extra-)?index" r"[-_]url\b",
    "an address of one machine": r"https?://(?:localhost|\d+\.\d+\.\d+\.\d+)",
    "a path of one machine": r"(?<![\w.])/(?:ho" r"me|Users|ro" r"ot|wo" r"rk)/\w",
    "a path out of the project": r"\.\./sha" r"red",
}


def ours(folder: Path) -> list[Path]:
    """Return what lies in `folder`, without what git ignores and what an editor may hide there."""
    return [
        path
        for path in folder.iterdir()
        if not any(fnmatch(path.name, name) for name in IGNORED)
        and (path.name in TOP_LEVEL or not path.name.startswith("."))
    ]


def texts(folder: Path = TOP) -> list[tuple[Path, str]]:
    """Return all our files that hold text, with what they hold."""
    found = []
    for path in ours(folder):
        if path.is_dir():
            found += texts(path)
        elif b"\0" not in (data := path.read_bytes()):
            found.append((path.relative_to(TOP), data.decode("utf-8", errors="replace")))
    return found


def complaints(text: str) -> list[str]:
    return [
        f"{match[0]!r} is {what}"
        for what, pattern in FORBIDDEN.items()
        for match in re.finditer(pattern, text)
    ]


def makefile_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (TOP / "Makefile").read_text("utf-8"), re.MULTILINE))


def test_the_top_level_holds_what_convention_wants_there() -> None:
    assert {path.name for path in ours(TOP)} == TOP_LEVEL


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    found = {str(path): found for path, text in texts() if (found := complaints(text))}
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "https://files.example.org/" + "simple/numpy",
        "--extra-index" + "-url x",
        "see http://" + "10.0.0.1:8080/",
        "open('/" + "home/someone/x')",
        "read ../" + "shared/notes.md",
    ],
)
def test_what_is_forbidden_is_found(text: str) -> None:
    assert len(complaints(text)) == 1


def test_constraints_are_plain_pins() -> None:
    lines = (TOP / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert len(pins) > 20
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+(; .+)?", pin)] == []


def test_constraints_pin_all_that_pyproject_names() -> None:
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (TOP / "constraints.txt").read_text("utf-8").splitlines()
    }
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
    needs = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
    ]
    names = {re.split(r"[<>=; ]", need)[0].lower() for need in needs}
    assert names - pinned == set()


def test_commands_of_the_readme_exist() -> None:
    readme = (TOP / "README.md").read_text("utf-8")
    named = set(re.findall(r"\bmake ([a-z]+)", "".join(re.findall(r"`[^`]+`", readme))))
    assert named >= {"run", "test"}
    assert named - makefile_targets() == set()


def test_help_names_every_target() -> None:
    told = subprocess.run(["make", "help"], cwd=TOP, capture_output=True, text=True, check=True)
    assert set(re.findall(r"^make (\w+)", told.stdout, re.MULTILINE)) == makefile_targets()


def test_the_changelog_knows_this_version() -> None:
    changelog = (TOP / "CHANGELOG.md").read_text("utf-8")
    assert f"\n## [{gradviz.__version__}]" in changelog


@pytest.mark.parametrize("script", [".ci/run", ".ci/find-python", ".ci/system-libraries"])
def test_scripts_can_be_run(script: str) -> None:
    assert (TOP / script).stat().st_mode & 0o111
