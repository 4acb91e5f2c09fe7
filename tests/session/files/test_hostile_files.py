"""Judged before read: whatever a file claims or asks for, it is refused in one line and at once."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
import pytest

from gradviz.errors import LONGEST, GradvizError, InputError
from gradviz.session.document import Document, example
from gradviz.session.files.file import to_json
from gradviz.session.files.progress import CancelledError
from gradviz.session.files.store import is_quick, read, save
from gradviz.session.matrices.block import parse_block
from tests.session.files import hostile
from tests.stress import files, texts
from tests.stress.drawing import SHARES, VIEWS, draw

ROOT = Path(__file__).parents[3]
SECONDS, MEGABYTES = 2.0, 300.0

Read = Callable[[Path], dict[str, Any]]


@pytest.fixture(scope="module")
def read_apart() -> Iterator[Read]:
    """Return what reads a file in another process, and what that took."""
    command = [sys.executable, "-W", "error", "-m", "tests.session.files.hostile_process"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        to, back = process.stdin, process.stdout
        assert to is not None
        assert back is not None

        def ask(path: Path, to: IO[str] = to, back: IO[str] = back) -> dict[str, Any]:
            print(path, file=to, flush=True)
            answer: dict[str, Any] = json.loads(back.readline())
            return answer

        yield ask
        to.close()
    assert process.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="measures as systems with fork can")
@pytest.mark.parametrize("name", hostile.FILES)
def test_is_refused_at_once(name: str, tmp_path: Path, read_apart: Read) -> None:
    path = tmp_path / name
    hostile.FILES[name](path)
    found = read_apart(path)
    path.unlink()
    assert found["is_refused"], found
    assert found["told"].startswith(name), found
    assert is_one_line(found["told"]), found
    assert found["seconds"] < SECONDS, found
    assert found["megabytes"] < MEGABYTES, found


@pytest.mark.skipif(sys.platform == "win32", reason="measures as systems with fork can")
def test_what_a_file_takes_is_measured(tmp_path: Path, read_apart: Read) -> None:
    """The measure sees 128 MB, and what no reader caught."""
    np.save(tmp_path / "W.npy", np.zeros((4096, 4096)))
    found = read_apart(tmp_path / "W.npy")
    assert not found["is_refused"]
    assert 120 < found["megabytes"] < MEGABYTES


def is_one_line(message: str) -> bool:
    return message.isprintable() and 0 < len(message) <= LONGEST


# --- what is no file


@pytest.mark.parametrize("place", ["/dev/zero", "/dev/full", "/dev/tty", "/proc/self/mem"])
def test_devices_are_not_read(place: str) -> None:
    if not os.path.exists(place):
        pytest.skip(f"there is no {place}")
    with pytest.raises(InputError) as caught:
        read(place)
    assert is_one_line(str(caught.value))


def test_what_waits_for_ever_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "b.csv"))
        for name in ("a.csv", "b.csv"):
            with pytest.raises(InputError, match="is no regular file"):
                read(tmp_path / name)


def test_a_pipe_put_in_the_place_of_a_file_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("1,2\n")
    opened = os.open

    def open_late(name: str, flags: int, *rest: Any) -> int:
        monkeypatch.undo()
        path.unlink()
        os.mkfifo(path)
        return opened(name, flags, *rest)

    monkeypatch.setattr(os, "open", open_late)
    with pytest.raises(InputError, match="is no regular file"):
        read(path)


@pytest.mark.parametrize("leads_to", ["missing.csv", "link.csv", "folder"])
def test_links_that_lead_nowhere_are_told(leads_to: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.csv").symlink_to(leads_to)
    with pytest.raises(InputError) as caught:
        read(tmp_path / "link.csv")
    assert is_one_line(str(caught.value))


# --- what changes while it is read


def whole(kind: str, path: Path) -> None:
    values = np.arange(90_000.0).reshape(300, 300)
    match kind:
        case "npy":
            np.save(path, values)
        case "npz":
            np.savez(path, W=values)
        case "csv":
            np.savetxt(path, values, delimiter=",")
        case _:
            path.write_text(to_json(read_as_npy(values, path)))


def read_as_npy(values: np.ndarray[Any, Any], path: Path) -> Document:
    np.save(path.with_suffix(".npy"), values)
    return read(path.with_suffix(".npy"))


KINDS = pytest.mark.parametrize("kind", ["gradviz", "npy", "npz", "csv"])
CHANGES: dict[str, Callable[[Path], object]] = {
    "shorter": lambda path: os.truncate(path, 1000),
    "empty": lambda path: os.truncate(path, 0),
    "longer": lambda path: os.truncate(path, path.stat().st_size + 1000),
    "other": lambda path: path.write_bytes(path.read_bytes()[::-1]),
}


@KINDS
@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_while_it_is_read_is_refused(
    kind: str, change: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{kind}"
    whole(kind, path)
    changed = []

    def meddle(share: float) -> None:
        if not changed:
            changed.append(share)
            CHANGES[change](path)

    with pytest.raises(InputError) as caught:
        read(path, progress=meddle)
    assert changed
    assert str(caught.value).startswith(f"a.{kind}")
    assert is_one_line(str(caught.value))


@KINDS
@pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be removed there")
def test_a_file_that_is_gone_while_it_is_read_is_read(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    whole(kind, path)
    document = read(path, progress=lambda share: path.unlink(missing_ok=True))
    assert document.W.tolist() == np.arange(90_000.0).reshape(300, 300).tolist()


# --- progress


@KINDS
def test_progress_goes_from_none_to_all(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    whole(kind, path)
    shares: list[float] = []
    read(path, progress=shares.append)
    assert shares == sorted(shares)
    assert len(shares) >= 3
    assert 0 <= shares[0] < 0.5
    assert shares[-1] == pytest.approx(1.0, abs=0.01)


@KINDS
@pytest.mark.parametrize("after", [0.0, 0.3, 0.9])
def test_whoever_follows_the_progress_can_end_it(kind: str, after: float, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    whole(kind, path)

    def cancel(share: float) -> None:
        if share >= after:
            raise CancelledError

    with pytest.raises(CancelledError):
        read(path, progress=cancel)


# --- what is large and sound


@KINDS
def test_large_matrices_come_back_bit_for_bit(kind: str, tmp_path: Path) -> None:
    values = np.random.Generator(np.random.PCG64(3)).standard_normal((400, 700))
    values[0, 0], values[399, 699], values[7, 3] = np.inf, -0.0, -np.inf
    path = tmp_path / f"a.{kind}"
    if kind == "csv":
        path.write_text("\n".join(",".join(map(repr, row)) for row in values.tolist()))
    elif kind == "gradviz":
        save(read_as_npy(values, path), path)
    else:
        (np.save if kind == "npy" else np.savez)(path, values)
    assert not is_quick(path) or kind == "npy"
    assert read(path).W.tobytes() == values.tobytes()


# --- messages


SIGNS = "\x1b[31m\n\r\x07\u202e\u2066\u200b\u2028\x85\udc80\0"
PLACES: dict[str, Callable[[str], str]] = {
    "a key": lambda sign: to_json(example()).replace('"loss"', f'"l{sign}", "loss"', 1),
    "a key of the view": lambda sign: to_json(example()).replace('"sweep"', f'"{sign}"', 1),
    "a name": lambda sign: to_json(example()).replace('"squared_error"', f'"{sign}"', 1),
    "a number": lambda sign: to_json(example()).replace("0.5", f'"{sign}"', 1),
    "a tangent": lambda sign: to_json(example()).replace(
        '"tangents": {}', f'"tangents": {{"d{sign}": [[1]]}}', 1
    ),
    "a kind": lambda sign: to_json(example()).replace('"linear"', f'"{sign}"', 1),
    "the format": lambda sign: to_json(example()).replace('"gradviz"', f'"{sign}"', 1),
}


@pytest.mark.parametrize("sign", SIGNS, ids=ascii)
@pytest.mark.parametrize("place", PLACES)
def test_no_sign_of_a_session_comes_into_a_message(place: str, sign: str, tmp_path: Path) -> None:
    text = PLACES[place](f"\\u{ord(sign):04x}")
    assert text != to_json(example())
    (tmp_path / "a.gradviz").write_text(text)
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a.gradviz")
    assert is_one_line(str(caught.value))


@pytest.mark.parametrize("sign", SIGNS.replace("\0", ""), ids=ascii)
@pytest.mark.parametrize("suffix", ["", ".csv", ".gradviz", ".npz", ".npy", ".xlsx"])
def test_no_sign_of_a_file_name_comes_into_a_message(
    suffix: str, sign: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a{sign}b{suffix}"
    with pytest.raises(GradvizError) as caught:
        read(path)
    assert is_one_line(str(caught.value))
    path.write_bytes(f"1,2{sign}\n3,x{sign}".encode(errors="surrogateescape"))
    with pytest.raises(GradvizError) as caught:
        read(path)
    assert is_one_line(str(caught.value))


def test_a_message_has_an_end(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path / ("a" * 200) / ("b" * 200) / ("c" * 200 + ".csv"))
    message = str(caught.value)
    assert len(message) == LONGEST
    assert "…" in message
    assert message.endswith("c.csv")


# --- spoiled at random


def test_spoiled_files_are_documents_or_one_line() -> None:
    assert files.run(600, seed=7) == []


def test_spoiled_texts_are_numbers_or_one_line() -> None:
    assert texts.run(6000, seed=7) == []


@pytest.mark.parametrize("source", files.sources())
def test_what_is_spoiled_is_sound_before(source: str, tmp_path: Path) -> None:
    """Spoiling what is refused anyway would show nothing."""
    path = tmp_path / source
    path.write_bytes(files.sources()[source])
    assert len(draw(read(path))) == len(VIEWS) * len(SHARES)


@pytest.mark.parametrize("notation", texts.NOTATIONS)
def test_every_notation_is_read_before_it_is_spoiled(notation: str) -> None:
    values = np.array([[0.0, -2.5, 1e-7], [1e20, 1.0, 4.0]])
    found = parse_block(texts.NOTATIONS[notation](values))
    np.testing.assert_allclose(found, values * (1000 if notation == "display" else 1), rtol=1e-15)
