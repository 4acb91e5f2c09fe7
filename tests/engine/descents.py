"""Many steps of a descent."""

from collections.abc import Iterator

from gradviz.engine.descent import Descent, DescentState, advance


def run(state: DescentState, descent: Descent, steps: int) -> Iterator[DescentState]:
    """Yield the state after each step; the one that has diverged is the last."""
    for _ in range(steps):
        if state.is_diverged:
            return
        state = advance(state, descent)
        yield state
