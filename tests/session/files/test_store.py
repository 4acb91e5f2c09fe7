import json
import os
import subprocess
import sys
from collections.abc import Callable, Hashable
from pathlib import Path

import numpy as np
import pytest

from gradviz.errors import InputError
from gradviz.session.document import Document, example
from gradviz.session.files import store
from gradviz.session.files.file import to_json
from gradviz.session.files.store import read, save
from gradviz.session.presets.documents import PRESETS

Bits = Callable[[Document], Hashable]

KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from gradviz.session.edits import resize
from gradviz.session.document import example
from gradviz.session.files.store import read, save

path, kills = Path(sys.argv[1]), int(sys.argv[2])
documents = [example(), resize(example(), M=40, K=40, N=40)]
save(documents[0], path)
chance = random.Random(7)
seen, most = set(), 0
for _ in range(kills):
    child = os.fork()
    if child == 0:
        while True:
            for document in documents:
                save(document, path)
    time.sleep(chance.uniform(0, 0.03))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    seen.add(read(path).M)
    most = max(most, len(os.listdir(path.parent)) - 1)
save(documents[0], path)
print(sorted(seen), most, os.listdir(path.parent))
"""


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_what_is_saved_is_read_back(preset: object, tmp_path: Path, bits: Bits) -> None:
    document = preset.document()  # type: ignore[attr-defined]  # it has one
    save(document, tmp_path / "a.gradviz")
    assert bits(read(tmp_path / "a.gradviz")) == bits(document)


def test_killed_at_any_moment_a_save_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "a.gradviz"
    command = [sys.executable, "-W", "ignore", "-c", KILLED, str(path), "60"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert answer.returncode == 0, answer.stderr
    sizes, rest = answer.stdout.split("] ", 1)
    most, left = rest.split(" ", 1)
    assert sizes == "[2, 40"  # it was killed with the old one in place, and with the new one
    assert int(most) <= 1
    assert left.strip() == "['a.gradviz']"


def contents(kind: str, path: Path) -> None:
    if kind == "session":
        path.write_text("\n" + to_json(example()), "utf-8")
    elif kind == "npy":
        with path.open("wb") as file:
            np.save(file, example().W)
    elif kind == "npz":
        with path.open("wb") as file:
            np.savez(file, W=example().W)
    else:
        np.savetxt(path, example().W, delimiter=",")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("session", "a.gradviz"),
        ("session", "a.json"),
        ("session", "A.GRADVIZ"),
        ("session", "no suffix"),
        ("npy", "a.npy"),
        ("npy", "nosuffix"),
        ("npz", "a.npz"),
        ("npz", "nosuffix"),
        ("csv", "a.csv"),
        ("csv", "a.tsv"),
        ("csv", "a.txt"),
        ("csv", "nosuffix"),
    ],
)
def test_reads_by_suffix_or_by_content(kind: str, name: str, tmp_path: Path) -> None:
    contents(kind, tmp_path / name)
    document = read(tmp_path / name)
    assert document.W.tolist() == example().W.tolist()
    assert document.loss == ("squared_error" if kind == "session" else "sum")


@pytest.mark.parametrize(
    ("kind", "name", "message"),
    [
        ("npz", "a.gradviz", "a.gradviz: this is no text"),
        ("session", "a.npz", "a.npz: this is no .npz file"),
        ("session", "a.npy", "a.npy: the array is no NumPy array"),
        ("session", "a.csv", "a.csv: "),
        (
            "csv",
            "a.xlsx",
            "a.xlsx: gradviz opens .gradviz, .npz, .npy, .csv, .tsv, .txt: got .xlsx",
        ),
    ],
)
def test_refuses_what_a_name_does_not_promise(
    kind: str, name: str, message: str, tmp_path: Path
) -> None:
    contents(kind, tmp_path / name)
    with pytest.raises(InputError) as caught:
        read(tmp_path / name)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.gradviz", "there is no file "),
        ("folder", "folder is a folder; choose a file in it"),
        ("pipe", "pipe is no regular file"),
        ("a\0b", "cannot be read: embedded null byte"),
        ("a.gradviz/b.gradviz", "cannot be read: Not a directory"),
        ("x" * 300, "cannot be read: File name too long"),
    ],
)
def test_says_why_a_file_cannot_be_read(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.gradviz").touch()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError) as caught:
        read(tmp_path / name)
    assert message in str(caught.value)


def test_says_that_there_is_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, flags: int) -> int:
        raise PermissionError(13, "Permission denied")

    save(example(), tmp_path / "a.gradviz")
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(InputError, match=r"a\.gradviz cannot be read: no permission"):
        read(tmp_path / "a.gradviz")


def test_refuses_files_of_unreasonable_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(store.MAX_BYTES + 1)  # a hole: it takes no room
    with pytest.raises(InputError, match=r"a\.csv has 256 MB; files up to 256 MB are opened"):
        read(tmp_path / "a.csv")


def test_a_save_that_fails_leaves_the_old_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.gradviz"
    save(example(), path)

    def full(descriptor: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(InputError, match="the disk is full"):
            save(PRESETS[1].document(), path)
    assert json.loads(path.read_text("utf-8")) == json.loads(to_json(example()))
