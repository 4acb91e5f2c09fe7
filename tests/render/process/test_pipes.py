"""Messages arrive whole, however they are cut on the way."""

import os
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest

from gradviz.render.process.pipes import read_past, receive, send


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        with suppress(OSError):  # a test has closed it
            os.close(end)


@pytest.mark.parametrize("size", [0, 1, 65_536, 5_000_000])
def test_a_message_arrives_as_it_was_sent(pipe: tuple[int, int], size: int) -> None:
    read, write = pipe
    message = bytes(n % 251 for n in range(size))
    thread = Thread(target=send, args=(write, message))  # a pipe holds 64 kB
    thread.start()
    assert receive(read) == message
    thread.join()


@pytest.mark.parametrize("noise", [b"", b"hello\n", b"abab", b"ababa" * 99])
def test_what_comes_before_the_mark_is_left_out(pipe: tuple[int, int], noise: bytes) -> None:
    read, write = pipe
    os.write(write, noise + b"ababac")
    send(write, b"answer")
    read_past(b"ababac", read)
    assert receive(read) == b"answer"


def test_an_end_in_the_middle_is_told(pipe: tuple[int, int]) -> None:
    read, write = pipe
    os.write(write, (9).to_bytes(8) + b"half")
    os.close(write)
    with pytest.raises(EOFError):
        receive(read)
