"""What users get: the wheel, in an environment of its own, away from the checkout."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image

import gradviz

TOP = Path(__file__).parent.parent
pytestmark = [pytest.mark.wheel, pytest.mark.timeout(900)]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*build, str(TOP)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr or done.stdout
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def run(
    wheel: Path, outer_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Run]:
    """Install the wheel and return what runs its commands, far from the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    environment = {k: v for k, v in outer_environment.items() if not k.startswith("PYTHON")}

    def run(command: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [folder / "venv" / "bin" / command, *map(str, arguments)],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    pins = TOP / "constraints.txt"
    done = run("python", "-m", "pip", "install", "--quiet", "-c", pins, wheel)
    assert done.returncode == 0, done.stderr
    yield run
    shutil.rmtree(folder / "venv")


def test_the_wheel_holds_the_package_and_its_assets(wheel: Path) -> None:
    shipped = set(ZipFile(wheel).namelist())
    for folder, place in [(TOP / "gradviz", "gradviz"), (TOP / "assets", "gradviz/assets")]:
        files = [p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
        assert {f"{place}/{p.relative_to(folder).as_posix()}" for p in files} <= shipped
    assert [name for name in shipped if name.startswith("tests") or "__pycache__" in name] == []
    assert any(name.endswith("licenses/LICENSE") for name in shipped)


def test_it_is_the_wheel_that_runs(run: Run) -> None:
    where = run("python", "-c", "import gradviz; print(gradviz.__file__)")
    assert "site-packages" in where.stdout, where.stderr


def test_assets_are_found(run: Run) -> None:
    code = "from gradviz.resources import asset; print(asset('fonts/DejaVuSans.ttf'))"
    found = Path(run("python", "-c", code).stdout.strip())
    assert found.parts[-4:] == ("gradviz", "assets", "fonts", "DejaVuSans.ttf")
    assert "site-packages" in found.parts


def test_it_tells_its_version(run: Run) -> None:
    told = run("gradviz", "--version")
    assert (told.returncode, told.stderr) == (0, "")
    assert gradviz.__version__ in told.stdout


@pytest.mark.parametrize("command", [("gradviz",), ("python", "-m", "gradviz")])
def test_it_exports_a_picture(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    matrices, picture = tmp_path / "matrices.npz", tmp_path / "picture.png"
    np.savez(matrices, W=np.arange(6.0).reshape(2, 3), X=np.ones((3, 4)))
    options = ("--what", "W_grad,X_grad", "--size", "640x400")
    done = run(*command, "export", matrices, "-o", picture, *options)
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "gradviz: matrices.npz: There is no T and no Y_grad: the loss is the sum of Y."
    ]
    with Image.open(picture) as image:
        assert image.format == "PNG"
        assert image.size == (640, 400)
        colors = image.convert("RGB").getcolors(640 * 400)
    assert colors is not None
    assert len(colors) > 10


def test_what_cannot_be_opened_is_told_in_one_line(run: Run, tmp_path: Path) -> None:
    done = run("gradviz", "export", tmp_path / "absent.npz", "-o", tmp_path / "out.png")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "absent.npz" in done.stderr
