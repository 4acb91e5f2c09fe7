"""What runs in the painter process: frames come in, the contents of files go out.

The main thread draws, as Qt wants it. Another one reads, and so learns at once that the caller has
gone or given up; it ends the process then, in the middle of a picture too.
"""

import os
import pickle
import traceback
from queue import SimpleQueue
from threading import Thread
from typing import TypeAlias

from gradviz.errors import GradvizError
from gradviz.render.process.in_place import encode
from gradviz.render.process.pipes import receive, send

Reply: TypeAlias = bytes | Exception
"""The content of a file, or what is raised where the picture was asked for."""


def main(mark: bytes) -> None:
    """Answer orders until the caller closes its end.

    Parameters
    ----------
    mark : bytes
        Goes before every answer: whatever Python runs when it starts may print something first.
    """
    orders, answers = os.dup(0), os.dup(1)
    os.dup2(2, 1)  # what is printed from now on is no answer
    received: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_receive, args=(orders, received), daemon=True).start()
    while True:
        answer = pickle.dumps(_answer(received.get()), pickle.HIGHEST_PROTOCOL)
        os.write(answers, mark)
        send(answers, answer)


def _receive(orders: int, received: "SimpleQueue[bytes]") -> None:
    try:
        while True:
            received.put(receive(orders))
    finally:
        os._exit(0)  # nobody listens any more


def _answer(order: bytes) -> Reply:
    try:
        frame, form, scale, transparent = pickle.loads(order)  # noqa: S301 - our caller made it
        return encode(frame, form, scale=scale, transparent=transparent)
    except (GradvizError, MemoryError) as error:
        return error
    except Exception:
        return RuntimeError(f"drawing a picture failed\n{traceback.format_exc()}")
